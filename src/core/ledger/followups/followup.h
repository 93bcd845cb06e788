/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request that follows an answer up: it tries a target of a 301, or repeats what got a 421
 * (RFC 3261 §8.1.3.4, §8.1.3.5), and what became of it.
 */
#ifndef SIPFIX_FOLLOWUP_H
#define SIPFIX_FOLLOWUP_H

#include "core/ledger/answer.h"

typedef enum {
    SF_FOLLOWUP_TARGET,    /* goes to a target of the redirect */
    SF_FOLLOWUP_RETRY,     /* the refused request once more, with what was asked for */
    SF_FOLLOWUP_AGAIN,     /* the same once more at the old place, as if nothing had been said */
    SF_FOLLOWUP_OTHER_WAY, /* the same user by another way: a trunk, a dial plan */
} SfFollowupKind;

struct SfFollowup {
    SfAnswer *answer; /* what it follows up; not owned */
    SfFollowupKind kind;
    guint target;          /* SF_FOLLOWUP_TARGET: index in answer->targets */
    gboolean likely;       /* joined by caller and user alone: new Call-ID or only the user part */
    gboolean other_number; /* it is for somebody else, in the place of the one that was called */
    SfMessage *request;    /* owned: first copy of the first attempt */
    SfMessage
        *latest; /* owned: of the attempt with credentials, if any; NULL: the first is the last */
    struct {
        guint status; /* final answer to the first attempt, where there was a later one; 0: none */
        guint32 frame;
    } first;
    gint64 activity;  /* the clock at its last packet */
    guint status;     /* last final answer; 0: none */
    gboolean secured; /* its last answer offers a security agreement: what comes next may be inside
                         IPsec */
    guint32 status_frame;
    guint status_part;
    gint64 status_time;
    gboolean heard;            /* it got an answer of any kind, and be it a 100 */
    guint32 provisional_frame; /* the last 1xx other than 100: it rings; 0: none */
    gboolean rang;             /* one of these said so (180) */
    guint32 asked_in;          /* frame of a 401 or 407, after which it came back; 0: none */
    gboolean for_sim;          /* it ended with one to which a SIM card has the answer */
    gboolean unanswerable; /* it ended with one that names no way to answer it (RFC 3261 §21.4.2,
                              §21.4.8) */
    struct {
        guint32 frame; /* a sign of a final answer that the capture lacks; 0: none */
        gboolean well; /* that was a 2xx */
    } unseen_end;
    guint32 unseen_next;       /* a 2xx to a later request that the capture lacks; 0: none */
    gboolean sent_again;       /* its latest attempt was, as UDP has it where no answer comes */
    guint32 unreachable_frame; /* an ICMP error says so; 0: none */
    gboolean closed;           /* that is of the host itself: nothing listens at that port */
    char *barrier;             /* that is of a firewall at this address; owned; NULL: it is not */
    char *told;                /* the reasons that it gives: Warning, Reason, X-...; owned; NULL */
    gboolean names_tags;       /* it requires, or does not know, a tag that the answer asked for */
    guint32 cause;             /* of Q.850, that it gives; 0: none */
    char *phrase;              /* its reason phrase; owned; NULL: none */
    char *answered_by;         /* address that the last final answer came from; owned; NULL: none */
    SfFramePart bad_extension; /* a 420 */
    gboolean constant_branch;  /* its sender puts one branch on everything */
    guint32 constant_frames[2]; /* requests of two calls that show it */
    gboolean cancelled;
    guint32 cancel_frame; /* of that CANCEL, the first; 0: none */
    gint64 cancel_time;
    /* What the proxy that it was sent to made of it, where that hop is in the capture. */
    struct {
        guint32 frame; /* 0: it is not */
        guint part;
        char *by; /* addresses; owned */
        char *to; /* NULL: it had a Route, which may lead anywhere */
    } passed_on;
    SfAnswer *refused_by; /* the refusal that it got, where that is explained too; not owned */
    SfAnswer *redirected; /* the redirect that it got: the next link of the chain; not owned */

    /* What a client promises with the tags that it lists (RFC 3262 §4, RFC 4028 §10). */
    struct {
        guint32 frame; /* a reliable provisional answer; 0: none */
        guint part;
        guint status;
        guint copies;
        gint64 first_time;
        gint64 time;   /* of the last copy */
        char *contact; /* where a PRACK is to go, by its Contact; owned; NULL: not known */
        char *rack;    /* of the PRACK that confirms it (RFC 3262 §7.2); owned; NULL: not known */
        char *to_tag;  /* owned */
        gboolean several; /* others came too: a PRACK may be for one of them */
    } reliable;
    guint32 prack_frame;
    char *prack_to;          /* address that the first PRACK went to; owned */
    char *prack_rack;        /* its RAck, one blank between its parts; owned; NULL: not known */
    gboolean prack_answered; /* finally; else who sent it may never have been heard */
    struct {
        guint status; /* of a PRACK that was refused, and no other was taken; 0: none */
        guint32 frame;
    } prack_refused;
    struct {
        gint64 due;    /* when the session that the client must refresh ends; 0: none */
        guint32 frame; /* of the 2xx that made it so */
        guint part;
        gboolean done;
        guint32 ended; /* a BYE of the other side that says that it waited in vain; 0: none */
    } refresh;
};

/** One of @answer, which is to own it (answer->followups). Takes a copy of @request. */
SfFollowup *sf_followup_new(SfAnswer *answer, SfFollowupKind kind, const SfMessage *request);
void sf_followup_free(SfFollowup *followup);

/** TRUE where no final answer is seen, and nothing shows that one came all the same. */
gboolean sf_followup_is_silent(const SfFollowup *followup);

/** TRUE where the capture lacks how it ended, and shows that it went well. */
gboolean sf_followup_went_well_unseen(const SfFollowup *followup);

/** TRUE where the request that got the answer has that header, and the follow-up does not. */
gboolean sf_followup_lacks_header(const SfFollowup *followup, SfHeaderName name);

/** TRUE where the new address brings the header of that name along for the new request (RFC 3261
 *  §19.1.5), and the follow-up has none. */
gboolean sf_followup_lacks_named(const SfFollowup *followup, const char *name, SfHeaderName header);

/** The reason phrase of its last final answer, where that says another thing than the one of the
 *  registry; else of length 0. */
SfText sf_followup_own_phrase(const SfFollowup *followup);

/** TRUE where it brought in Require what a 421 had asked for, and was refused by a 420: the two
 * want what excludes the other. */
gboolean sf_followup_is_deadlock(const SfFollowup *followup);

/** Seconds from the answer to the follow-up's first packet. */
double sf_followup_delay(const SfFollowup *followup);

/** TRUE for the statuses after which a client tries the same target again (RFC 3261 §8.1.3.5):
 *  challenges, and answers that say what to mend. */
gboolean sf_status_invites_retry(guint status);

#endif
