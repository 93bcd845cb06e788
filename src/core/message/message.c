/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/message.h"

#include "core/grammar/grammar.h"

#include <string.h>

static const char *const transport_names[] = {
    [SF_TRANSPORT_UNKNOWN] = "", [SF_TRANSPORT_UDP] = "udp", [SF_TRANSPORT_TCP] = "tcp",
    [SF_TRANSPORT_TLS] = "tls",  [SF_TRANSPORT_WS] = "ws",   [SF_TRANSPORT_WSS] = "wss",
    [SF_TRANSPORT_SCTP] = "sctp"};

#define NAME(name)                                                                                 \
    {                                                                                              \
        name, sizeof(name) - 1                                                                     \
    }
static const struct {
    const char *name;
    gsize length;
} header_names[SF_N_HEADERS] = {
    [SF_HEADER_VIA] = NAME("Via"),
    [SF_HEADER_CONTACT] = NAME("Contact"),
    [SF_HEADER_REQUIRE] = NAME("Require"),
    [SF_HEADER_SUPPORTED] = NAME("Supported"),
    [SF_HEADER_PROXY_REQUIRE] = NAME("Proxy-Require"),
    [SF_HEADER_UNSUPPORTED] = NAME("Unsupported"),
    [SF_HEADER_ALLOW] = NAME("Allow"),
    [SF_HEADER_ACCEPT] = NAME("Accept"),
    [SF_HEADER_EXPIRES] = NAME("Expires"),
    [SF_HEADER_WARNING] = NAME("Warning"),
    [SF_HEADER_REASON] = NAME("Reason"),
    [SF_HEADER_ROUTE] = NAME("Route"),
    [SF_HEADER_RECORD_ROUTE] = NAME("Record-Route"),
    [SF_HEADER_SECURITY_CLIENT] = NAME("Security-Client"),
    [SF_HEADER_SECURITY_SERVER] = NAME("Security-Server"),
    [SF_HEADER_SECURITY_VERIFY] = NAME("Security-Verify"),
    [SF_HEADER_SESSION_EXPIRES] = NAME("Session-Expires"),
    [SF_HEADER_MIN_SE] = NAME("Min-SE"),
    [SF_HEADER_MIN_EXPIRES] = NAME("Min-Expires"),
    [SF_HEADER_PATH] = NAME("Path"),
    [SF_HEADER_RSEQ] = NAME("RSeq"),
    [SF_HEADER_RACK] = NAME("RAck"),
    [SF_HEADER_HISTORY_INFO] = NAME("History-Info"),
    [SF_HEADER_DIVERSION] = NAME("Diversion"),
    [SF_HEADER_REPLACES] = NAME("Replaces"),
    [SF_HEADER_JOIN] = NAME("Join"),
    [SF_HEADER_IDENTITY] = NAME("Identity"),
    [SF_HEADER_ASSERTED_IDENTITY] = NAME("P-Asserted-Identity"),
    [SF_HEADER_MAX_FORWARDS] = NAME("Max-Forwards"),
    [SF_HEADER_CONTENT_TYPE] = NAME("Content-Type"),
    [SF_HEADER_USER_AGENT] = NAME("User-Agent"),
    [SF_HEADER_SERVER] = NAME("Server"),
    [SF_HEADER_FROM] = NAME("From"),
    [SF_HEADER_TO] = NAME("To"),
    [SF_HEADER_CALL_ID] = NAME("Call-ID"),
    [SF_HEADER_CSEQ] = NAME("CSeq"),
    [SF_HEADER_PRIVATE] = NAME("X-"),
};
#undef NAME

const char *sf_transport_name(SfTransport transport)
{
    return transport_names[transport];
}

const char *sf_header_name(SfHeaderName name)
{
    return header_names[name].name;
}

/* The compact forms of those headers that count (RFC 3261 §7.3.3, RFC 4028 §4). */
static const struct {
    char letter;
    SfHeaderName name;
} compact_forms[] = {
    {'C', SF_HEADER_CONTENT_TYPE}, {'F', SF_HEADER_FROM},
    {'I', SF_HEADER_CALL_ID},      {'K', SF_HEADER_SUPPORTED},
    {'M', SF_HEADER_CONTACT},      {'T', SF_HEADER_TO},
    {'V', SF_HEADER_VIA},          {'X', SF_HEADER_SESSION_EXPIRES},
};

static SfHeaderName header_of_letter(char letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(compact_forms); i++)
        if (compact_forms[i].letter == letter)
            return compact_forms[i].name;
    return SF_N_HEADERS;
}

/* Of every header of every message it is asked which one it is. Length and three letters tell the
 * place where to look; names that share one stand behind each other. */
enum { LONGEST_NAME = 19, PLACES = 256 };
static guint8 places[PLACES]; /* SfHeaderName + 1; 0: free */

static guint place_of(SfText name)
{
    const guint first = (guchar)sf_lower(name.at[0]);
    const guint middle = (guchar)sf_lower(name.at[name.length / 2]);
    const guint last = (guchar)sf_lower(name.at[name.length - 1]);
    return (first * 7 + middle * 59 + last * 31 + (guint)name.length * 13) % PLACES;
}

static void place_names(void)
{
    for (SfHeaderName name = 0; name < SF_N_HEADERS; name++) {
        const SfText text = {header_names[name].name, header_names[name].length};
        g_assert(text.length <= LONGEST_NAME);
        if (text.length == 0)
            continue;
        guint place = place_of(text);
        while (places[place] != 0)
            place = (place + 1) % PLACES;
        places[place] = (guint8)(name + 1);
    }
}

SfHeaderName sf_header_of_name(SfText text)
{
    static gboolean are_placed;
    if (text.length == 1)
        return header_of_letter(g_ascii_toupper(text.at[0]));
    if (text.length == 0 || text.length > LONGEST_NAME)
        return SF_N_HEADERS;
    if (!are_placed)
        place_names();
    are_placed = TRUE;
    for (guint place = place_of(text); places[place] != 0; place = (place + 1) % PLACES) {
        const SfHeaderName name = (SfHeaderName)(places[place] - 1);
        const SfText known = {header_names[name].name, header_names[name].length};
        if (sf_text_equal(text, known) || sf_text_equal_nocase(text, known))
            return name;
    }
    return SF_N_HEADERS;
}

/* The texts of a message that are not headers; one list, so that none is forgotten in a copy. */
#define N_TEXTS 12
static void own_texts(SfMessage *message, SfText *texts[N_TEXTS])
{
    SfText *all[N_TEXTS] = {&message->source_address, &message->destination_address,
                            &message->method,         &message->request_uri,
                            &message->reason_phrase,  &message->call_id,
                            &message->cseq_method,    &message->from_tag,
                            &message->to_tag,         &message->branch,
                            &message->sent_by,        &message->via_transport};
    memcpy(texts, all, sizeof all);
}

static void move_text(SfText *text, char **end)
{
    if (!text->at)
        return;
    memcpy(*end, text->at, text->length);
    text->at = *end;
    *end += text->length;
}

SfMessage *sf_message_copy(const SfMessage *message)
{
    SfMessage shape = *message;
    SfText *texts[N_TEXTS];
    own_texts(&shape, texts);

    const gsize headers_size = message->n_headers * sizeof(SfHeader);
    gsize bytes = 1; /* so that even the last text lies inside the block when it is empty */
    for (guint i = 0; i < N_TEXTS; i++)
        bytes += texts[i]->length;
    for (guint i = 0; i < message->n_headers; i++)
        bytes += message->headers[i].value.length;

    /* SfMessage is followed by the headers, which need no more alignment than it, and then by text.
     */
    SfMessage *copy = g_malloc(sizeof(SfMessage) + headers_size + bytes);
    SfHeader *headers = (SfHeader *)(copy + 1);
    char *end = (char *)(headers + message->n_headers);

    *copy = *message;
    own_texts(copy, texts);
    for (guint i = 0; i < N_TEXTS; i++)
        move_text(texts[i], &end);
    for (guint i = 0; i < message->n_headers; i++) {
        headers[i] = message->headers[i];
        move_text(&headers[i].value, &end);
    }
    copy->headers = headers;
    copy->parts = NULL; /* only who is told of the message itself needs them */
    copy->n_parts = 0;
    return copy;
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

static guint count_entries(SfText value)
{
    if (value.length > 0 && sf_text_find(value, ',') < 0)
        return 1;
    guint entries = 0;
    SfNameAddr entry; /* it is none, but is split at the same commas */
    while (sf_name_addr_next(&value, &entry, NULL))
        entries++;
    return entries;
}

void sf_message_read_via(SfMessage *message)
{
    const SfHeader *header = sf_message_header(message, SF_HEADER_VIA, 0);
    SfVia top;
    message->branch = message->sent_by = message->via_transport = SF_TEXT_NONE;
    message->vias = 0;
    if (!header || !sf_via_parse(header->value, &top, NULL))
        return;
    message->branch = top.branch;
    message->sent_by = top.sent_by;
    message->via_transport = top.transport;
    for (const SfHeader *end = message->headers + message->n_headers; header < end; header++)
        if (header->name == SF_HEADER_VIA)
            message->vias += count_entries(header->value);
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
