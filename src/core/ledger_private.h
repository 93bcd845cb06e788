/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ledger.c and after.c share. */
#ifndef SIPFIX_LEDGER_PRIVATE_H
#define SIPFIX_LEDGER_PRIVATE_H

#include "dialogs.h"
#include "elements.h"
#include "followup.h"
#include "ledger.h"
#include "open.h"
#include "pending.h"
#include "senders.h"
#include "warned.h"

/* Answers of one call, transactions of one request, follow-ups of one answer: a further message is
 * compared with this many of the newest. A few are usual; the bound is for a capture that sends
 * thousands. Max-Forwards, which bounds hops, starts at 70 (RFC 3261 §8.1.1.6). */
#define SF_MAX_COMPARED 70

/* Copies closer than this, with no re-sent request between, are one packet that was captured twice:
 * T1, the shortest interval of retransmissions, is 500 ms (RFC 3261 §17.1.1.1). Nanoseconds. */
#define SF_SAME_PACKET G_GINT64_CONSTANT(100000000)

struct SfLedger {
    gint64 window; /* nanoseconds */
    GArray *codes; /* guint: the statuses that are explained */
    gint64 clock;  /* time of the latest frame */
    SfOpen *open;
    SfPending *pending;
    SfSenders *senders;
    SfElements *elements;
    SfDialogs *dialogs;
    GPtrArray *stories; /* SfStory with a number, a reference each, in order of number */
    GHashTable *told;   /* Call-ID -> SfStory of those: what comes after the call was forgotten */
    GHashTable *moved;  /* key of an old address -> SfAnswer, the last 301 of it */
    SfWarned *warned;
    GPtrArray *answers; /* SfAnswer, the explained ones, in capture order; their stories own them */
    GHashTable *marks;  /* frame number -> GArray of SfMark */
    GHashTable *stale;  /* SfAnswer to be judged before anybody looks; a set */
    GPtrArray *unsettled; /* SfAnswer not given by sf_ledger_settled() yet, in capture order */
    guint n_noticed;      /* of answers: those that were ever in unsettled */
    gint64 next_settled;  /* before that time no window of unsettled closes */
    SfRun run;            /* but for what sf_ledger_run() works out */
    guint64 ended_one_way;
};

/** Notes what is to be shown on a packet; at most one mark of a kind there. */
void sf_ledger_mark(SfLedger *ledger, SfSpot spot, SfMark what);

/** Judges the answer by the time it is now. */
void sf_ledger_catch_up(SfLedger *ledger, SfAnswer *answer);

/** The answer has to be judged anew. */
void sf_ledger_touch(SfLedger *ledger, SfAnswer *answer, gint64 time);

SfSpot sf_spot_of(const SfMessage *message);

/** The call becomes part of the story. Nothing happens where it has one already. */
void sf_ledger_join_story(SfLedger *ledger, SfCall *call, SfStory *story);

#endif
