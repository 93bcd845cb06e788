/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/confine/confinement.h"

#include "reading/run/confine/calls.h"
#include "reading/run/confine/files.h"
#include "reading/run/confine/libraries.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

struct SfConfinement {
    SfCalls *strict; /* either NULL: there is no such filter here */
    SfCalls *loose;
    SfFiles *files; /* NULL: there is no Landlock here */
};

SfConfinement *sf_confinement_new(const SfConfinementNeeds *needs)
{
    SfConfinement *confinement = g_new0(SfConfinement, 1);

    confinement->strict = sf_calls_new(TRUE);
    confinement->loose = sf_calls_new(FALSE);
    confinement->files = sf_files_new(needs);
    return confinement;
}

void sf_confinement_free(SfConfinement *confinement)
{
    if (!confinement)
        return;
    g_clear_pointer(&confinement->strict, sf_calls_free);
    g_clear_pointer(&confinement->loose, sf_calls_free);
    g_clear_pointer(&confinement->files, sf_files_free);
    g_free(confinement);
}

gboolean sf_confinement_is_strict(const char *program)
{
#ifdef __SANITIZE_ADDRESS__
    (void)program; /* its look for leaks at the end is a process of its own, that traces */
    return FALSE;
#else
    return sf_libraries_is_program(program);
#endif
}

#define LONGEST 48 /* "4294967295 4294967295 1" */

/* Digits without stdio. @return where they end */
static char *put_number(char *at, guint number)
{
    char digits[12];
    guint n = 0;

    do {
        digits[n++] = (char)('0' + number % 10);
    } while ((number /= 10) > 0);
    while (n > 0)
        *at++ = digits[--n];
    return at;
}

static void write_to(const char *path, const char *text, gsize length)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    gssize ignored = file >= 0 ? write(file, text, length) : 0;

    (void)ignored;
    if (file >= 0)
        close(file);
}

/* Inside, a user is called as outside. */
static void name_oneself(const char *path, guint number)
{
    char line[LONGEST];
    char *at = put_number(line, number);

    *at++ = ' ';
    at = put_number(at, number);
    *at++ = ' ';
    *at++ = '1';
    write_to(path, line, (gsize)(at - line));
}

static gboolean leave_as_user(void)
{
    const uid_t user = geteuid();
    const gid_t group = getegid();

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return FALSE;
    name_oneself("/proc/self/uid_map", user);
    write_to("/proc/self/setgroups", "deny", 4); /* else no group may be named */
    name_oneself("/proc/self/gid_map", group);
    return TRUE;
}

/* Root may do so at once; whoever is not root is it in a space of users of his own, where the
 * kernel lets him have one. Files and other processes are still judged by who one is outside. */
void sf_confinement_leave_network(gboolean *left)
{
    if (!*left)
        *left = unshare(CLONE_NEWNET) == 0 || leave_as_user();
}

void sf_confinement_enter(const SfConfinement *confinement, gboolean strict)
{
    const SfCalls *calls = strict ? confinement->strict : confinement->loose;

    if (strict && confinement->files)
        sf_files_enter(confinement->files);
    if (calls)
        sf_calls_enter(calls); /* last: it refuses what the others take */
}

char *sf_confinement_means(const SfConfinement *confinement)
{
    g_autofree char *files = confinement->files ? g_strdup_printf("Landlock %d", sf_files_version())
                                                : g_strdup("no Landlock");
    return g_strconcat(confinement->strict ? "seccomp" : "no seccomp", ", ", files, NULL);
}
