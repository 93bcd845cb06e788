/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "problems/calls/seen_answers.h"

#define FREE  G_MAXUINT32 /* the call of a slot that holds nothing */
#define LEAST 1024U       /* slots */

/* Slots go by the digest from its greatest digits on, so what is in them lies nearly in order. */
struct SfSeenAnswers {
    SfSeen *slots;
    guint32 n_slots;
    guint32 n;
    SfSeenStore store;
    gboolean has_stored;
    gboolean is_full; /* the store */
};

static void empty_slots(SfSeenAnswers *answers)
{
    for (guint32 i = 0; i < answers->n_slots; i++)
        answers->slots[i].call = FREE;
    answers->n = 0;
}

static void new_slots(SfSeenAnswers *answers, guint32 n)
{
    answers->n_slots = n;
    answers->slots = g_new0(SfSeen, n);
    empty_slots(answers);
}

SfSeenAnswers *sf_seen_answers_new(SfSeenStore store)
{
    SfSeenAnswers *answers = g_new0(SfSeenAnswers, 1);
    answers->store = store;
    answers->is_full = !store.add;
    new_slots(answers, LEAST);
    return answers;
}

void sf_seen_answers_free(SfSeenAnswers *answers)
{
    if (!answers)
        return;
    if (answers->store.free)
        answers->store.free(answers->store.data);
    g_free(answers->slots);
    g_free(answers);
}

/* Where it is, or belongs. */
static SfSeen *slot_of(const SfSeenAnswers *answers, const SfSeen *wanted)
{
    guint32 at = (guint32)(((guint64)wanted->digest[0] * answers->n_slots) >> 32);
    while (answers->slots[at].call != FREE &&
           sf_seen_key(&answers->slots[at]) != sf_seen_key(wanted))
        at = at + 1 < answers->n_slots ? at + 1 : 0;
    return &answers->slots[at];
}

gboolean sf_seen_answers_find(SfSeenAnswers *answers, const SfSeen *wanted, SfSeen *seen)
{
    *seen = *slot_of(answers, wanted);
    if (seen->call != FREE)
        return TRUE;
    return answers->has_stored &&
           answers->store.find(answers->store.data, sf_seen_key(wanted), seen);
}

/* ---- When there are more ---- */

static void put(SfSeenAnswers *answers, const SfSeen *seen)
{
    *slot_of(answers, seen) = *seen;
    answers->n++;
}

static void grow(SfSeenAnswers *answers)
{
    SfSeen *before = answers->slots;
    const guint32 n = answers->n_slots;
    new_slots(answers, n * 2);
    for (guint32 i = 0; i < n; i++)
        if (before[i].call != FREE)
            put(answers, &before[i]);
    g_free(before);
}

/* By insertion: few are far from where they belong. */
static void sort(SfSeen *seen, guint32 n)
{
    for (guint32 i = 1; i < n; i++) {
        const SfSeen one = seen[i];
        guint32 at = i;
        for (; at > 0 && sf_seen_key(&seen[at - 1]) > sf_seen_key(&one); at--)
            seen[at] = seen[at - 1];
        seen[at] = one;
    }
}

/* What found no room at the end went on at the beginning, and is taken last. */
static SfSeen *in_order(const SfSeenAnswers *answers)
{
    SfSeen *sorted = g_new(SfSeen, answers->n);
    guint32 n = 0, first = 0;
    while (answers->slots[first].call != FREE)
        first++;
    for (guint32 i = 0; i < answers->n_slots; i++) {
        const guint64 at = ((guint64)first + i) % answers->n_slots;
        if (answers->slots[at].call != FREE)
            sorted[n++] = answers->slots[at];
    }
    sort(sorted, n);
    return sorted;
}

static void hand_over(SfSeenAnswers *answers)
{
    g_autofree SfSeen *sorted = in_order(answers);
    answers->is_full = !answers->store.add(answers->store.data, sorted, answers->n);
    if (answers->is_full)
        return;
    answers->has_stored = TRUE;
    empty_slots(answers);
}

gboolean sf_seen_answers_add(SfSeenAnswers *answers, const SfSeen *seen)
{
    SfSeen known;
    if (sf_seen_answers_find(answers, seen, &known))
        return FALSE;
    if (!answers->is_full && answers->n >= answers->store.most)
        hand_over(answers);
    if (answers->n >= answers->n_slots / 4 * 3)
        grow(answers);
    put(answers, seen);
    return TRUE;
}
