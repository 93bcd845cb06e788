// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/analysis/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/proof/evidence_words.h"
#include "reading/run/child/signals.h"
#include "reading/run/second_look.h"

/* Of a plain connection, what is older than this before the first message of the story is left out:
 * a trunk may be open for weeks. */
#define BEFORE_SECONDS 5

static gboolean fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, G_IO_ERROR, (gint)g_io_error_from_errno(errno), "%s %s: %s", what, path,
                g_strerror(errno));
    return FALSE;
}

gboolean sf_evidence_prepare(const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, 0777) != 0)
        return fail(error, "cannot make folder", folder);
    if (access(folder, W_OK | X_OK) != 0)
        return fail(error, "cannot write to folder", folder);
    return TRUE;
}

/* ---- Which packets ---- */

/* The capture that a frame lies in, where it is another one than the event's. */
static const char *capture_of(const SfEvent *event, JsonObject *object, const char *name)
{
    const char *capture = sf_member_string(object, name);
    return capture ? capture : event->capture;
}

/* Takes @comment over. */
static void add(SfCut *cut, const char *capture, gint64 frame, char *comment)
{
    if (frame > 0)
        sf_cut_add(cut, capture, frame, comment);
    g_free(comment);
}

static void add_answer(SfCut *cut, const SfProblem *problem)
{
    const SfEvent *event = sf_problem_example(problem);
    add(cut, event->capture, event->frame, sf_evidence_on_answer(problem));
    sf_cut_set_subject(cut, event->capture, event->frame);
    if (event->has_request)
        add(cut, event->request_capture ? event->request_capture : event->capture,
            event->request_frame, sf_evidence_on_request(event));
}

static void add_followup(SfCut *cut, const SfEvent *event, JsonObject *followup)
{
    add(cut, capture_of(event, followup, "capture"), sf_member_count(followup, "frame"),
        sf_evidence_on_followup(event, followup));
    add(cut, capture_of(event, followup, "status_capture"),
        sf_member_count(followup, "status_frame"), sf_evidence_on_followup_status(followup));
    add(cut, capture_of(event, followup, "unreachable_capture"),
        sf_member_count(followup, "unreachable_frame"), g_strdup(sf_evidence_on_unreachable()));
}

static void add_each(JsonArray *array, void (*one)(SfCut *, const SfEvent *, JsonObject *),
                     SfCut *cut, const SfEvent *event)
{
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_HOLDS_OBJECT(node))
            one(cut, event, json_node_get_object(node));
    }
}

static void add_frame(SfCut *cut, const SfEvent *event, JsonObject *object)
{
    add(cut, capture_of(event, object, "capture"), sf_member_count(object, "frame"), g_strdup(""));
}

/* What is beside one event may well be a message of another one of the story. */
static void add_proof(SfCut *cut, const SfEvent *event, JsonObject *object)
{
    const char *capture = capture_of(event, object, "capture");
    const gint64 frame = sf_member_count(object, "frame");
    if (!sf_cut_has(cut, capture, frame))
        add(cut, capture, frame, g_strdup(sf_evidence_on_proof()));
}

/* Nanoseconds since 1970 of an event's time. */
static gint64 nanoseconds(const char *time)
{
    const gint64 moment = sf_time_microseconds(time);
    return moment == G_MININT64 ? moment : moment * 1000;
}

/* What is encrypted, and what began as HTTP, can only be read from its beginning on. */
static gint64 needed_since(const char *kind, const char *time)
{
    const gint64 moment = nanoseconds(time);
    if (moment == G_MININT64 || (!g_str_equal(kind, "tcp") && !g_str_equal(kind, "sctp")))
        return G_MININT64;
    return moment - BEFORE_SECONDS * G_GINT64_CONSTANT(1000000000);
}

static void add_message(SfCut *cut, const SfEvent *event, JsonObject *message)
{
    const char *kind = sf_member_string(message, "connection");
    const char *source = sf_member_string(message, "src");
    const char *destination = sf_member_string(message, "dst");
    add_frame(cut, event, message);
    add_each(sf_member_array(message, "parts"), add_frame, cut, event);
    if (!kind || !source || !destination)
        return;
    sf_cut_add_connection(cut, source, destination,
                          needed_since(kind, sf_member_string(message, "time")),
                          capture_of(event, message, "capture"), sf_member_count(message, "frame"));
}

static gint by_time(gconstpointer a, gconstpointer b)
{
    JsonObject *one = *(JsonObject *const *)a, *other = *(JsonObject *const *)b;
    const char *time = sf_member_string(one, "time"), *later = sf_member_string(other, "time");
    return g_strcmp0(time, later);
}

/* Each event of the call's story tells of a part of it. */
static void add_from_all(SfCut *cut, const SfProblem *problem, const char *name,
                         void (*one)(SfCut *, const SfEvent *, JsonObject *))
{
    const GPtrArray *witnesses = sf_problem_example_events(problem);
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    for (guint i = 0; i < witnesses->len; i++)
        g_ptr_array_add(events, witnesses->pdata[i]);
    g_ptr_array_sort(events, by_time);
    for (guint i = 0; i < events->len; i++) {
        g_autoptr(SfEvent) event = sf_event_of(events->pdata[i]);
        add_each(sf_member_array(events->pdata[i], name), one, cut, event);
    }
}

static SfCut *cut_of(const SfProblem *problem)
{
    const SfEvent *event = sf_problem_example(problem);
    g_autofree char *comment = sf_evidence_on_file(problem);
    SfCut *cut = sf_cut_new((guint)event->run, comment);
    add_answer(cut, problem);
    add_each(sf_member_array(sf_event_object(event), "followups"), add_followup, cut, event);
    add_from_all(cut, problem, "messages", add_message);
    add_from_all(cut, problem, "proof", add_proof);
    sf_cut_set_end(cut, sf_evidence_on_end());
    return cut;
}

/* ---- The files ---- */

/* The rights of a new file are the caller's umask's business. */
static mode_t rights(void)
{
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static gboolean write_beside(const SfCut *cut, const SfReading *reading, int fd, const char *beside,
                             const char *path, guint64 *answer, GError **error)
{
    if (!sf_cut_write(cut, reading, fd, answer, error))
        return FALSE;
    if (fchmod(fd, rights()) != 0 || fsync(fd) != 0 || g_rename(beside, path) != 0)
        return fail(error, "cannot write", path);
    return TRUE;
}

/* @answer gets the number of the answer's frame in the file. */
static gboolean write_file(const SfCut *cut, const SfReading *reading, const char *path,
                           guint64 *answer, GError **error)
{
    g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL);
    const int fd = g_mkstemp_full(beside, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(error, "cannot write", path);
    const gboolean good = write_beside(cut, reading, fd, beside, path, answer, error);
    if (!good)
        g_unlink(beside);
    close(fd);
    return good;
}

static gboolean write_problem(SfProblem *problem, const SfReading *reading, const char *folder,
                              gboolean bare, GError **error)
{
    g_autoptr(SfCut) cut = cut_of(problem);
    g_autofree char *name = g_strdup_printf("%s-%s.pcapng", problem->case_id, problem->root);
    g_strdelimit(name, "/", '_'); /* both are the plugin's, which reads what strangers wrote */
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!write_file(cut, reading, path, &problem->evidence_frame, error))
        return FALSE;
    problem->evidence = bare ? g_steal_pointer(&name) : g_steal_pointer(&path);
    return TRUE;
}

guint sf_evidence_write(SfSummary *summary, const SfReading *reading, const char *folder,
                        gboolean bare, void (*failed)(const SfProblem *problem, const char *reason))
{
    guint n_failed = 0;
    /* One signal ends it: sf_reading_let_go() then ends the program. */
    for (guint i = 0; i < summary->problems->len && sf_signals_heard() == reading->heard; i++) {
        SfProblem *problem = summary->problems->pdata[i];
        g_autoptr(GError) error = NULL;
        if (write_problem(problem, reading, folder, bare, &error))
            continue;
        failed(problem, error->message);
        n_failed++;
    }
    return n_failed;
}
