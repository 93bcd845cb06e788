/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/moved/rewritten.h"

#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/checks/moved/tried.h"
#include "core/describe/absence.h"
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/story/chain.h"

static GHashTable *places_of(const SfAnswer *answer)
{
    GHashTable *places = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            g_hash_table_add(places, sf_uri_key(&target->entry.uri));
    }
    return places;
}

/* The best of @answer that the hop below did not name; NULL: it named them all. */
static const SfTarget *new_target(const SfAnswer *answer, const SfAnswer *below)
{
    g_autoptr(GHashTable) places = places_of(below);
    for (guint rank = 1; g_hash_table_size(places) > 0 && rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        g_autofree char *key = target ? sf_uri_key(&target->entry.uri) : NULL;
        if (target && !g_hash_table_contains(places, key))
            return target;
    }
    return NULL;
}

/* NULL: nobody was seen to ask there. */
static const SfFollowup *followup_to(const SfAnswer *answer, const SfTarget *target)
{
    const guint index = (guint)(target - &g_array_index(answer->targets, SfTarget, 0));
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->target == index)
            return followup;
    }
    return NULL;
}

static gboolean try_came_to_nothing(const SfFollowup *followup)
{
    return sf_followup_failed(followup) && !sf_followup_declines(followup) &&
           (!sf_followup_is_challenge(followup) || sf_followup_was_left_challenged(followup));
}

/* Whether the target brought the call nowhere: it was not answered, not declined there, did not
 * ring, and can no longer be. */
static gboolean came_to_nothing(SfAnswer *answer, const SfTarget *target)
{
    const SfFollowup *followup = followup_to(answer, target);
    if (followup && (followup->status > 0 || try_came_to_nothing(followup)))
        return try_came_to_nothing(followup);
    if (!followup && sf_answer_tries(answer) > 0)
        return FALSE;
    /* No client can go there; whether this one tried, and what came of it, need not show. */
    if (sf_target_is_out_of_reach(answer, target)) {
        sf_answer_may_change(answer);
        return TRUE;
    }
    return !followup && sf_absence_speaks(answer) &&
           (sf_target_is_of_asker(answer, target) || sf_target_names_itself(answer, target));
}

const SfTarget *sf_rewritten_target(SfAnswer *answer)
{
    const SfAnswer *below = answer->message->cut ? NULL : sf_answer_hop_below(answer);
    const SfTarget *target = below ? new_target(answer, below) : NULL;
    return target && came_to_nothing(answer, target) ? target : NULL;
}

/* The answer went to one address of the element between, and left by another: that they are one box
 * is told by what they ask and when. */
static void set_other_side(SfFinding *finding, const SfAnswer *answer, const SfAnswer *below)
{
    const SfText other = below->message->destination_address;
    if (sf_text_equal(other, answer->message->source_address) || !below->request ||
        !answer->request)
        return;
    sf_finding_value(finding, "entrance", other);
    sf_finding_take(
        finding, "delay",
        sf_seconds((double)(below->request->time - answer->request->time) / (double)SF_SECOND));
    sf_finding_number(finding, "passed_frame", below->request->frame);
}

void sf_check_moved_contact_rewritten(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *target = sf_is_received_here(answer, 301) ? sf_rewritten_target(answer) : NULL;
    const SfAnswer *below = target ? sf_answer_hop_below(answer) : NULL;
    if (!below || !sf_answer_target(below, 1))
        return;
    const gboolean is_old = sf_target_names_itself(answer, target);
    const char *variant = answer->message->status == 305 ? is_old ? "old-proxy" : "proxy"
                          : is_old                       ? "old"
                                                         : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    finding->place = target->place;
    sf_finding_value(finding, "between", answer->message->source_address);
    sf_finding_take(finding, "earlier", sf_answer_named(below));
    sf_finding_value(finding, "target", target->entry.uri_text);
    sf_finding_number(finding, "first_frame", below->message->frame);
    sf_finding_take(finding, "tried", sf_course_tried(answer, TRUE));
    set_other_side(finding, answer, below);
    /* What the caller does with a 305, and whether it reaches that proxy, nothing shows. */
    const gboolean is_for_proxy = answer->message->status == 305;
    sf_finding_fix(finding, is_for_proxy ? "follow-there" : "leave-contact");
    sf_finding_fix(finding, is_for_proxy ? "leave-contact" : "follow-there");
}

static gboolean names(const SfAnswer *answer, const SfUri *uri)
{
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && sf_uri_equal(&target->entry.uri, uri))
            return TRUE;
    }
    return FALSE;
}

void sf_check_moved_proxy_kept_contact(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->above)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET ||
            followup->request->cseq != answer->message->cseq ||
            followup->request->time > answer->above->message->time ||
            !names(answer->above, &sf_tried_target(followup)->entry.uri))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, answer->above->message);
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_number(finding, "other_frame", answer->above->message->frame);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        if (followup->status)
            sf_finding_number(finding, "followup_status", followup->status);
        sf_finding_fix(finding, "drop-tried");
        return;
    }
}
