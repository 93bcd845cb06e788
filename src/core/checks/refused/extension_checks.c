/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a 421 says as a whole. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/refused/relax.h"
#include "core/checks/refused/tag_facts.h"
#include "core/describe/absence.h"
#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"

/* Those that nobody knows, with commas; NULL for none. Where there is one, no client can bring them
 * all, whatever else it lacks. To be freed. */
static char *unknown_of(const GArray *tags)
{
    GString *list = NULL; /* as nearly always */
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (sf_tag_is_known(tag))
            continue;
        if (!list)
            list = g_string_new(NULL);
        sf_list_add(list, tag);
    }
    return list ? g_string_free(list, FALSE) : NULL;
}

/* A client need do nothing about a tag that is not for its request. */
static gboolean is_for_this_request(const SfAnswer *answer, const GArray *tags)
{
    const SfText method = sf_message_method(answer->message);
    for (guint i = 0; i < tags->len; i++)
        if (!sf_tag_means_nothing_for(g_array_index(tags, SfTag, i).tag, method))
            return TRUE;
    return FALSE;
}

/* Listed where some servers do not look (extension.only-in-require). */
static gboolean is_in_require_only(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->required->len; i++) {
        const SfText tag = g_array_index(answer->required, SfTag, i).tag;
        if (!sf_message_lists(answer->request, SF_HEADER_SUPPORTED, tag) &&
            sf_message_lists(answer->request, SF_HEADER_REQUIRE, tag) &&
            sf_tag_belongs_in(tag, SF_HEADER_SUPPORTED))
            return TRUE;
    }
    return FALSE;
}

/* A security agreement is no tag that one lists: the client makes it, or cannot. */
static const char *how_to_offer(const GArray *tags)
{
    return sf_tags_have(tags, sf_text("sec-agree")) ? "agreement" : "offer";
}

/* One 421 asked for one thing, the next for another, and with all of them it was served. NULL: it
 * was not. */
static const SfFollowup *served_after_next(const SfAnswer *answer, const SfFollowup *retry)
{
    const SfAnswer *next = retry->refused_by;
    const SfFollowup *reached =
        next && next->message->status == 421 ? sf_answer_reached(next) : NULL;
    return reached && sf_offers_all_missing(answer, reached->request) ? reached : NULL;
}

/* The client came back by itself with what was missing, and was served, or its user declined, or
 * asked for its credentials: then the 421 did what it is for, and nobody has to change anything.
 * NULL: it did not; before a call of its own (another Call-ID) somebody may have changed a setting.
 */
static const SfFollowup *good_retry(const SfAnswer *answer,
                                    gboolean (*brings_all)(const SfFollowup *followup))
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const guint status = followup->status;
        if (brings_all(followup) && (status / 100 == 2 || status == 401 || status == 407 ||
                                     status == 487 || sf_followup_declines(followup)))
            return followup;
        const SfFollowup *served =
            brings_all(followup) ? served_after_next(answer, followup) : NULL;
        if (served)
            return served;
    }
    return NULL;
}

/* The last that brought all, where nobody can say that it failed: it rang, it went on inside IPsec,
 * or the capture ends before its answer. */
static const SfFollowup *untold_retry(const SfAnswer *answer)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        if (sf_followup_brings_all(followup) && followup->status == 0 &&
            (answer->ipsec_frame || !sf_followup_failed(followup)))
            return followup;
    }
    return NULL;
}

/* The next request inside the same call that may ask for other media, which did not bring it
 * either, and was served: so the server does not insist, and what it refused is another thing.
 * NULL: there was none. */
static const SfFollowup *served_without(const SfAnswer *answer)
{
    const SfText method = sf_message_method(answer->message);
    const gboolean has_offer =
        sf_text_equal(method, sf_text("INVITE")) || sf_text_equal(method, sf_text("UPDATE"));
    if (!has_offer || !answer->offer_known || answer->missing->len == 0 ||
        !sf_answer_in_dialog(answer))
        return NULL;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_AGAIN && followup->status / 100 == 2 &&
            !followup->request->cut && !sf_followup_brings_all(followup))
            return followup;
    }
    return NULL;
}

/* A list is all that is missing: no server can do without, but a client can ask for each by itself.
 */
static gboolean wants_list(const GArray *tags)
{
    return tags->len == 1 && sf_tag_words(g_array_index(tags, SfTag, 0).tag, "by_each");
}

/* @later: a later call that brought it; NULL: none did. */
static const char *variant_of(const SfAnswer *answer, const SfFollowup *later)
{
    if (!answer->offer_known)
        return sf_answer_request_may_be_cut(answer) ? "cut-request" : "no-request";
    if (answer->missing->len == 0)
        return "offered";
    if (sf_tags_hold_unknown(answer->missing))
        return "unknown";
    if (later)
        return "later";
    if (served_without(answer))
        return "served-without";
    /* The server does not say which agreements it makes. */
    if (sf_tags_have(answer->missing, sf_text("sec-agree")) && !answer->message->cut &&
        !sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0))
        return "no-list";
    return wants_list(answer->missing) ? "list" : NULL;
}

/* What serves only servers between, and none is seen: no Via but the client's own, no Path. The one
 * that insists may be one itself, and knows (RFC 3327 §5.1). */
static gboolean is_for_nobody_between(const SfAnswer *answer)
{
    return answer->missing->len == 1 && answer->request && answer->made_at == answer &&
           answer->vias == 1 && !sf_message_header(answer->request, SF_HEADER_PATH, 0) &&
           sf_tag_words(g_array_index(answer->missing, SfTag, 0).tag, "proxied");
}

/* TRUE where the dialog's first request is known, and offered none of what is missing now: so it is
 * for requests inside it only that the server insists. */
static gboolean began_without(const SfAnswer *answer)
{
    SfText rest = sf_text(answer->dialog.offer);
    SfText entry;
    if (!answer->dialog.offer || answer->missing->len == 0)
        return FALSE;
    while (sf_token_next(&rest, &entry, NULL))
        if (sf_tags_have(answer->missing, entry))
            return FALSE;
    return TRUE;
}

/* Who took the like of it before can do without. */
static gboolean took_one_without(const SfAnswer *answer)
{
    return sf_answer_in_dialog(answer) && began_without(answer);
}

/* What means nothing for the request need not be asked of it, on purpose or not. */
static void relax(SfFinding *finding)
{
    const SfAnswer *answer = finding->answer;
    if (answer->missing->len == 1 && !is_for_this_request(answer, answer->missing)) {
        const SfText tag = g_array_index(answer->missing, SfTag, 0).tag;
        sf_finding_take_string(finding, "tag_methods", sf_tag_methods(tag));
        sf_finding_fix(finding, "take-out");
        return;
    }
    if (sf_tags_may_be_relaxed(answer->missing->len ? answer->missing : answer->required))
        sf_finding_fix(finding, "relax");
    else if (took_one_without(answer))
        sf_finding_fix(finding, "as-before");
    else if (is_for_nobody_between(answer))
        sf_finding_fix(finding, "direct");
}

/* Two repetitions of a reliable answer: one may be due to a lost packet (RFC 3262 §3). */
#define COPIES_IN_VAIN 3

/* It was confirmed, and the other side went on asking for that: it did not get it. */
static gboolean is_prack_in_vain(const SfFollowup *retry)
{
    return retry->prack_frame && !retry->prack_answered && retry->reliable.copies >= COPIES_IN_VAIN;
}

/* Its PRACK arrived, and is not the one that was waited for. */
static gboolean is_prack_refused(const SfFollowup *retry)
{
    return retry->prack_refused.status && retry->reliable.copies >= COPIES_IN_VAIN;
}

/* Which provisional answer a PRACK is to confirm: 180 has a name, the others are called by number.
 */
static void add_ringing(SfFinding *finding, const SfFollowup *retry)
{
    sf_finding_number(finding, "ringing_frame", retry->reliable.frame);
    if (retry->reliable.status == 180)
        sf_finding_value(finding, "ringing", sf_text(sf_phrase("prack", "ringing")));
    else
        sf_finding_number(finding, "ringing", retry->reliable.status);
}

static void add_prack_in_vain(SfFinding *finding, const SfFollowup *retry)
{
    if (!is_prack_in_vain(retry))
        return;
    sf_finding_number(finding, "first_frame", retry->prack_frame);
    sf_finding_value(finding, "sent_to", sf_text(retry->prack_to));
    add_ringing(finding, retry);
}

/* The place that "ringing" itself named, and its PRACK went to. */
static gboolean went_where_told(const SfFollowup *retry)
{
    SfUri contact;
    return retry->reliable.contact && retry->prack_to &&
           sf_uri_parse(sf_text(retry->reliable.contact), &contact, NULL) &&
           sf_text_equal(sf_uri_next_host(&contact), sf_text(retry->prack_to));
}

/* Whether its RAck is that of "ringing" the capture tells, where it has both. */
static const char *variant_of_prack(const SfFollowup *retry)
{
    if (!retry->reliable.rack || !retry->prack_rack || retry->reliable.several)
        return "then-prack-refused";
    return g_str_equal(retry->reliable.rack, retry->prack_rack) ? "then-prack-fits"
                                                                : "then-prack-unfit";
}

/* What it was refused for, as variants have it. */
static const char *refused_for(const SfFollowup *retry)
{
    const char *variant = sf_followup_refused_for(retry);
    const gboolean may_be_prack =
        g_str_equal(variant, "then-refused") || g_str_equal(variant, "then-untold");
    if (may_be_prack && is_prack_refused(retry))
        return variant_of_prack(retry);
    return may_be_prack && is_prack_in_vain(retry) && went_where_told(retry) ? "then-prack"
                                                                             : variant;
}

static void report_refused_retry(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    const char *variant = refused_for(retry);
    SfFinding *finding = sf_report(check, answer, variant);
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    sf_finding_number(finding, "followup_status", retry->status);
    sf_finding_number(finding, "other_frame", retry->status_frame);
    sf_finding_value(finding, "other", sf_text(retry->answered_by));
    sf_finding_quote(finding, retry);
    add_prack_in_vain(finding, retry);
    if (g_str_equal(variant, "then-no-call") || g_str_equal(variant, "then-copy")) {
        sf_finding_fix(finding, "new-request");
        return;
    }
    if (g_str_equal(variant, "then-prack")) {
        sf_finding_value(finding, "value", sf_text(retry->reliable.contact));
        sf_finding_fix(finding, "own-address");
        return;
    }
    if (g_str_has_prefix(variant, "then-prack-")) {
        sf_finding_value(finding, "rack", sf_text(retry->prack_rack));
        sf_finding_value(finding, "rack_due", sf_text(retry->reliable.rack));
        add_ringing(finding, retry);
        if (retry->status / 100 == 5) /* RFC 3262 §3 */
            sf_finding_value(finding, "as_due", sf_text(sf_phrase("prack", "as-due")));
        sf_finding_number(finding, "first_frame", retry->prack_frame);
        sf_finding_number(finding, "prack_status", retry->prack_refused.status);
        sf_finding_number(finding, "prack_status_frame", retry->prack_refused.frame);
        if (!g_str_equal(variant, "then-prack-fits"))
            sf_finding_fix(finding, "fit");
        if (g_str_equal(variant, "then-prack-unfit"))
            return;
    }
    if (g_str_equal(variant, "then-over-it"))
        relax(finding);
    sf_finding_fix(finding, "other-reason");
    if (g_str_equal(variant, "then-untold"))
        relax(finding);
}

/* Nobody brought the credentials that it was asked for, where the capture would have shown that:
 * with a security agreement they go inside IPsec or TLS. */
static gboolean is_asked_in_vain(SfAnswer *answer, const SfFollowup *retry)
{
    if (!sf_followup_is_challenge(retry) || retry->asked_in || retry->unanswerable ||
        retry->secured)
        return FALSE;
    sf_answer_may_change(answer); /* they may come yet */
    return sf_absence_speaks(answer);
}

/* Whatever credentials it has, it could bring none. */
static void report_unanswerable(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    sf_answer_may_change(answer); /* another answer may come yet */
    SfFinding *finding = sf_report(check, answer, "retried-unanswerable");
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    sf_finding_value(finding, "other", sf_text(retry->answered_by));
    sf_finding_value(finding, "headers", sf_text(sf_followup_challenge_header(retry)));
    sf_finding_number(finding, "other_frame", retry->status_frame);
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    sf_finding_number(finding, "followup_status", retry->status);
    sf_finding_quote(finding, retry);
    sf_finding_fix(finding, "challenge");
}

static void report_good_retry(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    const gboolean in_vain = is_asked_in_vain(answer, retry);
    const gboolean is_for_sim = retry->for_sim && sf_followup_is_challenge(retry) && retry->secured;
    SfFinding *finding = sf_report(check, answer,
                                   in_vain      ? "retried-asked"
                                   : is_for_sim ? "retried-sim"
                                                : "retried");
    if (in_vain) {
        sf_finding_value(finding, "other", sf_text(retry->answered_by));
        sf_finding_number(finding, "other_frame", retry->status_frame);
        sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    }
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    if (retry->status)
        sf_finding_number(finding, "followup_status", retry->status);
}

/* The last that brought all, where it was to be answered and nothing came. */
static const SfFollowup *silent_retry(const SfAnswer *answer)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        if (sf_followup_brings_all(followup) && followup->status == 0 &&
            !followup->unreachable_frame && sf_followup_failed(followup))
            return followup;
    }
    return NULL;
}

static void report_silent_retry(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    SfFinding *finding = sf_report(check, answer, "then-silent");
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    if (sf_tags_may_be_relaxed(answer->missing))
        sf_finding_fix(finding, "relax");
}

/* FALSE: nobody came back with what was missing, or nothing was made of it. */
static gboolean report_retry(const SfCheck *check, SfAnswer *answer)
{
    const SfFollowup *good = good_retry(answer, sf_followup_brings_all);
    const SfFollowup *refused = good ? NULL : sf_course_refused_retry(answer);
    if (!good && !refused)
        good = untold_retry(answer);
    if (good && good->unanswerable)
        report_unanswerable(check, answer, good);
    else if (good)
        report_good_retry(check, answer, good);
    else if (refused)
        report_refused_retry(check, answer, refused);
    const SfFollowup *silent = good || refused ? NULL : silent_retry(answer);
    if (silent)
        report_silent_retry(check, answer, silent);
    return good || refused || silent;
}

/* What the request does, its sender can do, and need only say so. */
static gboolean uses_all_missing(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->missing->len; i++)
        if (!sf_tag_is_used_by(answer, g_array_index(answer->missing, SfTag, i).tag))
            return FALSE;
    return answer->missing->len > 0;
}

static void tell_of_served(SfFinding *finding, const SfFollowup *served)
{
    if (!served)
        return;
    sf_finding_number(finding, "followup_frame", served->request->frame);
    sf_finding_take(finding, "followup_time", sf_time_of_day(served->request->time));
    sf_finding_number(finding, "followup_status", served->status);
}

void sf_check_extension_required(const SfCheck *check, SfAnswer *answer)
{
    /* Once a story. */
    if (sf_story_first(answer->story, 421) != answer)
        return;
    if (answer->required->len == 0) {
        if (answer->message->cut && !sf_message_header(answer->message, SF_HEADER_REQUIRE, 0))
            sf_report(check, answer, "cut");
        return;
    }
    if (answer->offer_known && report_retry(check, answer))
        return;
    const SfFollowup *later = good_retry(answer, sf_followup_brings_all_later);
    SfFinding *finding = sf_report(check, answer, variant_of(answer, later));
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    tell_of_served(finding, later ? later : served_without(answer));
    char *unknown = unknown_of(answer->missing);
    if (unknown)
        sf_finding_take(finding, "tags", unknown);
    if (took_one_without(answer))
        sf_finding_number(finding, "first_frame", answer->dialog.frame);
    const gboolean uses = uses_all_missing(answer) && !took_one_without(answer);
    if (!uses)
        relax(finding);
    /* Nobody can be asked to do what no document describes; extension.unknown-tag says more. */
    if (!sf_tags_hold_unknown(answer->required) &&
        (answer->missing->len > 0 || !answer->offer_known) &&
        is_for_this_request(answer, sf_wanted_tags(answer)))
        sf_finding_fix(finding, how_to_offer(sf_wanted_tags(answer)));
    if (uses)
        relax(finding);
    if (answer->offer_known && is_in_require_only(answer))
        sf_finding_fix(finding, "list-too");
}

/* TRUE where the request lists one of the tags of Unsupported as required. */
static gboolean requires_unknown(const SfMessage *answer, const SfMessage *request)
{
    const SfHeader *header;
    for (guint nth = 0;
         request && (header = sf_message_header(answer, SF_HEADER_UNSUPPORTED, nth)) != NULL;
         nth++) {
        SfText rest = header->value;
        SfText tag;
        while (sf_token_next(&rest, &tag, NULL))
            if (tag.length > 0 && sf_message_lists(request, SF_HEADER_REQUIRE, tag))
                return TRUE;
    }
    return FALSE;
}

/* It says what it does not know, and the request requires that: a 420 in all but its number. */
static gboolean is_bad_extension(const SfAnswer *answer)
{
    return requires_unknown(answer->message, answer->request);
}

/* What the answer lists as supported though the request does not offer it: whoever mixes up the two
 * headers means that. Several of them are most likely what it can do, as the header says. */
static void tell_of_hint(SfFinding *finding, const SfAnswer *answer)
{
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_SUPPORTED, 0);
    if (!header || !answer->offer_known ||
        sf_message_header(answer->message, SF_HEADER_SUPPORTED, 1))
        return;
    SfText rest = header->value;
    SfText tag;
    SfText only = SF_TEXT_NONE;
    while (sf_token_next(&rest, &tag, NULL)) {
        if (tag.length == 0)
            continue;
        if (only.length > 0)
            return;
        only = tag;
    }
    if (sf_tag_is_known(only) && !sf_tags_have(answer->offered, only))
        sf_finding_value(finding, "hinted", only);
}

void sf_check_extension_no_require(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 421) || answer->message->cut || is_bad_extension(answer))
        return;
    if (sf_message_header(answer->message, SF_HEADER_REQUIRE, 0))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    tell_of_hint(finding, answer);
    sf_finding_fix(finding, "relax");
    sf_finding_fix(finding, "name");
}

/* The tags of Unsupported, with commas; NULL for none. @required: those alone that the request
 * requires (RFC 3261 §21.4.15). */
static GString *unsupported_tags(const SfAnswer *answer, gboolean required)
{
    GString *list = g_string_new(NULL);
    const SfHeader *header;
    for (guint nth = 0;
         (header = sf_message_header(answer->message, SF_HEADER_UNSUPPORTED, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText tag;
        while (sf_token_next(&rest, &tag, NULL))
            if (tag.length > 0 &&
                (!required || sf_message_lists(answer->request, SF_HEADER_REQUIRE, tag)))
                sf_list_add(list, tag);
    }
    if (list->len > 0)
        return list;
    g_string_free(list, TRUE);
    return NULL;
}

/* What gets the call through is at who requires it: the caller, or an element on the way. */
static void add_way_through(SfFinding *finding, const SfAnswer *answer)
{
    const gboolean is_added = g_strcmp0(finding->variant, "added") == 0;
    if (is_added) {
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_number(finding, "passed_frame", answer->request->frame);
    }
    sf_finding_fix(finding, is_added ? "require-less" : "ask-less");
    if (!sf_tags_hold_unknown(answer->unsupported))
        sf_finding_fix(finding, "know-it");
}

void sf_check_extension_looks_like_420(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 421))
        return;
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_UNSUPPORTED, 0);
    if (!header)
        return;
    const gboolean required = is_bad_extension(answer);
    const gboolean by_caller =
        required && requires_unknown(answer->message, answer->nearest->request);
    GString *tags = unsupported_tags(answer, required);
    SfFinding *finding = sf_report(check, answer,
                                   by_caller  ? "required"
                                   : required ? "added"
                                              : NULL);
    finding->place = header->place;
    if (tags)
        sf_finding_take_string(finding, "unsupported", tags);
    if (required)
        add_way_through(finding, answer);
    sf_finding_fix(finding, "answer-420");
}

static gboolean is_of_subscription(const SfAnswer *answer)
{
    return sf_text_equal(answer->message->cseq_method, sf_text("SUBSCRIBE"));
}

/* Whether it ended for want of this request, nobody can tell. */
static void tell_of_later_end(SfFinding *finding)
{
    const SfAnswer *answer = finding->answer;
    const gint64 later = answer->ended.time - answer->message->time;
    sf_finding_take(finding, "delay", sf_seconds((double)later / SF_SECOND));
    sf_finding_number(finding, "followup_frame", answer->ended.frame);
}

void sf_check_extension_in_dialog(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 421) || !sf_answer_in_dialog(answer))
        return;
    const gboolean is_to_bye = sf_answer_is_to_bye(answer);
    const gboolean ended = !is_to_bye && sf_answer_ended_session(answer);
    const gboolean unborn = answer->ended.status != 0;
    const char *variant = is_to_bye ? "bye" : NULL;
    if (ended)
        variant = unborn ? "unborn" : is_of_subscription(answer) ? "over" : "ended";
    SfFinding *finding = sf_report(check, answer, variant);
    if (ended)
        sf_finding_number(finding, "other_frame", answer->ended.frame);
    else if (!is_to_bye && answer->ended.frame && !unborn && !is_of_subscription(answer))
        tell_of_later_end(finding);
    if (ended && unborn)
        sf_finding_number(finding, "followup_status", answer->ended.status);
    if (began_without(answer))
        sf_finding_number(finding, "first_frame", answer->dialog.frame);
}
