// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/calls/met_calls.h"

#include <string.h>

/* Between two capture points: the way of a packet, and clocks that go differently. */
#define ON_THE_WAY 5000U /* ms */

#define NOWHERE  G_MAXUINT32
#define UNTIMED  G_MAXUINT32
#define BY_STORY ((gint64)1 << 24) /* stories of a run with greater numbers take more room */
#define FATE     4                 /* where in a state it begins */

/* Stories of a run that is not over. */
typedef struct {
    GArray *by_story;   /* guint32: call + 1 */
    GHashTable *others; /* gint64, owned: other numbers; below 0, frames without a story -> same */
} Run;

struct SfMetCalls {
    GArray *states;   /* guint8: outcome and fate */
    GArray *seconds;  /* guint32 since 1970; UNTIMED: there is none, or in odd */
    GHashTable *odd;  /* call -> gint64, owned: other times */
    GHashTable *runs; /* gint64, owned -> Run, owned */
    /* Under what an answer carries on every hop; where that is taken by another call's, under two:
     * with its address, and with its time. */
    SfSeenAnswers *seen;
};

static void run_free(gpointer data)
{
    Run *run = data;
    g_array_unref(run->by_story);
    g_hash_table_unref(run->others);
    g_free(run);
}

SfMetCalls *sf_met_calls_new(SfSeenStore store)
{
    SfMetCalls *calls = g_new0(SfMetCalls, 1);
    calls->states = g_array_new(FALSE, TRUE, sizeof(guint8));
    calls->seconds = g_array_new(FALSE, FALSE, sizeof(guint32));
    calls->odd = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    calls->seen = sf_seen_answers_new(store);
    calls->runs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, run_free);
    return calls;
}

void sf_met_calls_free(SfMetCalls *calls)
{
    if (!calls)
        return;
    g_array_unref(calls->states);
    g_array_unref(calls->seconds);
    g_hash_table_unref(calls->odd);
    sf_seen_answers_free(calls->seen);
    g_hash_table_unref(calls->runs);
    g_free(calls);
}

/* ---- By what an answer carries ---- */

static void add_text(GChecksum *checksum, const char *text)
{
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void add_number(GChecksum *checksum, gint64 number)
{
    g_checksum_update(checksum, (const guchar *)&number, sizeof number);
}

/* Frees @checksum. */
static void take_digest(SfSeen *seen, GChecksum *checksum)
{
    guint8 bytes[16];
    gsize length = sizeof bytes;
    g_checksum_get_digest(checksum, bytes, &length);
    g_checksum_free(checksum);
    memcpy(seen->digest, bytes, sizeof seen->digest);
}

/* FALSE: not enough is known of it. */
static gboolean look_at(SfSeen *seen, const SfEvent *event)
{
    if (!event->call_id || !event->from_tag || !event->to_tag)
        return FALSE;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_MD5);
    add_text(checksum, event->call_id);
    add_text(checksum, event->from_tag);
    add_text(checksum, event->to_tag);
    add_text(checksum, event->method ? event->method : "");
    add_number(checksum, event->cseq);
    add_number(checksum, event->status);
    take_digest(seen, checksum);
    seen->uri = g_str_hash(event->request_uri ? event->request_uri : "");
    return TRUE;
}

/* The same answer under another digest: with more that tells it apart. */
static SfSeen told_apart(const SfSeen *seen, char by, gint64 number)
{
    SfSeen other = *seen;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_MD5);
    g_checksum_update(checksum, (const guchar *)seen->digest, sizeof seen->digest);
    g_checksum_update(checksum, (const guchar *)&by, 1);
    add_number(checksum, number);
    take_digest(&other, checksum);
    return other;
}

static SfSeen by_uri(const SfSeen *seen)
{
    return told_apart(seen, 'u', seen->uri);
}

/* Spans are as long as what may lie between two copies: both are in one, or in neighbours. */
static SfSeen by_span(const SfSeen *seen, gint64 offset)
{
    return told_apart(seen, 't', (gint64)(seen->time / ON_THE_WAY) + offset);
}

static gboolean is_near(const SfSeen *one, const SfSeen *other)
{
    const guint32 later = one->time - other->time;
    return one->time != 0 && other->time != 0 && (later <= ON_THE_WAY || 0 - later <= ON_THE_WAY);
}

/* A proxy may change the Request-URI between two capture points, but then the answer is seen at
 * both within moments. Programs that number their calls from 1 give the same Call-ID and tags to
 * calls for others, at another time. */
static gboolean seen_before(const SfMetCalls *calls, const SfSeen *wanted, SfSeen *seen)
{
    if (!sf_seen_answers_find(calls->seen, wanted, seen))
        return FALSE;
    if (seen->uri == wanted->uri || is_near(seen, wanted))
        return TRUE;
    const SfSeen with_uri = by_uri(wanted);
    if (sf_seen_answers_find(calls->seen, &with_uri, seen))
        return TRUE;
    for (gint64 offset = -1; wanted->time != 0 && offset <= 1; offset++) {
        const SfSeen in_span = by_span(wanted, offset);
        if (sf_seen_answers_find(calls->seen, &in_span, seen) && is_near(seen, wanted))
            return TRUE;
    }
    return FALSE;
}

static void remember(const SfMetCalls *calls, const SfSeen *seen)
{
    if (sf_seen_answers_add(calls->seen, seen))
        return;
    const SfSeen with_uri = by_uri(seen);
    sf_seen_answers_add(calls->seen, &with_uri);
    if (seen->time == 0)
        return;
    const SfSeen in_span = by_span(seen, 0);
    sf_seen_answers_add(calls->seen, &in_span);
}

/* ---- By story ---- */

static Run *run_of(SfMetCalls *calls, gint64 number)
{
    Run *run = g_hash_table_lookup(calls->runs, &number);
    if (run)
        return run;
    run = g_new0(Run, 1);
    run->by_story = g_array_new(FALSE, TRUE, sizeof(guint32));
    run->others = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_hash_table_insert(calls->runs, g_memdup2(&number, sizeof number), run);
    return run;
}

static gint64 name_of(const SfEvent *event)
{
    return event->story > 0 ? event->story : -event->frame;
}

/* Numbers follow one another: one that is far beyond the others does not make a long array. */
static gboolean is_in_array(const Run *run, gint64 name)
{
    return name > 0 && name < BY_STORY && name < 2 * (gint64)run->by_story->len + 1024;
}

static guint32 known_story(const Run *run, gint64 name)
{
    if (name > 0 && name < (gint64)run->by_story->len) {
        const guint32 call = g_array_index(run->by_story, guint32, (guint)name);
        if (call != 0)
            return call - 1;
    }
    return GPOINTER_TO_UINT(g_hash_table_lookup(run->others, &name)) - 1;
}

static void know_story(Run *run, gint64 name, guint32 call)
{
    if (!is_in_array(run, name)) {
        g_hash_table_insert(run->others, g_memdup2(&name, sizeof name), GUINT_TO_POINTER(call + 1));
        return;
    }
    if (name >= (gint64)run->by_story->len)
        g_array_set_size(run->by_story, (guint)name + 1);
    g_array_index(run->by_story, guint32, (guint)name) = call + 1;
}

void sf_met_calls_end_run(SfMetCalls *calls, gint64 run)
{
    g_hash_table_remove(calls->runs, &run);
}

/* ---- All of it ---- */

/* Microseconds since 1970; G_MININT64: not told. */
static gint64 micro_of(const char *time)
{
    g_autoptr(GDateTime) date = time ? g_date_time_new_from_iso8601(time, NULL) : NULL;
    return date ? g_date_time_to_unix(date) * G_USEC_PER_SEC + g_date_time_get_microsecond(date)
                : G_MININT64;
}

static guint32 new_call(SfMetCalls *calls, gint64 micro)
{
    static const guint8 state = 0;
    const guint32 call = calls->states->len;
    const gint64 second = micro / G_USEC_PER_SEC - (micro % G_USEC_PER_SEC < 0 ? 1 : 0);
    const gboolean fits = second >= 0 && second < UNTIMED;
    const guint32 kept = fits ? (guint32)second : UNTIMED;
    g_array_append_val(calls->states, state);
    g_array_append_val(calls->seconds, kept);
    if (!fits && micro != G_MININT64)
        g_hash_table_insert(calls->odd, GUINT_TO_POINTER(call), g_memdup2(&second, sizeof second));
    return call;
}

guint sf_met_calls_take(SfMetCalls *calls, const SfEvent *event, gboolean *is_copy)
{
    SfSeen wanted = {0}, seen;
    Run *run = run_of(calls, event->run);
    const gint64 name = name_of(event);
    const gint64 micro = micro_of(event->time);
    const gboolean has_key = look_at(&wanted, event);
    guint32 call = known_story(run, name);

    wanted.time = micro >= 0 ? (guint32)((micro / 1000) % G_MAXUINT32) + 1 : 0;
    const gboolean is_seen = has_key && seen_before(calls, &wanted, &seen);
    *is_copy = is_seen && seen.call != call;
    if (is_seen)
        return seen.call;
    if (call == NOWHERE) {
        call = new_call(calls, micro);
        know_story(run, name, call);
    }
    wanted.call = call;
    if (has_key)
        remember(calls, &wanted);
    return call;
}

guint sf_met_calls_count(const SfMetCalls *calls)
{
    return calls->states->len;
}

static guint8 *state_of(const SfMetCalls *calls, guint call)
{
    return &g_array_index(calls->states, guint8, call);
}

SfCallEnd sf_met_calls_outcome(const SfMetCalls *calls, guint call)
{
    return (SfCallEnd)(*state_of(calls, call) & ((1U << FATE) - 1));
}

void sf_met_calls_set_outcome(SfMetCalls *calls, guint call, SfCallEnd outcome)
{
    guint8 *state = state_of(calls, call);
    *state = (guint8)((*state & ~((1U << FATE) - 1)) | outcome);
}

SfFate sf_met_calls_fate(const SfMetCalls *calls, guint call)
{
    return (SfFate)(*state_of(calls, call) >> FATE);
}

void sf_met_calls_set_fate(SfMetCalls *calls, guint call, SfFate fate)
{
    guint8 *state = state_of(calls, call);
    *state = (guint8)((*state & ((1U << FATE) - 1)) | (guint)fate << FATE);
}

gboolean sf_met_calls_time(const SfMetCalls *calls, guint call, gint64 *seconds)
{
    const guint32 kept = g_array_index(calls->seconds, guint32, call);
    const gint64 *odd =
        kept == UNTIMED ? g_hash_table_lookup(calls->odd, GUINT_TO_POINTER(call)) : NULL;
    *seconds = odd ? *odd : kept;
    return odd || kept != UNTIMED;
}
