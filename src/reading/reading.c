/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The story of one reading: find the files, look which belong together, read them run by run, tell.
 */
#include "reading/reading.h"

#include "reading/find/input.h"
#include "reading/find/stitch.h"
#include "reading/find/survey.h"
#include "reading/results/cache.h"
#include "reading/results/emitter.h"
#include "reading/results/kept.h"
#include "reading/results/remap.h"
#include "reading/results/total.h"
#include "reading/run/bounds/memory.h"
#include "reading/run/child/room.h"
#include "reading/run/child/signals.h"
#include "reading/run/masking.h"
#include "reading/run/run.h"
#include "reading/run/sandbox.h"
#include "reading/run/tools.h"
#include "reading/train.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(sf - reading - error - quark, sf_reading_error)

#define PROGRESS_MILLISECONDS 100

typedef struct SfJob SfJob;

typedef struct {
    SfJob *job;
    SfRun *run;
    guint place;  /* among the tasks, from 0 */
    guint number; /* in the events, from 1; 0: it was not told yet, or there is nothing to tell */
    gboolean started;
    gboolean alone; /* a train did not carry it to the end */
    gboolean finished;
    JsonObject *line; /* the run line; NULL: tshark ended with none */
    SfEmitter *emitter;
    guint untold; /* files whose events were not handed on yet */
} SfTask;

/* A train (train.h) and whom it carries. */
typedef struct {
    SfJob *job;
    SfRun *train;
    GPtrArray *tasks;
    guint seats; /* for so many */
    guint64 bytes;
    gboolean is_open; /* others may ride, too */
} SfTrainTasks;

struct SfJob {
    const SfReadingOptions *options;
    const SfReadingListener *listener;

    GMainContext *context;
    SfSandbox *sandbox;
    SfInputs *found;
    SfRunOptions run_options;
    guint jobs;

    SfCache *cache; /* NULL: none */
    SfSurvey *survey;
    gboolean surveyed;
    GPtrArray *tasks;   /* SfTask */
    GPtrArray *planned; /* SfKeptRun: of all tasks the inputs, kept for cutting */
    GPtrArray *runs;    /* SfKeptRun: of those that were told, by their numbers */
    SfMasking *masking; /* NULL: nothing is hidden */
    SfTask **task_of;   /* by number of the input; NULL: it is in no run */
    GQueue *waiting;    /* SfTask, to be started */
    GPtrArray *trains;  /* SfTrainTasks, under way */
    gboolean no_trains; /* one did not carry anybody */
    guint running;
    guint held; /* tasks that are finished and wait to be told: each has a file open */
    guint held_most;
    guint told; /* inputs whose events were handed on */

    guint interrupts;
    gboolean hushed; /* stopped while telling: nothing more is told */
    gboolean tools_checked;
    GError *error; /* no point in going on */
    SfReading *result;
};

/* ------------------------------------------------------------------ telling */

/* A capture that counts: what is none, and what nobody could read, is only named. */
static gboolean is_read(const SfInput *input)
{
    return input->told && !input->alien && !input->unseen &&
           (input->records > 0 || !input->trouble);
}

/* Numbers do not depend on what else lies beside the captures, so that they are the same however
 * the captures are divided: only what is read has one, and is in the
 * sum, in the order of the report. */
static void number(SfJob *job, SfTask *task, const SfInput *input)
{
    if (task->number > 0 || !is_read(input))
        return;
    task->number = ++job->result->runs;
    if (task->line)
        sf_total_add_run(job->result->total, task->line);
    if (job->options->keep)
        g_ptr_array_add(job->runs, sf_kept_run_ref(g_ptr_array_index(job->planned, task->place)));
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const SfInput *one = *(SfInput *const *)a;
    const SfInput *other = *(SfInput *const *)b;
    return one->number < other->number ? -1 : one->number > other->number;
}

/* Parts of a capture are read in the order of time. */
static GPtrArray *in_order(const GPtrArray *inputs)
{
    GPtrArray *sorted = g_ptr_array_sized_new(inputs->len);
    for (guint i = 0; i < inputs->len; i++)
        g_ptr_array_add(sorted, inputs->pdata[i]);
    g_ptr_array_sort(sorted, by_number);
    return sorted;
}

/* What else a report must know of the run: which one it is, and what was in it. */
static void tell_run(SfJob *job, SfTask *task)
{
    if (task->number == 0 || !task->line || !job->listener->run_line)
        return;
    JsonArray *captures = json_array_new();
    g_autoptr(GPtrArray) inputs = in_order(sf_run_inputs(task->run));
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (is_read(input))
            json_array_add_string_element(captures, input->name);
    }
    json_object_set_int_member(task->line, "run", task->number);
    json_object_set_array_member(task->line, "captures", captures);
    job->listener->run_line(task->line, job->listener->data);
}

static void tell_input(SfJob *job, SfTask *task, const SfInput *input)
{
    number(job, task, input);
    if (task->emitter)
        sf_emitter_emit(task->emitter, input, task->number, job->listener->event,
                        job->listener->data);
    if (--task->untold > 0)
        return;
    tell_run(job, task);
    g_clear_pointer(&task->line, json_object_unref);
    job->held--;
    /* Long analyses have many runs: what is told is let go. */
    g_clear_pointer(&task->emitter, sf_emitter_free);
    g_clear_pointer(&task->run, sf_run_free);
}

/* Hands events on up to the first file of a run that is not finished; at the end, past those as
 * well. */
static void tell_what_is_ready(SfJob *job, gboolean at_end)
{
    const guint heard = sf_signals_heard();

    for (; !job->hushed && job->told < job->found->inputs->len; job->told++) {
        SfTask *task = job->task_of[job->told];
        if (task && !task->finished && !at_end)
            return;
        if (task && task->finished)
            tell_input(job, task, g_ptr_array_index(job->found->inputs, job->told));
        if (sf_signals_heard() != heard)
            job->hushed = TRUE;
    }
}

/* ------------------------------------------------------------------ when something is not there */

static void each_under_way(SfJob *job, void (*what)(SfRun *run))
{
    for (guint i = 0; i < job->tasks->len; i++) {
        SfTask *task = g_ptr_array_index(job->tasks, i);
        if (task->started && !task->finished)
            what(task->run);
    }
    for (guint i = 0; i < job->trains->len; i++)
        what(((SfTrainTasks *)g_ptr_array_index(job->trains, i))->train);
}

static void stop_for(SfJob *job, SfReadingError code, const char *words)
{
    if (job->error)
        return;
    job->error = g_error_new_literal(SF_READING_ERROR, (int)code, words);
    each_under_way(job, sf_run_kill);
}

static SfReadingError code_of(const GError *error)
{
    return sf_room_is_short(error) ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS;
}

/* A program refused to start, or did not come to its end. It may be for this one capture, or for
 * all. @complaint: of a tshark that refused; else NULL. */
static void check_tools(SfJob *job, const char *complaint)
{
    if (job->tools_checked || job->error)
        return;
    job->tools_checked = TRUE;
    SfTools *tools = sf_tools_find(&job->options->tools);
    const SfReadingError code = tools->machine ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS;
    g_autofree char *reason = sf_tools_reason(tools);
    if (reason)
        stop_for(job, code, reason);
    g_autofree char *refusal =
        complaint ? g_strconcat("tshark, with this --decode-as: ", complaint, NULL) : NULL;
    if (!reason && refusal && job->options->decode_as && job->options->decode_as[0])
        stop_for(job, SF_READING_ERROR_OPTIONS, refusal);
    sf_tools_free(tools);
}

/* ------------------------------------------------------------------ running */

static gboolean is_over(const SfJob *job)
{
    return job->interrupts > 0 || job->error;
}

static void start_tasks(SfJob *job);

/* From here on nobody sees what the run's tshark wrote. */
static void mask(SfJob *job, SfTask *task)
{
    g_autoptr(GError) error = NULL;
    SfSpool *packets = sf_masking_apply(job->masking, task->run, &error);

    if (!packets)
        sf_run_blame(task->run, error->message);
    else if (job->options->keep)
        sf_kept_run_mask(g_ptr_array_index(job->planned, task->place), packets,
                         sf_run_map(task->run));
    else
        sf_spool_free(packets);
}

/* What tshark told, and what the intake counted of the files. */
static JsonObject *whole_line(JsonObject *told, const GPtrArray *inputs)
{
    JsonObject *line = sf_total_new();
    sf_total_add(line, told);
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->told && !input->alien && !input->unseen)
            sf_total_add_input(line, input);
    }
    return line;
}

/* Of logs that do not say when something was. */
static void forget_times(JsonObject *line, const GPtrArray *inputs)
{
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->times < SF_TIMES_OF_DAY)
            continue;
        json_object_remove_member(line, "first");
        json_object_remove_member(line, "last");
    }
}

static void take_verdict(SfJob *job, SfTask *task)
{
    SfRunVerdict verdict = sf_run_verdict(task->run);

    if (verdict == SF_RUN_REFUSED || verdict == SF_RUN_FAILED)
        check_tools(job, verdict == SF_RUN_REFUSED ? sf_run_complaint(task->run) : NULL);
    if (job->masking)
        mask(job, task);
    JsonObject *line = sf_run_line(task->run);
    if (line)
        forget_times(line, sf_run_inputs(task->run));
}

static void finish(SfJob *job, SfTask *task)
{
    take_verdict(job, task);
    if (job->cache && sf_run_is_worth_keeping(task->run))
        sf_cache_keep(job->cache, task->run);
    if (sf_run_complete(task->run)) {
        task->emitter = sf_emitter_new(task->run);
        task->line = whole_line(sf_run_line(task->run), sf_run_inputs(task->run));
    }
    task->finished = TRUE;
    job->held++;
}

/* @return whether it is under way again */
static gboolean read_again(SfJob *job, SfRun *run)
{
    g_autoptr(GError) error = NULL;

    if (is_over(job) || !sf_run_is_in_doubt(run))
        return FALSE;
    if (sf_run_start_long_way(run, &error))
        return TRUE;
    stop_for(job, code_of(error), error->message);
    return FALSE;
}

static void on_run_done(SfRun *run, gpointer data)
{
    SfTask *task = data;
    SfJob *job = task->job;

    if (read_again(job, run))
        return;
    job->running--;
    finish(job, task);
    start_tasks(job);
    if (!job->error)
        tell_what_is_ready(job, FALSE);
}

/* Where many runs wait for the turn of one that is slow, it is waited for; but for nobody. */
static gboolean may_start(const SfJob *job)
{
    return job->running < job->jobs && (job->held < job->held_most || job->running == 0);
}

/* What was told before need not be read. */
static gboolean recall(SfJob *job, SfTask *task)
{
    if (!job->cache || task->alone || !sf_cache_recall(job->cache, task->run))
        return FALSE;
    finish(job, task);
    tell_what_is_ready(job, FALSE);
    return TRUE;
}

static void start_alone(SfJob *job, SfTask *task)
{
    g_autoptr(GError) error = NULL;

    if (!sf_run_start(task->run, &error)) {
        stop_for(job, code_of(error), error->message);
        return;
    }
    task->started = TRUE;
    job->running++;
}

/* ------------------------------------------------------------------ trains */

static void train_tasks_free(gpointer data)
{
    SfTrainTasks *train = data;

    g_clear_pointer(&train->train, sf_run_free);
    g_ptr_array_unref(train->tasks);
    g_free(train);
}

static void take_off(SfJob *job, const SfTrainTasks *train)
{
    for (guint i = train->tasks->len; i > 0; i--) {
        SfTask *task = g_ptr_array_index(train->tasks, i - 1);
        if (sf_train_carried(task->run)) {
            finish(job, task);
        } else {
            g_queue_push_head(job->waiting, task);
            task->alone = sf_train_dropped(task->run);
            job->no_trains |= i == 1;
        }
    }
}

static void on_train_done(SfRun *run, gpointer data)
{
    SfTrainTasks *train = data;
    SfJob *job = train->job;

    job->running--;
    sf_train_unload(run);
    take_off(job, train);
    g_ptr_array_remove(job->trains, train);
    start_tasks(job);
    if (!job->error)
        tell_what_is_ready(job, FALSE);
}

/* How many may go together: what they told waits until it is handed on, in a file each. */
static guint seats(const SfJob *job)
{
    enum { MOST = 1000 };
    guint taken = job->held;

    for (guint i = 0; i < job->trains->len; i++) {
        const SfTrainTasks *train = g_ptr_array_index(job->trains, i);
        taken += train->is_open ? train->seats : train->tasks->len;
    }
    const guint left = job->held_most > taken ? job->held_most - taken : 0;
    return CLAMP(left / (job->jobs - job->running), 1, MOST);
}

static gboolean may_ride(const SfJob *job, const SfTask *task)
{
    return !task->alone && !job->no_trains && !job->masking && sf_train_takes(task->run);
}

/* @return NULL: whoever waits next must be read otherwise, or nobody waits */
static SfTask *next_to_ride(SfJob *job)
{
    while (!is_over(job) && !g_queue_is_empty(job->waiting)) {
        SfTask *task = g_queue_peek_head(job->waiting);
        if (!may_ride(job, task))
            return NULL;
        g_queue_pop_head(job->waiting);
        if (!recall(job, task))
            return task;
    }
    return NULL;
}

/* Whoever is free takes the next one, so all processors have something to do to the end. A train
 * ends before what it told would wait for long. */
static SfRun *next_rider(gpointer data)
{
    const guint64 most_bytes = (guint64)256 * 1024 * 1024;
    SfTrainTasks *train = data;
    SfTask *task = train->tasks->len < train->seats && train->bytes < most_bytes
                       ? next_to_ride(train->job)
                       : NULL;

    train->is_open = task != NULL;
    if (!task)
        return NULL;
    train->bytes += sf_train_weight(task->run);
    g_ptr_array_add(train->tasks, task);
    return task->run;
}

static void start_train(SfJob *job, SfTask *first)
{
    g_autoptr(GError) error = NULL;
    SfTrainTasks *train = g_new0(SfTrainTasks, 1);

    train->job = job;
    train->tasks = g_ptr_array_new();
    train->seats = seats(job);
    train->bytes = sf_train_weight(first->run);
    train->is_open = TRUE;
    g_ptr_array_add(train->tasks, first);
    train->train = sf_train_new(&job->run_options, first->run, next_rider, on_train_done, train);
    if (!sf_run_start(train->train, &error)) {
        train_tasks_free(train);
        stop_for(job, code_of(error), error->message);
        return;
    }
    g_ptr_array_add(job->trains, train);
    job->running++;
}

static void start_task(SfJob *job, SfTask *task)
{
    const SfTask *next = g_queue_peek_head(job->waiting);

    if (next && may_ride(job, task) && may_ride(job, next))
        start_train(job, task);
    else
        start_alone(job, task);
}

static gboolean has_open_train(const SfJob *job)
{
    for (guint i = 0; i < job->trains->len; i++)
        if (((const SfTrainTasks *)g_ptr_array_index(job->trains, i))->is_open)
            return TRUE;
    return FALSE;
}

/* A start of tshark costs as much as this, so that where a train takes all that waits, less is not
 * worth another one. */
static gboolean is_worth_a_start(const SfJob *job)
{
    const guint64 least = (guint64)16 * 1024 * 1024;
    guint64 waiting = 0;

    if (!has_open_train(job))
        return TRUE;
    for (const GList *link = job->waiting->head; link && waiting < least; link = link->next) {
        const SfTask *task = link->data;
        if (!may_ride(job, task))
            return TRUE;
        waiting += sf_train_weight(task->run);
    }
    return waiting >= least;
}

static void start_tasks(SfJob *job)
{
    while (!is_over(job) && may_start(job) && !g_queue_is_empty(job->waiting) &&
           is_worth_a_start(job)) {
        SfTask *task = g_queue_pop_head(job->waiting);
        if (!recall(job, task))
            start_task(job, task);
    }
}

/* ------------------------------------------------------------------ which runs there are */

/* What the survey has already found to be nothing to read. */
static gboolean is_settled(const SfInput *input)
{
    return input->told && (input->alien || (input->records == 0 && input->trouble));
}

static void add_task(SfJob *job, GPtrArray *inputs)
{
    SfTask *task = g_new0(SfTask, 1);

    task->run = sf_run_new(&job->run_options, inputs, on_run_done, task);
    task->job = job;
    task->untold = inputs->len;
    for (guint i = 0; i < inputs->len; i++) {
        SfInput *input = g_ptr_array_index(inputs, i);
        job->task_of[input->number] = task;
        sf_input_forget(input);
    }
    task->place = job->tasks->len;
    g_ptr_array_add(job->tasks, task);
    g_queue_push_tail(job->waiting, task);
    if (job->options->keep)
        g_ptr_array_add(job->planned, sf_kept_run_new(inputs));
}

/* Which events are shown depends on all before them, of all runs. What is kept may serve another
 * report, and what is cut is cut by all that events tell. */
static gboolean may_be_brief(const SfJob *job, const GPtrArray *runs)
{
    return job->options->brief && !job->cache && !job->options->keep && runs->len == 1 &&
           sf_emitter_is_straight(runs->pdata[0]);
}

static guint64 bytes_of(const SfTask *task)
{
    const GPtrArray *inputs = sf_run_inputs(task->run);
    guint64 bytes = 0;

    for (guint i = 0; i < inputs->len; i++)
        bytes += ((const SfInput *)g_ptr_array_index(inputs, i))->size;
    return bytes;
}

static gint larger_first(gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
    const guint64 one = bytes_of(a);
    const guint64 other = bytes_of(b);
    return one > other ? -1 : one < other;
}

/* Where several are read at once, the largest begin, so that no processor waits for one of them at
 * the end. They are told in their order all the same: so not where that keeps too many waiting. */
static void begin_with_large_ones(SfJob *job)
{
    if (job->jobs > 1 && job->tasks->len <= job->held_most)
        g_queue_sort(job->waiting, larger_first, NULL);
}

static void plan(SfJob *job)
{
    g_autoptr(GPtrArray) readable = g_ptr_array_new();

    for (guint i = 0; i < job->found->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (!is_settled(input))
            g_ptr_array_add(readable, input);
    }
    /* Without a survey nobody knows what belongs together, and each stays alone. */
    g_autoptr(GPtrArray) runs = sf_stitch(readable);
    job->run_options.brief = may_be_brief(job, runs);
    for (guint i = 0; i < runs->len; i++)
        add_task(job, g_ptr_array_ref(g_ptr_array_index(runs, i)));
    begin_with_large_ones(job);
}

static guint count_in(GHashTable *folders, const SfInput *input, guint more)
{
    g_autofree char *folder = g_path_get_dirname(input->path);
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(folders, folder)) + more;

    g_hash_table_insert(folders, g_steal_pointer(&folder), GUINT_TO_POINTER(count));
    return count;
}

/* Files that share a folder with another one: only they can be parts of one capture. */
static GPtrArray *worth_a_survey(const GPtrArray *inputs)
{
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    GPtrArray *worth = g_ptr_array_new();

    for (guint i = 0; i < inputs->len; i++) {
        SfInput *input = g_ptr_array_index(inputs, i);
        if (input->kind != SF_INPUT_FILE)
            continue;
        g_ptr_array_add(files, input);
        count_in(folders, input, 1);
    }
    for (guint i = 0; i < files->len; i++) {
        SfInput *input = g_ptr_array_index(files, i);
        if (count_in(folders, input, 0) > 1)
            g_ptr_array_add(worth, input);
    }
    return worth;
}

static void on_surveyed(gpointer data)
{
    SfJob *job = data;
    const char *trouble = sf_survey_trouble(job->survey);

    job->surveyed = TRUE;
    if (trouble)
        check_tools(job, trouble);
    if (trouble && !job->error)
        stop_for(job, SF_READING_ERROR_TOOLS, trouble);
}

typedef SfSurvey *SfSurveyFunction(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                                   void (*done)(gpointer data), gpointer data, GError **error);

static gboolean survey(SfJob *job, SfSurveyFunction *start, GPtrArray *inputs, GError **error)
{
    if (inputs->len == 0 || is_over(job))
        return TRUE;
    job->surveyed = FALSE;
    job->survey = start(job->sandbox, inputs, job->jobs, on_surveyed, job, error);
    if (!job->survey)
        return FALSE;
    while (!job->surveyed)
        g_main_context_iteration(job->context, TRUE);
    g_clear_pointer(&job->survey, sf_survey_free);
    return TRUE;
}

static gboolean look_first(SfJob *job, GError **error)
{
    g_autoptr(GPtrArray) worth = worth_a_survey(job->found->inputs);

    return !job->options->stitch || survey(job, sf_survey_new, worth, error);
}

/* Pipes can be read once only. */
static gboolean digest_files(SfJob *job, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();

    for (guint i = 0; job->cache && i < job->found->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (input->kind == SF_INPUT_FILE && !is_settled(input))
            g_ptr_array_add(files, input);
    }
    return survey(job, sf_survey_digest, files, error);
}

/* ------------------------------------------------------------------ from outside */

static gboolean on_signal(int descriptor G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED,
                          gpointer data)
{
    SfJob *job = data;

    sf_signals_note();
    job->interrupts = sf_signals_heard();
    if (job->survey)
        (job->interrupts == 1 ? sf_survey_stop : sf_survey_kill)(job->survey);
    each_under_way(job, job->interrupts == 1 ? sf_run_stop : sf_run_kill);
    return G_SOURCE_CONTINUE;
}

static void count_progress(const SfRun *run, guint64 *bytes, guint *files)
{
    *bytes += sf_run_position(run);
    *files += sf_run_files_done(run);
}

static gboolean on_progress(gpointer data)
{
    SfJob *job = data;
    guint64 bytes = 0;
    guint64 total = 0;
    guint files = 0;

    for (guint i = 0; i < job->found->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(job->found->inputs, i);
        const SfTask *task = job->task_of[i];
        if (!task)
            continue;
        total += input->size;
        if (task->finished) {
            bytes += input->size;
            files++;
        }
    }
    for (guint i = 0; i < job->tasks->len; i++) {
        const SfTask *task = g_ptr_array_index(job->tasks, i);
        if (task->started && !task->finished)
            count_progress(task->run, &bytes, &files);
    }
    for (guint i = 0; i < job->trains->len; i++)
        count_progress(((SfTrainTasks *)g_ptr_array_index(job->trains, i))->train, &bytes, &files);
    job->listener->progress(MIN(bytes, total), total, files, job->listener->data);
    return G_SOURCE_CONTINUE;
}

static void attach(SfJob *job, GSource *source, GSourceFunc function, GPtrArray *sources)
{
    g_source_set_callback(source, function, job, NULL);
    g_source_attach(source, job->context);
    g_ptr_array_add(sources, source);
}

static void source_end(gpointer source)
{
    g_source_destroy(source);
    g_source_unref(source);
}

static GPtrArray *watch_outside(SfJob *job)
{
    GPtrArray *sources = g_ptr_array_new_with_free_func(source_end);

    attach(job, sf_signals_source(), G_SOURCE_FUNC(on_signal), sources);
    if (job->listener->progress)
        attach(job, g_timeout_source_new(PROGRESS_MILLISECONDS), on_progress, sources);
    return sources;
}

/* ------------------------------------------------------------------ only a plan */

static void planned_free(gpointer data)
{
    SfPlannedRun *run = data;
    g_ptr_array_unref(run->paths);
    g_free(run);
}

static SfPlannedRun *add_planned(SfJob *job)
{
    SfPlannedRun *run = g_new0(SfPlannedRun, 1);
    run->paths = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(job->result->planned, run);
    return run;
}

static void add_path(SfPlannedRun *run, const SfInput *input)
{
    run->bytes += input->size;
    g_ptr_array_add(run->paths, g_strdup(input->path ? input->path : "-"));
}

/* What is no capture, and was given as one, has to be named by whoever reads the others. */
static void tell_plan(SfJob *job)
{
    job->result->planned = g_ptr_array_new_with_free_func(planned_free);
    for (guint i = 0; i < job->tasks->len; i++) {
        const SfTask *task = g_ptr_array_index(job->tasks, i);
        g_autoptr(GPtrArray) inputs = in_order(sf_run_inputs(task->run));
        SfPlannedRun *run = add_planned(job);
        for (guint j = 0; j < inputs->len; j++)
            add_path(run, inputs->pdata[j]);
    }
    for (guint i = 0; i < job->found->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (!job->task_of[i] && !(input->alien && input->doubtful))
            add_path(add_planned(job), input);
    }
    for (guint i = 0; i < job->found->unreadable->len; i++) {
        const SfUnread *unread = g_ptr_array_index(job->found->unreadable, i);
        g_ptr_array_add(add_planned(job)->paths, g_strdup(unread->path));
    }
}

/* ------------------------------------------------------------------ beginning and end */

static GHashTable *ask_suffixes(gpointer data, GError **error)
{
    const SfSandbox *sandbox = ((SfJob *)data)->sandbox;
    const char *argv[] = {sandbox->intake, "suffixes", NULL};
    g_autofree char *answer =
        sf_child_ask(sandbox->identity, argv, sandbox->environment, NULL, error);

    if (!answer)
        return NULL;
    GHashTable *suffixes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit_set(answer, "\r\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        if (*lines[i])
            g_hash_table_add(suffixes, g_ascii_strdown(lines[i], -1));
    }
    return suffixes;
}

/* Opened here, since it may be for root's eyes only; read by the intake. */
static int open_keylog(const char *path, GError **error)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    const char *what = descriptor < 0 ? g_strerror(errno) : NULL;

    if (!what && (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode)))
        what = "it is no file";
    if (!what)
        return descriptor;
    if (descriptor >= 0)
        close(descriptor);
    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS,
                "the key log %s cannot be used: %s", path, what);
    return -1;
}

/* Which packets cannot carry SIP is known from the usual ports of tunnels. A profile may name
 * others, and so may a rule for anything but SIP itself. */
static gboolean may_move_tunnels(const SfReadingOptions *options)
{
    for (gsize i = 0; options->decode_as && options->decode_as[i]; i++) {
        if (!g_str_has_suffix(options->decode_as[i], ",sip"))
            return TRUE;
    }
    return options->profile != NULL;
}

/* What replaces what is numbered in the order of appearance: one run after the other. */
static gboolean hide(SfJob *job, GError **error)
{
    job->jobs = 1;
    sf_masking_rename(job->found);
    job->masking = sf_masking_new(&job->run_options, error);
    job->run_options.messages = TRUE;
    job->run_options.short_way = FALSE;
    return job->masking != NULL;
}

/* Nobody knows how much a pipe brings. */
static guint64 memory_for(const GPtrArray *inputs)
{
    guint64 bytes = 0;

    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->kind != SF_INPUT_FILE)
            return sf_memory_for(G_MAXUINT64);
        bytes += input->size;
    }
    return sf_memory_for(bytes);
}

static void set_bounds(SfJob *job)
{
    const SfReadingOptions *options = job->options;

    if (options->patience > 0)
        job->sandbox->patience = options->patience;
    job->sandbox->identity->memory =
        options->memory > 0 ? options->memory : memory_for(job->found->inputs);
}

static gboolean prepare(SfJob *job, GError **error)
{
    const SfReadingOptions *options = job->options;

    job->run_options.keylog = -1;
    if (!sf_room_take(&job->jobs, &job->held_most, error))
        return FALSE;
    if (options->keylog && (job->run_options.keylog = open_keylog(options->keylog, error)) < 0)
        return FALSE;
    job->sandbox = sf_sandbox_new(&options->tools, options->profile, error);
    if (!job->sandbox || !sf_tools_all_there(job->sandbox->places, &options->tools, error))
        return FALSE;
    job->run_options.sandbox = job->sandbox;
    job->run_options.decode_as = options->decode_as;
    job->run_options.codes = options->codes;
    job->run_options.all_frames = options->all_frames || may_move_tunnels(options);
    job->run_options.short_way =
        !options->long_way && (!options->decode_as || !options->decode_as[0]);
    if (options->cache &&
        !(job->cache = sf_cache_open(options->cache, job->sandbox, &job->run_options, error)))
        return FALSE;

    g_autoptr(GError) refusal = NULL;
    job->found = sf_inputs_find(options->paths, options->recursive, ask_suffixes, job, &refusal);
    if (!job->found) {
        check_tools(job, refusal->message);
        stop_for(job, code_of(refusal), refusal->message);
        return FALSE;
    }
    job->task_of = g_new0(SfTask *, job->found->inputs->len);
    set_bounds(job);
    return !options->anonymize || hide(job, error);
}

static void work(SfJob *job, GError **error)
{
    if (!look_first(job, error) || job->error || !digest_files(job, error) || job->error)
        return;
    plan(job);
    if (job->options->plan) {
        tell_plan(job);
        return;
    }
    start_tasks(job);
    while (job->running > 0)
        g_main_context_iteration(job->context, TRUE);
    if (job->error)
        return;
    tell_what_is_ready(job, TRUE);
    if (job->listener->progress)
        on_progress(job);
}

static SfUnread *unread_of(const SfInput *input, const char *reason)
{
    SfUnread *unread = sf_unread_new(input->name, reason);
    unread->true_path = g_strdup(input->true_name);
    return unread;
}

static void sum_up_input(SfReading *result, const SfInput *input)
{
    result->captures += is_read(input) ? 1 : 0;
    if (input->told && input->alien && input->doubtful)
        g_ptr_array_add(
            result->not_captures,
            unread_of(input, input->trouble ? input->trouble : "no capture, by what is in it"));
    else if (input->trouble)
        g_ptr_array_add(result->unreadable, unread_of(input, input->trouble));
}

static void sum_up(SfJob *job)
{
    SfReading *result = job->result;

    g_ptr_array_extend_and_steal(result->unreadable, g_steal_pointer(&job->found->unreadable));
    g_ptr_array_extend_and_steal(result->not_captures, g_steal_pointer(&job->found->not_captures));
    result->taken = job->found->inputs->len;
    for (guint i = 0; i < job->found->inputs->len; i++)
        sum_up_input(result, g_ptr_array_index(job->found->inputs, i));
    sf_unread_sort(result->unreadable);
    sf_unread_sort(result->not_captures);
    if (job->masking) {
        sf_masking_hide(result->unreadable, "unreadable");
        sf_masking_hide(result->not_captures, "file");
    }
}

static void task_free(SfTask *task)
{
    g_clear_pointer(&task->line, json_object_unref);
    g_clear_pointer(&task->emitter, sf_emitter_free);
    g_clear_pointer(&task->run, sf_run_free);
    g_free(task);
}

SfReading *sf_reading_new(void)
{
    SfReading *reading = g_new0(SfReading, 1);

    reading->unreadable = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    reading->not_captures = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    reading->total = sf_total_new();
    return reading;
}

void sf_reading_let_go(SfReading *reading)
{
    if (!reading->kept)
        return;
    g_clear_pointer(&reading->kept, sf_kept_free);
    sf_signals_let_go(reading->heard);
}

void sf_reading_free(SfReading *reading)
{
    g_ptr_array_unref(reading->unreadable);
    g_ptr_array_unref(reading->not_captures);
    json_object_unref(reading->total);
    g_free(reading->asked_for);
    g_clear_pointer(&reading->planned, g_ptr_array_unref);
    g_clear_pointer(&reading->common_codes, json_array_unref);
    g_clear_pointer(&reading->kept, sf_kept_free);
    g_free(reading);
}

/* Cutting needs the same children, files and secrets once more. */
static void keep(SfJob *job)
{
    job->result->kept = sf_kept_new(g_steal_pointer(&job->sandbox), g_steal_pointer(&job->found),
                                    g_steal_pointer(&job->runs), job->run_options.keylog);
    job->run_options.keylog = -1;
}

static void clean_up(SfJob *job)
{
    g_queue_free(job->waiting);
    g_ptr_array_unref(job->trains);
    g_ptr_array_unref(job->tasks);
    g_clear_pointer(&job->runs, g_ptr_array_unref);
    g_ptr_array_unref(job->planned);
    g_clear_pointer(&job->masking, sf_masking_free);
    g_clear_pointer(&job->survey, sf_survey_free);
    g_clear_pointer(&job->cache, sf_cache_free);
    g_clear_pointer(&job->found, sf_inputs_free);
    g_clear_pointer(&job->sandbox, sf_sandbox_free);
    g_free(job->task_of);
    if (job->run_options.keylog >= 0)
        close(job->run_options.keylog);
}

SfReading *sf_reading_run(const SfReadingOptions *options, const SfReadingListener *listener,
                          GError **error)
{
    SfJob job = {.options = options, .listener = listener};
    GError *failure = NULL;

    if (!sf_signals_hold(error)) {
        g_clear_error(error);
        g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
                    "too few files may be open at once here: allow more (ulimit -n)");
        return NULL;
    }
    job.jobs = options->jobs > 0 ? options->jobs : g_get_num_processors();
    job.tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
    job.trains = g_ptr_array_new_with_free_func(train_tasks_free);
    job.waiting = g_queue_new();
    job.planned = g_ptr_array_new_with_free_func((GDestroyNotify)sf_kept_run_unref);
    job.runs = g_ptr_array_new_with_free_func((GDestroyNotify)sf_kept_run_unref);
    job.result = sf_reading_new();
    job.context = g_main_context_new();
    g_main_context_push_thread_default(job.context);

    g_autoptr(GPtrArray) sources = watch_outside(&job);
    if (prepare(&job, &failure))
        work(&job, &failure);
    if (!failure)
        failure = g_steal_pointer(&job.error);
    g_clear_error(&job.error);
    if (!failure)
        sum_up(&job);
    job.result->heard = sf_signals_heard();
    job.result->interrupted = job.result->heard > 0;
    if (!failure && options->keep)
        keep(&job);
    clean_up(&job);
    if (failure || !options->keep)
        sf_signals_let_go(job.result->heard);
    g_clear_pointer(&sources, g_ptr_array_unref);
    g_main_context_pop_thread_default(job.context);
    g_main_context_unref(job.context);
    if (!failure)
        return job.result;
    sf_reading_free(job.result);
    g_propagate_error(error, failure);
    return NULL;
}
