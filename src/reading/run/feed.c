/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/feed.h"

#include "reading/json/json.h"
#include "reading/results/spool.h"
#include "reading/run/bounds/watchdog.h"
#include "reading/run/child/child.h"
#include "reading/run/feed_link.h"
#include "reading/trouble_words.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct SfFeed {
    const SfFeedOwner *owner;
    gpointer data;
    GSubprocess *child;
    SfWatchdog *watchdog;
    SfFeedLink *link;
    SfSpool *words; /* its standard error */
    int keylog;     /* -1: none, or handed over */
    int first;      /* to be handed over before all else; -1: none, or handed over */
    char first_kind;

    SfInput *input;    /* handed over, not yet reported */
    int open_input;    /* our descriptor of it, -1: none */
    GSource *patience; /* while a FIFO has no data yet */

    guint waiting_for; /* the end of the child, the end of the link */
    gboolean spoke;
    gboolean ended_well;
    gboolean stopped;
    char *failure; /* its own word for why it gave up */
};

static void close_input(SfFeed *feed)
{
    if (feed->patience) {
        g_source_destroy(feed->patience);
        g_clear_pointer(&feed->patience, g_source_unref);
    }
    if (feed->open_input >= 0)
        close(feed->open_input);
    feed->open_input = -1;
}

static void one_less_to_wait_for(SfFeed *feed)
{
    if (--feed->waiting_for > 0)
        return;
    if (feed->input && !feed->stopped) {
        g_autofree char *trouble = sf_feed_trouble(feed);
        feed->input->told = TRUE;
        g_free(feed->input->trouble);
        feed->input->trouble =
            sf_trouble_add(trouble ? trouble : "sipfix-intake ended", " while reading it");
    }
    close_input(feed);
    feed->owner->done(feed->data);
}

/* ------------------------------------------------------------------ handing over */

static void hand_input(SfFeed *feed)
{
    sf_link_hand(feed->link, 'F', feed->open_input);
}

static gboolean on_data_in_fifo(int descriptor, GIOCondition condition, gpointer data)
{
    SfFeed *feed = data;

    (void)descriptor;
    (void)condition;
    g_clear_pointer(&feed->patience, g_source_unref);
    hand_input(feed);
    return G_SOURCE_REMOVE;
}

/* Handed over before somebody writes to it, a FIFO would seem to be at its end. */
static void wait_for_fifo(SfFeed *feed)
{
    feed->patience = g_unix_fd_source_new(feed->open_input, G_IO_IN | G_IO_HUP | G_IO_ERR);
    g_source_set_callback(feed->patience, G_SOURCE_FUNC(on_data_in_fifo), feed, NULL);
    g_source_attach(feed->patience, g_main_context_get_thread_default());
}

static void answer(SfFeed *feed)
{
    if (feed->first >= 0) {
        sf_link_hand(feed->link, feed->first_kind, feed->first);
        feed->first = -1;
        return;
    }
    if (feed->keylog >= 0) {
        sf_link_hand(feed->link, 'K', feed->keylog);
        feed->keylog = -1;
        return;
    }
    do {
        feed->input = feed->stopped ? NULL : feed->owner->next(feed->data);
        if (!feed->input) {
            sf_link_finish(feed->link);
            return;
        }
        feed->open_input = sf_input_open(feed->input);
    } while (feed->open_input < 0);

    if (feed->input->kind == SF_INPUT_PIPE)
        wait_for_fifo(feed);
    else
        hand_input(feed);
}

/* ------------------------------------------------------------------ listening */

static void note_file(SfFeed *feed, JsonObject *message)
{
    if (!feed->input)
        return;
    sf_input_take_report(feed->input, message);
    feed->input = NULL;
    close_input(feed);
}

/* What is no number is 0, which is no frame's. */
static guint64 take_number(const char **text)
{
    char *end = NULL;
    const guint64 number = g_ascii_strtoull(*text, &end, 10);

    while (*end && *end != ' ')
        end++;
    *text = *end ? end + 1 : end;
    return number;
}

static void note_frames(SfFeed *feed, JsonObject *message)
{
    const char *ranges = sf_json_text(message, "ranges", "");

    while (feed->input && feed->owner->frames && *ranges) {
        const guint64 written = take_number(&ranges);
        const guint64 frame = take_number(&ranges);
        const guint64 count = take_number(&ranges);
        feed->owner->frames(feed->input, written, frame, count, feed->data);
    }
}

static void on_heard(const char *is, JsonObject *message, gpointer data)
{
    SfFeed *feed = data;

    feed->spoke = TRUE;
    if (strcmp(is, "ready") == 0) {
        answer(feed);
    } else if (strcmp(is, "frames") == 0) {
        note_frames(feed, message);
    } else if (strcmp(is, "lines") == 0) {
        if (feed->input)
            sf_input_take_lines(feed->input, message);
    } else if (strcmp(is, "file") == 0) {
        note_file(feed, message);
    } else if (strcmp(is, "end") == 0) {
        feed->ended_well = TRUE;
    } else if (strcmp(is, "failed") == 0) {
        g_free(feed->failure);
        feed->failure = g_strdup(sf_json_text(message, "reason", ""));
    }
}

static void on_gone(gpointer data)
{
    one_less_to_wait_for(data);
}

static void on_child_ended(GObject *child, GAsyncResult *result, gpointer data)
{
    g_subprocess_wait_finish(G_SUBPROCESS(child), result, NULL);
    one_less_to_wait_for(data);
}

static const SfLinkOwner link_owner = {on_heard, on_gone};

/* ------------------------------------------------------------------ from start to end */

static gboolean start_child(SfFeed *feed, const SfSandbox *sandbox, const char *mode, int *out,
                            GError **error)
{
    const char *argv[] = {sandbox->intake, mode, NULL};
    int theirs = -1;

    feed->words = sf_spool_new(sandbox->folder, error);
    if (!feed->words)
        return FALSE;
    feed->link = sf_link_new(&link_owner, feed, &theirs, error);
    if (!feed->link)
        return FALSE;
    SfChildDescriptors descriptors = {-1, *out, sf_spool_descriptor(feed->words), theirs};
    *out = -1;
    feed->child = sf_child_start(sandbox->identity, argv, sandbox->environment, descriptors, error);
    /* It may wait: for a pipe that is silent, or for a tshark that is slow, whom another one
     * watches. */
    if (feed->child)
        feed->watchdog =
            sf_watchdog_new(feed->child, sandbox->patience, TRUE, sandbox->identity->memory);
    return feed->child != NULL;
}

SfFeed *sf_feed_new(const SfSandbox *sandbox, const char *mode, int out, int keylog,
                    const SfFeedOwner *owner, gpointer data, GError **error)
{
    SfFeed *feed = g_new0(SfFeed, 1);

    feed->owner = owner;
    feed->data = data;
    feed->keylog = keylog;
    feed->first = -1;
    feed->open_input = -1;
    feed->waiting_for = 2;
    if (!start_child(feed, sandbox, mode, &out, error)) {
        if (out >= 0)
            close(out);
        sf_feed_free(feed);
        return NULL;
    }
    g_subprocess_wait_async(feed->child, NULL, on_child_ended, feed);
    return feed;
}

void sf_feed_hand_first(SfFeed *feed, char kind, int descriptor)
{
    feed->first_kind = kind;
    feed->first = descriptor;
}

void sf_feed_stop(SfFeed *feed)
{
    feed->stopped = TRUE;
    if (feed->patience) {
        /* It waits for a file that does not come. */
        close_input(feed);
        feed->input = NULL;
    }
    sf_link_finish(feed->link);
    g_subprocess_send_signal(feed->child, SIGTERM);
}

void sf_feed_kill(SfFeed *feed)
{
    feed->stopped = TRUE;
    sf_child_kill(feed->child);
}

guint64 sf_feed_position(const SfFeed *feed)
{
    /* The place in an open file is shared by all who have it open. */
    off_t place = feed->open_input >= 0 ? lseek(feed->open_input, 0, SEEK_CUR) : 0;
    return place > 0 ? (guint64)place : 0;
}

gboolean sf_feed_spoke(const SfFeed *feed)
{
    return feed->spoke;
}

char *sf_feed_trouble(const SfFeed *feed)
{
    if (feed->failure)
        return g_strdup_printf("sipfix-intake gave up (%s)", feed->failure);
    if (feed->ended_well)
        return NULL;
    g_autofree char *ending = sf_child_ending(feed->child);
    g_autofree char *words = sf_spool_last_words(feed->words);
    g_autofree char *reason = sf_watchdog_reason(feed->watchdog, words);
    if (reason)
        return g_strconcat("sipfix-intake ", reason, NULL);
    return g_strdup_printf("sipfix-intake ended with %s%s%s", ending ? ending : "nothing said",
                           *words ? ": " : "", words);
}

void sf_feed_free(SfFeed *feed)
{
    close_input(feed);
    g_clear_pointer(&feed->link, sf_link_free);
    g_clear_pointer(&feed->words, sf_spool_free);
    g_clear_pointer(&feed->watchdog, sf_watchdog_free);
    g_clear_object(&feed->child);
    g_free(feed->failure);
    g_free(feed);
}
