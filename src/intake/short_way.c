/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/short_way.h"

#include "core/message/batch.h"
#include "intake/plain_sip.h"
#include "intake/writer.h"

#include <string.h>

/* What Wireshark's dissector of exported PDUs costs is shared by so many. libwiretap refuses
 * records above 262,144 bytes. */
#define MOST_ENTRIES 64
#define MOST_BYTES   200000

#define NANOSECONDS G_GINT64_CONSTANT(1000000000)

static gboolean is_open;
static GByteArray *batch; /* the head, then the entries */
static guint head;        /* bytes of the head */
static guint entries;
static gint64 latest; /* time of the last entry */

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

void sf_short_way_open(void)
{
    const char *word = g_getenv(SF_BATCH_VARIABLE);

    if (!word || strlen(word) != (gsize)2 * SF_BATCH_WORD)
        return;
    batch = g_byte_array_sized_new(MOST_BYTES);
    append_head(word);
    is_open = TRUE;
}

void sf_short_way_close(void)
{
    is_open = FALSE;
    g_clear_pointer(&batch, g_byte_array_unref);
}

/* Others' times are clamped and corrected on the long way. */
gboolean sf_short_way_may(const SfRecord *record)
{
    const nstime_t *time = &record->rec.ts;

    return is_open && (record->rec.presence_flags & WTAP_HAS_TS) != 0 && time->secs >= 0 &&
           (guint64)time->secs < G_MAXUINT32 && time->nsecs >= 0 && time->nsecs < NANOSECONDS;
}

void sf_short_way_heed(const SfDatagram *seen)
{
    if (sf_port_opens_others(seen->source_port) || sf_port_opens_others(seen->destination_port))
        is_open = FALSE;
}

static void add(const SfDatagram *message, gint64 time, gboolean is_lost)
{
    SfBatchEntry entry = {.kind = SF_BATCH_CLOCK, .is_lost = (guint8)is_lost, .time = time};

    if (message) {
        const gsize size = message->family == 6 ? 16 : 4;
        entry.kind = SF_BATCH_MESSAGE;
        entry.family = (guint8)message->family;
        entry.said = (guint8)message->said;
        entry.source_port = message->source_port;
        entry.destination_port = message->destination_port;
        entry.length = (guint32)message->length;
        memcpy(entry.source, message->source, size);
        memcpy(entry.destination, message->destination, size);
    }
    sf_batch_append(batch, &entry, message ? message->payload : NULL);
    entries++;
    latest = time;
}

char *sf_short_way_put(const SfRecord *record, const SfDatagram *message, guint64 *frame)
{
    const gsize more = sizeof(SfBatchEntry) + (message ? message->length : 0);
    char *trouble =
        entries == MOST_ENTRIES || batch->len + more > MOST_BYTES ? sf_short_way_flush() : NULL;

    if (trouble)
        return trouble;
    gboolean is_lost;
    *frame = sf_writer_skip(&is_lost);
    add(message, (gint64)record->rec.ts.secs * NANOSECONDS + record->rec.ts.nsecs, is_lost);
    return NULL;
}

char *sf_short_way_end(void)
{
    const SfBatchEntry end = {.kind = SF_BATCH_END, .time = latest};
    char *trouble = sf_short_way_flush();

    if (trouble || !batch)
        return trouble;
    sf_batch_append(batch, &end, NULL);
    entries++;
    return sf_short_way_flush();
}

char *sf_short_way_flush(void)
{
    if (entries == 0)
        return NULL;
    char *trouble = sf_writer_put_exported(batch->data, batch->len, latest);
    g_byte_array_set_size(batch, head);
    entries = 0;
    return trouble;
}
