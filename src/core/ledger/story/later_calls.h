/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client that was sent to a new address met when it called that address, in whatever call:
 * a trial call that the capture shows need not be made again.
 */
#ifndef SIPFIX_LATER_CALLS_H
#define SIPFIX_LATER_CALLS_H

#include "core/ledger/answer.h"

/** The INVITE that got furthest of those that one client sent to one address. */
typedef struct {
    guint32 frame;        /* of the INVITE; 0: none was sent */
    gint64 time;          /* of it, nanoseconds */
    char *call_id;        /* owned; NULL with 0 */
    char *from_tag;       /* owned; NULL with 0 */
    char *sent_to;        /* address that it went to, or got that answer from; owned; NULL with 0 */
    gboolean follows_up;  /* it did as a redirect said */
    gboolean heard;       /* it got an answer of any kind */
    guint status;         /* its final answer; 0: none of those that tell of the place */
    guint32 status_frame; /* of that */
} SfLaterCall;

typedef struct SfLaterCalls SfLaterCalls;

/** To be freed with sf_later_calls_free(). */
SfLaterCalls *sf_later_calls_new(void);
void sf_later_calls_free(SfLaterCalls *later);

/** From now on calls of the client of @answer, a redirect, to its targets are remembered. */
void sf_later_calls_await(SfLaterCalls *later, const SfAnswer *answer);

/** The first copy of a @request for @uri, which may follow something up. What it is remembered by,
 * lent for as long as @later lives; NULL: nobody awaits it. */
SfLaterCall *sf_later_calls_note(SfLaterCalls *later, const SfMessage *request, const SfUri *uri,
                                 gboolean follows_up);

/** An answer to the INVITE of frame @asked, which may follow something up, and is one that
 * sf_later_calls_note() gave @call for. */
void sf_later_call_answered(SfLaterCall *call, const SfMessage *answer, guint32 asked,
                            gboolean follows_up);

/** What the client of @answer met at @target; NULL: nothing is known. Lent. */
const SfLaterCall *sf_later_calls_find(const SfLaterCalls *later, const SfAnswer *answer,
                                       const SfTarget *target);

#endif
