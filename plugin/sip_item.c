/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_item.h"

#include "grammar.h"
#include "nodes.h"

static int proto_sip;
static int hf_request_line, hf_status_line, hf_method, hf_status_code;
static int hf_call_id, hf_cseq, hf_body, hf_resend;
static int hf_headers[SF_N_HEADERS];
static wmem_map_t *header_names; /* id of a field -> SfHeaderName + 1 */

static const struct {
    int *id;
    const char *name;
} fields[] = {
    {&proto_sip, "sip"},
    {&hf_request_line, "sip.Request-Line"},
    {&hf_status_line, "sip.Status-Line"},
    {&hf_method, "sip.Method"},
    {&hf_status_code, "sip.Status-Code"},
    {&hf_call_id, "sip.Call-ID"},
    {&hf_cseq, "sip.CSeq"},
    {&hf_body, "sip.msg_body"},
    {&hf_resend, "sip.resend"}, /* the last that the dissector adds: it came to the end */
};

void sf_sip_item_init(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        *fields[i].id = proto_registrar_get_id_byname(fields[i].name);

    header_names = wmem_map_new(wmem_epan_scope(), g_direct_hash, g_direct_equal);
    for (guint i = 0; i < SF_N_HEADERS; i++) {
        g_autofree char *name = g_strdup_printf("sip.%s", sf_header_name((SfHeaderName)i));
        hf_headers[i] = proto_registrar_get_id_byname(name);
        wmem_map_insert(header_names, GINT_TO_POINTER(hf_headers[i]), GUINT_TO_POINTER(i + 1));
    }
}

static void want(GArray *hfids, int id)
{
    if (id > 0)
        g_array_append_val(hfids, id);
}

void sf_sip_item_want(GArray *hfids)
{
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        want(hfids, *fields[i].id);
    for (guint i = 0; i < SF_N_HEADERS; i++)
        want(hfids, hf_headers[i]);
}

int sf_sip_item_id(void)
{
    return proto_sip;
}

/* ---- bytes ---- */

/* The bytes that an item covers, as far as they were captured. Cannot throw. */
static SfText bytes_of(const field_info *item)
{
    if (!item->ds_tvb || item->start < 0 || item->length <= 0)
        return SF_TEXT_NONE;
    const guint start = (guint)item->start;
    const guint captured = tvb_captured_length(item->ds_tvb);
    if (start >= captured)
        return SF_TEXT_NONE;
    const guint length = MIN((guint)item->length, captured - start);
    const guint8 *at = tvb_get_ptr(item->ds_tvb, item->start, (gint)length);
    return (SfText){(const char *)at, length};
}

static gboolean is_cut_short(tvbuff_t *source)
{
    return tvb_captured_length(source) < tvb_reported_length(source);
}

/* Of a value at the end of a cut packet nobody knows how it goes on. Wireshark 4.0 shows no header
 * of such a message at all; later versions show them up to the cut. */
static gboolean touches_the_cut(const field_info *item)
{
    return item->ds_tvb && is_cut_short(item->ds_tvb) &&
           item->start + item->length >= (gint)tvb_captured_length(item->ds_tvb);
}

static gboolean is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static SfText without_line_end(SfText line)
{
    while (line.length > 0 && is_line_end(line.at[line.length - 1]))
        line.length--;
    return line;
}

/* The value of a header: the item is the whole line, with its name and its folds (RFC 3261 §7.3.1).
 */
static SfText value_of(const field_info *header)
{
    const SfText line = without_line_end(bytes_of(header));
    const gssize colon = sf_text_find(line, ':');
    if (colon < 0)
        return SF_TEXT_NONE;
    return sf_text_trim(sf_text_slice(line, (gsize)colon + 1, line.length));
}

/* ---- one message ---- */

typedef struct {
    const field_info *item; /* "sip" */
    guint source;           /* the data source of all its bytes */
    gboolean has_source;
    SfMessage *message;
    wmem_array_t *headers; /* SfHeader */
    SfText line;           /* Request-Line or Status-Line */
    SfText status_code;
    gboolean has_body;
    gboolean has_end; /* the dissector went through to the end */
} Draft;

static gboolean find_source(packet_info *pinfo, const tvbuff_t *tvb, guint *index)
{
    guint i = 0;
    for (GSList *source = pinfo->data_src; source; source = source->next, i++)
        if (get_data_source_tvb((const struct data_source *)source->data) == tvb) {
            *index = i;
            return TRUE;
        }
    return FALSE;
}

static SfPlace place_of(const Draft *draft, SfText part)
{
    if (!draft->has_source || part.length == 0)
        return (SfPlace){0, 0, 0};
    const SfText whole = bytes_of(draft->item);
    return (SfPlace){.source = draft->source,
                     .offset = (guint)(draft->item->start + (part.at - whole.at)),
                     .length = (guint)part.length};
}

static void read_header(Draft *draft, SfHeaderName name, const field_info *item)
{
    SfHeader header = {.name = name, .value = value_of(item)};
    header.place = place_of(draft, header.value);
    wmem_array_append_one(draft->headers, header);
}

static void keep_first(SfText *text, SfText value)
{
    if (!sf_text_is_present(*text))
        *text = value;
}

static void read_cseq(SfMessage *message, SfText value)
{
    gsize digits = 0;
    while (digits < value.length && g_ascii_isdigit(value.at[digits]))
        digits++;
    if (sf_text_is_present(message->cseq_method) ||
        !sf_delta_seconds_parse(sf_text_slice(value, 0, digits), &message->cseq))
        return;
    message->cseq_method = sf_text_trim(sf_text_slice(value, digits, value.length));
}

static void read_item(Draft *draft, const field_info *item)
{
    const int id = item->hfinfo->id;
    if (id == hf_body)
        draft->has_body = TRUE;
    else if (id == hf_resend)
        draft->has_end = TRUE;
    else if (id == hf_request_line || id == hf_status_line)
        draft->line = without_line_end(bytes_of(item));
    else if (id == hf_method)
        keep_first(&draft->message->method, bytes_of(item));
    else if (id == hf_status_code)
        draft->status_code = bytes_of(item);
    else if (item->ds_tvb != draft->item->ds_tvb || touches_the_cut(item))
        return;
    else if (id == hf_call_id)
        keep_first(&draft->message->call_id, value_of(item));
    else if (id == hf_cseq)
        read_cseq(draft->message, value_of(item));
    else {
        const guint name = GPOINTER_TO_UINT(wmem_map_lookup(header_names, GINT_TO_POINTER(id)));
        if (name > 0)
            read_header(draft, (SfHeaderName)(name - 1), item);
    }
}

/* Request-Line = Method SP Request-URI SP SIP-Version (RFC 3261 §7.1). */
static void read_request_line(Draft *draft)
{
    static const char version[] = "SIP/2.0";
    SfMessage *message = draft->message;
    message->is_request = TRUE;
    SfText rest = sf_text_slice(draft->line, message->method.length, draft->line.length);
    rest.length -= MIN(rest.length, strlen(version));
    message->request_uri = sf_text_trim(rest);
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase (RFC 3261 §7.2). */
static void read_status_line(Draft *draft)
{
    SfMessage *message = draft->message;
    sf_delta_seconds_parse(draft->status_code, &message->status);
    const gsize end = (gsize)(draft->status_code.at - draft->line.at) + draft->status_code.length;
    message->reason_phrase = sf_text_trim(sf_text_slice(draft->line, end, draft->line.length));
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* White space may stand before the colon (RFC 3261 §25.1, HCOLON), but the dissector does not know
 * the name then. */
static gboolean is_unread(SfText line)
{
    const gssize colon = sf_text_find(line, ':');
    if (colon < 1 || is_blank(line.at[0]) || !is_blank(line.at[colon - 1]))
        return FALSE;
    return sf_text_is_token(sf_text_trim(sf_text_slice(line, 0, (gsize)colon)));
}

static gboolean has_unread_header(SfText message)
{
    SfText rest = message;
    for (gssize end; (end = sf_text_find(rest, '\n')) >= 0;
         rest = sf_text_slice(rest, (gsize)end + 1, rest.length)) {
        const SfText line = without_line_end(sf_text_slice(rest, 0, (gsize)end));
        if (line.length == 0)
            return FALSE; /* the body begins */
        if (is_unread(line))
            return TRUE;
    }
    return FALSE;
}

static gboolean ends_in(SfText text, const char *end)
{
    const gsize length = strlen(end);
    return text.length >= length && memcmp(text.at + text.length - length, end, length) == 0;
}

/* The blank line behind the headers is there where a body is, and where the message ends in it. */
static gboolean headers_are_cut(const Draft *draft)
{
    if (draft->has_body)
        return FALSE;
    if (!draft->has_end)
        return TRUE; /* the dissector gave up: 4.0 at the cut, all at a CSeq they cannot read */
    if (!touches_the_cut(draft->item))
        return FALSE;
    const SfText whole = bytes_of(draft->item);
    return !ends_in(whole, "\n\r\n") && !ends_in(whole, "\n\n");
}

/* From and To hold one address (RFC 3261 §20.20, §20.39); its parameters stand behind the last >,
 * or, without brackets, behind the first ; of all. */
static SfText tag_of(const Draft *draft, SfHeaderName name)
{
    const SfHeader *header = sf_message_header(draft->message, name, 0);
    if (!header)
        return SF_TEXT_NONE;
    const SfText value = header->value;
    gsize start = value.length;
    while (start > 0 && value.at[start - 1] != '>')
        start--;
    if (start == 0)
        start = (gsize)MAX(sf_text_find(value, ';'), 0);
    SfParam tag;
    const SfText params = sf_text_trim(sf_text_slice(value, start, value.length));
    return sf_param_find(params, "tag", &tag) ? tag.value : SF_TEXT_NONE;
}

/* Fills the draft from what stands below the item "sip", but for its body. */
static void read_items(Draft *draft, proto_node *top)
{
    proto_node *node = top->first_child;
    while (node) {
        const int id = sf_node_id(node);
        if (PNODE_FINFO(node))
            read_item(draft, PNODE_FINFO(node));
        node = id == hf_body || id == proto_sip ? sf_node_after(node, top)
                                                : sf_node_below_or_after(node, top);
    }
}

static gboolean read_message(Draft *draft, proto_node *node)
{
    SfMessage *message = draft->message;
    read_items(draft, node);
    if (draft->line.length == 0)
        return FALSE;
    if (message->method.length > 0)
        read_request_line(draft);
    else if (draft->status_code.length > 0)
        read_status_line(draft);
    else
        return FALSE;
    message->headers = (const SfHeader *)wmem_array_get_raw(draft->headers);
    message->n_headers = wmem_array_get_count(draft->headers);
    message->cut = headers_are_cut(draft) || has_unread_header(bytes_of(draft->item));
    message->from_tag = tag_of(draft, SF_HEADER_FROM);
    message->to_tag = tag_of(draft, SF_HEADER_TO);
    message->place = place_of(draft, bytes_of(draft->item));
    return TRUE;
}

gboolean sf_sip_item_read(packet_info *pinfo, proto_node *node, SfMessage *message)
{
    const field_info *item = PNODE_FINFO(node);
    if (!item)
        return FALSE;
    Draft draft = {.item = item, .message = message};
    draft.has_source = find_source(pinfo, item->ds_tvb, &draft.source);
    draft.headers = wmem_array_new(pinfo->pool, sizeof(SfHeader));
    return read_message(&draft, node);
}
