// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the one output that is written beside its place, what to remove should a signal end all. */
static char *volatile leftover;

struct SfOutput {
    FILE *stream;
    char *path;   /* the name it gets; NULL for standard output and for what is written in place */
    char *beside; /* the name it has until then; NULL where there is nothing to remove */
    mode_t mode;  /* of the file that it replaces; 0: there was none */
    GError *failure; /* the first one */
};

static void fail(SfOutput *output, const char *what)
{
    const int reason = errno;
    if (output->failure)
        return;
    g_set_error(&output->failure, G_IO_ERROR, (gint)g_io_error_from_errno(reason), "%s: %s", what,
                g_strerror(reason));
}

/* A link is followed: the file it points to is replaced, not the link. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *result = g_strdup(real ? real : path);
    free(real);
    return result;
}

/* Better told now than after an hour of reading. */
static gboolean check_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (access(folder, W_OK | X_OK) == 0)
        return TRUE;
    g_set_error(error, G_IO_ERROR, (gint)g_io_error_from_errno(errno),
                "cannot write to folder %s: %s", folder, g_strerror(errno));
    return FALSE;
}

static SfOutput *open_in_place(const char *path, GError **error)
{
    FILE *stream = fopen(path, "we");
    if (!stream) {
        g_set_error(error, G_IO_ERROR, (gint)g_io_error_from_errno(errno), "cannot write %s: %s",
                    path, g_strerror(errno));
        return NULL;
    }
    SfOutput *output = g_new0(SfOutput, 1);
    output->stream = stream;
    return output;
}

SfOutput *sf_output_open(const char *path, GError **error)
{
    if (!path || g_str_equal(path, "-")) {
        SfOutput *output = g_new0(SfOutput, 1);
        output->stream = stdout;
        return output;
    }
    struct stat there;
    const gboolean exists = stat(path, &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "cannot write %s: it is a folder",
                    path);
        return NULL;
    }
    if (exists && !S_ISREG(there.st_mode))
        return open_in_place(path, error);
    g_autofree char *real = resolve(path);
    if (!check_folder(real, error))
        return NULL;
    SfOutput *output = g_new0(SfOutput, 1);
    output->path = g_steal_pointer(&real);
    output->mode = exists ? there.st_mode & 07777 : 0;
    return output;
}

/* The rights of a new file are the caller's umask's business; mkstemp() alone would give 0600. */
static mode_t rights_of_new_file(const SfOutput *output)
{
    if (output->mode)
        return output->mode;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static gboolean open_beside(SfOutput *output)
{
    g_autofree char *folder = g_path_get_dirname(output->path);
    g_autofree char *name = g_path_get_basename(output->path);
    char *beside = g_strdup_printf("%s/.%s.XXXXXX", folder, name);
    const int fd = g_mkstemp_full(beside, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        fail(output, output->path);
        g_free(beside);
        return FALSE;
    }
    output->beside = beside;
    leftover = beside;
    if (fchmod(fd, rights_of_new_file(output)) != 0)
        fail(output, output->path);
    output->stream = fdopen(fd, "w");
    return TRUE;
}

void sf_output_write(SfOutput *output, const char *text, gsize length)
{
    if (output->failure || (!output->stream && !open_beside(output)))
        return;
    if (fwrite(text, 1, length, output->stream) != length)
        fail(output, output->path ? output->path : "cannot write the result");
}

/* After a power cut there must be the old file or the new one, not an empty one. */
static void put_in_place(SfOutput *output)
{
    if (fsync(fileno(output->stream)) != 0)
        fail(output, output->path);
    if (fclose(output->stream) != 0)
        fail(output, output->path);
    output->stream = NULL;
    if (output->failure)
        return;
    if (g_rename(output->beside, output->path) != 0) {
        fail(output, output->path);
        return;
    }
    leftover = NULL;
    g_clear_pointer(&output->beside, g_free);
}

gboolean sf_output_close(SfOutput *output, GError **error)
{
    sf_output_write(output, "", 0); /* an empty result is a file too */
    if (output->stream && fflush(output->stream) != 0)
        fail(output, output->path ? output->path : "cannot write the result");
    if (output->beside && !output->failure)
        put_in_place(output);
    if (!output->failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&output->failure));
    return FALSE;
}

void sf_output_abandon(void)
{
    if (leftover)
        unlink(leftover);
}

void sf_output_free(SfOutput *output)
{
    if (!output)
        return;
    if (output->stream && output->stream != stdout)
        fclose(output->stream);
    if (output->beside)
        g_unlink(output->beside);
    leftover = NULL;
    g_clear_error(&output->failure);
    g_free(output->beside);
    g_free(output->path);
    g_free(output);
}
