/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/second_look.h"

#include "reading/json/json.h"
#include "reading/results/kept.h"
#include "reading/results/spool.h"
#include "reading/run/child/room.h"
#include "reading/run/child/signals.h"
#include "reading/run/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *capture;
    gint64 frame;
    char *comment;
} SfCutFrame;

typedef struct {
    char *one;
    char *other;
    gint64 since;
    char *capture;
    gint64 frame;
} SfCutConnection;

struct SfCut {
    guint run;
    char *comment;
    char *end_comment;
    GPtrArray *frames;      /* SfCutFrame */
    GHashTable *by_frame;   /* "frame capture" -> SfCutFrame */
    GPtrArray *connections; /* SfCutConnection */
    char *subject_capture;
    gint64 subject_frame; /* 0: none was named */
};

/* ------------------------------------------------------------------ the order */

static void frame_free(gpointer data)
{
    SfCutFrame *frame = data;
    g_free(frame->capture);
    g_free(frame->comment);
    g_free(frame);
}

static void connection_free(gpointer data)
{
    SfCutConnection *connection = data;
    g_free(connection->one);
    g_free(connection->other);
    g_free(connection->capture);
    g_free(connection);
}

SfCut *sf_cut_new(guint run, const char *comment)
{
    SfCut *cut = g_new0(SfCut, 1);

    cut->run = run;
    cut->comment = g_strdup(comment);
    cut->end_comment = g_strdup("");
    cut->frames = g_ptr_array_new_with_free_func(frame_free);
    cut->by_frame = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    cut->connections = g_ptr_array_new_with_free_func(connection_free);
    return cut;
}

void sf_cut_free(SfCut *cut)
{
    if (!cut)
        return;
    g_hash_table_unref(cut->by_frame);
    g_ptr_array_unref(cut->frames);
    g_ptr_array_unref(cut->connections);
    g_free(cut->subject_capture);
    g_free(cut->comment);
    g_free(cut->end_comment);
    g_free(cut);
}

void sf_cut_add(SfCut *cut, const char *capture, gint64 frame, const char *comment)
{
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", frame, capture);
    SfCutFrame *known = g_hash_table_lookup(cut->by_frame, key);

    if (known) {
        if (*known->comment)
            return;
        g_free(known->comment);
        known->comment = g_strdup(comment);
        return;
    }
    known = g_new0(SfCutFrame, 1);
    known->capture = g_strdup(capture);
    known->frame = frame;
    known->comment = g_strdup(comment);
    g_ptr_array_add(cut->frames, known);
    g_hash_table_insert(cut->by_frame, g_steal_pointer(&key), known);
}

gboolean sf_cut_has(const SfCut *cut, const char *capture, gint64 frame)
{
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", frame, capture);

    return g_hash_table_contains(cut->by_frame, key);
}

static gboolean is_same(const SfCutConnection *known, const char *one, const char *other)
{
    return (strcmp(known->one, one) == 0 && strcmp(known->other, other) == 0) ||
           (strcmp(known->one, other) == 0 && strcmp(known->other, one) == 0);
}

static void set_end(SfCutConnection *connection, const char *capture, gint64 frame)
{
    g_free(connection->capture);
    connection->capture = g_strdup(capture);
    connection->frame = frame;
}

/* Messages come in the order of the capture: the last one of a connection is its end. */
void sf_cut_add_connection(SfCut *cut, const char *one, const char *other, gint64 since,
                           const char *capture, gint64 frame)
{
    for (guint i = 0; i < cut->connections->len; i++) {
        SfCutConnection *known = g_ptr_array_index(cut->connections, i);
        if (!is_same(known, one, other))
            continue;
        known->since = MIN(known->since, since);
        if (strcmp(known->capture, capture) != 0 || known->frame < frame)
            set_end(known, capture, frame);
        return;
    }
    SfCutConnection *connection = g_new0(SfCutConnection, 1);
    connection->one = g_strdup(one);
    connection->other = g_strdup(other);
    connection->since = since;
    set_end(connection, capture, frame);
    g_ptr_array_add(cut->connections, connection);
}

void sf_cut_set_end(SfCut *cut, const char *comment)
{
    g_free(cut->end_comment);
    cut->end_comment = g_strdup(comment);
}

void sf_cut_set_subject(SfCut *cut, const char *capture, gint64 frame)
{
    g_free(cut->subject_capture);
    cut->subject_capture = g_strdup(capture);
    cut->subject_frame = frame;
}

const char *sf_cut_obstacle(const char *const *paths)
{
    for (gsize i = 0; paths[i]; i++) {
        struct stat status;
        gboolean standard = strcmp(paths[i], "-") == 0;
        int failed = standard ? fstat(STDIN_FILENO, &status) : stat(paths[i], &status);
        if (failed == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
            return standard ? "standard input" : paths[i];
    }
    return NULL;
}

/* ------------------------------------------------------------------ which files it takes */

/* One cut at work. */
typedef struct {
    const SfCut *cut;
    GPtrArray *inputs;   /* SfInput of the run */
    GHashTable *numbers; /* name of the input -> its number in inputs + 1 */
    GPtrArray *frames;   /* of each input, the GPtrArray of its SfCutFrame; lent by cut */
    guint first;         /* of them, to be read */
    guint last;
    guint next;
    SfFeed *feed;
    guint64 subject; /* its number in the file; 0: not written (yet) */
    gboolean done;
} SfCutting;

static guint number_of(const SfCutting *cutting, const char *capture)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(cutting->numbers, capture)) - 1;
}

static void number_files(SfCutting *cutting)
{
    cutting->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    cutting->frames = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < cutting->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(cutting->inputs, i);
        g_hash_table_insert(cutting->numbers, input->name, GUINT_TO_POINTER(i + 1));
        g_ptr_array_add(cutting->frames, g_ptr_array_new());
    }
}

/* From the first file with a frame to the last; from the very first where a connection must be
 * there from its beginning. */
static gboolean find_files(SfCutting *cutting, GError **error)
{
    cutting->first = G_MAXUINT;
    for (guint i = 0; i < cutting->cut->frames->len; i++) {
        const SfCutFrame *frame = g_ptr_array_index(cutting->cut->frames, i);
        guint number = number_of(cutting, frame->capture);
        if (number >= cutting->inputs->len) {
            g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file %s in run %u",
                        frame->capture, cutting->cut->run);
            return FALSE;
        }
        cutting->first = MIN(cutting->first, number);
        cutting->last = MAX(cutting->last, number);
        g_ptr_array_add(g_ptr_array_index(cutting->frames, number), (gpointer)frame);
    }
    for (guint i = 0; i < cutting->cut->connections->len; i++) {
        const SfCutConnection *connection = g_ptr_array_index(cutting->cut->connections, i);
        if (connection->since == G_MININT64)
            cutting->first = 0;
    }
    return cutting->first != G_MAXUINT;
}

/* ------------------------------------------------------------------ writing the order down */

static JsonObject *describe_file(const SfCutting *cutting, guint number)
{
    JsonObject *file = json_object_new();
    JsonObject *frames = json_object_new();
    /* A connection goes on from one file into the next. */
    gint64 last = number < cutting->last && cutting->cut->connections->len > 0 ? G_MAXINT64 : 0;

    const GPtrArray *here = g_ptr_array_index(cutting->frames, number);
    for (guint i = 0; i < here->len; i++) {
        const SfCutFrame *frame = g_ptr_array_index(here, i);
        g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, frame->frame);
        json_object_set_string_member(frames, name, frame->comment);
        last = MAX(last, frame->frame);
    }
    json_object_set_object_member(file, "frames", frames);
    json_object_set_int_member(file, "last", last);
    return file;
}

static JsonObject *describe_connection(const SfCutting *cutting, const SfCutConnection *connection)
{
    JsonObject *object = json_object_new();

    json_object_set_string_member(object, "one", connection->one);
    json_object_set_string_member(object, "other", connection->other);
    json_object_set_int_member(object, "since", connection->since);
    json_object_set_int_member(object, "file",
                               number_of(cutting, connection->capture) - cutting->first);
    json_object_set_int_member(object, "last", connection->frame);
    return object;
}

static char *write_order(const SfCutting *cutting, gint64 end)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    JsonObject *order = json_object_new();
    JsonArray *files = json_array_new();
    JsonArray *connections = json_array_new();
    const SfCut *cut = cutting->cut;

    for (guint i = cutting->first; i <= cutting->last; i++)
        json_array_add_object_element(files, describe_file(cutting, i));
    for (guint i = 0; i < cut->connections->len; i++)
        json_array_add_object_element(
            connections, describe_connection(cutting, g_ptr_array_index(cut->connections, i)));
    json_object_set_string_member(order, "comment", cut->comment);
    json_object_set_array_member(order, "files", files);
    json_object_set_array_member(order, "connections", connections);
    json_object_set_int_member(order, "clock", MAX(end, 0));
    json_object_set_string_member(order, "clock_comment", cut->end_comment);
    json_node_take_object(node, order);
    return json_to_string(node, FALSE);
}

/* ------------------------------------------------------------------ doing it */

static SfInput *next_input(gpointer data)
{
    SfCutting *cutting = data;

    if (cutting->next > cutting->last)
        return NULL;
    SfInput *input = g_ptr_array_index(cutting->inputs, cutting->next++);
    if (input->kind == SF_INPUT_STDIN)
        lseek(STDIN_FILENO, 0, SEEK_SET);
    return input;
}

static void on_frames(SfInput *input, guint64 written, guint64 frame, guint64 count, gpointer data)
{
    SfCutting *cutting = data;
    const guint64 wanted = (guint64)cutting->cut->subject_frame;

    if (g_strcmp0(input->name, cutting->cut->subject_capture) == 0 && wanted >= frame &&
        wanted - frame < count)
        cutting->subject = written + (wanted - frame);
}

static void on_done(gpointer data)
{
    ((SfCutting *)data)->done = TRUE;
}

static const SfFeedOwner feed_owner = {next_input, on_frames, on_done};

static gboolean start(SfCutting *cutting, const SfKept *kept, int order, int out, GError **error)
{
    int theirs = fcntl(out, F_DUPFD_CLOEXEC, 0);

    cutting->next = cutting->first;
    cutting->feed =
        sf_feed_new(kept->sandbox, "cut", theirs, kept->keylog, &feed_owner, cutting, error);
    if (!cutting->feed)
        return FALSE;
    sf_feed_hand_first(cutting->feed, 'C', order);
    return TRUE;
}

static gboolean on_signal(int descriptor G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED,
                          gpointer data)
{
    const SfCutting *cutting = data;

    sf_signals_note();
    if (cutting->feed && !cutting->done)
        sf_feed_kill(cutting->feed);
    return G_SOURCE_CONTINUE;
}

static gboolean run(SfCutting *cutting, const SfKept *kept, int order, int out, GError **error)
{
    g_autoptr(GMainContext) context = g_main_context_new();

    g_autoptr(GSource) signals = sf_signals_source();

    g_main_context_push_thread_default(context);
    gboolean good = start(cutting, kept, order, out, error);
    g_source_set_callback(signals, G_SOURCE_FUNC(on_signal), cutting, NULL);
    g_source_attach(signals, context);
    while (good && !cutting->done)
        g_main_context_iteration(context, TRUE);
    g_autofree char *trouble = good ? sf_feed_trouble(cutting->feed) : NULL;
    g_source_destroy(signals);
    g_clear_pointer(&cutting->feed, sf_feed_free);
    g_main_context_pop_thread_default(context);
    if (trouble)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, trouble);
    return good && !trouble;
}

static gboolean put_into(const SfSpool *spool, const char *folder, const char *text, GError **error)
{
    const int descriptor = sf_spool_descriptor(spool);
    const gsize length = strlen(text);
    const gssize done = write(descriptor, text, length);
    const int number = done < 0 ? errno : ENOSPC;

    close(descriptor);
    if (done == (gssize)length)
        return TRUE;
    g_autofree char *why = sf_room_on_disk(folder, number);
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, why);
    return FALSE;
}

static gboolean write_out(SfCutting *cutting, const SfKept *kept, gint64 end, int out,
                          GError **error)
{
    number_files(cutting);
    if (!find_files(cutting, error))
        return FALSE;
    g_autofree char *order = write_order(cutting, end);
    SfSpool *spool = sf_spool_new(kept->sandbox->folder, error);
    if (!spool)
        return FALSE;
    int descriptor = sf_spool_descriptor(spool);
    gboolean good = put_into(spool, kept->sandbox->folder, order, error) &&
                    run(cutting, kept, descriptor, out, error);
    close(descriptor);
    sf_spool_free(spool);
    return good;
}

static gboolean write_from(const SfCut *cut, GPtrArray *inputs, const SfKept *kept, gint64 end,
                           int out, guint64 *subject, GError **error)
{
    SfCutting cutting = {.cut = cut, .inputs = inputs};
    gboolean good = write_out(&cutting, kept, end, out, error);

    *subject = cutting.subject;
    g_hash_table_unref(cutting.numbers);
    g_ptr_array_unref(cutting.frames);
    return good;
}

/* ------------------------------------------------------------------ anonymised */

#define MASKED "packets"

/* What stands in the place of a frame may be several packets. */
static guint64 add_packets(SfCut *masked, const SfKeptRun *run, const char *capture, gint64 frame,
                           const char *comment)
{
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", frame, capture);
    const GArray *packets = g_hash_table_lookup(run->places, key);
    guint64 last = 0;

    for (guint i = 0; packets && i < packets->len; i++) {
        last = g_array_index(packets, guint64, i);
        if (comment)
            sf_cut_add(masked, MASKED, (gint64)last, comment);
    }
    return last;
}

/* The same cut, of the packets that stand in the place of the frames. What cannot be read but from
 * its beginning went through TLS or WebSocket, and does so no more. */
static SfCut *masked_cut(const SfCut *cut, const SfKeptRun *run)
{
    SfCut *masked = sf_cut_new(cut->run, cut->comment);

    for (guint i = 0; i < cut->frames->len; i++) {
        const SfCutFrame *frame = g_ptr_array_index(cut->frames, i);
        add_packets(masked, run, frame->capture, frame->frame, frame->comment);
    }
    for (guint i = 0; i < cut->connections->len; i++) {
        const SfCutConnection *connection = g_ptr_array_index(cut->connections, i);
        guint64 last = add_packets(masked, run, connection->capture, connection->frame, NULL);
        if (last > 0 && connection->since != G_MININT64)
            sf_cut_add_connection(masked, connection->one, connection->other, connection->since,
                                  MASKED, (gint64)last);
    }
    sf_cut_set_end(masked, cut->end_comment);
    sf_cut_set_subject(
        masked, MASKED,
        (gint64)add_packets(masked, run, cut->subject_capture, cut->subject_frame, NULL));
    return masked;
}

static gboolean write_masked(const SfCut *cut, const SfKeptRun *run, const SfKept *kept, int out,
                             guint64 *subject, GError **error)
{
    SfCut *masked = masked_cut(cut, run);
    int descriptor = sf_spool_descriptor(run->packets);
    g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func((GDestroyNotify)sf_input_free);
    SfInput *input = g_new0(SfInput, 1);

    input->path = g_strdup_printf("/proc/self/fd/%d", descriptor);
    input->name = g_strdup(MASKED);
    g_ptr_array_add(inputs, input);
    gboolean good = write_from(masked, inputs, kept, run->end, out, subject, error);
    close(descriptor);
    sf_cut_free(masked);
    return good;
}

gboolean sf_cut_write(const SfCut *cut, const SfReading *reading, int out, guint64 *subject,
                      GError **error)
{
    const SfKept *kept = reading->kept;
    if (cut->run == 0 || cut->run > kept->runs->len) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no run %u", cut->run);
        return FALSE;
    }
    const SfKeptRun *run = g_ptr_array_index(kept->runs, cut->run - 1);
    if (run->packets)
        return write_masked(cut, run, kept, out, subject, error);
    return write_from(cut, run->inputs, kept, run->end, out, subject, error);
}
