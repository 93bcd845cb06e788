/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages for tests, written as SIP text: what the plugin's collector does, in small. */
#ifndef SIPFIX_SIP_TEXT_H
#define SIPFIX_SIP_TEXT_H

#include "core/ledger/ledger.h"

/**
 * Gives @text, lines ended by \n, to the ledger as the only message of @frame at @seconds. The
 * first Via's sent-by is the sender of a request and the receiver of an answer; 198.51.100.20:5060
 * is the other side.
 */
void sip_text_add(SfLedger *ledger, guint32 frame, double seconds, const char *text);

/** The same for a message that the capture cut. */
void sip_text_add_cut(SfLedger *ledger, guint32 frame, double seconds, const char *text);

/** The same for a message that goes to that address. */
void sip_text_add_to(SfLedger *ledger, guint32 frame, double seconds, const char *destination,
                     const char *text);

/** From where to where a message goes. */
typedef struct {
    const char *source;
    guint source_port;
    const char *destination;
    guint destination_port;
} SipTextWay;

/** The same for one that goes that way, whatever its Via says. */
void sip_text_add_on(SfLedger *ledger, guint32 frame, double seconds, const SipTextWay *way,
                     const char *text);

#endif
