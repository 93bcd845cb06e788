/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/json_members.h"

#include <string.h>
#include <time.h>

#include "core/message/message.h"

/* ---- values ---- */

/* Whether what was written last is followed by a comma. */
static gboolean wants_comma(const GString *json)
{
    if (json->len == 0)
        return FALSE;
    const char last = json->str[json->len - 1];
    return last != '{' && last != '[' && last != ':';
}

/* RFC 8259 §7. */
static const gboolean is_escaped[256] = {[0 ... ' ' - 1] = TRUE, ['"'] = TRUE, ['\\'] = TRUE};

static void append_escaped(GString *json, char byte)
{
    if ((guchar)byte < ' ' && byte != '\n') {
        g_string_append_printf(json, "\\u%04x", (guint)byte);
        return;
    }
    g_string_append_c(json, '\\');
    g_string_append_c(json, byte == '\n' ? 'n' : byte);
}

/* Of the @length bytes at @text, those before the first that is escaped; eight are looked at
 * together. In a word, the high bit of a byte that is less than another (of 128 at most) is left by
 * a subtraction, and may be left in a byte behind it too: so that one is looked for by itself. */
static gsize plain_length(const char *text, gsize length)
{
    static const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    static const guint64 high = G_GUINT64_CONSTANT(0x8080808080808080);
    gsize plain = 0;
    for (; plain + sizeof(guint64) <= length; plain += sizeof(guint64)) {
        guint64 word;
        memcpy(&word, text + plain, sizeof word);
        const guint64 quote = word ^ ones * '"';
        const guint64 backslash = word ^ ones * '\\';
        const guint64 found = ((word - ones * ' ') & ~word) | ((quote - ones) & ~quote) |
                              ((backslash - ones) & ~backslash);
        if (found & high)
            break;
    }
    while (plain < length && !is_escaped[(guchar)text[plain]])
        plain++;
    return plain;
}

/* Quoted, where nothing in it is escaped. */
static void append_plain(GString *json, const char *text, gsize length)
{
    const gsize before = json->len;
    g_string_set_size(json, before + length + 2); /* makes room once */
    char *at = json->str + before;
    *at++ = '"';
    memcpy(at, text, length);
    at[length] = '"';
}

/* The same with the comma before it and the colon behind. */
static void append_plain_name(GString *json, const char *name, gsize length)
{
    const gsize before = json->len;
    const gsize comma = wants_comma(json) ? 1 : 0;
    g_string_set_size(json, before + comma + length + 3);
    char *at = json->str + before;
    if (comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, name, length);
    at[length] = '"';
    at[length + 1] = ':';
}

static void append_quoted_length(GString *json, const char *text, gsize length)
{
    gsize plain = plain_length(text, length);
    if (plain == length) { /* as nearly always */
        append_plain(json, text, length);
        return;
    }
    const char *end = text + length;
    g_string_append_c(json, '"');
    for (; text < end; plain = plain_length(text, (gsize)(end - text))) {
        g_string_append_len(json, text, (gssize)plain);
        text += plain;
        if (text < end)
            append_escaped(json, *text++);
    }
    g_string_append_c(json, '"');
}

static void append_quoted(GString *json, const char *text)
{
    append_quoted_length(json, text, strlen(text));
}

/* Names are quoted too: some are methods and addresses of the capture. */
static void begin_value(GString *json, const char *name)
{
    const gsize length = name ? strlen(name) : 0;
    if (name && plain_length(name, length) == length) {
        append_plain_name(json, name, length);
        return;
    }
    if (wants_comma(json))
        g_string_append_c(json, ',');
    if (!name)
        return;
    append_quoted(json, name);
    g_string_append_c(json, ':');
}

void sf_json_string(GString *json, const char *name, const char *value)
{
    if (!value)
        return;
    begin_value(json, name);
    append_quoted(json, value);
}

void sf_json_owned(GString *json, const char *name, char *owned)
{
    sf_json_string(json, name, owned);
    g_free(owned);
}

void sf_json_text(GString *json, const char *name, SfText text)
{
    if (text.length == 0)
        return;
    if (!sf_text_is_plain(text)) {
        sf_json_owned(json, name, sf_text_show(text));
        return;
    }
    begin_value(json, name);
    append_quoted_length(json, text.at, text.length);
}

void sf_json_number(GString *json, const char *name, guint64 value)
{
    begin_value(json, name);
    sf_append_number(json, value);
}

void sf_json_signed(GString *json, const char *name, gint64 value)
{
    begin_value(json, name);
    if (value < 0)
        g_string_append_c(json, '-');
    sf_append_number(json, value < 0 ? 0 - (guint64)value : (guint64)value);
}

/* Each event has decimals, and each message of a story a time: so without printf(). */
static char *put_digits(char *at, int number, int digits)
{
    for (int i = digits; i > 0; i--) {
        at[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    return at + digits;
}

/* What "%.9g" writes, of a number that it writes all digits of and no exponent: whole millionths,
 * as the times of most captures are. FALSE: it is another, and nothing is written. */
static gboolean append_micros(GString *json, double value)
{
    if (value < 0.0001 || value >= 1000)
        return FALSE;
    const gint64 micros = (gint64)(value * 1e6 + 0.5);
    if (value < (double)micros / 1e6 || value > (double)micros / 1e6)
        return FALSE;
    char rest[] = ".000000";
    gsize length = sizeof rest - 1;
    put_digits(rest + 1, (int)(micros % 1000000), 6);
    while (rest[length - 1] == '0')
        length--;
    sf_append_number(json, (guint64)(micros / 1000000));
    g_string_append_len(json, rest, length > 1 ? (gssize)length : 0);
    return TRUE;
}

void sf_json_decimal(GString *json, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    begin_value(json, name);
    if (append_micros(json, value))
        return;
    g_string_append(json, g_ascii_formatd(digits, sizeof digits, "%.9g", value));
}

void sf_json_bool(GString *json, const char *name, gboolean value)
{
    begin_value(json, name);
    g_string_append(json, value ? "true" : "false");
}

/* ---- times ---- */

static const char time_pattern[] = "yyyy-mm-ddThh:mm:ss.uuuuuuZ";

/* Nanoseconds since 1970 reach the years from 1677 to 2262. */
static gboolean put_time(char *at, gint64 nanoseconds)
{
    gint64 seconds = nanoseconds / SF_SECOND;
    gint64 rest = nanoseconds % SF_SECOND;
    if (rest < 0) {
        rest += SF_SECOND;
        seconds--;
    }
    const time_t whole = (time_t)seconds;
    struct tm parts;
    if (!gmtime_r(&whole, &parts))
        return FALSE;
    memcpy(at, time_pattern, sizeof time_pattern);
    at = put_digits(at, parts.tm_year + 1900, 4) + 1;
    at = put_digits(at, parts.tm_mon + 1, 2) + 1;
    at = put_digits(at, parts.tm_mday, 2) + 1;
    at = put_digits(at, parts.tm_hour, 2) + 1;
    at = put_digits(at, parts.tm_min, 2) + 1;
    at = put_digits(at, parts.tm_sec, 2) + 1;
    put_digits(at, (int)(rest / 1000), 6);
    return TRUE;
}

char *sf_iso_time(gint64 nanoseconds)
{
    char text[sizeof time_pattern];
    return put_time(text, nanoseconds) ? g_strdup(text) : NULL;
}

void sf_json_time(GString *json, const char *name, gint64 nanoseconds)
{
    char text[sizeof time_pattern];
    if (put_time(text, nanoseconds))
        sf_json_string(json, name, text);
}

/* ---- what holds others ---- */

void sf_json_written(GString *json, const char *name, const char *object)
{
    begin_value(json, name);
    g_string_append(json, object);
}

void sf_json_begin_object(GString *json, const char *name)
{
    begin_value(json, name);
    g_string_append_c(json, '{');
}

void sf_json_end_object(GString *json)
{
    g_string_append_c(json, '}');
}

void sf_json_begin_array(GString *json, const char *name)
{
    begin_value(json, name);
    g_string_append_c(json, '[');
}

void sf_json_end_array(GString *json)
{
    g_string_append_c(json, ']');
}

void sf_json_texts(GString *json, const char *name, const GPtrArray *texts)
{
    if (!texts || texts->len == 0)
        return;
    sf_json_begin_array(json, name);
    for (guint i = 0; i < texts->len; i++)
        sf_json_text(json, NULL, sf_text(texts->pdata[i]));
    sf_json_end_array(json);
}

char *sf_json_end_line(GString *json)
{
    g_string_append_c(json, '\n');
    return g_string_free(json, FALSE);
}
