/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/moved/taken_along.h"

#include "core/checks/course.h"
#include "core/checks/judged.h"

/* What a redirected request keeps (RFC 3261 §8.1.3.4); the Content-Type stands for the body. */
static const struct {
    SfHeaderName header;
    const char *variant;
    const char *name; /* of the header; NULL: the body */
} kept[] = {
    {SF_HEADER_REPLACES, "replaces", "Replaces"},       {SF_HEADER_JOIN, "join", "Join"},
    {SF_HEADER_HISTORY_INFO, NULL, "History-Info"},     {SF_HEADER_DIVERSION, NULL, "Diversion"},
    {SF_HEADER_REFERRED_BY, "referred", "Referred-By"}, {SF_HEADER_CONTENT_TYPE, "body", NULL}};

const char *sf_followup_lacks_called(const SfFollowup *followup)
{
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
        if (!kept[i].variant && !followup->request->cut &&
            sf_followup_lacks_header(followup, kept[i].header))
            return kept[i].name;
    return NULL;
}

static const char *name_of(guint k)
{
    return kept[k].name ? kept[k].name : sf_phrase("value", "body");
}

/* "Replaces, Diversion and the body". */
static char *all_lost(const SfFollowup *followup)
{
    GString *list = g_string_new(NULL);
    const char *last = NULL;
    for (guint k = 0; k < G_N_ELEMENTS(kept); k++) {
        if (!sf_followup_lacks_header(followup, kept[k].header))
            continue;
        if (last)
            sf_list_add(list, sf_text(last));
        last = name_of(k);
    }
    sf_list_and(list);
    g_string_append(list, last ? last : "");
    return g_string_free(list, FALSE);
}

/* What makes of the new request one that takes the place of a call, or joins one, the new address
 * may bring along. */
static gboolean report_not_brought(const SfCheck *check, SfAnswer *answer,
                                   const SfFollowup *followup)
{
    static const struct {
        SfHeaderName header;
        const char *name;
    } named[] = {{SF_HEADER_REPLACES, "Replaces"}, {SF_HEADER_JOIN, "Join"}};
    for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
        if (!sf_followup_lacks_named(followup, named[i].name, named[i].header))
            continue;
        SfFinding *finding = sf_report(check, answer, "named");
        sf_finding_set_message(finding, followup->request);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        sf_finding_value(finding, "headers", sf_text(named[i].name));
        sf_finding_value(finding, "value", sf_text(named[i].name));
        if (sf_followup_is_declined_unplaced(followup))
            sf_finding_number(finding, "followup_status", followup->status);
        sf_finding_fix(finding, "bring");
        return TRUE;
    }
    return FALSE;
}

static void report_lost(const SfCheck *check, SfAnswer *answer, const SfFollowup *followup,
                        guint first)
{
    SfFinding *finding = sf_report(check, answer, kept[first].variant);
    sf_finding_set_message(finding, followup->request);
    sf_finding_number(finding, "followup_frame", followup->request->frame);
    sf_finding_take(finding, "headers", all_lost(followup));
    sf_finding_value(finding, "value", sf_text(name_of(first)));
    if (sf_followup_is_declined_unplaced(followup))
        sf_finding_number(finding, "followup_status", followup->status);
    sf_finding_fix(finding, "take-along");
}

void sf_check_moved_history_lost(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301) || !answer->request)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        /* A call of its own is another element's, which may well have its own mind. */
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->request->cut ||
            !sf_text_equal(followup->request->call_id, answer->message->call_id))
            continue;
        if (report_not_brought(check, answer, followup))
            return;
        for (guint k = 0; k < G_N_ELEMENTS(kept); k++) {
            if (!sf_followup_lacks_header(followup, kept[k].header))
                continue;
            report_lost(check, answer, followup, k);
            return;
        }
    }
}

/* Branches without the cookie are no promise of being unique (RFC 3261 §8.1.1.7). */
static gboolean has_cookie(SfText branch)
{
    return g_ascii_strncasecmp(branch.at ? branch.at : "", "z9hG4bK", MIN(branch.length, 7)) == 0 &&
           branch.length > 7;
}

void sf_check_moved_same_branch(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->request)
        return;
    const SfMessage *old = answer->request;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const SfMessage *new = followup->request;
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->constant_branch ||
            !has_cookie(new->branch) || !sf_text_equal(old->branch, new->branch) ||
            !sf_text_equal_nocase(old->sent_by, new->sent_by))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, followup->request);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        sf_finding_value(finding, "branch", new->branch);
        sf_finding_fix(finding, "new-branch");
        return;
    }
}
