/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "room.h"

#include "reading.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/resource.h>

/* Descriptors that are open at the same time: of sipfix as a whole, GLib's, and those of the moment
 * in which a child starts; of a run (what both children write, the link, the file that is read). */
#define BASE    32
#define PER_RUN 12
#define HELD    512 /* of runs that wait to be told: what tshark wrote */

#define LITTLE_MEMORY (G_GUINT64_CONSTANT(2) << 30)

static gpointer end_at_once(gpointer data)
{
    return data;
}

/* GLib ends the program where its own thread does not start. */
static gboolean can_have_thread(GError **error)
{
    g_autoptr(GError) refusal = NULL;
    GThread *thread = g_thread_try_new("room", end_at_once, NULL, &refusal);

    if (thread) {
        g_thread_join(thread);
        return TRUE;
    }
    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
                "no more processes and threads can be started here (ulimit -u, and -v for their "
                "memory): %s",
                refusal->message);
    return FALSE;
}

/* How many may be open, after asking for so many. */
static guint64 descriptors(guint64 wanted)
{
    struct rlimit limit = {wanted, wanted};

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        rlim_t before = limit.rlim_cur;
        limit.rlim_cur = MIN(limit.rlim_max, (rlim_t)wanted);
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
            limit.rlim_cur = before;
    }
    return limit.rlim_cur;
}

gboolean sf_room_take(guint *jobs, guint *held, GError **error)
{
    const guint64 least = BASE + PER_RUN;
    guint64 there = descriptors(BASE + (guint64)PER_RUN * *jobs + HELD);

    if (there < least) {
        g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
                    "only %" G_GUINT64_FORMAT " files may be open at once here, and sipfix needs "
                    "%" G_GUINT64_FORMAT ": allow more (ulimit -n)",
                    there, least);
        return FALSE;
    }
    *jobs = (guint)MIN((guint64)*jobs, (there - BASE) / PER_RUN);
    if (held)
        *held = (guint)MIN(there - BASE - (guint64)PER_RUN * *jobs, HELD);
    return can_have_thread(error);
}

gboolean sf_room_is_short_by(int number)
{
    static const int short_of[] = {EMFILE, ENFILE, EAGAIN, ENOMEM, ENOSPC, EDQUOT, EFBIG};

    for (gsize i = 0; i < G_N_ELEMENTS(short_of); i++) {
        if (number == short_of[i])
            return TRUE;
    }
    return FALSE;
}

gboolean sf_room_is_short(const GError *error)
{
    if (error->domain == G_UNIX_ERROR)
        return TRUE;
    if (error->domain == G_SPAWN_ERROR)
        return error->code == G_SPAWN_ERROR_FORK || error->code == G_SPAWN_ERROR_NOMEM ||
               error->code == G_SPAWN_ERROR_NFILE || error->code == G_SPAWN_ERROR_MFILE ||
               error->code == G_SPAWN_ERROR_FAILED;
    if (error->domain == G_FILE_ERROR)
        return error->code == G_FILE_ERROR_NOSPC || error->code == G_FILE_ERROR_MFILE ||
               error->code == G_FILE_ERROR_NFILE || error->code == G_FILE_ERROR_NOMEM;
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
           g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
}

const char *sf_room_advice(const char *otherwise)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < LITTLE_MEMORY)
        return "Allow more memory (ulimit -v): programs may have little here.";
    return otherwise;
}
