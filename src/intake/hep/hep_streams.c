/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/hep/hep_streams.h"

#include "intake/hep/hep.h"

#include <string.h>

#define MOST_STREAMS 256
#define MOST_EARLY   65536 /* bytes that came before what is in front of them */

/* What says whose a segment is. */
typedef struct {
    guint8 addresses[2][16];
    guint16 ports[2];
    guint16 family;
} SfHepKey;

typedef struct {
    SfHepKey key;
    GByteArray *waiting; /* in order, not yet whole */
    gsize used;          /* of it, by the packet that was lent */
    guint32 next;        /* the sequence number behind it */
    GPtrArray *early;    /* SfEarly */
    gsize early_bytes;
    guint64 last; /* when it was met: the oldest makes room */
} SfHepStream;

typedef struct {
    guint32 sequence;
    GBytes *bytes;
} SfEarly;

struct SfHepStreams {
    GHashTable *all; /* SfHepKey of the stream -> SfHepStream */
    SfHepStream *current;
    guint64 now;
};

static guint key_hash(gconstpointer data)
{
    const SfHepKey *key = data;
    const guint8 *bytes = (const guint8 *)data;
    guint hash = 2166136261U;

    for (gsize i = 0; i < sizeof *key; i++)
        hash = (hash ^ bytes[i]) * 16777619U;
    return hash;
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(SfHepKey)) == 0;
}

static void early_free(gpointer data)
{
    SfEarly *early = data;
    g_bytes_unref(early->bytes);
    g_free(early);
}

static void stream_free(gpointer data)
{
    SfHepStream *stream = data;
    g_byte_array_unref(stream->waiting);
    g_ptr_array_unref(stream->early);
    g_free(stream);
}

SfHepStreams *sf_hep_streams_new(void)
{
    SfHepStreams *streams = g_new0(SfHepStreams, 1);

    streams->all = g_hash_table_new_full(key_hash, key_equal, NULL, stream_free);
    return streams;
}

void sf_hep_streams_free(SfHepStreams *streams)
{
    if (!streams)
        return;
    g_hash_table_unref(streams->all);
    g_free(streams);
}

/* ---- streams ---- */

static SfHepKey key_of(const SfHepSegment *segment)
{
    const gsize size = segment->family == 6 ? 16 : 4;
    SfHepKey key;

    memset(&key, 0, sizeof key); /* what lies between its members, too */
    memcpy(key.addresses[0], segment->source, size);
    memcpy(key.addresses[1], segment->destination, size);
    key.ports[0] = segment->source_port;
    key.ports[1] = segment->destination_port;
    key.family = (guint16)segment->family;
    return key;
}

static void drop(SfHepStreams *streams, SfHepStream *stream)
{
    if (streams->current == stream)
        streams->current = NULL;
    g_hash_table_remove(streams->all, &stream->key);
}

static void make_room(SfHepStreams *streams)
{
    SfHepStream *oldest = NULL;
    GHashTableIter iter;
    gpointer value;

    if (g_hash_table_size(streams->all) < MOST_STREAMS)
        return;
    g_hash_table_iter_init(&iter, streams->all);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        SfHepStream *stream = value;
        if (!oldest || stream->last < oldest->last)
            oldest = stream;
    }
    drop(streams, oldest);
}

static gboolean begins_a_packet(const SfHepSegment *segment)
{
    return sf_hep_length(segment->bytes, segment->length) > 0;
}

static SfHepStream *take_up(SfHepStreams *streams, const SfHepKey *key, guint32 sequence)
{
    make_room(streams);
    SfHepStream *stream = g_new0(SfHepStream, 1);
    stream->key = *key;
    stream->waiting = g_byte_array_new();
    stream->early = g_ptr_array_new_with_free_func(early_free);
    stream->next = sequence;
    g_hash_table_insert(streams->all, &stream->key, stream);
    return stream;
}

/* ---- segments ---- */

/* Sequence numbers go round (RFC 9293 §3.4). */
static gint32 ahead(guint32 sequence, guint32 next)
{
    return (gint32)(sequence - next);
}

static void append(SfHepStream *stream, guint32 sequence, const guint8 *bytes, gsize length)
{
    const gsize known = (gsize) - (gint64)ahead(sequence, stream->next);

    if (known >= length)
        return; /* sent again */
    g_byte_array_append(stream->waiting, bytes + known, (guint)(length - known));
    stream->next += (guint32)(length - known);
}

/* What came early has its turn. */
static void append_early(SfHepStream *stream)
{
    for (guint i = 0; i < stream->early->len; i++) {
        const SfEarly *early = g_ptr_array_index(stream->early, i);
        if (ahead(early->sequence, stream->next) > 0)
            continue;
        gsize length;
        const guint8 *bytes = g_bytes_get_data(early->bytes, &length);
        append(stream, early->sequence, bytes, length);
        stream->early_bytes -= length;
        g_ptr_array_remove_index_fast(stream->early, i);
        i = G_MAXUINT; /* from the first one on */
    }
}

static void keep_early(SfHepStream *stream, const SfHepSegment *segment)
{
    SfEarly *early = g_new(SfEarly, 1);

    *early = (SfEarly){segment->sequence, g_bytes_new(segment->bytes, segment->length)};
    stream->early_bytes += segment->length;
    g_ptr_array_add(stream->early, early);
}

/* @return NULL: none of them begins a packet */
static const SfEarly *first_early(const SfHepStream *stream)
{
    const SfEarly *first = NULL;

    for (guint i = 0; i < stream->early->len; i++) {
        const SfEarly *early = g_ptr_array_index(stream->early, i);
        gsize length;
        const guint8 *bytes = g_bytes_get_data(early->bytes, &length);
        if (sf_hep_length(bytes, length) > 0 &&
            (!first || ahead(early->sequence, first->sequence) < 0))
            first = early;
    }
    return first;
}

/* What is missing never came: goes on where a packet begins. @return FALSE: nowhere */
static gboolean pass_hole(SfHepStream *stream)
{
    const SfEarly *first = first_early(stream);

    g_byte_array_set_size(stream->waiting, 0);
    if (!first) {
        g_ptr_array_set_size(stream->early, 0);
        stream->early_bytes = 0;
        return FALSE;
    }
    stream->next = first->sequence;
    append_early(stream); /* what lies before it is known, so it goes, too */
    return TRUE;
}

static void take_used(SfHepStreams *streams)
{
    SfHepStream *stream = streams->current;

    if (!stream || stream->used == 0)
        return;
    g_byte_array_remove_range(stream->waiting, 0, (guint)stream->used);
    stream->used = 0;
}

static void take(SfHepStreams *streams, SfHepStream *stream, const SfHepSegment *segment)
{
    if (ahead(segment->sequence, stream->next) <= 0) {
        append(stream, segment->sequence, segment->bytes, segment->length);
        append_early(stream);
        return;
    }
    keep_early(stream, segment);
    if (stream->early_bytes > MOST_EARLY && !pass_hole(stream))
        drop(streams, stream);
}

gboolean sf_hep_streams_take(SfHepStreams *streams, const SfHepSegment *segment)
{
    const SfHepKey key = key_of(segment);

    take_used(streams);
    streams->current = NULL;
    SfHepStream *stream = g_hash_table_lookup(streams->all, &key);
    if (!stream && begins_a_packet(segment))
        stream = take_up(streams, &key, segment->sequence);
    if (!stream)
        return FALSE;
    stream->last = ++streams->now;
    streams->current = stream;
    take(streams, stream, segment);
    return TRUE;
}

gboolean sf_hep_streams_next(SfHepStreams *streams, const guint8 **bytes, gsize *length)
{
    take_used(streams);
    SfHepStream *stream = streams->current;
    if (!stream || stream->waiting->len < SF_HEP_HEAD)
        return FALSE;
    const gsize whole = sf_hep_length(stream->waiting->data, stream->waiting->len);
    if (whole == 0)
        drop(streams, stream); /* it is out of step */
    if (whole == 0 || whole > stream->waiting->len)
        return FALSE;
    *bytes = stream->waiting->data;
    *length = whole;
    stream->used = whole;
    return TRUE;
}

gboolean sf_hep_streams_end(SfHepStreams *streams)
{
    GHashTableIter iter;
    gpointer value;

    take_used(streams);
    g_hash_table_iter_init(&iter, streams->all);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        SfHepStream *stream = value;
        if (stream->early->len > 0 && pass_hole(stream)) {
            streams->current = stream;
            return TRUE;
        }
    }
    return FALSE;
}
