/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/sieve.h"

#include "intake/capture/frame_ranges.h"
#include "intake/capture/writer.h"
#include "intake/packets/media.h"
#include "intake/packets/plain_sip.h"
#include "intake/packets/short_way.h"

/* What is to become of a packet. */
typedef enum { LEFT_OUT, SHORT_WAY, LONG_WAY } Way;

static gboolean all;
static gboolean each;
static SfRecord *kept;      /* the latest frame left out since the last one written */
static guint64 kept_number; /* in its file; 0: there is none */

void sf_sieve_open(SfSieveMode mode)
{
    all = mode == SF_SIEVE_ALL;
    each = mode == SF_SIEVE_EACH;
    if (mode == SF_SIEVE_SHORT || each)
        sf_short_way_open();
    kept = sf_record_new();
}

void sf_sieve_close(void)
{
    sf_short_way_close();
    g_clear_pointer(&kept, sf_record_free);
}

/* Hardly anybody asks for the body of what goes the short way, so it stays here. */
static gboolean is_short(SfReader *reader)
{
    SfDatagram *message = &reader->datagram;

    if (!sf_short_way_may(reader->record))
        return FALSE;
    /* A message of a log is in no packet that a dissector would have to look into. */
    const gsize length = reader->log ? sf_plain_sip_in_bytes(message->payload, message->length)
                                     : sf_plain_sip_in(message);
    if (length > 0)
        message->length = sf_plain_sip_kept(message->payload, message->length, length);
    return length > 0;
}

/* Of a packet that was cut by its snapshot length nobody knows what it was. */
static Way way_of(SfReader *reader)
{
    const SfDatagram *datagram = &reader->datagram;

    if (reader->log)
        return !reader->message.is_cut && is_short(reader) ? SHORT_WAY : LONG_WAY;
    if (reader->is_datagram && sf_datagram_is_media(datagram))
        return LEFT_OUT;
    if (reader->is_datagram && is_short(reader))
        return SHORT_WAY;
    sf_short_way_heed(datagram);
    return LONG_WAY;
}

/* As nstime_cmp() says of times that are set, without a call for each packet that is left out. */
static gboolean is_later(const SfRecord *a, const SfRecord *b)
{
    const nstime_t *one = &a->rec.ts;
    const nstime_t *other = &b->rec.ts;

    return one->secs != other->secs ? one->secs > other->secs : one->nsecs > other->nsecs;
}

static void change_places(SfReader *reader)
{
    SfRecord *record = reader->record;

    reader->record = kept;
    kept = record;
}

static char *note(char *trouble, guint64 frame, guint64 number, SfSifted *sifted)
{
    if (!trouble && frame > 0) {
        sf_frame_ranges_note(frame, number);
        sifted->written++;
    }
    return trouble;
}

static char *write_record(SfReader *reader, guint64 number, SfSifted *sifted)
{
    guint64 frame = 0;
    char *trouble = sf_short_way_flush();

    if (!trouble)
        trouble = sf_writer_put(reader, NULL, &frame);
    return note(trouble, frame, number, sifted);
}

static char *write_shortly(SfReader *reader, const SfDatagram *message, guint64 number,
                           SfSifted *sifted)
{
    guint64 frame = 0;
    char *trouble = sf_short_way_put(reader->record, message, &frame);

    return note(trouble, frame, number, sifted);
}

static char *write_kept(SfReader *reader, SfSifted *sifted)
{
    change_places(reader);
    char *trouble = sf_short_way_may(reader->record)
                        ? write_shortly(reader, NULL, kept_number, sifted)
                        : write_record(reader, kept_number, sifted);
    change_places(reader);
    sifted->left_out--;
    kept_number = 0;
    return trouble;
}

char *sf_sieve_put(SfReader *reader, SfSifted *sifted)
{
    const Way way = all ? LONG_WAY : way_of(reader);

    sf_writer_lose(reader->lost_here);
    if (way == LEFT_OUT) {
        sifted->left_out++;
        if (kept_number == 0 || !is_later(kept, reader->record)) {
            change_places(reader);
            kept_number = reader->records;
        }
        return NULL;
    }
    if (kept_number > 0 && is_later(kept, reader->record)) {
        char *trouble = write_kept(reader, sifted);
        if (trouble)
            return trouble;
    }
    kept_number = 0;
    return way == SHORT_WAY ? write_shortly(reader, &reader->datagram, reader->records, sifted)
                            : write_record(reader, reader->records, sifted);
}

char *sf_sieve_end(SfReader *reader, SfSifted *sifted)
{
    char *trouble = kept_number > 0 ? write_kept(reader, sifted) : NULL;

    return trouble ? trouble : sf_short_way_flush();
}

char *sf_sieve_end_capture(gboolean *more)
{
    *more = TRUE;
    if (!each)
        return NULL;
    char *trouble = sf_short_way_end();

    *more = sf_writer_restart();
    return trouble;
}

gboolean sf_sieve_is_each(void)
{
    return each;
}
