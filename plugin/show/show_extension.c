/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show/show.h"

#include "plugin/fields.h"

static const char *words_of(const char *tag, const char *key)
{
    return sf_shelf_words(SF_SHELF_TAGS, tag, key);
}

static guint32 rfc_of(const char *tag)
{
    const char *rfc = words_of(tag, "rfc");
    return rfc ? (guint32)g_ascii_strtoull(rfc, NULL, 10) : 0;
}

static const char *required_label(const SfShown *page, const char *tag)
{
    const char *name = words_of(tag, "name");
    const guint32 rfc = rfc_of(tag);
    return sf_told(page->pinfo, "required", "tag", tag, "name", name, "rfc",
                   name && rfc ? sf_pool_number(page->pinfo, rfc) : NULL, NULL);
}

static proto_item *add_required(const SfShown *page, const SfTag *tag)
{
    const char *shown = sf_pool_show(page->pinfo, tag->tag);
    proto_item *item = sf_line_lit(page, page->tree, hf_sipfix_extension_required, shown,
                                   tag->place, required_label(page, shown));
    const char *name = words_of(shown, "name");
    if (!name)
        return item;
    proto_tree *tree = proto_item_add_subtree(item, ett_sipfix_tag);
    sf_line(page, tree, hf_sipfix_extension_name, name);
    if (rfc_of(shown))
        sf_line_uint(page, tree, hf_sipfix_extension_rfc, rfc_of(shown));
    return item;
}

static void add_tags(const SfShown *page, proto_tree *tree, int hf, const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        sf_line(page, tree, hf, sf_pool_show(page->pinfo, g_array_index(tags, SfTag, i).tag));
}

static const char *list_of(const SfShown *page, const GArray *tags)
{
    wmem_strbuf_t *list = wmem_strbuf_new(page->pinfo->pool, "");
    for (guint i = 0; i < tags->len && wmem_strbuf_get_len(list) < SF_LABEL_BYTES; i++) {
        wmem_strbuf_append(list, i ? ", " : "");
        wmem_strbuf_append(list, sf_pool_show(page->pinfo, g_array_index(tags, SfTag, i).tag));
    }
    return wmem_strbuf_get_str(list);
}

static void add_offered(const SfShown *page, const SfAnswer *answer)
{
    if (answer->offered->len == 0) {
        proto_item *item;
        proto_tree_add_subtree(page->tree, page->tvb, 0, 0, ett_sipfix_offered, &item,
                               sf_phrase("tree", "nothing-offered"));
        proto_item_set_generated(item);
        return;
    }
    if (answer->offered->len == 1) {
        add_tags(page, page->tree, hf_sipfix_extension_offered, answer->offered);
        return;
    }
    const char *label =
        sf_told(page->pinfo, "offered", "tags", list_of(page, answer->offered), NULL);
    proto_item *item;
    proto_tree *tree =
        proto_tree_add_subtree(page->tree, page->tvb, 0, 0, ett_sipfix_offered, &item, label);
    proto_item_set_generated(item);
    add_tags(page, tree, hf_sipfix_extension_offered, answer->offered);
}

void sf_show_extension(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks)
{
    for (guint i = 0; i < answer->required->len; i++) {
        const SfTag *tag = &g_array_index(answer->required, SfTag, i);
        SfHook hook = {.place = tag->place, .index = i, .item = add_required(page, tag)};
        wmem_array_append_one(hooks, hook);
    }
    const guint status = answer->message->status;
    if (!answer->offer_known || (status != 421 && status != 494))
        return; /* what is not seen is not absent; of others it is not about offers */
    add_offered(page, answer);
    add_tags(page, page->tree, hf_sipfix_extension_missing, answer->missing);
}
