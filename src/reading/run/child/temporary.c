/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/child/temporary.h"

#include "reading/run/child/access.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX "sipfix."
#define RANDOM 6 /* letters behind it */
#define LOCK   "sipfix.lock"
#define DEPTH  8 /* of folders in it: more there never are */
#define TRIES  8

/* ------------------------------------------------------------------ removing */

/* By descriptors, never by a path: in a folder that all may write to, a name may be another's by
 * the time it is used, or a link. */
static int open_folder(int above, const char *name)
{
    return openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void remove_content(int folder, guint depth);

static void remove_entry(int folder, const char *name, guint depth)
{
    int below = depth > 0 ? open_folder(folder, name) : -1;

    if (below < 0) {
        unlinkat(folder, name, 0);
        return;
    }
    remove_content(below, depth - 1);
    unlinkat(folder, name, AT_REMOVEDIR);
}

/* Takes the descriptor over. */
static void remove_content(int folder, guint depth)
{
    DIR *entries = fdopendir(folder);
    const struct dirent *entry;

    if (!entries) {
        close(folder);
        return;
    }
    while ((entry = readdir(entries)) != NULL) {
        const gboolean stays = strcmp(entry->d_name, ".") == 0 ||
                               strcmp(entry->d_name, "..") == 0 ||
                               (depth == DEPTH && strcmp(entry->d_name, LOCK) == 0);
        if (!stays)
            remove_entry(dirfd(entries), entry->d_name, depth);
    }
    if (depth == DEPTH) /* last: by it the folder is known, should this be killed in between */
        unlinkat(dirfd(entries), LOCK, 0);
    closedir(entries);
}

/* ------------------------------------------------------------------ sweeping */

static gboolean is_named_so(const char *name)
{
    return g_str_has_prefix(name, PREFIX) && strlen(name) == strlen(PREFIX) + RANDOM;
}

static gboolean is_ours(int descriptor, mode_t kind)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 && (status.st_mode & S_IFMT) == kind &&
           status.st_uid == geteuid();
}

/* -1: somebody holds it, or there is none, and then the folder is none of sipfix's. */
static int lock_in(int folder)
{
    int lock = openat(folder, LOCK, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (lock >= 0 && is_ours(lock, S_IFREG) && flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (lock >= 0)
        close(lock);
    return -1;
}

static void sweep_one(int above, const char *name)
{
    int folder = open_folder(above, name);
    int lock = folder >= 0 && is_ours(folder, S_IFDIR) ? lock_in(folder) : -1;

    if (lock >= 0) {
        remove_content(folder, DEPTH);
        unlinkat(above, name, AT_REMOVEDIR);
        close(lock);
    } else if (folder >= 0) {
        close(folder);
    }
}

static void sweep(const char *place)
{
    int above = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = above >= 0 ? fdopendir(above) : NULL;
    const struct dirent *entry;

    if (!entries) {
        if (above >= 0)
            close(above);
        return;
    }
    while ((entry = readdir(entries)) != NULL) {
        if (is_named_so(entry->d_name))
            sweep_one(above, entry->d_name);
    }
    closedir(entries);
}

/* ------------------------------------------------------------------ making */

static gboolean is_fit(const SfIdentity *identity, const char *place)
{
    struct statvfs status;

    if (!sf_access_folder(identity, place) || statvfs(place, &status) < 0)
        return FALSE;
    if (status.f_bavail == 0 && status.f_blocks > 0)
        errno = ENOSPC;
    else if (status.f_flag & ST_NOEXEC)
        errno = EACCES;
    else
        return TRUE;
    return FALSE;
}

/* Between the two, another sipfix may have swept it away: then it has no name any more. */
static int take_lock(const char *path)
{
    g_autofree char *name = g_build_filename(path, LOCK, NULL);
    struct stat status;
    int lock = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &status) == 0 &&
        status.st_nlink > 0)
        return lock;
    int number = errno;
    if (lock >= 0)
        close(lock);
    errno = number;
    return -1;
}

static SfTemporary *make_in(const char *place)
{
    for (guint i = 0; i < TRIES; i++) {
        char *path = g_build_filename(place, PREFIX "XXXXXX", NULL);
        /* The children may look into it; what is in it stays sipfix's. */
        gboolean made = g_mkdtemp_full(path, 0755) && g_chmod(path, 0755) == 0;
        int lock = made ? take_lock(path) : -1;
        if (lock >= 0) {
            SfTemporary *temporary = g_new0(SfTemporary, 1);
            *temporary = (SfTemporary){path, lock};
            return temporary;
        }
        int number = errno;
        if (made)
            g_rmdir(path);
        g_free(path);
        errno = number;
        if (!made)
            return NULL;
    }
    return NULL;
}

/* Some systems give root a temporary folder that only root may enter, or one where nothing may be
 * run; and one may be full. */
SfTemporary *sf_temporary_new(const SfIdentity *identity)
{
    const char *const candidates[] = {g_get_tmp_dir(), "/tmp", "/var/tmp", "/dev/shm"};
    SfTemporary *temporary = NULL;
    int first = 0;

    for (gsize i = 0; !temporary && i < G_N_ELEMENTS(candidates); i++) {
        sweep(candidates[i]);
        errno = 0;
        temporary = is_fit(identity, candidates[i]) ? make_in(candidates[i]) : NULL;
        first = first ? first : errno; /* where it was meant to be matters most */
    }
    if (!temporary)
        errno = first ? first : EACCES;
    return temporary;
}

void sf_temporary_free(SfTemporary *temporary)
{
    if (!temporary)
        return;
    int folder = open_folder(AT_FDCWD, temporary->path);
    if (folder >= 0)
        remove_content(folder, DEPTH);
    g_rmdir(temporary->path);
    close(temporary->lock);
    g_free(temporary->path);
    g_free(temporary);
}
