/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_lines.h"

#include "intake/logs/log_input.h"

#include <string.h>

#define ROOM   (4 * (gsize)SF_LOG_LINE_MOST)
#define BEHIND ((gsize)16384) /* of the lines before, so much is kept */

struct SfLogLines {
    SfLogInput *input;
    char *room;
    gsize floor; /* what is before is forgotten */
    gsize mark;  /* what is before can be */
    gsize at;    /* the line */
    gsize length;
    gsize after; /* the next one */
    gsize end;   /* of what was read */
    guint64 number;
};

/* ---- reading ---- */

SfLogLines *sf_log_lines_new(int descriptor)
{
    SfLogLines *lines = g_new0(SfLogLines, 1);

    lines->input = sf_log_input_new(descriptor);
    lines->room = g_malloc(ROOM);
    return lines;
}

void sf_log_lines_free(SfLogLines *lines)
{
    sf_log_input_free(lines->input);
    g_free(lines->room);
    g_free(lines);
}

void sf_log_lines_limit(SfLogLines *lines, guint64 most)
{
    sf_log_input_limit(lines->input, most);
}

static gsize read_bytes(SfLogLines *lines, char *to, gsize size)
{
    return sf_log_input_read(lines->input, to, size);
}

/* What is too far behind makes room. */
static void move_down(SfLogLines *lines)
{
    const gsize behind = lines->at > BEHIND ? lines->at - BEHIND : 0;
    const gsize from = MIN(MAX(lines->floor, behind), lines->at);

    memmove(lines->room, lines->room + from, lines->end - from);
    lines->floor = lines->floor > from ? lines->floor - from : 0;
    lines->mark = lines->mark > from ? lines->mark - from : 0;
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

void sf_log_lines_mark(SfLogLines *lines)
{
    lines->mark = lines->after;
}

void sf_log_lines_forget(SfLogLines *lines)
{
    lines->floor = lines->mark;
}

const char *sf_log_lines_trouble(const SfLogLines *lines)
{
    return sf_log_input_trouble(lines->input);
}
