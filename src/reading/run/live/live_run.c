/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/live/live_run.h"

#include "reading/json/json.h"
#include "reading/results/remap.h"
#include "reading/results/spool.h"
#include "reading/run/bounds/watchdog.h"
#include "reading/run/child/room.h"
#include "reading/run/feed_link.h"
#include "reading/run/live/dumpcap.h"
#include "reading/run/sandbox.h"
#include "reading/run/tools.h"
#include "reading/run/tshark.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* As much as Linux lets everybody have (pipe(7)). */
#define PIPE_SIZE 1048576

typedef struct {
    const SfLiveListener *listener;
    gpointer data;
    SfSandbox *sandbox;
    SfDumpcap dumpcap;
    GSubprocess *intake;
    GSubprocess *tshark;
    SfWatchdog *over_intake;
    SfWatchdog *over_tshark;
    SfSpool *words;   /* of the other two */
    SfSpool *buffer;  /* its file is what the packets wait in */
    SfFeedLink *link; /* to the intake */
    GDataInputStream *lines;
    SfRemap *remap; /* only looks at them */
    guint running;  /* children, and the reading of lines */
    guint interrupts;
    guint64 lost;
    char *stray; /* what is wrong with a line that is no event; owned; NULL: none was */
    gboolean buffer_is_handed_over;
    gboolean intake_asks; /* whether dumpcap lost anything */
    gboolean dumpcap_lost;
    gboolean capturing; /* it did begin */
    gboolean came_to_its_end;
    GMainContext *context;
} SfLive;

/* ------------------------------------------------------------------ lines */

static void take_run_line(SfLive *live, JsonObject *run)
{
    JsonNode *coverage = json_object_get_member(run, "coverage");

    live->came_to_its_end = TRUE;
    if (live->lost > 0 && coverage && JSON_NODE_HOLDS_OBJECT(coverage))
        json_object_set_int_member(json_node_get_object(coverage), "dropped", (gint64)live->lost);
    live->listener->run(run, live->data);
}

/* A plugin of another version will tell nothing that can be read. */
static void take_stray(SfLive *live, JsonObject *object)
{
    char *foreign = object ? sf_foreign_version(object) : NULL;

    if (foreign)
        sf_dumpcap_end(&live->dumpcap, live->context);
    if (!live->stray)
        live->stray = foreign ? foreign : g_strdup("tshark wrote lines that are no events");
    else
        g_free(foreign);
}

static void take_line(SfLive *live, const char *line, gsize length)
{
    SfEventLine event = {.text = line, .length = length};

    if (sf_remap_look(live->remap, line, length, &event.root)) {
        live->listener->event(&event, live->data);
        return;
    }
    g_autoptr(JsonObject) object = sf_json_object(line, length, NULL);
    if (object && sf_is_run_line(object))
        take_run_line(live, object);
    else if (length > 0)
        take_stray(live, object);
}

static void read_next(SfLive *live);

static void on_line(GObject *lines, GAsyncResult *result, gpointer data)
{
    SfLive *live = data;
    gsize length = 0;
    g_autofree char *line =
        g_data_input_stream_read_line_finish(G_DATA_INPUT_STREAM(lines), result, &length, NULL);

    live->running--;
    if (!line)
        return;
    take_line(live, line, length);
    read_next(live);
}

static void read_next(SfLive *live)
{
    live->running++;
    g_data_input_stream_read_line_async(live->lines, G_PRIORITY_DEFAULT, NULL, on_line, live);
}

/* ------------------------------------------------------------------ what is lost */

static void tell_gap(SfLive *live, const SfLiveGap *gap)
{
    live->lost += gap->packets;
    live->listener->gap(gap, live->data);
}

/* dumpcap counts what the kernel lost, but tells it at its end only. */
static void hear_last_words(SfLive *live)
{
    const SfLiveGap gap = {
        .at_capture = TRUE, .is_over = TRUE, .packets = sf_dumpcap_dropped(&live->dumpcap)};

    live->dumpcap_lost = gap.packets > 0;
    if (live->dumpcap_lost)
        tell_gap(live, &gap);
}

/* ------------------------------------------------------------------ talk with the intake */

static void hand_buffer(SfLive *live)
{
    int descriptor = sf_spool_descriptor(live->buffer);

    sf_link_hand(live->link, 'F', descriptor);
    close(descriptor);
}

static void answer_intake(SfLive *live)
{
    if (!live->intake_asks || sf_dumpcap_runs(&live->dumpcap))
        return;
    live->intake_asks = FALSE;
    if (live->dumpcap_lost)
        hand_buffer(live);
    sf_link_finish(live->link);
}

static void take_gap(SfLive *live, JsonObject *message)
{
    const SfLiveGap gap = {
        .is_over = json_object_has_member(message, "to"),
        .from = json_object_get_int_member_with_default(message, "from", 0),
        .to = json_object_get_int_member_with_default(message, "to", 0),
        .packets = (guint64)json_object_get_int_member_with_default(message, "packets", 0),
    };
    tell_gap(live, &gap);
}

static void on_heard(const char *is, JsonObject *message, gpointer data)
{
    SfLive *live = data;

    if (g_str_equal(is, "capturing")) {
        live->capturing = TRUE;
        live->listener->begun(live->data);
    } else if (g_str_equal(is, "gap")) {
        take_gap(live, message);
    } else if (g_str_equal(is, "ready") && !live->buffer_is_handed_over) {
        live->buffer_is_handed_over = TRUE;
        hand_buffer(live);
    } else if (g_str_equal(is, "ready")) {
        live->intake_asks = TRUE;
        answer_intake(live);
    }
}

static void on_gone(gpointer data)
{
    (void)data; /* that it ended is heard otherwise */
}

static const SfLinkOwner link_owner = {.heard = on_heard, .gone = on_gone};

/* ------------------------------------------------------------------ children */

static void on_child_ended(GObject *child, GAsyncResult *result, gpointer data)
{
    SfLive *live = data;

    g_subprocess_wait_finish(G_SUBPROCESS(child), result, NULL);
    live->running--;
    if (child == G_OBJECT(live->dumpcap.process)) {
        sf_dumpcap_note_end(&live->dumpcap);
        hear_last_words(live);
        answer_intake(live);
    }
    /* Whoever is gone, nobody needs the packets any more; whoever is behind reads to the end. */
    if (child != G_OBJECT(live->dumpcap.process))
        sf_dumpcap_end(&live->dumpcap, live->context);
}

static void follow(SfLive *live, GSubprocess *child)
{
    live->running++;
    g_subprocess_wait_async(child, NULL, on_child_ended, live);
}

static gboolean start_unprivileged(SfLive *live, const char *const *argv, int in, int out, int talk,
                                   GSubprocess **child, GError **error)
{
    const SfChildDescriptors descriptors = {in, out, sf_spool_descriptor(live->words), talk};

    *child = sf_child_start(live->sandbox->identity, argv, live->sandbox->environment, descriptors,
                            error);
    if (*child)
        follow(live, *child);
    return *child != NULL;
}

static void close_pipe(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* From the last to the first, so that whoever starts finds the next one there. */
static gboolean start_children(SfLive *live, const SfLiveOptions *options, GError **error)
{
    /* Whoever says what is SIP, says it of packets. */
    const gboolean is_short = !options->decode_as || !options->decode_as[0];
    const char *intake[] = {live->sandbox->intake, is_short ? "live" : "live-long", NULL};
    g_auto(GStrv) tshark = sf_tshark_arguments(live->sandbox->tshark, "sipfix,events,stream",
                                               options->codes, options->decode_as);
    int captured[2], ticked[2], told[2], talk = -1;

    if (!g_unix_open_pipe(captured, FD_CLOEXEC, error))
        return FALSE;
    if (!g_unix_open_pipe(ticked, FD_CLOEXEC, error)) {
        close_pipe(captured);
        return FALSE;
    }
    if (!g_unix_open_pipe(told, FD_CLOEXEC, error)) {
        close_pipe(captured);
        close_pipe(ticked);
        return FALSE;
    }
    g_autoptr(GInputStream) stream = g_unix_input_stream_new(told[0], TRUE);
    live->lines = g_data_input_stream_new(stream);
    fcntl(captured[1], F_SETPIPE_SZ, PIPE_SIZE); /* dumpcap shall never wait */
    gboolean good = start_unprivileged(live, (const char *const *)tshark, ticked[0], told[1], -1,
                                       &live->tshark, error);
    if (good)
        read_next(live);
    live->link = sf_link_new(&link_owner, live, &talk, error);
    good = good && live->link &&
           start_unprivileged(live, intake, captured[0], ticked[1], talk, &live->intake, error);
    if (!good ||
        !sf_dumpcap_start(&live->dumpcap, options->interface, options->filter, captured[1], error))
        return FALSE;
    follow(live, live->dumpcap.process);
    return TRUE;
}

/* A wire may be silent for as long as it likes; a packet that has them work for ever is another
 * thing. */
static void watch_over_children(SfLive *live)
{
    const guint patience = live->sandbox->patience;

    live->over_intake = sf_watchdog_new(live->intake, patience, TRUE, 0);
    live->over_tshark = sf_watchdog_new(live->tshark, patience, TRUE, 0);
}

/* ------------------------------------------------------------------ from outside */

/* The intake gives back what it does not need any more. */
static gboolean buffer_is_used(const SfLive *live)
{
    int descriptor = sf_spool_descriptor(live->buffer);
    struct stat status;
    gboolean used = fstat(descriptor, &status) == 0 && status.st_blocks > 0;

    close(descriptor);
    return used;
}

static gboolean on_signal(gpointer data)
{
    SfLive *live = data;

    if (live->interrupts++ == 0) {
        sf_dumpcap_end(&live->dumpcap, live->context);
        if (live->buffer && buffer_is_used(live))
            live->listener->hold_on(live->data);
        return G_SOURCE_CONTINUE;
    }
    GSubprocess *const children[] = {live->dumpcap.process, live->intake, live->tshark};
    for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
        if (children[i])
            sf_child_kill(children[i]);
    }
    return G_SOURCE_CONTINUE;
}

#define SIGNALS 3

/* From before there is anything that would be left behind. */
static void watch_signals(SfLive *live, GSource **sources)
{
    static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        sources[i] = g_unix_signal_source_new(numbers[i]);
        g_source_set_callback(sources[i], on_signal, live, NULL);
        g_source_attach(sources[i], live->context);
    }
}

/* ------------------------------------------------------------------ from start to end */

static void forget_signals(GSource **sources)
{
    for (gsize i = 0; i < SIGNALS; i++) {
        g_source_destroy(sources[i]);
        g_source_unref(sources[i]);
    }
}

static void run(SfLive *live)
{
    while (live->running > 0)
        g_main_context_iteration(live->context, TRUE);
}

static gboolean say_who_ended(SfLive *live, GError **error)
{
    g_autofree char *capturing = sf_child_ending(live->dumpcap.process);
    g_autofree char *passing = sf_child_ending(live->intake);
    g_autofree char *looking = sf_child_ending(live->tshark);
    g_autofree char *why = sf_dumpcap_last_words(&live->dumpcap);
    g_autofree char *words = sf_spool_complaint(live->words, "tshark: ");

    if (live->stray)
        return sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS, live->stray, "");
    if (!live->came_to_its_end && looking)
        return sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS,
                              "tshark came to no end", *words ? words : looking);
    if (passing && live->capturing)
        return sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS,
                              "sipfix-intake ended", passing);
    if (live->interrupts == 0)
        return sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS, "dumpcap ended",
                              *why || !capturing ? why : capturing);
    return sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS, "tshark came to no end",
                          words);
}

/* TRUE, with @error, where one was ended since it got nowhere. */
static gboolean say_who_got_nowhere(const SfLive *live, GError **error)
{
    g_autofree char *passing = sf_watchdog_reason(live->over_intake, "");
    g_autofree char *looking = sf_watchdog_reason(live->over_tshark, "");
    g_autofree char *what = looking
                                ? g_strconcat("tshark ", looking, NULL)
                                : (passing ? g_strconcat("sipfix-intake ", passing, NULL) : NULL);

    if (what)
        sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS, what, "");
    return what != NULL;
}

static gboolean judge(SfLive *live, GError **error)
{
    if (live->interrupts < 2 && say_who_got_nowhere(live, error))
        return FALSE;
    if (live->came_to_its_end && live->interrupts > 0 && !live->stray)
        return TRUE;
    if (live->interrupts < 2)
        return say_who_ended(live, error);
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                        "ended before all that was captured was looked at");
    return FALSE;
}

static void refuse_buffer(const SfLive *live, int number, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(live->sandbox->folder);
    g_autofree char *room = sf_room_on_disk(folder, number);
    g_autofree char *words = g_strconcat(room, "\nA smaller buffer: --buffer MB", NULL);

    sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE, words, "");
}

static SfSpool *new_buffer(const SfLive *live, guint64 size, GError **error)
{
    SfSpool *buffer = sf_spool_new(live->sandbox->folder, error);

    if (!buffer)
        return NULL;
    int descriptor = sf_spool_descriptor(buffer);
    if (ftruncate(descriptor, (off_t)size) < 0) {
        refuse_buffer(live, errno, error);
        g_clear_pointer(&buffer, sf_spool_free);
    }
    close(descriptor);
    return buffer;
}

static gboolean prepare(SfLive *live, const SfLiveOptions *options, GError **error)
{
    live->sandbox = sf_sandbox_new(&options->tools, NULL, error);
    if (!live->sandbox || !sf_tools_all_there(live->sandbox->places, &options->tools, error))
        return FALSE;
    if (options->patience > 0)
        live->sandbox->patience = options->patience;
    live->dumpcap.words = sf_spool_new(live->sandbox->folder, error);
    live->words = live->dumpcap.words ? sf_spool_new(live->sandbox->folder, error) : NULL;
    live->buffer = live->words ? new_buffer(live, options->buffer, error) : NULL;
    return live->buffer != NULL;
}

/* Whoever watches for days is not to hear of it at the end. */
static void tell_other_plugin(const SfLive *live)
{
    g_autofree char *version = sf_tools_other_plugin(live->sandbox);

    if (version)
        live->listener->other_plugin(version, live->data);
}

static void clean_up(SfLive *live)
{
    g_clear_pointer(&live->stray, g_free);
    sf_dumpcap_clear(&live->dumpcap);
    g_clear_pointer(&live->over_intake, sf_watchdog_free);
    g_clear_pointer(&live->over_tshark, sf_watchdog_free);
    g_clear_object(&live->intake);
    g_clear_object(&live->tshark);
    g_clear_object(&live->lines);
    g_clear_pointer(&live->link, sf_link_free);
    g_clear_pointer(&live->buffer, sf_spool_free);
    g_clear_pointer(&live->words, sf_spool_free);
    g_clear_pointer(&live->sandbox, sf_sandbox_free);
    g_clear_pointer(&live->remap, sf_remap_free);
    g_main_context_pop_thread_default(live->context);
    g_main_context_unref(live->context);
}

gboolean sf_live_watch(const SfLiveOptions *options, const SfLiveListener *listener, gpointer data,
                       GError **error)
{
    SfLive live = {.listener = listener,
                   .data = data,
                   .context = g_main_context_new(),
                   .remap = sf_remap_new()};

    GSource *sources[SIGNALS];
    guint jobs = 1;

    if (!sf_room_take(&jobs, NULL, error)) {
        g_main_context_unref(live.context);
        sf_remap_free(live.remap);
        return FALSE;
    }
    g_main_context_push_thread_default(live.context);
    watch_signals(&live, sources);
    gboolean good = prepare(&live, options, error);
    if (good) {
        tell_other_plugin(&live);
        good = start_children(&live, options, error);
        if (good) {
            watch_over_children(&live);
            run(&live);
        }
        good = good && judge(&live, error);
        /* One that did not start leaves the others without input or reader: they end. */
        run(&live);
    }
    clean_up(&live);
    forget_signals(sources);
    return good;
}
