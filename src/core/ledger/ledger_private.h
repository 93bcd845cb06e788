/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the ledger share: ledger.c (the one that is spoken to), requests.c, answers.c,
 * followups.c (what came after an answer), stories.c, judging.c, marks.c, settled.c. */
#ifndef SIPFIX_LEDGER_PRIVATE_H
#define SIPFIX_LEDGER_PRIVATE_H

#include "core/ledger/followups/followup.h"
#include "core/ledger/followups/followup_index.h"
#include "core/ledger/followups/told_clients.h"
#include "core/ledger/ledger.h"
#include "core/ledger/network/agents.h"
#include "core/ledger/network/dialogs.h"
#include "core/ledger/network/elements.h"
#include "core/ledger/network/ipsec_pairs.h"
#include "core/ledger/network/senders.h"
#include "core/ledger/network/served_legs.h"
#include "core/ledger/story/later_calls.h"
#include "core/ledger/transactions.h"
#include "core/ledger/view.h"

/* Requests that follow up one answer. A client tries a few targets; more are counted. */
#define SF_MAX_FOLLOWUPS 64

/* Copies closer than this, with no re-sent request between, are one packet that was captured twice:
 * T1, the shortest interval of retransmissions, is 500 ms (RFC 3261 §17.1.1.1). Nanoseconds. */
#define SF_SAME_PACKET G_GINT64_CONSTANT(100000000)

/* Calls of which the capture shows a part only. */
typedef struct {
    guint64 one_way;
    guint64 refusals;
    guint64 unanswered;
    gint64 answered_by; /* what was asked later may be answered yet */
} SfHalfSeen;

struct SfLedger {
    SfView view;   /* the one clock */
    GArray *codes; /* guint: the statuses that are explained */
    SfRelatives *relatives;
    SfTransactions *open;
    SfFollowupIndex *pending;
    SfFollowupIndex *pending_asides; /* the same for those that nobody asked for */
    SfSenders *senders;
    SfElements *elements;
    SfDialogs *dialogs;
    SfAgents *agents;
    SfServedLegs *served_legs;
    SfIpsecPairs *ipsec;
    GPtrArray *stories; /* SfStory with a number, a reference each, in order of number */
    GHashTable
        *told; /* Call-ID, SfKey -> SfStory of those: what comes after the call was forgotten */
    GHashTable *moved; /* key of an old address -> SfAnswer, the last 301 of it, with a reference to
                          its story */
    SfToldClients *warned;
    SfLaterCalls *later_calls;
    GString *text;      /* of the key of the request at hand; kept, to spare an allocation */
    GString *stand_in;  /* for the Call-ID of the message at hand */
    GPtrArray *answers; /* SfAnswer, the explained ones, in capture order; their stories own them */
    GHashTable *marks;  /* frame number -> GArray of SfMark */
    GPtrArray *news;    /* SfAnswer: the explained ones that the latest frame brought news of */
    gboolean is_unseen; /* nobody looks at frames: there are no marks */
    gboolean is_hung;   /* the marks show all findings as of the latest frame */
    GPtrArray *unsettled; /* SfAnswer not given by sf_ledger_settled() yet, in capture order */
    guint n_stories;      /* that ever had a number */
    guint forgotten_without_request; /* answers whose request the capture lacks */
    gint64 next_forgetting;          /* before that time nothing is let go again */
    guint n_noticed;                 /* of answers: those that were ever in unsettled */
    gint64 next_settled;             /* before that time no window of unsettled closes */
    SfRunCounts run;                 /* but for what sf_ledger_run() works out */
    SfHalfSeen ended_half_seen;
};

/* ---- requests.c, answers.c: a message of a call is put where it belongs ---- */

/** A request, completed as far as may be (sf_ledger_complete()). */
void sf_ledger_add_request(SfLedger *ledger, const SfMessage *request);

/** The same of an answer, provisional or final. */
void sf_ledger_add_answer(SfLedger *ledger, const SfMessage *message);

/** TRUE for a status that somebody asked for (sf_ledger_set_codes()). */
gboolean sf_ledger_explains(const SfLedger *ledger, guint status);

/* ---- unnamed/completing.c: messages that lack what tells whose they are ---- */

/**
 * The message with what it lacks of Call-ID and CSeq, where the capture tells them; else with what
 * stands in for them, where the branch tells the transaction.
 *
 * @param named   room for it
 * @param joined  set to whether it lacked something, and its transaction was found all the same
 */
const SfMessage *sf_ledger_complete(SfLedger *ledger, const SfMessage *message, SfMessage *named,
                                    gboolean *joined);

/* ---- counting.c: how many calls the run tells of ---- */

/** An INVITE outside a dialog opens a transaction of the call. */
void sf_ledger_count_invite(SfLedger *ledger, SfCall *call, const SfMessage *invite);

/** The call got an answer, which is told from then on what was dialled. */
void sf_ledger_count_answer(SfLedger *ledger, SfCall *call, SfAnswer *answer);

/** The call is the same that somebody dialled as @with; NULL: nothing happens. */
void sf_ledger_unite(SfLedger *ledger, SfCall *call, SfDialled *with);

/** The same where the request, of that call, follows an answer up, and it is certain. */
void sf_ledger_unite_followup(SfLedger *ledger, SfCall *call, const SfFollowup *followup,
                              const SfMessage *request);

/** The call that was begun at once with that of @invite for the same, at another place; NULL: none
 * is known, or it was forgotten. */
const SfCall *sf_ledger_twin(const SfLedger *ledger, const SfCall *call, const SfMessage *invite);

/** The call, which @request begins, is what got the answer before, come back at its interval: one
 * registration, however often it is asked for. */
void sf_ledger_go_on_with(SfLedger *ledger, SfCall *call, SfAnswer *answer,
                          const SfMessage *request);

/* ---- stories.c: the stories ---- */

/** The call becomes part of the answer's story, which tells of all that was seen of the call so
 * far. Where it has a story already, that stays. */
void sf_ledger_join_story(SfLedger *ledger, SfCall *call, SfAnswer *answer);

/** Of a new answer whose came_by is known: messages that concern one that is not explained are told
 * by the one before it that is, else by the first one after it. */
void sf_ledger_choose_teller(SfAnswer *answer);

/** From now on the story is shown. Nothing happens where it has a number already. */
void sf_ledger_number_story(SfLedger *ledger, SfStory *story);

/** The call's story is found by its Call-ID even when the call is forgotten. */
void sf_ledger_remember_call(SfLedger *ledger, const SfCall *call);

/**
 * The message, which was put where it belongs, is one of the call's: answers that it concerns tell
 * of it, or may do so later.
 *
 * @param transaction  that it belongs to; NULL: none
 * @param answer       that it is a copy of; NULL: none
 */
void sf_ledger_tell(SfLedger *ledger, SfCall *call, const SfTransaction *transaction,
                    SfAnswer *answer, const SfMessage *message);

/** The request is the first that is seen of the call, which may be one that was forgotten and goes
 * on (a refresh, BYE): then its story goes on, too. */
void sf_ledger_resume_story(SfLedger *ledger, SfCall *call, const SfMessage *request);

/** The same for an ACK, which opens no call. */
void sf_ledger_add_epilogue(SfLedger *ledger, const SfMessage *ack);

/* ---- judging.c ---- */

/** To be called whenever something was added to an answer or one of its follow-ups: what was found
 * in its story is good no longer, and this is news of it and of the answers before it in a chain.
 */
void sf_ledger_touch(SfLedger *ledger, SfAnswer *answer);

/** The same where its window opens anew, for a packet of @time concerns it. The window is one of
 * the ledger's clock, which the packet may be behind: it would else be closed at once. */
void sf_ledger_stir(SfLedger *ledger, SfAnswer *answer, gint64 time);

/** A new frame is read. */
void sf_ledger_forget_news(SfLedger *ledger);

/* ---- marks.c: what is shown where ---- */

/** Notes that the packet shows the answer; nothing happens for a code that is not explained. */
void sf_ledger_mark_answer(SfLedger *ledger, SfSpot spot, SfRole role, SfAnswer *answer);

/** The packet follows up an answer; nothing happens where that is not explained. */
void sf_ledger_mark_followup(SfLedger *ledger, SfSpot spot, const SfFollowup *followup);

/** The packet is one of the story's; nothing happens where that has no number. */
void sf_ledger_mark_story(SfLedger *ledger, SfSpot spot, SfStory *story);

#endif
