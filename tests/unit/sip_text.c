/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_text.h"

#include <string.h>

static SfText tag_of(SfText value)
{
    SfNameAddr entry;
    SfFlaw flaw;
    SfParam tag;
    if (sf_name_addr_parse(value, &entry, &flaw) && sf_param_find(entry.params, "tag", &tag))
        return tag.value;
    return SF_TEXT_NONE;
}

static void add_header(SfMessage *message, GArray *headers, const char *name, const char *value)
{
    if (g_ascii_strcasecmp(name, "Call-ID") == 0)
        message->call_id = sf_text(value);
    if (g_ascii_strcasecmp(name, "From") == 0)
        message->from_tag = tag_of(sf_text(value));
    if (g_ascii_strcasecmp(name, "To") == 0)
        message->to_tag = tag_of(sf_text(value));
    if (g_ascii_strcasecmp(name, "CSeq") == 0) {
        char *method = NULL;
        message->cseq = (guint32)g_ascii_strtoull(value, &method, 10);
        message->cseq_method = sf_text_trim(sf_text(method));
    }
    for (SfHeaderName i = 0; i < SF_N_HEADERS; i++)
        if (g_ascii_strcasecmp(name, sf_header_name(i)) == 0) {
            SfHeader header = {.name = i, .value = sf_text(value)};
            g_array_append_val(headers, header);
        }
}

static void read_first_line(SfMessage *message, char **words)
{
    message->is_request = strcmp(words[0], "SIP/2.0") != 0;
    if (message->is_request) {
        message->method = sf_text(words[0]);
        message->request_uri = sf_text(words[1]);
        return;
    }
    message->status = (guint)g_ascii_strtoull(words[1], NULL, 10);
    message->reason_phrase = sf_text(words[2]);
}

static void set_addresses(SfMessage *message, GArray *headers)
{
    SfText client = sf_text("192.0.2.1");
    SfVia via;
    SfFlaw flaw;
    if (headers->len > 0 && g_array_index(headers, SfHeader, 0).name == SF_HEADER_VIA &&
        sf_via_parse(g_array_index(headers, SfHeader, 0).value, &via, &flaw))
        client = via.sent_by;
    const SfText server = sf_text("198.51.100.20");
    message->source_address = message->is_request ? client : server;
    message->destination_address = message->is_request ? server : client;
    message->source_port = message->destination_port = 5060;
    message->transport = SF_TRANSPORT_UDP;
}

static void add(SfLedger *ledger, guint32 frame, double seconds, const char *text, gboolean cut)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_auto(GStrv) words = g_strsplit(lines[0], " ", 3);
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    SfMessage message = {.frame = frame, .time = (gint64)(seconds * 1e9), .cut = cut};
    read_first_line(&message, words);
    for (guint i = 1; lines[i] && *lines[i]; i++) {
        char *colon = strchr(lines[i], ':');
        *colon = '\0';
        add_header(&message, headers, lines[i], g_strstrip(colon + 1));
    }
    message.headers = (const SfHeader *)headers->data;
    message.n_headers = headers->len;
    set_addresses(&message, headers);
    sf_ledger_frame(ledger, frame, message.time);
    sf_ledger_add(ledger, &message);
}

void sip_text_add(SfLedger *ledger, guint32 frame, double seconds, const char *text)
{
    add(ledger, frame, seconds, text, FALSE);
}

void sip_text_add_cut(SfLedger *ledger, guint32 frame, double seconds, const char *text)
{
    add(ledger, frame, seconds, text, TRUE);
}
