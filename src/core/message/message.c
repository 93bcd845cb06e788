/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/message.h"

#include "core/grammar/grammar.h"
#include "core/message/pieces.h"

#include <stddef.h>
#include <string.h>

static const char *const transport_names[] = {
    [SF_TRANSPORT_UNKNOWN] = "", [SF_TRANSPORT_UDP] = "udp", [SF_TRANSPORT_TCP] = "tcp",
    [SF_TRANSPORT_TLS] = "tls",  [SF_TRANSPORT_WS] = "ws",   [SF_TRANSPORT_WSS] = "wss",
    [SF_TRANSPORT_SCTP] = "sctp"};

static const char *const header_names[SF_N_HEADERS] = {
    [SF_HEADER_VIA] = "Via",
    [SF_HEADER_CONTACT] = "Contact",
    [SF_HEADER_REQUIRE] = "Require",
    [SF_HEADER_SUPPORTED] = "Supported",
    [SF_HEADER_PROXY_REQUIRE] = "Proxy-Require",
    [SF_HEADER_UNSUPPORTED] = "Unsupported",
    [SF_HEADER_ALLOW] = "Allow",
    [SF_HEADER_ACCEPT] = "Accept",
    [SF_HEADER_EXPIRES] = "Expires",
    [SF_HEADER_WARNING] = "Warning",
    [SF_HEADER_REASON] = "Reason",
    [SF_HEADER_ROUTE] = "Route",
    [SF_HEADER_RECORD_ROUTE] = "Record-Route",
    [SF_HEADER_SECURITY_CLIENT] = "Security-Client",
    [SF_HEADER_SECURITY_SERVER] = "Security-Server",
    [SF_HEADER_SECURITY_VERIFY] = "Security-Verify",
    [SF_HEADER_SESSION_EXPIRES] = "Session-Expires",
    [SF_HEADER_MIN_SE] = "Min-SE",
    [SF_HEADER_MIN_EXPIRES] = "Min-Expires",
    [SF_HEADER_PATH] = "Path",
    [SF_HEADER_RSEQ] = "RSeq",
    [SF_HEADER_RACK] = "RAck",
    [SF_HEADER_HISTORY_INFO] = "History-Info",
    [SF_HEADER_DIVERSION] = "Diversion",
    [SF_HEADER_REPLACES] = "Replaces",
    [SF_HEADER_JOIN] = "Join",
    [SF_HEADER_IDENTITY] = "Identity",
    [SF_HEADER_ASSERTED_IDENTITY] = "P-Asserted-Identity",
    [SF_HEADER_MAX_FORWARDS] = "Max-Forwards",
    [SF_HEADER_CONTENT_TYPE] = "Content-Type",
    [SF_HEADER_USER_AGENT] = "User-Agent",
    [SF_HEADER_SERVER] = "Server",
    [SF_HEADER_FROM] = "From",
    [SF_HEADER_TO] = "To",
    [SF_HEADER_CALL_ID] = "Call-ID",
    [SF_HEADER_CSEQ] = "CSeq",
    [SF_HEADER_REFER_TO] = "Refer-To",
    [SF_HEADER_WWW_AUTHENTICATE] = "WWW-Authenticate",
    [SF_HEADER_PROXY_AUTHENTICATE] = "Proxy-Authenticate",
    [SF_HEADER_REFERRED_BY] = "Referred-By",
    [SF_HEADER_AUTHORIZATION] = "Authorization",
    [SF_HEADER_PROXY_AUTHORIZATION] = "Proxy-Authorization",
    [SF_HEADER_SUBSCRIPTION_STATE] = "Subscription-State",
    [SF_HEADER_PRIVATE] = "X-",
};

const char *sf_transport_name(SfTransport transport)
{
    return transport_names[transport];
}

const char *sf_header_name(SfHeaderName name)
{
    return header_names[name];
}

/* Where the texts of a message lie that are not headers; one list, so that none is forgotten in a
 * copy. The addresses come first. */
static const gsize own_texts[] = {
    offsetof(SfMessage, source_address), offsetof(SfMessage, destination_address),
    offsetof(SfMessage, method),         offsetof(SfMessage, request_uri),
    offsetof(SfMessage, reason_phrase),  offsetof(SfMessage, call_id),
    offsetof(SfMessage, cseq_method),    offsetof(SfMessage, from_tag),
    offsetof(SfMessage, to_tag),         offsetof(SfMessage, branch),
    offsetof(SfMessage, sent_by),        offsetof(SfMessage, via_transport)};
enum { N_TEXTS = G_N_ELEMENTS(own_texts), N_ADDRESSES = 2 };

static SfText *own_text(SfMessage *message, guint i)
{
    return G_STRUCT_MEMBER_P(message, own_texts[i]);
}

/* Of the first @n. */
static gsize length_of_texts(const SfMessage *message, guint n)
{
    gsize length = 0;
    for (guint i = 0; i < n; i++)
        length += G_STRUCT_MEMBER(const SfText, message, own_texts[i]).length;
    return length;
}

static gsize length_of_headers(const SfMessage *message)
{
    gsize length = 0;
    for (guint i = 0; i < message->n_headers; i++)
        length += message->headers[i].value.length;
    return length;
}

static char *move_text(SfText *text, char *end)
{
    if (!text->at)
        return end;
    memcpy(end, text->at, text->length);
    text->at = end;
    return end + text->length;
}

/* Moves the texts to @end one by one. Returns where the last one ends, as move_bytes(). */
static char *move_texts(SfMessage *message, SfHeader *headers, char *end)
{
    for (guint i = 0; i < N_TEXTS; i++)
        end = move_text(own_text(message, i), end);
    for (guint i = 0; i < message->n_headers; i++)
        end = move_text(&headers[i].value, end);
    return end;
}

/* The same in one piece. */
static char *move_bytes(SfMessage *message, SfHeader *headers, char *end)
{
    const gssize way = end - message->bytes.at;
    memcpy(end, message->bytes.at, message->bytes.length);
    end += message->bytes.length;
    for (guint i = 0; i < N_ADDRESSES; i++)
        end = move_text(own_text(message, i), end);
    for (guint i = N_ADDRESSES; i < N_TEXTS; i++)
        if (own_text(message, i)->at)
            own_text(message, i)->at += way;
    for (guint i = 0; i < message->n_headers; i++)
        headers[i].value.at += way;
    return end;
}

/* Much of a message may be headers that nobody asks for; a few bytes of them do not matter, nor do
 * those of a short message, whose texts are not counted one by one. */
#define SPARE 128
#define SHORT 512

/* @whole: all its bytes. */
static gboolean goes_in_one_piece(const SfMessage *message, gsize whole)
{
    if (message->bytes.length <= SHORT)
        return message->bytes.length > 0;
    return whole <= length_of_texts(message, N_TEXTS) + length_of_headers(message) + SPARE;
}

/* SfMessage is followed by the headers, which need no more alignment than it, and then by text; one
 * byte more, so that even the last one lies inside the block when it is empty. */
static gsize size_of_copy(guint n_headers, gsize texts)
{
    return sizeof(SfMessage) + n_headers * sizeof(SfHeader) + texts + 1;
}

SfMessage *sf_message_copy(const SfMessage *message)
{
    const gsize headers_size = message->n_headers * sizeof(SfHeader);
    const gsize whole = message->bytes.length + length_of_texts(message, N_ADDRESSES);
    const gboolean in_one_piece = goes_in_one_piece(message, whole);
    const gsize texts =
        in_one_piece ? whole : length_of_texts(message, N_TEXTS) + length_of_headers(message);

    SfMessage *copy = sf_piece_take(size_of_copy(message->n_headers, texts));
    SfHeader *headers = (SfHeader *)(copy + 1);
    char *begin = (char *)(headers + message->n_headers);
    *copy = *message;
    if (message->n_headers > 0)
        memcpy(headers, message->headers, headers_size);
    const char *end =
        in_one_piece ? move_bytes(copy, headers, begin) : move_texts(copy, headers, begin);
    copy->bytes = (SfText){begin, (gsize)(end - begin)};
    copy->headers = headers;
    copy->parts = NULL; /* only who is told of the message itself needs them */
    copy->n_parts = 0;
    return copy;
}

void sf_message_free(SfMessage *copy)
{
    if (copy)
        sf_piece_give(copy, size_of_copy(copy->n_headers, copy->bytes.length));
}

const SfHeader *sf_message_header(const SfMessage *message, SfHeaderName name, guint nth)
{
    for (guint i = 0; i < message->n_headers; i++)
        if (message->headers[i].name == name && nth-- == 0)
            return &message->headers[i];
    return NULL;
}

const SfHeader *sf_message_product(const SfMessage *message)
{
    const SfHeader *server =
        message->is_request ? NULL : sf_message_header(message, SF_HEADER_SERVER, 0);
    return server ? server : sf_message_header(message, SF_HEADER_USER_AGENT, 0);
}

SfText sf_message_method(const SfMessage *message)
{
    return message->is_request ? message->method : message->cseq_method;
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060". Without printf(): each message of a story has two. */
static char *address_and_port(SfText address, guint port)
{
    char digits[10];
    gsize first = sizeof digits;
    g_autofree char *host = sf_text_show(address);
    do {
        digits[--first] = (char)('0' + port % 10);
        port /= 10;
    } while (port > 0);
    const gsize length = strlen(host);
    const gboolean is_ipv6 = memchr(host, ':', length) != NULL;
    char *text = g_malloc(length + sizeof digits + sizeof "[]:");
    char *at = text;
    if (is_ipv6)
        *at++ = '[';
    memcpy(at, host, length);
    at += length;
    if (is_ipv6)
        *at++ = ']';
    *at++ = ':';
    memcpy(at, digits + first, sizeof digits - first);
    at[sizeof digits - first] = '\0';
    return text;
}

char *sf_message_source(const SfMessage *message)
{
    return address_and_port(message->source_address, message->source_port);
}

char *sf_message_destination(const SfMessage *message)
{
    return address_and_port(message->destination_address, message->destination_port);
}

SfText sf_message_origin(const SfMessage *message)
{
    if (message->vias <= 1)
        return message->branch;
    for (guint i = message->n_headers; i > 0; i--) {
        SfText rest = message->headers[i - 1].value;
        SfText entry;
        SfText last = SF_TEXT_NONE;
        SfVia via;
        if (message->headers[i - 1].name != SF_HEADER_VIA)
            continue;
        while (sf_list_next(&rest, &entry))
            last = entry;
        return sf_text_is_present(last) && sf_via_parse(last, &via, NULL) ? via.branch
                                                                          : SF_TEXT_NONE;
    }
    return SF_TEXT_NONE;
}

SfText sf_message_parent(const SfMessage *message)
{
    guint left = 1; /* entries above it */
    for (guint i = 0; message->vias > 1 && i < message->n_headers; i++) {
        SfText rest = message->headers[i].value;
        SfText entry;
        SfVia via;
        while (message->headers[i].name == SF_HEADER_VIA && sf_list_next(&rest, &entry))
            if (left-- == 0)
                return sf_via_parse(entry, &via, NULL) ? via.branch : SF_TEXT_NONE;
    }
    return SF_TEXT_NONE;
}

gboolean sf_message_lists(const SfMessage *message, SfHeaderName name, SfText token)
{
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        while (sf_token_next(&rest, &entry, NULL))
            if (sf_text_equal_nocase(entry, token))
                return TRUE;
    }
    return FALSE;
}

gboolean sf_tag_is_for_proxies(SfText tag)
{
    return sf_text_equal_nocase(tag, sf_text("sec-agree")) ||
           sf_text_equal_nocase(tag, sf_text("gin")) ||
           sf_text_equal_nocase(tag, sf_text("privacy"));
}

gboolean sf_message_offers(const SfMessage *request, SfText tag)
{
    return sf_message_lists(request, SF_HEADER_SUPPORTED, tag) ||
           sf_message_lists(request, SF_HEADER_REQUIRE, tag) ||
           (sf_tag_is_for_proxies(tag) && sf_message_lists(request, SF_HEADER_PROXY_REQUIRE, tag));
}

gboolean sf_message_address(const SfMessage *message, SfHeaderName name, SfUri *uri)
{
    const SfHeader *header = sf_message_header(message, name, 0);
    SfNameAddr entry;
    if (!header || !sf_name_addr_parse(header->value, &entry, NULL))
        return FALSE;
    *uri = entry.uri;
    return TRUE;
}
