/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One 301 or 421 on one hop, with its request: what the checks judge and what is shown.
 * Retransmissions and packets captured twice belong to their first copy.
 */
#ifndef SIPFIX_ANSWER_H
#define SIPFIX_ANSWER_H

#include "core/describe/finding.h"
#include "core/grammar/grammar.h"
#include "core/ledger/story/dialled.h"
#include "core/message/hop.h"

/** Links of a chain that are looked at; Max-Forwards starts at 70 (RFC 3261 §8.1.1.6). */
#define SF_MAX_LINKS 70

typedef struct SfStory SfStory;
typedef struct SfFollowup SfFollowup;
typedef struct SfView SfView;

/** One entry of the answer's Contact headers. */
typedef struct {
    SfNameAddr entry; /* views into the answer's message */
    SfFlaw flaw;      /* reason set and not slight: refused, only entry.whole counts */
    gboolean has_q;
    double q; /* valid with has_q */
    gboolean has_expires;
    guint32 expires;
    guint rank; /* from 1, best first; a missing q counts as 1, ties in wire order; 0: refused */
    gboolean tried_before; /* a fork had tried it when the answer came: neither followed nor not */
    SfByteRange place;     /* of the entry */
} SfTarget;

/** One option tag of a header. */
typedef struct {
    SfText tag;
    SfHeaderName header; /* where it stood */
    SfByteRange place;
} SfTag;

/** What was found, and for how long that is good: until something is added to the answer's story,
 * or the capture shows something new of the client, or a time comes that a check asked for
 * (view.h). */
typedef struct {
    GPtrArray *findings; /* SfFinding, in the order of the table of checks */
    guint number;        /* how often it was judged */
    guint story_edition; /* when it was last judged, as the four below */
    guint client_edition;
    guint senders_edition;
    gboolean encrypted;
    gint64 good_until;
    gboolean is_provisional; /* the check at work rests on what a later packet may change */
} SfJudgement;

/** A packet that says something. */
typedef struct {
    guint32 frame; /* 0: none seen */
    guint part;
} SfFramePart;

/** Where a target is whose host is a name, as DNS told the client. */
typedef struct {
    guint target; /* index */
    char *address;
} SfTargetAddress;

/** Copies of an answer. */
typedef struct {
    guint retransmissions;
    SfFramePart first;       /* of those */
    gint64 last;             /* of those: when it came */
    guint32 last_frame;      /* of the one that came last */
    guint asked;             /* so many of them came because the request was sent again */
    guint duplicates;        /* packets that were captured twice */
    gboolean asked_again;    /* behind it the request was sent again, whatever came of that */
    gint64 asked_last;       /* when it was sent again last of all; valid with asked_again */
    gint64 asked_pause;      /* and how long after the copy before */
    gboolean was_proceeding; /* a provisional answer was there before: by that alone the client
                                stops sending its request */
} SfCopies;

/** The ACK of an answer. */
typedef struct {
    guint32 frame; /* 0: none seen */
    guint part;
    gboolean other_branch;
    char *uri; /* its Request-URI, where it is another than the request's; owned; NULL: it is not */
    char *sent_to; /* address of a third one, which it went to; owned; NULL: it did not */
} SfAck;

/** Its way on, where the one who got it sent it on with the Via on top that is its own (RFC 3261
 * §16.7 step 3): no element above takes that for an answer of its own (§18.1.2). */
typedef struct {
    guint32 frame; /* of the first copy that went on so; 0: none */
    guint part;
    char *to;      /* to which address; owned; NULL with 0 */
    char *product; /* User-Agent of the request that came from there; owned; NULL: not known */
    guint times;   /* how often it went on so */
    gint64 last;   /* when it did so last, nanoseconds */
    guint32 last_frame;
    gint64 asked;          /* when that request was sent first, nanoseconds; valid with asks_on */
    gboolean asks_on;      /* that request was sent again in between */
    gboolean same_address; /* it asks for the very address that this answer is about */
} SfSentOn;

/** Another answer than this one, on another branch, another hop, or late. */
typedef struct {
    guint status; /* 0: none seen */
    guint32 frame;
    guint part;
} SfOtherAnswer;

/** Where it stands in a chain of redirects. */
typedef struct {
    SfFollowup *came_by; /* the follow-up of an earlier redirect that got this answer; NULL: none */
    SfAnswer *first;     /* link of the chain, often the answer itself; not owned */
    const SfAnswer *next;   /* link; NULL: none; not owned */
    char *old_key;          /* of outcome.c: key of its old address; NULL: not worked out yet */
    const SfTarget *circle; /* of outcome.c: sf_answer_closes_circle() as of circle_edition */
    guint circle_edition;   /* of the story; 0: not worked out yet */
} SfChainLink;

/** What the one that asked is to a caller of its own, where it is a back-to-back agent. */
typedef struct {
    gboolean asks_for_another; /* it has a request of that one, with another Call-ID */
    char *caller;              /* address of that caller; owned; NULL: not known */
    guint32 asked_frame;       /* of that request; 0: it is not in the capture */
    char *asked;               /* Request-URI of that request; owned; NULL with 0 */
    guint caller_status;       /* what it answered that one; 0: not known */
    guint32 caller_frame;
    guint32 caller_cause; /* of Q.850, that this answer gives; 0: none */
    struct {
        guint32 asked_frame;       /* of a request of its own that was answered; 0: none is known */
        gboolean was_asked_before; /* it came */
        guint32 frame;             /* of that answer */
        char *uri;                 /* of that request; owned; NULL with 0 */
    } served_by;                   /* where it told that one a 2xx: the call by which it has that */
    guint32 refer_frame; /* of a REFER by which it sent that one on to the user that a redirect
                            names; 0: none */
    char *refer_to;      /* where to; owned; NULL with 0 */
    SfAnswer *above; /* the same answer, as it handed it on in another call; NULL: it did not; of
                        the same story; not owned */
    SfAnswer *below; /* the one that it was handed on from; NULL; not owned */
} SfAgent;

/** Later requests of the same client that take no notice of it. */
typedef struct {
    guint n;
    guint32 frame; /* the first of them */
    guint part;
    gint64 at;    /* the clock at it */
    guint status; /* of its final answer, within a window; 0: none yet */
} SfRepeats;

/** The frames that its findings rest on. */
typedef struct {
    GArray *packets;    /* SfFramePart: where the ledger has marks of it */
    guint judgement;    /* the one that they are of */
    gboolean are_final; /* only of findings that no later packet takes back */
} SfProofs;

struct SfAnswer {
    SfMessage *message; /* owned: the first copy */
    SfMessage *request; /* owned: the first copy; NULL when it is not in the capture */

    /* What the two say. */
    GArray *targets;      /* SfTarget in wire order; empty for a 421 */
    GArray *required;     /* SfTag: Require of a 421 and its like, tokens only */
    GArray *unsupported;  /* SfTag: Unsupported of a 420 */
    GArray *offered;      /* SfTag: Supported and Require (and Proxy-Require where it counts) of the
                             request */
    GArray *missing;      /* SfTag of required that are not offered; empty without the request */
    gboolean offer_known; /* the request is there and whole: what it does not list is absent */

    SfCopies copies;

    /* Its hops. made_at is the same answer on the lowest hop seen, where it was made: what the
     * answering side did is judged there. nearest is the one on hop 1: what is said once a call is
     * said there. */
    guint vias; /* entries of Via, one an element that the request went through */
    SfHop place;
    guint hop;               /* 1 is nearest the caller as far as seen */
    const SfAnswer *made_at; /* often itself; not owned */
    const SfAnswer *nearest; /* often itself; not owned */
    const SfAnswer *above;   /* one hop nearer to the caller; NULL: none seen */
    gboolean is_awaited;     /* when it came, there was a hop above, which it may be passed on by */
    gboolean adds_route;     /* the one who asked put the Route of its request there itself: the hop
                                above has none to that place */

    /* What came after (followups.h). */
    SfStory *story;     /* the tale it belongs to; not owned */
    SfDialled *dialled; /* what somebody dialled; a reference; NULL: its call is not known */
    gboolean explained; /* one of the codes that sipfix speaks about; else a link in a chain only */
    gboolean is_aside;  /* not even that, but of the family: it has a story of its own, and it is
                           counted what became of it (relatives.h) */
    GArray *messages;   /* SfFlowPacket (story.h): what its event tells of; bounded */
    guint messages_left_out;
    SfAnswer *teller; /* whose messages get those that concern this one: itself, or where it is not
                         explained the one before it in the chain that is (stories.c); not owned */
    GPtrArray *followups; /* SfFollowup, in order of first packet; bounded */
    guint followups_left_out;
    SfChainLink link;
    char *answers_as; /* what its sender was called in the same call before; owned; NULL */
    char *asked_from; /* address that its request came from, where it went back to another: the same
                         packet before and behind a translation of addresses; owned; NULL */
    gint64 latest;    /* time of the last packet that concerns it, nanoseconds */
    gint64 activity;  /* the clock at that packet: it may be ahead of it */
    SfAck ack;
    guint32 hung_up_frame; /* in which the one that asked ended the connection that it came by, had
                              it, and had sent no byte since, as the numbers of TCP show; 0 */
    SfSentOn sent_on;
    SfOtherAnswer late;   /* a provisional one behind it in its own transaction */
    guint32 served_frame; /* a 2xx behind that one; 0: none */
    guint32 rang_frame;   /* of a 180 before it in its own transaction; 0: none */
    SfFramePart cancel;
    guint32 bounced_frame; /* an ICMP error says that it did not arrive; 0: none */
    gboolean closed;       /* that is of the host it was sent to: nothing listens at that port */
    struct {
        guint32 asked;   /* frame in which the one that asked began a connection to a target; 0 */
        char *server;    /* to which address; owned; NULL with 0 */
        guint32 refused; /* in which it was refused; 0: it was not */
        guint refused_target; /* index of the target that took none; valid with refused */
        gboolean opened;      /* of a refusal: one by which it may make the agreement */
        struct {
            guint32 frame; /* TLS of the last such connection ended in it; 0: it did not */
            guint number;  /* RFC 8446 §6 */
            gboolean by_client;
        } alert;
        guint32 no_name;   /* that tells it that there is no such name as a target has; 0: none */
        GArray *addresses; /* SfTargetAddress: what DNS told it of names that targets have; NULL */
    } attempt;             /* of a redirect (attempts.c) */
    gboolean had_ipsec;    /* the two had IPsec before: what comes next may be inside, unseen */
    guint32 ipsec_frame; /* of one that asks for sec-agree: it goes on inside IPsec; 0: not seen */
    struct {
        guint status; /* of a 2xx or 6xx on another branch of the same request; 0: none */
        guint32 frame;
        gboolean was_asked_before; /* it came: that branch is no way round */
        guint other;               /* status of another final answer on another branch; 0: none */
    } fork;
    struct {
        guint status; /* of the final answer on the hop above, where that is another one; 0: none */
        guint32 frame;
        guint part;
        SfHop hop;     /* where that was */
        char *product; /* Server of that answer, where it was made there; owned; NULL: not known */
        gboolean is_elsewhere; /* another than the one that got the answer told it */
        gboolean is_unasked;   /* the request on that hop is not in the capture */
    } upstream;
    guint32 unseen_above; /* ACK of an answer on the hop above that the capture lacks; 0: none */
    struct {
        guint32 frame; /* of the request of the caller itself, by way of whoever asked, for this
                          very address; 0: none seen */
        char *caller;  /* its address; owned; NULL with 0 */
        char *product; /* its User-Agent; owned; NULL: it has none */
    } asked_above;
    struct {
        guint32 frame; /* of the request that the one that asked got, where it took the Vias off, or
                          asked in another call; 0: none seen */
        char *caller;  /* who sent that; owned; NULL with 0 */
        gboolean offers; /* all that is missing; else nothing of it */
    } offer_above;
    char *first_asker; /* address of the caller itself, by way of whoever asked, for whatever
                          address; owned; NULL: not seen */
    struct {
        guint32 frame; /* BYE of the session that it was refused in; 0: none seen */
        guint status;  /* of the INVITE that was to begin it, which then failed; 0: it is a BYE */
        gint64 time;
        gboolean maybe;     /* an INVITE failed that the capture lacks: it may have been that one */
        gboolean by_timer;  /* the BYE says that the session was not refreshed in time */
        gboolean by_client; /* the one whose request was refused sent it */
        guint32 cseq;
        guint times;       /* how often the BYE was sent, copies too */
        gint64 last;       /* and when last */
        gboolean answered; /* by whatever */
    } ended;
    SfAgent agent;
    SfRepeats repeated;
    guint32 again; /* the next request of its client, of the same method, in its call or for the
                      same there, that is none of its follow-ups, whatever it brings; 0: none */
    struct {
        char *offer;  /* GRefString: what the dialog's first request offered; NULL: not known */
        char *listed; /* GRefString: the same, where who answers had sent that; NULL: it had not */
        guint32 frame;
    } dialog;
    const SfAnswer
        *conflict;         /* an earlier one of the same address with other targets; NULL: none */
    gboolean contradicted; /* by a later one, that one's conflict, before anybody took no notice, or
                              within a window after that */
    gboolean contradicted_soon; /* by the same server, before this one was settled */
    struct {
        guint32 frame; /* a sign of a later request of the call that the capture lacks, or whose
                          answers it lacks; 0: none */
        gboolean well; /* and it was served */
    } went_on;

    SfView *view;        /* the ledger's, the same for all answers; not owned */
    SfJudgement judged;  /* to be asked for: sf_answer_findings() */
    gboolean is_news;    /* of the frame that was read last (judging.c) */
    gboolean is_settled; /* it was given by sf_ledger_settled() */
    SfProofs proofs;
};

/** Takes a copy of @message, which is one of the family, or was asked for; parses its Contact, or
 * Require and Unsupported. Not judged yet. */
SfAnswer *sf_answer_new(const SfMessage *message);

/** Joins the request: copies it and works out what was offered and what is missing. */
void sf_answer_set_request(SfAnswer *answer, const SfMessage *request);

void sf_answer_free(SfAnswer *answer);

/** Where its client asks from, as the first copies of its requests show it: mostly where the answer
 * went. Lent. */
SfText sf_answer_client(const SfAnswer *answer);

/** TRUE where DNS told the client that the target of that index is at that address. */
gboolean sf_answer_has_address(const SfAnswer *answer, guint target, SfText address);

/** TRUE where that address is its client's, or was on the way. */
gboolean sf_answer_is_client(const SfAnswer *answer, SfText address);

/** TRUE for the codes that redirect (RFC 3261 §21.3): their targets count, not their Require. */
gboolean sf_answer_redirects(const SfAnswer *answer);

/** TRUE where an answer or request was made inside a dialog: the request has a To tag (§12.2). */
gboolean sf_answer_in_dialog(const SfAnswer *answer);

/** The address that was asked for on this hop. FALSE where it is not known or no URI. */
gboolean sf_old_uri(const SfAnswer *answer, SfUri *uri);

/** The option tags that it is about: those that the client is to offer, which are the missing ones,
 * else all that are required (where what it offered is not known); of a 420 those that are not
 * known. SfTag, the answer's. */
const GArray *sf_wanted_tags(const SfAnswer *answer);

/** TRUE where @tags (SfTag) holds @tag, compared without regard to case. */
gboolean sf_tags_have(const GArray *tags, SfText tag);

/** Its targets that are not refused, best first: const SfTarget *, not owned, in an array to be
 * freed. */
GPtrArray *sf_answer_targets_by_rank(const SfAnswer *answer);

/** TRUE on the hop nearest the caller; a check that asks is provisional as long as the answer may
 * still be passed on to a hop above. */
gboolean sf_answer_is_nearest(SfAnswer *answer);

/** The same answer where the caller got it: on the hop nearest to it, of the first leg. */
const SfAnswer *sf_answer_received(const SfAnswer *answer);

/** TRUE where the one that asked, on the hop nearest the caller, passed on what somebody else had
 * asked (RFC 3261 §16.6): the caller is another. */
gboolean sf_answer_is_passed_on(const SfAnswer *answer);

/** TRUE where it did not reach the one that asked: that one goes on asking, and acknowledges
 * nothing, or an ICMP error says so. */
gboolean sf_answer_is_undelivered(const SfAnswer *answer);

/** TRUE where no ACK of it was seen, though it was sent again for want of one: nothing shows that
 * the one that asked took it for its answer. */
gboolean sf_answer_wants_ack(const SfAnswer *answer);

/** TRUE where one copy of it arrived, as far as can be told: over UDP the one that asked would have
 * sent its request again, and was not seen to (RFC 3261 §17.1.1.2, Timer A). */
gboolean sf_answer_stopped_request(const SfAnswer *answer);

/** TRUE where the one that asked found no way to a target: no connection came about, or none that
 * TLS holds, or its name is
 * not known. */
gboolean sf_answer_attempt_failed(const SfAnswer *answer);

/** TRUE where nothing is seen of the hops above: what the caller got, and did, is not known. */
gboolean sf_answer_caller_is_unseen(const SfAnswer *answer);

/** The same answer where it was made: on the lowest hop, of the last leg. */
const SfAnswer *sf_answer_origin(const SfAnswer *answer);

/** The same answer one hop further from the caller, the first of the next leg where a back-to-back
 * agent handed it on; NULL on the hop where it was made. */
const SfAnswer *sf_answer_hop_below(const SfAnswer *answer);

/** Its hop, from 1 nearest the caller, the legs of back-to-back agents above it counted. */
guint sf_answer_hop(const SfAnswer *answer);

/** Tells that the check at work rests on something that a later packet may change. */
void sf_answer_may_change(SfAnswer *answer);

/**
 * The next target that can be judged: neither refused nor perhaps cut.
 *
 * @param next  0 at first; moved on
 * @return NULL at the end
 */
const SfTarget *sf_next_target(const SfAnswer *answer, guint *next);

/** The target of rank @rank, or NULL. */
const SfTarget *sf_answer_target(const SfAnswer *answer, guint rank);

/** What the checks have to say (SfFinding, in the order of their table), judged by all that was
 * added so far; the answer's, until something more is added. None for one that is not explained. */
const GPtrArray *sf_answer_findings(const SfAnswer *answer);

/** The finding of that check, or NULL. */
const SfFinding *sf_answer_finding(const SfAnswer *answer, const char *id);

#endif
