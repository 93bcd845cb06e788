/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/confine/calls.h"

#ifdef SIPFIX_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct SfCalls {
    struct sock_fprog program;
};

/* By name: a libseccomp that does not know one has no kernel beside it that has it, and one that
 * the machine does not have needs no refusal. */

/* To speak to somebody. */
static const char *const network[] = {"socket", "connect", "bind",       "listen",
                                      "accept", "accept4", "socketcall", NULL};

/* To look into other processes, to change the machine, and doors of the kernel that have often been
 * left open. io_uring would do all the rest past this filter. */
static const char *const kernel[] = {
#ifndef __SANITIZE_ADDRESS__ /* it looks for leaks by tracing itself */
    "ptrace",
#endif
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "process_mrelease",
    "kcmp",
    "pidfd_open",
    "pidfd_getfd",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "add_key",
    "request_key",
    "keyctl",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "mount",
    "umount",
    "umount2",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "pivot_root",
    "chroot",
    "setns",
    "unshare",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "quotactl_fd",
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "adjtimex",
    "clock_adjtime",
    "clock_adjtime64",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "modify_ldt",
    "syslog",
    "open_by_handle_at",
    "name_to_handle_at",
    "vhangup",
    "fanotify_init",
    "lookup_dcookie",
    "personality",
    "shmget",
    "shmat",
    "shmctl",
    "semget",
    "semctl",
    "semop",
    "msgget",
    "msgsnd",
    "msgrcv",
    "msgctl",
    "mq_open",
    "mq_unlink",
    NULL};

/* To begin a process, or to send another one a signal. What ends a program itself (abort()) is
 * tgkill, and that stays. */
static const char *const processes[] = {
    "fork",  "vfork",           "execveat",          "kill",
    "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
    NULL};

/* To change what has a name. */
static const char *const names[] = {
    "creat",       "truncate",     "truncate64",   "rename",        "renameat",  "renameat2",
    "unlink",      "unlinkat",     "rmdir",        "mkdir",         "mkdirat",   "link",
    "linkat",      "symlink",      "symlinkat",    "mknod",         "mknodat",   "chmod",
    "fchmod",      "fchmodat",     "fchmodat2",    "chown",         "fchown",    "lchown",
    "fchownat",    "chown32",      "fchown32",     "lchown32",      "utime",     "utimes",
    "utimensat",   "futimesat",    "setxattr",     "lsetxattr",     "fsetxattr", "setxattrat",
    "removexattr", "lremovexattr", "fremovexattr", "removexattrat", NULL};

static gboolean refuse(scmp_filter_ctx filter, const char *name, guint number)
{
    int call = seccomp_syscall_resolve_name(name);

    return call == __NR_SCMP_ERROR ||
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(number), call, 0) == 0;
}

/* Where (argument & mask) == value. */
static gboolean refuse_where(scmp_filter_ctx filter, const char *name, guint argument, guint64 mask,
                             guint64 value)
{
    int call = seccomp_syscall_resolve_name(name);
    const struct scmp_arg_cmp where = {argument, SCMP_CMP_MASKED_EQ, mask, value};

    return call == __NR_SCMP_ERROR ||
           seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), call, 1, &where) == 0;
}

static gboolean refuse_all(scmp_filter_ctx filter, const char *const *calls)
{
    gboolean good = TRUE;

    for (gsize i = 0; good && calls[i]; i++)
        good = refuse(filter, calls[i], EACCES);
    return good;
}

/* Who can type into a terminal (of the one who started sipfix) can have anything done there. */
static gboolean refuse_typing(scmp_filter_ctx filter)
{
    const guint64 all = 0xffffffff;
    return refuse_where(filter, "ioctl", 1, all, TIOCSTI) &&
           refuse_where(filter, "ioctl", 1, all, 0x541c /* TIOCLINUX */);
}

/* clone3 hides what it is asked in memory; the C library goes back to clone where there is none. */
static gboolean refuse_processes(scmp_filter_ctx filter)
{
#ifdef __s390__
    const guint flags = 1;
#else
    const guint flags = 0;
#endif
    return refuse_all(filter, processes) && refuse(filter, "clone3", ENOSYS) &&
           refuse_where(filter, "clone", flags, CLONE_THREAD, 0);
}

/* Opened for writing, made anew, or emptied. openat2 hides its flags as clone3 does. */
static gboolean refuse_writing(scmp_filter_ctx filter)
{
    const struct {
        guint64 mask;
        guint64 value;
    } flags[] = {{O_ACCMODE, O_WRONLY},
                 {O_ACCMODE, O_RDWR},
                 {O_ACCMODE, O_ACCMODE},
                 {O_CREAT, O_CREAT},
                 {O_TRUNC, O_TRUNC}};
    gboolean good = refuse_all(filter, names) && refuse(filter, "openat2", ENOSYS);

    for (gsize i = 0; good && i < G_N_ELEMENTS(flags); i++)
        good = refuse_where(filter, "open", 1, flags[i].mask, flags[i].value) &&
               refuse_where(filter, "openat", 2, flags[i].mask, flags[i].value);
    return good;
}

/* Limits of its own it may change, as it can only lower them. */
static gboolean refuse_limits_of_others(scmp_filter_ctx filter)
{
    int call = seccomp_syscall_resolve_name("prlimit64");
    const struct scmp_arg_cmp other = {0, SCMP_CMP_NE, 0, 0};

    return call == __NR_SCMP_ERROR ||
           seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), call, 1, &other) == 0;
}

static gboolean fill(scmp_filter_ctx filter, gboolean strict)
{
    return refuse_all(filter, network) && refuse_all(filter, kernel) && refuse_typing(filter) &&
           (!strict || (refuse_processes(filter) && refuse_writing(filter) &&
                        refuse_limits_of_others(filter)));
}

/* libseccomp gives its program to a descriptor only; a pipe has room where files may not grow. */
static gboolean take_program(scmp_filter_ctx filter, SfCalls *calls)
{
    struct sock_filter program[BPF_MAXINSNS];
    int ends[2];

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return FALSE;
    gssize size =
        seccomp_export_bpf(filter, ends[1]) == 0 ? read(ends[0], program, sizeof program) : -1;
    close(ends[0]);
    close(ends[1]);
    if (size <= 0 || (gsize)size % sizeof *program != 0)
        return FALSE;
    calls->program.len = (unsigned short)((gsize)size / sizeof *program);
    calls->program.filter = g_memdup2(program, (gsize)size);
    return TRUE;
}

SfCalls *sf_calls_new(gboolean strict)
{
    SfCalls *calls = g_new0(SfCalls, 1);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    gboolean good = filter != NULL && fill(filter, strict) && take_program(filter, calls);

    if (filter)
        seccomp_release(filter);
    if (!good)
        g_clear_pointer(&calls, sf_calls_free);
    return calls;
}

void sf_calls_free(SfCalls *calls)
{
    g_free(calls->program.filter);
    g_free(calls);
}

/* Without the flag, some kernels slow a filtered program down against a fault of processors that
 * concerns programs with secrets of their own. Where a kernel has no filters, there is none. */
void sf_calls_enter(const SfCalls *calls)
{
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                &calls->program) < 0)
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &calls->program);
}

#else

SfCalls *sf_calls_new(gboolean strict)
{
    (void)strict;
    return NULL;
}

void sf_calls_free(SfCalls *calls)
{
    (void)calls;
}

void sf_calls_enter(const SfCalls *calls)
{
    (void)calls;
}

#endif
