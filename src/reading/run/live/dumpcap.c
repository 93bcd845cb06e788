/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/live/dumpcap.h"

#include "reading/reading_types.h"
#include "reading/trouble_words.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Kernels take 2 MiB of packets while dumpcap is busy otherwise; here it may be that for longer. */
#define KERNEL_MEGABYTES "16"

/* Between two requests to end. */
#define ASK_AGAIN_MILLISECONDS 200

/* ---- its end ---- */

static gboolean ask(gpointer data)
{
    g_subprocess_send_signal(((SfDumpcap *)data)->process, SIGINT);
    return G_SOURCE_CONTINUE;
}

gboolean sf_dumpcap_runs(const SfDumpcap *dumpcap)
{
    return dumpcap->process && !dumpcap->has_ended;
}

void sf_dumpcap_end(SfDumpcap *dumpcap, GMainContext *context)
{
    if (!sf_dumpcap_runs(dumpcap) || dumpcap->asking)
        return;
    ask(dumpcap);
    dumpcap->asking = g_timeout_source_new(ASK_AGAIN_MILLISECONDS);
    g_source_set_callback(dumpcap->asking, ask, dumpcap, NULL);
    g_source_attach(dumpcap->asking, context);
}

void sf_dumpcap_note_end(SfDumpcap *dumpcap)
{
    dumpcap->has_ended = TRUE;
    if (dumpcap->asking)
        g_source_destroy(dumpcap->asking);
    g_clear_pointer(&dumpcap->asking, g_source_unref);
}

/* ---- what it says ---- */

/* "Packets received/dropped on interface 'Loopback: lo': 220/3 (pcap:3/dumpcap:0/...": how many
 * reached the machine and not dumpcap's output; 0 where it does not say so. */
static guint64 dropped_in(const char *words)
{
    const char *counts = g_strrstr(words, "': ");
    char *slash = NULL;

    if (!counts)
        return 0;
    g_ascii_strtoull(counts + strlen("': "), &slash, 10);
    return *slash == '/' ? g_ascii_strtoull(slash + 1, NULL, 10) : 0;
}

guint64 sf_dumpcap_dropped(const SfDumpcap *dumpcap)
{
    g_autofree char *words =
        sf_spool_complaint(dumpcap->words, "Packets received/dropped on interface ");

    return dropped_in(words);
}

char *sf_dumpcap_last_words(const SfDumpcap *dumpcap)
{
    char *words = sf_spool_complaint(dumpcap->words, "dumpcap: ");

    if (g_str_has_prefix(words, "Packets ") || g_str_has_prefix(words, "Capturing on ") ||
        g_str_has_prefix(words, "File: "))
        *words = '\0';
    return words;
}

/* ---- its start ---- */

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
        sf_trouble_set(
            error, SF_READING_ERROR, SF_READING_ERROR_TOOLS,
            "dumpcap was not found in PATH\nIt comes with Wireshark; in Debian: sudo apt-get "
            "install wireshark-common",
            "");
    return dumpcap;
}

gboolean sf_dumpcap_start(SfDumpcap *dumpcap, const char *interface, const char *filter, int out,
                          GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_autofree char *program = find_dumpcap(error);
    const char *argv[] = {program,          "-q", "-P",      "-w", "-",    "-B",
                          KERNEL_MEGABYTES, "-i", interface, "-f", filter, NULL};

    g_subprocess_launcher_take_stdout_fd(launcher, out);
    g_subprocess_launcher_take_stderr_fd(launcher, sf_spool_descriptor(dumpcap->words));
    if (!program)
        return FALSE;
    if (!filter)
        argv[G_N_ELEMENTS(argv) - 3] = NULL;
    g_subprocess_launcher_set_child_setup(launcher, set_up_dumpcap, NULL, NULL);
    dumpcap->process = g_subprocess_launcher_spawnv(launcher, argv, error);
    return dumpcap->process != NULL;
}

void sf_dumpcap_clear(SfDumpcap *dumpcap)
{
    g_clear_object(&dumpcap->process);
    g_clear_pointer(&dumpcap->words, sf_spool_free);
}

/* ---- where it can capture ---- */

char *sf_dumpcap_interfaces(GError **error)
{
    g_autofree char *dumpcap = find_dumpcap(error);
    g_autoptr(GError) flaw = NULL;
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    char *argv[] = {dumpcap, (char[]){"-D"}, NULL};
    int status = 0;

    if (!dumpcap)
        return NULL;
    if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &flaw)) {
        sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
                       "dumpcap does not start\nAllow more open files and processes: ulimit -n, -u",
                       flaw->message);
        return NULL;
    }
    if (status == 0)
        return g_steal_pointer(&out);
    sf_trouble_set(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS, "dumpcap lists no interfaces",
                   g_strchomp(err));
    return NULL;
}
