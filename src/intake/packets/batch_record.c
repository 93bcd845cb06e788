/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/batch_record.h"

#include "core/message/batch.h"

#include <string.h>

/* libwiretap refuses records above 262,144 bytes. */
#define MOST_BYTES 200000

static GByteArray *batch; /* the head, then the entries */
static guint head;        /* bytes of the head */
static guint entries;

static void append_16(guint number)
{
    const guint8 bytes[] = {(guint8)(number >> 8), (guint8)number};

    g_byte_array_append(batch, bytes, sizeof bytes);
}

/* Two tags, in the byte order of the network: for whom it is, and that no more tags follow. */
static void append_head(const char *word)
{
    enum { DISSECTOR_NAME = 12, END_OF_TAGS = 0 };
    static const char name[] = SF_BATCH_DISSECTOR;

    append_16(DISSECTOR_NAME);
    append_16(sizeof name - 1);
    g_byte_array_append(batch, (const guint8 *)name, sizeof name - 1);
    append_16(END_OF_TAGS);
    append_16(0);
    for (guint i = 0; i < SF_BATCH_WORD; i++) {
        const guint8 byte = (guint8)(g_ascii_xdigit_value(word[(gsize)2 * i]) << 4 |
                                     g_ascii_xdigit_value(word[(gsize)2 * i + 1]));
        g_byte_array_append(batch, &byte, 1);
    }
    head = batch->len;
}

gboolean sf_batch_record_open(void)
{
    const char *word = g_getenv(SF_BATCH_VARIABLE);

    if (!word || strlen(word) != (gsize)2 * SF_BATCH_WORD)
        return FALSE;
    batch = g_byte_array_sized_new(MOST_BYTES);
    append_head(word);
    return TRUE;
}

void sf_batch_record_close(void)
{
    g_clear_pointer(&batch, g_byte_array_unref);
}

gboolean sf_batch_record_has_room(gsize length)
{
    return entries < SF_BATCH_RECORD_ENTRIES &&
           batch->len + sizeof(SfBatchEntry) + length <= MOST_BYTES;
}

/* Each of the two is a few instructions, where its length is known. */
static void copy_address(guint8 *to, const guint8 *from, guint family)
{
    if (family == 6)
        memcpy(to, from, 16);
    else
        memcpy(to, from, 4);
}

void sf_batch_record_add(const SfDatagram *message, gint64 time, gboolean is_lost)
{
    SfBatchEntry entry = {.kind = SF_BATCH_CLOCK, .is_lost = (guint8)is_lost, .time = time};

    if (message) {
        entry.kind = SF_BATCH_MESSAGE;
        entry.family = (guint8)message->family;
        entry.said = (guint8)message->said;
        entry.source_port = message->source_port;
        entry.destination_port = message->destination_port;
        entry.length = (guint32)message->length;
        copy_address(entry.source, message->source, message->family);
        copy_address(entry.destination, message->destination, message->family);
    }
    sf_batch_append(batch, &entry, message ? message->payload : NULL);
    entries++;
}

void sf_batch_record_add_end(gint64 time)
{
    const SfBatchEntry end = {.kind = SF_BATCH_END, .time = time};

    sf_batch_append(batch, &end, NULL);
    entries++;
}

guint sf_batch_record_entries(void)
{
    return entries;
}

const GByteArray *sf_batch_record_bytes(void)
{
    return batch;
}

void sf_batch_record_empty(void)
{
    g_byte_array_set_size(batch, head);
    entries = 0;
}
