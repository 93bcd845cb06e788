/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Reason header (RFC 3326): why a request or an answer was sent, in the numbers of SIP or of
 * the telephone network (ITU-T Q.850).
 */
#ifndef SIPFIX_REASON_H
#define SIPFIX_REASON_H

#include "core/message/message.h"

/** Q.850: what was waited for did not come in time. */
#define SF_CAUSE_TIMER 102

/** One entry of it, as views into the message. */
typedef struct {
    SfText entry;      /* the whole: Q.850;cause=34;text="..." */
    SfText protocol;   /* SIP, Q.850... */
    guint32 cause;     /* of Q.850; 0: it is none, or names none */
    guint32 sip_cause; /* of SIP, a status code; 0: it is none, or names none */
} SfReason;

/**
 * The next entry of the message's Reason headers.
 *
 * @param next    number of the entry, 0 at first; moved on
 * @return FALSE at the end
 */
gboolean sf_reason_next(const SfMessage *message, guint *next, SfReason *reason);

#endif
