/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was told of, and has been silent for long, is let go: who watches for months would else
 * remember every refused call. Inside a story all points to itself, and open calls, those who wait
 * for follow-ups, and the last 301 of an address hold theirs; what else points into one from
 * outside is cut here. */
#include "core/ledger/followups/followups.h"

/* How long stories are looked through again, at the earliest. */
#define PAUSE (60 * SF_SECOND)

static gboolean is_over(const SfLedger *ledger, const SfAnswer *answer)
{
    return (answer->is_settled || !answer->explained) && !answer->is_news &&
           answer->activity + SF_LEDGER_KEPT_SECONDS * SF_SECOND <= ledger->view.clock;
}

/* Nobody but the ledger holds it. */
static gboolean may_be_forgotten(const SfLedger *ledger, const SfStory *story)
{
    if (story->references > 1)
        return FALSE;
    for (guint i = 0; i < story->answers->len; i++)
        if (!is_over(ledger, story->answers->pdata[i]))
            return FALSE;
    return TRUE;
}

static void mark_those_over(const SfLedger *ledger)
{
    for (guint i = 0; i < ledger->stories->len; i++) {
        SfStory *story = ledger->stories->pdata[i];
        story->is_over = may_be_forgotten(ledger, story);
    }
}

/* What is still to be told of names the answer that it contradicts. What is over does not: else
 * each would keep the one before it. */
static void spare_contradicted(const SfLedger *ledger)
{
    for (guint i = 0; i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (answer->story->is_over)
            answer->conflict = NULL;
    }
    for (guint i = 0; i < ledger->answers->len; i++) {
        const SfAnswer *answer = ledger->answers->pdata[i];
        if (answer->conflict)
            answer->conflict->story->is_over = FALSE;
    }
}

static gboolean is_of_one_over(const SfAnswer *answer)
{
    return answer->story->is_over;
}

static gboolean tells_of_one_over(gpointer call_id G_GNUC_UNUSED, gpointer story,
                                  gpointer data G_GNUC_UNUSED)
{
    return ((const SfStory *)story)->is_over;
}

/* They keep their order. */
static void drop_answers(SfLedger *ledger)
{
    guint kept = 0, noticed = 0;
    for (guint i = 0; i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (is_of_one_over(answer)) {
            ledger->forgotten_without_request += answer->request ? 0 : 1;
            continue;
        }
        noticed += i < ledger->n_noticed ? 1 : 0;
        ledger->answers->pdata[kept++] = answer;
    }
    g_ptr_array_set_size(ledger->answers, (gint)kept);
    ledger->n_noticed = noticed;
}

static void drop_stories(SfLedger *ledger)
{
    GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)sf_story_unref);
    for (guint i = 0; i < ledger->stories->len; i++) {
        SfStory *story = ledger->stories->pdata[i];
        if (!story->is_over)
            g_ptr_array_add(kept, sf_story_ref(story));
    }
    g_ptr_array_unref(ledger->stories);
    ledger->stories = kept;
}

void sf_ledger_forget_told(SfLedger *ledger)
{
    if (ledger->view.clock < ledger->next_forgetting)
        return;
    ledger->next_forgetting = ledger->view.clock + PAUSE;
    mark_those_over(ledger);
    spare_contradicted(ledger);
    g_hash_table_foreach_remove(ledger->told, tells_of_one_over, NULL);
    sf_told_clients_forget(ledger->warned, is_of_one_over);
    drop_answers(ledger);
    drop_stories(ledger);
}
