/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/reader.h"

#include "intake/capture/reader_private.h"
#include "intake/capture/reader_words.h"
#include "intake/logs/log_input.h"
#include "intake/logs/log_pdu.h"
#include "intake/packets/datagram.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t cut;
static volatile sig_atomic_t input_descriptor = -1;
static volatile sig_atomic_t null_descriptor = -1;

void sf_reader_cut_input(void)
{
    cut = 1;
    if (input_descriptor >= 0 && null_descriptor >= 0)
        dup2(null_descriptor, input_descriptor);
}

gboolean sf_reader_was_cut(void)
{
    return cut != 0;
}

/* libwiretap reads from a duplicate of descriptor 0, and does not say which. A duplicate gets the
 * lowest number that is free, so ours, made just before and closed again, has the number that its
 * will have. */
static void foresee_input_descriptor(void)
{
    if (null_descriptor < 0)
        null_descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int ours = dup(STDIN_FILENO);
    if (ours >= 0)
        close(ours);
    input_descriptor = ours;
}

static gboolean file_is_empty(void)
{
    struct stat status;
    return fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
}

static gboolean pcapng_holds(int encap)
{
    return wtap_dump_can_write_encap(wtap_pcapng_file_type_subtype(), encap);
}

static gboolean refuse(SfReader *reader, gboolean alien, char *trouble)
{
    reader->alien = alien;
    reader->trouble = trouble;
    return FALSE;
}

static void collect_interfaces(SfReader *reader)
{
    wtap_block_t block;

    while ((block = wtap_get_next_interface_description(reader->file)) != NULL)
        g_ptr_array_add(reader->interfaces, block);
}

/* ---- logs ---- */

/* @otherwise: what is to be said where there is no message in it */
static gboolean open_log(SfReader *reader, char *otherwise)
{
    reader->otherwise = otherwise;
    input_descriptor = STDIN_FILENO;
    reader->log = sf_log_new(STDIN_FILENO);
    return !cut;
}

static gboolean is_file(void)
{
    struct stat status;
    return fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode);
}

/* libwiretap takes some texts for something, of which no packet could be shown to anybody; and some
 * for what Ixia's analyzers write, by a few of their bytes. */
static gboolean holds_no_packets(const SfReader *reader)
{
    if (!reader->file)
        return FALSE;
    const int encap = wtap_file_encap(reader->file);
    return encap == WTAP_ENCAP_IXVERIWAVE ||
           (!pcapng_holds(encap) && encap != WTAP_ENCAP_PER_PACKET);
}

/* Sixteen letters, again and again, are packets of Endace's cards to it. What those write is no
 * text. */
static gboolean is_taken_for_endace(const SfReader *reader)
{
    return reader->file && wtap_file_encap(reader->file) == WTAP_ENCAP_ERF;
}

/* What shows a message is a log, whatever libwiretap would take it for: a telephone's log is one of
 * Android, too. */
static gboolean begins_as_log(void)
{
    const gboolean begins = sf_log_begins(STDIN_FILENO);

    lseek(STDIN_FILENO, 0, SEEK_SET);
    return begins;
}

/* It looks farther into what is compressed, and meets the damage in it first. */
static gboolean is_unknown_to_wiretap(const SfReader *reader, int err)
{
    return !reader->file && (err == WTAP_ERR_FILE_UNKNOWN_FORMAT || err == WTAP_ERR_DECOMPRESS ||
                             err == WTAP_ERR_SHORT_READ);
}

/* What the headers of a packet would say. */
static void note_ends(SfReader *reader)
{
    const SfLogMessage *message = &reader->message;

    reader->datagram =
        (SfDatagram){.family = MAX(message->source.family, message->destination.family),
                     .source = message->source.address,
                     .destination = message->destination.address,
                     .source_port = message->source.port,
                     .destination_port = message->destination.port,
                     .payload = (const guint8 *)message->bytes.at,
                     .length = message->bytes.length,
                     .said = 1 + (guint)message->transport};
    reader->is_datagram = TRUE;
    reader->is_packet = TRUE;
}

static gboolean next_message(SfReader *reader)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    if (!sf_log_next(reader->log, &reader->message)) {
        if (sf_log_trouble(reader->log) && !cut)
            reader->trouble = sf_place_in_log(reader->log);
        return FALSE;
    }
    sf_log_pdu_append(&reader->message, bytes);
    sf_record_make(reader->record, WTAP_ENCAP_WIRESHARK_UPPER_PDU, reader->message.time,
                   bytes->data, bytes->len);
    /* What was left out of it there, a capture would have cut. */
    if (reader->message.is_cut)
        reader->record->rec.rec_header.packet_header.len++;
    note_ends(reader);
    reader->records++;
    reader->packets++;
    if (reader->message.kind >= SF_LOG_LOCAL_TIME) {
        reader->first = MIN(reader->first, reader->message.time);
        reader->last = MAX(reader->last, reader->message.time);
    }
    return TRUE;
}

/* ---- captures ---- */

/* libwiretap looks into what gzip made, and says itself where it cannot look into other things. No
 * capture is UTF-16. */
static gboolean is_packed_too_well(SfPacking packing)
{
    return packing != SF_PACKING_NONE && packing != SF_PACKING_GZIP && packing != SF_PACKING_UTF16;
}

/* In its files nothing stands beside the packets. */
static gboolean is_plain_pcap(wtap *file)
{
    const int kind = wtap_file_type_subtype(file);

    return kind == wtap_pcap_file_type_subtype() || kind == wtap_pcap_nsec_file_type_subtype();
}

/* A file that ends inside its header: libwiretap no longer knows it for what it was. */
static gboolean starts_like_a_capture(void)
{
    static const guint32 starts[] = {0xa1b2c3d4, 0xa1b23c4d, 0x0a0d0d0a};
    guint32 start = 0;

    if (pread(STDIN_FILENO, &start, sizeof start, 0) != sizeof start)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (start == starts[i] || start == GUINT32_SWAP_LE_BE(starts[i]))
            return TRUE;
    }
    return FALSE;
}

/* libwiretap takes the beginning of a capture's header for a film. */
static gboolean is_cut_in_header(const SfReader *reader)
{
    return holds_no_packets(reader) && starts_like_a_capture() &&
           wtap_file_type_subtype(reader->file) != wtap_pcapng_file_type_subtype();
}

static gboolean open_capture(SfReader *reader)
{
    int err = 0;
    char *detail = NULL;
    SfPacking packing;
    const gboolean is_text = sf_log_is_text(STDIN_FILENO, &packing);

    /* What a pipe has given is gone, so it is given to one of the two only. */
    if (is_text && (!is_file() || begins_as_log()))
        return open_log(reader, sf_opening_trouble(WTAP_ERR_FILE_UNKNOWN_FORMAT, NULL));
    foresee_input_descriptor();
    reader->file = wtap_open_offline("-", WTAP_TYPE_AUTO, &err, &detail, FALSE);
    g_autofree char *owned_detail = detail;
    if (is_text && (is_unknown_to_wiretap(reader, err) || holds_no_packets(reader) ||
                    is_taken_for_endace(reader))) {
        char *otherwise = reader->file ? sf_words_of_no_use(wtap_file_encap(reader->file))
                                       : sf_opening_trouble(err, owned_detail);
        g_clear_pointer(&reader->file, wtap_close);
        lseek(STDIN_FILENO, 0, SEEK_SET);
        return open_log(reader, otherwise);
    }
    if (!reader->file && err == WTAP_ERR_FILE_UNKNOWN_FORMAT && is_packed_too_well(packing))
        return refuse(reader, TRUE, sf_packing_words(packing));
    if (!reader->file)
        return refuse(reader,
                      err == WTAP_ERR_FILE_UNKNOWN_FORMAT || err == WTAP_ERR_NOT_REGULAR_FILE,
                      sf_opening_trouble(err, detail));
    if (is_packed_too_well(packing) && holds_no_packets(reader))
        return refuse(reader, TRUE, sf_packing_words(packing));
    if (is_cut_in_header(reader))
        return refuse(reader, FALSE, g_strdup("cut short inside its header"));
    collect_interfaces(reader);
    reader->is_plain = is_plain_pcap(reader->file);
    /* A signal that came before libwiretap had its descriptor could cut nothing. */
    return !cut;
}

gboolean sf_reader_open(SfReader *reader)
{
    *reader =
        (SfReader){.good_encap = WTAP_ENCAP_PER_PACKET, .first = G_MAXINT64, .last = G_MININT64};
    reader->interfaces = g_ptr_array_new();
    reader->hep = sf_hep_streams_new();
    reader->record = sf_record_new();
    if (file_is_empty())
        return refuse(reader, TRUE, g_strdup("no capture: the file is empty"));
    return open_capture(reader);
}

/* Nanoseconds since 1970; times that do not fit are those of damaged files and count as the limit.
 */
gint64 sf_nanoseconds(const nstime_t *time)
{
    const gint64 limit = G_MAXINT64 / 1000000000 - 1;
    return CLAMP((gint64)time->secs, -limit, limit) * 1000000000 + time->nsecs;
}

static guint64 option_value(wtap_block_t block, guint option)
{
    guint64 value = 0;
    if (wtap_block_get_uint64_option_value(block, option, &value) != WTAP_OPTTYPE_SUCCESS)
        return 0;
    return value;
}

static void note_packet(SfReader *reader)
{
    const wtap_rec *rec = &reader->record->rec;

    reader->packets++;
    if (rec->presence_flags & WTAP_HAS_TS) {
        gint64 time = sf_nanoseconds(&rec->ts);
        reader->first = MIN(reader->first, time);
        reader->last = MAX(reader->last, time);
    }
    if (reader->is_plain)
        return;
    reader->lost_here = rec->block ? option_value(rec->block, OPT_PKT_DROPCOUNT) : 0;
    reader->lost += reader->lost_here;
}

SfLink sf_link_of_encap(int encap)
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

/* What HP-UX's nettl says about a packet lies beside it: its bytes are as everywhere else, and for
 * them pcapng has a number. */
static void leave_nettl(wtap_packet_header *packet)
{
    if (packet->pkt_encap == WTAP_ENCAP_NETTL_RAW_IP)
        packet->pkt_encap = WTAP_ENCAP_RAW_IP;
    if (packet->pkt_encap != WTAP_ENCAP_NETTL_ETHERNET)
        return;
    packet->pkt_encap = WTAP_ENCAP_ETHERNET;
    packet->pseudo_header.eth.fcs_len = -1;
}

/* That pcapng can hold. */
static gboolean is_packet(SfReader *reader)
{
    wtap_rec *rec = &reader->record->rec;

    if (rec->rec_type != REC_TYPE_PACKET)
        return FALSE;
    leave_nettl(&rec->rec_header.packet_header);
    int encap = rec->rec_header.packet_header.pkt_encap;
    if (encap == reader->good_encap)
        return TRUE;
    if (encap == WTAP_ENCAP_PER_PACKET || !pcapng_holds(encap))
        return FALSE;
    reader->good_encap = encap;
    return TRUE;
}

/* Looks once for all who want to know. */
static void look_into_record(SfReader *reader)
{
    const wtap_packet_header *packet = &reader->record->rec.rec_header.packet_header;

    reader->is_packet = is_packet(reader);
    reader->is_datagram =
        reader->is_packet &&
        sf_datagram_find(sf_link_of_encap(packet->pkt_encap), sf_record_bytes(reader->record),
                         packet->caplen, &reader->datagram) &&
        packet->caplen == packet->len;
}

static gboolean read_record(SfReader *reader)
{
    int err = 0;
    char *detail = NULL;
    gboolean got = sf_record_read(reader->record, reader->file, &err, &detail);
    g_autofree char *owned_detail = detail;

    if (!reader->is_plain)
        collect_interfaces(reader);
    g_clear_pointer(&reader->call, g_free);
    reader->is_at_end = !got;
    /* A record cut by us is no fault of the file. */
    if (!got && err != 0 && !cut)
        reader->trouble = sf_reading_trouble(err, owned_detail, reader->records);
    return got;
}

gboolean sf_reader_next(SfReader *reader)
{
    if (reader->log)
        return next_message(reader);
    if (reader->is_in_stream && sf_reader_next_of_streams(reader)) {
        reader->lost_here = 0; /* it was told of the segment */
        return TRUE;
    }
    if (reader->is_at_end || !read_record(reader))
        return sf_reader_next_behind_holes(reader);
    reader->records++;
    look_into_record(reader);
    sf_reader_unwrap_hep(reader);
    if (reader->is_packet)
        note_packet(reader);
    return TRUE;
}

wtap_block_t sf_reader_interface(const SfReader *reader, guint *index)
{
    *index = sf_record_interface(reader->record, reader->file);
    if (*index >= reader->interfaces->len)
        return NULL;
    return (wtap_block_t)g_ptr_array_index(reader->interfaces, *index);
}

static gboolean is_of_no_use(const SfReader *reader)
{
    if (reader->records > 0)
        return TRUE;
    /* libwiretap takes any short text for a film without pictures. A capture without packets, or
     * one that broke off before the first, is a capture all the same. */
    return !pcapng_holds(wtap_file_encap(reader->file)) &&
           wtap_file_type_subtype(reader->file) != wtap_pcapng_file_type_subtype();
}

void sf_reader_judge(SfReader *reader)
{
    if (reader->packets > 0 || cut)
        return;
    if (reader->log && !reader->trouble) {
        reader->alien = TRUE;
        reader->trouble = g_steal_pointer(&reader->otherwise);
    } else if (reader->file && !reader->trouble && wtap_read_so_far(reader->file) == 0) {
        reader->alien = TRUE;
        reader->trouble = g_strdup("no capture: nothing is in it");
    } else if (reader->file && !reader->trouble && reader->records == 0 &&
               is_taken_for_endace(reader)) {
        /* What is empty once unpacked is a capture without packets to libwiretap. */
        reader->trouble = g_strdup("unpacked, nothing is in it: it is cut short, or empty");
    } else if (reader->file) {
        reader->alien = is_of_no_use(reader);
        if (reader->alien) {
            g_free(reader->trouble);
            reader->trouble = sf_words_of_no_use(wtap_file_encap(reader->file));
        }
    }
    if (reader->alien && starts_like_a_capture()) {
        reader->alien = FALSE;
        g_free(reader->trouble);
        reader->trouble = g_strdup("cut short inside its header");
    }
}

/* Statistics blocks count from the start of the capture, so of several the highest is the last
 * word. */
static guint64 lost_at_interface(wtap_block_t interface)
{
    const wtapng_if_descr_mandatory_t *described =
        (const wtapng_if_descr_mandatory_t *)wtap_block_get_mandatory_data(interface);
    guint64 most = 0;

    for (guint i = 0; i < described->num_stat_entries; i++) {
        wtap_block_t statistics = g_array_index(described->interface_statistics, wtap_block_t, i);
        guint64 lost =
            option_value(statistics, OPT_ISB_IFDROP) + option_value(statistics, OPT_ISB_OSDROP);
        most = MAX(most, lost);
    }
    return most;
}

guint64 sf_reader_lost(const SfReader *reader)
{
    guint64 lost = 0;

    for (guint i = 0; i < reader->interfaces->len; i++)
        lost += lost_at_interface((wtap_block_t)g_ptr_array_index(reader->interfaces, i));
    return MAX(lost, reader->lost);
}

char *sf_reader_interfaces_digest(const SfReader *reader)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; i < reader->interfaces->len; i++) {
        wtap_block_t block = (wtap_block_t)g_ptr_array_index(reader->interfaces, i);
        const wtapng_if_descr_mandatory_t *described =
            (const wtapng_if_descr_mandatory_t *)wtap_block_get_mandatory_data(block);
        char *name = NULL;
        if (wtap_block_get_string_option_value(block, OPT_IDB_NAME, &name) != WTAP_OPTTYPE_SUCCESS)
            name = NULL;
        g_autofree char *line =
            g_strdup_printf("%d %u %d %s\n", described->wtap_encap, described->snap_len,
                            described->tsprecision, name ? name : "");
        g_checksum_update(sum, (const guchar *)line, (gssize)strlen(line));
    }
    return g_strndup(g_checksum_get_string(sum), 16);
}

void sf_reader_close(SfReader *reader)
{
    input_descriptor = -1;
    g_clear_pointer(&reader->interfaces, g_ptr_array_unref);
    g_clear_pointer(&reader->file, wtap_close);
    g_clear_pointer(&reader->log, sf_log_free);
    g_clear_pointer(&reader->hep, sf_hep_streams_free);
    g_clear_pointer(&reader->otherwise, g_free);
    g_clear_pointer(&reader->call, g_free);
    g_clear_pointer(&reader->trouble, g_free);
    g_clear_pointer(&reader->record, sf_record_free);
}
