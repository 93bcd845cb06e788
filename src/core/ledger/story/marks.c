/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/ledger_private.h"

/* A story owns its answers, and they their follow-ups: so all that a mark points to lives as long
 * as the mark does. */
static void mark_clear(gpointer data)
{
    sf_story_unref(((SfMark *)data)->story);
}

static gboolean is_same_mark(const SfMark *a, const SfMark *b)
{
    return a->part == b->part && a->role == b->role && a->answer == b->answer &&
           a->followup == b->followup;
}

/* In the order of the messages, and what matters most of each message first; of one kind, what is
 * about the earlier answer: not what was found out first, which depends on who looked when. */
static gint compare_marks(const SfMark *a, const SfMark *b)
{
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    if (a->role != b->role)
        return a->role < b->role ? -1 : 1;
    const SfMessage *one = a->answer ? a->answer->message : NULL;
    const SfMessage *other = b->answer ? b->answer->message : NULL;
    if (!one || !other)
        return 0;
    if (one->frame != other->frame)
        return one->frame < other->frame ? -1 : 1;
    return one->part < other->part ? -1 : one->part > other->part;
}

/* Marks of one frame that are compared; more are only appended. */
#define MAX_MARKS_COMPARED 256

static guint first_compared(const GArray *marks)
{
    return marks->len > MAX_MARKS_COMPARED ? marks->len - MAX_MARKS_COMPARED : 0;
}

static GArray *marks_of_frame(SfLedger *ledger, guint32 frame)
{
    GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
    if (!marks) {
        marks = g_array_new(FALSE, FALSE, sizeof(SfMark));
        g_array_set_clear_func(marks, mark_clear);
        g_hash_table_insert(ledger->marks, GUINT_TO_POINTER(frame), marks);
    }
    return marks;
}

/* The one way to make a mark. Notes at most one of a kind on a packet. */
static void put(SfLedger *ledger, SfSpot spot, SfMark what)
{
    if (ledger->is_unseen)
        return;
    GArray *marks = marks_of_frame(ledger, spot.frame);
    const guint first = first_compared(marks);
    what.part = spot.part;
    what.place = spot.place;
    for (guint i = first; i < marks->len; i++)
        if (is_same_mark(&g_array_index(marks, SfMark, i), &what))
            return;
    guint at = marks->len;
    while (at > first && compare_marks(&what, &g_array_index(marks, SfMark, at - 1)) < 0)
        at--;
    sf_story_ref(what.story);
    g_array_insert_val(marks, at, what);
}

void sf_ledger_mark_answer(SfLedger *ledger, SfSpot spot, SfRole role, SfAnswer *answer)
{
    if (answer->explained)
        put(ledger, spot, (SfMark){.role = role, .answer = answer, .story = answer->story});
}

void sf_ledger_mark_followup(SfLedger *ledger, SfSpot spot, const SfFollowup *followup)
{
    SfAnswer *answer = followup->answer;
    if (answer->explained)
        put(ledger, spot,
            (SfMark){.role = SF_ROLE_FOLLOWUP,
                     .answer = answer,
                     .followup = followup,
                     .story = answer->story});
}

void sf_ledger_mark_story(SfLedger *ledger, SfSpot spot, SfStory *story)
{
    if (story->number)
        put(ledger, spot, (SfMark){.role = SF_ROLE_STORY, .story = story});
}

const SfStory *sf_marks_story(const SfMark *marks, guint n)
{
    for (guint i = 0; i < n; i++)
        if (marks[i].role != SF_ROLE_PROOF)
            return marks[i].story;
    return NULL;
}

/* ---- where findings hang ---- */

static void take_down(SfLedger *ledger, const SfAnswer *answer, SfFramePart proof)
{
    const SfMark gone = {.role = SF_ROLE_PROOF, .answer = (SfAnswer *)answer, .part = proof.part};
    GArray *marks = marks_of_frame(ledger, proof.frame);
    for (guint i = marks->len; i > first_compared(marks); i--)
        if (is_same_mark(&g_array_index(marks, SfMark, i - 1), &gone)) {
            g_array_remove_index(marks, i - 1);
            break;
        }
    if (marks->len == 0)
        g_hash_table_remove(ledger->marks, GUINT_TO_POINTER(proof.frame));
}

/* The packets that prove a finding show it; those that did so before the last judgement, no longer.
 * @only_final: nor those of findings that a later packet may take back. */
static void hang(SfLedger *ledger, SfAnswer *answer, gboolean only_final)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    if (answer->proofs.judgement == answer->judged.number && answer->proofs.are_final == only_final)
        return;
    answer->proofs.judgement = answer->judged.number;
    answer->proofs.are_final = only_final;
    for (guint i = 0; i < answer->proofs.packets->len; i++)
        take_down(ledger, answer, g_array_index(answer->proofs.packets, SfFramePart, i));
    g_array_set_size(answer->proofs.packets, 0);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        const SfFramePart proof = {finding->frame, finding->part};
        if (proof.frame == answer->message->frame || (only_final && !finding->is_final))
            continue;
        g_array_append_val(answer->proofs.packets, proof);
        sf_ledger_mark_answer(ledger, (SfSpot){.frame = proof.frame, .part = proof.part},
                              SF_ROLE_PROOF, answer);
    }
}

static void hang_all(SfLedger *ledger)
{
    for (guint i = 0; !ledger->is_unseen && !ledger->is_hung && i < ledger->answers->len; i++)
        hang(ledger, ledger->answers->pdata[i], FALSE);
    ledger->is_hung = TRUE;
}

const GArray *sf_ledger_marks(SfLedger *ledger, guint32 frame)
{
    hang_all(ledger);
    return g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
}

const GArray *sf_ledger_news(SfLedger *ledger, guint32 frame)
{
    for (guint i = 0; i < ledger->news->len; i++)
        hang(ledger, ledger->news->pdata[i], TRUE);
    return g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
}

const GPtrArray *sf_ledger_answers(SfLedger *ledger)
{
    hang_all(ledger);
    return ledger->answers;
}
