/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the capture could have shown by now: the ledger's one clock, and what it knows of who sends
 * SIP to whom. Every answer looks at the same view, so no two can differ about the time.
 *
 * Nobody reads the clock: one asks whether a time has come. So it is known for how long a judgement
 * is good that found that a time had not come yet (answer.h).
 */
#ifndef SIPFIX_VIEW_H
#define SIPFIX_VIEW_H

#include "core/ledger/answer.h"
#include "core/ledger/network/senders.h"

typedef struct SfLaterCalls SfLaterCalls;

/** Packets are missing between two frames, of these times, nanoseconds. */
typedef struct {
    gint64 from;
    gint64 to;
} SfGap;

/** So long no SIP is in the capture that it may have been stopped: most telephones sign on once an
 * hour at least. */
typedef struct {
    SfGap between; /* two messages */
    guint32 frame; /* of the second */
} SfHole;

struct SfView {
    gint64 clock;       /* of the latest frame, nanoseconds */
    gint64 window;      /* for follow-ups, nanoseconds */
    gboolean encrypted; /* there is traffic that nobody decrypted */
    const SfSenders *senders;
    const SfLaterCalls *later_calls;
    GArray *gaps;          /* SfGap, in order of time: where packets are missing */
    GArray *holes;         /* SfHole, in order of time */
    gint64 latest_sip;     /* time of the latest message; G_MININT64: none yet */
    gint64 first_nameless; /* the first request that is cut before what names it, its branch too;
                              G_MAXINT64: none */
    gint64 next; /* the earliest time that was asked for and has not come; G_MAXINT64: none */
};

/** TRUE where the capture goes on until @time, nanoseconds. */
gboolean sf_view_has_come(SfView *view, gint64 time);

/** Packets are missing between the latest frame and the one that is to come, of @time. */
void sf_view_lose(SfView *view, gint64 time);

/** A message of @time, nanoseconds, is there, but cut before what would tell whose it is. It could
 * be any, so for what others are absent it is as good as missing. */
void sf_view_cannot_name(SfView *view, const SfMessage *message);

/** TRUE where the answer's request may be in the capture, cut before what would tell that it is. */
gboolean sf_answer_request_may_be_cut(const SfAnswer *answer);

/** Takes note of any message: whether the capture holds none before it for long. */
void sf_view_note_sip(SfView *view, const SfMessage *message);

/** Where the capture may have been stopped while it was waited for what would follow the answer;
 * NULL: it was not. Lent. */
const SfHole *sf_answer_hole(const SfAnswer *answer);

/** TRUE where no packet is known to be missing between the two times, nanoseconds. */
gboolean sf_view_is_whole(const SfView *view, gint64 from, gint64 to);

/** TRUE where the capture goes on for a whole window after @time, and nothing is missing in it. */
gboolean sf_view_window_is_over(SfView *view, gint64 time);

/** The same after the last packet that concerns the answer; nothing is missing since it was asked
 * for, either. */
gboolean sf_answer_window_is_over(const SfAnswer *answer);

/** TRUE as long as another answer that names other places makes it doubtful which is right: until a
 * window after the first request that took no notice of this one. What comes later is a change. */
gboolean sf_answer_may_be_contradicted(const SfAnswer *answer);

/** In seconds. */
double sf_answer_window(const SfAnswer *answer);

/** TRUE where the client's messages to other places are in the capture too, or would be. */
gboolean sf_answer_client_is_seen(const SfAnswer *answer);

/** A frame with one of those messages, in case the answer's own story has none; 0: none. */
guint32 sf_answer_client_frame(const SfAnswer *answer);

/** What the element that the answer went to calls itself (sf_senders_product()). Lent; NULL. */
const char *sf_answer_client_own_product(const SfAnswer *answer);

#endif
