/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody would try who had taken over a program that reads captures: breakout FILE FOLDER.
 * FILE is there, and every user may read and write it; in FOLDER every user may make files. Prints
 * a line a try, "WHAT refused" or "WHAT possible"; "done" is printed by no program that it started.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *what, int possible)
{
    printf("%s %s\n", what, possible ? "possible" : "refused");
    fflush(stdout);
}

static void try_open(const char *what, const char *path, int flags)
{
    int descriptor = open(path, flags | O_CLOEXEC, 0600);

    tell(what, descriptor >= 0);
    if (descriptor >= 0)
        close(descriptor);
}

static void try_sockets(void)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET, AF_VSOCK};
    static const char *const names[] = {"inet", "inet6", "unix", "netlink", "packet", "vsock"};

    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        char what[32];
        int descriptor = socket(families[i],
                                i < 3    ? SOCK_STREAM
                                : i == 5 ? SOCK_STREAM
                                         : SOCK_RAW,
                                0);
        snprintf(what, sizeof what, "socket-%s", names[i]);
        tell(what, descriptor >= 0);
        if (descriptor >= 0)
            close(descriptor);
    }
}

static void try_files(const char *file, const char *folder)
{
    char made[4096];
    char other[4096];
    char inner[4096];

    snprintf(inner, sizeof inner, "%s/inner-%ld", folder, (long)getpid());
    snprintf(made, sizeof made, "%s/made-%ld", folder, (long)getpid());
    snprintf(other, sizeof other, "%s/other-%ld", folder, (long)getpid());
    try_open("write-file", file, O_WRONLY);
    try_open("change-file", file, O_RDWR);
    try_open("append-file", file, O_WRONLY | O_APPEND);
    try_open("empty-file", file, O_RDONLY | O_TRUNC);
    try_open("make-file", made, O_WRONLY | O_CREAT | O_EXCL);
    try_open("make-nameless-file", folder, O_TMPFILE | O_RDWR);
    tell("truncate", truncate(file, 0) == 0);
    tell("chmod", chmod(file, 0600) == 0);
    tell("link", link(file, other) == 0);
    tell("symlink", symlink("/etc/passwd", other) == 0);
    tell("rename", rename(file, other) == 0);
    tell("unlink", unlink(other) == 0 || unlink(file) == 0);
    tell("make-folder", mkdir(inner, 0700) == 0);
    tell("make-fifo", mkfifo(other, 0600) == 0);
}

static void try_reading(const char *file, const char *folder)
{
    char path[64];

    try_open("read-shadow", "/etc/shadow", O_RDONLY);
    try_open("read-file", file, O_RDONLY);
    try_open("read-folder", folder, O_RDONLY | O_DIRECTORY);
    try_open("read-home", "/root", O_RDONLY | O_DIRECTORY);
    snprintf(path, sizeof path, "/proc/%ld/environ", (long)getppid());
    try_open("read-parent", path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%ld/cmdline", (long)getppid());
    try_open("read-parent-words", path, O_RDONLY);
    try_open("read-kernel", "/proc/version", O_RDONLY);
}

static void try_processes(void)
{
    char there[8] = "";
    struct iovec here = {there, sizeof there};
    struct iovec far = {there, sizeof there};
    struct rlimit limit;

    tell("signal-parent", kill(getppid(), 0) == 0);
    tell("signal-thread", syscall(SYS_tkill, getppid(), 0) == 0);
    tell("trace-parent", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ||
                             ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0);
    tell("look-into-parent",
         process_vm_readv(getppid(), &here, 1, &far, 1, 0) > 0 || errno == EFAULT);
    tell("limit-parent", prlimit(getppid(), RLIMIT_CPU, NULL, &limit) == 0);
    tell("handle-of-parent", syscall(SYS_pidfd_open, getppid(), 0) >= 0);
}

static void try_kernel(void)
{
    tell("mount", mount("none", "/mnt", "tmpfs", 0, NULL) == 0);
    tell("own-users", unshare(CLONE_NEWUSER) == 0);
    tell("own-mounts", unshare(CLONE_NEWNS) == 0);
    tell("keys", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1) >= 0);
    tell("bpf", syscall(SYS_bpf, 0, NULL, 0) >= 0 || errno == EFAULT || errno == EINVAL);
    tell("perf", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) >= 0 || errno == EFAULT);
    tell("io-uring", syscall(SYS_io_uring_setup, 0, NULL) >= 0 || errno == EFAULT);
    int memory = shmget(IPC_PRIVATE, 4096, 0600);
    tell("shared-memory", memory >= 0);
    if (memory >= 0)
        shmctl(memory, IPC_RMID, NULL);
    tell("root-again", setuid(0) == 0 || seteuid(0) == 0);
    tell("more-cores", setrlimit(RLIMIT_CORE, &(struct rlimit){4096, 4096}) == 0);
    tell("new-privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
    /* Without a terminal it is another refusal than the filter's. */
    tell("typing", ioctl(STDIN_FILENO, TIOCSTI, "x") == 0 || errno != EACCES);
}

static void try_programs(void)
{
    char *const words[] = {(char[]){"true"}, NULL};
    char *const none[] = {NULL};
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, NULL, 0);
    tell("fork", child > 0);
    // Whether it may is what is tried.
    child = vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork)
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, NULL, 0);
    tell("vfork", child > 0);
    execve("/bin/true", words, none);
    execve("/usr/bin/python3", words, none);
    execve("/bin/sh", words, none);
    tell("start", 0);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return EXIT_FAILURE;
    try_sockets();
    try_reading(argv[1], argv[2]);
    try_processes();
    try_kernel();
    try_files(argv[1], argv[2]);
    try_programs();
    puts("done");
    return EXIT_SUCCESS;
}
