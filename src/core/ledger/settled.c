/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers of which nothing more is to be expected: for those who want each as soon as it is
 * certain. */
#include "core/ledger/ledger_private.h"

static gint64 closes_at(const SfLedger *ledger, const SfAnswer *answer)
{
    return answer->activity + ledger->view.window;
}

static void notice_new_ones(SfLedger *ledger)
{
    for (; ledger->n_noticed < ledger->answers->len; ledger->n_noticed++) {
        SfAnswer *answer = ledger->answers->pdata[ledger->n_noticed];
        g_ptr_array_add(ledger->unsettled, answer);
        ledger->next_settled = MIN(ledger->next_settled, closes_at(ledger, answer));
    }
}

/* While more than this are unsettled they are looked through less often than each closes: each so
 * many times at most while it waits. */
#define MANY_UNSETTLED 1024
#define LOOKS_A_WINDOW 32

/* Moves those whose time has come from unsettled to @settled; both keep their order. */
static void sort_out(SfLedger *ledger, GPtrArray *settled, gboolean all)
{
    guint kept = 0;

    ledger->next_settled = G_MAXINT64;
    for (guint i = 0; i < ledger->unsettled->len; i++) {
        SfAnswer *answer = ledger->unsettled->pdata[i];
        const gint64 end = closes_at(ledger, answer);
        if (all || end <= ledger->view.clock) {
            answer->is_settled = TRUE;
            g_ptr_array_add(settled, answer);
            continue;
        }
        ledger->unsettled->pdata[kept++] = answer;
        ledger->next_settled = MIN(ledger->next_settled, end);
    }
    g_ptr_array_set_size(ledger->unsettled, (gint)kept);
    if (kept > MANY_UNSETTLED)
        ledger->next_settled =
            MAX(ledger->next_settled, ledger->view.clock + ledger->view.window / LOOKS_A_WINDOW);
}

GPtrArray *sf_ledger_settled(SfLedger *ledger, gboolean all)
{
    notice_new_ones(ledger);
    if (ledger->unsettled->len == 0 || (!all && ledger->view.clock < ledger->next_settled))
        return NULL;
    GPtrArray *settled = g_ptr_array_new();
    sort_out(ledger, settled, all);
    return settled;
}
