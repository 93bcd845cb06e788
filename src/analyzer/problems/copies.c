// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/problems/copies.h"

struct SfCopies {
    GHashTable *stories; /* what is the same on every hop -> name of the story */
};

SfCopies *sf_copies_new(void)
{
    SfCopies *copies = g_new0(SfCopies, 1);
    copies->stories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return copies;
}

void sf_copies_free(SfCopies *copies)
{
    g_hash_table_unref(copies->stories);
    g_free(copies);
}

/* NULL: not enough is known of it. */
static char *key_of(const SfEvent *event)
{
    const char *from_tag = sf_member_string(event->object, "from_tag");
    const char *to_tag = sf_member_string(event->object, "to_tag");
    if (!event->call_id || !from_tag || !to_tag)
        return NULL;
    return g_strdup_printf("%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, event->call_id,
                           from_tag, to_tag, event->method ? event->method : "",
                           sf_member_count(event->object, "cseq"), event->status);
}

const char *sf_copies_story(SfCopies *copies, const SfEvent *event, const char *story)
{
    char *key = key_of(event);
    if (!key)
        return story;
    const char *first = g_hash_table_lookup(copies->stories, key);
    if (first) {
        g_free(key);
        return first;
    }
    g_hash_table_insert(copies->stories, key, g_strdup(story));
    return story;
}
