/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect.h"

#include "message_parts.h"
#include "messages.h"
#include "nodes.h"
#include "sip_item.h"
#include "surroundings.h"

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

static gboolean collect_message(SfLedger *ledger, packet_info *pinfo, proto_node *node, guint part,
                                gboolean quoted)
{
    SfMessage message = {.frame = pinfo->num, .part = part, .quoted = quoted};
    if (!sf_sip_item_read(pinfo, node, &message))
        return FALSE;
    sf_surroundings_read(pinfo, &message);
    sf_parts_read(pinfo, &message);
    sf_messages_note(&message, node);
    sf_ledger_add(ledger, &message);
    return TRUE;
}

guint sf_collect_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree)
{
    if (sf_surroundings_lost(pinfo))
        sf_ledger_lost(ledger, sf_surroundings_time(pinfo));
    sf_ledger_frame(ledger, sf_surroundings_time(pinfo));
    const int sip = sf_sip_item_id();
    if (!tree || !proto_get_finfo_ptr_array(tree, sip))
        return 0;
    guint n = 0;
    const gboolean quoted = is_error(pinfo);
    proto_node *node = tree->first_child;
    while (node) {
        const int id = sf_node_id(node);
        if (id == sip && collect_message(ledger, pinfo, node, n, quoted))
            n++;
        /* What lies below a message is its body. */
        node = id == sip ? sf_node_after(node, tree) : sf_node_below_or_after(node, tree);
    }
    return quoted ? 0 : n;
}
