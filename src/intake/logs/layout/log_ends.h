/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who sent a message to whom, as far as a log says it. */
#ifndef SIPFIX_INTAKE_LOG_ENDS_H
#define SIPFIX_INTAKE_LOG_ENDS_H

#include "core/message/message.h"
#include "intake/logs/layout/log_pattern.h"

/** One end of the way that a message took. */
typedef struct {
    guint family; /* 4, 6; 0: not known */
    guint8 address[16];
    guint16 port; /* 0: not known */
} SfLogEnd;

/** Reads "192.0.2.1:5060", "[2001:db8::1]:5060", "2001:db8::1". @return FALSE, and @end is not
 * known, where it is no IP address */
gboolean sf_log_end_read(SfText text, SfText port, SfLogEnd *end);

/**
 * Both ends of @message: what the log says (@parts); and of the side that a message says itself
 * where it says it: who sent a request, and who an answer is for, is in the top Via (RFC 3261
 * §18.2.1, §18.2.2). What nobody says is not known.
 */
void sf_log_ends_read(const SfText *parts, const SfMessage *message, SfLogEnd *source,
                      SfLogEnd *destination);

/** Whether what stands for an address has been hidden by somebody: "198.51.xx.xx", "Hidden". */
gboolean sf_log_is_hidden(SfText text);

#endif
