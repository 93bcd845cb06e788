// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/told_index.h"

#include "reading/find/capture_name.h"
#include "reading/told/told_line.h"

#include <string.h>

/* What was analysed at once, up to its end line, while it is looked through: numbers of runs are
 * unique in it. */
typedef struct {
    SfToldIndex *index;
    SfToldFile *file;
    GHashTable *waiting; /* capture (lent) -> GArray of guint: pieces whose run line is to come */
    GHashTable *unknown; /* number -> SfToldRun: of which only the number is known */
    guint last;          /* index of the last piece + 1; 0: the next event begins one */
    gint64 last_run;
    guint n_waiting;
    gboolean is_ended;  /* nothing came behind an end line */
    gboolean knows_any; /* a line begins as an event does, whole or damaged */
} Part;

/* ---- Files ---- */

SfToldFile *sf_told_file_new(const char *name, SfLineFile *lines)
{
    SfToldFile *file = g_new0(SfToldFile, 1);
    file->name = sf_capture_name(name);
    file->lines = lines;
    return file;
}

void sf_told_file_free(SfToldFile *file)
{
    g_free(file->name);
    g_free(file->damage);
    g_free(file->trouble);
    g_free(file);
}

void sf_told_file_blame(SfToldFile *file, guint64 line, const char *why)
{
    file->damaged++;
    if (file->damage)
        return;
    file->first_damaged = line;
    file->damage = g_strdup(why);
}

gboolean sf_told_is_line(const char *line, gsize length)
{
    static const char start[] = "{\"schema\":\"sipfix-";
    static const char *const kinds[] = {"event/", "run/", "end/", "gap/"};
    if (length < sizeof(start) - 1 || memcmp(line, start, sizeof(start) - 1) != 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(line + sizeof(start) - 1, kinds[i]))
            return TRUE;
    return FALSE;
}

/* ---- Runs ---- */

static void array_unref(gpointer array)
{
    g_array_unref(array);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static SfToldRun *run_new(Part *part, gint64 number, gint64 place)
{
    SfToldRun *run = g_new0(SfToldRun, 1);
    run->file = part->file;
    run->own_number = number;
    run->place = place;
    run->captures = g_ptr_array_new();
    g_ptr_array_add(part->index->runs, run);
    return run;
}

static void run_free(gpointer data)
{
    SfToldRun *run = data;
    g_ptr_array_unref(run->captures);
    g_free(run);
}

/* All that its line says but the number, which the other analyses count for themselves. */
static void identify(SfToldRun *run, JsonObject *line)
{
    gsize length = sizeof(run->identity);
    guint8 digest[32];
    gsize digest_length = sizeof(digest);
    json_object_set_int_member(line, "run", 0);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), line);
    g_autofree char *text = json_to_string(node, FALSE);
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &digest_length);
    g_checksum_free(checksum);
    memcpy(run->identity, digest, length);
}

/* The events of a capture that were waiting for their run line. */
static void claim(Part *part, SfToldRun *run, const char *capture)
{
    GArray *waiting = g_hash_table_lookup(part->waiting, capture);
    for (guint i = waiting ? waiting->len : 0; i > 0; i--) {
        const guint nth = g_array_index(waiting, guint, i - 1);
        SfToldPiece *piece = &g_array_index(part->index->pieces, SfToldPiece, nth);
        if (piece->run->own_number != run->own_number)
            continue;
        piece->run = run;
        g_array_remove_index(waiting, i - 1);
        part->n_waiting--;
    }
}

static void add_captures(Part *part, SfToldRun *run, JsonObject *line)
{
    JsonNode *node = json_object_get_member(line, "captures");
    JsonArray *captures = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    const guint length = captures ? json_array_get_length(captures) : 0;
    for (guint i = 0; i < length; i++) {
        const char *name = json_array_get_string_element(captures, i);
        g_ptr_array_add(run->captures,
                        g_string_chunk_insert_const(part->index->names, name ? name : ""));
    }
    if (length == 0) /* of `watch` */
        g_ptr_array_add(run->captures, g_string_chunk_insert_const(part->index->names, ""));
    g_ptr_array_sort(run->captures, by_name);
}

static void take_run(Part *part, SfToldLine *line, gint64 place)
{
    SfToldRun *run = run_new(part, line->run, place);
    add_captures(part, run, line->object);
    identify(run, line->object);
    for (guint i = 0; i < run->captures->len; i++)
        claim(part, run, run->captures->pdata[i]);
    part->last = 0;
}

/* ---- Events ---- */

/* Until its run line comes, a piece is of a run that only has a number. */
static SfToldRun *unknown_run(Part *part, gint64 number)
{
    SfToldRun *run = g_hash_table_lookup(part->unknown, &number);
    if (run)
        return run;
    run = run_new(part, number, -1);
    g_hash_table_insert(part->unknown, &run->own_number, run);
    return run;
}

static void take_event(Part *part, const SfToldLine *line, gint64 place, guint64 number)
{
    GArray *pieces = part->index->pieces;
    SfToldPiece *last = part->last > 0 ? &g_array_index(pieces, SfToldPiece, part->last - 1) : NULL;
    if (last && part->last_run == line->run && strcmp(last->capture, line->capture->str) == 0) {
        last->events++;
        return;
    }
    const SfToldPiece piece = {
        .capture = g_string_chunk_insert_const(part->index->names, line->capture->str),
        .run = unknown_run(part, line->run),
        .file = part->file,
        .place = place,
        .line = number,
        .events = 1,
    };
    GArray *waiting = g_hash_table_lookup(part->waiting, piece.capture);
    if (!waiting) {
        waiting = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(part->waiting, (gpointer)piece.capture, waiting);
    }
    g_array_append_val(waiting, pieces->len);
    g_array_append_val(pieces, piece);
    part->n_waiting++;
    part->last = pieces->len;
    part->last_run = line->run;
}

/* Events of which no run line came: their analysis did not come to its end. They count. */
static void end_part(Part *part)
{
    if (part->n_waiting > 0 && !part->file->trouble)
        part->file->trouble = g_strdup("the run line behind some of its events is missing: what "
                                       "was in their captures besides is not known");
    g_hash_table_remove_all(part->waiting);
    g_hash_table_remove_all(part->unknown);
    part->n_waiting = 0;
    part->last = 0;
}

/* ---- Lines ---- */

/* FALSE: the file is not read any further. */
static gboolean take_line(Part *part, SfToldLine *line, gint64 place, guint64 number)
{
    if (line->kind != SF_TOLD_EVENT && line->kind != SF_TOLD_DAMAGED)
        part->last = 0;
    if (line->kind == SF_TOLD_EVENT) {
        take_event(part, line, place, number);
    } else if (line->kind == SF_TOLD_RUN) {
        take_run(part, line, place);
    } else if (line->kind == SF_TOLD_END) {
        g_ptr_array_add(part->index->ends, json_object_ref(line->object));
        end_part(part);
    } else if (line->kind == SF_TOLD_DAMAGED) {
        sf_told_file_blame(part->file, number, line->flaw);
        part->last = 0;
    } else if (line->kind == SF_TOLD_FOREIGN) {
        part->file->trouble = g_steal_pointer(&line->flaw);
        return FALSE;
    }
    part->is_ended = line->kind == SF_TOLD_END || (part->is_ended && line->kind == SF_TOLD_OTHER);
    return TRUE;
}

/* It was not cut, it is something else. */
static void no_events(SfToldFile *file)
{
    g_clear_pointer(&file->damage, g_free);
    file->trouble = g_strdup("no file of events, which analyze --format ndjson writes\n"
                             "Captures and logs are for sipfix analyze.");
}

static void look_through(SfToldIndex *index, SfToldFile *file)
{
    Part part = {.index = index, .file = file};
    SfToldLine line = {0};
    gsize length = 0;
    const char *text = NULL;
    gint64 place = 0;
    gboolean goes_on = TRUE;
    part.waiting = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, array_unref);
    part.unknown = g_hash_table_new(g_int64_hash, g_int64_equal);
    sf_line_file_go(file->lines, 0);
    for (guint64 number = 1; goes_on && (text = sf_line_file_next(file->lines, &length)) != NULL;
         number++) {
        part.knows_any = part.knows_any || g_str_has_prefix(text, "{\"");
        sf_told_line_look(&line, text, length);
        goes_on = take_line(&part, &line, place, number);
        place = sf_line_file_place(file->lines);
    }
    if (!file->trouble && sf_line_file_trouble(file->lines))
        file->trouble = g_strdup(sf_line_file_trouble(file->lines));
    end_part(&part);
    if (!file->trouble && !part.knows_any)
        no_events(file);
    else if (!file->trouble && !part.is_ended)
        file->trouble =
            g_strdup("it does not end with an end line: it was cut, or the analysis that "
                     "wrote it did not come to its end");
    g_hash_table_unref(part.waiting);
    g_hash_table_unref(part.unknown);
    sf_told_line_clear(&line);
}

/* ---- The order ---- */

static gint by_captures(gconstpointer a, gconstpointer b)
{
    const SfToldRun *one = *(SfToldRun *const *)a;
    const SfToldRun *other = *(SfToldRun *const *)b;
    for (guint i = 0; i < one->captures->len && i < other->captures->len; i++) {
        const int order = strcmp(one->captures->pdata[i], other->captures->pdata[i]);
        if (order != 0)
            return order;
    }
    if (one->captures->len != other->captures->len)
        return one->captures->len < other->captures->len ? -1 : 1;
    return memcmp(one->identity, other->identity, sizeof(one->identity));
}

static void each_once(GPtrArray *names)
{
    g_ptr_array_sort(names, by_name);
    for (guint i = names->len; i > 1; i--)
        if (names->pdata[i - 2] == names->pdata[i - 1])
            g_ptr_array_remove_index(names, i - 1);
}

/* Runs without a line are those that their events tell of. */
static void add_captures_of_events(SfToldIndex *index)
{
    for (guint i = 0; i < index->pieces->len; i++) {
        const SfToldPiece *piece = &g_array_index(index->pieces, SfToldPiece, i);
        GPtrArray *captures = piece->run->captures;
        if (piece->run->place < 0)
            g_ptr_array_add(captures, (gpointer)piece->capture);
    }
    for (guint i = 0; i < index->runs->len; i++)
        each_once(((SfToldRun *)index->runs->pdata[i])->captures);
}

/* The same part may be given twice: done once more by another machine, or copied. */
static gboolean is_twice(const SfToldRun *run, const SfToldRun *before)
{
    return run->place >= 0 && before->place >= 0 && by_captures(&run, &before) == 0;
}

static void count_runs(SfToldIndex *index)
{
    SfToldRun *before = NULL;
    g_ptr_array_sort(index->runs, by_captures);
    for (guint i = 0; i < index->runs->len; i++) {
        SfToldRun *run = index->runs->pdata[i];
        if (run->captures->len == 0 || (before && is_twice(run, before)))
            continue;
        run->number = ++index->n_runs;
        before = run;
    }
}

static gint by_place(gconstpointer a, gconstpointer b)
{
    const SfToldPiece *one = a, *other = b;
    const int order = strcmp(one->capture, other->capture);
    if (order != 0)
        return order;
    if (one->run->number != other->run->number)
        return one->run->number < other->run->number ? -1 : 1;
    if (one->file != other->file)
        return strcmp(one->file->name, other->file->name);
    return one->place < other->place ? -1 : one->place > other->place;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const SfToldRun *one = *(SfToldRun *const *)a;
    const SfToldRun *other = *(SfToldRun *const *)b;
    if (one->number == other->number)
        return 0;
    return one->number - 1 < other->number - 1 ? -1 : 1; /* 0 goes last */
}

SfToldIndex *sf_told_index_new(GPtrArray *files)
{
    SfToldIndex *index = g_new0(SfToldIndex, 1);
    index->files = files;
    index->runs = g_ptr_array_new_with_free_func(run_free);
    index->pieces = g_array_new(FALSE, FALSE, sizeof(SfToldPiece));
    index->ends = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    index->names = g_string_chunk_new((gsize)64 * 1024);
    for (guint i = 0; i < files->len; i++)
        look_through(index, files->pdata[i]);
    add_captures_of_events(index);
    count_runs(index);
    g_ptr_array_sort(index->runs, by_number);
    g_array_sort(index->pieces, by_place);
    return index;
}

void sf_told_index_free(SfToldIndex *index)
{
    g_ptr_array_unref(index->runs);
    g_array_unref(index->pieces);
    g_ptr_array_unref(index->ends);
    g_ptr_array_unref(index->files);
    g_string_chunk_free(index->names);
    g_free(index);
}
