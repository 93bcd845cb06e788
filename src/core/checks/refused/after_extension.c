/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came after a 421: the retry, what became of it, and whether the client does what it lists.
 */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/refused/relax.h"
#include "core/checks/refused/tag_facts.h"
#include "core/describe/absence.h"
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/own_request.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"
#include "core/ledger/wants.h"

static gboolean is_421(const SfAnswer *answer)
{
    return answer->message->status == 421;
}

static gboolean is_judged_here(SfAnswer *answer)
{
    return is_421(answer) && sf_answer_is_nearest(answer);
}

typedef gboolean (*TagTest)(SfText tag, const void *data);

/* The tags that pass, with commas between; NULL where none does. To be freed. */
static char *tags_that(const GArray *tags, TagTest test, const void *data)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (!test(tag, data))
            continue;
        g_autofree char *shown = sf_text_show(tag);
        g_string_append_printf(list, "%s%s", list->len ? ", " : "", shown);
    }
    if (list->len > 0)
        return g_string_free(list, FALSE);
    g_string_free(list, TRUE);
    return NULL;
}

/* These concern the first hop alone and have to go there (RFC 3329 §2.3.1, RFC 3323 §4.3). */
static gboolean is_for_first_hop(SfText tag)
{
    return sf_text_equal_nocase(tag, sf_text("sec-agree")) ||
           sf_text_equal_nocase(tag, sf_text("privacy"));
}

static gboolean was_stripped(SfText tag, const void *above)
{
    return !is_for_first_hop(tag) && sf_tags_have(((const SfAnswer *)above)->offered, tag);
}

/* What belongs to the tags, and the caller does by its Allow, and the one between does not. NULL:
 * nothing, or its own Allow tells nothing. */
static GString *methods_left_out(const SfAnswer *answer, const SfAnswer *above)
{
    if (!sf_message_header(answer->request, SF_HEADER_ALLOW, 0))
        return NULL;
    GString *methods = g_string_new(NULL);
    for (guint i = 0; i < answer->missing->len; i++) {
        const SfText tag = g_array_index(answer->missing, SfTag, i).tag;
        const char *const *brings = sf_tag_list(tag, "brings_methods");
        for (; was_stripped(tag, above) && *brings; brings++)
            if (sf_message_lists(above->request, SF_HEADER_ALLOW, sf_text(*brings)) &&
                !sf_message_lists(answer->request, SF_HEADER_ALLOW, sf_text(*brings)))
                sf_list_add(methods, sf_text(*brings));
    }
    if (methods->len > 0)
        return methods;
    g_string_free(methods, TRUE);
    return NULL;
}

/* By what the request that leaves one address is told to be made of the one that came to another:
 * the Call-ID, or without it who calls whom, and when. */
static void set_one_box(SfFinding *finding, const SfAnswer *answer, const SfAnswer *above)
{
    const SfMessage *came = above->request;
    const SfMessage *went = answer->request;
    if (sf_text_equal(came->destination_address, answer->message->destination_address))
        return;
    const gboolean is_kept = sf_text_equal(came->call_id, went->call_id);
    const char *alike = is_kept                                       ? "call-id"
                        : sf_is_same_user(came, went, SF_HEADER_TO)   ? "to"
                        : sf_is_same_user(came, went, SF_HEADER_FROM) ? "from"
                                                                      : "time";
    g_autofree char *delay = sf_seconds((double)(went->time - came->time) / (double)SF_SECOND);
    sf_finding_value(finding, "entrance", came->destination_address);
    sf_finding_value(finding, "one_box",
                     sf_text(sf_phrase("one-box", is_kept ? "sure" : "likely")));
    sf_finding_take(finding, "alike", sf_phrase_with("one-box", alike, "delay", delay, NULL));
    sf_finding_number(finding, "other_frame", above->message->frame);
}

/* Whom the element between asks: where its own request goes, however far from there the answer was
 * made. */
static void set_neighbour(SfFinding *finding, const SfAnswer *answer)
{
    const gboolean is_made_behind =
        sf_answer_origin(answer) != answer && sf_text_is_present(answer->message->source_address);
    sf_finding_take(finding, "neighbour",
                    is_made_behind ? sf_named_source(answer, answer->message)
                                   : sf_fact(answer, NULL, "server"));
}

/* Who makes one more request of its own on the way to who refuses, and leaves the tags out of it as
 * well: what it offers is no more the first one's setting than the caller's. */
static void set_further(SfFinding *finding, const SfAnswer *answer, const SfAnswer *above)
{
    GString *further = g_string_new(NULL);
    guint32 frame = 0;
    const SfAnswer *next;
    for (const SfAnswer *each = answer; (next = sf_answer_hop_below(each)) != NULL; each = next) {
        if (!next->offer_known || !each->request ||
            !sf_is_own_request(each->request, next->request))
            continue;
        g_autofree char *lacks = tags_that(next->missing, was_stripped, above);
        if (!lacks)
            continue;
        sf_list_add(further, next->message->destination_address);
        frame = frame ? frame : next->request->frame;
    }
    if (frame) {
        sf_finding_number(finding, "further_frame", frame);
        sf_finding_take_string(finding, "further", further);
    } else {
        g_string_free(further, TRUE);
    }
}

static gboolean passes_first_hop(SfText tag, const void *unused)
{
    (void)unused;
    return !is_for_first_hop(tag);
}

/* Its own caller got another answer than this one, so all that is kept of what came is whether it
 * offered the tags. */
static void report_stripped_unseen(const SfCheck *check, SfAnswer *answer)
{
    const guint32 told =
        answer->agent.caller_status ? answer->agent.caller_frame : answer->upstream.frame;
    if (!answer->offer_above.offers || !told || answer->followups->len > 0)
        return;
    char *tags = tags_that(answer->missing, passes_first_hop, NULL);
    if (!tags)
        return;
    sf_answer_may_change(answer); /* it may be asked once more, with the tags */
    SfFinding *finding = sf_report(check, answer, "told-otherwise");
    finding->frame = told;
    sf_finding_take(finding, "tags", tags);
    sf_finding_value(finding, "between", answer->message->destination_address);
    set_neighbour(finding, answer);
    sf_finding_value(finding, "other", sf_text(answer->offer_above.caller));
    sf_finding_number(finding, "first_frame", answer->offer_above.frame);
    sf_finding_number(finding, "followup_status",
                      answer->agent.caller_status ? answer->agent.caller_status
                                                  : answer->upstream.status);
    sf_finding_number(finding, "other_frame", told);
    sf_finding_fix(finding, "pass-on");
    if (sf_tags_may_be_relaxed(answer->missing))
        sf_finding_fix(finding, "relax");
}

void sf_check_extension_stripped(const SfCheck *check, SfAnswer *answer)
{
    const SfAnswer *above = answer->above ? answer->above : answer->agent.above;
    if (!is_421(answer) || !answer->offer_known)
        return;
    if (!above) {
        report_stripped_unseen(check, answer);
        return;
    }
    if (!above->offer_known)
        return;
    char *tags = tags_that(answer->missing, was_stripped, above);
    if (!tags)
        return;
    const gboolean is_own = sf_is_own_request(above->request, answer->request);
    const gboolean is_proxy = sf_is_passed_on_whole(above->request, answer->request);
    SfFinding *finding = sf_report(check, answer, is_own ? "own" : is_proxy ? "proxy" : NULL);
    sf_finding_set_message(finding, above->message);
    sf_finding_take(finding, "tags", tags);
    sf_finding_value(finding, "between", answer->message->destination_address);
    sf_finding_number(finding, "first_frame", above->request->frame);
    set_one_box(finding, answer, above);
    if (is_own) {
        GString *methods = methods_left_out(answer, above);
        sf_finding_take_string(finding, "own_parts", sf_own_parts(above->request, answer->request));
        set_neighbour(finding, answer);
        set_further(finding, answer, above);
        if (methods)
            sf_finding_take_string(finding, "left_out", methods);
    }
    sf_finding_fix(finding, "pass-on");
    if (sf_tags_may_be_relaxed(answer->missing))
        sf_finding_fix(finding, "relax");
}

/* What the first request of a dialog offered, and what a later one has a use for. */
typedef struct {
    const char *offer;
    SfText method;
} Earlier;

static gboolean was_offered_before(SfText tag, const void *data)
{
    const Earlier *earlier = data;
    SfText rest = sf_text(earlier->offer);
    SfText entry;
    if (sf_tag_means_nothing_for(tag, earlier->method))
        return FALSE;
    while (sf_token_next(&rest, &entry, NULL))
        if (sf_text_equal_nocase(entry, tag))
            return TRUE;
    return FALSE;
}

void sf_check_extension_forgot_in_dialog(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || !answer->dialog.offer)
        return;
    const Earlier earlier = {answer->dialog.offer, sf_message_method(answer->message)};
    char *tags = tags_that(answer->missing, was_offered_before, &earlier);
    if (!tags)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "tags", tags);
    sf_finding_number(finding, "first_frame", answer->dialog.frame);
    guint32 seconds;
    if (sf_interval_of_request(answer->request, 422, &seconds) && seconds > 0)
        sf_finding_number(finding, "expires", seconds);
    sf_finding_fix(finding, "list-always");
    if (sf_tags_may_be_relaxed(answer->missing))
        sf_finding_fix(finding, "relax");
}

void sf_check_extension_retried(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_RETRY ||
            !sf_offers_all_missing(answer, followup->request))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, followup->request);
        sf_finding_take(finding, "tags", sf_fact(answer, NULL, "missing"));
        sf_finding_take(finding, "delay", sf_seconds(sf_followup_delay(followup)));
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        if (followup->status)
            sf_finding_number(finding, "followup_status", followup->status);
        return;
    }
}

static gboolean is_periodic(SfText method)
{
    return sf_text_equal(method, sf_text("REGISTER")) ||
           sf_text_equal(method, sf_text("SUBSCRIBE")) || sf_text_equal(method, sf_text("OPTIONS"));
}

void sf_check_extension_retried_unchanged(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || answer->repeated.n == 0)
        return;
    const gboolean periodic = is_periodic(answer->message->cseq_method);
    SfFinding *finding = sf_report(check, answer, periodic ? "periodic" : NULL);
    sf_finding_set_proof(finding, answer->repeated.frame, answer->repeated.part);
    sf_finding_number(finding, "times", answer->repeated.n + 1);
    if (sf_tags_may_be_relaxed(answer->missing))
        sf_finding_fix(finding, "relax");
    sf_finding_fix(finding, "offer");
}

void sf_check_extension_not_retried(const SfCheck *check, SfAnswer *answer)
{
    const SfAnswer *first = sf_story_first(answer->story, answer->message->status);
    /* One that comes back at its interval is counted on its first answer. */
    if (first && first->repeated.n > 0)
        return;
    if (!is_judged_here(answer) || sf_answer_is_undelivered(answer) ||
        sf_answer_wants_ack(answer) || answer->followups->len > 0 || answer->repeated.n > 0 ||
        answer->fork.status || answer->upstream.status || answer->required->len == 0 ||
        (answer->offer_known && answer->missing->len == 0) || sf_answer_in_dialog(answer) ||
        !sf_absence_speaks(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
}

static gboolean is_required_by(SfText tag, const void *request)
{
    return sf_message_lists(request, SF_HEADER_REQUIRE, tag);
}

static gboolean is_offered_by(SfText tag, const void *request)
{
    return sf_message_lists(request, SF_HEADER_SUPPORTED, tag);
}

/* Where the request lists them: "Supported and Require". To be freed. */
static char *headers_with_tags(const SfAnswer *answer, const SfMessage *request)
{
    g_autofree char *offered = tags_that(answer->required, is_offered_by, request);
    const char *require = sf_header_name(SF_HEADER_REQUIRE);
    return offered ? g_strdup_printf("%s %s %s", sf_header_name(SF_HEADER_SUPPORTED),
                                     sf_phrase("value", "and"), require)
                   : g_strdup(require);
}

/* It passed the request on that got the 421, with a Via of its own more, and refused the next
 * itself. For Require a proxy may not (RFC 3261 §16.3). */
static gboolean was_refused_by_proxy(const SfAnswer *answer, const SfFollowup *retry)
{
    const SfAnswer *origin = answer->made_at;
    return origin != answer && origin->request && answer->request &&
           sf_text_equal(origin->message->call_id, answer->message->call_id) &&
           origin->vias == answer->vias + 1 && !retry->passed_on.frame &&
           sf_text_equal(answer->message->source_address, sf_text(retry->answered_by)) &&
           sf_text_equal(origin->message->destination_address, sf_text(retry->answered_by));
}

void sf_check_extension_deadlock(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_followup_is_deadlock(followup))
            continue;
        char *tags = tags_that(answer->required, is_required_by, followup->request);
        g_autofree char *server = sf_fact(answer, NULL, "server");
        const gboolean same = g_strcmp0(server, followup->answered_by) == 0;
        const gboolean of_proxy = !same && was_refused_by_proxy(answer, followup);
        SfFinding *finding = sf_report(check, answer, same ? "same" : of_proxy ? "proxy" : NULL);
        sf_finding_set_proof(finding, followup->bad_extension.frame, followup->bad_extension.part);
        sf_finding_take(finding, "tags", tags);
        sf_finding_value(finding, "other", sf_text(followup->answered_by));
        sf_finding_number(finding, "other_frame", followup->bad_extension.frame);
        sf_finding_take(finding, "headers", headers_with_tags(answer, followup->request));
        if (of_proxy) {
            sf_finding_value(finding, "between", sf_text(followup->answered_by));
            sf_finding_fix(finding, "let-pass");
        }
        sf_finding_fix(finding, "relax");
        sf_finding_fix(finding, "only-offer");
        return;
    }
}
