/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/spool.h"

#include "reading/run/child/room.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIECE       65536 /* that is read at once */
#define WORDS_LIMIT 1000  /* bytes of a complaint: whoever reads it is told what it begins with */

struct SfSpool {
    FILE *file;
    char *folder; /* where it is, for people */
    char *line;   /* getline()'s */
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
    spool->folder = g_path_get_dirname(folder);
    return spool;
}

void sf_spool_free(SfSpool *spool)
{
    fclose(spool->file);
    free(spool->line);
    g_free(spool->folder);
    g_free(spool);
}

int sf_spool_descriptor(const SfSpool *spool)
{
    return fcntl(fileno(spool->file), F_DUPFD_CLOEXEC, 0);
}

/* Tried, since there are more reasons than a full disk: a quota, a limit on the size of files. */
static int try_to_write(int descriptor)
{
    struct stat status;
    struct statvfs room;
    int number = 0;

    if (fstatvfs(descriptor, &room) == 0 && room.f_bavail == 0 && room.f_blocks > 0)
        return ENOSPC; /* root may have some left, the children not */
    if (fstat(descriptor, &status) < 0)
        return errno;
    static const char zeros[PIECE];
    for (gsize done = 0; number == 0 && done < PIECE;) {
        gssize got = pwrite(descriptor, zeros, PIECE - done, status.st_size + (off_t)done);
        if (got <= 0)
            number = got < 0 ? errno : ENOSPC;
        done += got > 0 ? (gsize)got : 0;
    }
    return ftruncate(descriptor, status.st_size) < 0 ? errno : number;
}

char *sf_spool_obstacle(const SfSpool *spool)
{
    int number = try_to_write(fileno(spool->file));

    return number == 0 ? NULL : sf_room_on_disk(spool->folder, number);
}

/* To the end of the file, wherever it is being read. */
gint64 sf_spool_add(SfSpool *spool, const char *line, gsize length)
{
    struct iovec parts[] = {{(char *)line, length}, {(char *)"\n", 1}};
    const int descriptor = fileno(spool->file);
    struct stat status;

    if (fstat(descriptor, &status) < 0)
        return -1;
    const off_t place = status.st_size;
    if (pwritev(descriptor, parts, G_N_ELEMENTS(parts), place) == (gssize)length + 1)
        return (gint64)place;
    if (ftruncate(descriptor, place) < 0)
        g_debug("half a line stays, which nobody asks for");
    return -1;
}

void sf_spool_lost(const char *folder)
{
    g_printerr("sipfix: a temporary file in %s cannot be read back; nothing is reported\n", folder);
    exit(2);
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
static void read_at(int descriptor, off_t start, gsize length, GString *to)
{
    gsize before = to->len;

    g_string_set_size(to, before + length);
    gssize got = pread(descriptor, to->str + before, length, start);
    g_string_set_size(to, before + (gsize)MAX(got, 0));
}

static off_t size_of(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

/* Where the last line begins that is not blank; @end gets the place behind it. Goes back piece by
 * piece: what it is about may be most of the file. */
static off_t find_last_line(int descriptor, off_t *end)
{
    g_autoptr(GString) piece = g_string_new(NULL);
    off_t start = size_of(descriptor);

    *end = 0;
    while (start > 0) {
        gsize length = (gsize)MIN(start, PIECE);
        start -= (off_t)length;
        g_string_truncate(piece, 0);
        read_at(descriptor, start, length, piece);
        for (gsize i = piece->len; i > 0; i--) {
            if (*end == 0 && !g_ascii_isspace(piece->str[i - 1]))
                *end = start + (off_t)i;
            else if (*end > 0 && piece->str[i - 1] == '\n')
                return start + (off_t)i;
        }
    }
    return 0;
}

GString *sf_spool_end(const SfSpool *spool)
{
    int descriptor = fileno(spool->file);
    GString *line = g_string_new(NULL);
    off_t end = 0;
    off_t start = find_last_line(descriptor, &end);

    read_at(descriptor, start, (gsize)(end - start), line);
    return line;
}

char *sf_spool_last_words(const SfSpool *spool)
{
    int descriptor = fileno(spool->file);
    g_autoptr(GString) line = g_string_new(NULL);
    off_t end = 0;
    off_t start = find_last_line(descriptor, &end);

    read_at(descriptor, start, (gsize)MIN(end - start, WORDS_LIMIT), line);
    return g_utf8_make_valid(line->str, (gssize)strlen(line->str));
}

/* Programs of newer Wiresharks say of options that older ones need that their time is over. */
static gboolean is_advice(const char *line)
{
    const char *word = strstr(line, " is deprecated");

    return word && (gsize)(word - line) < strcspn(line, "\n");
}

char *sf_spool_complaint(const SfSpool *spool, const char *prefix)
{
    g_autoptr(GString) start = g_string_new(NULL);

    if (prefix)
        read_at(fileno(spool->file), 0, PIECE, start);
    for (char *line = start->str; line; line = strchr(line, '\n')) {
        if (*line == '\n')
            line++;
        if (!prefix || !g_str_has_prefix(line, prefix) || is_advice(line))
            continue;
        line += strlen(prefix);
        line[MIN(strcspn(line, "\n"), WORDS_LIMIT)] = '\0';
        return g_utf8_make_valid(line, -1);
    }
    return sf_spool_last_words(spool);
}
