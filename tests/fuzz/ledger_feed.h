/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sequences of messages out of a few bytes each, so that what is mutated stays SIP, and meets. */
#ifndef SIPFIX_LEDGER_FEED_H
#define SIPFIX_LEDGER_FEED_H

#include "core/ledger/ledger.h"

#include <stddef.h>
#include <stdint.h>

/** One message, or something else that a capture brings. Each byte chooses from a table. */
typedef struct {
    uint8_t kind; /* what it is; cut; quoted */
    uint8_t method;
    uint8_t status; /* or Request-URI */
    uint8_t call;
    uint8_t cseq;
    uint8_t client; /* Vias */
    uint8_t tag;
    uint8_t wait;  /* since the one before */
    uint8_t place; /* addresses and transport */
    uint8_t headers[7];
} SfStep;

/** A line of a header, a Request-URI, a method, a status ("301 Moved Permanently"), by any number;
 * lent. */
const char *feed_header(guint number);
const char *feed_uri(guint number);
const char *feed_method(guint number);
const char *feed_status(guint number);

/** The text of the step's message; to be freed. */
char *step_text(const SfStep *step);

/** Gives the step to the ledger as @frame. @param time  ns, goes on */
void step_feed(SfLedger *ledger, guint32 frame, gint64 *time, const SfStep *step);

#endif
