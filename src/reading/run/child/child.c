/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/child/child.h"

#include "reading/run/bounds/memory.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOBODY 65534

/* Seconds of processor time: no question takes one. */
#define MOST_FOR_AN_ANSWER 60

/* ------------------------------------------------------------------ as whom */

static gboolean number_from_environment(const char *name, guint64 *number)
{
    const char *text = g_getenv(name);
    return text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32, number, NULL);
}

static void become_nobody(SfIdentity *identity)
{
    const struct passwd *nobody = getpwnam("nobody");

    identity->uid = nobody ? nobody->pw_uid : NOBODY;
    identity->gid = nobody && nobody->pw_gid != 0 ? nobody->pw_gid : NOBODY;
}

static void become_caller(SfIdentity *identity, uid_t uid)
{
    const struct passwd *caller = getpwuid(uid);
    guint64 group = 0;

    identity->uid = uid;
    if (number_from_environment("SUDO_GID", &group))
        identity->gid = (gid_t)group;
    else
        identity->gid = caller && caller->pw_gid != 0 ? caller->pw_gid : NOBODY;
}

SfIdentity *sf_identity_find(void)
{
    SfIdentity *identity = g_new0(SfIdentity, 1);
    guint64 caller = 0;

    identity->drop = geteuid() == 0 || getuid() == 0;
    identity->uid = geteuid();
    identity->gid = getegid();
    gboolean sudo = identity->drop && number_from_environment("SUDO_UID", &caller);
    if (sudo)
        become_caller(identity, (uid_t)caller);
    else if (identity->drop)
        become_nobody(identity);

    const struct passwd *user = getpwuid(identity->uid);
    identity->user = user ? g_strdup(user->pw_name) : g_strdup_printf("%u", (guint)identity->uid);
    if (sudo)
        identity->sandbox = user ? g_strdup(user->pw_dir) : NULL;
    else
        identity->sandbox = g_strdup(g_get_home_dir());
    return identity;
}

void sf_identity_free(SfIdentity *identity)
{
    g_free(identity->user);
    g_free(identity->sandbox);
    g_free(identity);
}

/* ------------------------------------------------------------------ between fork and exec */

typedef struct {
    const SfIdentity *identity;
    pid_t parent;
    gboolean strict;
    struct rlimit no_core;
    struct rlimit memory;
    struct rlimit work; /* processor time */
} SfSetup;

/* Only calls that are safe after fork() in a program with threads, here and below: no memory, no
 * stdio. */
static void refuse(const char *words)
{
    gssize ignored = write(STDERR_FILENO, words, strlen(words));
    (void)ignored;
    _exit(126);
}

static void give_up_root(const SfIdentity *identity)
{
    if (setgroups(0, NULL) < 0)
        refuse("cannot give up root's groups\n");
    if (setresgid(identity->gid, identity->gid, identity->gid) < 0)
        refuse("cannot give up root's group\n");
    if (setresuid(identity->uid, identity->uid, identity->uid) < 0)
        refuse("cannot give up root\n");
}

/* Each step needs what the steps after it take away. */
static void set_up_child(gpointer data)
{
    const SfSetup *setup = data;
    const SfIdentity *identity = setup->identity;
    gboolean left = identity->confinement == NULL;

    setpgid(0, 0);
    setrlimit(RLIMIT_CORE, &setup->no_core);
    setrlimit(RLIMIT_AS, &setup->memory);
    setrlimit(RLIMIT_CPU, &setup->work);
    if (identity->drop) {
        sf_confinement_leave_network(&left);
        give_up_root(identity);
    }
    sf_confinement_leave_network(&left);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* after the change of user, which clears it */
    if (getppid() != setup->parent)
        _exit(126); /* sipfix ended before it could be followed */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        refuse("cannot give up new privileges\n");
    if (identity->confinement)
        sf_confinement_enter(identity->confinement, setup->strict);
}

/* Of 1 byte: no core file is that small, and to the kernel it says that no program is to be given
 * the memory either, which some systems keep for such files whatever the limit is. */
static const struct rlimit no_core = {1, 1};

/* ------------------------------------------------------------------ starting */

static void take_descriptors(GSubprocessLauncher *launcher, SfChildDescriptors descriptors)
{
    if (descriptors.in >= 0)
        g_subprocess_launcher_take_stdin_fd(launcher, descriptors.in);
    if (descriptors.out >= 0)
        g_subprocess_launcher_take_stdout_fd(launcher, descriptors.out);
    if (descriptors.err >= 0)
        g_subprocess_launcher_take_stderr_fd(launcher, descriptors.err);
    if (descriptors.talk >= 0)
        g_subprocess_launcher_take_fd(launcher, descriptors.talk, 3);
}

static GSubprocessFlags flags_for(SfChildDescriptors descriptors)
{
    GSubprocessFlags flags = G_SUBPROCESS_FLAGS_NONE; /* standard input is /dev/null then */

    if (descriptors.out < 0)
        flags |= G_SUBPROCESS_FLAGS_STDOUT_SILENCE;
    if (descriptors.err < 0)
        flags |= G_SUBPROCESS_FLAGS_STDERR_SILENCE;
    return flags;
}

static GSubprocess *start(const SfIdentity *identity, const char *const *argv, char **environment,
                          SfChildDescriptors descriptors, GSubprocessFlags flags, rlim_t most,
                          GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(flags);
    SfSetup setup = {.identity = identity,
                     .parent = getpid(),
                     .strict = sf_confinement_is_strict(argv[0]),
                     .no_core = no_core,
                     .memory = sf_memory_limit(identity->memory)};

    getrlimit(RLIMIT_CPU, &setup.work);
    setup.work.rlim_max = MIN(setup.work.rlim_max, most);
    setup.work.rlim_cur = MIN(setup.work.rlim_cur, setup.work.rlim_max);
    take_descriptors(launcher, descriptors);
    g_subprocess_launcher_set_environ(launcher, environment);
    g_subprocess_launcher_set_cwd(launcher, "/");
    g_subprocess_launcher_set_child_setup(launcher, set_up_child, &setup, NULL);
    return g_subprocess_launcher_spawnv(launcher, argv, error);
}

GSubprocess *sf_child_start(const SfIdentity *identity, const char *const *argv, char **environment,
                            SfChildDescriptors descriptors, GError **error)
{
    return start(identity, argv, environment, descriptors, flags_for(descriptors), RLIM_INFINITY,
                 error);
}

/* ------------------------------------------------------------------ ending */

char *sf_child_ending(GSubprocess *child)
{
    if (g_subprocess_get_if_signaled(child)) {
        int number = g_subprocess_get_term_sig(child);
        return g_strdup_printf("signal %d (%s)", number, g_strsignal(number));
    }
    int status = g_subprocess_get_exit_status(child);
    return status == 0 ? NULL : g_strdup_printf("status %d", status);
}

void sf_child_kill(GSubprocess *child)
{
    const char *identifier = g_subprocess_get_identifier(child);

    if (!identifier)
        return; /* it is gone */
    kill(-(pid_t)g_ascii_strtoll(identifier, NULL, 10), SIGKILL);
    g_subprocess_force_exit(child);
}

static char *bytes_as_text(GBytes *bytes)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    return g_utf8_make_valid(text ? text : "", (gssize)length);
}

/* The words that matter stand at the end. */
static char *last_line(GBytes *bytes)
{
    g_autofree char *text = bytes_as_text(bytes);

    g_strchomp(text);
    const char *line = strrchr(text, '\n');
    return g_strdup(line ? line + 1 : text);
}

char *sf_child_ask(const SfIdentity *identity, const char *const *argv, char **environment,
                   char **complaint, GError **error)
{
    g_autoptr(GSubprocess) child = start(
        identity, argv, environment, SF_CHILD_NO_DESCRIPTORS,
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, MOST_FOR_AN_ANSWER, error);
    g_autoptr(GBytes) out = NULL;
    g_autoptr(GBytes) err = NULL;

    if (!child || !g_subprocess_communicate(child, NULL, NULL, &out, &err, error))
        return NULL;
    g_autofree char *words = last_line(err);
    g_autofree char *ending = sf_child_ending(child);
    if (ending) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", *words ? words : ending);
        return NULL;
    }
    if (complaint)
        *complaint = g_steal_pointer(&words);
    return bytes_as_text(out);
}
