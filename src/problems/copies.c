// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/copies.h"

/* Between two capture points: the way of a packet, and clocks that go differently. */
#define ON_THE_WAY (5 * G_TIME_SPAN_SECOND)

/* One call, as it was seen first. */
typedef struct {
    char *story;
    gint64 micro; /* when, in microseconds; -1: not known */
} Seen;

struct SfCopies {
    GPtrArray *calls;   /* Seen: all of them */
    GHashTable *by_uri; /* what is the same on every hop, and the Request-URI -> Seen */
    GHashTable
        *by_time; /* what is the same on every hop, and a span of time -> the first Seen in it */
};

static void seen_free(gpointer data)
{
    Seen *seen = data;
    g_free(seen->story);
    g_free(seen);
}

SfCopies *sf_copies_new(void)
{
    SfCopies *copies = g_new0(SfCopies, 1);
    copies->calls = g_ptr_array_new_with_free_func(seen_free);
    copies->by_uri = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    copies->by_time = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return copies;
}

void sf_copies_free(SfCopies *copies)
{
    g_hash_table_unref(copies->by_time);
    g_hash_table_unref(copies->by_uri);
    g_ptr_array_unref(copies->calls);
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

static char *uri_key(const char *key, const SfEvent *event)
{
    return g_strdup_printf("%s\n%s", key, event->request_uri ? event->request_uri : "");
}

/* Spans are as long as what may lie between two copies: both are in one, or in neighbours. */
static char *span_key(const char *key, gint64 span)
{
    return g_strdup_printf("%s\n%" G_GINT64_FORMAT, key, span);
}

static Seen *seen_at(const SfCopies *copies, const char *key, gint64 micro)
{
    for (gint64 span = micro / ON_THE_WAY - 1; micro >= 0 && span <= micro / ON_THE_WAY + 1;
         span++) {
        g_autofree char *name = span_key(key, span);
        Seen *seen = g_hash_table_lookup(copies->by_time, name);
        if (seen && ABS(seen->micro - micro) <= ON_THE_WAY)
            return seen;
    }
    return NULL;
}

/* A proxy may change the Request-URI between two capture points, but then the answer is seen at
 * both within moments. Programs that number their calls from 1 give the same Call-ID and tags to
 * calls for others, at another time. */
static Seen *seen_before(const SfCopies *copies, const char *key, const SfEvent *event,
                         gint64 micro)
{
    g_autofree char *name = uri_key(key, event);
    Seen *seen = g_hash_table_lookup(copies->by_uri, name);
    return seen ? seen : seen_at(copies, key, micro);
}

static Seen *remember(SfCopies *copies, const char *key, const SfEvent *event, const char *story,
                      gint64 micro)
{
    Seen *seen = g_new0(Seen, 1);
    seen->story = g_strdup(story);
    seen->micro = micro;
    g_ptr_array_add(copies->calls, seen);
    g_hash_table_insert(copies->by_uri, uri_key(key, event), seen);
    if (micro >= 0)
        g_hash_table_insert(copies->by_time, span_key(key, micro / ON_THE_WAY), seen);
    return seen;
}

const char *sf_copies_story(SfCopies *copies, const SfEvent *event, const char *story)
{
    g_autofree char *key = key_of(event);
    if (!key)
        return story;
    const gint64 micro = micro_of(event->time);
    const Seen *seen = seen_before(copies, key, event, micro);
    return (seen ? seen : remember(copies, key, event, story, micro))->story;
}
