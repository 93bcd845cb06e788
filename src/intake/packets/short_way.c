/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/short_way.h"

#include "intake/capture/writer.h"
#include "intake/packets/batch_record.h"
#include "intake/packets/plain_sip.h"

#define NANOSECONDS G_GINT64_CONSTANT(1000000000)

static gboolean has_record, is_open;
static gint64 latest; /* time of the last entry */

void sf_short_way_open(void)
{
    has_record = is_open = sf_batch_record_open();
}

void sf_short_way_close(void)
{
    has_record = is_open = FALSE;
    sf_batch_record_close();
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

char *sf_short_way_put(const SfRecord *record, const SfDatagram *message, guint64 *frame)
{
    char *trouble =
        sf_batch_record_has_room(message ? message->length : 0) ? NULL : sf_short_way_flush();

    if (trouble)
        return trouble;
    gboolean is_lost;
    *frame = sf_writer_skip(&is_lost);
    latest = (gint64)record->rec.ts.secs * NANOSECONDS + record->rec.ts.nsecs;
    sf_batch_record_add(message, latest, is_lost);
    return NULL;
}

char *sf_short_way_end(void)
{
    char *trouble = sf_short_way_flush();

    if (trouble || !has_record)
        return trouble;
    sf_batch_record_add_end(latest);
    return sf_short_way_flush();
}

char *sf_short_way_flush(void)
{
    if (sf_batch_record_entries() == 0)
        return NULL;
    const GByteArray *bytes = sf_batch_record_bytes();
    char *trouble = sf_writer_put_exported(bytes->data, bytes->len, latest);
    sf_batch_record_empty();
    return trouble;
}
