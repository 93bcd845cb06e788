/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/bounds/watchdog.h"

#include "reading/run/bounds/memory.h"
#include "reading/run/child/child.h"

#include <string.h>
#include <unistd.h>

#define IDLE           10 /* times the patience */
#define LOOKS_A_SECOND 10 /* memory may be gone soon after a start */

typedef enum { SF_WELL, SF_LOST, SF_IDLE } SfWatched;

struct SfWatchdog {
    GSubprocess *child;
    GSource *timer;
    guint patience;
    gboolean may_wait;
    guint64 memory;
    SfWatched is;

    guint64 moved;      /* bytes read and written, when last looked at */
    guint64 worked;     /* clock ticks of its processor time, then */
    guint64 worked_for; /* of them, since it last moved */
    guint idle;         /* looks since it last did anything */
    guint64 size;       /* of its memory; the most that was seen */
};

/* ------------------------------------------------------------------ looking */

static char *read_about(GSubprocess *child, const char *what)
{
    const char *identifier = g_subprocess_get_identifier(child);
    g_autofree char *path = identifier ? g_strdup_printf("/proc/%s/%s", identifier, what) : NULL;
    char *text = NULL;

    return path && g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

/* Bytes that went through read() and write(), files or pipes. @return FALSE: this kernel does not
 * say */
static gboolean see_moved(const SfWatchdog *watchdog, guint64 *moved)
{
    g_autofree char *text = read_about(watchdog->child, "io");
    const char *in = text ? strstr(text, "rchar: ") : NULL;
    const char *out = text ? strstr(text, "wchar: ") : NULL;

    if (!in || !out)
        return FALSE;
    *moved = g_ascii_strtoull(in + strlen("rchar: "), NULL, 10) +
             g_ascii_strtoull(out + strlen("wchar: "), NULL, 10);
    return TRUE;
}

/* proc(5): utime and stime are fields 14 and 15, vsize 23; the name, field 2, may hold anything but
 * ends at the last bracket. */
static gboolean see_work(SfWatchdog *watchdog, guint64 *worked)
{
    g_autofree char *text = read_about(watchdog->child, "stat");
    const char *rest = text ? strrchr(text, ')') : NULL;
    g_auto(GStrv) fields = rest ? g_strsplit(rest + 1, " ", -1) : NULL; /* [1] is field 3 */

    if (!fields || g_strv_length(fields) < 22)
        return FALSE;
    *worked = g_ascii_strtoull(fields[12], NULL, 10) + g_ascii_strtoull(fields[13], NULL, 10);
    watchdog->size = MAX(watchdog->size, g_ascii_strtoull(fields[21], NULL, 10));
    return TRUE;
}

/* Looks are counted, not the clock: it may be put on or back, and a machine that slept has not been
 * looking. */
static SfWatched judge(SfWatchdog *watchdog, guint64 moved, guint64 worked)
{
    const guint64 ticks = (guint64)MAX(sysconf(_SC_CLK_TCK), 1);
    const gboolean works = worked > watchdog->worked;

    if (moved != watchdog->moved)
        watchdog->worked_for = 0;
    else
        watchdog->worked_for += worked - watchdog->worked;
    watchdog->idle = works || moved != watchdog->moved ? 0 : watchdog->idle + 1;
    watchdog->moved = moved;
    watchdog->worked = worked;
    if (watchdog->worked_for >= watchdog->patience * ticks)
        return SF_LOST;
    return !watchdog->may_wait && watchdog->idle >= LOOKS_A_SECOND * IDLE * watchdog->patience
               ? SF_IDLE
               : SF_WELL;
}

static gboolean look(gpointer data)
{
    SfWatchdog *watchdog = data;
    guint64 moved = 0, worked = 0;

    if (!see_work(watchdog, &worked))
        return G_SOURCE_CONTINUE; /* it has ended */
    if (watchdog->patience == 0 || !see_moved(watchdog, &moved))
        return G_SOURCE_CONTINUE;
    watchdog->is = judge(watchdog, moved, worked);
    if (watchdog->is == SF_WELL)
        return G_SOURCE_CONTINUE;
    sf_child_kill(watchdog->child);
    return G_SOURCE_REMOVE;
}

/* ------------------------------------------------------------------ from start to end */

/* What holds of it: in a build with AddressSanitizer none does. */
static guint64 bound_in_force(guint64 memory)
{
    const rlim_t bound = memory > 0 ? sf_memory_limit(memory).rlim_cur : RLIM_INFINITY;

    return bound == RLIM_INFINITY ? 0 : (guint64)bound;
}

SfWatchdog *sf_watchdog_new(GSubprocess *child, guint patience, gboolean may_wait, guint64 memory)
{
    SfWatchdog *watchdog = g_new0(SfWatchdog, 1);

    watchdog->child = g_object_ref(child);
    watchdog->patience = patience;
    watchdog->may_wait = may_wait;
    watchdog->memory = bound_in_force(memory);
    watchdog->timer = g_timeout_source_new(1000 / LOOKS_A_SECOND);
    g_source_set_callback(watchdog->timer, look, watchdog, NULL);
    g_source_attach(watchdog->timer, g_main_context_get_thread_default());
    return watchdog;
}

void sf_watchdog_free(SfWatchdog *watchdog)
{
    if (!watchdog)
        return;
    g_source_destroy(watchdog->timer);
    g_source_unref(watchdog->timer);
    g_object_unref(watchdog->child);
    g_free(watchdog);
}

/* ------------------------------------------------------------------ telling */

/* What GLib, the C library and its loader say; or it had almost all that it may have. */
static gboolean ran_out(const SfWatchdog *watchdog, const char *words)
{
    static const char *const said[] = {"failed to allocate", "Cannot allocate memory",
                                       "emory exhausted", "ut of memory"};

    for (gsize i = 0; i < G_N_ELEMENTS(said); i++) {
        if (strstr(words, said[i]))
            return TRUE;
    }
    return watchdog->size > watchdog->memory - watchdog->memory / 10;
}

char *sf_watchdog_reason(const SfWatchdog *watchdog, const char *words)
{
    if (!watchdog)
        return NULL;
    if (watchdog->is == SF_LOST)
        return g_strdup_printf(
            "worked for %u s without reading or writing anything, and was ended\n"
            "--patience SECONDS gives it longer.",
            watchdog->patience);
    if (watchdog->is == SF_IDLE)
        return g_strdup_printf(
            "did nothing for %u s, and was ended\n--patience SECONDS gives it longer.",
            IDLE * watchdog->patience);
    if (watchdog->memory == 0 || g_subprocess_get_identifier(watchdog->child) ||
        g_subprocess_get_successful(watchdog->child) || !ran_out(watchdog, words))
        return NULL;
    g_autofree char *much = sf_memory_words(watchdog->memory);
    return g_strdup_printf(
        "needed more memory than the %s that it may have\n--memory SIZE gives it more.", much);
}
