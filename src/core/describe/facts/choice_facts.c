/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of several new addresses: in which order they are meant, and which of them rang. */
#include "core/describe/facts/choice_facts.h"

#include "core/describe/facts/fact_tables.h"
#include "core/describe/facts/fact_text.h"
#include "core/describe/facts/target_facts.h"
#include "core/ledger/followups/followup.h"
#include "knowledge/knowledge.h"

static char *shown_q(const SfTarget *target)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(text, sizeof text, "%g", target->q));
}

/* What their q says, where each has one. */
typedef enum { NO_Q, SOME_HAVE_Q, SAME_Q, FALLING_Q } Ranking;

/* @open: best first, at least one. */
static Ranking ranking_of(const GPtrArray *open)
{
    guint have = 0;
    for (guint i = 0; i < open->len; i++)
        have += ((const SfTarget *)open->pdata[i])->has_q ? 1 : 0;
    if (have < open->len)
        return have == 0 ? NO_Q : SOME_HAVE_Q;
    const SfTarget *first = open->pdata[0], *last = open->pdata[open->len - 1];
    return first->q > last->q ? FALLING_Q : SAME_Q;
}

static char *ranking_words(const SfAnswer *answer, gboolean falling)
{
    static const char *const keys[] = {"no-q", "some-have-q", "same-q", "falling-q"};
    g_autoptr(GPtrArray) open = sf_targets_open(answer);
    if (open->len < 2)
        return NULL;
    const Ranking ranking = ranking_of(open);
    if ((ranking == FALLING_Q) != falling)
        return NULL;
    g_autofree char *first = shown_q(open->pdata[0]);
    g_autofree char *last = shown_q(open->pdata[open->len - 1]);
    return sf_phrase_with("ranking", keys[ranking], "first", first, "last", last, NULL);
}

/* A list that is to be gone through (RFC 3261 §20.10: the higher q is the better). */
static char *fact_in_order(const SfAnswer *answer)
{
    return ranking_words(answer, TRUE);
}

/* ---- which of them rang ---- */

static gboolean rang_there(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_TARGET && (followup->rang || followup->status / 100 == 2);
}

/* The other was called before this one had ended. */
static gboolean rang_beside(const SfFollowup *one, const SfFollowup *other)
{
    return rang_there(one) && rang_there(other) && one->target != other->target &&
           one->request->time <= other->request->time && one->status != 0 &&
           other->request->time < one->status_time;
}

static gboolean rang_with_others(const SfAnswer *answer, const SfFollowup *followup)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *other = answer->followups->pdata[i];
        if (rang_beside(followup, other) || rang_beside(other, followup))
            return TRUE;
    }
    return FALSE;
}

static guint32 frame_of_ringing(const SfFollowup *followup)
{
    return followup->provisional_frame ? followup->provisional_frame : followup->status_frame;
}

void sf_add_ringing_at_once(const SfAnswer *answer, GArray *frames)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const guint32 frame = frame_of_ringing(followup);
        if (frame && rang_with_others(answer, followup))
            g_array_append_val(frames, frame);
    }
}

/* "sip:bob@pbx2.example.net (frame 6) and ...": none of them is more the new address than the
 * others. */
static char *fact_rang_at_once(const SfAnswer *answer)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!rang_with_others(answer, followup))
            continue;
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, followup->target);
        g_autofree char *uri = sf_text_show(target->entry.uri_text);
        g_autofree char *frame = sf_fact_number(frame_of_ringing(followup));
        g_autofree char *one = sf_phrase_with("ranking", "rang", "uri", uri, "frame", frame, NULL);
        sf_append_all(list, list->len > 0 ? ", " : "", one, NULL);
    }
    return list->len > 0 ? g_strdup(list->str) : NULL;
}

/* The same q, or none: whichever is free. What rang so is told of by that. */
static char *fact_alike(const SfAnswer *answer)
{
    g_autofree char *at_once = fact_rang_at_once(answer);
    return at_once ? NULL : ranking_words(answer, FALSE);
}

static const SfFactRow rows[] = {
    {"in_order", fact_in_order},
    {"alike", fact_alike},
    {"rang_at_once", fact_rang_at_once},
};

const SfFactTable sf_facts_of_choice = {rows, G_N_ELEMENTS(rows)};
