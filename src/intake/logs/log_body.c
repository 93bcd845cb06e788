/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_body.h"

#include "intake/logs/log_start.h"

#include <string.h>

/* Lines of other programs, or threads, in the middle of a message. */
#define MOST_STRANGE 3

void sf_log_body_begin(SfLogBody *body, GString *bytes, SfText start_line)
{
    *body = (SfLogBody){.bytes = bytes};
    g_string_truncate(bytes, 0);
    g_string_append_len(bytes, start_line.at, (gssize)start_line.length);
    g_string_append(bytes, "\r\n");
}

static void put(SfLogBody *body, SfText line)
{
    /* Behind a line that has no place none has: a hole would not be seen. */
    body->is_full |= body->bytes->len + line.length + 2 > SF_LOG_MESSAGE_MOST;
    if (body->is_full) {
        body->has_hole |= !body->in_body;
        return;
    }
    g_string_append_len(body->bytes, line.at, (gssize)line.length);
    g_string_append(body->bytes, "\r\n");
}

static gboolean is_named(SfText line, const char *name, SfText *value)
{
    const gssize colon = sf_text_find(line, ':');

    if (colon < 0 ||
        !sf_text_equal_nocase(sf_text_trim(sf_text_slice(line, 0, (gsize)colon)), sf_text(name)))
        return FALSE;
    *value = sf_text_trim(sf_text_slice(line, (gsize)colon + 1, G_MAXSIZE));
    return TRUE;
}

static void note_length(SfLogBody *body, SfText value)
{
    gsize length = 0;

    for (gsize i = 0; i < value.length && g_ascii_isdigit(value.at[i]) && length < 1000000; i++)
        length = 10 * length + (gsize)(value.at[i] - '0');
    body->has_length = TRUE;
    body->length = length;
}

static gboolean begins_like(SfText value, const char *word)
{
    const gsize length = strlen(word);
    return value.length >= length && g_ascii_strncasecmp(value.at, word, length) == 0;
}

static void note_header(SfLogBody *body, SfText line)
{
    SfText value;

    body->has_end = FALSE;
    if (is_named(line, "Content-Length", &value) || is_named(line, "l", &value)) {
        note_length(body, value);
        body->has_end = TRUE;
    } else if (is_named(line, "Content-Type", &value) || is_named(line, "c", &value)) {
        body->is_sdp = begins_like(value, "application/sdp");
        body->is_fragment = begins_like(value, "message/sip") || begins_like(value, "multipart/");
    }
}

static SfLogVerdict strange(SfLogBody *body)
{
    return ++body->strange > MOST_STRANGE ? SF_LOG_BEHIND : SF_LOG_STRANGE;
}

/* Some pages and programs put an empty line behind each: then one is none. */
static gboolean is_spacing(SfLogBody *body)
{
    if (body->lines == 0)
        body->is_spaced = TRUE;
    body->empty++;
    return body->is_spaced && body->empty == 1;
}

static SfLogVerdict end_headers(SfLogBody *body)
{
    body->in_body = TRUE;
    body->has_end = TRUE;
    g_string_append(body->bytes, "\r\n");
    return body->has_length && body->length == 0 ? SF_LOG_LAST : SF_LOG_TAKEN;
}

static gboolean is_sdp_line(SfText line)
{
    return line.length >= 2 && g_ascii_isalpha(line.at[0]) && line.at[1] == '=';
}

static gboolean is_fold_of(const SfLogBody *body, SfText line)
{
    return body->lines > 0 && sf_is_blank(line.at[0]);
}

/* A page has wrapped the line before: it has no end, or this one no beginning (RFC 3261 §7.3.1). */
static gboolean is_wrapped(const SfLogBody *body, SfText line)
{
    const gsize length = body->bytes->len;

    return body->lines > 0 && body->strange == 0 && length > 2 &&
           (strchr(",;=", body->bytes->str[length - 3]) || strchr(",;", line.at[0]));
}

static SfLogVerdict take_wrapped(SfLogBody *body, SfText line)
{
    body->has_joined = TRUE;
    g_string_insert(body->bytes, (gssize)body->bytes->len - 2, " ");
    sf_log_body_join(body, line);
    return SF_LOG_TAKEN;
}

static SfLogVerdict take_body(SfLogBody *body, SfText line);

static SfLogVerdict take_header(SfLogBody *body, SfText line)
{
    if (line.length == 0)
        return is_spacing(body) ? SF_LOG_TAKEN : end_headers(body);
    body->empty = 0;
    const gboolean is_fold = is_fold_of(body, line);
    if (!is_fold && !sf_log_is_header(line)) {
        /* The empty line before the body is lost. */
        if (body->is_sdp && body->has_length && sf_text_equal(line, sf_text("v=0"))) {
            body->has_joined = TRUE;
            end_headers(body);
            return take_body(body, line);
        }
        return is_wrapped(body, line) ? take_wrapped(body, line) : strange(body);
    }
    body->strange = 0;
    body->lines++;
    if (!is_fold)
        note_header(body, line);
    put(body, line);
    return SF_LOG_TAKEN;
}

static SfLogVerdict take_body(SfLogBody *body, SfText line)
{
    if (line.length == 0 && body->is_spaced)
        return SF_LOG_TAKEN;
    if (body->is_sdp && !is_sdp_line(line))
        return line.length == 0 || body->body > 0 ? SF_LOG_BEHIND : strange(body);
    /* Without a length nobody knows where it ends. */
    if (!body->has_length && (!body->is_sdp || line.length == 0))
        return SF_LOG_BEHIND;
    put(body, line);
    body->body += line.length + 2;
    /* The last line may have had no end. */
    return body->has_length && body->body + 2 > body->length ? SF_LOG_LAST : SF_LOG_TAKEN;
}

void sf_log_body_join(SfLogBody *body, SfText rest)
{
    if (body->is_full || body->bytes->len + rest.length > SF_LOG_MESSAGE_MOST)
        return;
    g_string_insert_len(body->bytes, (gssize)body->bytes->len - 2, rest.at, (gssize)rest.length);
    if (body->in_body)
        body->body += rest.length;
}

gboolean sf_log_body_may_go_on(const SfLogBody *body, SfText line)
{
    if (line.length == 0)
        return TRUE;
    if (body->in_body)
        return !body->is_sdp || is_sdp_line(line);
    return is_fold_of(body, line) || sf_log_is_header(line);
}

gboolean sf_log_body_is_in_fragment(const SfLogBody *body)
{
    return body->in_body && body->is_fragment && body->has_length && body->body < body->length;
}

SfLogVerdict sf_log_body_take(SfLogBody *body, SfText line)
{
    return body->in_body ? take_body(body, line) : take_header(body, line);
}

gboolean sf_log_body_finish(SfLogBody *body)
{
    if (body->has_hole)
        return TRUE;
    if (body->in_body) {
        if (!body->is_full && body->has_length && body->body > body->length &&
            body->body - body->length <= 2)
            g_string_truncate(body->bytes, body->bytes->len - (body->body - body->length));
        return FALSE;
    }
    if (body->has_end)
        g_string_append(body->bytes, "\r\n");
    return !body->has_end;
}
