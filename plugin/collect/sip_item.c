/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/sip_item.h"

#include "core/message/message_read.h"

static int proto_sip;
static GArray *headers; /* SfHeader, of the message read last */

void sf_sip_item_init(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
}

void sf_sip_item_want(GArray *hfids)
{
    g_array_append_val(hfids, proto_sip);
}

int sf_sip_item_id(void)
{
    return proto_sip;
}

/* Where the message ends at the latest. How long the item is says the tree only where somebody
 * looks at it; else all items reach to the end of the bytes (proto_item_set_len()). */
static guint end_of(const field_info *item, const field_info *next)
{
    return next && next->ds_tvb == item->ds_tvb && next->start > item->start
               ? (guint)next->start
               : tvb_captured_length(item->ds_tvb);
}

SfText sf_sip_item_bytes(const field_info *item, const field_info *next)
{
    if (!item->ds_tvb || item->start < 0)
        return SF_TEXT_NONE;
    const guint start = (guint)item->start;
    const guint end = MIN(end_of(item, next), tvb_captured_length(item->ds_tvb));
    if (start >= end)
        return SF_TEXT_NONE;
    const guint8 *at = tvb_get_ptr(item->ds_tvb, item->start, (gint)(end - start));
    return (SfText){(const char *)at, end - start};
}

static gboolean is_cut(const field_info *item, SfText bytes)
{
    const guint captured = tvb_captured_length(item->ds_tvb);
    return captured < tvb_reported_length(item->ds_tvb) &&
           (guint)item->start + bytes.length >= captured;
}

static SfByteRange place_of(packet_info *pinfo, const field_info *item, SfText bytes)
{
    guint i = 0;
    for (GSList *source = pinfo->data_src; source; source = source->next, i++)
        if (get_data_source_tvb((const struct data_source *)source->data) == item->ds_tvb)
            return (SfByteRange){i, (guint)item->start, (guint)bytes.length};
    return (SfByteRange){0, 0, 0};
}

gboolean sf_sip_item_read(packet_info *pinfo, const field_info *item, SfText bytes,
                          SfMessage *message)
{
    if (bytes.length == 0)
        return FALSE;
    /* An ICMP error quotes the beginning only (RFC 792, RFC 1812 §4.3.2.3). */
    const SfWire wire = {.bytes = bytes,
                         .ended = !message->quoted && !is_cut(item, bytes),
                         .place = place_of(pinfo, item, bytes)};
    return sf_message_read(&wire, headers, message);
}
