/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other branches of the same request, the hop above, and the other leg of a back-to-back agent. */
#include "core/ledger/followups/followups_private.h"

#include "core/ledger/followups/routing.h"
#include "core/message/hop.h"
#include "core/message/reason.h"

void sf_note_fork(SfLedger *ledger, SfAnswer *answer, guint status, guint32 frame, gint64 asked)
{
    if (status / 100 != 2 && status / 100 != 6) {
        answer->fork.other = status;
        return;
    }
    answer->fork.status = status;
    answer->fork.frame = frame;
    answer->fork.was_asked_before = asked < answer->message->time;
    sf_ledger_touch(ledger, answer);
}

/* Who got this answer alone, and gave another code above under another name, made that one: it is
 * its own name. A code that came by another branch bears that one's. */
static char *own_name_above(const SfAnswer *answer, const SfMessage *message)
{
    const SfHeader *name = sf_message_product(message);
    const SfHeader *below = sf_message_product(answer->message);
    const gboolean is_own =
        message->status / 100 >= 4 && message->status != answer->message->status &&
        answer->followups->len == 0 && answer->fork.status == 0 && answer->fork.other == 0 &&
        answer->fork.frame == 0 &&
        sf_text_equal(message->source_address, answer->message->destination_address);
    return is_own && name && below && !sf_text_equal(name->value, below->value)
               ? sf_text_dup(name->value)
               : NULL;
}

/* Farther up than the element that got the answer, and by an element which that one may never have
 * answered. */
static gboolean is_told_by_other(const SfAnswer *answer, const SfTransaction *transaction,
                                 const SfMessage *message)
{
    return answer->place.origin != 0 && transaction->place.origin == answer->place.origin &&
           transaction->place.vias + 1 < answer->place.vias &&
           !sf_text_equal(message->source_address, answer->message->destination_address);
}

static void note_upstream(SfLedger *ledger, SfAnswer *answer, const SfTransaction *transaction,
                          const SfMessage *message)
{
    /* The hop directly above counts. */
    if (answer->upstream.frame && sf_hop_is_above(&transaction->place, &answer->upstream.hop))
        return;
    answer->upstream.hop = transaction->place;
    answer->upstream.status = message->status == answer->message->status ? 0 : message->status;
    answer->upstream.frame = message->frame;
    answer->upstream.part = message->part;
    answer->upstream.is_unasked = transaction->n_requests == 0;
    answer->upstream.is_elsewhere = is_told_by_other(answer, transaction, message);
    g_free(answer->upstream.product);
    answer->upstream.product = own_name_above(answer, message);
    sf_ledger_touch(ledger, answer);
}

/* The caller itself asks for the address that has moved, and who follows the redirect only passed
 * that on: the old address is written at the caller. */
static void note_asked_above(SfAnswer *answer, const SfMessage *request)
{
    if (request && request->vias <= 1 && !answer->first_asker)
        answer->first_asker = sf_text_dup(request->source_address);
    if (answer->asked_above.frame || !request || request->vias > 1 || !answer->request ||
        !sf_text_equal(request->request_uri, answer->request->request_uri))
        return;
    const SfHeader *product = sf_message_header(request, SF_HEADER_USER_AGENT, 0);
    answer->asked_above.frame = request->frame;
    answer->asked_above.caller = sf_text_dup(request->source_address);
    answer->asked_above.product = product ? sf_text_dup(product->value) : NULL;
}

/* What a proxy passes on has a Via more: then it is the caller who is asked. */
static void note_offer_above(SfAnswer *answer, const SfMessage *request)
{
    guint offered = 0;
    if (answer->offer_above.frame || !request || request->cut || !answer->offer_known ||
        answer->missing->len == 0 || answer->request->vias > request->vias)
        return;
    for (guint i = 0; i < answer->missing->len; i++)
        offered += sf_message_offers(request, g_array_index(answer->missing, SfTag, i).tag) ? 1 : 0;
    if (offered > 0 && offered < answer->missing->len)
        return;
    answer->offer_above.frame = request->frame;
    answer->offer_above.caller = sf_text_dup(request->source_address);
    answer->offer_above.offers = offered > 0;
}

static gboolean is_own(const SfTransaction *transaction, const SfAnswer *answer)
{
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++)
        if (transaction->answers->pdata[i] == answer)
            return TRUE;
    return FALSE;
}

/* What the element that asked told its own caller, whose request is missing: Vias tell nothing of
 * it where that element took them off. */
static gboolean is_told_above(const SfTransaction *transaction, const SfAnswer *answer,
                              const SfMessage *message)
{
    return transaction->place.sender == 0 && transaction->place.vias == answer->place.vias &&
           sf_text_equal(message->source_address, answer->message->destination_address) &&
           !sf_text_equal(message->destination_address, answer->message->source_address) &&
           !sf_text_equal(message->destination_address, message->source_address);
}

/* A server behind the next one may have asked several places, and each 200 is passed on, whatever
 * came before it (RFC 3261 §16.7 step 10, §13.2.2.4). */
static void note_other_place(SfLedger *ledger, SfAnswer *answer, const SfMessage *message)
{
    if (message->status / 100 == 2 && !answer->fork.status &&
        sf_text_equal(message->cseq_method, sf_text("INVITE")) &&
        sf_text_is_present(message->to_tag) &&
        !sf_text_equal(answer->message->to_tag, message->to_tag))
        /* What rang before that refusal is another place than the one that refuses. */
        sf_note_fork(ledger, answer, message->status, message->frame,
                     answer->rang_frame ? answer->message->time - 1 : message->time);
}

/* When the request of a branch set out, as far as can be told. */
static gint64 asked_at(const SfTransaction *transaction)
{
    return transaction->request ? transaction->request->time : G_MAXINT64;
}

/* @answers: of the call; NULL: none. */
void sf_compare_branches(SfLedger *ledger, const SfTransaction *transaction,
                         const GPtrArray *answers, const SfMessage *message)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->message->cseq != message->cseq ||
            !sf_text_equal(answer->message->from_tag, message->from_tag) ||
            !sf_text_equal(answer->message->cseq_method, message->cseq_method))
            continue;
        if (is_own(transaction, answer)) {
            note_other_place(ledger, answer, message);
        } else if (sf_hop_leads_to(&transaction->place, &answer->place)) {
            note_asked_above(answer, transaction->request);
            note_offer_above(answer, transaction->request);
            note_upstream(ledger, answer, transaction, message);
        } else if (is_told_above(transaction, answer, message)) {
            note_upstream(ledger, answer, transaction, message);
        } else if (sf_hop_is_beside(&transaction->place, &answer->place) &&
                   !sf_transaction_follows_up(transaction, answer))
            sf_note_fork(ledger, answer, message->status, message->frame, asked_at(transaction));
    }
}

/* ---- the other leg of a back-to-back agent ---- */

typedef struct {
    gboolean is_known;
    SfText text;
} User;

typedef struct {
    const SfAnswer *answer;
    User caller; /* of its request: in From */
    User callee; /* in To */
    SfTransaction *found;
    const SfCall *above; /* that of the caller of the one found, where it has one; NULL: none */
    guint likeness;      /* of the likest */
    guint n;             /* calls that are as like; with more than one nobody can tell */
} LegSearch;

static SfText user_of(const SfMessage *message, SfHeaderName name)
{
    const SfHeader *header = sf_message_header(message, name, 0);
    SfNameAddr address;
    return header && sf_name_addr_parse(header->value, &address, NULL) ? address.uri.user
                                                                       : SF_TEXT_NONE;
}

/* A number may stand in another form on the other side: with country code, or without. */
static gboolean is_same_user(SfText a, SfText b)
{
    const SfUri one = {.scheme = SF_SCHEME_SIP, .user = a};
    const SfUri other = {.scheme = SF_SCHEME_SIP, .user = b};
    return sf_text_is_present(a) && sf_text_is_present(b) &&
           (sf_text_equal_nocase(a, b) || sf_uri_same_number(&one, &other));
}

static gboolean same_user_in(const SfMessage *a, const SfMessage *b, SfHeaderName name)
{
    return is_same_user(user_of(a, name), user_of(b, name));
}

/* An agent with an address on each side asks at once. */
#define TO_ASK (5 * SF_SECOND)

/* Many calls are compared with that of the answer, whose users are read once. */
static gboolean has_same_user(LegSearch *search, const SfMessage *in, SfHeaderName name)
{
    User *user = name == SF_HEADER_FROM ? &search->caller : &search->callee;
    if (!user->is_known)
        *user = (User){TRUE, user_of(search->answer->request, name)};
    return is_same_user(user_of(in, name), user->text);
}

/* On one machine an address is everybody's, and the port is whose; by UDP only, where it is one. */
static gboolean came_to_asker(const SfMessage *in, const SfMessage *out)
{
    const gboolean is_on_one_machine = sf_text_equal(in->source_address, in->destination_address) &&
                                       in->transport == SF_TRANSPORT_UDP &&
                                       out->transport == SF_TRANSPORT_UDP;
    return sf_text_equal(in->destination_address, out->source_address) &&
           (!is_on_one_machine || in->destination_port == out->source_port);
}

/* How likely it is that the one that asked did so for that call, which came in before: it came to
 * the same address, from the same caller (or to the same number), or both are the same. 0: not. */
static guint likeness_of(LegSearch *search, const SfMessage *in)
{
    const SfMessage *out = search->answer->request;
    const gboolean same_place = came_to_asker(in, out);
    if (!same_place &&
        (out->time - in->time >= TO_ASK || sf_text_equal(in->source_address, out->source_address) ||
         sf_text_equal(in->destination_address, out->destination_address)))
        return 0;
    const gboolean same_caller = has_same_user(search, in, SF_HEADER_FROM);
    if (!same_place && !same_caller)
        return 0;
    const gboolean same_number = has_same_user(search, in, SF_HEADER_TO);
    if (!same_place)
        return same_number ? 1 : 0;
    return same_caller && same_number ? 3 : same_caller || same_number ? 2 : 0;
}

/* Of one call: of two hops the latest is nearest to the agent; of two branches, which both came to
 * it, the one for the same address. */
static gboolean is_better_in_call(const LegSearch *search, const SfMessage *rival)
{
    const SfMessage *one = search->found->request;
    const SfText asked = search->answer->request->request_uri;
    return sf_text_equal(one->destination_address, rival->destination_address) &&
           !sf_text_equal(one->request_uri, asked) && sf_text_equal(rival->request_uri, asked);
}

/* Of a call that goes through several agents, each asks the next: the last of them is the nearest.
 */
static gboolean is_farther_up(LegSearch *search, const SfTransaction *rival)
{
    if (rival->call == search->above)
        return TRUE;
    if (rival->call == search->found->call ||
        !came_to_asker(rival->request, search->found->request))
        return FALSE;
    search->above = rival->call;
    return TRUE;
}

/* Of two that are as like, from two elements: the one that the agent was asked last, as a call may
 * come back to it by the element that it had given it to. From one element: nobody can tell. */
static void note_rival(LegSearch *search, SfTransaction *rival)
{
    const SfMessage *one = search->found->request;
    if (is_farther_up(search, rival))
        return;
    if (rival->call == search->found->call)
        search->found = is_better_in_call(search, rival->request) ? rival : search->found;
    else if (search->likeness < 3 ||
             sf_text_equal(one->source_address, rival->request->source_address))
        search->n++;
    else if (rival->request->time > one->time)
        search->found = rival;
}

static gboolean may_be_leg(SfTransaction *transaction, gpointer data)
{
    LegSearch *search = data;
    const SfMessage *in = transaction->request;
    const SfMessage *out = search->answer->request;
    if (!in || transaction->state == SF_TRANSACTION_COMPLETED ||
        !sf_text_equal(in->method, out->method) ||
        sf_text_is_present(in->to_tag) != sf_text_is_present(out->to_tag) || in->time > out->time ||
        sf_text_equal(in->call_id, out->call_id))
        return FALSE;
    const guint likeness = likeness_of(search, in);
    if (likeness > search->likeness) {
        search->likeness = likeness;
        search->found = transaction;
        search->above = NULL;
        search->n = 1;
    } else if (likeness > 0 && likeness == search->likeness) {
        note_rival(search, transaction);
    }
    return FALSE;
}

static void add_leg(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    const SfMessage *asked = transaction->request;
    sf_ledger_unite(ledger, transaction->call, answer->dialled);
    sf_transaction_add_leg(transaction, answer);
    answer->agent.asks_for_another = TRUE;
    if (!asked || answer->agent.caller)
        return;
    answer->agent.caller = sf_text_dup(asked->source_address);
    answer->agent.asked = sf_text_dup(asked->request_uri);
    answer->agent.asked_frame = asked->frame;
    note_offer_above(answer, asked);
}

/* What it sent on in the same call, with the Vias of those before, it asked for no other. A
 * back-to-back agent, whose Via stands alone, may call the outside by one Call-ID on both sides. */
static gboolean is_sent_on(const SfAnswer *answer)
{
    return answer->is_awaited && answer->request->vias > 1;
}

/* What the one that asked told its own caller: where a redirect names itself, that is all that can
 * be seen of it; else it tells whether it dealt with the redirect, or handed it on. */
void sf_note_leg(SfLedger *ledger, SfAnswer *answer)
{
    LegSearch search = {.answer = answer};
    if ((!answer->explained && !sf_answer_redirects(answer)) || !answer->request ||
        is_sent_on(answer))
        return;
    sf_transactions_scan(ledger->open, sf_wait_for_answer(answer->request->method), may_be_leg,
                         &search);
    if (search.n != 1)
        return;
    add_leg(ledger, search.found, answer);
}

/* The one that asked answers just then for the same caller or the same number, in another call, or
 * in the same one, where it hides who is behind it. */
static gboolean may_be_handed_on(const SfAnswer *answer, const SfTransaction *transaction,
                                 const SfMessage *orphan, gint64 window)
{
    const SfMessage *out = answer->message; /* its request may be missing, too */
    const gint64 delay = orphan->time - out->time;
    return !answer->agent.asks_for_another && delay >= 0 && delay <= window &&
           !sf_answer_in_dialog(answer) && sf_text_equal(out->cseq_method, orphan->cseq_method) &&
           sf_text_equal(out->destination_address, orphan->source_address) &&
           !sf_hop_is_above(&transaction->place, &answer->place) &&
           (same_user_in(orphan, out, SF_HEADER_FROM) || same_user_in(orphan, out, SF_HEADER_TO));
}

void sf_note_leg_of_orphan(SfLedger *ledger, SfTransaction *transaction, const SfMessage *orphan)
{
    SfAnswer *found = NULL;
    for (guint i = sf_first_compared(ledger->answers->len); i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (!may_be_handed_on(answer, transaction, orphan, ledger->view.window))
            continue;
        if (found && !sf_text_equal(found->message->call_id, answer->message->call_id))
            return; /* nobody can tell */
        found = answer;
    }
    if (found)
        add_leg(ledger, transaction, found);
}

SfAnswer *sf_leg_handed_on(const SfTransaction *transaction, const SfMessage *message)
{
    for (guint i = transaction->legs ? transaction->legs->len : 0; i > 0; i--) {
        SfAnswer *answer = transaction->legs->pdata[i - 1];
        if (answer->message->status == message->status && !answer->agent.above)
            return answer;
    }
    return NULL;
}

void sf_join_legs(SfLedger *ledger, SfAnswer *above, SfAnswer *below)
{
    if (above->story != below->story || sf_answer_received(above) == below->nearest)
        return; /* what comes back to where it came from is another call */
    above->agent.below = below;
    below->agent.above = above;
    sf_ledger_touch(ledger, below);
}

void sf_part_legs_in_circle(const SfAnswer *answer)
{
    SfAnswer *above = answer->nearest->agent.above;
    const SfAnswer *at = answer->nearest;
    for (guint legs = 0; at->agent.above && legs < SF_MAX_LINKS; legs++) {
        at = at->agent.above->nearest;
        if (at == answer->nearest) {
            above->agent.below->agent.above = NULL;
            above->agent.below = NULL;
            return;
        }
    }
}

/* ---- a caller that is sent on ---- */

static gboolean names_user(const SfAnswer *answer, SfText user)
{
    for (guint i = 0; i < answer->targets->len && user.length > 0; i++) {
        const SfUri *uri = &g_array_index(answer->targets, SfTarget, i).entry.uri;
        if (sf_text_is_present(uri->user) && sf_text_equal(uri->user, user))
            return TRUE;
    }
    return FALSE;
}

static void note_referred(SfLedger *ledger, SfAnswer *answer, const SfMessage *request,
                          const SfNameAddr *to)
{
    if (answer->agent.refer_frame || !names_user(answer, to->uri.user) ||
        !sf_text_equal(request->source_address, answer->message->destination_address))
        return;
    answer->agent.refer_frame = request->frame;
    answer->agent.refer_to = sf_text_dup(to->uri_text);
    sf_ledger_touch(ledger, answer);
}

void sf_after_refer(SfLedger *ledger, const SfCall *call, const SfMessage *request)
{
    const SfHeader *header = sf_message_header(request, SF_HEADER_REFER_TO, 0);
    SfNameAddr to;
    if (!header || !sf_name_addr_parse(header->value, &to, NULL) ||
        !sf_text_is_present(to.uri.user))
        return;
    SfRecent recent = sf_recent_of(call);
    for (SfTransaction *each; (each = sf_recent_next(&recent)) != NULL;)
        for (guint i = 0; each->legs && i < each->legs->len; i++)
            note_referred(ledger, each->legs->pdata[i], request, &to);
}

static guint32 cause_of(const SfMessage *message)
{
    guint next = 0;
    for (SfReason reason; sf_reason_next(message, &next, &reason);)
        if (reason.cause)
            return reason.cause;
    return 0;
}

/* By which of its calls it has the 2xx that it tells its caller. */
static void note_served_by(SfLedger *ledger, SfAnswer *answer, const SfMessage *told)
{
    const SfServedLeg *leg = sf_served_legs_find(ledger->served_legs, told,
                                                 answer->nearest->message->destination_address);
    if (!leg || answer->agent.served_by.frame || leg->asked_frame < answer->agent.asked_frame)
        return;
    answer->agent.served_by.asked_frame = leg->asked_frame;
    answer->agent.served_by.was_asked_before = leg->asked < answer->message->time;
    answer->agent.served_by.frame = leg->frame;
    answer->agent.served_by.uri = g_strdup(leg->uri);
}

void sf_tell_legs(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *message)
{
    for (guint i = 0; transaction->legs && i < transaction->legs->len; i++) {
        SfAnswer *answer = transaction->legs->pdata[i];
        answer->agent.caller_status = message->status;
        answer->agent.caller_frame = message->frame;
        answer->agent.caller_cause = cause_of(message);
        if (message->status / 100 == 2)
            note_served_by(ledger, answer, message);
        if (!answer->agent.caller)
            answer->agent.caller = sf_text_dup(message->destination_address);
        sf_ledger_touch(ledger, answer);
    }
}
