/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/evidence/anonymize.h"

#include <arpa/inet.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/grammar/strings/string_hash.h"
#include "mask/mask_message.h"
#include "mask/packet.h"

#define MEMORY_DESCRIPTOR 3

typedef struct {
    SfMask *mask;
    GHashTable *sequences; /* "from to" -> guint32, the next byte of that direction */
    gint64 latest;         /* ns */
} Anonymizer;

static const char *text_of(JsonObject *line, const char *name)
{
    return json_object_get_string_member_with_default(line, name, "");
}

static gint64 number_of(JsonObject *line, const char *name)
{
    return json_object_get_int_member_with_default(line, name, 0);
}

static gboolean write_all(const GByteArray *bytes)
{
    return fwrite(bytes->data, 1, bytes->len, stdout) == bytes->len;
}

/* ---- One message ---- */

static gsize read_address(const char *text, guint8 *address)
{
    if (inet_pton(AF_INET, text, address) == 1)
        return 4;
    return inet_pton(AF_INET6, text, address) == 1 ? 16 : 0;
}

/* An address that is not known stays so: 0.0.0.0 is nobody's (RFC 1122 §3.2.1.3). Behind it the
 * usual port, by which Wireshark knows SIP. @return FALSE where they are of two kinds */
static gboolean read_ends(SfMask *mask, JsonObject *line, SfPacket *packet)
{
    const gsize from = read_address(text_of(line, "src"), packet->source);
    const gsize to = read_address(text_of(line, "dst"), packet->destination);

    if (from > 0 && to > 0 && from != to)
        return FALSE;
    packet->address_length = from > 0 ? from : to > 0 ? to : 4;
    packet->source_port = from > 0 ? (guint16)number_of(line, "sport") : 5060;
    packet->destination_port = to > 0 ? (guint16)number_of(line, "dport") : 5060;
    if (from > 0)
        sf_mask_address(mask, packet->source, from);
    if (to > 0)
        sf_mask_address(mask, packet->destination, to);
    return TRUE;
}

static guint32 *sequence_of(Anonymizer *anonymizer, const char *from, const char *to)
{
    g_autofree char *key = g_strconcat(from, " ", to, NULL);
    guint32 *next = (guint32 *)g_hash_table_lookup(anonymizer->sequences, key);
    if (!next) {
        next = g_new(guint32, 1);
        *next = 1;
        g_hash_table_insert(anonymizer->sequences, g_steal_pointer(&key), next);
    }
    return next;
}

static void number_segment(Anonymizer *anonymizer, JsonObject *line, SfPacket *packet, gsize length)
{
    g_autofree char *from =
        g_strdup_printf("%s:%u", text_of(line, "src"), (guint)packet->source_port);
    g_autofree char *to =
        g_strdup_printf("%s:%u", text_of(line, "dst"), (guint)packet->destination_port);
    guint32 *next = sequence_of(anonymizer, from, to);

    packet->sequence = *next;
    packet->acknowledged = *sequence_of(anonymizer, to, from);
    *next += (guint32)length;
}

/* What went through TLS, WebSocket or SCTP stands in UDP, as some recorders write it: its Via tells
 * how it travelled. */
static const char *via_transport(const char *transport)
{
    static const char *const names[] = {"tls", "TLS", "ws", "WS", "wss", "WSS", "sctp", "SCTP"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i += 2)
        if (strcmp(transport, names[i]) == 0)
            return names[i + 1];
    return NULL;
}

static gboolean make_packet(Anonymizer *anonymizer, JsonObject *line, SfPacket *packet,
                            GString *payload)
{
    const char *transport = text_of(line, "transport");
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(text_of(line, "bytes"), &length);

    if (!read_ends(anonymizer->mask, line, packet))
        return FALSE;
    packet->missing = (gsize)MIN(number_of(line, "missing"), 1000);
    packet->kind = strcmp(transport, "tcp") == 0 ? SF_PACKET_TCP : SF_PACKET_UDP;
    if (json_object_get_boolean_member_with_default(line, "quoted", FALSE))
        packet->kind = json_object_get_boolean_member_with_default(line, "closed", FALSE)
                           ? SF_PACKET_CLOSED
                           : SF_PACKET_UNREACHABLE;
    sf_mask_message(anonymizer->mask, (SfText){(const char *)bytes, length},
                    via_transport(transport), payload);
    if (payload->len > SF_PACKET_MOST) {
        g_string_truncate(payload, SF_PACKET_MOST);
        packet->missing = 1;
    }
    return TRUE;
}

/* Each line has its packet, if need be an empty one: sipfix counts on it. */
static gboolean put_message(Anonymizer *anonymizer, JsonObject *line)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GByteArray) block = g_byte_array_new();
    g_autoptr(GString) payload = g_string_new(NULL);
    SfPacket packet = {.kind = SF_PACKET_UDP};
    guint32 length = 0;

    if (make_packet(anonymizer, line, &packet, payload)) {
        if (packet.kind == SF_PACKET_TCP)
            number_segment(anonymizer, line, &packet, payload->len);
        length = sf_packet_append(&packet, payload, bytes);
    }
    anonymizer->latest = number_of(line, "time");
    sf_pcapng_packet(anonymizer->latest, bytes->data, bytes->len, length, block);
    return write_all(block);
}

/* ---- All of them ---- */

/* The capture's last frame is the clock: that nothing came until then says something. */
static gboolean put_end(Anonymizer *anonymizer, JsonObject *run)
{
    g_autoptr(GByteArray) block = g_byte_array_new();
    g_autoptr(GDateTime) end = g_date_time_new_from_iso8601(text_of(run, "last"), NULL);
    gint64 time = anonymizer->latest;

    if (end)
        time =
            (g_date_time_to_unix(end) * G_USEC_PER_SEC + g_date_time_get_microsecond(end)) * 1000;
    sf_pcapng_packet(MAX(time, anonymizer->latest), NULL, 0, 64, block);
    return write_all(block);
}

static gboolean put_line(Anonymizer *anonymizer, const char *text)
{
    g_autoptr(JsonNode) node = json_from_string(text, NULL);

    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return FALSE;
    JsonObject *line = json_node_get_object(node);
    if (json_object_has_member(line, "schema"))
        return put_end(anonymizer, line);
    return put_message(anonymizer, line);
}

static char *recall(int descriptor)
{
    GString *memory = g_string_new(NULL);
    char buffer[4096];
    gssize got;

    lseek(descriptor, 0, SEEK_SET);
    while ((got = read(descriptor, buffer, sizeof buffer)) > 0)
        g_string_append_len(memory, buffer, got);
    return g_string_free(memory, FALSE);
}

static gboolean remember(int descriptor, const char *memory)
{
    gsize length = strlen(memory);
    return lseek(descriptor, 0, SEEK_SET) == 0 && ftruncate(descriptor, 0) == 0 &&
           write(descriptor, memory, length) == (gssize)length;
}

static gboolean put_all(Anonymizer *anonymizer)
{
    g_autoptr(GByteArray) head = g_byte_array_new();
    char *line = NULL;
    size_t room = 0;
    gboolean good = TRUE;

    sf_pcapng_begin(head);
    good = write_all(head);
    while (good && getline(&line, &room, stdin) >= 0)
        good = put_line(anonymizer, line);
    free(line);
    return fflush(stdout) == 0 && good;
}

int sf_anonymize(void)
{
    g_autofree char *memory = recall(MEMORY_DESCRIPTOR);
    Anonymizer anonymizer = {
        .mask = sf_mask_new(),
        .sequences = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, g_free),
    };

    sf_mask_recall(anonymizer.mask, memory);
    gboolean good = put_all(&anonymizer);
    g_autofree char *learned = sf_mask_remember(anonymizer.mask);
    good = remember(MEMORY_DESCRIPTOR, learned) && good;
    sf_mask_free(anonymizer.mask);
    g_hash_table_unref(anonymizer.sequences);
    if (!good)
        fputs("the messages cannot be written anew\n", stderr);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
