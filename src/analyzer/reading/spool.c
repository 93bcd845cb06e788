/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_LINE_LIMIT (64 * 1024)

struct SfSpool {
    FILE *file;
    char *line; /* getline()'s */
    gsize room;
};

static int open_nameless(GError **error)
{
    g_autofree char *path = NULL;
    int descriptor = g_file_open_tmp("sipfix-XXXXXX", &path, error);

    if (descriptor < 0)
        return -1;
    g_unlink(path);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

SfSpool *sf_spool_new(GError **error)
{
    int descriptor = open_nameless(error);

    if (descriptor < 0)
        return NULL;
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
static char *read_end(int descriptor)
{
    off_t size = lseek(descriptor, 0, SEEK_END);
    off_t start = size > LAST_LINE_LIMIT ? size - LAST_LINE_LIMIT : 0;
    char *end = g_malloc0((gsize)(size - start) + 1);
    gssize got = pread(descriptor, end, (gsize)(size - start), start);

    end[MAX(got, 0)] = '\0';
    return end;
}

char *sf_spool_last_line(const SfSpool *spool)
{
    g_autofree char *end = read_end(fileno(spool->file));

    g_strchomp(end);
    const char *line = strrchr(end, '\n');
    return g_utf8_make_valid(line ? line + 1 : end, -1);
}
