/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/hops.h"

#define NONE (-1)

typedef struct {
    SfAnswer *answer;
    guint level; /* from 0, nearest the caller */
    gint above;  /* index of the answer that was made of it; NONE */
    gint below;  /* index of the one that it was made of; NONE */
} Rung;

static const Rung *rung_at(const GArray *rungs, gint i)
{
    return &g_array_index(rungs, Rung, i);
}

static gint nearest_first(gconstpointer a, gconstpointer b)
{
    const SfHop *one = &((const Rung *)a)->answer->place;
    const SfHop *other = &((const Rung *)b)->answer->place;
    if (sf_hop_is_above(one, other))
        return -1;
    return sf_hop_is_above(other, one) ? 1 : 0;
}

/* On one level they stay in the order in which they were captured: the sort is a stable one. */
static GArray *rungs_of(const GPtrArray *answers)
{
    GArray *rungs = g_array_sized_new(FALSE, FALSE, sizeof(Rung), answers->len);
    for (guint i = 0; i < answers->len; i++) {
        const Rung rung = {.answer = answers->pdata[i], .above = NONE, .below = NONE};
        g_array_append_val(rungs, rung);
    }
    g_array_sort(rungs, nearest_first);
    for (guint i = 1; i < rungs->len; i++) {
        const Rung *before = rung_at(rungs, (gint)i - 1);
        Rung *rung = &g_array_index(rungs, Rung, i);
        rung->level =
            before->level + (sf_hop_is_above(&before->answer->place, &rung->answer->place) ? 1 : 0);
    }
    return rungs;
}

/* An answer is passed on after it came. Of two that may be, the closer one; but first goes the To
 * tag. So one that comes late takes nothing from those that were together before. */
static gboolean fits_better(const SfAnswer *one, const SfAnswer *other, const SfAnswer *to,
                            gboolean is_later)
{
    const gboolean tags[] = {sf_text_equal(one->message->to_tag, to->message->to_tag),
                             sf_text_equal(other->message->to_tag, to->message->to_tag)};
    if (tags[0] != tags[1])
        return tags[0];
    const gint64 ways[] = {(gint64)one->message->frame - to->message->frame,
                           (gint64)other->message->frame - to->message->frame};
    const gboolean right[] = {(ways[0] >= 0) == is_later, (ways[1] >= 0) == is_later};
    if (right[0] != right[1])
        return right[0];
    return ABS(ways[0]) < ABS(ways[1]);
}

static gint above_of(const GArray *rungs, gint of)
{
    const Rung *lower = rung_at(rungs, of);
    gint best = NONE;
    for (gint i = of - 1; i >= 0; i--) {
        const Rung *rung = rung_at(rungs, i);
        if (rung->level + 1 == lower->level &&
            (best == NONE ||
             fits_better(rung->answer, rung_at(rungs, best)->answer, lower->answer, TRUE)))
            best = i;
    }
    return best;
}

static gint below_of(const GArray *rungs, gint of)
{
    const SfAnswer *upper = rung_at(rungs, of)->answer;
    gint best = NONE;
    for (gint i = of + 1; i < (gint)rungs->len; i++) {
        const Rung *rung = rung_at(rungs, i);
        if (rung->above == of &&
            (best == NONE || fits_better(rung->answer, rung_at(rungs, best)->answer, upper, FALSE)))
            best = i;
    }
    return best;
}

static const SfAnswer *top_of(const GArray *rungs, gint i)
{
    while (rung_at(rungs, i)->above != NONE)
        i = rung_at(rungs, i)->above;
    return rung_at(rungs, i)->answer;
}

static const SfAnswer *bottom_of(const GArray *rungs, gint i)
{
    while (rung_at(rungs, i)->below != NONE)
        i = rung_at(rungs, i)->below;
    return rung_at(rungs, i)->answer;
}

/* TRUE where it is elsewhere now. */
static gboolean place_rung(const GArray *rungs, gint i)
{
    const Rung *rung = rung_at(rungs, i);
    SfAnswer *answer = rung->answer;
    const SfAnswer *above = rung->above == NONE ? NULL : rung_at(rungs, rung->above)->answer;
    const SfAnswer *nearest = top_of(rungs, i);
    const SfAnswer *made_at = bottom_of(rungs, i);
    const gboolean is_same = answer->hop == rung->level + 1 && answer->above == above &&
                             answer->nearest == nearest && answer->made_at == made_at;
    answer->hop = rung->level + 1;
    answer->above = above;
    answer->nearest = nearest;
    answer->made_at = made_at;
    return !is_same;
}

void sf_hops_order(const GPtrArray *answers, GPtrArray *changed)
{
    g_autoptr(GArray) rungs = rungs_of(answers);
    const gint n = (gint)rungs->len;
    if (n == 0 || rung_at(rungs, n - 1)->level == 0)
        return;
    for (gint i = 0; i < n; i++)
        g_array_index(rungs, Rung, i).above = above_of(rungs, i);
    for (gint i = 0; i < n; i++)
        g_array_index(rungs, Rung, i).below = below_of(rungs, i);
    for (gint i = 0; i < n; i++)
        if (place_rung(rungs, i))
            g_ptr_array_add(changed, rung_at(rungs, i)->answer);
}
