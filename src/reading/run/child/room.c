/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/child/room.h"

#include "reading/reading_types.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/resource.h>

/* Descriptors that are open at the same time: of sipfix as a whole, GLib's, and those of the moment
 * in which a child starts; of a run (what both children write, the link, the file that is read). */
/* Whose limits they are. */
#define OF_WHOM ", in the shell or service that starts sipfix"

#define BASE    32
#define PER_RUN 12
#define HELD    2000 /* of runs that wait to be told: what tshark wrote */

#define THREADS 8 /* at the same time: GLib's, the children, and theirs */

#define LITTLE_MEMORY (G_GUINT64_CONSTANT(2) << 30)

/* Waits for its turn, so that all are there at the same time. */
static gpointer wait_and_end(gpointer turn)
{
    g_mutex_lock(turn);
    g_mutex_unlock(turn);
    return NULL;
}

/* GLib ends the program where one of its own threads does not start; and the children have some. */
static gboolean can_have_threads(GError **error)
{
    GThread *threads[THREADS] = {NULL};
    g_autoptr(GError) refusal = NULL;
    GMutex turn;

    g_mutex_init(&turn);
    g_mutex_lock(&turn);
    for (guint i = 0; i < THREADS && !refusal; i++)
        threads[i] = g_thread_try_new("room", wait_and_end, &turn, &refusal);
    g_mutex_unlock(&turn);
    for (guint i = 0; i < THREADS && threads[i]; i++)
        g_thread_join(threads[i]);
    g_mutex_clear(&turn);
    if (!refusal)
        return TRUE;
    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
                "too few processes and threads may be started here: %s\nAllow more, and memory for "
                "them: ulimit -u, -v" OF_WHOM,
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
                    "%" G_GUINT64_FORMAT "\nAllow more: ulimit -n" OF_WHOM,
                    there, least);
        return FALSE;
    }
    *jobs = (guint)MIN((guint64)*jobs, (there - BASE) / PER_RUN);
    if (held)
        *held = (guint)MIN(there - BASE - (guint64)PER_RUN * *jobs, HELD);
    return can_have_threads(error);
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

char *sf_room_on_disk(const char *folder, int number)
{
    if (number == EFBIG)
        return g_strdup("temporary files may not grow as large as needed here\nAllow larger ones: "
                        "ulimit -f" OF_WHOM);
    g_autofree char *name = sf_trouble_quote(folder);
    return g_strdup_printf(
        "no room for temporary files in %s (%s)\nMake room there, or name another "
        "folder: TMPDIR",
        name, g_strerror(number));
}

const char *sf_room_advice(const char *otherwise)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < LITTLE_MEMORY)
        return "Allow programs more memory: ulimit -v" OF_WHOM;
    return otherwise;
}
