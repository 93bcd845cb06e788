/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOM   (4 * (gsize)SF_LOG_LINE_MOST)
#define BEHIND ((gsize)16384) /* of the lines before, so much is kept */

struct SfLogLines {
    int descriptor;
    GInputStream *unpacked; /* NULL: as it is */
    char *room;
    gsize floor; /* what is before is forgotten */
    gsize at;    /* the line */
    gsize length;
    gsize after; /* the next one */
    gsize end;   /* of what was read */
    guint64 number;
    gboolean is_at_end;
    char *trouble;
};

/* ---- reading ---- */

static gboolean is_packed(const guint8 *bytes, gsize length)
{
    return length >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/* What comes next, without taking it. */
static gssize peek(int descriptor, void *room, gsize size)
{
    int ends[2];
    const off_t place = lseek(descriptor, 0, SEEK_CUR);

    if (place >= 0)
        return pread(descriptor, room, size, place);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    gssize got = tee(descriptor, ends[1], size, 0);
    close(ends[1]);
    if (got > 0)
        got = read(ends[0], room, (gsize)got);
    close(ends[0]);
    return got;
}

static GInputStream *unpack(int descriptor)
{
    g_autoptr(GInputStream) packed = g_unix_input_stream_new(descriptor, FALSE);
    g_autoptr(GZlibDecompressor) gzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);

    return g_converter_input_stream_new(packed, G_CONVERTER(gzip));
}

SfLogLines *sf_log_lines_new(int descriptor)
{
    SfLogLines *lines = g_new0(SfLogLines, 1);
    guint8 start[2];

    lines->descriptor = descriptor;
    lines->room = g_malloc(ROOM);
    const gssize got = peek(descriptor, start, sizeof start);
    if (got > 0 && is_packed(start, (gsize)got))
        lines->unpacked = unpack(descriptor);
    return lines;
}

void sf_log_lines_free(SfLogLines *lines)
{
    g_clear_object(&lines->unpacked);
    g_free(lines->room);
    g_free(lines->trouble);
    g_free(lines);
}

/* @return 0 at the end, and for good */
static gsize read_bytes(SfLogLines *lines, char *to, gsize size)
{
    g_autoptr(GError) error = NULL;
    gssize got;

    if (lines->is_at_end)
        return 0;
    if (lines->unpacked) {
        got = g_input_stream_read(lines->unpacked, to, size, NULL, &error);
    } else {
        do
            got = read(lines->descriptor, to, size);
        while (got < 0 && errno == EINTR);
    }
    if (got < 0)
        lines->trouble = g_strdup(error ? "its compression is damaged" : g_strerror(errno));
    lines->is_at_end = got <= 0;
    return got > 0 ? (gsize)got : 0;
}

/* What is too far behind makes room. */
static void move_down(SfLogLines *lines)
{
    const gsize behind = lines->at > BEHIND ? lines->at - BEHIND : 0;
    const gsize from = MIN(MAX(lines->floor, behind), lines->at);

    memmove(lines->room, lines->room + from, lines->end - from);
    lines->floor = lines->floor > from ? lines->floor - from : 0;
    lines->at -= from;
    lines->after -= from;
    lines->end -= from;
}

/* @return FALSE at the end, and where the line is too long */
static gboolean read_more(SfLogLines *lines)
{
    if (ROOM - lines->end < ROOM / 4)
        move_down(lines);
    const gsize got =
        ROOM > lines->end ? read_bytes(lines, lines->room + lines->end, ROOM - lines->end) : 0;
    lines->end += got;
    return got > 0;
}

/* ---- lines ---- */

/* The rest of a line that is too long is read and thrown away. */
static void skip_rest(SfLogLines *lines)
{
    move_down(lines); /* so that there is room behind what is kept */
    const gsize keep = lines->at + SF_LOG_LINE_MOST;
    const char *found = memchr(lines->room + keep, '\n', lines->end - keep);
    gsize got = lines->end - keep;

    while (!found && (got = read_bytes(lines, lines->room + keep, ROOM - keep)) > 0)
        found = memchr(lines->room + keep, '\n', got);
    const gsize used = found ? (gsize)(found + 1 - (lines->room + keep)) : got;
    lines->room[keep - 1] = '\n'; /* for whoever looks back */
    memmove(lines->room + keep, lines->room + keep + used, got - used);
    lines->length = SF_LOG_LINE_MOST - 1;
    lines->after = keep;
    lines->end = keep + (got - used);
}

gboolean sf_log_lines_next(SfLogLines *lines)
{
    gsize seen = 0;
    const char *found;

    lines->at = lines->after;
    lines->length = 0;
    while (!(found = memchr(lines->room + lines->at + seen, '\n', lines->end - lines->at - seen))) {
        seen = lines->end - lines->at;
        if (seen >= SF_LOG_LINE_MOST) {
            skip_rest(lines);
            lines->number++;
            return TRUE;
        }
        if (!read_more(lines))
            break;
    }
    if (!found && lines->at == lines->end)
        return FALSE;
    const gsize end = found ? (gsize)(found - lines->room) : lines->end;
    lines->length = MIN(end - lines->at, SF_LOG_LINE_MOST);
    lines->after = found ? end + 1 : end;
    lines->number++;
    return TRUE;
}

static guint64 count_ends(const char *at, gsize length)
{
    const char *end = at + length;
    guint64 count = 0;

    while ((at = memchr(at, '\n', (gsize)(end - at))) != NULL) {
        count++;
        at++;
    }
    return count;
}

/* To the beginning of the last line that was read, whole or not. @return how much of it there is */
static gsize pass_over(SfLogLines *lines, gsize word)
{
    const gsize length = lines->end - lines->after;
    const char *found = memrchr(lines->room + lines->after, '\n', length);

    if (found) {
        const gsize passed = (gsize)(found + 1 - lines->room);
        lines->number += count_ends(lines->room + lines->after, passed - lines->after);
        lines->after = passed;
    } else if (length > 2 * (gsize)SF_LOG_LINE_MOST) {
        /* The word is not in the beginning of this line. */
        memmove(lines->room + lines->after, lines->room + lines->end - word, word);
        lines->end = lines->after + word;
    }
    lines->at = lines->after;
    return lines->end - lines->after;
}

gboolean sf_log_lines_find(SfLogLines *lines, const char *word)
{
    const gsize length = strlen(word);
    gsize seen = 0;

    for (;;) {
        const gsize from = lines->after + (seen > length ? seen - length : 0);
        const char *found = memmem(lines->room + from, lines->end - from, word, length);
        if (found) {
            const char *start = memrchr(lines->room + lines->after, '\n',
                                        (gsize)(found - (lines->room + lines->after)));
            const gsize passed = start ? (gsize)(start + 1 - lines->room) : lines->after;
            lines->number += count_ends(lines->room + lines->after, passed - lines->after);
            lines->after = passed;
            return sf_log_lines_next(lines);
        }
        seen = pass_over(lines, length);
        if (!read_more(lines))
            return FALSE;
    }
}

void sf_log_lines_again(SfLogLines *lines)
{
    lines->after = lines->at;
    lines->number--;
}

SfText sf_log_lines_text(const SfLogLines *lines)
{
    return (SfText){lines->room + lines->at, lines->length};
}

guint64 sf_log_lines_number(const SfLogLines *lines)
{
    return lines->number;
}

SfText sf_log_lines_before(const SfLogLines *lines, guint back)
{
    gsize start = lines->at;
    gsize end = start;

    for (; back > 0; back--) {
        if (start <= lines->floor)
            return SF_TEXT_NONE;
        end = start - 1;
        const char *found = memrchr(lines->room + lines->floor, '\n', end - lines->floor);
        start = found ? (gsize)(found + 1 - lines->room) : lines->floor;
    }
    return (SfText){lines->room + start, end - start};
}

void sf_log_lines_forget(SfLogLines *lines)
{
    lines->floor = lines->after;
}

const char *sf_log_lines_trouble(const SfLogLines *lines)
{
    return lines->trouble;
}

/* ---- text or not ---- */

/* As much as can be had of what gzip packed. */
static gssize unpack_start(const guint8 *packed, gsize length, guint8 *room, gsize size)
{
    g_autoptr(GZlibDecompressor) gzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    gsize taken = 0;
    gsize given = 0;

    g_converter_convert(G_CONVERTER(gzip), packed, length, room, size, G_CONVERTER_NO_FLAGS, &taken,
                        &given, NULL);
    return (gssize)given;
}

static gboolean is_of_text(guint8 byte)
{
    return byte >= 0x20 || (byte >= '\a' && byte <= '\r') || byte == 0x1b;
}

gboolean sf_log_is_text(int descriptor)
{
    guint8 packed[4096];
    guint8 start[4096];
    gssize length = peek(descriptor, packed, sizeof packed);
    gssize strange = 0;

    if (length > 0 && is_packed(packed, (gsize)length))
        length = unpack_start(packed, (gsize)length, start, sizeof start);
    else if (length > 0)
        memcpy(start, packed, (gsize)length);
    for (gssize i = 0; i < length; i++) {
        if (start[i] == '\0')
            return FALSE;
        strange += !is_of_text(start[i]);
    }
    return length > 0 && strange <= length / 100;
}
