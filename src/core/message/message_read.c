/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/message_read.h"

#include "core/grammar/grammar.h"
#include "core/message/header_lines.h"
#include "core/message/message_keys.h"

#include <string.h>

/* Takes the start line off @rest, without its end. @ended: its end was there. */
static SfText take_line(SfText *rest, gboolean *ended)
{
    const gssize end = sf_text_find(*rest, '\n');
    *ended = end >= 0;
    SfText line = sf_text_slice(*rest, 0, *ended ? (gsize)end : G_MAXSIZE);
    *rest = sf_text_slice(*rest, line.length + 1, G_MAXSIZE);
    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* Before the start line, which empty lines may precede (RFC 3261 §7.5). */
static SfText without_empty_lines(SfText bytes)
{
    while (bytes.length > 0 && (bytes.at[0] == '\r' || bytes.at[0] == '\n'))
        bytes = (SfText){bytes.at + 1, bytes.length - 1};
    return bytes;
}

/* ---- The start line ---- */

static const char version[] = "SIP/2.0";
#define VERSION_LENGTH (sizeof version - 1)

/* @at: as many bytes as it has. */
static gboolean is_version(const char *at)
{
    return memcmp(at, version, VERSION_LENGTH) == 0 ||
           sf_text_equal_nocase((SfText){at, VERSION_LENGTH}, sf_text(version));
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase (RFC 3261 §7.2). */
static gboolean read_status_line(SfText line, gboolean ended, SfMessage *message)
{
    enum { DIGITS = 3 };
    const SfText rest = sf_text_trim(sf_text_slice(line, VERSION_LENGTH, G_MAXSIZE));
    if (rest.length < DIGITS || (rest.length > DIGITS && !sf_is_blank(rest.at[DIGITS])) ||
        !sf_delta_seconds_parse(sf_text_slice(rest, 0, DIGITS), &message->status))
        return FALSE;
    if (ended)
        message->reason_phrase = sf_text_trim(sf_text_slice(rest, DIGITS, G_MAXSIZE));
    return TRUE;
}

/* Request-Line = Method SP Request-URI SP SIP-Version (RFC 3261 §7.1). */
static gboolean read_request_line(SfText line, SfMessage *message)
{
    const gssize blank = sf_text_find(line, ' ');
    const SfText trimmed = sf_text_trim(line);
    if (blank < 1 || trimmed.length < (gsize)blank + VERSION_LENGTH + 1)
        return FALSE;
    const gsize end = trimmed.length - VERSION_LENGTH;
    if (!is_version(trimmed.at + end) || !sf_is_blank(trimmed.at[end - 1]))
        return FALSE;
    message->method = sf_text_slice(line, 0, (gsize)blank);
    message->request_uri = sf_text_trim(sf_text_slice(trimmed, (gsize)blank, end - (gsize)blank));
    message->is_request = TRUE;
    return message->request_uri.length > 0 && sf_text_is_token(message->method);
}

static gboolean read_start_line(SfText line, gboolean ended, SfMessage *message)
{
    const gboolean is_status =
        line.length > VERSION_LENGTH && sf_is_blank(line.at[VERSION_LENGTH]) && is_version(line.at);
    return is_status ? read_status_line(line, ended, message) : read_request_line(line, message);
}

/* ---- Values ---- */

/* CSeq = 1*DIGIT LWS Method (RFC 3261 §20.16). */
static void read_cseq(SfText value, SfMessage *message)
{
    guint64 number = 0;
    gsize digits = 0;
    for (; digits < value.length && g_ascii_isdigit(value.at[digits]); digits++) {
        number = number * 10 + (guint64)(value.at[digits] - '0');
        if (number > G_MAXUINT32)
            return;
    }
    if (digits == 0)
        return;
    message->cseq = (guint32)number;
    message->cseq_method = sf_text_trim(sf_text_slice(value, digits, G_MAXSIZE));
}

/* `>;tag=token`: the end of nearly every value. */
static gboolean ends_with_tag(SfText value, SfText *tag)
{
    static const char before[] = ">;tag=";
    const gsize length = sizeof before - 1;
    gsize start = value.length;
    while (start > 0 && sf_is(value.at[start - 1], SF_KIND_TOKEN))
        start--;
    if (start < length || start == value.length ||
        memcmp(value.at + start - length, before, length) != 0)
        return FALSE;
    *tag = (SfText){value.at + start, value.length - start};
    return TRUE;
}

/* From and To hold one address (RFC 3261 §20.20, §20.39); its parameters stand behind the last >,
 * or, without brackets, behind the first ; of all. */
static SfText tag_of(SfText value)
{
    SfText token;
    SfParam tag;
    if (ends_with_tag(value, &token))
        return token;
    gsize start = value.length;
    while (start > 0 && value.at[start - 1] != '>')
        start--;
    if (start == 0)
        start = sf_skip_to(value, 0, ";");
    const SfText params = sf_text_slice(value, start, G_MAXSIZE);
    return params.length > 0 && sf_param_find(params, "tag", &tag) ? tag.value : SF_TEXT_NONE;
}

static guint count_entries(SfText value)
{
    guint entries = 0;
    SfText entry;
    while (sf_list_next(&value, &entry))
        entries++;
    return entries;
}

/* @is_top: no Via came before. */
static void read_via(SfText value, gboolean *is_top, SfMessage *message)
{
    SfVia top;
    if (*is_top && sf_via_next(&value, &top, NULL)) {
        message->branch = top.branch;
        message->sent_by = top.sent_by;
        message->via_transport = top.transport;
        message->vias = 1;
    }
    *is_top = FALSE;
    if (message->vias > 0 && sf_text_is_present(value))
        message->vias += count_entries(value);
}

/* Of what may come only once, the first counts. */
static inline void read_value(const SfHeader *header, gboolean *is_top, SfMessage *message)
{
    switch (header->name) {
    case SF_HEADER_VIA:
        read_via(header->value, is_top, message);
        break;
    case SF_HEADER_CALL_ID:
        if (!sf_text_is_present(message->call_id))
            message->call_id = header->value;
        break;
    case SF_HEADER_CSEQ:
        if (!sf_text_is_present(message->cseq_method))
            read_cseq(header->value, message);
        break;
    case SF_HEADER_FROM:
        if (!sf_text_is_present(message->from_tag))
            message->from_tag = tag_of(header->value);
        break;
    case SF_HEADER_TO:
        if (!sf_text_is_present(message->to_tag))
            message->to_tag = tag_of(header->value);
        break;
    default: /* it is asked for by who needs it */
        break;
    }
}

static void read_values(SfMessage *message)
{
    gboolean is_top = TRUE;
    message->branch = message->sent_by = message->via_transport = SF_TEXT_NONE;
    message->vias = 0;
    for (guint i = 0; i < message->n_headers; i++) /* none: headers is NULL */
        read_value(&message->headers[i], &is_top, message);
}

static void place_values(const SfWire *wire, GArray *headers, guint n)
{
    for (guint i = 0; i < n; i++) {
        SfHeader *header = &g_array_index(headers, SfHeader, i);
        if (header->value.length > 0)
            header->place = (SfByteRange){.source = wire->place.source,
                                          .offset = wire->place.offset +
                                                    (guint)(header->value.at - wire->bytes.at),
                                          .length = (guint)header->value.length};
    }
}

/* Without the body, and what nobody asks for before it. */
static SfText up_to_last_header(SfText bytes, const SfMessage *message)
{
    if (message->n_headers == 0)
        return SF_TEXT_NONE;
    const SfText last = message->headers[message->n_headers - 1].value;
    return (SfText){bytes.at, (gsize)(last.at - bytes.at) + last.length};
}

/* What stands behind the empty line; empty where there is none. */
static SfText body_behind(SfText bytes, SfText last_header)
{
    const gsize from = (gsize)(last_header.at - bytes.at) + last_header.length;
    SfText rest = sf_text_slice(bytes, from, G_MAXSIZE);
    gssize end;
    while ((end = sf_text_find(rest, '\n')) >= 0) {
        rest = sf_text_slice(rest, (gsize)end + 1, G_MAXSIZE);
        const gsize cr = rest.length > 0 && rest.at[0] == '\r' ? 1 : 0;
        if (rest.length > cr && rest.at[cr] == '\n')
            return sf_text_slice(rest, cr + 1, G_MAXSIZE);
    }
    return SF_TEXT_NONE;
}

/* As much of the body is looked at as is there the short way, too. */
static guint told_status(SfText bytes, const SfMessage *message)
{
    const SfText type = sf_text("message/sipfrag");
    if (!message->is_request || message->n_headers == 0 ||
        !sf_text_equal(message->method, sf_text("NOTIFY")))
        return 0;
    const SfHeader *header = sf_message_header(message, SF_HEADER_CONTENT_TYPE, 0);
    if (!header || !sf_text_equal_nocase(sf_text_slice(header->value, 0, type.length), type))
        return 0;
    const SfText last = message->headers[message->n_headers - 1].value;
    const SfText line =
        sf_text_slice(body_behind(bytes, last), 0, VERSION_LENGTH + sizeof " 301" - 1);
    SfMessage told = {0};
    return line.length > VERSION_LENGTH && memcmp(line.at, version, VERSION_LENGTH) == 0 &&
                   read_status_line(line, FALSE, &told)
               ? told.status
               : 0;
}

gboolean sf_message_read(const SfWire *wire, GArray *headers, SfMessage *message)
{
    SfText rest = without_empty_lines(wire->bytes);
    gboolean ended;
    const SfText line = take_line(&rest, &ended);
    if (!read_start_line(line, ended || wire->ended, message))
        return FALSE;
    const SfHeaderLines lines = {.bytes = rest,
                                 .ended = wire->ended,
                                 .of_refusal = !message->is_request && message->status >= 400};
    gboolean whole;
    message->n_headers = sf_header_lines_read(&lines, headers, &whole);
    message->headers = (const SfHeader *)(gpointer)headers->data;
    message->cut = !whole && !wire->ended;
    message->place = wire->place;
    message->bytes = up_to_last_header(wire->bytes, message);
    message->told_status = told_status(wire->bytes, message);
    if (wire->place.length > 0)
        place_values(wire, headers, message->n_headers);
    read_values(message);
    message->hashes.call_id = sf_hashed(message->call_id);
    return TRUE;
}
