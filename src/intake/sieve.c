/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/sieve.h"

#include "intake/frame_ranges.h"
#include "intake/media.h"
#include "intake/writer.h"

static gboolean all;
static SfRecord kept;       /* the latest frame left out since the last one written */
static guint64 kept_number; /* in its file; 0: there is none */

void sf_sieve_open(gboolean everything)
{
    all = everything;
    sf_record_init(&kept);
}

void sf_sieve_close(void)
{
    sf_record_clear(&kept);
}

static SfLink link_of(int encap)
{
    switch (encap) {
    case WTAP_ENCAP_ETHERNET:
        return SF_LINK_ETHERNET;
    case WTAP_ENCAP_SLL:
        return SF_LINK_COOKED;
    case WTAP_ENCAP_SLL2:
        return SF_LINK_COOKED_2;
    case WTAP_ENCAP_RAW_IP:
    case WTAP_ENCAP_RAW_IP4:
    case WTAP_ENCAP_RAW_IP6:
        return SF_LINK_IP;
    case WTAP_ENCAP_NULL:
    case WTAP_ENCAP_LOOP:
        return SF_LINK_LOOPBACK;
    case WTAP_ENCAP_PPP:
    case WTAP_ENCAP_PPP_WITH_PHDR:
        return SF_LINK_PPP;
    default:
        return SF_LINK_OTHER;
    }
}

/* Of a packet that was cut by its snapshot length nobody knows what it was. */
static gboolean is_media(SfRecord *record)
{
    const wtap_packet_header *packet = &record->rec.rec_header.packet_header;

    if (packet->caplen != packet->len)
        return FALSE;
    return sf_media_only(link_of(packet->pkt_encap), sf_record_bytes(record), packet->caplen);
}

static gboolean is_later(const SfRecord *a, const SfRecord *b)
{
    return nstime_cmp(&a->rec.ts, &b->rec.ts) > 0;
}

static void change_places(SfReader *reader)
{
    SfRecord record = reader->record;

    reader->record = kept;
    kept = record;
}

static char *write_record(SfReader *reader, guint64 number, SfSifted *sifted)
{
    guint64 frame = 0;
    char *trouble = sf_writer_put(reader, NULL, &frame);

    if (!trouble && frame > 0) {
        sf_frame_ranges_note(frame, number);
        sifted->written++;
    }
    return trouble;
}

static char *write_kept(SfReader *reader, SfSifted *sifted)
{
    change_places(reader);
    char *trouble = write_record(reader, kept_number, sifted);
    change_places(reader);
    sifted->left_out--;
    kept_number = 0;
    return trouble;
}

/* How many packets were lost before this one, as the capture says. */
static guint64 lost_before(const SfReader *reader)
{
    guint64 lost = 0;
    wtap_block_t options = reader->record.rec.block;

    if (!options || wtap_block_get_uint64_option_value(options, OPT_PKT_DROPCOUNT, &lost) !=
                        WTAP_OPTTYPE_SUCCESS)
        return 0;
    return lost;
}

char *sf_sieve_put(SfReader *reader, SfSifted *sifted)
{
    sf_writer_lose(lost_before(reader));
    if (!all && is_media(&reader->record)) {
        sifted->left_out++;
        if (kept_number == 0 || !is_later(&kept, &reader->record)) {
            change_places(reader);
            kept_number = reader->records;
        }
        return NULL;
    }
    if (kept_number > 0 && is_later(&kept, &reader->record)) {
        char *trouble = write_kept(reader, sifted);
        if (trouble)
            return trouble;
    }
    kept_number = 0;
    return write_record(reader, reader->records, sifted);
}

char *sf_sieve_end(SfReader *reader, SfSifted *sifted)
{
    return kept_number > 0 ? write_kept(reader, sifted) : NULL;
}
