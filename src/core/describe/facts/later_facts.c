/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the client met when it called the new address in a call of its own: nobody need try that. */
#include "core/describe/facts.h"
#include "core/describe/facts/fact_tables.h"
#include "core/describe/facts/fact_text.h"
#include "core/describe/facts/target_facts.h"
#include "core/describe/outcome.h"
#include "core/ledger/view.h"

static const SfLaterCall *later_call(const SfAnswer *answer)
{
    /* Where it did as it was told, its follow-ups tell. */
    const SfTarget *best =
        sf_answer_tries(sf_answer_received(answer)) == 0 ? sf_target_to_dial(answer) : NULL;
    return best ? sf_target_later_call(answer, best) : NULL;
}

/* What was done as a redirect said has findings of its own, and what went to the old place once
 * more shows nothing of the new one. */
static gboolean tells_against(const SfAnswer *answer, const SfLaterCall *later)
{
    const SfMessage *got = sf_answer_received(answer)->message;
    return !later->follows_up && later->sent_to &&
           !sf_text_equal(got->source_address, sf_text(later->sent_to));
}

const char *sf_later_end(const SfAnswer *answer)
{
    const SfLaterCall *later = later_call(answer);
    if (!later)
        return NULL;
    if (later->status / 100 == 2 || sf_status_declines(later->status))
        return "tried";
    if (!tells_against(answer, later))
        return NULL;
    const gboolean is_silent = !later->heard && sf_view_window_is_over(answer->view, later->time);
    return later->status || is_silent ? "tried-in-vain" : NULL;
}

static char *fact_later_frame(const SfAnswer *answer)
{
    return sf_later_end(answer) ? sf_fact_number(later_call(answer)->frame) : NULL;
}

/* Who follows no redirect, and calls that place all the same, may have it written down by now. */
static char *fact_own_call_frame(const SfAnswer *answer)
{
    const char *end = sf_later_end(answer);
    const gboolean lasts = answer->message->status == 301;
    return lasts && end && !later_call(answer)->follows_up ? fact_later_frame(answer) : NULL;
}

static char *fact_later_end_frame(const SfAnswer *answer)
{
    const SfLaterCall *later = later_call(answer);
    return later && later->status ? sf_fact_number(later->status_frame) : NULL;
}

static char *fact_later_by(const SfAnswer *answer)
{
    const SfLaterCall *later = later_call(answer);
    return later && later->sent_to ? sf_shown_or_null(sf_text(later->sent_to)) : NULL;
}

static char *fact_later_how(const SfAnswer *answer)
{
    const SfLaterCall *later = sf_later_end(answer) ? later_call(answer) : NULL;
    if (!later)
        return NULL;
    g_autofree char *status = sf_fact_number(later->status);
    return sf_phrase_with("later", later->status ? "refused" : "silent", "status", status, NULL);
}

/* Each call has a Call-ID of its own (RFC 3261 §8.1.1.4); what goes on with the From tag is no
 * other call. */
static char *fact_later_reused(const SfAnswer *answer)
{
    const SfLaterCall *later = later_call(answer);
    const SfMessage *message = sf_answer_received(answer)->message;
    const gboolean is_reused = later && later->from_tag && !later->follows_up &&
                               sf_text_equal(message->call_id, sf_text(later->call_id)) &&
                               !sf_text_equal(message->from_tag, sf_text(later->from_tag));
    return is_reused ? g_strdup(sf_phrase("later", "reused")) : NULL;
}

static const SfFactRow rows[] = {
    {"later_frame", fact_later_frame},
    {"own_call_frame", fact_own_call_frame},
    {"later_end_frame", fact_later_end_frame},
    {"later_by", fact_later_by},
    {"later_how", fact_later_how},
    {"later_reused", fact_later_reused},
};

const SfFactTable sf_facts_of_later_call = {rows, G_N_ELEMENTS(rows)};
