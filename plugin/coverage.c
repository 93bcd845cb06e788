/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coverage.h"

#include "fields.h"

#define SIPS_PORT 5061 /* RFC 3261 §19.1.2 */

static int proto_ip, proto_data;
static int hf_tls_app_data, hf_ip_fragment, hf_ipv6_fragment, hf_ipv6_fragment_header;

void sf_coverage_init(void)
{
    proto_ip = proto_get_id_by_filter_name("ip");
    proto_data = proto_get_id_by_filter_name("data");
    hf_tls_app_data = proto_registrar_get_id_byname("tls.app_data");
    hf_ip_fragment = proto_registrar_get_id_byname("ip.fragment");
    hf_ipv6_fragment = proto_registrar_get_id_byname("ipv6.fragment");
    hf_ipv6_fragment_header = proto_registrar_get_id_byname("ipv6.fraghdr");
}

void sf_coverage_want(GArray *hfids)
{
    const int wanted[] = {proto_ip, hf_tls_app_data, hf_ip_fragment, hf_ipv6_fragment,
                          hf_ipv6_fragment_header};
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (wanted[i] > 0)
            g_array_append_val(hfids, wanted[i]);
}

static guint n_items(const proto_tree *tree, int id)
{
    const GPtrArray *items = id > 0 ? proto_get_finfo_ptr_array(tree, id) : NULL;
    return items ? items->len : 0;
}

static gboolean is_encrypted_sip(packet_info *pinfo, const proto_tree *tree)
{
    return (pinfo->srcport == SIPS_PORT || pinfo->destport == SIPS_PORT) &&
           n_items(tree, hf_tls_app_data) > 0 && !sf_has_data_source(pinfo, "Decrypted TLS");
}

/* A fragment that waits for the others is shown as IP with data in it. The last layer of all is
 * ours. */
static gboolean ends_in(const packet_info *pinfo, int above, int last)
{
    wmem_list_frame_t *end = wmem_list_tail(pinfo->layers);
    if (end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == proto_sipfix)
        end = wmem_list_frame_prev(end);
    if (!end || GPOINTER_TO_INT(wmem_list_frame_data(end)) != last)
        return FALSE;
    end = wmem_list_frame_prev(end);
    return !above || (end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == above);
}

/* Looked up in the header's bytes (RFC 791 §3.1: more fragments, and the offset), since to have the
 * dissector's own fields made for every packet of a capture would cost more than the answer is
 * worth. */
static gboolean is_loose_ipv4_fragment(const packet_info *pinfo, const proto_tree *tree)
{
    enum { FLAGS = 6, MORE_FRAGMENTS_AND_OFFSET = 0x3fff };
    if (!ends_in(pinfo, proto_ip, proto_data))
        return FALSE;
    const GPtrArray *packets = proto_get_finfo_ptr_array(tree, proto_ip);
    const field_info *ip = packets && packets->len > 0 ? packets->pdata[packets->len - 1] : NULL;
    if (!ip || !ip->ds_tvb || ip->start < 0 || ip->length < FLAGS + 2 ||
        ip->start + FLAGS + 2 > (gint)tvb_captured_length(ip->ds_tvb))
        return FALSE;
    return (tvb_get_ntohs(ip->ds_tvb, ip->start + FLAGS) & MORE_FRAGMENTS_AND_OFFSET) != 0;
}

/* A fragment header alone says little: an "atomic" fragment is a whole packet (RFC 6946). */
static gboolean is_loose_ipv6_fragment(const packet_info *pinfo, const proto_tree *tree)
{
    return n_items(tree, hf_ipv6_fragment_header) > 0 && ends_in(pinfo, 0, proto_data);
}

static void count_fragments(SfLedger *ledger, const packet_info *pinfo, const proto_tree *tree)
{
    /* Where the last one came in, the dissector lists them all, this one too. */
    const guint joined = MAX(n_items(tree, hf_ip_fragment), n_items(tree, hf_ipv6_fragment));
    if (joined > 0)
        sf_ledger_fragments_joined(ledger, joined - 1);
    else if (is_loose_ipv4_fragment(pinfo, tree) || is_loose_ipv6_fragment(pinfo, tree))
        sf_ledger_count_fragment(ledger);
}

void sf_coverage_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree, guint n_messages)
{
    if (!tree)
        return;
    count_fragments(ledger, pinfo, tree);
    if (n_messages == 0 && is_encrypted_sip(pinfo, tree))
        sf_ledger_count_encrypted(ledger);
}
