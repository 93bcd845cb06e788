/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/child/signals.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#define TOO_MANY 3 /* whoever asks so often has no patience any more */

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static volatile gint heard;
static volatile gint last; /* the number of the one that came last */
static volatile gint held; /* the first phase */
static int ends[2] = {-1, -1};
static void (*before_end)(void);

static void end_by(int number)
{
    if (before_end)
        before_end();
    (void)signal(number, SIG_DFL);
    (void)kill(getpid(), number); /* comes when the handler is over */
}

static void on_signal(int number)
{
    g_atomic_int_set(&last, number);
    const gint count = g_atomic_int_add(&heard, 1) + 1;
    if (!g_atomic_int_get(&held) || count >= TOO_MANY)
        end_by(number);
    else if (write(ends[1], "", 1) < 0)
        return; /* it is full of others */
}

static void catch_one(int number)
{
    struct sigaction action;

    if (sigaction(number, NULL, &action) < 0 || action.sa_handler == SIG_IGN)
        return;
    action = (struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

gboolean sf_signals_hold(GError **error)
{
    if (ends[0] < 0 && !g_unix_open_pipe(ends, FD_CLOEXEC, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        g_unix_set_fd_nonblocking(ends[i], TRUE, NULL);
    g_atomic_int_set(&heard, 0);
    g_atomic_int_set(&held, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        catch_one(numbers[i]);
    return TRUE;
}

guint sf_signals_heard(void)
{
    return (guint)g_atomic_int_get(&heard);
}

GSource *sf_signals_source(void)
{
    return g_unix_fd_source_new(ends[0], G_IO_IN);
}

void sf_signals_note(void)
{
    char marks[16];

    while (read(ends[0], marks, sizeof marks) > 0)
        continue;
}

void sf_signals_let_go(guint seen_to)
{
    g_atomic_int_set(&held, 0);
    if (sf_signals_heard() > seen_to)
        end_by(g_atomic_int_get(&last));
    sf_signals_note();
}

void sf_signals_before_end(void (*function)(void))
{
    before_end = function;
}
