/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frames outside a story that its findings rest on. */
#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"

static void add(GArray *frames, guint32 frame)
{
    if (frame != 0)
        g_array_append_val(frames, frame);
}

static void add_followup(GArray *frames, const SfFollowup *followup)
{
    add(frames, followup->request->frame);
    add(frames, followup->status_frame);
    add(frames, followup->provisional_frame);
    add(frames, followup->unreachable_frame);
    for (guint i = 0; followup->constant_branch && i < G_N_ELEMENTS(followup->constant_frames); i++)
        add(frames, followup->constant_frames[i]);
}

static void add_conflict(GArray *frames, const SfAnswer *earlier)
{
    add(frames, earlier->message->frame);
    if (earlier->request)
        add(frames, earlier->request->frame);
}

/* What a client makes of a redirect is only said where its messages to other places are seen. */
static gboolean shows_client(const SfAnswer *answer)
{
    if (!sf_answer_redirects(answer))
        return TRUE;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_text_equal(followup->request->destination_address, answer->message->source_address))
            return TRUE;
    }
    return FALSE;
}

/* What proves it, and what its sentences send a reader to. */
static void add_finding(GArray *frames, const SfFinding *finding)
{
    g_autoptr(GArray) named = sf_finding_frames(finding);
    add(frames, finding->frame);
    for (guint i = 0; i < named->len; i++)
        add(frames, g_array_index(named, guint32, i));
}

static void add_answer(GArray *frames, const SfAnswer *answer)
{
    add(frames, answer->dialog.frame);
    add(frames, answer->fork.frame);
    add(frames, answer->upstream.frame);
    add(frames, answer->agent.served_by.asked_frame);
    add(frames, answer->agent.served_by.frame);
    add(frames, answer->repeated.frame);
    if (!shows_client(answer))
        add(frames, sf_answer_client_frame(answer));
    if (answer->conflict)
        add_conflict(frames, answer->conflict);
    for (guint i = 0; i < answer->followups->len; i++)
        add_followup(frames, answer->followups->pdata[i]);
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++)
        add_finding(frames, findings->pdata[i]);
}

static GHashTable *frames_of_messages(const SfAnswer *answer)
{
    GHashTable *known = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < answer->messages->len; i++)
        g_hash_table_add(
            known, GUINT_TO_POINTER(g_array_index(answer->messages, SfFlowPacket, i).spot.frame));
    return known;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const guint32 one = *(const guint32 *)a;
    const guint32 other = *(const guint32 *)b;
    return one < other ? -1 : one > other;
}

GArray *sf_answer_proof(const SfAnswer *answer)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GHashTable) known = frames_of_messages(answer);
    GArray *proof = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint links = 0;
    do {
        add_answer(all, answer);
        answer = sf_answer_next_link(answer);
    } while (answer && !answer->explained && ++links < SF_MAX_LINKS);
    g_array_sort(all, by_number);
    for (guint i = 0; i < all->len; i++) {
        const guint32 frame = g_array_index(all, guint32, i);
        if (g_hash_table_add(known, GUINT_TO_POINTER(frame)))
            g_array_append_val(proof, frame);
    }
    return proof;
}
