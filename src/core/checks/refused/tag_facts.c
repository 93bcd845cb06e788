/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/refused/tag_facts.h"

#include "core/checks/judged.h"

const char *sf_tag_words(SfText tag, const char *key)
{
    g_autofree char *name = sf_text_dup(tag);
    return sf_shelf_words(SF_SHELF_TAGS, name, key);
}

const char *const *sf_tag_list(SfText tag, const char *key)
{
    g_autofree char *name = sf_text_dup(tag);
    return sf_shelf_list(SF_SHELF_TAGS, name, key);
}

gboolean sf_tag_belongs_in(SfText tag, SfHeaderName name)
{
    const char *const *headers = sf_tag_list(tag, "header");
    if (!headers[0])
        return name == SF_HEADER_SUPPORTED;
    return g_strv_contains((const gchar *const *)headers, sf_header_name(name));
}

gboolean sf_tag_means_nothing_for(SfText tag, SfText method)
{
    g_autofree char *name = sf_text_dup(tag);
    if (method.length == 0 || sf_text_equal(method, sf_text("OPTIONS")) ||
        g_strcmp0(sf_shelf_words(SF_SHELF_TAGS, name, "closed"), "yes") != 0)
        return FALSE;
    for (const char *const *known = sf_shelf_list(SF_SHELF_TAGS, name, "methods"); *known; known++)
        if (sf_text_equal(method, sf_text(*known)))
            return FALSE;
    return TRUE;
}

GString *sf_tag_methods(SfText tag)
{
    GString *list = g_string_new(NULL);
    for (const char *const *method = sf_tag_list(tag, "methods"); *method; method++)
        sf_list_add(list, sf_text(*method));
    return list;
}

const char *sf_tag_is_used_by(const SfAnswer *answer, SfText tag)
{
    static const struct {
        const char *tag;
        SfHeaderName header;
    } headers[] = {{"replaces", SF_HEADER_REPLACES},
                   {"join", SF_HEADER_JOIN},
                   {"timer", SF_HEADER_SESSION_EXPIRES},
                   {"histinfo", SF_HEADER_HISTORY_INFO}};
    const SfMessage *request = answer->request;
    for (guint i = 0; request && request->vias <= 1 && i < G_N_ELEMENTS(headers); i++)
        if (sf_text_equal_nocase(tag, sf_text(headers[i].tag)) &&
            sf_message_header(request, headers[i].header, 0))
            return sf_header_name(headers[i].header);
    return NULL;
}
