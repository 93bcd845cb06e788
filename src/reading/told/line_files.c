// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/line_files.h"

#include "reading/run/child/room.h"
#include "reading/told/packed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE     ((gsize)256 * 1024)
#define MOST_OPEN 64

struct SfLineFile {
    SfLineFiles *files;
    char *path;
    int descriptor; /* -1: not open now, or put into the spool */
    gboolean spooled;
    gint64 base; /* in the spool */
    gint64 size;
    char *trouble;
};

struct SfLineFiles {
    GPtrArray *all; /* SfLineFile */
    GQueue *open;   /* SfLineFile whose descriptor is open; the one that was used last at the end */
    int spool;      /* a file without a name; -1: not needed yet */
    gint64 spooled; /* bytes in it */

    SfLineFile *current; /* whose bytes are in the buffer */
    char *buffer;
    gsize room;
    gsize length;
    gsize at;     /* where in it the next line begins */
    gint64 start; /* of the buffer, in the file */
    char *ended;  /* the line feed that the NUL of the last line stands for; NULL: none */
};

static void close_file(gpointer data)
{
    SfLineFile *file = data;
    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}

static void file_free(gpointer data)
{
    SfLineFile *file = data;
    close_file(file);
    g_free(file->path);
    g_free(file->trouble);
    g_free(file);
}

SfLineFiles *sf_line_files_new(void)
{
    SfLineFiles *files = g_new0(SfLineFiles, 1);
    files->all = g_ptr_array_new_with_free_func(file_free);
    files->open = g_queue_new();
    files->spool = -1;
    files->room = PIECE;
    files->buffer = g_malloc(files->room + SF_LINE_PADDING);
    return files;
}

void sf_line_files_free(SfLineFiles *files)
{
    if (!files)
        return;
    g_queue_free(files->open);
    g_ptr_array_unref(files->all);
    if (files->spool >= 0)
        close(files->spool);
    g_free(files->buffer);
    g_free(files);
}

/* ---- Files that are read once are put aside ---- */

static gboolean make_spool(SfLineFiles *files, GError **error)
{
    if (files->spool >= 0)
        return TRUE;
    g_autofree char *path = NULL;
    files->spool = g_file_open_tmp("sipfix-XXXXXX", &path, error);
    if (files->spool < 0)
        return FALSE;
    (void)unlink(path);
    return TRUE;
}

static gboolean add_to_spool(const void *bytes, gsize length, gpointer data, GError **error)
{
    SfLineFile *file = data;
    SfLineFiles *files = file->files;
    while (length > 0) {
        const gssize done = pwrite(files->spool, bytes, length, (off_t)files->spooled);
        if (done <= 0) {
            g_autofree char *why = sf_room_on_disk(g_get_tmp_dir(), done < 0 ? errno : ENOSPC);
            g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, why);
            return FALSE;
        }
        bytes = (const char *)bytes + done;
        length -= (gsize)done;
        files->spooled += done;
        file->size += done;
    }
    return TRUE;
}

/* What comes before the fault is there, and counts. */
static gboolean spool_it(SfLineFile *file, GError **error)
{
    g_autoptr(GError) flaw = NULL;
    if (!make_spool(file->files, error))
        return FALSE;
    file->spooled = TRUE;
    file->base = file->files->spooled;
    if (!sf_packed_read(file->descriptor, add_to_spool, file, &flaw))
        file->trouble = g_strdup(flaw->message);
    close_file(file);
    return TRUE;
}

static int open_path(const char *path)
{
    if (g_str_equal(path, "-"))
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

/* A folder opens as a file does, and fails when it is read. */
static gboolean look_at(SfLineFile *file, struct stat *status, GError **error)
{
    const char *what = NULL;
    file->descriptor = open_path(file->path);
    if (file->descriptor < 0 || fstat(file->descriptor, status) < 0)
        what = g_strerror(errno);
    else if (S_ISDIR(status->st_mode))
        what = g_strerror(EISDIR);
    if (!what)
        return TRUE;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot be opened: %s", what);
    return FALSE;
}

SfLineFile *sf_line_files_add(SfLineFiles *files, const char *path, GError **error)
{
    struct stat status = {0};
    SfLineFile *file = g_new0(SfLineFile, 1);
    file->files = files;
    file->path = g_strdup(path);
    file->descriptor = -1;
    if (!look_at(file, &status, error)) {
        file_free(file);
        return NULL;
    }
    const gboolean is_stream = g_str_equal(path, "-") || !S_ISREG(status.st_mode);
    if (!is_stream && sf_packed_as(file->descriptor) == SF_PACKING_NONE) {
        file->size = status.st_size;
        close_file(file);
    } else if (!spool_it(file, error)) {
        file_free(file);
        return NULL;
    }
    g_ptr_array_add(files->all, file);
    return file;
}

const char *sf_line_file_trouble(const SfLineFile *file)
{
    return file->trouble;
}

gint64 sf_line_file_size(const SfLineFile *file)
{
    return file->size;
}

/* ---- Lines ---- */

static int descriptor_of(SfLineFile *file)
{
    SfLineFiles *files = file->files;
    if (file->spooled)
        return files->spool;
    if (file->descriptor >= 0) {
        g_queue_remove(files->open, file);
    } else {
        if (g_queue_get_length(files->open) >= MOST_OPEN)
            close_file(g_queue_pop_head(files->open));
        file->descriptor = open_path(file->path);
    }
    if (file->descriptor >= 0)
        g_queue_push_tail(files->open, file);
    return file->descriptor;
}

static void note_trouble(SfLineFile *file, int number)
{
    if (!file->trouble)
        file->trouble = g_strdup_printf("cannot be read: %s", g_strerror(number));
}

/* Reads on behind what is in the buffer. FALSE at the end. */
static gboolean read_on(SfLineFile *file)
{
    SfLineFiles *files = file->files;
    const gint64 place = files->start + (gint64)files->length;
    const gint64 left = MIN(file->size - place, (gint64)(files->room - files->length));
    const int descriptor = left > 0 ? descriptor_of(file) : -1;
    if (left <= 0)
        return FALSE;
    const gssize got =
        pread(descriptor, files->buffer + files->length, (gsize)left, (off_t)(file->base + place));
    if (got <= 0) {
        note_trouble(file, got < 0 ? errno : EIO);
        return FALSE;
    }
    files->length += (gsize)got;
    return TRUE;
}

/* Lets go of the lines that were told, and makes room for a longer one. */
static void make_room(SfLineFiles *files)
{
    memmove(files->buffer, files->buffer + files->at, files->length - files->at);
    files->start += (gint64)files->at;
    files->length -= files->at;
    files->at = 0;
    if (files->length < files->room)
        return;
    files->room *= 2;
    files->buffer = g_realloc(files->buffer, files->room + SF_LINE_PADDING);
}

void sf_line_file_go(SfLineFile *file, gint64 place)
{
    SfLineFiles *files = file->files;
    if (files->current == file && place >= files->start &&
        place <= files->start + (gint64)files->length) {
        files->at = (gsize)(place - files->start);
        return;
    }
    files->current = file;
    files->start = place;
    files->length = files->at = 0;
}

gint64 sf_line_file_place(const SfLineFile *file)
{
    return file->files->start + (gint64)file->files->at;
}

/* The buffer is again what the file is. */
static void mend_buffer(SfLineFiles *files)
{
    if (files->ended)
        *files->ended = '\n';
    files->ended = NULL;
}

/* The end of the line that begins at the next place; NULL: it lies beyond the file. */
static char *find_end(SfLineFile *file)
{
    SfLineFiles *files = file->files;
    gsize seen = 0;
    for (;;) {
        char *line = files->buffer + files->at;
        char *end = memchr(line + seen, '\n', files->length - files->at - seen);
        if (end)
            return end;
        seen = files->length - files->at;
        if (seen > SF_LONGEST_LINE)
            return NULL;
        if (files->length == files->room)
            make_room(files);
        if (!read_on(file))
            return NULL;
    }
}

const char *sf_line_file_next(SfLineFile *file, gsize *length)
{
    SfLineFiles *files = file->files;
    mend_buffer(files);
    char *end = find_end(file);
    char *line = files->buffer + files->at;
    if (!end && files->at == files->length)
        return NULL;
    *length = end ? (gsize)(end - line) : files->length - files->at;
    files->at += *length + (end ? 1 : 0);
    line[*length] = '\0';
    files->ended = end;
    return line;
}
