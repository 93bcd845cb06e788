/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/unseen.h"

#include <epan/to_str.h>

#include "plugin/collect/batches.h"
#include "plugin/collect/message_parts.h"
#include "plugin/fields.h"

#define SIPS_PORT 5061 /* RFC 3261 §19.1.2 */

static int proto_ip, proto_ipv6_fragment, proto_data, proto_esp;
static int hf_tls_app_data;
static wmem_map_t
    *loose; /* numbers of frames with fragments that wait for others; emptied with the file */

void sf_coverage_init(void)
{
    proto_ip = proto_get_id_by_filter_name("ip");
    proto_ipv6_fragment = proto_get_id_by_filter_name("ipv6.fraghdr");
    proto_data = proto_get_id_by_filter_name("data");
    proto_esp = proto_get_id_by_filter_name("esp");
    hf_tls_app_data = proto_registrar_get_id_byname("tls.app_data");
    loose =
        wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), g_direct_hash, g_direct_equal);
}

/* No field of IP: its tree would be made for every packet of a capture then, and that costs a tenth
 * of all that tshark does. */
void sf_coverage_want(GArray *hfids)
{
    if (hf_tls_app_data > 0)
        g_array_append_val(hfids, hf_tls_app_data);
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
    return end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == above;
}

/* The innermost IPv4 header. The frame's address points at the source address in it; NULL: it does
 * not. @left: how many bytes were captured from there on. */
static const guint8 *innermost_ipv4(const packet_info *pinfo, guint *left)
{
    enum { SOURCE = 12, HEADER = 20 };
    const guint8 *source = pinfo->net_src.data;
    for (GSList *item = pinfo->data_src; item && pinfo->net_src.type == AT_IPv4;
         item = item->next) {
        tvbuff_t *tvb = get_data_source_tvb((const struct data_source *)item->data);
        const guint length = tvb_captured_length(tvb);
        const guint8 *bytes = length >= HEADER ? tvb_get_ptr(tvb, 0, (gint)length) : NULL;
        if (bytes && source >= bytes + SOURCE && source <= bytes + length - (HEADER - SOURCE)) {
            *left = (guint)(bytes + length - (source - SOURCE));
            return source - SOURCE;
        }
    }
    return NULL;
}

/* RFC 791 §3.1: more fragments, and the offset. */
static gboolean is_loose_ipv4_fragment(const packet_info *pinfo)
{
    enum { FLAGS = 6, MORE_FRAGMENTS_AND_OFFSET = 0x3fff };
    guint left;
    const guint8 *ip = ends_in(pinfo, proto_ip, proto_data) ? innermost_ipv4(pinfo, &left) : NULL;
    return ip && (((guint)ip[FLAGS] << 8 | ip[FLAGS + 1]) & MORE_FRAGMENTS_AND_OFFSET) != 0;
}

/* A fragment header alone says little: an "atomic" fragment is a whole packet (RFC 6946). */
static gboolean is_loose_ipv6_fragment(const packet_info *pinfo)
{
    return proto_ipv6_fragment > 0 && ends_in(pinfo, proto_ipv6_fragment, proto_data);
}

/* Those that this frame puts together with its own. @answers: how many of them are the first of an
 * answer. */
static guint n_joined(packet_info *pinfo, guint *answers)
{
    guint32 *parts = NULL;
    guint joined = 0;
    const guint n = wmem_map_size(loose) > 0 ? sf_parts_of_frame(pinfo, &parts) : 0;
    for (guint i = 0; i < n; i++) {
        const void *part = wmem_map_remove(loose, GUINT_TO_POINTER(parts[i]));
        joined += part != NULL;
        *answers += part == &proto_data;
    }
    return joined;
}

/* What the first fragment of a datagram over IPv4 holds, where that begins with a status line; else
 * nothing. */
static SfText answer_in_fragment(const packet_info *pinfo)
{
    enum { FLAGS = 6, OFFSET = 0x1fff, PROTOCOL = 9, UDP = 17, UDP_HEADER = 8 };
    static const char line[] = "SIP/2.0 ";
    guint left = 0;
    const guint8 *ip = innermost_ipv4(pinfo, &left);
    if (!ip || (((guint)ip[FLAGS] << 8 | ip[FLAGS + 1]) & OFFSET) != 0 || ip[PROTOCOL] != UDP)
        return SF_TEXT_NONE;
    const guint begin = (ip[0] & 0x0fU) * 4 + UDP_HEADER;
    if (left < begin + strlen(line) + 3 || memcmp(ip + begin, line, strlen(line)) != 0)
        return SF_TEXT_NONE;
    return (SfText){(const char *)ip + begin, left - begin};
}

static void count_fragments(SfLedger *ledger, packet_info *pinfo)
{
    guint answers = 0;
    const guint joined = n_joined(pinfo, &answers);
    if (joined > 0) {
        sf_ledger_fragments_joined(ledger, joined, answers);
    } else if (is_loose_ipv4_fragment(pinfo) || is_loose_ipv6_fragment(pinfo)) {
        sf_ledger_count_fragment(ledger);
        const gboolean is_answer = sf_ledger_count_part(ledger, answer_in_fragment(pinfo));
        /* What stands there tells what it is, and is looked at no further. */
        wmem_map_insert(loose, GUINT_TO_POINTER(pinfo->num), is_answer ? &proto_data : &proto_ip);
    }
}

/* What nobody decrypted is the last layer, or has its bytes as data below. The last of all is ours.
 */
static gboolean is_ipsec(const packet_info *pinfo)
{
    wmem_list_frame_t *end = wmem_list_tail(pinfo->layers);
    if (end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == proto_sipfix)
        end = wmem_list_frame_prev(end);
    if (end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == proto_data)
        end = wmem_list_frame_prev(end);
    return end && GPOINTER_TO_INT(wmem_list_frame_data(end)) == proto_esp;
}

static void note_ipsec(SfLedger *ledger, packet_info *pinfo)
{
    const char *source = address_to_str(pinfo->pool, &pinfo->net_src);
    const char *destination = address_to_str(pinfo->pool, &pinfo->net_dst);
    sf_ledger_ipsec(ledger, sf_text(source), sf_text(destination), sf_batches_number(pinfo->num));
}

void sf_coverage_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree, guint n_messages)
{
    count_fragments(ledger, pinfo);
    if (tree && n_messages == 0 && is_encrypted_sip(pinfo, tree))
        sf_ledger_count_encrypted(ledger);
    if (n_messages == 0 && is_ipsec(pinfo))
        note_ipsec(ledger, pinfo);
}
