/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show/lines.h"

#include "knowledge/knowledge.h"
#include "plugin/fields.h"

#define WRAP_BYTES 80 /* of a paragraph's line: about what half a window shows */

const char *sf_pool_take(packet_info *pinfo, char *owned)
{
    const char *copy = owned ? wmem_strdup(pinfo->pool, owned) : NULL;
    g_free(owned);
    return copy;
}

const char *sf_pool_show(packet_info *pinfo, SfText text)
{
    return sf_pool_take(pinfo, sf_text_show(text));
}

const char *sf_label(packet_info *pinfo, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *whole = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    char *label = sf_text_shorten(whole, SF_LABEL_BYTES);
    g_free(whole);
    return sf_pool_take(pinfo, label);
}

const char *sf_told(packet_info *pinfo, const char *key, ...)
{
    va_list pairs;
    va_start(pairs, key);
    char *whole = sf_phrase_with_list("tree", key, pairs);
    va_end(pairs);
    char *label = sf_text_shorten(whole, SF_LABEL_BYTES);
    g_free(whole);
    return sf_pool_take(pinfo, label);
}

const char *sf_pool_number(packet_info *pinfo, guint number)
{
    return wmem_strdup_printf(pinfo->pool, "%u", number);
}

SfSpan sf_bytes_at(const SfShown *page, SfByteRange place)
{
    const SfSpan nowhere = {page->tvb, 0, 0};
    const struct data_source *source = g_slist_nth_data(page->pinfo->data_src, place.source);
    if (!source || place.length == 0)
        return nowhere;
    /* The same bytes as when they were collected; but if this pass sees less, nothing may throw. */
    tvbuff_t *tvb = get_data_source_tvb(source);
    const guint captured = tvb_captured_length(tvb);
    if (place.offset > captured || place.length > captured - place.offset)
        return nowhere;
    return (SfSpan){tvb, (int)place.offset, (int)place.length};
}

static const char *title_of(int hf)
{
    return proto_registrar_get_nth((guint)hf)->name;
}

proto_item *sf_line_labelled(const SfShown *page, proto_tree *tree, int hf, const char *value,
                             const char *label)
{
    proto_item *item = proto_tree_add_string_format(tree, hf, page->tvb, 0, 0, value, "%s", label);
    proto_item_set_generated(item);
    return item;
}

proto_item *sf_line(const SfShown *page, proto_tree *tree, int hf, const char *value)
{
    return sf_line_labelled(page, tree, hf, value,
                            sf_label(page->pinfo, "%s: %s", title_of(hf), value));
}

proto_item *sf_line_lit(const SfShown *page, proto_tree *tree, int hf, const char *value,
                        SfByteRange place, const char *label)
{
    const SfSpan bytes = sf_bytes_at(page, place);
    return proto_tree_add_string_format(tree, hf, bytes.tvb, bytes.start, bytes.length, value, "%s",
                                        label);
}

proto_item *sf_line_uint(const SfShown *page, proto_tree *tree, int hf, guint32 value)
{
    proto_item *item = proto_tree_add_uint(tree, hf, page->tvb, 0, 0, value);
    proto_item_set_generated(item);
    return item;
}

proto_item *sf_line_frame(const SfShown *page, proto_tree *tree, int hf, guint32 frame)
{
    const char *label = sf_told(page->pinfo, "frame", "title", title_of(hf), "frame",
                                sf_pool_number(page->pinfo, frame), NULL);
    proto_item *item = proto_tree_add_uint_format(tree, hf, page->tvb, 0, 0, frame, "%s", label);
    proto_item_set_generated(item);
    return item;
}

proto_tree *sf_line_group(const SfShown *page, proto_tree *tree, int ett, const char *label)
{
    return proto_tree_add_subtree(tree, page->tvb, 0, 0, ett, NULL, label);
}

/* Where the next line of @text ends: at the last blank that fits, else at the last character. */
static gsize wrapped_length(const char *text)
{
    const gsize length = strlen(text);
    if (length <= WRAP_BYTES)
        return length;
    gsize end = WRAP_BYTES;
    while (end > 0 && text[end] != ' ')
        end--;
    if (end > 0)
        return end;
    return (gsize)(g_utf8_find_prev_char(text, text + WRAP_BYTES + 1) - text);
}

void sf_lines_wrapped(const SfShown *page, proto_item *item, const char *text)
{
    if (!item)
        return;
    proto_tree *tree = proto_item_add_subtree(item, ett_sipfix_paragraph);
    while (*text) {
        const gsize length = wrapped_length(text);
        const char *line = wmem_strndup(page->pinfo->pool, text, length);
        proto_tree_add_subtree(tree, page->tvb, 0, 0, ett_sipfix_paragraph, NULL, line);
        text += length;
        while (*text == ' ')
            text++;
    }
}

proto_item *sf_line_paragraph(const SfShown *page, proto_tree *tree, int hf, const char *value)
{
    proto_item *item = sf_line(page, tree, hf, value);
    if (strlen(title_of(hf)) + strlen(": ") + strlen(value) > SF_LABEL_BYTES)
        sf_lines_wrapped(page, item, value);
    return item;
}
