/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/batches.h"

#include <wsutil/report_message.h>

#include "core/message/batch.h"
#include "plugin/collect/surroundings.h"
#include "plugin/fields.h"
#include "plugin/taps/events.h"

/* From some frame on, so much is to be added to Wireshark's number. */
typedef struct {
    guint32 after; /* the batch's own number */
    guint32 more;
} NumberShift;

/* Who is asked first about what comes at a port. */
typedef enum { UNKNOWN, NOBODY, SIP, ANOTHER } PortOwner;

static SfLedger *(*current_ledger)(void);
static void (*renew_ledger)(void);
static guint8 word[SF_BATCH_WORD];
static gboolean is_expected, is_doubtful;
static dissector_table_t udp_ports;
static int proto_sip;
static GArray *headers; /* SfHeader, of the message read last */
static GArray *shifts;  /* NumberShift, rising */
static guint32 last_taken;

gboolean sf_batches_are_expected(void)
{
    return is_expected;
}

gboolean sf_batches_took(const packet_info *pinfo)
{
    return last_taken == pinfo->num;
}

gboolean sf_batches_are_doubtful(void)
{
    return is_doubtful;
}

/* ---- numbers ---- */

/* `watch` goes on for months. Older frames are asked for where a message came in parts, and it is
 * not a million records in coming. */
#define MOST_SHIFTS 1048576

static void shift_numbers(guint32 frame, guint32 entries)
{
    const guint32 before =
        shifts->len > 0 ? g_array_index(shifts, NumberShift, shifts->len - 1).more : 0;
    /* The batch itself is a frame to Wireshark. */
    const NumberShift shift = {frame, before + entries - 1};
    if (entries == 1)
        return;
    if (shifts->len == MOST_SHIFTS)
        g_array_remove_range(shifts, 0, MOST_SHIFTS / 2);
    g_array_append_val(shifts, shift);
}

/* Nearly always asked for the newest. */
guint32 sf_batches_number(guint32 frame)
{
    guint low = 0, high = shifts ? shifts->len : 0;
    if (high > 0 && g_array_index(shifts, NumberShift, high - 1).after < frame)
        return frame + g_array_index(shifts, NumberShift, high - 1).more;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(shifts, NumberShift, middle).after < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? frame + g_array_index(shifts, NumberShift, low - 1).more : frame;
}

/* ---- ports ---- */

static PortOwner owner_of(guint port)
{
    static guint8 known[65536]; /* PortOwner */
    if (known[port] == UNKNOWN) {
        const dissector_handle_t handle = dissector_get_uint_handle(udp_ports, port);
        if (!handle || port == 0)
            known[port] = NOBODY;
        else
            known[port] = dissector_handle_get_protocol_index(handle) == proto_sip ? SIP : ANOTHER;
    }
    return (PortOwner)known[port];
}

/* Wireshark asks by the lower port first. */
static gboolean is_left_to_sip(const SfBatchEntry *entry)
{
    const guint low = MIN(entry->source_port, entry->destination_port);
    const guint high = MAX(entry->source_port, entry->destination_port);
    return owner_of(low) == SIP || (owner_of(low) == NOBODY && owner_of(high) != ANOTHER);
}

/* ---- entries ---- */

static void doubt(void)
{
    if (!is_doubtful)
        report_failure("What came the short way should have gone the long way.");
    is_doubtful = TRUE;
}

/* As a log says it; an "Exported PDU" tells no more than TCP of what goes over it. */
static void take_transport(const SfBatchEntry *entry, SfMessage *message)
{
    const SfTransport said = (SfTransport)(entry->said - 1);
    message->transport = sf_surroundings_exported(said, message);
    message->in_connection = said != SF_TRANSPORT_UNKNOWN && said != SF_TRANSPORT_UDP;
}

static void add_message(SfLedger *ledger, const SfBatchEntry *entry, SfText bytes, guint32 frame)
{
    SfBatchAddresses addresses;
    SfMessage message = {.frame = frame};
    const gboolean is_logged = entry->said > 0;
    if ((!is_logged && !is_left_to_sip(entry)) ||
        !sf_batch_message(entry, bytes, &addresses, headers, &message)) {
        doubt();
        return;
    }
    if (is_logged)
        take_transport(entry, &message);
    else
        message.transport = sf_surroundings_datagram(&message);
    sf_ledger_add(ledger, &message);
}

static void take_entry(SfLedger *ledger, const SfBatchEntry *entry, SfText bytes, guint32 frame)
{
    if (entry->is_lost)
        sf_ledger_lost(ledger, entry->time);
    sf_ledger_frame(ledger, entry->time);
    if (entry->kind == SF_BATCH_MESSAGE)
        add_message(ledger, entry, bytes, frame);
    sf_events_frame();
}

/* The next frame is the first one of another capture. */
static void end_capture(guint32 frame)
{
    const NumberShift shift = {frame, 0U - frame};
    sf_events_end();
    renew_ledger();
    is_doubtful = FALSE;
    g_array_set_size(shifts, 0);
    g_array_append_val(shifts, shift);
}

static void take_batch(SfText batch, guint32 frame)
{
    SfBatchEntry entry;
    SfText bytes;
    const guint32 first = sf_batches_number(frame);
    guint32 n = 0;
    while (sf_batch_next(&batch, &entry, &bytes)) {
        if (entry.kind == SF_BATCH_END) {
            end_capture(frame);
            return;
        }
        take_entry(current_ledger(), &entry, bytes, first + n++);
    }
    if (batch.length > 0 || n == 0)
        doubt();
    shift_numbers(frame, n);
}

static int dissect_batch(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree _U_, void *data _U_)
{
    const guint length = tvb_captured_length(tvb);
    if (length < SF_BATCH_WORD || tvb_memeql(tvb, 0, word, SF_BATCH_WORD) != 0)
        return 0; /* a stranger's */
    last_taken = pinfo->num;
    if (!pinfo->fd->visited) {
        const char *bytes = (const char *)tvb_get_ptr(tvb, 0, (gint)length);
        take_batch((SfText){bytes + SF_BATCH_WORD, length - SF_BATCH_WORD}, pinfo->num);
    }
    return (int)length;
}

/* ---- beginning ---- */

static gboolean read_word(const char *digits)
{
    if (!digits || strlen(digits) != (gsize)2 * SF_BATCH_WORD)
        return FALSE;
    for (guint i = 0; i < SF_BATCH_WORD; i++)
        word[i] = (guint8)(g_ascii_xdigit_value(digits[(gsize)2 * i]) << 4 |
                           g_ascii_xdigit_value(digits[(gsize)2 * i + 1]));
    return TRUE;
}

void sf_batches_register(SfLedger *(*current)(void), void (*renew)(void))
{
    current_ledger = current;
    renew_ledger = renew;
    is_expected = read_word(g_getenv(SF_BATCH_VARIABLE));
    if (!is_expected)
        return;
    headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    shifts = g_array_new(FALSE, FALSE, sizeof(NumberShift));
    register_dissector(SF_BATCH_DISSECTOR, dissect_batch, proto_sipfix);
}

void sf_batches_init(void)
{
    udp_ports = find_dissector_table("udp.port");
    proto_sip = proto_get_id_by_filter_name("sip");
}

void sf_batches_begin(void)
{
    last_taken = 0;
    is_doubtful = FALSE;
    if (shifts)
        g_array_set_size(shifts, 0);
}
