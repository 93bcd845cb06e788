/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/run_private.h"

#include "reading/json/json.h"
#include "reading/results/remap.h"
#include "reading/run/child/child.h"
#include "reading/run/tshark.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

/* Between intake and tshark. In one of the usual 64 kB each soon waits for the other, and to be
 * woken costs more than to copy what fills it. */
#define PIPE_SIZE 262144

SfRun *sf_run_new(const SfRunOptions *options, GPtrArray *inputs,
                  void (*done)(SfRun *run, gpointer data), gpointer data)
{
    SfRun *run = g_new0(SfRun, 1);

    run->options = *options;
    run->inputs = inputs;
    run->map = sf_frame_map_new();
    run->done = done;
    run->data = data;
    return run;
}

void sf_run_free(SfRun *run)
{
    g_clear_pointer(&run->feed, sf_feed_free);
    g_clear_pointer(&run->watchdog, sf_watchdog_free);
    g_clear_object(&run->tshark);
    g_clear_pointer(&run->events, sf_spool_free);
    g_clear_pointer(&run->words, sf_spool_free);
    g_clear_pointer(&run->line, json_object_unref);
    sf_frame_map_free(run->map);
    g_ptr_array_unref(run->inputs);
    g_clear_pointer(&run->riders, g_ptr_array_unref);
    g_free(run->feed_trouble);
    g_free(run->complaint);
    g_free(run);
}

/* ------------------------------------------------------------------ while it runs */

static void one_less_to_wait_for(SfRun *run)
{
    if (--run->waiting_for == 0)
        run->done(run, run->data);
}

/* Of a train, one more that rides. */
static gboolean take_on_rider(SfRun *train)
{
    SfRun *rider = train->next_rider(train->data);

    if (!rider)
        return FALSE;
    g_ptr_array_add(train->riders, rider);
    g_ptr_array_add(train->inputs, g_ptr_array_index(rider->inputs, 0));
    return TRUE;
}

static SfInput *next_input(gpointer data)
{
    SfRun *run = data;

    if (run->next == run->inputs->len && !(run->riders && take_on_rider(run)))
        return NULL;
    return g_ptr_array_index(run->inputs, run->next++);
}

static guint64 number_at(JsonArray *ranges, guint index)
{
    JsonNode *node = json_array_get_element(ranges, index);
    gint64 number = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;
    return number > 0 ? (guint64)number : 0;
}

/* Of a train, the one whose file that is. */
static SfRun *run_of(SfRun *run, const SfInput *input)
{
    guint place = 0;

    if (run->riders && g_ptr_array_find(run->inputs, input, &place))
        return g_ptr_array_index(run->riders, place);
    return run;
}

static void note_frames(SfInput *input, guint64 written, guint64 frame, guint64 count,
                        gpointer data)
{
    SfRun *run = run_of(data, input);

    if (!sf_frame_map_add(run->map, input, written, frame, count))
        run->map_broken = TRUE;
}

static gboolean add_range(SfRun *run, SfFrameMap *map, JsonArray *ranges, guint i)
{
    guint64 place = number_at(ranges, i);

    if (place >= run->inputs->len)
        return FALSE;
    return sf_frame_map_add(map, g_ptr_array_index(run->inputs, place), number_at(ranges, i + 1),
                            number_at(ranges, i + 2), number_at(ranges, i + 3));
}

gboolean sf_run_recall_frames(SfRun *run, JsonArray *ranges)
{
    SfFrameMap *map = sf_frame_map_new();
    guint count = json_array_get_length(ranges);
    gboolean good = count % 4 == 0;

    for (guint i = 0; good && i < count; i += 4)
        good = add_range(run, map, ranges, i);
    if (good) {
        sf_frame_map_free(run->map);
        run->map = g_steal_pointer(&map);
    }
    g_clear_pointer(&map, sf_frame_map_free);
    return good;
}

static gboolean copy_to_spool(SfSpool *spool, FILE *file)
{
    FILE *to = fdopen(sf_spool_descriptor(spool), "w");
    char chunk[65536];
    gsize got;

    if (!to)
        return FALSE;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        (void)fwrite(chunk, 1, got, to); /* fclose() tells when it failed */
    return fclose(to) == 0 && !ferror(file);
}

gboolean sf_run_recall_events(SfRun *run, FILE *file)
{
    g_clear_pointer(&run->events, sf_spool_free);
    run->events = sf_spool_new(run->options.sandbox->folder, NULL);
    if (!run->events || !copy_to_spool(run->events, file))
        return FALSE;
    run->line = sf_run_line_of(run->events);
    run->recalled = run->line != NULL;
    run->next = run->recalled ? run->inputs->len : 0;
    return run->recalled;
}

void sf_run_forget(SfRun *run)
{
    sf_frame_map_free(run->map);
    run->map = sf_frame_map_new();
    run->map_broken = FALSE;
    run->recalled = FALSE;
    run->next = 0;
    g_clear_pointer(&run->events, sf_spool_free);
    g_clear_pointer(&run->line, json_object_unref);
    for (guint i = 0; i < run->inputs->len; i++)
        sf_input_forget(g_ptr_array_index(run->inputs, i));
}

static void feed_done(gpointer data)
{
    SfRun *run = data;

    run->feed_trouble = sf_feed_trouble(run->feed);
    run->feed_spoke = sf_feed_spoke(run->feed);
    g_clear_pointer(&run->feed, sf_feed_free);
    one_less_to_wait_for(run);
}

static void tshark_done(GObject *child, GAsyncResult *result, gpointer data)
{
    SfRun *run = data;

    g_subprocess_wait_finish(G_SUBPROCESS(child), result, NULL);
    /* Most often the intake has ended before. Where not, there is nobody to read for any more, and
     * its input may be a pipe that is silent for hours. */
    if (run->feed) {
        run->feed_outlived = TRUE;
        sf_feed_stop(run->feed);
    }
    one_less_to_wait_for(run);
}

static const SfFeedOwner feed_owner = {next_input, note_frames, feed_done};

/* ------------------------------------------------------------------ starting */

static gboolean has_files_only(const SfRun *run)
{
    for (guint i = 0; i < run->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(run->inputs, i);
        if (input->kind != SF_INPUT_FILE)
            return FALSE;
    }
    return TRUE;
}

static const char *tap_of(const SfRun *run)
{
    if (run->options.messages)
        return "sipfix,messages";
    return run->options.brief ? "sipfix,events,brief" : "sipfix,events";
}

static gboolean start_tshark(SfRun *run, int in, GError **error)
{
    const SfSandbox *sandbox = run->options.sandbox;
    g_auto(GStrv) arguments = sf_tshark_arguments(sandbox->tshark, tap_of(run), run->options.codes,
                                                  run->options.decode_as);
    SfChildDescriptors descriptors = {in, sf_spool_descriptor(run->events),
                                      sf_spool_descriptor(run->words), -1};

    run->tshark = sf_child_start(sandbox->identity, (const char *const *)arguments,
                                 sandbox->environment, descriptors, error);
    if (!run->tshark)
        return FALSE;
    run->waiting_for++;
    run->watchdog = sf_watchdog_new(run->tshark, sandbox->patience, !has_files_only(run),
                                    sandbox->identity->memory);
    g_subprocess_wait_async(run->tshark, NULL, tshark_done, run);
    return TRUE;
}

/* What can be read once only must be understood the first time. */
gboolean sf_run_may_go_the_short_way(const SfRun *run)
{
    return has_files_only(run) && run->options.short_way && !run->long_way;
}

static const char *feed_mode(const SfRun *run)
{
    if (run->options.all_frames)
        return "feed-all";
    if (run->riders)
        return "feed-each";
    return sf_run_may_go_the_short_way(run) ? "feed" : "feed-long";
}

gboolean sf_run_start(SfRun *run, GError **error)
{
    int ends[2];

    const char *folder = run->options.sandbox->folder;

    run->events = sf_spool_new(folder, error);
    run->words = run->events ? sf_spool_new(folder, error) : NULL;
    if (!run->words || !g_unix_open_pipe(ends, FD_CLOEXEC, error))
        return FALSE;
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* a smaller one serves as well */
    run->feed = sf_feed_new(run->options.sandbox, feed_mode(run), ends[1], run->options.keylog,
                            &feed_owner, run, error);
    if (!run->feed) {
        close(ends[0]);
        return FALSE;
    }
    run->waiting_for++;
    g_autoptr(GError) refusal = NULL;
    if (!start_tshark(run, ends[0], &refusal)) {
        /* The intake is under way already: the run ends when it has ended. */
        run->complaint = g_strdup(refusal->message);
        sf_feed_kill(run->feed);
    }
    return TRUE;
}

void sf_run_stop(SfRun *run)
{
    run->stopped = TRUE;
    if (run->feed)
        sf_feed_stop(run->feed);
}

void sf_run_kill(SfRun *run)
{
    run->stopped = TRUE;
    if (run->feed)
        sf_feed_kill(run->feed);
    if (run->tshark)
        sf_child_kill(run->tshark);
}

const GPtrArray *sf_run_inputs(const SfRun *run)
{
    return run->inputs;
}

guint64 sf_run_position(const SfRun *run)
{
    guint64 position = run->feed ? sf_feed_position(run->feed) : 0;

    for (guint i = 0; i < run->next; i++) {
        const SfInput *input = g_ptr_array_index(run->inputs, i);
        if (input->told || input->trouble)
            position += input->size;
    }
    return position;
}

guint sf_run_files_done(const SfRun *run)
{
    guint count = 0;

    for (guint i = 0; i < run->next; i++) {
        const SfInput *input = g_ptr_array_index(run->inputs, i);
        count += input->told || input->trouble;
    }
    return count;
}

/* ------------------------------------------------------------------ how it went */

void sf_run_blame(SfRun *run, const char *trouble)
{
    for (guint i = 0; i < run->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(run->inputs, i);
        if (!input->trouble)
            input->trouble = g_strdup(trouble);
    }
}

/* The intake came to no end: files that it was not even handed, and the one that it was at. */
static void blame_feed(SfRun *run)
{
    for (guint i = 0; i < run->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(run->inputs, i);
        if (!input->trouble && (!input->told || i + 1 == run->next))
            input->trouble = g_strdup_printf("not wholly read: %s", run->feed_trouble);
    }
}

/* An end that another version of the plugin wrote; NULL: it is none. */
static char *foreign_end(const SfSpool *events)
{
    g_autoptr(GString) text = sf_spool_end(events);
    g_autoptr(JsonObject) line = text->len > 0 ? sf_json_object(text->str, text->len, NULL) : NULL;

    return line ? sf_foreign_version(line) : NULL;
}

/* tshark without the end of its story. What it was given before is lost too: it tells at its end.
 */
static SfRunVerdict no_end(SfRun *run, const char *ending)
{
    gboolean crashed = g_subprocess_get_if_signaled(run->tshark);

    if (run->stopped)
        return SF_RUN_STOPPED;
    g_autofree char *obstacle = sf_spool_obstacle(run->events);
    if (obstacle) {
        sf_run_blame(run, obstacle);
        return SF_RUN_FAILED;
    }
    run->complaint = sf_spool_complaint(run->words, "tshark: ");
    g_autofree char *foreign = foreign_end(run->events);
    if (foreign) {
        sf_run_blame(run, foreign);
        return SF_RUN_FAILED;
    }
    g_autofree char *reason = sf_watchdog_reason(run->watchdog, run->complaint);
    g_autofree char *trouble =
        reason ? g_strconcat("tshark ", reason, NULL)
               : g_strdup_printf("tshark ended with %s%s%s", ending ? ending : "no result",
                                 *run->complaint ? ": " : "", run->complaint);
    sf_run_blame(run, trouble);
    return crashed ? SF_RUN_FAILED : SF_RUN_REFUSED;
}

static void check_count(SfRun *run)
{
    gint64 seen = json_object_get_int_member_with_default(run->line, "frames", 0);

    if (!run->map_broken && (guint64)seen == sf_frame_map_count(run->map))
        return;
    g_autofree char *trouble =
        g_strdup_printf("tshark counted %" G_GINT64_FORMAT " frames where %" G_GUINT64_FORMAT
                        " were given to it: frame numbers may be wrong",
                        seen, sf_frame_map_count(run->map));
    sf_run_blame(run, trouble);
}

static SfRunVerdict refused(SfRun *run)
{
    if (!run->complaint)
        run->complaint = g_strdup(run->feed_trouble);
    sf_run_blame(run, run->complaint);
    return SF_RUN_REFUSED;
}

static void blame_ending(SfRun *run, const char *ending)
{
    g_autofree char *words = sf_spool_complaint(run->words, "tshark: ");
    g_autofree char *trouble =
        g_strdup_printf("tshark ended with %s%s%s", ending, *words ? ": " : "", words);
    sf_run_blame(run, trouble);
}

/* It may name some ten thousand elements, so it is read once. */
static JsonObject *told_line(SfRun *run)
{
    if (!run->line)
        run->line = sf_run_line_of(run->events);
    return run->line;
}

SfRunVerdict sf_run_verdict(SfRun *run)
{
    if (run->recalled || run->carried)
        return SF_RUN_WELL;
    if (!run->tshark || (!run->feed_spoke && !run->feed_outlived && !run->stopped))
        return refused(run);

    g_autofree char *ending = sf_child_ending(run->tshark);
    if (!told_line(run))
        return no_end(run, ending);
    if (run->stopped)
        return SF_RUN_WELL;
    if (run->feed_trouble)
        blame_feed(run);
    else if (ending)
        blame_ending(run, ending);
    else
        check_count(run);
    return SF_RUN_WELL;
}

gboolean sf_run_is_in_doubt(SfRun *run)
{
    if (run->carried || run->stopped || run->feed_trouble || !run->tshark ||
        !sf_run_may_go_the_short_way(run) || !g_subprocess_get_successful(run->tshark))
        return FALSE;
    JsonObject *line = told_line(run);
    return !line || (guint64)json_object_get_int_member_with_default(line, "frames", 0) !=
                        sf_frame_map_count(run->map);
}

gboolean sf_run_start_long_way(SfRun *run, GError **error)
{
    sf_run_forget(run);
    run->long_way = TRUE;
    g_clear_pointer(&run->watchdog, sf_watchdog_free);
    g_clear_object(&run->tshark);
    g_clear_pointer(&run->words, sf_spool_free);
    return sf_run_start(run, error);
}

gboolean sf_run_is_worth_keeping(const SfRun *run)
{
    if (run->carried)
        return !run->stopped;
    return !run->recalled && !run->stopped && run->line && !run->feed_trouble && !run->map_broken &&
           g_subprocess_get_successful(run->tshark) &&
           (guint64)json_object_get_int_member_with_default(run->line, "frames", 0) ==
               sf_frame_map_count(run->map);
}

const char *sf_run_complaint(const SfRun *run)
{
    return run->complaint ? run->complaint : "";
}

JsonObject *sf_run_line(const SfRun *run)
{
    return run->line;
}

static void forget_events(SfRun *run)
{
    for (guint i = 0; i < run->inputs->len; i++)
        ((SfInput *)g_ptr_array_index(run->inputs, i))->unseen = TRUE;
    g_clear_pointer(&run->events, sf_spool_free);
}

gboolean sf_run_complete(SfRun *run)
{
    /* Many runs may wait for their turn. */
    g_clear_pointer(&run->words, sf_spool_free);
    if (!run->line)
        forget_events(run);
    return run->line != NULL;
}

SfSpool *sf_run_events(const SfRun *run)
{
    return run->events;
}

void sf_run_replace(SfRun *run, SfSpool *events, SfFrameMap *map, JsonObject *line)
{
    g_clear_pointer(&run->line, json_object_unref);
    run->line = line;
    g_clear_pointer(&run->events, sf_spool_free);
    run->events = events;
    sf_frame_map_free(run->map);
    run->map = map;
}

const SfFrameMap *sf_run_map(const SfRun *run)
{
    return run->map;
}
