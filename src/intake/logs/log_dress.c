/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_dress.h"

#include <string.h>

#define ESCAPE '\x1b'

void sf_log_dress_init(SfLogDress *dress)
{
    dress->prefix = g_string_new(NULL);
    dress->cleaned = g_string_new(NULL);
    sf_log_paste_init(&dress->paste);
}

void sf_log_dress_clear(SfLogDress *dress)
{
    g_string_free(dress->prefix, TRUE);
    g_string_free(dress->cleaned, TRUE);
    sf_log_paste_clear(&dress->paste);
}

void sf_log_dress_begin(SfLogDress *dress, const SfLogLayout *layout, SfText prefix)
{
    gsize blanks = 0;

    while (blanks < prefix.length && g_ascii_isspace(prefix.at[blanks]))
        blanks++;
    dress->layout = layout;
    dress->cr = '\0';
    if (layout)
        dress->cr = layout->cr;
    dress->kind = SF_DRESS_UNSURE;
    dress->had_tail = dress->has_tail = FALSE;
    if (prefix.length == 0)
        dress->kind = SF_DRESS_NONE;
    else if (blanks == prefix.length)
        dress->kind = SF_DRESS_BLANKS;
    g_string_truncate(dress->prefix, 0);
    g_string_append_len(dress->prefix, prefix.at, (gssize)prefix.length);
}

/* ---- colours ---- */

/* ESC [ 36 ; 1 m */
static gsize escape_length(SfText line, gsize at)
{
    gsize end = at + 1;

    if (end >= line.length || line.at[end] != '[')
        return 1;
    end++;
    while (end < line.length && (g_ascii_isdigit(line.at[end]) || line.at[end] == ';'))
        end++;
    return MIN(end + 1, line.length) - at;
}

static SfText without_colours(SfLogDress *dress, SfText line)
{
    if (line.length > 0 && memchr(line.at, ESCAPE, line.length)) {
        g_string_truncate(dress->cleaned, 0);
        for (gsize i = 0; i < line.length;) {
            if (line.at[i] == ESCAPE)
                i += escape_length(line, i);
            else
                g_string_append_c(dress->cleaned, line.at[i++]);
        }
        line = (SfText){dress->cleaned->str, dress->cleaned->len};
    }
    while (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    while (line.length > 0 && line.at[0] == '\r')
        line = sf_text_slice(line, 1, G_MAXSIZE);
    return line;
}

SfText sf_log_dress_clean(SfLogDress *dress, SfText line)
{
    return sf_log_paste_line(&dress->paste, without_colours(dress, line));
}

SfText sf_log_dress_first(SfLogDress *dress, SfText line, SfText before)
{
    line = without_colours(dress, line);
    sf_log_paste_begin(&dress->paste, line, before);
    return sf_log_paste_line(&dress->paste, line);
}

/* ---- what stands before ---- */

/* "[12]", a process: another number is another one. */
static gsize process_length(SfText prefix, gsize at)
{
    gsize end = at + 1;

    if (prefix.at[at] != '[')
        return 0;
    while (end < prefix.length && g_ascii_isdigit(prefix.at[end]))
        end++;
    return end > at + 1 && end < prefix.length && prefix.at[end] == ']' ? end + 1 - at : 0;
}

static gboolean is_alike(char a, char b)
{
    if (g_ascii_isdigit(a) || a == ' ')
        return g_ascii_isdigit(b) || b == ' ' || a == b;
    return a == b || (g_ascii_isalpha(a) && g_ascii_isalpha(b));
}

typedef enum { STRANGE, OF_ANOTHER_PROCESS, SAME } Likeness;

/* The same but for the digits of a time and the letters of a month. An empty line may have lost its
 * last blank. */
static Likeness likeness(SfText prefix, SfText line)
{
    gsize at = 0;

    while (at < prefix.length) {
        if (at == line.length)
            return sf_text_trim(sf_text_slice(prefix, at, G_MAXSIZE)).length == 0 ? SAME : STRANGE;
        const gsize process = process_length(prefix, at);
        const gboolean is_it =
            process <= line.length - at && memcmp(prefix.at + at, line.at + at, process) == 0;
        if (process > 0 && !is_it)
            return process_length(line, at) > 0 ? OF_ANOTHER_PROCESS : STRANGE;
        if (process == 0 && !is_alike(prefix.at[at], line.at[at]))
            return STRANGE;
        at += MAX(process, 1);
    }
    return SAME;
}

static void take_blanks(SfText *line, gsize most)
{
    gsize blanks = 0;

    while (blanks < MIN(most, line->length) && g_ascii_isspace(line->at[blanks]))
        blanks++;
    *line = sf_text_slice(*line, blanks, G_MAXSIZE);
}

/* Some programs point an arrow at the first line. @return FALSE: there is none */
static gboolean drop_arrow(GString *prefix)
{
    gsize end = prefix->len;

    while (end > 0 && prefix->str[end - 1] == ' ')
        end--;
    gsize at = end;
    while (at > 0 && (strchr("<>=-", prefix->str[at - 1]) || (guchar)prefix->str[at - 1] >= 0x80))
        at--;
    if (at == end || at == 0)
        return FALSE;
    g_string_truncate(prefix, at);
    return TRUE;
}

static gboolean take_prefix(SfLogDress *dress, SfText *line)
{
    SfText prefix = {dress->prefix->str, dress->prefix->len};

    if (dress->kind == SF_DRESS_NONE)
        return TRUE;
    if (dress->kind == SF_DRESS_BLANKS) {
        take_blanks(line, prefix.length);
        return TRUE;
    }
    Likeness found = likeness(prefix, *line);
    if (found == STRANGE && dress->kind == SF_DRESS_UNSURE && drop_arrow(dress->prefix)) {
        prefix.length = dress->prefix->len;
        found = likeness(prefix, *line);
    }
    const gboolean is_there = found == SAME;
    if (found == OF_ANOTHER_PROCESS)
        return FALSE;
    if (dress->kind == SF_DRESS_UNSURE)
        dress->kind = is_there ? SF_DRESS_ALIKE : SF_DRESS_NONE;
    if (is_there)
        *line = sf_text_slice(*line, prefix.length, G_MAXSIZE);
    return is_there || dress->kind == SF_DRESS_NONE;
}

/* ---- what stands around ---- */

static void take_tail(SfLogDress *dress, SfText *line)
{
    const SfLogLayout *layout = dress->layout;
    SfText place;

    dress->had_tail = dress->has_tail;
    dress->has_tail =
        layout && layout->tail && sf_log_pattern_takes(layout->tail, *line, NULL, &place);
    if (dress->has_tail)
        line->length = (gsize)(place.at - line->at);
}

/* What stands before the first line ends with so many; where it stands behind other words, with
 * one. */
static gsize blanks_behind(const GString *prefix)
{
    gsize end = prefix->len;

    while (end > 0 && prefix->str[end - 1] == ' ')
        end--;
    return MAX(prefix->len - end, 1);
}

gboolean sf_log_dress_off(SfLogDress *dress, SfText *line)
{
    SfText place;
    const SfLogLayout *layout = dress->layout;

    take_tail(dress, line);
    if (dress->cr && line->length > 0 && line->at[line->length - 1] == dress->cr)
        line->length--;
    if (!layout || !layout->line)
        return take_prefix(dress, line);
    /* A line that goes on with the one before has nothing before it. */
    dress->is_packet = sf_log_pattern_takes(layout->line, *line, NULL, &place);
    if (dress->is_packet) {
        *line = sf_text_slice(*line, (gsize)(place.at - line->at) + place.length, G_MAXSIZE);
        take_blanks(line, blanks_behind(dress->prefix));
    }
    return TRUE;
}
