/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/collect.h"

#include <epan/to_str.h>
#include <string.h>

#include "plugin/collect/batches.h"
#include "plugin/collect/message_parts.h"
#include "plugin/collect/nodes.h"
#include "plugin/collect/sip_item.h"
#include "plugin/collect/surroundings.h"
#include "plugin/collect/tcp_and_dns.h"
#include "plugin/taps/messages.h"

static int proto_icmp, proto_icmpv6;

void sf_collect_init(void)
{
    sf_sip_item_init();
    sf_surroundings_init();
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
}

void sf_collect_want(GArray *hfids)
{
    sf_sip_item_want(hfids);
    g_array_append_val(hfids, proto_icmp);
    g_array_append_val(hfids, proto_icmpv6);
}

/* What ICMP quotes was not sent here, but says that its destination cannot be reached. */
static gboolean is_error(const packet_info *pinfo)
{
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer;
         layer = wmem_list_frame_next(layer)) {
        const int id = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        if (id == proto_icmp || id == proto_icmpv6)
            return TRUE;
    }
    return FALSE;
}

/* Offsets in an ICMP error and before it (RFC 792, RFC 791 §3.1; RFC 4443 §3.1, RFC 8200 §3). */
typedef struct {
    guint8 type, code; /* "port unreachable" */
    guint8 version;    /* first byte of the header before, where that has no options */
    gint header;       /* its length */
    gint source;       /* of the error's sender, before the error */
    gint destination;  /* of the packet quoted, in the error */
    gint length;       /* of an address */
} Error;

static const Error error4 = {3, 3, 0x45, 20, 8, 24, 4};
static const Error error6 = {1, 4, 0x60, 40, 32, 32, 16};

/* The error itself, with what is in front of it and what it quotes; NULL: none of that protocol, or
 * not so far whole. */
static const guint8 *error_of(const proto_tree *tree, int protocol, const Error *error)
{
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, protocol);
    const field_info *item = items && items->len > 0 ? items->pdata[0] : NULL;
    if (!item || !item->ds_tvb || item->start < error->header)
        return NULL;
    const guint known = (guint)(error->header + error->destination + error->length);
    if (tvb_captured_length_remaining(item->ds_tvb, item->start - error->header) < (gint)known)
        return NULL;
    const guint8 *at = tvb_get_ptr(item->ds_tvb, item->start - error->header, (gint)known);
    const guint8 mask = error->version == error4.version ? 0xff : 0xf0;
    return (at[0] & mask) == error->version ? at + error->header : NULL;
}

static gboolean comes_from_destination(const proto_tree *tree, int protocol, const Error *error)
{
    const guint8 *own = error_of(tree, protocol, error);
    return own && own[0] == error->type && own[1] == error->code &&
           memcmp(own - error->source, own + error->destination, (gsize)error->length) == 0;
}

/* "Port unreachable", of the host that the packet was sent to. One from elsewhere is a router's, or
 * a firewall's that says no that way. */
static gboolean is_port_closed(const proto_tree *tree)
{
    return comes_from_destination(tree, proto_icmp, &error4) ||
           comes_from_destination(tree, proto_icmpv6, &error6);
}

/* "Administratively prohibited": net, host, or this packet (RFC 1812 §5.2.7.1, RFC 4443 §3.1). */
static gboolean is_prohibited(guint8 code, int protocol)
{
    return protocol == proto_icmpv6 ? code == 1 : code == 9 || code == 10 || code == 13;
}

/* Who says that it lets no such packets through: a firewall. Absent: nobody does. */
static SfText barrier_of(const packet_info *pinfo, const proto_tree *tree)
{
    const int protocols[] = {proto_icmp, proto_icmpv6};
    const Error *const errors[] = {&error4, &error6};
    for (guint i = 0; i < G_N_ELEMENTS(errors); i++) {
        const guint8 *own = error_of(tree, protocols[i], errors[i]);
        if (!own || own[0] != errors[i]->type || !is_prohibited(own[1], protocols[i]))
            continue;
        address sender;
        set_address(&sender, errors[i] == &error4 ? AT_IPv4 : AT_IPv6, errors[i]->length,
                    own - errors[i]->source);
        return sf_text(address_to_str(pinfo->pool, &sender));
    }
    return (SfText){0};
}

static gboolean collect_message(SfLedger *ledger, packet_info *pinfo, const field_info *item,
                                const field_info *next, SfMessage message)
{
    const SfText bytes = sf_sip_item_bytes(item, next);
    if (!sf_sip_item_read(pinfo, item, bytes, &message))
        return FALSE;
    sf_surroundings_read(pinfo, &message);
    sf_parts_read(pinfo, &message);
    sf_tcp_place_read(pinfo, &message);
    sf_messages_note(&message, item, bytes);
    sf_ledger_add(ledger, &message);
    return TRUE;
}

/* The first message from the node on; NULL: none. */
static proto_node *message_from(proto_node *node, const proto_tree *tree)
{
    const int sip = sf_sip_item_id();
    while (node && sf_node_id(node) != sip)
        node = sf_node_below_or_after(node, tree);
    return node;
}

guint sf_collect_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree)
{
    if (sf_surroundings_lost(pinfo))
        sf_ledger_lost(ledger, sf_surroundings_time(pinfo));
    sf_ledger_frame(ledger, sf_surroundings_time(pinfo));
    if (!tree || !proto_get_finfo_ptr_array(tree, sf_sip_item_id()))
        return 0;
    guint n = 0;
    const gboolean quoted = is_error(pinfo);
    const gboolean closed = quoted && is_port_closed(tree);
    const SfText barrier = quoted ? barrier_of(pinfo, tree) : (SfText){0};
    proto_node *node = message_from(tree->first_child, tree);
    while (node) {
        /* What lies below a message is its body. */
        proto_node *next = message_from(sf_node_after(node, tree), tree);
        const SfMessage message = {.frame = sf_batches_number(pinfo->num),
                                   .part = n,
                                   .quoted = quoted,
                                   .closed = closed,
                                   .barrier = barrier};
        if (collect_message(ledger, pinfo, PNODE_FINFO(node), next ? PNODE_FINFO(next) : NULL,
                            message))
            n++;
        node = next;
    }
    return quoted ? 0 : n;
}
