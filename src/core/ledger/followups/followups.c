/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followups_private.h"

#include "core/ledger/followups/relation.h"
#include "core/message/diversion.h"

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
        if (!followup->latest) {
            followup->first.status = followup->status;
            followup->first.frame = followup->status_frame;
        }
        sf_message_free(followup->latest);
        followup->latest = sf_message_copy(request);
        if (followup->status == 401 || followup->status == 407)
            followup->asked_in = followup->status_frame;
        followup->status = 0;
        followup->status_frame = 0;
        followup->provisional_frame = 0;
        followup->rang = FALSE;
        return followup;
    }
    if (answer->followups->len >= SF_MAX_FOLLOWUPS) {
        answer->followups_left_out++;
        return NULL;
    }
    SfFollowup *followup = sf_followup_new(answer, relation->kind, request);
    followup->target = relation->target;
    followup->likely = relation->likely;
    followup->other_number = relation->other_number;
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
    sf_ledger_unite_followup(ledger, transaction->call, followup, request);
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
    for (guint i = answers->len; i > sf_first_compared(answers->len); i--) {
        SfAnswer *answer = answers->pdata[i - 1];
        SfRelation relation = {0};
        if (sf_relate_in_call(answer, request, uri, ledger->view.window, &relation)) {
            attach(ledger, transaction, answer, &relation, request);
            return TRUE;
        }
    }
    return FALSE;
}

/* No client follows up what it has not got: the two were captured the other way round, or the
 * answer's first copy was not captured. What is no call may be asked for again before it is
 * answered (RFC 3261 §17 knows no order), so there the two must lie together. */
static gboolean overtook(const SfTransaction *transaction, const SfAnswer *answer, gint64 window)
{
    const gint64 apart = answer->message->time - transaction->request_time;
    const gboolean invite = sf_text_equal(transaction->name.method, sf_text("INVITE"));
    return transaction->name.cseq > answer->message->cseq && transaction->n_requests > 0 &&
           apart < (invite ? window : SF_SAME_PACKET) &&
           sf_text_equal(transaction->name.method, answer->message->cseq_method);
}

/* Its answer overtook this one, too, and what it asked for is not known any more; or it was taken
 * for what follows another. The client went on, and more is not known. */
static void note_gone_on(SfLedger *ledger, SfAnswer *answer, const SfTransaction *before)
{
    answer->went_on.frame = before->request_spot.frame;
    sf_ledger_touch(ledger, answer);
}

void sf_join_those_before(SfLedger *ledger, const SfCall *call, SfAnswer *answer)
{
    SfRecent recent = sf_recent_of(call);
    SfTransaction *transaction;
    SfUri uri;
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        SfRelation relation = {0};
        if (!overtook(transaction, answer, ledger->view.window))
            continue;
        if (transaction->final_status || transaction->followups || transaction->aside_followups)
            note_gone_on(ledger, answer, transaction);
        else if (sf_uri_parse(transaction->request->request_uri, &uri, NULL) &&
                 sf_relate_in_call(answer, transaction->request, &uri, ledger->view.window,
                                   &relation))
            attach(ledger, transaction, answer, &relation, transaction->request);
    }
}

static gboolean waits_for_callee(const SfTransaction *transaction)
{
    return transaction->request && transaction->state < SF_TRANSACTION_COMPLETED &&
           !transaction->followups && sf_text_equal(transaction->name.method, sf_text("INVITE")) &&
           !sf_text_is_present(transaction->request->to_tag);
}

void sf_join_twin(SfLedger *ledger, const SfCall *call, SfAnswer *answer)
{
    if (answer->is_aside || !answer->request || sf_answer_in_dialog(answer) ||
        !sf_text_equal(answer->message->cseq_method, sf_text("INVITE")))
        return;
    const SfCall *twin = sf_ledger_twin(ledger, call, answer->request);
    if (!twin || twin->story || twin->answers)
        return;
    const SfRelation relation = {.kind = SF_FOLLOWUP_OTHER_WAY, .likely = TRUE};
    SfRecent recent = sf_recent_of(twin);
    SfTransaction *transaction;
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        if (!waits_for_callee(transaction))
            continue;
        attach(ledger, transaction, answer, &relation, transaction->request);
        return;
    }
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

typedef gboolean (*IsBefore)(const SfFollowup *followup, const SfMessage *request);

/* The last follow-up of another transaction of the call for which @is_before says yes; NULL: none,
 * of those that are looked at. */
static SfFollowup *followup_before(const SfTransaction *transaction, const SfMessage *request,
                                   IsBefore is_before)
{
    const SfTransaction *before;
    SfRecent recent = sf_recent_of(transaction->call);
    while ((before = sf_recent_next(&recent)) != NULL) {
        SfFollowup *followup = before != transaction && before->followups
                                   ? before->followups->pdata[before->followups->len - 1]
                                   : NULL;
        if (followup && is_before(followup, request))
            return followup;
    }
    return NULL;
}

static void join_followup(SfLedger *ledger, SfTransaction *transaction, const SfMessage *request)
{
    const SfFollowup *before = followup_before(transaction, request, goes_on_with);
    if (!before || sf_transaction_follows_up(transaction, before->answer))
        return;
    const SfRelation relation = {.kind = before->kind,
                                 .target = before->target,
                                 .likely = before->likely,
                                 .other_number = before->other_number};
    attach(ledger, transaction, before->answer, &relation, request);
}

/* The same request, sent on by the proxy that the first one went to. */
static gboolean is_passed_on(const SfFollowup *followup, const SfMessage *request)
{
    const SfMessage *first = followup->request;
    return !followup->passed_on.frame && first->cseq == request->cseq &&
           first->vias < request->vias && sf_text_equal(first->method, request->method) &&
           sf_text_equal(first->call_id, request->call_id) &&
           sf_text_equal(first->destination_address, request->source_address);
}

static void note_passed_on(SfLedger *ledger, const SfTransaction *transaction,
                           const SfMessage *request)
{
    const SfCall *call = transaction->call;
    if (!call->story && !call->answers)
        return;
    SfFollowup *followup = followup_before(transaction, request, is_passed_on);
    if (!followup)
        return;
    followup->passed_on.frame = request->frame;
    followup->passed_on.part = request->part;
    followup->passed_on.by = sf_text_dup(request->source_address);
    followup->passed_on.to = sf_message_header(request, SF_HEADER_ROUTE, 0)
                                 ? NULL
                                 : sf_text_dup(request->destination_address);
    sf_ledger_touch(ledger, followup->answer);
}

static gboolean is_register(const SfMessage *request)
{
    return sf_text_equal(request->method, sf_text("REGISTER"));
}

/* @pending: the ledger's, of answers or of asides. @parties: of the request and its Request-URI;
 * a REGISTER is about another. */
static GQueue *candidates_for(const SfFollowupIndex *pending, const SfMessage *request,
                              const SfKey *parties)
{
    SfUri about;
    if (!sf_followup_index_awaits(pending, request->source_address))
        return NULL;
    if (!is_register(request))
        return sf_followup_index_find(pending, parties);
    if (!sf_request_about(request, &about))
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    const SfKey whose = sf_parties(text, request->source_address, &about);
    return sf_followup_index_find(pending, &whose);
}

static gboolean join_one_of(SfLedger *ledger, SfTransaction *transaction, GQueue *candidates,
                            const SfMessage *request, const SfUri *uri)
{
    SfAnswer *likely = NULL;
    SfRelation how = {0};
    for (GList *link = candidates ? candidates->tail : NULL; link; link = link->prev) {
        SfAnswer *answer = link->data;
        SfRelation relation = {0};
        if (!sf_relate_new_call(answer, request, uri, ledger->view.window, &relation))
            continue;
        if (!relation.likely) {
            attach(ledger, transaction, answer, &relation, request);
            return TRUE;
        }
        how = likely ? how : relation;
        likely = likely ? likely : answer;
    }
    if (likely) /* of several the newest */
        attach(ledger, transaction, likely, &how, request);
    return likely != NULL;
}

static gboolean join_new_call(SfLedger *ledger, SfTransaction *transaction,
                              const SfFollowupIndex *pending, const SfMessage *request,
                              const SfUri *uri, const SfKey *parties)
{
    return join_one_of(ledger, transaction, candidates_for(pending, request, parties), request,
                       uri) ||
           join_one_of(ledger, transaction,
                       sf_followup_index_find_number(pending, request->source_address, uri),
                       request, uri);
}

/* ---- another number in the place of the one that was refused ---- */

static SfAnswer *forwards(GQueue *candidates, const SfMessage *request, const SfUri *uri,
                          const SfUri *forwarded, SfRelation *relation)
{
    for (GList *link = candidates ? candidates->tail : NULL; link; link = link->prev)
        if (sf_relate_forwarded(link->data, request, uri, forwarded, relation))
            return link->data;
    return NULL;
}

/* The first entry of Diversion is the latest (RFC 5806 §4.2). */
static gboolean join_forwarded(SfLedger *ledger, SfTransaction *transaction,
                               const SfMessage *request, const SfUri *uri)
{
    guint next = 0;
    SfForwarder forwarder;
    SfUri old;
    SfRelation relation = {0};
    if (!sf_followup_index_awaits(ledger->pending, request->source_address) ||
        !sf_forwarder_next(request, SF_HEADER_DIVERSION, &next, &forwarder) ||
        !sf_uri_parse(forwarder.uri, &old, NULL))
        return FALSE;
    g_autoptr(GString) text = g_string_new(NULL);
    const SfKey whose = sf_parties(text, request->source_address, &old);
    SfAnswer *answer =
        forwards(sf_followup_index_find(ledger->pending, &whose), request, uri, &old, &relation);
    if (!answer)
        answer =
            forwards(sf_followup_index_find_number(ledger->pending, request->source_address, &old),
                     request, uri, &old, &relation);
    if (answer)
        attach(ledger, transaction, answer, &relation, request);
    return answer != NULL;
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

static gboolean is_same_call(const SfAnswer *answer, const SfMessage *request)
{
    return sf_text_equal(answer->message->call_id, request->call_id);
}

/* Who brings a part of what was asked for has heard it. */
static gboolean brings_any(const SfAnswer *answer, const SfMessage *request)
{
    for (guint i = 0; i < MIN(answer->missing->len, SF_MAX_COMPARED); i++)
        if (sf_message_offers(request, g_array_index(answer->missing, SfTag, i).tag))
            return TRUE;
    return sf_brings_what_was_asked(answer, request);
}

static gboolean takes_no_notice(const SfAnswer *answer, const SfMessage *request)
{
    Looks looks = {SF_MAX_COMPARED};
    if (!sf_text_equal(answer->message->cseq_method, request->method) ||
        sf_is_news_each_time(request))
        return FALSE;
    if (!sf_answer_redirects(answer))
        return answer->offer_known && answer->missing->len > 0 &&
               (is_same_call(answer, request) || sf_comes_at_intervals(request->method)) &&
               !brings_any(answer, request);
    return !is_same_call(answer, request) && is_still_valid(answer, request->time) &&
           !came_to_nothing(answer, &looks);
}

/* Where stories are let go when they were told of, one that goes on for ever would stay. */
#define MAX_TURNS 16

/* Who is silent for so long does not come back at an interval: registrations mostly last an hour.
 */
#define LONGEST_TURN (SF_SECOND * 3600 * 2)

static gboolean was_served(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++)
        if (((const SfFollowup *)answer->followups->pdata[i])->status / 100 == 2)
            return TRUE;
    return FALSE;
}

/* A registration that is refused is one, however often its client comes back for it, and with
 * whatever Call-ID (RFC 3261 §10.2.4 wants one). A subscription is one with its Call-ID: another
 * may be for somebody else (RFC 6665 §4.1.2.1). One that was served in between has begun anew. */
static gboolean is_next_turn(const SfLedger *ledger, const SfAnswer *answer,
                             const SfMessage *request)
{
    const gboolean registers = is_register(request);
    if (!registers && !sf_text_equal(request->method, sf_text("SUBSCRIBE")))
        return FALSE;
    return !sf_text_is_present(request->to_tag) &&
           sf_text_equal(answer->message->cseq_method, request->method) &&
           sf_has_same_callee(answer, request) && !was_served(answer) &&
           !was_served(answer->story->latest) &&
           request->time - answer->story->latest->message->time <= LONGEST_TURN &&
           (is_same_call(answer, request) || (registers && takes_no_notice(answer, request))) &&
           (ledger->next_forgetting == 0 || answer->story->answers->len < MAX_TURNS);
}

static void note_again(SfLedger *ledger, const SfTransaction *transaction, SfAnswer *answer,
                       const SfMessage *request)
{
    if (answer->again || request->time < answer->message->time ||
        !sf_text_equal(answer->message->cseq_method, request->method) ||
        !sf_text_equal(sf_answer_client(answer), request->source_address) ||
        sf_transaction_follows_up(transaction, answer))
        return;
    answer->again = request->frame;
    sf_ledger_touch(ledger, answer);
}

/* Of whichever answer it is that was asked for the same before: in its call, or in one of the same
 * caller. What is no follow-up is still something that came. */
static void note_asked_again(SfLedger *ledger, const SfTransaction *transaction,
                             const SfMessage *request, const SfUri *uri, const SfKey *parties)
{
    const GPtrArray *answers = transaction->call->answers;
    const guint n = answers ? answers->len : 0;
    for (guint i = n; i > sf_first_compared(n); i--) {
        SfAnswer *answer = answers->pdata[i - 1];
        if (answer->message->cseq <= request->cseq)
            note_again(ledger, transaction, answer, request);
    }
    SfAnswer *told = sf_told_clients_find_any(ledger->warned, request, uri, parties);
    if (told && !is_same_call(told, request) &&
        sf_text_equal(told->message->source_address, request->destination_address))
        note_again(ledger, transaction, told, request);
}

static void note_no_notice(SfLedger *ledger, SfTransaction *transaction, const SfMessage *request,
                           const SfUri *uri, const SfKey *parties)
{
    SfAnswer *answer = sf_told_clients_find(ledger->warned, request, uri, parties);
    if (answer && is_next_turn(ledger, answer, request))
        sf_ledger_go_on_with(ledger, transaction->call, answer, request);
    if (!answer || !takes_no_notice(answer, request) ||
        (sf_answer_redirects(answer) && transaction->followups))
        return; /* it went where it was sent to, whatever its Request-URI says */
    if (answer->repeated.n++ == 0) {
        transaction->is_repeat = TRUE;
        answer->repeated.frame = request->frame;
        answer->repeated.part = request->part;
        answer->repeated.at = ledger->view.clock;
    }
    sf_ledger_touch(ledger, answer);
}

/* FALSE: nobody waits for this request, nor was its sender told anything: most often so. */
static gboolean may_concern(const SfLedger *ledger, const SfCall *call, const SfMessage *request)
{
    if (call->answers || call->asides)
        return TRUE;
    const SfText client = request->source_address;
    return !sf_text_is_present(request->to_tag) &&
           (call->story || sf_told_clients_know(ledger->warned, client) ||
            sf_followup_index_awaits(ledger->pending, client) ||
            sf_followup_index_awaits(ledger->pending_asides, client));
}

void sf_after_request(SfLedger *ledger, SfTransaction *transaction, const SfMessage *request)
{
    const SfCall *call = transaction->call;
    SfUri uri;
    if (!may_concern(ledger, call, request) || !sf_uri_parse(request->request_uri, &uri, NULL))
        return;
    const gboolean joined = join_in_call(ledger, transaction, call->answers, request, &uri);
    const gboolean aside = join_in_call(ledger, transaction, call->asides, request, &uri);
    if (sf_text_is_present(request->to_tag))
        return;
    const SfKey parties = sf_parties(ledger->text, request->source_address, &uri);
    if (call->story)
        join_followup(ledger, transaction, request);
    else if (!joined && !call->answers &&
             !join_new_call(ledger, transaction, ledger->pending, request, &uri, &parties))
        join_forwarded(ledger, transaction, request, &uri);
    if (!aside && !call->asides)
        join_new_call(ledger, transaction, ledger->pending_asides, request, &uri, &parties);
    transaction->later =
        sf_later_calls_note(ledger->later_calls, request, &uri, transaction->followups != NULL);
    note_passed_on(ledger, transaction, request);
    note_asked_again(ledger, transaction, request, &uri, &parties);
    note_no_notice(ledger, transaction, request, &uri, &parties);
}

/* ---- served at the old place, or another way: rule 7 of the checks ---- */

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
        rescued = answer->ended.frame || was_served(answer) ? NULL : answer;
        *relation = found;
    }
    return rescued;
}

/* FALSE as well where nobody waits for a call of that client. */
static gboolean begins_call(const SfLedger *ledger, const SfTransaction *transaction, SfUri *uri)
{
    const SfMessage *request = transaction->request;
    return request && !sf_text_is_present(request->to_tag) &&
           (sf_followup_index_awaits(ledger->pending, request->source_address) ||
            sf_followup_index_awaits(ledger->pending_asides, request->source_address)) &&
           sf_uri_parse(request->request_uri, uri, NULL);
}

static void rescue(SfLedger *ledger, SfTransaction *transaction, const SfFollowupIndex *pending,
                   const SfUri *uri, const SfKey *parties)
{
    SfRelation relation = {0};
    GQueue *candidates = candidates_for(pending, transaction->request, parties);
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
    if (!begins_call(ledger, transaction, &uri))
        return;
    const SfKey parties = sf_parties(ledger->text, transaction->request->source_address, &uri);
    if (!transaction->followups && !call->answers && !call->story)
        rescue(ledger, transaction, ledger->pending, &uri, &parties);
    if (!transaction->aside_followups && !call->asides)
        rescue(ledger, transaction, ledger->pending_asides, &uri, &parties);
}

/* ---- what concerns all follow-ups that a request is ---- */

/* What is sent again still waits for the same answer: the time it waits goes on from the first copy
 * (RFC 3261 §17.1.1.2, timer B). */
static void note_copy(SfLedger *ledger, SfFollowup *followup, const SfMessage *copy)
{
    followup->sent_again |= copy->time - followup->request->time >= SF_SAME_PACKET;
    sf_ledger_mark_followup(ledger, sf_spot_of(copy), followup);
    sf_ledger_touch(ledger, followup->answer);
}

void sf_after_request_copy(SfLedger *ledger, SfTransaction *transaction, const SfMessage *copy)
{
    sf_followups_each(ledger, transaction, note_copy, copy);
}

static void note_unreachable(SfLedger *ledger, SfFollowup *followup, const SfMessage *quoted)
{
    if (!followup->unreachable_frame) {
        followup->unreachable_frame = quoted->frame;
        followup->closed = quoted->closed;
        followup->barrier =
            sf_text_is_present(quoted->barrier) ? sf_text_dup(quoted->barrier) : NULL;
    }
    sf_ledger_stir(ledger, followup->answer, quoted->time);
}

static void note_bounced(SfLedger *ledger, const SfTransaction *transaction,
                         const SfMessage *quoted)
{
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (answer->message->status != quoted->status || answer->bounced_frame)
            continue;
        answer->bounced_frame = quoted->frame;
        answer->closed = quoted->closed;
        sf_ledger_stir(ledger, answer, quoted->time);
    }
}

void sf_after_unreachable(SfLedger *ledger, const SfMessage *quoted)
{
    const SfTransaction *transaction =
        sf_transactions_find(ledger->open, quoted, sf_message_method(quoted));
    if (transaction && quoted->is_request)
        sf_followups_each(ledger, transaction, note_unreachable, quoted);
    else if (transaction)
        note_bounced(ledger, transaction, quoted);
}

/* How the first request that took no notice of an answer ended: an old place that serves it has not
 * moved for good. What comes later is a change. */
static void note_end_of_repeat(SfLedger *ledger, const SfTransaction *transaction,
                               const SfMessage *message)
{
    const SfMessage *request = transaction->request;
    SfUri uri;
    if (!transaction->is_repeat || !request || !sf_uri_parse(request->request_uri, &uri, NULL))
        return;
    const SfKey parties = sf_parties(ledger->text, request->source_address, &uri);
    SfAnswer *answer = sf_told_clients_find(ledger->warned, request, &uri, &parties);
    if (!answer || answer->repeated.frame != request->frame ||
        answer->repeated.part != request->part || !sf_answer_may_be_contradicted(answer))
        return;
    answer->repeated.status = message->status;
    sf_ledger_touch(ledger, answer);
}

void sf_after_answer(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    if (message->status / 100 == 2) {
        join_rescue(ledger, transaction);
        sf_after_success_below(ledger, transaction, message);
    }
    sf_followups_each(ledger, transaction, sf_followup_note_outcome, message);
    if (transaction->n_requests == 0 && message->status > 100)
        sf_after_orphan(ledger, transaction->call, message);
    if (transaction->later)
        sf_later_call_answered(transaction->later, message, transaction->request_spot.frame,
                               transaction->followups != NULL);
    if (message->status < 200)
        return;
    note_end_of_repeat(ledger, transaction, message);
    sf_compare_branches(ledger, transaction, transaction->call->answers, message);
    sf_compare_branches(ledger, transaction, transaction->call->asides, message);
    sf_tell_legs(ledger, transaction, message);
}
