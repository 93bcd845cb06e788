// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/copies.h"

/* Between two capture points: the way of a packet, and clocks that go differently. */
#define ON_THE_WAY (5 * G_TIME_SPAN_SECOND)

/* One call, as it was seen first. */
typedef struct {
    char *story;
    char *uri;    /* that was asked for; NULL: not known */
    gint64 micro; /* when, in microseconds; -1: not known */
} Seen;

struct SfCopies {
    GHashTable *seen; /* what is the same on every hop -> GPtrArray of Seen */
};

static void seen_free(gpointer data)
{
    Seen *seen = data;
    g_free(seen->story);
    g_free(seen->uri);
    g_free(seen);
}

static void free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

SfCopies *sf_copies_new(void)
{
    SfCopies *copies = g_new0(SfCopies, 1);
    copies->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    return copies;
}

void sf_copies_free(SfCopies *copies)
{
    g_hash_table_unref(copies->seen);
    g_free(copies);
}

/* NULL: not enough is known of it. */
static char *key_of(const SfEvent *event)
{
    if (!event->call_id || !event->from_tag || !event->to_tag)
        return NULL;
    return g_strdup_printf("%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, event->call_id,
                           event->from_tag, event->to_tag, event->method ? event->method : "",
                           event->cseq, event->status);
}

static gint64 micro_of(const char *time)
{
    g_autoptr(GDateTime) date = time ? g_date_time_new_from_iso8601(time, NULL) : NULL;
    return date ? g_date_time_to_unix(date) * G_USEC_PER_SEC + g_date_time_get_microsecond(date)
                : -1;
}

static Seen *seen_of(const SfEvent *event, const char *story)
{
    Seen *seen = g_new0(Seen, 1);
    seen->story = g_strdup(story);
    seen->uri = g_strdup(event->request_uri);
    seen->micro = micro_of(event->time);
    return seen;
}

/* A proxy may change the Request-URI between two capture points, but then the answer is seen at
 * both within moments. Programs that number their calls from 1 give the same Call-ID and tags to
 * calls for others, at another time. */
static gboolean is_same_call(const Seen *a, const Seen *b)
{
    if (g_strcmp0(a->uri, b->uri) == 0)
        return TRUE;
    return a->micro >= 0 && b->micro >= 0 && ABS(a->micro - b->micro) <= ON_THE_WAY;
}

const char *sf_copies_story(SfCopies *copies, const SfEvent *event, const char *story)
{
    char *key = key_of(event);
    if (!key)
        return story;
    GPtrArray *known = g_hash_table_lookup(copies->seen, key);
    Seen *seen = seen_of(event, story);
    for (guint i = 0; known && i < known->len; i++) {
        Seen *first = known->pdata[i];
        if (!is_same_call(first, seen))
            continue;
        seen_free(seen);
        g_free(key);
        return first->story;
    }
    if (!known) {
        known = g_ptr_array_new_with_free_func(seen_free);
        g_hash_table_insert(copies->seen, g_strdup(key), known);
    }
    g_free(key);
    g_ptr_array_add(known, seen);
    return seen->story;
}
