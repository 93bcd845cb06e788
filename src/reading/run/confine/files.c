/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/confine/files.h"

#include "reading/run/confine/libraries.h"

#if __has_include(<linux/landlock.h>)

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct SfFiles {
    int rules; /* the kernel's descriptor */
};

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RUN  LANDLOCK_ACCESS_FS_EXECUTE

/* Rights that a rule for a file, not a folder, may have. */
#define OF_FILE (LANDLOCK_ACCESS_FS_READ_FILE | RUN)

/* What else programs read as they start, and the libraries of Wireshark; nothing of it is secret.
 * What is not there is passed over. */
static const char *const usual[] = {"/usr",
                                    "/lib",
                                    "/lib32",
                                    "/lib64",
                                    "/libx32",
                                    "/etc/ld.so.cache",
                                    "/etc/ld.so.preload",
                                    "/etc/wireshark",
                                    "/etc/nsswitch.conf",
                                    "/etc/resolv.conf",
                                    "/etc/host.conf",
                                    "/etc/hosts",
                                    "/etc/gai.conf",
                                    "/etc/services",
                                    "/etc/protocols",
                                    "/etc/passwd",
                                    "/etc/group",
                                    "/etc/localtime",
                                    "/etc/timezone",
                                    "/etc/locale.alias",
                                    "/etc/ssl/openssl.cnf",
                                    "/etc/pki/tls/openssl.cnf",
                                    "/etc/gnutls",
                                    "/etc/gcrypt",
                                    "/etc/pkcs11",
                                    "/etc/crypto-policies",
                                    "/dev/null",
                                    "/dev/zero",
                                    "/dev/random",
                                    "/dev/urandom",
                                    "/proc/cpuinfo",
                                    "/proc/meminfo",
                                    "/proc/stat",
                                    "/proc/filesystems",
                                    "/proc/sys/kernel/osrelease",
                                    "/proc/sys/kernel/random",
                                    "/proc/sys/vm",
                                    "/sys/devices/system/cpu",
                                    "/sys/kernel/mm/transparent_hugepage",
                                    NULL};

/* Of systems that keep programs, and what these start, in one place. */
static const char *const stores[] = {"/nix/store", "/gnu/store", NULL};

int sf_files_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

/* All that this version knows and this was built to name. */
static struct landlock_ruleset_attr all_of(int version)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1};

#ifdef LANDLOCK_ACCESS_FS_REFER
    all.handled_access_fs |= version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
#endif
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
    all.handled_access_fs |= version >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0;
#endif
#ifdef LANDLOCK_ACCESS_NET_BIND_TCP
    if (version >= 4)
        all.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
#endif
#ifdef LANDLOCK_ACCESS_FS_IOCTL_DEV
    all.handled_access_fs |= version >= 5 ? LANDLOCK_ACCESS_FS_IOCTL_DEV : 0;
#endif
#ifdef LANDLOCK_SCOPE_SIGNAL
    if (version >= 6)
        all.scoped = LANDLOCK_SCOPE_SIGNAL | LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET;
#endif
    (void)version;
    return all;
}

static void allow(const SfFiles *files, const char *path, guint64 rights)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = rights};
    struct stat status;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    if (fstat(rule.parent_fd, &status) == 0) {
        if (!S_ISDIR(status.st_mode))
            rule.allowed_access &= OF_FILE;
        syscall(SYS_landlock_add_rule, files->rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(rule.parent_fd);
}

static void allow_all(const SfFiles *files, const char *const *paths, guint64 rights)
{
    for (gsize i = 0; paths && paths[i]; i++)
        allow(files, paths[i], rights);
}

static void allow_program(const SfFiles *files, const char *program)
{
    g_autofree char *loader = sf_libraries_loader(program);
    g_auto(GStrv) folders = sf_libraries_of(program);

    allow(files, program, READ | RUN);
    if (loader)
        allow(files, loader, READ | RUN);
    allow_all(files, (const char *const *)folders, READ);
}

SfFiles *sf_files_new(const SfConfinementNeeds *needs)
{
    const int version = sf_files_version();
    const struct landlock_ruleset_attr all = all_of(version);
    long rules = version > 0 ? syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0) : -1;

    if (rules < 0)
        return NULL;
    SfFiles *files = g_new0(SfFiles, 1);
    g_auto(GStrv) elsewhere = sf_libraries_elsewhere();
    files->rules = (int)rules;
    allow_all(files, usual, READ);
    allow_all(files, stores, READ | RUN);
    allow_all(files, (const char *const *)elsewhere, READ);
    allow_all(files, needs->folders, READ);
    if (needs->all_files)
        allow(files, "/", READ);
    for (gsize i = 0; needs->programs[i]; i++)
        allow_program(files, needs->programs[i]);
    return files;
}

void sf_files_free(SfFiles *files)
{
    close(files->rules);
    g_free(files);
}

void sf_files_enter(const SfFiles *files)
{
    syscall(SYS_landlock_restrict_self, files->rules, 0);
}

#else

SfFiles *sf_files_new(const SfConfinementNeeds *needs)
{
    (void)needs;
    return NULL;
}

void sf_files_free(SfFiles *files)
{
    (void)files;
}

int sf_files_version(void)
{
    return 0;
}

void sf_files_enter(const SfFiles *files)
{
    (void)files;
}

#endif
