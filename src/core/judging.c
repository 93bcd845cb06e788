/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger_private.h"

void sf_ledger_touch(SfLedger *ledger, SfAnswer *answer, gint64 time)
{
    answer->activity = MAX(answer->activity, time);
    /* What becomes of a link of a chain is news for the links before it. */
    for (guint links = 0; answer && links < SF_MAX_COMPARED; links++) {
        g_hash_table_add(ledger->stale, answer);
        answer = answer->came_by ? answer->came_by->answer : NULL;
    }
}

/* The client could have gone to the server itself, or to places which the capture sees it go to. */
static gboolean is_client_seen(const SfAnswer *answer, guint32 client_frame)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!sf_answer_redirects(answer))
        return answer->request != NULL;
    return client_frame != 0 ||
           (best && sf_text_equal_nocase(best->entry.uri.host, answer->message->source_address));
}

static SfSight sight_of(const SfLedger *ledger, const SfAnswer *answer)
{
    const guint32 client_frame = sf_senders_reach_beyond(
        ledger->senders, answer->message->destination_address, answer->message->source_address);
    return (SfSight){.window_over = ledger->clock - answer->activity >= ledger->window,
                     .client_seen = is_client_seen(answer, client_frame),
                     .client_frame = client_frame,
                     .encrypted = ledger->run.encrypted > 0,
                     .clock = ledger->clock,
                     .client_product =
                         sf_senders_product(ledger->senders, answer->message->destination_address),
                     .window = (double)ledger->window / SF_SECOND};
}

/* What the element between is called, only its own messages tell. */
static void name_element_between(const SfLedger *ledger, SfFinding *finding)
{
    const char *between = finding->values ? g_hash_table_lookup(finding->values, "between") : NULL;
    const char *product = between ? sf_senders_product(ledger->senders, sf_text(between)) : NULL;
    if (product)
        sf_finding_value(finding, "between_product", sf_text(product));
}

static void judge(SfLedger *ledger, SfAnswer *answer)
{
    if (!answer->explained)
        return;
    answer->sight = sight_of(ledger, answer);
    sf_answer_judge(answer);
    for (guint i = 0; i < answer->findings->len; i++) {
        SfFinding *finding = answer->findings->pdata[i];
        name_element_between(ledger, finding);
        const SfSpot spot = {.frame = finding->frame, .part = finding->part};
        if (finding->frame != answer->message->frame)
            sf_ledger_mark_answer(ledger, spot, SF_ROLE_PROOF, answer);
    }
}

void sf_ledger_judge_stale(SfLedger *ledger)
{
    GHashTableIter iter;
    gpointer answer;
    g_hash_table_iter_init(&iter, ledger->stale);
    while (g_hash_table_iter_next(&iter, &answer, NULL))
        judge(ledger, answer);
    g_hash_table_remove_all(ledger->stale);
}

/* What silence means depends on how long the capture has gone on since. */
void sf_ledger_catch_up(SfLedger *ledger, SfAnswer *answer)
{
    const SfSight now = sight_of(ledger, answer);
    if (answer->sight.clock == now.clock)
        return;
    judge(ledger, answer);
}

const GPtrArray *sf_ledger_answers(SfLedger *ledger)
{
    for (guint i = 0; i < ledger->answers->len; i++)
        sf_ledger_catch_up(ledger, ledger->answers->pdata[i]);
    return ledger->answers;
}
