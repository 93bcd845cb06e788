/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/course.h"

#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

#include <string.h>

/* Targets that are named in one text; more help nobody. */
#define MAX_NAMED 10

gboolean sf_followup_failed(const SfFollowup *followup)
{
    if (!sf_followup_heeds(followup) || followup->redirected || followup->cancelled)
        return FALSE;
    if (followup->status) {
        /* It may be tried again: with credentials, mended, or as it was. */
        if (sf_status_invites_retry(followup->status) ||
            !sf_answer_window_is_over(followup->answer))
            sf_answer_may_change(followup->answer);
        return followup->status >= 300 && followup->status != 487;
    }
    return !followup->provisional_frame && sf_followup_is_silent(followup) &&
           (followup->unreachable_frame ||
            sf_view_window_is_over(followup->answer->view, followup->activity));
}

const SfFollowup *sf_first_followup(const SfAnswer *answer, SfFollowupKind kind)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == kind)
            return followup;
    }
    return NULL;
}

const SfTarget *sf_tried_target(const SfFollowup *followup)
{
    return &g_array_index(followup->answer->targets, SfTarget, followup->target);
}

gboolean sf_followup_is_challenge(const SfFollowup *followup)
{
    return followup->status == 401 || followup->status == 407;
}

const char *sf_followup_challenge_header(const SfFollowup *followup)
{
    return sf_header_name(followup->status == 401 ? SF_HEADER_WWW_AUTHENTICATE
                                                  : SF_HEADER_PROXY_AUTHENTICATE);
}

static gboolean was_asked(const SfAnswer *answer, guint index)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->target == index)
            return TRUE;
    }
    return FALSE;
}

gboolean sf_target_took_no_connection(const SfAnswer *answer, guint index)
{
    return answer->attempt.refused && answer->attempt.refused_target == index &&
           !was_asked(answer, index);
}

gboolean sf_target_is_untried(const SfAnswer *answer, guint index)
{
    const SfTarget *target = &g_array_index(answer->targets, SfTarget, index);
    if (target->rank == 0 || target->tried_before || target->entry.uri.scheme > SF_SCHEME_SIPS)
        return FALSE;
    if (answer->attempt.refused && answer->attempt.refused_target == index)
        return FALSE; /* it was, and took no connection */
    return !was_asked(answer, index);
}

static void append_item(GString *list, const char *separator, SfText uri)
{
    g_autofree char *shown = sf_text_show(uri);
    g_string_append_printf(list, "%s%s", list->len ? separator : "", shown);
}

static const char *result_of(const SfFollowup *followup)
{
    if (followup->unreachable_frame)
        return followup->closed ? "closed" : "unreachable";
    if (!sf_followup_is_silent(followup))
        return "unseen";
    if (followup->provisional_frame)
        return "rang";
    return sf_view_window_is_over(followup->answer->view, followup->activity) ? "no-answer"
                                                                              : "no-answer-yet";
}

static void append_result(GString *list, const SfFollowup *followup)
{
    if (followup->status)
        g_string_append_printf(list, " (%u)", followup->status);
    else
        g_string_append_printf(list, " (%s)", sf_phrase("tried", result_of(followup)));
}

char *sf_course_tried(const SfAnswer *answer, gboolean failed_only)
{
    GString *list = g_string_new(NULL);
    guint named = 0;
    for (guint i = 0; i < answer->followups->len && named < MAX_NAMED; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_followup_heeds(followup) || (failed_only && !sf_followup_failed(followup)))
            continue;
        append_item(list, ", ", followup->request->request_uri);
        append_result(list, followup);
        named++;
    }
    return g_string_free(list, FALSE);
}

char *sf_course_untried(const SfAnswer *answer)
{
    GString *list = g_string_new(NULL);
    guint named = 0;
    for (guint rank = 1; rank <= answer->targets->len && named < MAX_NAMED; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        if (!target)
            break;
        const guint index = (guint)(target - &g_array_index(answer->targets, SfTarget, 0));
        if (!sf_target_is_untried(answer, index))
            continue;
        append_item(list, ", ", target->entry.uri_text);
        named++;
    }
    return g_string_free(list, FALSE);
}

static const SfFollowup *redirected_followup(const SfAnswer *answer)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        if (followup->redirected)
            return followup;
    }
    return NULL;
}

/* A 305 sends the same request to another server (RFC 3261 §21.3.4). */
static gboolean is_of_proxy(const SfAnswer *answer)
{
    return answer->message->status == 305;
}

/* A REGISTER goes to a server, whose name is not in it. */
static gboolean goes_to_server(const SfAnswer *answer)
{
    return is_of_proxy(answer) ||
           sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
}

char *sf_course_chain(const SfAnswer *answer)
{
    GString *chain = g_string_new(NULL);
    guint links = 0;
    for (const SfFollowup *step; answer && links < MAX_NAMED; links++) {
        if (answer->request)
            append_item(chain, " -> ",
                        is_of_proxy(answer) ? answer->message->source_address
                                            : answer->request->request_uri);
        step = redirected_followup(answer);
        if (!step)
            break;
        answer = step->redirected;
    }
    g_autofree char *final = answer ? sf_answer_final(answer) : NULL;
    if (final)
        append_item(chain, " -> ", sf_text(final));
    return g_string_free(chain, FALSE);
}

static gboolean is_start(const SfAnswer *link, const SfUri *again)
{
    SfUri old;
    if (goes_to_server(link))
        return sf_host_equal(again->host, link->message->source_address);
    g_autofree char *start = sf_uri_key(again);
    g_autofree char *key =
        sf_uri_parse(link->request->request_uri, &old, NULL) ? sf_uri_key(&old) : NULL;
    return g_strcmp0(key, start) == 0;
}

/* What the request asked for on its way down the hops, each address once. */
static char *circle_over_hops(const SfAnswer *answer, const SfTarget *again)
{
    GString *circle = g_string_new(NULL);
    SfText before = SF_TEXT_NONE;
    guint hops = 0;
    for (const SfAnswer *hop = answer; hop && hops < MAX_NAMED; hop = sf_answer_hop_below(hop)) {
        const SfText uri = hop->request ? hop->request->request_uri : before;
        if (sf_text_equal(uri, before))
            continue;
        append_item(circle, " -> ", uri);
        before = uri;
        hops++;
    }
    append_item(circle, " -> ", again->entry.uri_text);
    return g_string_free(circle, FALSE);
}

char *sf_course_circle(const SfAnswer *answer, const SfTarget *again)
{
    if (sf_answer_circle_is_over_hops(answer))
        return circle_over_hops(answer, again);
    g_autoptr(GPtrArray) way = g_ptr_array_new();
    for (const SfAnswer *link = answer; link && link->request && way->len < MAX_NAMED;
         link = link->link.came_by ? link->link.came_by->answer : NULL) {
        g_ptr_array_insert(way, 0, (gpointer)link);
        if (is_start(link, &again->entry.uri))
            break;
    }
    GString *circle = g_string_new(NULL);
    for (guint i = 0; i < way->len; i++) {
        const SfAnswer *link = way->pdata[i];
        append_item(circle, " -> ",
                    goes_to_server(link) ? link->message->source_address
                                         : link->request->request_uri);
    }
    append_item(circle, " -> ", again->entry.uri_text);
    return g_string_free(circle, FALSE);
}

char *sf_seconds(double seconds)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(text, sizeof text, seconds < 100 ? "%.3g" : "%.0f", seconds));
}

void sf_finding_set_message(SfFinding *finding, const SfMessage *proof)
{
    finding->frame = proof->frame;
    finding->part = proof->part;
}

void sf_finding_set_proof(SfFinding *finding, guint32 frame, guint part)
{
    finding->frame = frame;
    finding->part = part;
}

void sf_finding_take(SfFinding *finding, const char *name, char *text)
{
    sf_finding_value(finding, name, sf_text(text));
    g_free(text);
}

void sf_finding_quote(SfFinding *finding, const SfFollowup *followup)
{
    if (followup->phrase && *followup->phrase)
        sf_finding_value(finding, "phrase", sf_text(followup->phrase));
    if (followup->told)
        sf_finding_value(finding, "told", sf_text(followup->told));
    g_autofree char *cause = followup->cause ? sf_cause_words(followup->cause) : NULL;
    if (cause)
        sf_finding_value(finding, "refused_cause", sf_text(cause));
}

void sf_tell_what_caller_got(SfFinding *finding, const SfAnswer *answer)
{
    const SfAgent *agent = &answer->nearest->agent;
    const guint status = agent->caller_status ? agent->caller_status : answer->upstream.status;
    const guint32 at = agent->caller_status ? agent->caller_frame : answer->upstream.frame;
    if (status < 300 || at == 0)
        return;
    sf_finding_number(finding, "caller_got", status);
    sf_finding_number(finding, "got_frame", at);
}

gboolean sf_offers_all_missing(const SfAnswer *answer, const SfMessage *request)
{
    for (guint i = 0; i < answer->missing->len; i++)
        if (!sf_message_offers(request, g_array_index(answer->missing, SfTag, i).tag))
            return FALSE;
    return answer->missing->len > 0;
}

/* Some come back in a call of its own (another Call-ID); that soon nobody has changed a setting. */
#define BY_ITSELF 4 /* seconds */

static gboolean came_by_itself(const SfFollowup *followup)
{
    return sf_text_equal(followup->request->call_id, followup->answer->message->call_id) ||
           sf_followup_delay(followup) < BY_ITSELF;
}

gboolean sf_followup_brings_all(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_RETRY && came_by_itself(followup) &&
           sf_offers_all_missing(followup->answer, followup->request);
}

gboolean sf_followup_brings_all_later(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_RETRY && !came_by_itself(followup) &&
           sf_offers_all_missing(followup->answer, followup->request);
}

/* Neither another extension, nor credentials, nor what people do with their calls. */
static gboolean is_other_reason(guint status)
{
    static const guint others[] = {401, 407, 420, 421, 487, 494};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (others[i] == status)
            return FALSE;
    return status >= 300 && !sf_status_declines(status);
}

/* It was brought in words only (extension.listed-not-done). */
static gboolean is_left_undone(const SfFollowup *followup)
{
    return followup->reliable.frame && !followup->prack_frame;
}

const SfFollowup *sf_course_refused_retry(const SfAnswer *answer)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        if (sf_followup_brings_all(followup))
            return is_other_reason(followup->status) && !is_left_undone(followup) ? followup : NULL;
    }
    return NULL;
}

/* ---- what a refusal is for ---- */

/* Statuses that say themselves what is the matter, and it is no extension. */
static gboolean says_own_reason(guint status)
{
    static const guint plain[] = {402, 403, 404, 405, 408, 410, 413, 414, 415, 416, 422, 423, 436,
                                  437, 438, 481, 482, 483, 484, 485, 491, 504, 513, 580, 604};
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
        if (plain[i] == status)
            return TRUE;
    return status < 400;
}

/* Causes of Q.850 that tell of the number, the person or the lines, not of what a telephone can. */
static gboolean is_cause_of_call(guint32 cause)
{
    return (cause > 0 && cause <= 28) || (cause >= 34 && cause <= 47 && cause != 43);
}

/* Warnings about the session that is offered (RFC 3261 §20.43). */
static gboolean warns_of_media(const char *told)
{
    const char *warning = told ? strstr(told, "Warning: 3") : NULL;
    return warning && !g_str_has_prefix(warning, "Warning: 399");
}

static gboolean speaks_of(const char *words, const char *called)
{
    g_autofree char *small = words ? g_ascii_strdown(words, -1) : NULL;
    return small && strstr(small, called) != NULL;
}

/* The phrase that belongs to the code says no more than the code. */
static const char *own_phrase(const SfFollowup *retry)
{
    g_autofree char *code = g_strdup_printf("%u", retry->status);
    const char *usual = sf_shelf_words(SF_SHELF_CODES, code, "name");
    return retry->phrase && g_strcmp0(retry->phrase, usual) != 0 ? retry->phrase : NULL;
}

static gboolean names_what_was_brought(const SfFollowup *retry)
{
    const GArray *tags = retry->answer->missing;
    for (guint i = 0; i < tags->len; i++) {
        g_autofree char *tag = sf_text_dup(g_array_index(tags, SfTag, i).tag);
        g_autofree char *small = g_ascii_strdown(tag, -1);
        const char *list = sf_shelf_words(SF_SHELF_TAGS, small, "spoken_of");
        g_auto(GStrv) called = g_strsplit(list ? list : small, ";", -1);
        for (guint k = 0; called[k]; k++)
            if (speaks_of(own_phrase(retry), called[k]) || speaks_of(retry->told, called[k]))
                return TRUE;
    }
    return FALSE;
}

const char *sf_followup_refused_for(const SfFollowup *retry)
{
    const char *taken_for = sf_followup_taken_for(retry);
    if (taken_for)
        return g_str_equal(taken_for, "copy") ? "then-copy" : "then-no-call";
    if (retry->names_tags || names_what_was_brought(retry))
        return "then-over-it";
    return says_own_reason(retry->status) || is_cause_of_call(retry->cause) ||
                   warns_of_media(retry->told)
               ? "then-refused"
               : "then-untold";
}

const char *sf_followup_taken_for(const SfFollowup *refused)
{
    const SfMessage *before = refused->answer->request;
    const SfMessage *request = refused->request;
    if (!before || !sf_text_equal(before->call_id, request->call_id))
        return NULL;
    if (refused->status == 482 && before->cseq == request->cseq && refused->answer->vias == 1)
        return "copy";
    return refused->status == 481 && sf_text_is_present(request->to_tag) &&
                   !sf_text_is_present(before->to_tag)
               ? "no-call"
               : NULL;
}
