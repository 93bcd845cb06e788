// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/examples.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/members.h"
#include "knowledge/knowledge.h"
#include "reading/json/json.h"
#include "reading/results/spool.h"

#include <string.h>

/* The example of a problem, and its neighbours. */
typedef struct {
    GArray *places; /* gint64, the example's first */
    guint left_out; /* further events of its story */
} ExampleName;

/* What is shown of one call. */
typedef struct {
    SfEvent *example;  /* the first of the events */
    GPtrArray *events; /* JsonObject, at least one; the others in the order of the capture */
    guint left_out;
} Example;

/* What is kept of a run, when it is over. */
typedef struct {
    ExampleName *name;
    guint call;
    gint64 place; /* of the example, among the run's */
} Kept;

/* One event of a run. */
typedef struct {
    gint64 place; /* below 0: among the lines in memory */
    guint call;
} Place;

/* A run of which events come. */
typedef struct {
    gint64 run;
    SfSpool *spool;   /* NULL: there is no room for one */
    GPtrArray *lines; /* char *: those of its events that could not be written */
    GArray *places;   /* Place: its events */
    GHashTable *kept; /* ExampleName -> Kept, owned */
} Shelf;

typedef struct {
    GPtrArray *shelves; /* Shelf, the one that was used last at the end */
    SfSpool *spool;     /* of what is kept; NULL until needed, or where there is no room for one */
    GPtrArray *in_memory; /* char *: lines that could not be written */

    guint last_call; /* of what was added last */
    gint64 last_place;

    const ExampleName *opened; /* NULL: none is open */
    Example current;
} Examples;

static void places_free(gpointer places)
{
    g_array_unref(places);
}

static void shelf_free(gpointer data)
{
    Shelf *shelf = data;
    g_clear_pointer(&shelf->spool, sf_spool_free);
    g_ptr_array_unref(shelf->lines);
    g_array_unref(shelf->places);
    g_hash_table_unref(shelf->kept);
    g_free(shelf);
}

static Examples *examples_new(void)
{
    Examples *examples = g_new0(Examples, 1);
    examples->shelves = g_ptr_array_new_with_free_func(shelf_free);
    examples->in_memory = g_ptr_array_new_with_free_func(g_free);
    examples->current.events = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    return examples;
}

static void close_current(Examples *examples)
{
    examples->opened = NULL;
    g_clear_pointer(&examples->current.example, sf_event_free);
    g_ptr_array_set_size(examples->current.events, 0);
}

static void examples_free(gpointer data)
{
    Examples *examples = data;
    close_current(examples);
    g_ptr_array_unref(examples->current.events);
    g_ptr_array_unref(examples->shelves);
    g_ptr_array_unref(examples->in_memory);
    g_clear_pointer(&examples->spool, sf_spool_free);
    g_free(examples);
}

static void name_free(gpointer data)
{
    ExampleName *name = data;
    g_clear_pointer(&name->places, g_array_unref);
    g_free(name);
}

/* ---- what is kept of a run ---- */

/* Places below 0 are in memory. @line  taken over */
static gint64 keep_in_memory(Examples *examples, char *line)
{
    g_ptr_array_add(examples->in_memory, line);
    return -(gint64)examples->in_memory->len;
}

static gint64 keep_line(Examples *examples, const char *line, gsize length)
{
    if (!examples->spool)
        examples->spool = sf_spool_new(g_get_tmp_dir(), NULL);
    const gint64 place = examples->spool ? sf_spool_add(examples->spool, line, length) : -1;
    return place >= 0 ? place : keep_in_memory(examples, g_strndup(line, length));
}

static void keep_event(Examples *examples, const Shelf *shelf, gint64 place, GArray *places)
{
    gsize length = 0;
    const char *line = place < 0 ? shelf->lines->pdata[-place - 1] : NULL;
    if (line) {
        length = strlen(line);
    } else {
        sf_spool_go(shelf->spool, place);
        line = sf_spool_line(shelf->spool, &length);
    }
    if (!line)
        sf_spool_lost(g_get_tmp_dir());
    const gint64 kept = keep_line(examples, line, length);
    g_array_append_val(places, kept);
}

/* The example, and of its story those around it. */
static void keep_story(Examples *examples, const Shelf *shelf, const Kept *kept,
                       const GArray *story)
{
    GArray *places = kept->name->places;
    guint example = 0;
    while (example + 1 < story->len && g_array_index(story, gint64, example) != kept->place)
        example++;
    const guint most = MIN(story->len, SF_EXAMPLE_EVENTS);
    const guint before = MIN(example, most / 2);
    const guint first = MIN(example - before, story->len - most);
    kept->name->left_out = story->len - most;
    keep_event(examples, shelf, kept->place, places);
    for (guint i = first; i < first + most; i++)
        if (i != example)
            keep_event(examples, shelf, g_array_index(story, gint64, i), places);
}

/* Of the calls that something is kept of, the places of their events: call -> GArray of gint64. */
static GHashTable *places_by_call(const Shelf *shelf)
{
    GHashTable *by_call = g_hash_table_new_full(NULL, NULL, NULL, places_free);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, shelf->kept);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_hash_table_insert(by_call, GUINT_TO_POINTER(((const Kept *)value)->call),
                            g_array_new(FALSE, FALSE, sizeof(gint64)));
    for (guint i = 0; i < shelf->places->len; i++) {
        const Place *place = &g_array_index(shelf->places, Place, i);
        GArray *places = g_hash_table_lookup(by_call, GUINT_TO_POINTER(place->call));
        if (places)
            g_array_append_val(places, place->place);
    }
    return by_call;
}

static void close_shelf(Examples *examples, guint index)
{
    const Shelf *shelf = examples->shelves->pdata[index];
    g_autoptr(GHashTable) by_call = places_by_call(shelf);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, shelf->kept);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Kept *kept = value;
        keep_story(examples, shelf, kept,
                   g_hash_table_lookup(by_call, GUINT_TO_POINTER(kept->call)));
    }
    g_ptr_array_remove_index(examples->shelves, index);
}

/* ---- events that come ---- */

static Shelf *shelf_of(Examples *examples, gint64 run)
{
    for (guint i = examples->shelves->len; i > 0; i--) {
        Shelf *shelf = examples->shelves->pdata[i - 1];
        if (shelf->run != run)
            continue;
        if (i < examples->shelves->len)
            g_ptr_array_insert(examples->shelves, -1,
                               g_ptr_array_steal_index(examples->shelves, i - 1));
        return shelf;
    }
    if (examples->shelves->len == SF_EXAMPLE_RUNS)
        close_shelf(examples, 0);
    Shelf *shelf = g_new0(Shelf, 1);
    shelf->run = run;
    shelf->spool = sf_spool_new(g_get_tmp_dir(), NULL);
    shelf->lines = g_ptr_array_new_with_free_func(g_free);
    shelf->places = g_array_new(FALSE, FALSE, sizeof(Place));
    shelf->kept = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_ptr_array_add(examples->shelves, shelf);
    return shelf;
}

static void shelve(Examples *examples, const SfEvent *event, guint call)
{
    Shelf *shelf = shelf_of(examples, event->run);
    const SfEventLine *line = sf_event_line(event);
    examples->last_place = shelf->spool ? sf_spool_add(shelf->spool, line->text, line->length) : -1;
    if (examples->last_place < 0) {
        g_ptr_array_add(shelf->lines, g_strndup(line->text, line->length));
        examples->last_place = -(gint64)shelf->lines->len;
    }
    const Place place = {examples->last_place, call};
    g_array_append_val(shelf->places, place);
}

/* What has no words is the example of no problem, nor of an example's story (problems/shown.h);
 * most events of a long run have none. */
static void add(gpointer data, const SfEvent *event, guint call)
{
    Examples *examples = data;
    close_current(examples);
    examples->last_call = call;
    if (!event->is_brief)
        shelve(examples, event, call);
}

/* The event was added last. */
static gpointer keep(gpointer data, const SfEvent *event, gpointer earlier)
{
    Examples *examples = data;
    ExampleName *name = earlier ? earlier : g_new0(ExampleName, 1);
    if (event->is_brief)
        shelve(examples, event, examples->last_call);
    Shelf *shelf = examples->shelves->pdata[examples->shelves->len - 1];
    for (guint i = 0; i < examples->shelves->len; i++)
        g_hash_table_remove(((Shelf *)examples->shelves->pdata[i])->kept, name);
    g_clear_pointer(&name->places, g_array_unref);
    name->places = g_array_new(FALSE, FALSE, sizeof(gint64));
    name->left_out = 0;
    Kept *kept = g_new0(Kept, 1);
    kept->name = name;
    kept->call = examples->last_call;
    kept->place = examples->last_place;
    g_hash_table_insert(shelf->kept, name, kept);
    return name;
}

static void finish(gpointer data)
{
    Examples *examples = data;
    while (examples->shelves->len > 0)
        close_shelf(examples, 0);
}

/* ---- opening ---- */

static JsonObject *take_out(Examples *examples, gint64 place)
{
    gsize length = 0;
    const char *line = place < 0 ? examples->in_memory->pdata[-place - 1] : NULL;
    if (line) {
        length = strlen(line);
    } else {
        sf_spool_go(examples->spool, place);
        line = sf_spool_line(examples->spool, &length);
    }
    JsonObject *event = line ? sf_json_object(line, length, NULL) : NULL;
    if (!event)
        sf_spool_lost(g_get_tmp_dir());
    return event;
}

static void take_out_event(Examples *examples, const ExampleName *name, guint i)
{
    g_ptr_array_add(examples->current.events,
                    take_out(examples, g_array_index(name->places, gint64, i)));
}

static const SfEvent *example_of(Examples *examples, const ExampleName *name)
{
    if (examples->opened == name)
        return examples->current.example;
    close_current(examples);
    take_out_event(examples, name, 0);
    examples->current.example = sf_event_of(examples->current.events->pdata[0]);
    examples->current.left_out = name->left_out;
    examples->opened = name;
    return examples->current.example;
}

static const Example *open_example(Examples *examples, const ExampleName *name)
{
    example_of(examples, name);
    while (examples->current.events->len < name->places->len)
        take_out_event(examples, name, examples->current.events->len);
    return &examples->current;
}

const SfEvent *sf_problem_example(const SfProblem *problem)
{
    return example_of(problem->store->data, problem->example);
}

const SfEventFinding *sf_problem_root(const SfProblem *problem)
{
    return sf_event_root(sf_problem_example(problem));
}

/* The check has a question of its own, and not only its change ("try one call"), nor only in some
 * cases. */
static gboolean asks_itself(const char *check)
{
    const char *question = sf_shelf_words(SF_SHELF_CHECKS, check, "beforehand");
    return question && !g_str_equal(question, "none");
}

/* The finding whose question comes before that of the root's; NULL: none does. */
static const SfEventFinding *doubting(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    if ((root->beforehand && asks_itself(root->check)) || root->fixes->len == 0)
        return NULL;
    const GPtrArray *findings = sf_problem_example(problem)->findings;
    for (guint i = 0; i < findings->len; i++) {
        const SfEventFinding *finding = findings->pdata[i];
        if (sf_shelf_words(SF_SHELF_CHECKS, finding->check, "asks_first"))
            return finding;
    }
    return NULL;
}

/* Two answers contradict each other, and the first change is to write down what one of them says.
 */
static gboolean is_disputed(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    const SfEventFix *fix =
        root->fixes->len > 0 ? &g_array_index(root->fixes, SfEventFix, 0) : NULL;
    /* What is the matter with how the caller asks is the matter with all of them. */
    if (problem->asks_of_all)
        return fix && g_strcmp0(fix->side, "answering") == 0;
    return problem->disputed && fix &&
           (sf_is_always_check(root->check) || g_str_equal(root->check, "moved.ignored") ||
            g_strcmp0(fix->old_value, sf_problem_example(problem)->old_uri) == 0);
}

const char *sf_problem_doubt(const SfProblem *problem)
{
    if (is_disputed(problem))
        return problem->disputed;
    const SfEventFinding *finding = doubting(problem);
    return finding ? finding->beforehand : NULL;
}

const GArray *sf_problem_decisions(const SfProblem *problem)
{
    if (is_disputed(problem))
        return problem->dispute_decisions;
    const SfEventFinding *finding = doubting(problem);
    return finding ? finding->decisions : sf_problem_root(problem)->decisions;
}

const char *sf_problem_beforehand(const SfProblem *problem)
{
    const char *doubt = sf_problem_doubt(problem);
    return doubt ? doubt : sf_problem_root(problem)->beforehand;
}

const GPtrArray *sf_problem_example_events(const SfProblem *problem)
{
    return open_example(problem->store->data, problem->example)->events;
}

gboolean sf_problem_example_is_cut(const SfProblem *problem)
{
    const Example *example = open_example(problem->store->data, problem->example);
    for (guint i = 0; i < example->events->len; i++)
        if (sf_member_object(example->events->pdata[i], "left_out"))
            return TRUE;
    return example->left_out > 0;
}

SfExampleStore sf_examples_store(void)
{
    return (SfExampleStore){.data = examples_new(),
                            .add = add,
                            .keep = keep,
                            .drop = name_free,
                            .finish = finish,
                            .free = examples_free};
}
