/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live.h"

#include "home.h"
#include "json.h"
#include "settle.h"
#include "spool.h"
#include "tshark.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct {
    SfEventFunction event;
    gpointer data;
    SfHome *home;
    GSubprocess *dumpcap;
    GSubprocess *intake;
    GSubprocess *tshark;
    SfSpool *dumpcap_words;
    SfSpool *words; /* the other two's */
    GDataInputStream *lines;
    guint running; /* children, and the reading of lines */
    guint interrupts;
    gboolean came_to_its_end;
    GMainContext *context;
} SfLive;

static gboolean fail(GError **error, SfReadingError code, const char *what, const char *detail)
{
    g_set_error(error, SF_READING_ERROR, (int)code, "%s%s%s", what, *detail ? ": " : "", detail);
    return FALSE;
}

/* ------------------------------------------------------------------ lines */

static void take_line(SfLive *live, const char *line, gsize length)
{
    g_autoptr(JsonObject) object = sf_json_object(line, length, NULL);

    if (object && sf_is_event(object))
        live->event(object, live->data);
    else if (object && sf_is_run_line(object))
        live->came_to_its_end = TRUE;
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

/* ------------------------------------------------------------------ children */

static void on_child_ended(GObject *child, GAsyncResult *result, gpointer data)
{
    SfLive *live = data;

    g_subprocess_wait_finish(G_SUBPROCESS(child), result, NULL);
    live->running--;
    /* Whoever is gone, nobody needs the packets any more; whoever is behind reads to the end. */
    if (live->dumpcap && child != G_OBJECT(live->dumpcap))
        g_subprocess_send_signal(live->dumpcap, SIGINT);
}

static void follow(SfLive *live, GSubprocess *child)
{
    live->running++;
    g_subprocess_wait_async(child, NULL, on_child_ended, live);
}

/* A Ctrl-C is for sipfix. No more than that: dumpcap may need the rights that its file gives it. */
static void set_up_dumpcap(gpointer data)
{
    (void)data;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static char *find_dumpcap(GError **error)
{
    char *dumpcap = g_find_program_in_path("dumpcap");

    if (!dumpcap)
        fail(error, SF_READING_ERROR_TOOLS,
             "dumpcap was not found; it comes with Wireshark (in Debian: wireshark-common)", "");
    return dumpcap;
}

static gboolean start_dumpcap(SfLive *live, const SfLiveOptions *options, int out, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_autofree char *dumpcap = find_dumpcap(error);
    const char *argv[] = {dumpcap,         "-q", "-P", "-w", "-", "-i", options->interface, "-f",
                          options->filter, NULL};

    g_subprocess_launcher_take_stdout_fd(launcher, out);
    g_subprocess_launcher_take_stderr_fd(launcher, sf_spool_descriptor(live->dumpcap_words));
    if (!dumpcap)
        return FALSE;
    if (!options->filter)
        argv[G_N_ELEMENTS(argv) - 3] = NULL;
    g_subprocess_launcher_set_child_setup(launcher, set_up_dumpcap, NULL, NULL);
    live->dumpcap = g_subprocess_launcher_spawnv(launcher, argv, error);
    if (live->dumpcap)
        follow(live, live->dumpcap);
    return live->dumpcap != NULL;
}

static gboolean start_unprivileged(SfLive *live, const char *const *argv, int in, int out,
                                   GSubprocess **child, GError **error)
{
    const SfChildDescriptors descriptors = {in, out, sf_spool_descriptor(live->words), -1};

    *child =
        sf_child_start(live->home->identity, argv, live->home->environment, descriptors, error);
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
    const char *intake[] = {live->home->intake, "live", NULL};
    g_auto(GStrv) tshark =
        sf_tshark_arguments(live->home->tshark, "sipfix,events,stream", options->decode_as);
    int captured[2], ticked[2], told[2];

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
    gboolean good = start_unprivileged(live, (const char *const *)tshark, ticked[0], told[1],
                                       &live->tshark, error);
    if (good)
        read_next(live);
    good = good && start_unprivileged(live, intake, captured[0], ticked[1], &live->intake, error);
    return good && start_dumpcap(live, options, captured[1], error);
}

/* ------------------------------------------------------------------ from outside */

static gboolean on_signal(gpointer data)
{
    SfLive *live = data;

    if (live->interrupts++ == 0) {
        g_subprocess_send_signal(live->dumpcap, SIGINT);
        return G_SOURCE_CONTINUE;
    }
    sf_child_kill(live->dumpcap);
    sf_child_kill(live->intake);
    sf_child_kill(live->tshark);
    return G_SOURCE_CONTINUE;
}

static void watch_signals(SfLive *live, GSource **sources)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        sources[i] = g_unix_signal_source_new(numbers[i]);
        g_source_set_callback(sources[i], on_signal, live, NULL);
        g_source_attach(sources[i], live->context);
    }
}

/* ------------------------------------------------------------------ from start to end */

static void run(SfLive *live)
{
    GSource *sources[3] = {NULL};

    watch_signals(live, sources);
    while (live->running > 0)
        g_main_context_iteration(live->context, TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_source_destroy(sources[i]);
        g_source_unref(sources[i]);
    }
}

static gboolean judge(SfLive *live, GError **error)
{
    if (live->came_to_its_end && live->interrupts > 0)
        return TRUE;
    g_autofree char *capturing = sf_child_ending(live->dumpcap);
    g_autofree char *why = sf_spool_complaint(live->dumpcap_words, "dumpcap: ");
    g_autofree char *words = sf_spool_complaint(live->words, "tshark: ");
    if (live->interrupts == 0 && (capturing || live->came_to_its_end))
        return fail(error, SF_READING_ERROR_OPTIONS, "dumpcap ended", why);
    return fail(error, SF_READING_ERROR_TOOLS, "tshark came to no end", words);
}

static gboolean prepare(SfLive *live, const SfLiveOptions *options, GError **error)
{
    const char *advice = NULL;

    live->home = sf_home_new(&options->tools, NULL, error);
    if (!live->home)
        return FALSE;
    g_autofree char *missing = sf_places_missing(live->home->places, &advice);
    if (missing) {
        g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS, "%s %s", missing, advice);
        return FALSE;
    }
    live->dumpcap_words = sf_spool_new(live->home->folder, error);
    live->words = live->dumpcap_words ? sf_spool_new(live->home->folder, error) : NULL;
    return live->words != NULL;
}

static void clean_up(SfLive *live)
{
    g_clear_object(&live->dumpcap);
    g_clear_object(&live->intake);
    g_clear_object(&live->tshark);
    g_clear_object(&live->lines);
    g_clear_pointer(&live->words, sf_spool_free);
    g_clear_pointer(&live->dumpcap_words, sf_spool_free);
    g_clear_pointer(&live->home, sf_home_free);
    g_main_context_pop_thread_default(live->context);
    g_main_context_unref(live->context);
}

gboolean sf_live_watch(const SfLiveOptions *options, SfEventFunction event, gpointer data,
                       GError **error)
{
    SfLive live = {.event = event, .data = data, .context = g_main_context_new()};

    g_main_context_push_thread_default(live.context);
    gboolean good = prepare(&live, options, error);
    if (good) {
        good = start_children(&live, options, error);
        if (good)
            run(&live);
        good = good && judge(&live, error);
        /* One that did not start leaves the others without input or reader: they end. */
        while (live.running > 0)
            g_main_context_iteration(live.context, TRUE);
    }
    clean_up(&live);
    return good;
}

char *sf_live_interfaces(GError **error)
{
    g_autofree char *dumpcap = find_dumpcap(error);
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    char *argv[] = {dumpcap, (char[]){"-D"}, NULL};
    int status = 0;

    if (!dumpcap ||
        !g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, error))
        return NULL;
    if (status == 0)
        return g_steal_pointer(&out);
    fail(error, SF_READING_ERROR_OPTIONS, "dumpcap lists no interfaces", g_strchomp(err));
    return NULL;
}
