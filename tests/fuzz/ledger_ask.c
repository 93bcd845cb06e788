/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger_ask.h"

#include "fuzz.h"

#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/facts/forwarding.h"
#include "core/describe/facts/target_facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/wants.h"

static void read_finding(const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    MUST(finding->frame > 0);
    must_be_shown(sf_finding_text(finding));
    must_be_shown(sf_finding_headline(finding));
    must_be_shown(sf_finding_why(finding));
    must_be_shown(sf_finding_beforehand(finding, fixes));
    sf_finding_reference(finding);
    g_array_unref(sf_finding_frames(finding));
    g_ptr_array_unref(sf_finding_known(finding));
}

static void read_targets(SfAnswer *answer)
{
    g_autoptr(GPtrArray) targets = sf_answer_targets_by_rank(answer);

    for (guint i = 0; i < targets->len; i++) {
        MUST(sf_target_status(answer, targets->pdata[i]) <= 999);
        g_free(sf_refusals_names(sf_target_refusals(answer, targets->pdata[i]), ","));
    }
    for (guint i = 0; i < answer->followups->len; i++)
        sf_followup_delay(answer->followups->pdata[i]);
}

static void read_outcome(SfAnswer *answer)
{
    const SfOutcome outcome = sf_answer_outcome(answer);

    MUST(sf_outcome_name(outcome.kind) != NULL);
    sf_outcome_is_final(outcome);
    sf_answer_is_heeded(answer);
    sf_answer_detour(answer);
    sf_answer_interval(answer);
    g_free(sf_answer_final(answer));
    must_be_shown(sf_answer_summary(answer));
    must_be_shown(sf_answer_client_product(answer));
    must_be_shown(sf_forwarder(answer));
    must_be_shown(sf_forward_why(answer));
}

static void read_answer(SfAnswer *answer)
{
    MUST(answer->story->number > 0);
    sf_facts_begin(answer);
    g_free(sf_answer_case(answer));
    MUST(sf_answer_hops(answer) <= SF_MAX_LINKS);
    MUST(sf_answer_hop(answer) <= SF_MAX_LINKS);
    read_outcome(answer);
    read_targets(answer);
    g_ptr_array_unref(sf_answer_fixes(answer, FALSE));
    g_ptr_array_unref(sf_answer_findings_root_first(answer, TRUE));
    g_array_unref(sf_answer_proof(answer));
    for (guint i = 0; i < sf_answer_findings(answer)->len; i++)
        read_finding(sf_answer_findings(answer)->pdata[i]);
    sf_facts_end();
}

static void read_element(const char *address, const char *kind, const char *name, guint64 count,
                         gpointer data)
{
    MUST(address && kind && name && count > 0 && !data);
}

static void read_run(SfLedger *ledger, guint32 frames)
{
    SfRunCounts run;

    GPtrArray *settled = sf_ledger_settled(ledger, TRUE);
    if (settled)
        g_ptr_array_unref(settled);
    sf_ledger_run(ledger, &run);
    MUST(run.frames == frames);
    sf_elements_each(run.elements, read_element, NULL);
    sf_elements_left_out(run.elements);
    g_autoptr(GPtrArray) relatives = sf_relatives_list(run.relatives);
    for (guint i = 0; i < relatives->len; i++)
        MUST(((const SfRelative *)relatives->pdata[i])->tags->len <= SF_RELATIVE_TAGS);
}

char *ledger_tale(SfLedger *ledger, guint32 frames)
{
    const GPtrArray *answers = sf_ledger_answers(ledger);
    GString *tale = g_string_new(NULL);

    for (guint i = 0; i < answers->len; i++)
        read_answer(answers->pdata[i]);
    for (guint32 frame = 1; frame <= frames; frame++) {
        const GArray *marks = sf_ledger_marks(ledger, frame);
        if (marks)
            sf_marks_story((const SfMark *)(const void *)marks->data, marks->len);
    }
    read_run(ledger, frames);
    for (guint i = 0; i < answers->len; i++) {
        const SfAnswer *answer = answers->pdata[i];
        g_string_append_printf(tale, "%s %u;", sf_outcome_name(sf_answer_outcome(answer).kind),
                               sf_answer_findings(answer)->len);
    }
    return g_string_free(tale, FALSE);
}

void ledger_look(SfLedger *ledger, guint32 frame)
{
    sf_ledger_news(ledger, frame);
    sf_ledger_marks(ledger, (frame + 1) / 2);
}

void ledger_explain_all(SfLedger *ledger)
{
    static const guint codes[] = {300, 301, 302, 305, 380, 420, 421, 422, 423, 439, 494};

    sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
}
