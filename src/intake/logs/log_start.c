/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_start.h"

#include <string.h>

#define VERSION_LENGTH (sizeof SF_LOG_VERSION - 1)

#define CARET 0 /* which of the ends of lines is that of an editor */

/* How syslog daemons and programs write the end of a line inside a line. */
static const char *const line_ends[] = {"^M ", "#015#012", "\\r\\n", "\\x0d\\x0a", "#012", "\\n"};

static const char *line_end_at(SfText rest)
{
    for (guint i = 0; i < G_N_ELEMENTS(line_ends); i++) {
        const gsize length = strlen(line_ends[i]);
        if (rest.length < length || memcmp(rest.at, line_ends[i], length) != 0)
            continue;
        /* An editor shows it at each line's end, where a blank may stand behind it. */
        if (i != CARET || sf_log_is_header(sf_text_slice(rest, length, G_MAXSIZE)))
            return line_ends[i];
    }
    return NULL;
}

static const char *line_end_in(SfText rest, SfText *before)
{
    for (gsize i = 0; i < rest.length; i++) {
        const char *found = line_end_at(sf_text_slice(rest, i, G_MAXSIZE));
        if (found) {
            *before = sf_text_slice(rest, 0, i);
            return found;
        }
    }
    *before = rest;
    return NULL;
}

static gboolean is_behind_line_end(SfText line, gsize offset)
{
    for (guint i = 0; i < G_N_ELEMENTS(line_ends); i++) {
        const gsize length = strlen(line_ends[i]);
        if (offset >= length && memcmp(line.at + offset - length, line_ends[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Between words of a log, not inside one. */
static gboolean may_begin_at(SfText line, gsize offset)
{
    return offset == 0 ||
           (line.at[offset - 1] != '\0' && strchr(" \t:|>]\"'()", line.at[offset - 1]) != NULL) ||
           is_behind_line_end(line, offset);
}

static gboolean is_digit(SfText line, gsize at)
{
    return at < line.length && g_ascii_isdigit(line.at[at]);
}

/* Two blanks before a header: a table of a browser has no ends of lines. */
static const char *blanks_before_header(SfText rest)
{
    return rest.length > 3 && rest.at[0] == ' ' && rest.at[1] == ' ' &&
                   sf_log_is_header(sf_text_slice(rest, 2, G_MAXSIZE))
               ? "  "
               : NULL;
}

static const char *blanks_in(SfText rest, SfText *before)
{
    for (gsize i = 0; i + 3 < rest.length; i++) {
        if (!blanks_before_header(sf_text_slice(rest, i, G_MAXSIZE)))
            continue;
        *before = sf_text_slice(rest, 0, i);
        return "  ";
    }
    return NULL;
}

/* SIP/2.0 301 Moved Permanently */
static gboolean find_answer(SfText line, gsize at, SfLogStart *start)
{
    const gsize code = at + VERSION_LENGTH + 1;
    SfText text;

    if (code > line.length || line.at[code - 1] != ' ' || !is_digit(line, code) ||
        !is_digit(line, code + 1) || !is_digit(line, code + 2) || is_digit(line, code + 3))
        return FALSE;
    start->offset = at;
    start->line_end = line_end_in(sf_text_slice(line, at, G_MAXSIZE), &text);
    if (!start->line_end)
        start->line_end = blanks_in(sf_text_slice(line, at, G_MAXSIZE), &text);
    start->text = text;
    return TRUE;
}

/* Where the word that ends before @end begins. */
static gsize word_before(SfText line, gsize end)
{
    while (end > 0 && line.at[end - 1] != ' ')
        end--;
    return end;
}

/* What is known is found behind whatever stands directly before it: tcpdump -A shows the bytes of
 * UDP there, which may be letters. */
static gboolean known_method_before(SfText line, gsize end, gsize *begin)
{
    static const char *const methods[] = {"INVITE",  "ACK",     "BYE",     "CANCEL",    "REGISTER",
                                          "OPTIONS", "PRACK",   "UPDATE",  "SUBSCRIBE", "NOTIFY",
                                          "REFER",   "MESSAGE", "PUBLISH", "INFO"};

    for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
        const gsize length = strlen(methods[i]);
        if (end >= length && memcmp(line.at + end - length, methods[i], length) == 0) {
            *begin = end - length;
            return TRUE;
        }
    }
    return FALSE;
}

/* The letters of a method before @end. @return FALSE: there is none */
static gboolean method_before(SfText line, gsize end, gsize *begin)
{
    if (known_method_before(line, end, begin))
        return TRUE;
    gsize at = end;
    while (at > 0 && (g_ascii_isupper(line.at[at - 1]) || line.at[at - 1] == '-'))
        at--;
    *begin = at;
    return end - at >= 3 && may_begin_at(line, at);
}

/* INVITE sip:bob@example.net SIP/2.0 */
static gboolean find_request(SfText line, gsize at, SfLogStart *start)
{
    const SfText behind = sf_text_slice(line, at + VERSION_LENGTH, G_MAXSIZE);

    if (at < 2 || line.at[at - 1] != ' ')
        return FALSE;
    const gsize uri = word_before(line, at - 1);
    if (uri < 2)
        return FALSE;
    gsize method;
    if (!method_before(line, uri - 1, &method))
        return FALSE;
    start->line_end = line_end_at(behind);
    if (!start->line_end)
        start->line_end = blanks_before_header(behind);
    const SfText left = sf_text_trim(behind);
    const gboolean is_end =
        left.length == 0 || start->line_end || (left.length == 1 && strchr(".\"'", *left.at));
    if (!is_end || !memchr(line.at + uri, ':', at - 1 - uri))
        return FALSE;
    start->offset = method;
    start->text = sf_text_slice(line, method, at + VERSION_LENGTH - method);
    return TRUE;
}

gboolean sf_log_start_find(SfText line, SfLogStart *start)
{
    gsize from = 0;

    while (from < line.length) {
        const char *found =
            memmem(line.at + from, line.length - from, SF_LOG_VERSION, VERSION_LENGTH);
        if (!found)
            return FALSE;
        const gsize at = (gsize)(found - line.at);
        if (find_answer(line, at, start) || find_request(line, at, start))
            return TRUE;
        from = at + VERSION_LENGTH;
    }
    return FALSE;
}

gboolean sf_log_is_header(SfText line)
{
    gsize at = 0;

    if (line.length == 0 || !g_ascii_isalpha(line.at[0]))
        return FALSE;
    while (at < line.length && sf_is_token_char(line.at[at]))
        at++;
    while (at < line.length && sf_is_blank(line.at[at]))
        at++;
    return at < line.length && line.at[at] == ':';
}
