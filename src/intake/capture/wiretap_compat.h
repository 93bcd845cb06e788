/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libwiretap as this program sees it, and all that differs between its versions. Until 4.4 a record
 * and its bytes were two things, since 4.6 they are one; until 4.0 nobody could ask which interface
 * of which section a packet came from.
 */
#ifndef SIPFIX_WIRETAP_COMPAT_H
#define SIPFIX_WIRETAP_COMPAT_H

#include <string.h>
#include <wireshark.h>
/* wireshark.h first: the others lean on it. */
#include <wiretap/wtap.h>
#include <wsutil/wslog.h>

/** One record and its bytes. */
typedef struct {
    wtap_rec rec;
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    Buffer bytes;
#endif
} SfRecord;

/** Starts libwsutil and libwiretap. Without the log every packet costs one line of debugging. */
static inline void sf_wiretap_init(void)
{
#ifdef SIPFIX_LOG_INIT_TAKES_NAME
    ws_log_init("sipfix-intake", NULL);
#else
    ws_log_init(NULL);
#endif
    /* No libwiretap plugins: what they read, tshark would need a dissector for. */
    wtap_init(FALSE);
}

static inline void sf_record_init(SfRecord *record)
{
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    wtap_rec_init(&record->rec);
    ws_buffer_init(&record->bytes, 2048);
#else
    wtap_rec_init(&record->rec, 2048);
#endif
}

static inline void sf_record_clear(SfRecord *record)
{
    wtap_rec_cleanup(&record->rec);
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    ws_buffer_free(&record->bytes);
#endif
}

/** A record on its own; to be freed with sf_record_free(). */
static inline SfRecord *sf_record_new(void)
{
    SfRecord *record = g_new(SfRecord, 1);
    sf_record_init(record);
    return record;
}

static inline void sf_record_free(SfRecord *record)
{
    sf_record_clear(record);
    g_free(record);
}

static inline gboolean sf_record_read(SfRecord *record, wtap *file, int *err, char **err_info)
{
    gint64 offset = 0;

    wtap_rec_reset(&record->rec);
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    return wtap_read(file, &record->rec, &record->bytes, err, err_info, &offset);
#else
    return wtap_read(file, &record->rec, err, err_info, &offset);
#endif
}

static inline void sf_buffer_fill(Buffer *buffer, const guint8 *bytes, gsize length)
{
    ws_buffer_clean(buffer);
    ws_buffer_assure_space(buffer, length);
    memcpy(ws_buffer_start_ptr(buffer), bytes, length);
    ws_buffer_increase_length(buffer, length);
}

static inline gboolean sf_record_write(SfRecord *record, wtap_dumper *out, int *err,
                                       char **err_info)
{
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    return wtap_dump(out, &record->rec, ws_buffer_start_ptr(&record->bytes), err, err_info);
#else
    return wtap_dump(out, &record->rec, err, err_info);
#endif
}

/** Writes a packet whose bytes lie elsewhere: as many as it says that were captured. */
static inline gboolean sf_record_write_bytes(SfRecord *record, const guint8 *bytes,
                                             wtap_dumper *out, int *err, char **err_info)
{
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    return wtap_dump(out, &record->rec, bytes, err, err_info);
#else
    sf_buffer_fill(&record->rec.data, bytes, record->rec.rec_header.packet_header.caplen);
    return wtap_dump(out, &record->rec, err, err_info);
#endif
}

/** The bytes of a packet, as far as they were captured. */
static inline const guint8 *sf_record_bytes(SfRecord *record)
{
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    return ws_buffer_start_ptr(&record->bytes);
#else
    return ws_buffer_start_ptr(&record->rec.data);
#endif
}

/** Makes it a packet without bytes, of which there once were @length, at that time (ns). */
static inline void sf_record_make_empty(SfRecord *record, int encap, gint64 time, guint32 length)
{
    const gint64 second = G_GINT64_CONSTANT(1000000000);
    wtap_rec *rec = &record->rec;

    wtap_rec_reset(rec);
    rec->rec_type = REC_TYPE_PACKET;
    rec->presence_flags = WTAP_HAS_TS | WTAP_HAS_CAP_LEN;
    rec->ts.secs = (time_t)(time / second);
    rec->ts.nsecs = (int)(time % second);
    rec->rec_header.packet_header.pkt_encap = encap;
    rec->rec_header.packet_header.caplen = 0;
    rec->rec_header.packet_header.len = length;
}

/** Makes it a packet of these bytes, none of them missing, at that time (ns). */
static inline void sf_record_make(SfRecord *record, int encap, gint64 time, const guint8 *bytes,
                                  guint32 length)
{
#ifdef SIPFIX_RECORD_NEEDS_BUFFER
    Buffer *to = &record->bytes;
#else
    Buffer *to = &record->rec.data;
#endif
    sf_record_make_empty(record, encap, time, length);
    record->rec.rec_header.packet_header.caplen = length;
    sf_buffer_fill(to, bytes, length);
}

/** Index into the file's interface blocks, or G_MAXUINT when it has none or nobody can tell. */
static inline guint sf_record_interface(const SfRecord *record, wtap *file)
{
    if (!(record->rec.presence_flags & WTAP_HAS_INTERFACE_ID))
        return 0; /* formats without interfaces: libwiretap makes up one block for the file */

    guint section =
        (record->rec.presence_flags & WTAP_HAS_SECTION_NUMBER) ? record->rec.section_number : 0;
    guint interface = record->rec.rec_header.packet_header.interface_id;
    if (section == 0)
        return interface;
#ifdef SIPFIX_SECTIONS_HAVE_GLOBAL_INTERFACES
    return wtap_file_get_shb_global_interface_id(file, section, interface);
#else
    (void)file;
    return G_MAXUINT;
#endif
}

#endif
