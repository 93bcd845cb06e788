// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/told_reading.h"

#include "reading/find/input.h"
#include "reading/json/item_print.h"
#include "reading/json/json.h"
#include "reading/results/total.h"
#include "reading/told/told_files.h"
#include "reading/told/told_line.h"
#include "reading/trouble_words.h"

#include <string.h>

#define PROGRESS_BYTES ((gint64)8 * 1024 * 1024)

typedef struct {
    const SfReadingListener *listener;
    SfLineFiles *lines;
    SfToldIndex *index;
    SfReading *result;
    SfTape *tape;
    GString *text; /* of an event whose run has another number now */
    guint piece;   /* that is told next */
    gint64 done;   /* bytes of events */
    gint64 told;   /* of them, when progress was told last */
    gint64 total;
} Telling;

/* A capture of a run, when its turn comes. */
typedef struct {
    const char *capture;
    SfToldRun *run;
} Stop;

/* ---- The end lines ---- */

static gint64 count_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;
}

static gboolean is_set(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

static JsonArray *array_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

/* What would help stands there behind the cause already. */
static SfUnread *unread_as_told(JsonObject *one)
{
    const char *reason = sf_json_text(one, "reason", NULL);
    g_autofree char *quoted = reason ? sf_trouble_quote(reason) : NULL;
    return sf_unread_new(sf_json_text(one, "path", "?"), quoted);
}

static void take_unreadable(GPtrArray *list, JsonArray *array)
{
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        JsonObject *one = json_node_get_object(node);
        g_ptr_array_add(list, unread_as_told(one));
    }
}

static void take_not_captures(GPtrArray *list, JsonArray *array)
{
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        const char *path = json_array_get_string_element(array, i);
        if (path)
            g_ptr_array_add(list, sf_unread_new(path, NULL));
    }
}

static void take_ends(Telling *telling)
{
    SfReading *result = telling->result;
    for (guint i = 0; i < telling->index->ends->len; i++) {
        JsonObject *end = telling->index->ends->pdata[i];
        const char *asked_for = sf_json_text(end, "asked_for", NULL);
        take_unreadable(result->unreadable, array_of(end, "unreadable"));
        take_not_captures(result->not_captures, array_of(end, "not_captures"));
        result->interrupted |= is_set(end, "partial");
        result->anonymized |= is_set(end, "anonymized");
        result->case_rule = MAX(result->case_rule, count_of(end, "case_rule"));
        if (i == 0)
            result->asked_for = g_strdup(asked_for);
        result->is_mixed |= g_strcmp0(asked_for, result->asked_for) != 0;
    }
}

/* ---- Runs ---- */

static JsonObject *line_of(const SfToldRun *run)
{
    gsize length = 0;
    if (run->place < 0)
        return NULL;
    sf_line_file_go(run->file->lines, run->place);
    const char *line = sf_line_file_next(run->file->lines, &length);
    JsonObject *object = line ? sf_json_object(line, length, NULL) : NULL;
    if (object)
        json_object_set_int_member(object, "run", run->number);
    return object;
}

static gboolean holds(JsonArray *array, gint64 number)
{
    for (guint i = 0; i < json_array_get_length(array); i++)
        if (json_array_get_int_element(array, i) == number)
            return TRUE;
    return FALSE;
}

/* Of the codes that all runs were looked at for so far, those of this run too. */
static void note_codes(SfReading *result, JsonArray *codes)
{
    if (!codes)
        return;
    JsonArray *common = json_array_new();
    for (guint i = 0; i < json_array_get_length(codes); i++) {
        const gint64 code = json_array_get_int_element(codes, i);
        if (!result->common_codes || holds(result->common_codes, code))
            json_array_add_int_element(common, code);
    }
    g_clear_pointer(&result->common_codes, json_array_unref);
    result->common_codes = common;
}

static void begin_run(Telling *telling, const SfToldRun *run)
{
    g_autoptr(JsonObject) line = line_of(run);
    telling->result->captures += run->captures->len;
    if (!line)
        return;
    note_codes(telling->result, array_of(line, "codes"));
    sf_total_add_run(telling->result->total, line);
}

static void end_run(Telling *telling, const SfToldRun *run)
{
    g_autoptr(JsonObject) line = telling->listener->run_line ? line_of(run) : NULL;
    if (line)
        telling->listener->run_line(line, telling->listener->data);
}

/* ---- Events ---- */

/* The line of another writer, which says somewhere else of which run it is. */
static gboolean renumber_slowly(GString *text, const char *line, gsize length, guint run,
                                GError **error)
{
    g_autoptr(SfTape) tape = sf_tape_new();
    SfItem root;
    SfItemWalk walk;
    if (!sf_tape_read(tape, line, length, &root, error))
        return FALSE;
    g_string_assign(text, "{");
    for (sf_items_begin(&walk, root); sf_items_next(&walk);) {
        if (strcmp(walk.name, "run") == 0)
            continue;
        sf_print_name(text, walk.name);
        sf_print_item(text, walk.item);
    }
    sf_print_name(text, "run");
    sf_print_integer(text, run);
    g_string_append_c(text, '}');
    return TRUE;
}

static gboolean renumber(GString *text, const char *line, gsize length, guint run, GError **error)
{
    const char *end = NULL;
    const char *number = sf_told_line_run(line, length, &end);
    if (!number)
        return renumber_slowly(text, line, length, run, error);
    g_string_truncate(text, 0);
    g_string_append_len(text, line, number - line);
    g_string_append_printf(text, "%u", run);
    g_string_append_len(text, end, line + length - end);
    return TRUE;
}

static void tell_event(Telling *telling, const SfToldPiece *piece, const char *line, gsize length,
                       guint64 number)
{
    g_autoptr(GError) error = NULL;
    SfEventLine event;
    if (!renumber(telling->text, line, length, piece->run->number, &error) ||
        !sf_tape_read(telling->tape, telling->text->str, telling->text->len, &event.root, &error)) {
        sf_told_file_blame(piece->file, number, error->message);
        return;
    }
    event.text = telling->text->str;
    event.length = telling->text->len;
    telling->listener->event(&event, telling->listener->data);
}

static void tell_progress(Telling *telling)
{
    if (!telling->listener->progress || telling->done - telling->told < PROGRESS_BYTES)
        return;
    telling->told = telling->done;
    telling->listener->progress((guint64)telling->done, (guint64)telling->total, 0,
                                telling->listener->data);
}

static void tell_piece(Telling *telling, const SfToldPiece *piece)
{
    gsize length = 0;
    sf_line_file_go(piece->file->lines, piece->place);
    for (guint64 i = 0; i < piece->events; i++) {
        const char *line = sf_line_file_next(piece->file->lines, &length);
        if (!line)
            break; /* the file has become shorter, and says so */
        tell_event(telling, piece, line, length, piece->line + i);
        telling->done += (gint64)length;
        tell_progress(telling);
    }
}

static void tell_capture(Telling *telling, const Stop *stop)
{
    const GArray *pieces = telling->index->pieces;
    for (; telling->piece < pieces->len; telling->piece++) {
        const SfToldPiece *piece = &g_array_index(pieces, SfToldPiece, telling->piece);
        if (piece->run->number == 0)
            continue; /* told before */
        if (piece->run != stop->run || strcmp(piece->capture, stop->capture) != 0)
            return;
        tell_piece(telling, piece);
    }
}

/* ---- All of it ---- */

static gint by_capture(gconstpointer a, gconstpointer b)
{
    const Stop *one = a, *other = b;
    const int order = strcmp(one->capture, other->capture);
    if (order != 0)
        return order;
    return one->run->number < other->run->number ? -1 : one->run->number > other->run->number;
}

static GArray *stops_of(const SfToldIndex *index)
{
    GArray *stops = g_array_new(FALSE, FALSE, sizeof(Stop));
    for (guint i = 0; i < index->n_runs; i++) {
        SfToldRun *run = index->runs->pdata[i];
        for (guint j = 0; j < run->captures->len; j++) {
            const Stop stop = {run->captures->pdata[j], run};
            g_array_append_val(stops, stop);
        }
    }
    g_array_sort(stops, by_capture);
    return stops;
}

static void tell_all(Telling *telling)
{
    g_autoptr(GArray) stops = stops_of(telling->index);
    for (guint i = 0; i < stops->len; i++) {
        const Stop *stop = &g_array_index(stops, Stop, i);
        const GPtrArray *captures = stop->run->captures;
        if (stop->capture == captures->pdata[0])
            begin_run(telling, stop->run);
        tell_capture(telling, stop);
        if (stop->capture == captures->pdata[captures->len - 1])
            end_run(telling, stop->run);
    }
}

static void blame_files(Telling *telling)
{
    for (guint i = 0; i < telling->index->files->len; i++) {
        const SfToldFile *file = telling->index->files->pdata[i];
        g_autofree char *others =
            file->damaged > 1
                ? g_strdup_printf("; %" G_GUINT64_FORMAT " lines are damaged", file->damaged)
                : g_strdup("");
        if (file->trouble)
            g_ptr_array_add(telling->result->unreadable, sf_unread_new(file->name, file->trouble));
        if (!file->damage)
            continue;
        g_autofree char *damage = g_strdup_printf("line %" G_GUINT64_FORMAT " is damaged: %s%s",
                                                  file->first_damaged, file->damage, others);
        g_ptr_array_add(telling->result->unreadable, sf_unread_new(file->name, damage));
    }
}

SfReading *sf_told_reading_run(const SfToldOptions *options, const SfReadingListener *listener)
{
    Telling telling = {.listener = listener};
    telling.result = sf_reading_new();
    telling.lines = sf_line_files_new();
    telling.tape = sf_tape_new();
    telling.text = g_string_new(NULL);
    GPtrArray *files = sf_told_files_find(telling.lines, options->paths, options->recursive,
                                          telling.result->unreadable);
    for (guint i = 0; i < files->len; i++)
        telling.total += sf_line_file_size(((SfToldFile *)files->pdata[i])->lines);
    telling.index = sf_told_index_new(files);
    telling.result->runs = telling.index->n_runs;
    take_ends(&telling);
    tell_all(&telling);
    blame_files(&telling);
    sf_unread_sort(telling.result->unreadable);
    sf_unread_sort(telling.result->not_captures);
    sf_told_index_free(telling.index);
    sf_line_files_free(telling.lines);
    sf_tape_free(telling.tape);
    g_string_free(telling.text, TRUE);
    return telling.result;
}
