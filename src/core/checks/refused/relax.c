/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/refused/relax.h"

gboolean sf_tag_may_be_relaxed(SfText tag)
{
    g_autofree char *name = sf_text_dup(tag);
    return g_strcmp0(sf_shelf_words(SF_SHELF_TAGS, name, "relax"), "yes") == 0;
}

gboolean sf_tags_may_be_relaxed(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        if (!sf_tag_may_be_relaxed(g_array_index(tags, SfTag, i).tag))
            return FALSE;
    return tags->len > 0;
}
