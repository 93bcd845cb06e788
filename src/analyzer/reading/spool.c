/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define END_LIMIT 65536

struct SfSpool {
    FILE *file;
    char *line; /* getline()'s */
    gsize room;
};

SfSpool *sf_spool_new(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "spool-XXXXXX", NULL);
    int descriptor = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);

    if (descriptor < 0) {
        int number = errno;
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(number),
                    "no temporary file in %s: %s", folder, g_strerror(number));
        return NULL;
    }
    g_unlink(path);
    SfSpool *spool = g_new0(SfSpool, 1);
    spool->file = fdopen(descriptor, "r+");
    return spool;
}

void sf_spool_free(SfSpool *spool)
{
    fclose(spool->file);
    free(spool->line);
    g_free(spool);
}

int sf_spool_descriptor(const SfSpool *spool)
{
    return fcntl(fileno(spool->file), F_DUPFD_CLOEXEC, 0);
}

gboolean sf_spool_is_full(const SfSpool *spool)
{
    struct statvfs room;

    return fstatvfs(fileno(spool->file), &room) == 0 && room.f_bavail == 0;
}

gint64 sf_spool_add(SfSpool *spool, const char *line, gsize length)
{
    if (fseeko(spool->file, 0, SEEK_END) != 0)
        return -1;
    gint64 place = sf_spool_place(spool);
    if (fwrite(line, 1, length, spool->file) == length && fflush(spool->file) == 0)
        return place;
    clearerr(spool->file);
    return -1;
}

void sf_spool_go(SfSpool *spool, gint64 place)
{
    fseeko(spool->file, (off_t)place, SEEK_SET);
}

gint64 sf_spool_place(SfSpool *spool)
{
    return (gint64)ftello(spool->file);
}

const char *sf_spool_line(SfSpool *spool, gsize *length)
{
    gssize got = getline(&spool->line, &spool->room, spool->file);

    if (got < 0)
        return NULL;
    if (got > 0 && spool->line[got - 1] == '\n')
        spool->line[--got] = '\0';
    *length = (gsize)got;
    return spool->line;
}

/* pread() leaves alone the place that children write at. */
static char *read_at(int descriptor, off_t start)
{
    char *text = g_malloc(END_LIMIT + 1);
    gssize got = pread(descriptor, text, END_LIMIT, start);

    text[MAX(got, 0)] = '\0';
    return text;
}

char *sf_spool_last_line(const SfSpool *spool)
{
    int descriptor = fileno(spool->file);
    struct stat status;
    off_t size = fstat(descriptor, &status) == 0 ? status.st_size : 0;
    g_autofree char *end = read_at(descriptor, MAX(size - END_LIMIT, 0));

    g_strchomp(end);
    const char *line = strrchr(end, '\n');
    return g_utf8_make_valid(line ? line + 1 : end, -1);
}

char *sf_spool_complaint(const SfSpool *spool, const char *prefix)
{
    g_autofree char *start = read_at(fileno(spool->file), 0);

    for (char *line = start; prefix && line; line = strchr(line, '\n')) {
        if (*line == '\n')
            line++;
        if (!g_str_has_prefix(line, prefix))
            continue;
        line += strlen(prefix);
        line[strcspn(line, "\n")] = '\0';
        return g_utf8_make_valid(line, -1);
    }
    return sf_spool_last_line(spool);
}
