/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/plain_pcap.h"

#include <errno.h>
#include <unistd.h>

/* How the file begins, and each record, in the byte order of who wrote it. */
typedef struct {
    guint32 magic;
    guint16 major;
    guint16 minor;
    guint32 unused[3];
    guint32 link;
} SfPcapHead;

typedef struct {
    guint32 seconds;
    guint32 fraction;
    guint32 captured; /* bytes that follow */
    guint32 length;   /* on the wire */
} SfPcapRecord;

/* What is read at once stays in the cache of a processor until it is looked into. */
#define CHUNK 131072
#define ROOM  (sizeof(SfPcapRecord) + WTAP_MAX_PACKET_SIZE_STANDARD + CHUNK)

struct SfPlainPcap {
    int descriptor;
    guint32 fractions;     /* in a second */
    guint32 nanoseconds;   /* in a fraction */
    wtap_packet_header of; /* what all its packets say, but for their lengths */
    int precision;
    gint64 place; /* in the file, of what is read next */
    gboolean is_at_end;
    gsize at, end; /* what is left of bytes */
    guint8 bytes[ROOM];
};

/* That the bytes of a packet are as they stand in the file, and nothing else is: of some links
 * libwiretap takes what comes before the packet for itself. */
static gboolean is_plain_link(int encap)
{
    switch (encap) {
    case WTAP_ENCAP_ETHERNET:
    case WTAP_ENCAP_SLL:
    case WTAP_ENCAP_SLL2:
    case WTAP_ENCAP_RAW_IP:
    case WTAP_ENCAP_RAW_IP4:
    case WTAP_ENCAP_RAW_IP6:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Before version 2.4 the two lengths stood the other way round; a file of the other byte order is
 * rare. */
static gboolean read_head(SfPlainPcap *pcap)
{
    enum { MICROSECONDS = 1000000, NANOSECONDS = 1000000000 };
    static const guint32 micro = 0xa1b2c3d4, nano = 0xa1b23c4d;
    SfPcapHead head;

    if (pread(pcap->descriptor, &head, sizeof head, 0) != sizeof head ||
        (head.magic != micro && head.magic != nano) || head.major != 2 || head.minor != 4)
        return FALSE;
    pcap->fractions = head.magic == nano ? NANOSECONDS : MICROSECONDS;
    pcap->nanoseconds = NANOSECONDS / pcap->fractions;
    pcap->place = sizeof head;
    return TRUE;
}

/* @return whether so many bytes are there now */
static gboolean fill(SfPlainPcap *pcap, gsize needed)
{
    const gsize left = pcap->end - pcap->at;

    memmove(pcap->bytes, pcap->bytes + pcap->at, left);
    pcap->at = 0;
    pcap->end = left;
    while (pcap->end < needed && !pcap->is_at_end) {
        const gsize room = MIN(sizeof pcap->bytes - pcap->end, MAX(CHUNK, needed - pcap->end));
        const gssize got = pread(pcap->descriptor, pcap->bytes + pcap->end, room, pcap->place);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FALSE;
        pcap->is_at_end = got == 0;
        pcap->end += (gsize)got;
        pcap->place += got;
    }
    return pcap->end >= needed;
}

static inline gboolean has(SfPlainPcap *pcap, gsize needed)
{
    return pcap->end - pcap->at >= needed || fill(pcap, needed);
}

/* What a damaged file shows first. */
static gboolean is_usual(const SfPlainPcap *pcap, const SfPcapRecord *head)
{
    return head->seconds <= G_MAXINT32 && head->fraction < pcap->fractions &&
           head->captured <= head->length && head->captured <= WTAP_MAX_PACKET_SIZE_STANDARD;
}

static void make_record(const SfPlainPcap *pcap, const SfPcapRecord *head, SfRecord *record)
{
    const gint64 second = G_GINT64_CONSTANT(1000000000);
    const gint64 time = head->seconds * second + (gint64)head->fraction * pcap->nanoseconds;
    wtap_packet_header *packet = &record->rec.rec_header.packet_header;

    sf_record_make(record, pcap->of.pkt_encap, time, pcap->bytes + pcap->at + sizeof *head,
                   head->captured);
    record->rec.tsprec = pcap->precision;
    packet->pseudo_header = pcap->of.pseudo_header;
    packet->len = head->length;
}

SfPlainStep sf_plain_pcap_next(SfPlainPcap *pcap, SfRecord *record)
{
    SfPcapRecord head;

    if (!has(pcap, sizeof head))
        return pcap->is_at_end && pcap->end == 0 ? SF_PLAIN_END : SF_PLAIN_UNUSUAL;
    memcpy(&head, pcap->bytes + pcap->at, sizeof head);
    if (!is_usual(pcap, &head) || !has(pcap, sizeof head + head.captured))
        return SF_PLAIN_UNUSUAL;
    make_record(pcap, &head, record);
    pcap->at += sizeof head + head.captured;
    return SF_PLAIN_RECORD;
}

static gboolean is_same(const wtap_rec *a, const wtap_rec *b)
{
    const wtap_packet_header *one = &a->rec_header.packet_header;
    const wtap_packet_header *other = &b->rec_header.packet_header;

    return a->presence_flags == b->presence_flags && a->ts.secs == b->ts.secs &&
           a->ts.nsecs == b->ts.nsecs && one->caplen == other->caplen && one->len == other->len;
}

/* Whether we read the first record as libwiretap did. */
static gboolean agrees(SfPlainPcap *pcap, const SfRecord *first)
{
    SfRecord ours;

    sf_record_init(&ours);
    const gboolean is_agreed =
        sf_plain_pcap_next(pcap, &ours) == SF_PLAIN_RECORD && is_same(&ours.rec, &first->rec);
    sf_record_clear(&ours);
    return is_agreed;
}

SfPlainPcap *sf_plain_pcap_new(int descriptor, const SfRecord *first)
{
    if (first->rec.rec_type != REC_TYPE_PACKET ||
        !is_plain_link(first->rec.rec_header.packet_header.pkt_encap))
        return NULL;
    SfPlainPcap *pcap = g_new(SfPlainPcap, 1);
    pcap->descriptor = descriptor;
    pcap->of = first->rec.rec_header.packet_header;
    pcap->precision = first->rec.tsprec;
    pcap->is_at_end = FALSE;
    pcap->at = pcap->end = 0;
    if (read_head(pcap) && agrees(pcap, first))
        return pcap;
    sf_plain_pcap_free(pcap);
    return NULL;
}

void sf_plain_pcap_free(SfPlainPcap *pcap)
{
    g_free(pcap);
}
