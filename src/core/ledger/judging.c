/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When an answer is judged: when somebody looks, and what was said of it is good no longer. */
#include "core/checks/check.h"
#include "core/ledger/ledger_private.h"

#include <string.h>

static void is_news(SfLedger *ledger, SfAnswer *answer)
{
    if (answer->explained && !answer->is_news)
        g_ptr_array_add(ledger->news, answer);
    answer->is_news = answer->explained;
}

void sf_ledger_stir(SfLedger *ledger, SfAnswer *answer, gint64 time)
{
    answer->latest = MAX(answer->latest, time);
    answer->activity = ledger->view.clock;
    sf_ledger_touch(ledger, answer);
}

void sf_ledger_touch(SfLedger *ledger, SfAnswer *answer)
{
    answer->story->edition++;
    is_news(ledger, answer);
    /* What becomes of a link of a chain is news for the one before it, and for the first, which
     * tells of the whole chain. Those between are judged anew when somebody looks at them. */
    if (answer->link.came_by)
        is_news(ledger, answer->link.came_by->answer);
    is_news(ledger, answer->link.first);
}

void sf_ledger_forget_news(SfLedger *ledger)
{
    if (ledger->news->len == 0) /* of most frames */
        return;
    for (guint i = 0; i < ledger->news->len; i++)
        ((SfAnswer *)ledger->news->pdata[i])->is_news = FALSE;
    g_ptr_array_set_size(ledger->news, 0);
}

/* ---- for how long a judgement is good ---- */

static guint client_edition(const SfAnswer *answer)
{
    return sf_senders_edition(answer->view->senders, answer->message->destination_address);
}

/* Nothing is known of the client that was not known when it was judged. */
static gboolean is_client_as_it_was(const SfAnswer *answer)
{
    const SfJudgement *judged = &answer->judged;
    return judged->senders_edition == sf_senders_edition_of_all(answer->view->senders) ||
           judged->client_edition == client_edition(answer);
}

static gboolean is_good(const SfAnswer *answer)
{
    const SfJudgement *judged = &answer->judged;
    return judged->number > 0 && judged->story_edition == answer->story->edition &&
           answer->view->clock < judged->good_until &&
           judged->encrypted == answer->view->encrypted && is_client_as_it_was(answer);
}

static void run_checks(SfAnswer *answer)
{
    const GPtrArray *checks = sf_checks_for(answer->message->status);
    g_ptr_array_set_size(answer->judged.findings, 0);
    for (guint i = 0; i < checks->len; i++) {
        const SfCheck *check = checks->pdata[i];
        answer->judged.is_provisional = FALSE;
        check->run(check, answer);
    }
}

static void judge(SfAnswer *answer)
{
    SfJudgement *judged = &answer->judged;
    answer->view->next = G_MAXINT64;
    run_checks(answer);
    judged->number++;
    judged->good_until = answer->view->next;
    judged->story_edition = answer->story->edition;
    judged->client_edition = client_edition(answer);
    judged->senders_edition = sf_senders_edition_of_all(answer->view->senders);
    judged->encrypted = answer->view->encrypted;
}

const GPtrArray *sf_answer_findings(const SfAnswer *answer)
{
    /* To look is to judge: the findings are a part of the answer that is worked out when asked. */
    if (answer->explained && !is_good(answer))
        judge((SfAnswer *)answer);
    return answer->judged.findings;
}

const SfFinding *sf_answer_finding(const SfAnswer *answer, const char *id)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (strcmp(finding->check->id, id) == 0)
            return finding;
    }
    return NULL;
}
