/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followups.h"

#include "core/describe/outcome.h"
#include "core/ledger/followups/hops.h"
#include "core/ledger/followups/relation.h"
#include "core/message/reason.h"

static guint first_compared(guint n)
{
    return n > SF_MAX_COMPARED ? n - SF_MAX_COMPARED : 0;
}

/* ---- joining a request to what it follows up ---- */

/* The entry that a request belongs to: one for each target tried and each retry; what is sent again
 * with credentials, or mended as the answer said, belongs to the one before. */
static SfFollowup *entry_for(SfAnswer *answer, const SfRelation *relation, const SfMessage *request)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        SfFollowup *followup = answer->followups->pdata[i - 1];
        if (followup->kind != relation->kind)
            continue;
        const gboolean same = relation->kind == SF_FOLLOWUP_TARGET
                                  ? followup->target == relation->target
                                  : sf_status_invites_retry(followup->status) &&
                                        sf_text_equal(followup->request->call_id, request->call_id);
        if (!same)
            continue;
        if (followup->status / 100 == 2)
            return NULL; /* it was done: this is something new, a registration's refresh */
        g_free(followup->latest);
        followup->latest = sf_message_copy(request);
        followup->status = 0;
        followup->status_frame = 0;
        followup->provisional_frame = 0;
        return followup;
    }
    if (answer->followups->len >= SF_MAX_FOLLOWUPS) {
        answer->followups_left_out++;
        return NULL;
    }
    SfFollowup *followup = sf_followup_new(answer, relation->kind, request);
    followup->target = relation->target;
    followup->likely = relation->likely;
    g_ptr_array_add(answer->followups, followup);
    return followup;
}

static void attach(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer,
                   const SfRelation *relation, const SfMessage *request)
{
    SfFollowup *followup = entry_for(answer, relation, request);
    if (!followup)
        return;
    followup->activity = ledger->view.clock;
    if (answer->is_aside) {
        sf_transaction_add_aside_followup(transaction, followup);
        sf_ledger_stir(ledger, answer, request->time);
        return;
    }
    followup->constant_branch =
        sf_senders_have_constant_branch(ledger->senders, request->source_address);
    sf_senders_show_constant_branch(ledger->senders, request->source_address,
                                    followup->constant_frames);
    if (!transaction->followups)
        transaction->followups = g_ptr_array_new();
    g_ptr_array_add(transaction->followups, followup);
    sf_ledger_join_story(ledger, transaction->call, answer);
    sf_ledger_mark_followup(ledger, sf_spot_of(request), followup);
    sf_ledger_stir(ledger, answer, request->time);
}

/* @answers: of the call; NULL: none. */
static gboolean join_in_call(SfLedger *ledger, SfTransaction *transaction, const GPtrArray *answers,
                             const SfMessage *request, const SfUri *uri)
{
    if (!answers)
        return FALSE;
    for (guint i = answers->len; i > first_compared(answers->len); i--) {
        SfAnswer *answer = answers->pdata[i - 1];
        SfRelation relation = {0};
        if (sf_relate_in_call(answer, request, uri, ledger->view.window, &relation)) {
            attach(ledger, transaction, answer, &relation, request);
            return TRUE;
        }
    }
    return FALSE;
}

/* What is sent again with credentials, or mended, in the follow-up's own call. */
static gboolean goes_on_with(const SfFollowup *followup, const SfMessage *request)
{
    return sf_status_invites_retry(followup->status) &&
           sf_text_equal(followup->request->method, request->method) &&
           sf_text_equal(followup->request->call_id, request->call_id) &&
           sf_text_equal(followup->request->source_address, request->source_address) &&
           request->cseq > followup->request->cseq;
}

static gboolean follows_up(const SfTransaction *transaction, const SfAnswer *answer)
{
    for (guint i = 0; transaction->followups && i < transaction->followups->len; i++)
        if (((const SfFollowup *)transaction->followups->pdata[i])->answer == answer)
            return TRUE;
    return FALSE;
}

static gboolean join_followup(SfLedger *ledger, SfTransaction *transaction,
                              const SfMessage *request)
{
    guint compared = 0;
    for (GList *link = transaction->call->transactions.tail; link && compared < SF_MAX_COMPARED;
         link = link->prev, compared++) {
        const SfTransaction *before = link->data;
        SfFollowup *followup = before != transaction && before->followups
                                   ? before->followups->pdata[before->followups->len - 1]
                                   : NULL;
        if (!followup || !goes_on_with(followup, request))
            continue;
        const SfRelation relation = {followup->kind, followup->target, followup->likely};
        if (!follows_up(transaction, followup->answer))
            attach(ledger, transaction, followup->answer, &relation, request);
        return TRUE;
    }
    return FALSE;
}

/* @pending: the ledger's, of answers or of asides. */
static GQueue *candidates_for(const SfFollowupIndex *pending, const SfMessage *request)
{
    SfUri about;
    return sf_request_about(request, &about) ? sf_followup_index_find(pending, request, &about)
                                             : NULL;
}

static gboolean join_new_call(SfLedger *ledger, SfTransaction *transaction,
                              const SfFollowupIndex *pending, const SfMessage *request,
                              const SfUri *uri)
{
    GQueue *candidates = candidates_for(pending, request);
    for (GList *link = candidates ? candidates->tail : NULL; link; link = link->prev) {
        SfAnswer *answer = link->data;
        SfRelation relation = {0};
        if (sf_relate_new_call(answer, request, uri, ledger->view.window, &relation)) {
            attach(ledger, transaction, answer, &relation, request);
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean was_served(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++)
        if (((const SfFollowup *)answer->followups->pdata[i])->status / 100 == 2)
            return TRUE;
    return FALSE;
}

/* The one answer that the request makes good; NULL: none, or one of several: who calls again and
 * again makes one call more each time. */
static SfAnswer *rescued_by(GQueue *candidates, const SfMessage *request, const SfUri *uri,
                            SfRelation *relation)
{
    SfAnswer *rescued = NULL;
    guint refused = 0;
    for (GList *link = candidates ? candidates->tail : NULL; link; link = link->prev) {
        SfAnswer *answer = link->data;
        SfRelation found = {0};
        if (!sf_relate_rescue(answer, request, uri, &found))
            continue;
        if (refused++ > 0)
            return NULL;
        rescued = answer->ended_frame || was_served(answer) ? NULL : answer;
        *relation = found;
    }
    return rescued;
}

static gboolean begins_call(const SfTransaction *transaction, SfUri *uri)
{
    const SfMessage *request = transaction->request;
    return request && !sf_text_is_present(request->to_tag) &&
           sf_uri_parse(request->request_uri, uri, NULL);
}

static void rescue(SfLedger *ledger, SfTransaction *transaction, const SfFollowupIndex *pending,
                   const SfUri *uri)
{
    SfRelation relation = {0};
    GQueue *candidates = candidates_for(pending, transaction->request);
    SfAnswer *answer = rescued_by(candidates, transaction->request, uri, &relation);
    if (answer)
        attach(ledger, transaction, answer, &relation, transaction->request);
}

/* A call of its own to the old place, which was served: one that had been refused there just before
 * was made after all. Only now, since one that is refused again is a call more, and no retry. */
static void join_rescue(SfLedger *ledger, SfTransaction *transaction)
{
    const SfCall *call = transaction->call;
    SfUri uri;
    if (!begins_call(transaction, &uri))
        return;
    if (!transaction->followups && !call->answers && !call->story)
        rescue(ledger, transaction, ledger->pending, &uri);
    if (!transaction->aside_followups && !call->asides)
        rescue(ledger, transaction, ledger->pending_asides, &uri);
}

/* ---- told once, asked again ---- */

static gboolean is_still_valid(const SfAnswer *answer, gint64 time)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfHeader *expires = sf_message_header(answer->message, SF_HEADER_EXPIRES, 0);
    guint32 seconds = 0;
    gboolean expiring = best && best->has_expires;
    if (expiring)
        seconds = best->expires;
    else if (expires)
        expiring = sf_delta_seconds_parse(sf_text_trim(expires->value), &seconds);
    return !expiring || time - answer->message->time < (gint64)seconds * SF_SECOND;
}

/* Of a chain of redirects, and of the targets of each: more are not looked at. */
typedef struct {
    guint left;
} Looks;

/* Every target that was tried failed, by itself or at the end of the redirects that it gave, or has
 * given no sign of life yet: then there is a reason to try the old address again. */
static gboolean came_to_nothing(const SfAnswer *answer, Looks *looks)
{
    gboolean tried = FALSE;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET)
            continue;
        tried = TRUE;
        if (looks->left == 0 || followup->cancelled || followup->status == 487 ||
            followup->status / 100 == 2 || (followup->status == 0 && followup->provisional_frame))
            return FALSE;
        looks->left--;
        if (followup->redirected && !came_to_nothing(followup->redirected, looks))
            return FALSE;
    }
    return tried;
}

/* What is sent at its interval, or by hand, with a Call-ID of its own each time: RFC 3261 §10.2.4
 * wants one Call-ID for the registrations of one client, and not all heed that. */
static gboolean comes_at_intervals(SfText method)
{
    return sf_text_equal(method, sf_text("REGISTER")) ||
           sf_text_equal(method, sf_text("SUBSCRIBE")) || sf_text_equal(method, sf_text("OPTIONS"));
}

static gboolean is_same_call(const SfAnswer *answer, const SfMessage *request)
{
    return sf_text_equal(answer->message->call_id, request->call_id);
}

static gboolean takes_no_notice(const SfAnswer *answer, const SfMessage *request)
{
    Looks looks = {SF_MAX_COMPARED};
    if (!sf_text_equal(answer->message->cseq_method, request->method))
        return FALSE;
    if (!sf_answer_redirects(answer))
        return answer->offer_known && answer->missing->len > 0 &&
               !sf_brings_what_was_asked(answer, request) &&
               (is_same_call(answer, request) || comes_at_intervals(request->method));
    return !is_same_call(answer, request) && is_still_valid(answer, request->time) &&
           !came_to_nothing(answer, &looks);
}

static void note_no_notice(SfLedger *ledger, const SfTransaction *transaction,
                           const SfMessage *request, const SfUri *uri)
{
    SfAnswer *answer = sf_told_clients_find(ledger->warned, request, uri);
    if (!answer || !takes_no_notice(answer, request) ||
        (sf_answer_redirects(answer) && transaction->followups))
        return; /* it went where it was sent to, whatever its Request-URI says */
    if (answer->repeated++ == 0) {
        answer->repeated_frame = request->frame;
        answer->repeated_part = request->part;
    }
    sf_ledger_touch(ledger, answer);
}

void sf_after_request(SfLedger *ledger, SfTransaction *transaction, const SfMessage *request)
{
    SfUri uri;
    if (!sf_uri_parse(request->request_uri, &uri, NULL))
        return;
    const SfCall *call = transaction->call;
    const gboolean joined = join_in_call(ledger, transaction, call->answers, request, &uri);
    const gboolean aside = join_in_call(ledger, transaction, call->asides, request, &uri);
    if (sf_text_is_present(request->to_tag))
        return;
    if (call->story)
        join_followup(ledger, transaction, request);
    else if (!joined && !call->answers)
        join_new_call(ledger, transaction, ledger->pending, request, &uri);
    if (!aside && !call->asides)
        join_new_call(ledger, transaction, ledger->pending_asides, request, &uri);
    note_no_notice(ledger, transaction, request, &uri);
}

/* ---- what concerns all follow-ups that a request is ---- */

typedef void (*FollowupFunction)(SfLedger *ledger, SfFollowup *followup, const SfMessage *message);

static void each_of(SfLedger *ledger, const GPtrArray *followups, FollowupFunction each,
                    const SfMessage *message)
{
    for (guint i = 0; followups && i < followups->len; i++)
        each(ledger, followups->pdata[i], message);
}

static void each_followup(SfLedger *ledger, const SfTransaction *transaction, FollowupFunction each,
                          const SfMessage *message)
{
    each_of(ledger, transaction->followups, each, message);
    each_of(ledger, transaction->aside_followups, each, message);
}

static void note_copy(SfLedger *ledger, SfFollowup *followup, const SfMessage *copy)
{
    followup->activity = ledger->view.clock;
    sf_ledger_mark_followup(ledger, sf_spot_of(copy), followup);
    sf_ledger_stir(ledger, followup->answer, copy->time);
}

void sf_after_request_copy(SfLedger *ledger, SfTransaction *transaction, const SfMessage *copy)
{
    each_followup(ledger, transaction, note_copy, copy);
}

/* ---- ACK, CANCEL, PRACK, refresh ---- */

/* Two that are no URIs are compared as they stand. */
static gboolean names_another(SfText one, SfText other)
{
    SfUri a;
    SfUri b;
    if (sf_uri_parse(one, &a, NULL) && sf_uri_parse(other, &b, NULL))
        return !sf_uri_equal(&a, &b);
    return !sf_text_equal(one, other);
}

static void set_acked(SfLedger *ledger, SfAnswer *answer, const SfMessage *ack,
                      gboolean other_branch)
{
    if (answer->ack_frame)
        return;
    answer->ack_frame = ack->frame;
    answer->ack_part = ack->part;
    answer->ack_other_branch = other_branch;
    if (answer->request && names_another(answer->request->request_uri, ack->request_uri))
        answer->ack_uri = sf_text_dup(ack->request_uri);
    sf_ledger_touch(ledger, answer);
}

static gboolean acknowledges(const SfAnswer *answer, const SfMessage *ack)
{
    return answer->message->cseq == ack->cseq && sf_is_client_of(answer, ack) &&
           sf_text_equal(answer->message->cseq_method, sf_text("INVITE")) &&
           sf_text_equal(answer->message->from_tag, ack->from_tag) &&
           (!sf_text_is_present(ack->to_tag) ||
            sf_text_equal(answer->message->to_tag, ack->to_tag));
}

void sf_after_ack(SfLedger *ledger, SfCall *call, const SfMessage *ack)
{
    const SfTransaction *transaction = sf_transactions_find(ledger->open, ack, sf_text("INVITE"));
    const GPtrArray *answers = transaction ? transaction->answers : NULL;
    for (guint i = answers ? first_compared(answers->len) : 0; answers && i < answers->len; i++)
        set_acked(ledger, answers->pdata[i], ack, FALSE);
    if (answers || !call->answers)
        return;
    for (guint i = first_compared(call->answers->len); i < call->answers->len; i++)
        if (acknowledges(call->answers->pdata[i], ack))
            set_acked(ledger, call->answers->pdata[i], ack, TRUE);
}

static void note_cancelled(SfLedger *ledger, SfFollowup *followup, const SfMessage *cancel)
{
    followup->cancelled = TRUE;
    sf_ledger_stir(ledger, followup->answer, cancel->time);
}

void sf_after_cancel(SfLedger *ledger, const SfMessage *cancel)
{
    SfTransaction *transaction = sf_transactions_find(ledger->open, cancel, sf_text("INVITE"));
    if (!transaction || transaction->cancel_frame)
        return;
    transaction->cancel_frame = cancel->frame;
    transaction->cancel_part = cancel->part;
    for (guint i = 0; transaction->answers && i < transaction->answers->len; i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        answer->cancel_frame = cancel->frame;
        answer->cancel_part = cancel->part;
        sf_ledger_stir(ledger, answer, cancel->time);
    }
    each_followup(ledger, transaction, note_cancelled, cancel);
}

void sf_after_prack(SfLedger *ledger, SfCall *call, const SfMessage *prack)
{
    guint compared = 0;
    for (GList *link = call->transactions.tail; link && compared < SF_MAX_COMPARED;
         link = link->prev, compared++) {
        const SfTransaction *transaction = link->data;
        for (guint i = 0; transaction->followups && i < transaction->followups->len; i++) {
            SfFollowup *followup = transaction->followups->pdata[i];
            if (followup->prack_frame)
                continue;
            followup->prack_frame = prack->frame;
            sf_ledger_stir(ledger, followup->answer, prack->time);
        }
    }
}

void sf_after_in_dialog(SfLedger *ledger, SfStory *story, const SfMessage *request)
{
    const gboolean refreshes = sf_text_equal(request->method, sf_text("INVITE")) ||
                               sf_text_equal(request->method, sf_text("UPDATE"));
    if (!refreshes && !sf_text_equal(request->method, sf_text("BYE")))
        return;
    for (guint i = first_compared(story->answers->len); i < story->answers->len; i++) {
        SfAnswer *answer = story->answers->pdata[i];
        for (guint j = 0; j < answer->followups->len; j++) {
            SfFollowup *followup = answer->followups->pdata[j];
            if (!followup->refresh_due || followup->refreshed ||
                !sf_text_equal(followup->request->call_id, request->call_id))
                continue;
            /* With BYE there is nothing left to refresh. */
            followup->refreshed = ledger->view.clock <= followup->refresh_due;
            sf_ledger_touch(ledger, answer);
        }
    }
}

static void note_end(SfLedger *ledger, const GPtrArray *answers, const SfMessage *bye)
{
    for (guint i = answers ? first_compared(answers->len) : 0; answers && i < answers->len; i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->ended_frame || (!sf_answer_in_dialog(answer) && !sf_is_client_of(answer, bye)))
            continue;
        answer->ended_frame = bye->frame;
        answer->ended_time = bye->time;
        sf_ledger_touch(ledger, answer);
    }
}

/* A session that ends right after a request in it was refused ends because of that. */
void sf_after_bye(SfLedger *ledger, const SfCall *call, const SfMessage *bye)
{
    note_end(ledger, call->answers, bye);
    note_end(ledger, call->asides, bye);
}

/* ---- how follow-ups ended ---- */

/* RFC 4028 §10: who has to refresh, and until when. */
static void note_session_timer(SfFollowup *followup, const SfMessage *success, gint64 clock)
{
    const SfHeader *timer = sf_message_header(success, SF_HEADER_SESSION_EXPIRES, 0);
    if (!timer)
        return;
    const gssize semicolon = sf_text_find(timer->value, ';');
    if (semicolon < 0)
        return;
    guint32 seconds;
    SfParam refresher;
    const SfText interval = sf_text_trim(sf_text_slice(timer->value, 0, (gsize)semicolon));
    const SfText params = sf_text_slice(timer->value, (gsize)semicolon, timer->value.length);
    if (!sf_delta_seconds_parse(interval, &seconds) ||
        !sf_param_find(params, "refresher", &refresher) ||
        !sf_text_equal_nocase(refresher.value, sf_text("uac")))
        return;
    followup->refresh_due = clock + (gint64)seconds * SF_SECOND;
    followup->refresh_frame = success->frame;
    followup->refresh_part = success->part;
}

static void note_provisional(SfFollowup *followup, const SfMessage *message)
{
    if (message->status > 100)
        followup->provisional_frame = message->frame;
    if (!sf_message_header(message, SF_HEADER_RSEQ, 0) ||
        !sf_message_lists(message, SF_HEADER_REQUIRE, sf_text("100rel")))
        return;
    if (!followup->reliable_frame) {
        followup->reliable_frame = message->frame;
        followup->reliable_part = message->part;
    } else if (message->time - followup->reliable_time < SF_SAME_PACKET) {
        return;
    }
    followup->reliable_time = message->time;
    followup->reliable_copies++;
}

/* Headers in which a refusal says why, and how many bytes of them are kept. */
static const SfHeaderName telling[] = {SF_HEADER_WARNING, SF_HEADER_REASON, SF_HEADER_PRIVATE};
#define MAX_TOLD 300

/* The reasons that a refusal gives, as it wrote them; NULL: none. */
static char *reasons_of(const SfMessage *message)
{
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < message->n_headers && told->len < MAX_TOLD; i++) {
        const SfHeader *header = &message->headers[i];
        for (guint k = 0; k < G_N_ELEMENTS(telling); k++) {
            if (header->name != telling[k])
                continue;
            g_string_append(told, told->len ? "; " : "");
            if (header->name != SF_HEADER_PRIVATE)
                g_string_append_printf(told, "%s: ", sf_header_name(header->name));
            g_string_append_len(told, header->value.at,
                                (gssize)MIN(header->value.length, MAX_TOLD));
        }
    }
    if (told->len > 0)
        return g_string_free(told, FALSE);
    g_string_free(told, TRUE);
    return NULL;
}

static guint32 cause_of(const SfMessage *message)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(message, &next, &reason))
        if (reason.cause > 0)
            return reason.cause;
    return 0;
}

static void note_final(SfFollowup *followup, const SfMessage *message, gint64 clock)
{
    followup->status = message->status;
    followup->secured = sf_message_header(message, SF_HEADER_SECURITY_SERVER, 0) != NULL;
    followup->status_frame = message->frame;
    followup->status_part = message->part;
    followup->status_time = message->time;
    g_free(followup->answered_by);
    followup->answered_by = sf_text_dup(message->source_address);
    g_free(followup->phrase);
    followup->phrase = sf_text_dup(message->reason_phrase);
    g_free(followup->told);
    followup->told = message->status >= 300 ? reasons_of(message) : NULL;
    followup->cause = cause_of(message);
    if (message->status == 420) {
        followup->bad_extension_frame = message->frame;
        followup->bad_extension_part = message->part;
    }
    if (message->status / 100 == 2)
        note_session_timer(followup, message, clock);
}

static void note_outcome(SfLedger *ledger, SfFollowup *followup, const SfMessage *message)
{
    followup->activity = ledger->view.clock;
    if (message->status < 200) {
        note_provisional(followup, message);
    } else if (followup->status < 200 || followup->status >= 300) {
        note_final(followup, message, ledger->view.clock);
    }
    sf_ledger_stir(ledger, followup->answer, message->time);
}

/* ---- other branches of the same request ---- */

static void note_fork(SfLedger *ledger, SfAnswer *answer, guint status, guint32 frame)
{
    if (status / 100 != 2 && status / 100 != 6) {
        answer->fork_other = status;
        return;
    }
    answer->fork_status = status;
    answer->fork_frame = frame;
    sf_ledger_touch(ledger, answer);
}

static void note_upstream(SfLedger *ledger, SfAnswer *answer, const SfTransaction *transaction,
                          const SfMessage *message)
{
    /* The hop directly above counts. */
    if (answer->upstream_frame && sf_hop_is_above(&transaction->place, &answer->upstream))
        return;
    answer->upstream = transaction->place;
    answer->upstream_status = message->status == answer->message->status ? 0 : message->status;
    answer->upstream_frame = message->frame;
    answer->upstream_part = message->part;
    sf_ledger_touch(ledger, answer);
}

static gboolean is_own(const SfTransaction *transaction, const SfAnswer *answer)
{
    for (guint i = sf_transaction_first_rival(transaction);
         i < sf_transaction_n_answers(transaction); i++)
        if (transaction->answers->pdata[i] == answer)
            return TRUE;
    return FALSE;
}

/* @answers: of the call; NULL: none. */
static void compare_branches(SfLedger *ledger, const SfTransaction *transaction,
                             const GPtrArray *answers, const SfMessage *message)
{
    for (guint i = answers ? first_compared(answers->len) : 0; answers && i < answers->len; i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->message->cseq != message->cseq ||
            !sf_text_equal(answer->message->cseq_method, message->cseq_method))
            continue;
        if (sf_hop_is_above(&transaction->place, &answer->place))
            note_upstream(ledger, answer, transaction, message);
        else if (sf_hop_is_beside(&transaction->place, &answer->place) &&
                 !follows_up(transaction, answer) && !is_own(transaction, answer))
            note_fork(ledger, answer, message->status, message->frame);
    }
}

/* ---- the other leg of a back-to-back agent ---- */

typedef struct {
    const SfAnswer *answer;
    SfTransaction *found;
    guint n; /* calls that it may be; with more than one nobody can tell */
} LegSearch;

static SfText user_of(const SfMessage *message, SfHeaderName name)
{
    const SfHeader *header = sf_message_header(message, name, 0);
    SfNameAddr address;
    return header && sf_name_addr_parse(header->value, &address, NULL) ? address.uri.user
                                                                       : SF_TEXT_NONE;
}

static gboolean same_user_in(const SfMessage *a, const SfMessage *b, SfHeaderName name)
{
    const SfText one = user_of(a, name);
    const SfText other = user_of(b, name);
    return sf_text_is_present(one) && sf_text_is_present(other) && sf_text_equal_nocase(one, other);
}

/* A call that came in where the answer went to, and for which that one may have asked: from the
 * same caller, or to the same number. */
static gboolean may_be_leg(SfTransaction *transaction, gpointer data)
{
    LegSearch *search = data;
    const SfMessage *in = transaction->request;
    const SfMessage *out = search->answer->request;
    if (!in || transaction->final_status || sf_text_is_present(in->to_tag) ||
        in->time > out->time || sf_text_equal(in->call_id, out->call_id) ||
        !sf_text_equal(in->destination_address, out->source_address) ||
        (!same_user_in(in, out, SF_HEADER_FROM) && !same_user_in(in, out, SF_HEADER_TO)))
        return FALSE;
    search->found = transaction;
    return ++search->n > 1;
}

/* Where a redirect names the one that asked, what that told its own caller is all that can be seen
 * of it. */
static void note_leg(SfLedger *ledger, SfAnswer *answer)
{
    LegSearch search = {.answer = answer};
    if (!answer->explained || !answer->request || !sf_answer_redirects(answer) ||
        !sf_answer_stays_inside(answer) ||
        !sf_text_equal(answer->message->cseq_method, sf_text("INVITE")) ||
        sf_answer_in_dialog(answer))
        return;
    sf_transactions_scan_invites(ledger->open, may_be_leg, &search);
    if (search.n != 1)
        return;
    if (!search.found->legs)
        search.found->legs = g_ptr_array_new();
    g_ptr_array_add(search.found->legs, answer);
}

static void tell_legs(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *message)
{
    for (guint i = 0; transaction->legs && i < transaction->legs->len; i++) {
        SfAnswer *answer = transaction->legs->pdata[i];
        answer->caller_status = message->status;
        answer->caller_status_frame = message->frame;
        sf_ledger_touch(ledger, answer);
    }
}

void sf_after_answer(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    if (message->status / 100 == 2)
        join_rescue(ledger, transaction);
    each_followup(ledger, transaction, note_outcome, message);
    if (message->status < 200)
        return;
    compare_branches(ledger, transaction, transaction->call->answers, message);
    compare_branches(ledger, transaction, transaction->call->asides, message);
    tell_legs(ledger, transaction, message);
}

/* ---- a new answer ---- */

/* Whether the answer may still be passed on is known once the hop above has its own. Where the
 * capture lacks that one's request, a provisional answer shows that it is there. */
static gboolean is_awaited_above(const SfTransaction *transaction)
{
    guint compared = 0;
    for (GList *link = transaction->call->transactions.tail; link && compared < SF_MAX_COMPARED;
         link = link->prev, compared++) {
        const SfTransaction *other = link->data;
        if (sf_hop_is_above(&other->place, &transaction->place) && other->final_status == 0 &&
            sf_transactions_share_cseq(other, transaction))
            return TRUE;
    }
    return FALSE;
}

static gboolean routes_to_same_host(const SfMessage *a, const SfMessage *b)
{
    const SfHeader *one = sf_message_header(a, SF_HEADER_ROUTE, 0);
    const SfHeader *other = sf_message_header(b, SF_HEADER_ROUTE, 0);
    SfNameAddr first;
    SfNameAddr second;
    return one && other && sf_name_addr_parse(one->value, &first, NULL) &&
           sf_name_addr_parse(other->value, &second, NULL) &&
           sf_host_equal(first.uri.host, second.uri.host);
}

/* The way to the one place that it then asked: the Path of a registration (RFC 3327 §5.3), as the
 * request on the hop above has none of it. */
static gboolean adds_route(const SfTransaction *transaction, const SfAnswer *answer)
{
    guint compared = 0;
    if (!answer->request || !sf_message_header(answer->request, SF_HEADER_ROUTE, 0))
        return FALSE;
    for (GList *link = transaction->call->transactions.tail; link && compared < SF_MAX_COMPARED;
         link = link->prev, compared++) {
        const SfTransaction *other = link->data;
        if (other->request && sf_hop_is_above(&other->place, &transaction->place) &&
            other->request->cseq == answer->message->cseq &&
            sf_text_equal(other->request->method, answer->message->cseq_method))
            return !routes_to_same_host(other->request, answer->request);
    }
    return FALSE;
}

static void look_at_forks(SfLedger *ledger, const SfTransaction *transaction, SfAnswer *answer)
{
    guint compared = 0;
    for (GList *link = transaction->call->transactions.tail; link && compared < SF_MAX_COMPARED;
         link = link->prev, compared++) {
        const SfTransaction *other = link->data;
        SfUri uri;
        guint index;
        if (other == transaction || !other->request ||
            !sf_hop_is_beside(&other->place, &transaction->place) ||
            other->request->cseq != answer->message->cseq ||
            !sf_text_equal(other->request->method, answer->message->cseq_method))
            continue;
        if (other->final_status)
            note_fork(ledger, answer, other->final_status, other->final_frame);
        if (sf_uri_parse(other->request->request_uri, &uri, NULL) &&
            sf_target_of_request(answer, &uri, &index))
            g_array_index(answer->targets, SfTarget, index).tried_before = TRUE;
    }
}

static GHashTable *target_users(const SfAnswer *answer)
{
    GHashTable *users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            g_hash_table_add(users, sf_uri_user_at_host(&target->entry.uri));
    }
    return users;
}

static gboolean are_disjoint(const SfAnswer *a, const SfAnswer *b)
{
    g_autoptr(GHashTable) one = target_users(a);
    g_autoptr(GHashTable) other = target_users(b);
    if (g_hash_table_size(one) == 0 || g_hash_table_size(other) == 0)
        return FALSE;
    GHashTableIter iter;
    gpointer user;
    g_hash_table_iter_init(&iter, one);
    while (g_hash_table_iter_next(&iter, &user, NULL))
        if (g_hash_table_contains(other, user))
            return FALSE;
    return TRUE;
}

static void note_conflict(SfLedger *ledger, SfAnswer *answer)
{
    SfUri about;
    if (!sf_request_about(answer->request, &about))
        return;
    g_autofree char *key = sf_uri_key(&about);
    const SfAnswer *earlier = g_hash_table_lookup(ledger->moved, key);
    if (earlier && !sf_text_equal(earlier->message->call_id, answer->message->call_id) &&
        are_disjoint(earlier, answer))
        answer->conflict = earlier;
    g_hash_table_replace(ledger->moved, g_steal_pointer(&key), answer);
}

static void remember_telling(SfLedger *ledger, SfAnswer *answer)
{
    SfUri old;
    if (!answer->explained || !sf_old_uri(answer, &old) || sf_answer_in_dialog(answer))
        return;
    if (answer->message->status == 301)
        note_conflict(ledger, answer);
    sf_told_clients_add(ledger->warned, answer, &old);
}

/* A redirect is the next link of a chain, if what got it went where the one before said. Another
 * refusal that is explained tells by itself what is to be mended. */
static void note_what_it_answers(const SfTransaction *transaction, SfAnswer *answer)
{
    SfFollowup *followup = transaction->followups
                               ? transaction->followups->pdata[transaction->followups->len - 1]
                               : NULL;
    if (!followup || answer->is_aside)
        return;
    if (!sf_answer_redirects(answer)) {
        followup->refused_by = answer->explained ? answer : NULL;
    } else if (followup->kind != SF_FOLLOWUP_AGAIN) {
        sf_answer_set_came_by(answer, followup);
    }
}

void sf_after_new_answer(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    answer->cancel_frame = transaction->cancel_frame;
    answer->cancel_part = transaction->cancel_part;
    answer->is_awaited = is_awaited_above(transaction);
    answer->adds_route = adds_route(transaction, answer);
    look_at_forks(ledger, transaction, answer);
    note_what_it_answers(transaction, answer);
    note_leg(ledger, answer);
    sf_after_late_request(ledger, answer);
    if (!sf_answer_redirects(answer) && sf_tags_have(answer->required, sf_text("sec-agree")))
        sf_ipsec_pairs_await(ledger->ipsec, answer);
}

void sf_after_late_request(SfLedger *ledger, SfAnswer *answer)
{
    SfUri about;
    const gboolean known = answer->request && sf_request_about(answer->request, &about);
    sf_followup_index_add(answer->is_aside ? ledger->pending_asides : ledger->pending, answer,
                          known ? &about : NULL);
    remember_telling(ledger, answer);
}

static void note_unreachable(SfLedger *ledger, SfFollowup *followup, const SfMessage *quoted)
{
    if (!followup->unreachable_frame)
        followup->unreachable_frame = quoted->frame;
    sf_ledger_stir(ledger, followup->answer, quoted->time);
}

void sf_after_unreachable(SfLedger *ledger, const SfMessage *quoted)
{
    const SfTransaction *transaction =
        quoted->is_request ? sf_transactions_find(ledger->open, quoted, quoted->method) : NULL;
    if (transaction)
        each_followup(ledger, transaction, note_unreachable, quoted);
}
