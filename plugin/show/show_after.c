/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show/show.h"

#include "core/describe/absence.h"
#include "core/describe/outcome.h"
#include "core/ledger/story/chain.h"
#include "plugin/fields.h"

#define MILLISECONDS_BELOW 1.0 /* seconds: shorter delays are told in milliseconds */

static const char *delay_words(const SfShown *page, double seconds)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    const gboolean is_short = seconds < MILLISECONDS_BELOW;
    g_ascii_formatd(digits, sizeof digits, "%.1f", is_short ? seconds * 1000 : seconds);
    return wmem_strdup_printf(page->pinfo->pool, "+%s %s", digits, is_short ? "ms" : "s");
}

static const char *result_words(const SfShown *page, const SfFollowup *followup)
{
    packet_info *pinfo = page->pinfo;
    if (followup->status)
        return sf_told(pinfo, "got", "status", sf_pool_number(pinfo, followup->status), "frame",
                       sf_pool_number(pinfo, followup->status_frame), NULL);
    if (followup->unreachable_frame)
        return sf_told(pinfo, "says-unreachable", "frame",
                       sf_pool_number(pinfo, followup->unreachable_frame), NULL);
    return sf_phrase("tree", followup->cancelled ? "cancelled" : "no-final-answer");
}

static nstime_t time_of(gint64 nanoseconds)
{
    return (nstime_t){.secs = (time_t)(nanoseconds / SF_SECOND),
                      .nsecs = (int)(nanoseconds % SF_SECOND)};
}

static void add_followup(const SfShown *page, proto_tree *tree, const SfFollowup *followup)
{
    const double delay = sf_followup_delay(followup);
    const guint32 frame = followup->request->frame;
    proto_item *item = proto_tree_add_uint_format(
        tree, hf_sipfix_followup_in, page->tvb, 0, 0, frame, "%s",
        sf_told(page->pinfo, followup->kind == SF_FOLLOWUP_RETRY ? "came-back" : "tried", "frame",
                sf_pool_number(page->pinfo, frame), "delay", delay_words(page, delay), "result",
                result_words(page, followup), NULL));
    proto_item_set_generated(item);
    proto_tree *below = proto_item_add_subtree(item, ett_sipfix_followup);
    if (followup->status)
        sf_line_uint(page, below, hf_sipfix_followup_status, followup->status);
    const nstime_t time = time_of(followup->request->time - followup->answer->message->time);
    proto_item_set_generated(
        proto_tree_add_time(below, hf_sipfix_followup_delay, page->tvb, 0, 0, &time));
}

/* The lines of the targets, by their index. */
static proto_item **target_lines(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks)
{
    proto_item **lines = wmem_alloc0_array(page->pinfo->pool, proto_item *, answer->targets->len);
    const guint n = wmem_array_get_count(hooks);
    for (guint i = 0; i < n && i < answer->targets->len; i++) {
        const SfHook *hook = wmem_array_index(hooks, i);
        lines[hook->index] = hook->item;
    }
    return lines;
}

/* The list for what has no line of its own, made when there is something to list. */
typedef struct {
    const SfShown *page;
    proto_tree *tree;
} Rest;

static proto_tree *tree_of(Rest *rest)
{
    if (!rest->tree)
        rest->tree = sf_line_group(rest->page, rest->page->tree, ett_sipfix_after,
                                   sf_phrase("tree", "next"));
    return rest->tree;
}

static void add_followups(const SfShown *page, Rest *rest, const SfAnswer *answer,
                          wmem_array_t *hooks)
{
    proto_item **lines = target_lines(page, answer, hooks);
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const gboolean has_line =
            followup->kind == SF_FOLLOWUP_TARGET && followup->target < answer->targets->len;
        add_followup(page,
                     has_line ? proto_item_get_subtree(lines[followup->target]) : tree_of(rest),
                     followup);
    }
}

static void add_chain(const SfShown *page, Rest *rest, const SfAnswer *answer)
{
    const guint hops = sf_answer_hops(answer);
    if (hops < 2)
        return;
    sf_line_uint(page, tree_of(rest), hf_sipfix_moved_hops, hops);
    char *final = sf_answer_final(answer);
    char *shown = final ? sf_text_show(sf_text(final)) : NULL;
    g_free(final);
    const char *end = sf_pool_take(page->pinfo, shown);
    if (end)
        sf_line(page, tree_of(rest), hf_sipfix_moved_final, end);
}

/* On the first pass nobody knows yet what comes. */
static void add_outcome(const SfShown *page, Rest *rest, const SfAnswer *answer)
{
    const SfOutcome outcome = sf_answer_outcome(answer);
    if (!page->pinfo->fd->visited && !sf_outcome_is_final(outcome))
        return;
    const char *name = sf_outcome_name(outcome.kind);
    const gboolean likely = outcome.kind != SF_OUTCOME_UNKNOWN && !outcome.certain;
    sf_line_labelled(page, tree_of(rest), hf_sipfix_outcome, name,
                     sf_told(page->pinfo, likely ? "likely" : "outcome", "outcome", name, NULL));
    if (outcome.kind == SF_OUTCOME_UNKNOWN && sf_answer_leads_into_tls(answer))
        sf_line_group(page, tree_of(rest), ett_sipfix_paragraph, sf_phrase("tree", "by-tls"));
}

/* What is slow about it; a follow-up still to come may be slower. */
static void add_detour(const SfShown *page, Rest *rest, const SfAnswer *answer)
{
    const gint64 nanoseconds = page->pinfo->fd->visited ? sf_answer_detour(answer) : -1;
    if (nanoseconds < 0)
        return;
    const nstime_t time = time_of(nanoseconds);
    proto_item_set_generated(
        proto_tree_add_time(tree_of(rest), hf_sipfix_detour, page->tvb, 0, 0, &time));
}

void sf_show_after(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks)
{
    Rest rest = {.page = page};
    add_followups(page, &rest, answer, hooks);
    add_chain(page, &rest, answer);
    add_outcome(page, &rest, answer);
    add_detour(page, &rest, answer);
}
