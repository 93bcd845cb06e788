/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/layout/log_ends.h"

#include "core/message/message_read.h"

#include <arpa/inet.h>
#include <string.h>

static gboolean read_ip(SfText text, SfLogEnd *end)
{
    char copy[INET6_ADDRSTRLEN + 1];

    if (text.length == 0 || text.length >= sizeof copy)
        return FALSE;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    copy[strcspn(copy, "%")] = '\0'; /* fe80::1%eth0 */
    if (inet_pton(AF_INET, copy, end->address) == 1)
        end->family = 4;
    else if (inet_pton(AF_INET6, copy, end->address) == 1)
        end->family = 6;
    return end->family != 0;
}

static guint16 read_port(SfText text)
{
    guint port = 0;

    for (gsize i = 0; i < text.length && g_ascii_isdigit(text.at[i]) && port < 65536; i++)
        port = 10 * port + (guint)(text.at[i] - '0');
    return port < 65536 ? (guint16)port : 0;
}

static gssize last_colon(SfText text)
{
    gssize at = (gssize)text.length - 1;

    while (at >= 0 && text.at[at] != ':')
        at--;
    return at;
}

/* Takes the port off "host:port"; a bare IPv6 address has none. */
static SfText take_port(SfText text, SfText *port)
{
    SfLogEnd whole = {.family = 0};
    const gssize colon = last_colon(text);

    if (colon < 0 || (text.length > 0 && text.at[text.length - 1] == ']') || read_ip(text, &whole))
        return text;
    *port = sf_text_slice(text, (gsize)colon + 1, G_MAXSIZE);
    return sf_text_slice(text, 0, (gsize)colon);
}

gboolean sf_log_end_read(SfText text, SfText port, SfLogEnd *end)
{
    *end = (SfLogEnd){.family = 0};
    SfText host = take_port(sf_text_trim(text), &port);
    if (host.length > 2 && host.at[0] == '[' && host.at[host.length - 1] == ']')
        host = sf_text_slice(host, 1, host.length - 2);
    if (!read_ip(host, end))
        return FALSE;
    end->port = read_port(port);
    return TRUE;
}

/* ---- what a message says itself ---- */

static SfText top_via(const SfMessage *message)
{
    const SfHeader *header = message->n_headers > 0 ? message->headers : NULL;

    for (guint i = 0; i < message->n_headers; i++, header++)
        if (header->name == SF_HEADER_VIA)
            return header->value;
    return SF_TEXT_NONE;
}

/* The value of a parameter of the first entry; absent: it has none. */
static SfText parameter(SfText via, const char *name)
{
    const gsize length = strlen(name);
    const gssize comma = sf_text_find(via, ',');
    SfText rest = comma >= 0 ? sf_text_slice(via, 0, (gsize)comma) : via;
    gssize at;

    while ((at = sf_text_find(rest, ';')) >= 0) {
        rest = sf_text_slice(rest, (gsize)at + 1, G_MAXSIZE);
        if (rest.length <= length || g_ascii_strncasecmp(rest.at, name, length) != 0 ||
            rest.at[length] != '=')
            continue;
        const SfText value = sf_text_slice(rest, length + 1, G_MAXSIZE);
        const gssize end = sf_text_find(value, ';');
        return sf_text_trim(end >= 0 ? sf_text_slice(value, 0, (gsize)end) : value);
    }
    return SF_TEXT_NONE;
}

static guint16 usual_port(const SfMessage *message)
{
    return sf_text_equal_nocase(message->via_transport, sf_text("TLS")) ? 5061 : 5060;
}

/* RFC 3261 §18.2.1 and RFC 3581: where it was received from counts before what it calls itself. */
static void read_via(const SfMessage *message, SfLogEnd *end)
{
    const SfText via = top_via(message);
    SfLogEnd received;

    sf_log_end_read(message->sent_by, SF_TEXT_NONE, end);
    if (end->family != 0 && end->port == 0)
        end->port = usual_port(message);
    const SfText rport = parameter(via, "rport");
    if (sf_log_end_read(parameter(via, "received"), SF_TEXT_NONE, &received)) {
        received.port = end->port;
        *end = received;
    }
    if (end->family != 0 && rport.length > 0 && read_port(rport) > 0)
        end->port = read_port(rport);
}

/* ---- both ---- */

void sf_log_ends_read(const SfText *parts, const SfMessage *message, SfLogEnd *source,
                      SfLogEnd *destination)
{
    const gboolean is_out = sf_text_is_present(parts[SF_LOG_OUT]);
    SfLogEnd remote, local;
    const gboolean is_remote =
        sf_log_end_read(parts[SF_LOG_REMOTE], parts[SF_LOG_REMOTE_PORT], &remote);
    const gboolean is_local =
        sf_log_end_read(parts[SF_LOG_LOCAL], parts[SF_LOG_LOCAL_PORT], &local);

    sf_log_end_read(parts[SF_LOG_SOURCE], parts[SF_LOG_SOURCE_PORT], source);
    sf_log_end_read(parts[SF_LOG_DESTINATION], parts[SF_LOG_DESTINATION_PORT], destination);
    if (is_remote)
        *(is_out ? destination : source) = remote;
    if (is_local)
        *(is_out ? source : destination) = local;
    if (message->is_request && source->family == 0)
        read_via(message, source);
    if (!message->is_request && destination->family == 0)
        read_via(message, destination);
    /* A pair is of one kind, or the packet that is made of it is none. */
    if (source->family != 0 && destination->family != 0 && source->family != destination->family)
        *(is_out == message->is_request ? source : destination) = (SfLogEnd){.family = 0};
}

gboolean sf_log_is_hidden(SfText text)
{
    static const char *const masks[] = {"xx", "XX", ".x", ".X", "**", "##", "idden", "HIDDEN"};
    SfLogEnd end;

    if (text.length == 0 || sf_log_end_read(text, SF_TEXT_NONE, &end))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(masks); i++)
        if (memmem(text.at, text.length, masks[i], strlen(masks[i])))
            return TRUE;
    return FALSE;
}
