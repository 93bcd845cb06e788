/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/message_read.h"

#include "core/grammar/grammar.h"

#include <string.h>

/* ---- Lines ---- */

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes one line off @rest, without its end. @ended: its end was there. */
static inline SfText take_line(SfText *rest, gboolean *ended)
{
    const gssize end = sf_text_find(*rest, '\n');
    *ended = end >= 0;
    SfText line = *rest;
    if (*ended) {
        line.length = (gsize)end;
        *rest = (SfText){rest->at + end + 1, rest->length - (gsize)end - 1};
    } else {
        *rest = (SfText){rest->at + rest->length, 0};
    }
    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* Takes one header with its folds: lines that begin with white space (RFC 3261 §7.3.1). */
static SfText take_header(SfText *rest, gboolean *ended)
{
    SfText header = take_line(rest, ended);
    while (*ended && header.length > 0 && rest->length > 0 && is_blank(rest->at[0])) {
        const SfText fold = take_line(rest, ended);
        header.length = (gsize)(fold.at - header.at) + fold.length;
    }
    return header;
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

static gboolean is_version(SfText text)
{
    return text.length == VERSION_LENGTH &&
           g_ascii_strncasecmp(text.at, version, VERSION_LENGTH) == 0;
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase (RFC 3261 §7.2). */
static gboolean read_status_line(SfText line, gboolean ended, SfMessage *message)
{
    enum { DIGITS = 3 };
    const SfText rest = sf_text_trim(sf_text_slice(line, VERSION_LENGTH, G_MAXSIZE));
    if (rest.length < DIGITS || (rest.length > DIGITS && !is_blank(rest.at[DIGITS])) ||
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
    if (!is_version(sf_text_slice(trimmed, end, G_MAXSIZE)) || !is_blank(trimmed.at[end - 1]))
        return FALSE;
    message->method = sf_text_slice(line, 0, (gsize)blank);
    message->request_uri = sf_text_trim(sf_text_slice(trimmed, (gsize)blank, end - (gsize)blank));
    message->is_request = TRUE;
    return message->request_uri.length > 0 && sf_text_is_token(message->method);
}

static gboolean read_start_line(SfText line, gboolean ended, SfMessage *message)
{
    const gboolean is_status = line.length > VERSION_LENGTH &&
                               is_version((SfText){line.at, VERSION_LENGTH}) &&
                               is_blank(line.at[VERSION_LENGTH]);
    return is_status ? read_status_line(line, ended, message) : read_request_line(line, message);
}

/* ---- Headers ---- */

/* CSeq = 1*DIGIT LWS Method (RFC 3261 §20.16). */
static void read_cseq(SfText value, SfMessage *message)
{
    gsize digits = 0;
    while (digits < value.length && g_ascii_isdigit(value.at[digits]))
        digits++;
    if (sf_delta_seconds_parse(sf_text_slice(value, 0, digits), &message->cseq))
        message->cseq_method = sf_text_trim(sf_text_slice(value, digits, G_MAXSIZE));
}

/* Nearly always there is no other parameter, and nothing in it to be puzzled out. */
#define TAG_LENGTH (sizeof ";tag=" - 1)
static gboolean is_tag_alone(SfText params)
{
    return params.length > TAG_LENGTH && memcmp(params.at, ";tag=", TAG_LENGTH) == 0 &&
           sf_skip(params, TAG_LENGTH, SF_KIND_TOKEN) == params.length;
}

/* From and To hold one address (RFC 3261 §20.20, §20.39); its parameters stand behind the last >,
 * or, without brackets, behind the first ; of all. */
static SfText tag_of(SfText value)
{
    gsize start = value.length;
    while (start > 0 && value.at[start - 1] != '>')
        start--;
    if (start == 0)
        start = (gsize)MAX(sf_text_find(value, ';'), 0);
    SfParam tag;
    const SfText params = sf_text_trim(sf_text_slice(value, start, G_MAXSIZE));
    if (params.length == 0)
        return SF_TEXT_NONE;
    if (is_tag_alone(params))
        return sf_text_slice(params, TAG_LENGTH, G_MAXSIZE);
    return sf_param_find(params, "tag", &tag) ? tag.value : SF_TEXT_NONE;
}

/* Of what may come only once, the first counts. */
static void read_single(const SfHeader *header, SfMessage *message)
{
    if (header->name == SF_HEADER_CALL_ID && !sf_text_is_present(message->call_id))
        message->call_id = header->value;
    else if (header->name == SF_HEADER_CSEQ && !sf_text_is_present(message->cseq_method))
        read_cseq(header->value, message);
    else if (header->name == SF_HEADER_FROM && !sf_text_is_present(message->from_tag))
        message->from_tag = tag_of(header->value);
    else if (header->name == SF_HEADER_TO && !sf_text_is_present(message->to_tag))
        message->to_tag = tag_of(header->value);
}

static SfByteRange place_of(const SfWire *wire, SfText part)
{
    if (wire->place.length == 0 || part.length == 0)
        return (SfByteRange){0, 0, 0};
    return (SfByteRange){.source = wire->place.source,
                         .offset = wire->place.offset + (guint)(part.at - wire->bytes.at),
                         .length = (guint)part.length};
}

/* They go into the array by the dozen: one by one costs more than to read them. */
typedef struct {
    GArray *all; /* SfHeader */
    SfHeader some[24];
    guint n_some;
} Headers;

static void store_headers(Headers *headers)
{
    g_array_append_vals(headers->all, headers->some, headers->n_some);
    headers->n_some = 0;
}

static void add_header(Headers *headers, const SfHeader *header)
{
    if (headers->n_some == G_N_ELEMENTS(headers->some))
        store_headers(headers);
    headers->some[headers->n_some++] = *header;
}

/* What a product says of its own in a refusal is only quoted; elsewhere nobody asks for it. */
static gboolean is_private(SfText name, const SfMessage *message)
{
    return !message->is_request && message->status >= 400 && name.length > 2 &&
           g_ascii_strncasecmp(name.at, "X-", 2) == 0;
}

/* header = "name" HCOLON value; white space may stand before the colon (RFC 3261 §25.1). */
static void read_header(const SfWire *wire, SfText line, Headers *headers, SfMessage *message)
{
    const gssize colon = sf_text_find(line, ':');
    if (colon < 1 || is_blank(line.at[0]))
        return;
    SfText name = {line.at, (gsize)colon};
    while (is_blank(name.at[name.length - 1]))
        name.length--;
    SfHeader header = {.name = sf_header_of_name(name)};
    if (header.name == SF_N_HEADERS && is_private(name, message))
        header.name = SF_HEADER_PRIVATE;
    if (header.name == SF_N_HEADERS)
        return;
    header.value = header.name == SF_HEADER_PRIVATE
                       ? sf_text_trim(line)
                       : sf_text_trim(sf_text_slice(line, (gsize)colon + 1, G_MAXSIZE));
    header.place = place_of(wire, header.value);
    add_header(headers, &header);
    read_single(&header, message);
}

/* TRUE where the empty line behind the headers was reached. The last header before a cut may go on
 * behind it, so nobody knows its value. */
static gboolean read_headers(const SfWire *wire, SfText rest, Headers *headers, SfMessage *message)
{
    while (rest.length > 0) {
        gboolean ended;
        const SfText line = take_header(&rest, &ended);
        if (line.length == 0 && ended)
            return TRUE;
        if (wire->ended || rest.length > 0)
            read_header(wire, line, headers, message);
    }
    return FALSE;
}

gboolean sf_message_read(const SfWire *wire, GArray *headers, SfMessage *message)
{
    SfText rest = without_empty_lines(wire->bytes);
    gboolean ended;
    const SfText line = take_line(&rest, &ended);
    g_array_set_size(headers, 0);
    if (!read_start_line(line, ended || wire->ended, message))
        return FALSE;
    Headers read;
    read.all = headers;
    read.n_some = 0;
    message->cut = !read_headers(wire, rest, &read, message) && !wire->ended;
    store_headers(&read);
    message->headers = (const SfHeader *)(gpointer)headers->data;
    message->n_headers = headers->len;
    message->place = wire->place;
    sf_message_read_via(message);
    return TRUE;
}
