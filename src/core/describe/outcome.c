/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/outcome.h"

#include "core/describe/absence.h"
#include "core/describe/client.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"
#include "core/ledger/wants.h"

const char *sf_outcome_name(SfOutcomeKind kind)
{
    static const char *const names[] = {[SF_OUTCOME_UNKNOWN] = "unknown",
                                        [SF_OUTCOME_ANSWERED] = "answered",
                                        [SF_OUTCOME_RESCUED] = "rescued",
                                        [SF_OUTCOME_WENT_ON] = "went-on",
                                        [SF_OUTCOME_CANCELLED] = "cancelled",
                                        [SF_OUTCOME_CHALLENGED] = "challenged",
                                        [SF_OUTCOME_DECLINED] = "declined",
                                        [SF_OUTCOME_REFUSED] = "refused",
                                        [SF_OUTCOME_LOST] = "lost"};
    return names[kind];
}

gboolean sf_outcome_is_loss(SfOutcomeKind kind)
{
    return kind == SF_OUTCOME_LOST || kind == SF_OUTCOME_REFUSED;
}

static gboolean is_challenge(guint status)
{
    return status == 401 || status == 407;
}

gint64 sf_answer_detour(const SfAnswer *answer)
{
    if (!answer->request || answer->message->time < answer->request->time)
        return -1;
    /* While it rings, nobody waits in vain. */
    const gint64 begin =
        answer->made_at->rang_frame ? answer->message->time : answer->request->time;
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        /* A password would have been asked for without the detour too. */
        const SfMessage *served = followup->latest && !is_challenge(followup->first.status)
                                      ? followup->latest
                                      : followup->request;
        const gint64 detour = served->time - begin;
        /* A way that was tried at once costs no time. */
        const gboolean is_later = followup->request->time >= answer->message->time;
        if (followup->status / 100 == 2)
            return is_later && detour > 0 ? detour : -1;
    }
    return -1;
}

guint sf_answer_tries(const SfAnswer *answer)
{
    guint tries = 0;
    for (guint i = 0; i < answer->followups->len; i++)
        tries += sf_followup_heeds(answer->followups->pdata[i]) ? 1 : 0;
    return tries;
}

static gboolean went_well_unseen(const SfAnswer *answer)
{
    /* Where a redirected request went, the capture would have to show; what was refused and is
     * served later in the same call was made good, whatever it brought. */
    if (answer->went_on.well && (sf_answer_tries(answer) > 0 || !sf_answer_redirects(answer)))
        return TRUE;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (sf_followup_heeds(followup) && sf_followup_went_well_unseen(followup))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_rescued(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_followup_heeds(followup) && followup->status / 100 == 2)
            return TRUE;
    }
    return FALSE;
}

/* A back-to-back agent whose own caller was served in the end, whatever became of this try. */
static gboolean is_served_otherwise(const SfAnswer *answer)
{
    return answer->nearest->agent.caller_status / 100 == 2 &&
           (answer->followups->len > 0 || !sf_answer_redirects(answer));
}

static gboolean is_cancelled(const SfAnswer *answer)
{
    if (answer->cancel.frame)
        return TRUE;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->cancelled || followup->status == 487)
            return TRUE;
    }
    return FALSE;
}

gboolean sf_status_declines(guint status)
{
    return status == 480 || status == 486 || status == 600 || status == 603 || status == 607;
}

gboolean sf_followup_declines(const SfFollowup *followup)
{
    return sf_status_declines(followup->status) || (followup->status == 408 && followup->rang);
}

static gboolean is_unplaced(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_TARGET && !followup->request->cut &&
           sf_text_equal(followup->request->call_id, followup->answer->message->call_id) &&
           (sf_followup_lacks_header(followup, SF_HEADER_REPLACES) ||
            sf_followup_lacks_header(followup, SF_HEADER_JOIN) ||
            sf_followup_lacks_named(followup, "Replaces", SF_HEADER_REPLACES) ||
            sf_followup_lacks_named(followup, "Join", SF_HEADER_JOIN));
}

gboolean sf_followup_is_declined_unplaced(const SfFollowup *followup)
{
    return sf_status_declines(followup->status) && is_unplaced(followup);
}

typedef struct {
    guint final;   /* tries with a final answer */
    guint ringing; /* with a provisional one only: it may ring for long */
    guint unseen;  /* the capture lacks how they ended */
    guint silent;
    guint unsure;         /* silent, but not sent again, as if it had got an answer */
    gboolean ends_unsure; /* the last of them is such a one */
    guint unreachable;    /* silent, and ICMP says why */
    guint declined;
    guint unplaced; /* of these, perhaps only for want of Replaces */
    guint last;     /* status of the last of them; 0: none yet */
} Tries;

/* A sign of an end that the capture lacks, and no answer in it that was one. */
static gboolean has_unseen_end(const SfFollowup *followup)
{
    return followup->unseen_next || (followup->unseen_end.frame &&
                                     (followup->status == 0 || is_challenge(followup->status)));
}

static void count_try(Tries *tries, const SfFollowup *followup)
{
    tries->last = followup->status;
    tries->ends_unsure = FALSE;
    if (has_unseen_end(followup))
        tries->unseen++;
    else if (followup->status)
        tries->final++;
    else if (followup->provisional_frame)
        tries->ringing++;
    else if (followup->unreachable_frame)
        tries->unreachable++;
    else if (sf_followup_is_silent(followup))
        tries->silent++;
    else {
        tries->unsure++;
        tries->ends_unsure = TRUE;
    }
    tries->declined += sf_followup_declines(followup) ? 1 : 0;
    tries->unplaced += sf_followup_is_declined_unplaced(followup) ? 1 : 0;
}

/* What did as it was told; where nothing did, what went to the old place once more. */
static Tries count_tries(const SfAnswer *answer)
{
    Tries tries = {0};
    const gboolean heeded = sf_answer_tries(answer) > 0;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (heeded ? sf_followup_heeds(followup) : followup->kind == SF_FOLLOWUP_AGAIN)
            count_try(&tries, followup);
    }
    return tries;
}

static SfOutcome by_status(guint status, gboolean certain)
{
    SfOutcomeKind kind = SF_OUTCOME_REFUSED;
    if (status / 100 == 2)
        kind = SF_OUTCOME_ANSWERED;
    else if (status / 100 == 3)
        kind = SF_OUTCOME_UNKNOWN;
    else if (is_challenge(status))
        kind = SF_OUTCOME_CHALLENGED;
    else if (status == 487)
        kind = SF_OUTCOME_CANCELLED;
    else if (sf_status_declines(status))
        kind = SF_OUTCOME_DECLINED;
    return (SfOutcome){kind, certain};
}

/* The client's next request is still to come. */
static gboolean asks_for_another(guint status)
{
    return status == 421 || sf_status_invites_retry(status);
}

/* What the time that the capture goes on lets be said of an end, whatever the method and the code:
 * until a window is over, silence is none, a refusal that asks for another request is none, and
 * what somebody refused may still be served by another way. @last: what the last try got; 0:
 * nothing. */
static SfOutcome in_time(const SfAnswer *answer, SfOutcome outcome, guint last)
{
    const gboolean waits = outcome.kind == SF_OUTCOME_LOST ||
                           (outcome.kind == SF_OUTCOME_REFUSED && asks_for_another(last));
    const gboolean may_turn = sf_outcome_is_loss(outcome.kind) ||
                              outcome.kind == SF_OUTCOME_CHALLENGED ||
                              outcome.kind == SF_OUTCOME_DECLINED;
    if (!may_turn || sf_answer_window_is_over(answer))
        return outcome;
    return (SfOutcome){waits ? SF_OUTCOME_UNKNOWN : outcome.kind, FALSE};
}

/* It rang until the one that asked gave up, and rang to some purpose: what a client does not
 * confirm (RFC 3262 §4) tells nobody anything. */
static gboolean rang_in_vain(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const gboolean is_unconfirmed = followup->reliable.frame && !followup->prack_frame;
        if (followup->rang && !is_unconfirmed)
            return TRUE;
    }
    return FALSE;
}

/* Who has a caller of its own, and tells that one of a failure, gave its own try up by itself. A
 * caller that hangs up is told 487 (RFC 3261 §9.2). */
static SfOutcome of_cancelled(const SfAnswer *answer)
{
    const guint told =
        answer->upstream.status ? answer->upstream.status : answer->nearest->agent.caller_status;
    if (told < 400 || told == 487 || is_challenge(told))
        return (SfOutcome){SF_OUTCOME_CANCELLED, TRUE};
    const gboolean is_unanswered = (told == 408 || told == 480) && rang_in_vain(answer);
    const gboolean declines = is_unanswered || (told != 480 && sf_status_declines(told));
    const SfOutcomeKind kind = declines ? SF_OUTCOME_DECLINED : SF_OUTCOME_REFUSED;
    /* 480 is said of somebody, and may be of its own making. */
    const gboolean certain = kind == SF_OUTCOME_REFUSED && told != 480;
    return in_time(answer, (SfOutcome){kind, certain}, told);
}

static SfOutcome of_tries(const Tries *tries)
{
    if (tries->ringing > 0 || tries->unseen > 0 || tries->ends_unsure)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    if (is_challenge(tries->last))
        return (SfOutcome){SF_OUTCOME_CHALLENGED, TRUE};
    /* Where one place answered, what it said counts, though another stayed silent. */
    if (tries->declined > tries->unplaced)
        return (SfOutcome){SF_OUTCOME_DECLINED, TRUE};
    /* It may be in the very call that it was to take over, or busy with another. */
    if (tries->unplaced > 0)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    if (tries->final > 0)
        return (SfOutcome){SF_OUTCOME_REFUSED, TRUE};
    if (tries->unsure > 0)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    return (SfOutcome){SF_OUTCOME_LOST, tries->silent == 0};
}

/* The element between made something else of it, and that is what the caller got. Where no
 * telephone said so on another branch, its 480 is its own, and so is that somebody is busy or
 * declines, where the capture would show whom it asked. */
static SfOutcome of_upstream(const SfAnswer *answer)
{
    const guint status = answer->upstream.status;
    const gboolean is_heard_here = status == answer->fork.other || status == answer->fork.status;
    SfOutcome outcome = by_status(status, TRUE);
    if (sf_status_declines(status) && !is_heard_here) {
        const gboolean is_own = status == 480 || sf_absence_speaks(answer);
        outcome.kind = is_own ? SF_OUTCOME_REFUSED : outcome.kind;
        outcome.certain = is_own;
    }
    return in_time(answer, outcome, status);
}

/* What the element that asked told its own caller is all that can be seen where it dealt with the
 * redirect inside. Its 480 is its own, not that of a telephone. */
static SfOutcome of_inside(const SfAnswer *answer)
{
    const guint status = answer->nearest->agent.caller_status;
    if (status == 0)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    return status == 480 ? (SfOutcome){SF_OUTCOME_REFUSED, FALSE} : by_status(status, FALSE);
}

static SfOutcome of_silence(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    /* The very address that was asked for is no place inside. */
    const gboolean stays = sf_answer_stays_inside(answer) && !sf_target_names_itself(answer, best);
    if (sf_answer_redirects(answer) && (stays || sf_answer_is_dealt_with(answer)))
        return of_inside(answer);
    /* Whoever stopped asking before its time may have got the answer in the end; a telephone may
     * make an emergency call by another network. */
    if (sf_absence_speaks(answer))
        return (SfOutcome){SF_OUTCOME_LOST, !sf_answer_hole(answer) &&
                                                !sf_answer_asks_for_emergency_call(answer) &&
                                                (!sf_answer_is_undelivered(answer) ||
                                                 !sf_answer_stopped_asking(answer))};
    if (sf_answer_goes_on_elsewhere(answer))
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    /* The client ended the call; without its request it may have been a session that went on. */
    if (answer->ended.frame && answer->request)
        return (SfOutcome){SF_OUTCOME_LOST, FALSE};
    /* No client can follow where nothing is named. */
    if (sf_answer_redirects(answer) && !sf_answer_target(answer, 1) && !answer->message->cut)
        return in_time(answer, (SfOutcome){SF_OUTCOME_LOST, FALSE}, 0);
    return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
}

static SfOutcome without_answer_in_clear(const SfAnswer *answer)
{
    const Tries tries = count_tries(answer);
    if (tries.final + tries.ringing + tries.unseen + tries.silent + tries.unsure +
            tries.unreachable >
        0)
        /* Who asks once more as before takes no notice of what is wanted, and may not the next
         * time. */
        return in_time(answer, of_tries(&tries), sf_answer_tries(answer) > 0 ? tries.last : 0);
    if (answer->upstream.status)
        return of_upstream(answer);
    return of_silence(answer);
}

/* Where the two go on inside IPsec, they have agreed on it, and what comes of it nobody sees. */
static SfOutcome without_success(const SfAnswer *answer)
{
    const SfOutcome outcome = without_answer_in_clear(answer);
    if (answer->ipsec_frame &&
        (outcome.kind == SF_OUTCOME_LOST || outcome.kind == SF_OUTCOME_UNKNOWN))
        return (SfOutcome){SF_OUTCOME_CHALLENGED, FALSE};
    if (answer->had_ipsec && outcome.kind == SF_OUTCOME_LOST)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    return outcome;
}

/* A session that ends this soon after a request in it was refused, nanoseconds, ends because of
 * that; one that its BYE says was not refreshed in time, ends because its refresh was refused. */
#define ENDED_BY_IT (2 * SF_SECOND)

/* A session lives on for want of a refresh until its time is over (RFC 4028 §10). */
static gboolean is_about_refresh(const SfAnswer *answer)
{
    return answer->message->status == 422 || sf_tags_have(answer->required, sf_text("timer")) ||
           sf_tags_have(answer->unsupported, sf_text("timer"));
}

gboolean sf_answer_is_to_bye(const SfAnswer *answer)
{
    return sf_text_equal(answer->message->cseq_method, sf_text("BYE"));
}

/* Whoever signs off wants nothing any more; where that is refused or sent elsewhere, what was asked
 * for ends when its time is over (RFC 3261 §10.2.2, RFC 6665 §4.1.2.3, RFC 3903 §4.5). Outside of a
 * subscription a SUBSCRIBE of 0 s asks for one report (RFC 6665 §4.4.3). */
gboolean sf_answer_is_to_sign_off(const SfAnswer *answer)
{
    const SfText method = answer->message->cseq_method;
    guint32 seconds = 1;
    return answer->request &&
           (sf_text_equal(method, sf_text("REGISTER")) ||
            sf_text_equal(method, sf_text("PUBLISH")) ||
            (sf_text_equal(method, sf_text("SUBSCRIBE")) && sf_answer_in_dialog(answer))) &&
           sf_interval_of_request(answer->request, 423, &seconds) && seconds == 0;
}

/* What an INVITE got for a reason of its own: people, credentials, another place. */
static gboolean is_settled_otherwise(guint status)
{
    return sf_status_declines(status) || status == 487 || is_challenge(status) || status / 100 == 3;
}

/* A SUBSCRIBE inside of one refreshes it (RFC 6665 §4.1.2.2). */
static gboolean is_of_subscription(const SfAnswer *answer)
{
    return sf_text_equal(answer->message->cseq_method, sf_text("SUBSCRIBE"));
}

gboolean sf_answer_ended_session(const SfAnswer *answer)
{
    return answer->ended.frame && !is_settled_otherwise(answer->ended.status) &&
           (answer->ended.time - answer->message->time <= ENDED_BY_IT ||
            (answer->ended.by_timer && (is_about_refresh(answer) || is_of_subscription(answer))));
}

/* There never was a session, and not because of this request. */
static SfOutcome of_unborn(const SfAnswer *answer)
{
    const guint status = answer->ended.status;
    return is_settled_otherwise(status) ? by_status(status, FALSE)
                                        : (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
}

#define OFTEN_SENT_AGAIN 2

/* The answer was sent again and again for want of an ACK, and nothing of the client is seen after
 * it: whether it is still there, nothing shows. */
static gboolean fell_silent(const SfAnswer *answer)
{
    return sf_text_equal(answer->message->cseq_method, sf_text("INVITE")) && !answer->ack.frame &&
           answer->copies.retransmissions >= OFTEN_SENT_AGAIN && !answer->went_on.frame &&
           !answer->ended.by_client && answer->followups->len == 0;
}

/* Who sends a BYE takes the session as ended, whatever is answered (RFC 3261 §15.1.1); whether the
 * other side does, nothing shows. */
static SfOutcome of_session(const SfAnswer *answer)
{
    if (sf_answer_is_to_bye(answer) || sf_answer_is_to_sign_off(answer))
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    if (sf_answer_ended_session(answer))
        return (SfOutcome){SF_OUTCOME_REFUSED, FALSE};
    if (answer->ended.status)
        return of_unborn(answer);
    if (fell_silent(answer))
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    return (SfOutcome){SF_OUTCOME_WENT_ON,
                       !answer->ended.maybe && (!is_about_refresh(answer) || answer->ended.frame)};
}

static gboolean is_user_agent(const char *kind)
{
    return g_strcmp0(kind, "telephone") == 0 || g_strcmp0(kind, "application") == 0;
}

#define FIRST_MAX_FORWARDS 70 /* RFC 3261 §8.1.1.6 */

/* Headers that tell of somebody who asked before: a telephone says for nobody else who he is (RFC
 * 3325 §9.1). */
static gboolean tells_of_caller(const SfMessage *request)
{
    static const SfHeaderName names[] = {SF_HEADER_HISTORY_INFO, SF_HEADER_DIVERSION,
                                         SF_HEADER_ASSERTED_IDENTITY};
    const SfHeader *left = sf_message_header(request, SF_HEADER_MAX_FORWARDS, 0);
    guint32 hops = 0;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (sf_message_header(request, names[i], 0))
            return TRUE;
    return left && sf_delta_seconds_parse(left->value, &hops) && hops < FIRST_MAX_FORWARDS;
}

/* A back-to-back agent asks for a caller of its own, on another leg. What it answered there is not
 * seen: it may have served that one by another way. A proxy is none: its Vias tell of the hop
 * above. */
static gboolean serves_unseen_caller(const SfAnswer *received)
{
    const SfMessage *request = received->request;
    if (!request) /* it would tell */
        return sf_text_equal(received->message->cseq_method, sf_text("INVITE")) &&
               !received->agent.caller_status && received->vias <= 1;
    if (received->agent.caller_status || received->upstream.status || received->vias > 1 ||
        !sf_text_equal(request->method, sf_text("INVITE")))
        return FALSE;
    if (received->agent.asks_for_another)
        return TRUE;
    const char *kind = sf_answer_client_kind(received);
    return kind ? !is_user_agent(kind) : tells_of_caller(request);
}

SfOutcome sf_answer_outcome(const SfAnswer *answer)
{
    const SfAnswer *judged = sf_answer_received(answer);
    const SfAnswer *last = sf_answer_last_link(judged);
    const SfFollowup *reached = sf_answer_reached(judged);
    if (!reached)
        reached = sf_answer_reached(last);
    if (reached)
        return (SfOutcome){SF_OUTCOME_ANSWERED, !reached->likely};
    if (judged->fork.status / 100 == 2)
        return (SfOutcome){SF_OUTCOME_ANSWERED, TRUE};
    if (sf_answer_in_dialog(judged))
        return of_session(judged);
    /* Whatever became of this branch, the caller was served. */
    if (judged->upstream.status / 100 == 2)
        return of_upstream(judged);
    if (is_rescued(judged) || is_rescued(last) || is_served_otherwise(judged))
        return (SfOutcome){SF_OUTCOME_RESCUED, FALSE};
    if (went_well_unseen(judged) || went_well_unseen(last))
        return (SfOutcome){SF_OUTCOME_ANSWERED, FALSE};
    if (is_cancelled(judged) || is_cancelled(last))
        return of_cancelled(judged);
    /* Where its next request went, the capture lacks. */
    if (judged->went_on.frame && sf_answer_tries(judged) == 0)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    SfOutcome outcome = without_success(last);
    /* The element above may have served its caller by another way. */
    if (judged->unseen_above && outcome.kind == SF_OUTCOME_LOST)
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    if (sf_answer_is_to_sign_off(judged) && sf_outcome_is_loss(outcome.kind))
        return (SfOutcome){SF_OUTCOME_UNKNOWN, FALSE};
    outcome.certain &= !sf_answer_caller_is_unseen(judged);
    if (outcome.certain && sf_outcome_is_loss(outcome.kind))
        outcome.certain = !serves_unseen_caller(judged);
    return outcome;
}

/* The same caller had asked for the same user at another place. */
static gboolean is_rescued_beside(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_followup_heeds(followup) && followup->status / 100 == 2 &&
            followup->request->time < answer->message->time)
            return TRUE;
    }
    return FALSE;
}

gboolean sf_answer_was_served_beside(const SfAnswer *answer)
{
    const SfAnswer *judged = sf_answer_received(answer);
    const gboolean is_beside = (judged->fork.status / 100 == 2 && judged->fork.was_asked_before) ||
                               judged->agent.served_by.was_asked_before ||
                               is_rescued_beside(judged);
    if (!is_beside || sf_answer_detour(judged) >= 0 || sf_answer_reached(judged))
        return FALSE;
    const SfOutcomeKind kind = sf_answer_outcome(answer).kind;
    return kind == SF_OUTCOME_ANSWERED || kind == SF_OUTCOME_RESCUED;
}

SfText sf_answer_lost_for_another(const SfAnswer *answer)
{
    const SfOutcome outcome = sf_answer_outcome(answer);
    const SfAnswer *judged = sf_answer_received(answer);
    const gboolean is_so = sf_outcome_is_loss(outcome.kind) && !outcome.certain &&
                           !sf_answer_caller_is_unseen(judged) && serves_unseen_caller(judged);
    return is_so ? sf_answer_client(judged) : SF_TEXT_NONE;
}

gboolean sf_answer_is_unmet(const SfAnswer *answer)
{
    const SfAnswer *judged = sf_answer_received(answer);
    const SfFollowup *reached = sf_answer_reached(judged);
    switch (sf_answer_outcome(answer).kind) {
    case SF_OUTCOME_WENT_ON:
        return !judged->went_on.well;
    case SF_OUTCOME_ANSWERED:
        return reached && is_unplaced(reached);
    default:
        return FALSE;
    }
}

gboolean sf_outcome_is_final(SfOutcome outcome)
{
    return outcome.kind == SF_OUTCOME_ANSWERED && outcome.certain;
}
