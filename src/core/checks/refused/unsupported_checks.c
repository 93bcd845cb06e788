/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 420: the client requires what the server does not know. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/refused/tag_facts.h"
#include "core/describe/facts.h"
#include "core/ledger/story/story.h"

/* A stranger may name thousands. */
#define MOST_TAGS 64

typedef gboolean (*TagTest)(SfText tag, const SfMessage *request);

static gboolean is_required(SfText tag, const SfMessage *request)
{
    return sf_message_lists(request, SF_HEADER_REQUIRE, tag);
}

static gboolean is_required_of_proxies(SfText tag, const SfMessage *request)
{
    return sf_message_lists(request, SF_HEADER_PROXY_REQUIRE, tag);
}

static gboolean is_required_at_all(SfText tag, const SfMessage *request)
{
    return is_required(tag, request) || is_required_of_proxies(tag, request);
}

static gboolean any_in(const SfAnswer *answer, TagTest test, const SfMessage *request)
{
    for (guint i = 0; i < MIN(answer->unsupported->len, MOST_TAGS); i++)
        if (test(g_array_index(answer->unsupported, SfTag, i).tag, request))
            return TRUE;
    return FALSE;
}

/* Of the request as it came to who refused it: what stood in it there counts. */
static gboolean any(const SfAnswer *answer, TagTest test)
{
    return any_in(answer, test, answer->made_at->request);
}

static gboolean is_known(const SfAnswer *answer)
{
    return answer->offer_known && answer->made_at->offer_known;
}

/* These are between a client and its first hop, and have to go there (RFC 3329 §2.3.1, RFC 3323
 * §4.3; mediasec likewise). */
static gboolean is_for_first_hop(SfText tag, const SfMessage *request)
{
    static const char *const tags[] = {"sec-agree", "mediasec", "privacy"};
    (void)request;
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
        if (sf_text_equal_nocase(tag, sf_text(tags[i])))
            return TRUE;
    return FALSE;
}

/* The request is about the extension, and would be another one without (RFC 3891 §4, RFC 3911 §5).
 */
static gboolean is_used(SfText tag, const SfMessage *request)
{
    static const struct {
        const char *tag;
        SfHeaderName header;
    } uses[] = {{"replaces", SF_HEADER_REPLACES}, {"join", SF_HEADER_JOIN}};
    for (guint i = 0; i < G_N_ELEMENTS(uses); i++)
        if (sf_text_equal_nocase(tag, sf_text(uses[i].tag)) && is_required(tag, request) &&
            sf_message_header(request, uses[i].header, 0))
            return TRUE;
    return FALSE;
}

/* A tag that has no place in Supported: to offer it only would mean nothing (RFC 6140 §5.1, RFC
 * 7866 §6.1.1). */
static gboolean is_only_required(SfText tag, const SfMessage *request)
{
    return is_required(tag, request) && !sf_tag_belongs_in(tag, SF_HEADER_SUPPORTED);
}

/* Nobody can be asked to learn what no document describes. */
static gboolean can_be_learnt(const SfAnswer *answer)
{
    return !sf_tags_hold_unknown(answer->unsupported);
}

static gboolean can_be_done_without(const SfAnswer *answer)
{
    for (guint i = 0; i < MIN(answer->unsupported->len, MOST_TAGS); i++)
        if (g_strcmp0(
                sf_tag_words(g_array_index(answer->unsupported, SfTag, i).tag, "works_without"),
                "no") == 0)
            return FALSE;
    return TRUE;
}

/* An element on the way requires what its own client did not. */
static gboolean was_added(const SfAnswer *answer)
{
    return !any_in(answer, is_required_at_all, answer->request);
}

/* The 421 that made the client require it; NULL: there is none. */
static const SfAnswer *first_half(const SfAnswer *answer)
{
    const SfAnswer *first = sf_story_first(answer->story, 421);
    for (guint i = 0; first && i < first->followups->len; i++)
        if (((const SfFollowup *)first->followups->pdata[i])->bad_extension.frame ==
            answer->message->frame)
            return first;
    return NULL;
}

/* @list: a header's value, or NULL. */
static gboolean lists(const char *list, SfText tag)
{
    SfText rest = sf_text(list ? list : "");
    SfText entry;
    while (sf_token_next(&rest, &entry, NULL))
        if (sf_text_equal_nocase(entry, tag))
            return TRUE;
    return FALSE;
}

/* Who refused began the call, and listed then what it does not know now. */
static gboolean listed_all_itself(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->unsupported->len; i++)
        if (!lists(answer->dialog.listed, g_array_index(answer->unsupported, SfTag, i).tag))
            return FALSE;
    return answer->unsupported->len > 0;
}

/* Whose part it is; NULL: that of who asked. */
static const char *whose_part(const SfAnswer *answer)
{
    if (!is_known(answer))
        return "no-request";
    if (first_half(answer))
        return "other-half";
    if (was_added(answer))
        return "added";
    if (listed_all_itself(answer))
        return "listed";
    if (any(answer, is_used))
        return "used";
    if (answer->made_at->vias > 1 && any(answer, is_for_first_hop))
        return "take-away";
    if (any(answer, is_only_required))
        return "about";
    return !any(answer, is_required) && any(answer, is_required_of_proxies) ? "proxy" : NULL;
}

/* The client came back without: in the same call, with a request that requires none of them. */
static void report_mended(const SfCheck *check, SfAnswer *answer)
{
    const SfFollowup *retry = sf_first_followup(answer, SF_FOLLOWUP_RETRY);
    if (!retry || !answer->offer_known)
        return;
    SfFinding *finding = sf_report(check, answer, "mended");
    sf_finding_set_message(finding, retry->request);
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    sf_finding_fix(finding, "ask-less");
}

/* Who asked does without, or who refused learns it: first what does less harm. */
static void add_either(SfFinding *finding, const SfAnswer *answer, const char *variant)
{
    const gboolean is_about = g_strcmp0(variant, "about") == 0;
    const gboolean asks_itself = g_strcmp0(variant, "added") != 0;
    const gboolean learns = can_be_learnt(answer);
    const gboolean learns_first = is_about && !can_be_done_without(answer);
    if (learns && learns_first)
        sf_finding_fix(finding, "know-it");
    if (asks_itself)
        sf_finding_fix(finding, "ask-less");
    if (learns && !learns_first)
        sf_finding_fix(finding, "know-it");
}

static void add_fixes(SfFinding *finding, const SfAnswer *answer, const char *variant)
{
    if (g_strcmp0(variant, "other-half") == 0) {
        const SfAnswer *first = first_half(answer);
        g_autofree char *server = sf_fact(first, NULL, "server");
        sf_finding_value(finding, "other", sf_text(server));
        sf_finding_number(finding, "other_frame", first->message->frame);
        return;
    }
    const gboolean to_take_away = g_strcmp0(variant, "take-away") == 0;
    if (to_take_away || g_strcmp0(variant, "added") == 0) {
        const SfAnswer *made = answer->made_at;
        sf_finding_value(finding, "between", made->message->destination_address);
        sf_finding_number(finding, "passed_frame", made->request->frame);
        sf_finding_number(finding, "made_frame", made->message->frame);
        const char *undone =
            sf_tag_words(g_array_index(answer->unsupported, SfTag, 0).tag, "relaxed");
        if (undone && answer->unsupported->len == 1)
            sf_finding_value(finding, "undone", sf_text(undone));
        sf_finding_fix(finding, to_take_away ? "take-away" : "require-less");
    }
    if (g_strcmp0(variant, "listed") == 0) {
        sf_finding_number(finding, "first_frame", answer->dialog.frame);
        sf_finding_fix(finding, "unlist");
        sf_finding_fix(finding, "ask-less");
    } else if (!to_take_away)
        add_either(finding, answer, variant);
}

void sf_check_extension_unsupported(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status != 420 || sf_story_first(answer->story, 420) != answer ||
        answer->unsupported->len == 0 || (is_known(answer) && !any(answer, is_required_at_all)))
        return; /* extension.unsupported-not-required says the other */
    const char *variant = whose_part(answer);
    SfFinding *finding = sf_report(check, answer, variant);
    finding->place = g_array_index(answer->unsupported, SfTag, 0).place;
    add_fixes(finding, answer, variant);
    report_mended(check, answer);
}

/* A registrar may refuse a Path that its client knows nothing of (RFC 3327 §5.3). */
static gboolean refuses_path(const SfAnswer *answer)
{
    const SfText path = sf_text("path");
    return sf_tags_have(answer->unsupported, path) && answer->request &&
           sf_message_header(answer->request, SF_HEADER_PATH, 0) &&
           !sf_message_lists(answer->request, SF_HEADER_SUPPORTED, path);
}

static void add_fixes_of_path(SfFinding *finding, const SfAnswer *answer)
{
    if (answer->vias > 1) {
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_fix(finding, "path-less");
    }
    sf_finding_fix(finding, "list-path");
}

void sf_check_extension_unsupported_not_required(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status != 420 || sf_answer_origin(answer) != answer ||
        answer->message->cut)
        return;
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_UNSUPPORTED, 0);
    if (header && answer->unsupported->len > 0 &&
        (!answer->offer_known || any(answer, is_required_at_all)))
        return;
    const gboolean is_of_path = refuses_path(answer);
    const char *variant = is_of_path ? "path" : answer->unsupported->len > 0 ? NULL : "none";
    SfFinding *finding = sf_report(check, answer, variant);
    if (header)
        finding->place = header->place;
    if (is_of_path)
        add_fixes_of_path(finding, answer);
    else
        sf_finding_fix(finding, "serve");
}
