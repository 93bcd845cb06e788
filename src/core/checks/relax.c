/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relax.h"

static gboolean may_be_relaxed(SfText tag)
{
    g_autofree char *name = sf_text_dup(tag);
    const char *works_without = sf_shelf_words(SF_SHELF_TAGS, name, "works_without");
    if (!works_without || g_strcmp0(works_without, "no") == 0)
        return FALSE;
    /* A proxy that needs Path must insist on it (RFC 3327 §5.1). */
    return !sf_text_equal_nocase(tag, sf_text("path"));
}

gboolean sf_tags_may_be_relaxed(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        if (!may_be_relaxed(g_array_index(tags, SfTag, i).tag))
            return FALSE;
    return tags->len > 0;
}
