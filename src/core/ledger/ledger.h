/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger of requests and answers. Messages come in, in capture order; it joins each 301 and 421
 * to its request, tells copies from first ones, and remembers for every frame what is to be shown
 * on it.
 *
 * Kept for good: the answers that are explained, and the marks on the frames they concern. Kept for
 * a while: requests that may still be answered, and answers that may still be sent again
 * (SF_LEDGER_*). One message costs O(1).
 *
 * Who owns what: a story owns its answers, an answer its follow-ups and findings. All that points
 * from one answer to another (hops, links of a chain, follow-ups) stays inside one story, for a
 * call and what follows it up is one story; but for the answer of another call that contradicts it,
 * which is an explained one. A story lives as long as anybody holds a reference to it: its calls
 * while they are open, whoever waits for follow-ups (followup_index.h), and each mark. One that
 * holds an explained answer gets its number and a reference of the ledger's in the same moment, and
 * so lives as long as the ledger.
 */
#ifndef SIPFIX_LEDGER_H
#define SIPFIX_LEDGER_H

#include "core/ledger/answer.h"
#include "core/ledger/limits.h"
#include "core/ledger/network/elements.h"
#include "core/ledger/relatives.h"

typedef struct SfLedger SfLedger;

/** What a message of a frame is to an answer, what matters most first. */
typedef enum {
    SF_ROLE_ANSWER,   /* the first copy */
    SF_ROLE_COPY,     /* a retransmission of it, or the same packet captured twice */
    SF_ROLE_REQUEST,  /* the request, any copy */
    SF_ROLE_FOLLOWUP, /* a request that follows the answer up, any copy */
    SF_ROLE_PROOF,    /* completes a finding: the findings with this frame hang here */
    SF_ROLE_STORY,    /* another packet of the same tale */
} SfRole;

typedef struct {
    SfRole role;
    SfAnswer *answer;           /* explained, the story's; NULL for SF_ROLE_STORY */
    const SfFollowup *followup; /* the answer's, for SF_ROLE_FOLLOWUP */
    SfStory *story;             /* a reference */
    guint part;                 /* which SIP message of the frame */
    SfByteRange place;          /* of that message */
} SfMark;

/** The story that a message belongs to, by its marks; NULL: none. What it proves may be about
 * another call. */
const SfStory *sf_marks_story(const SfMark *marks, guint n);

/** Statuses from 400. */
#define SF_OTHER_REFUSALS 300

/** Counts for the run line. */
typedef struct {
    guint64 frames;
    guint64 sip;      /* SIP messages */
    guint64 call_ids; /* of INVITEs outside a dialog, and of every answer looked at */
    guint64 calls;    /* those that the capture shows to be one call count as one */
    gint64 first;     /* time of the first and the last frame, nanoseconds; valid when frames > 0 */
    gint64 last;
    gboolean complete; /* FALSE: state was dropped at a bound */
    guint64 encrypted; /* coverage: TLS packets on a SIP port that nobody decrypted */
    guint64 ipsec;     /* packets inside IPsec, between two that spoke SIP before */
    guint64 cut;       /* SIP messages not whole */
    guint64 fragments; /* IP fragments that were not put together */
    guint64 parts;     /* of those, first ones of an answer that is looked at */
    char
        *head; /* what the first of these tells; the ledger's; NULL: none, or it was put together */
    guint64 no_request;                        /* 301 and 421 without their request */
    guint64 one_way;                           /* calls of which one direction only was seen */
    guint64 other_refusals[SF_OTHER_REFUSALS]; /* requests refused with what nobody looks at, by
                                                  status from 400 (story/other_refusals.h) */
    guint64 refusals;                          /* calls that got a 300 or more which was not seen */
    guint64 transfers;  /* NOTIFYs that tell of a transferred call which met a status looked at */
    guint64 unanswered; /* calls that no answer of any kind is seen of, though the capture goes on
                           for a window, and that no answer looked at tells of */
    const SfElements *elements;   /* who asked and answered; the ledger's */
    const GArray *codes;          /* guint: the statuses that are explained; the ledger's */
    const SfRelatives *relatives; /* the others of the family; the ledger's */
    gboolean has_stories;         /* some answer was explained */
} SfRunCounts;

/** To be freed with sf_ledger_free(), and with it all answers and what they lend. */
SfLedger *sf_ledger_new(void);
void sf_ledger_free(SfLedger *ledger);

/** Lowers the bound on open requests (tests). */
void sf_ledger_set_max_open(SfLedger *ledger, guint max_open);

/** Sets the window for follow-ups; before the first message. */
void sf_ledger_set_window(SfLedger *ledger, guint seconds);

/** Sets which statuses are explained, in place of 301 and 421; before the first message. */
void sf_ledger_set_codes(SfLedger *ledger, const guint *codes, guint n);

/** Nobody will ask what is to be shown on a frame, so that nothing is noted for it; before the
 * first message. */
void sf_ledger_show_nothing(SfLedger *ledger);

/** To be called once for each frame of the capture, before its messages; @time, nanoseconds since
 * 1970, is the clock. */
void sf_ledger_frame(SfLedger *ledger, gint64 time);

/** Packets are missing in the capture just before the frame of @time, for which sf_ledger_frame()
 * is to be called next: what may be among them is not said to be absent. */
void sf_ledger_lost(SfLedger *ledger, gint64 time);

/** Adds one SIP message; its views need not outlive the call. Keeps no pointer into it. */
void sf_ledger_add(SfLedger *ledger, const SfMessage *message);

/** The frame holds a packet inside IPsec (ESP) that nobody decrypted, between these two addresses.
 */
void sf_ledger_ipsec(SfLedger *ledger, SfText source, SfText destination, guint32 frame);

typedef enum {
    SF_ATTEMPT_ASKED, /* the client begins one */
    SF_ATTEMPT_OPENED,
    SF_ATTEMPT_REFUSED, /* or ended at once */
    SF_ATTEMPT_ALERT,   /* TLS ends it, before anything is encrypted */
} SfAttemptStep;

/** A connection that some client opens to some server, whatever it is for. */
typedef struct {
    SfText client;
    SfText server;
    guint port; /* of the server */
    SfAttemptStep step;
    guint alert;        /* of TLS (RFC 8446 §6), valid with SF_ATTEMPT_ALERT */
    gboolean by_client; /* it sent this step */
    guint32 frame;
} SfAttempt;

/** The frame holds a step of a connection. Keeps no pointer into @seen. */
void sf_ledger_connection(SfLedger *ledger, const SfAttempt *seen);

/** One side ends a connection, and will send no more by it. */
typedef struct {
    SfText from;
    SfText to;
    guint from_port;
    guint to_port;
    SfStreamPlace at;
    guint32 frame;
} SfConnectionEnd;

/** The frame ends a connection, and holds no byte besides. Keeps no pointer into @seen. */
void sf_ledger_connection_ended(SfLedger *ledger, const SfConnectionEnd *seen);

/** The frame tells @client that there is no such @name in DNS. */
void sf_ledger_no_name(SfLedger *ledger, SfText client, SfText name, guint32 frame);

/** DNS tells @client that @name is at @address. */
void sf_ledger_name(SfLedger *ledger, SfText client, SfText name, SfText address);

/** The frame holds TLS on a SIP port that nobody decrypted. */
void sf_ledger_count_encrypted(SfLedger *ledger);

/** The frame holds an IP fragment that was not put together. */
void sf_ledger_count_fragment(SfLedger *ledger);

/** One of those is the first of an answer, and holds @bytes of it (empty: it is none); so much
 * tells which call was answered. TRUE where it is counted: its status is looked at. */
gboolean sf_ledger_count_part(SfLedger *ledger, SfText bytes);

/** @n of the fragments counted before were put together after all, @parts of which were counted as
 * the first of an answer. */
void sf_ledger_fragments_joined(SfLedger *ledger, guint n, guint parts);

/** What is to be shown on a frame: SfMark, in the order of its messages, and of SfRole for each;
 * NULL for nothing. By all that was added so far: looks at every answer once, when something was.
 * Lent until the next call of the ledger. */
const GArray *sf_ledger_marks(SfLedger *ledger, guint32 frame);

/** The same, for the frame whose messages were added last and on the first pass over a capture:
 * what findings hang there is known only as far as its own messages prove them, and no later packet
 * takes them back. Costs no more than they did. */
const GArray *sf_ledger_news(SfLedger *ledger, guint32 frame);

/** All answers that are explained (SfAnswer), in capture order. Owned by the ledger. */
const GPtrArray *sf_ledger_answers(SfLedger *ledger);

/**
 * The answers whose window has closed since the last call, in capture order: nothing more
 * is to be expected of them. Each is given once. Costs nothing while there are none.
 *
 * @param all  those too whose window is still open: the capture has ended
 * @return SfAnswer, not owned, in an array to be freed; NULL: none
 */
GPtrArray *sf_ledger_settled(SfLedger *ledger, gboolean all);

/**
 * Lets go of the stories of which all answers were given by sf_ledger_settled() and nothing was
 * seen for SF_LEDGER_KEPT_SECONDS. For who tells of each answer once, while the capture goes on,
 * and needs those that were given no more. Costs nothing most of the time.
 */
void sf_ledger_forget_told(SfLedger *ledger);

/** What is counted so far; what @run points to stays the ledger's. */
void sf_ledger_run(const SfLedger *ledger, SfRunCounts *run);

/** How many requests are open (tests, benchmarks). */
guint sf_ledger_open(const SfLedger *ledger);

#endif
