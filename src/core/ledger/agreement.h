/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three lists of a security agreement: Security-Client, Security-Server and Security-Verify
 * (RFC 3329 §2.2), and what products make of them for media (mediasec). */
#ifndef SIPFIX_AGREEMENT_H
#define SIPFIX_AGREEMENT_H

#include "core/grammar/grammar.h"
#include "core/message/message.h"

/** sec-mechanism = mechanism-name *(SEMI mech-parameters). Views into the message. */
typedef struct {
    SfText name;
    SfText params; /* with the semicolon before them */
    gboolean has_q;
    double q;       /* valid with has_q */
    guint position; /* from 0 */
} SfMechanism;

/** The mechanisms of all headers of that name, as written. To be freed with g_array_unref(). */
GArray *sf_mechanisms(const SfMessage *message, SfHeaderName name);

/** The best first: the greater q, and those without in the order written. */
void sf_mechanisms_sort(GArray *mechanisms);

/** TRUE where both list the same mechanisms with the same parameters, in whatever order. */
gboolean sf_mechanisms_equal(const GArray *one, const GArray *other);

/** TRUE where the list is of media (parameter mediasec), not of the connection itself. */
gboolean sf_mechanisms_are_of_media(const GArray *mechanisms);

/** What its kind needs and the mechanism lacks: "spi-c, port-c"; NULL: nothing. To be freed with
 * g_string_free(). */
GString *sf_mechanism_lacks(const SfMechanism *mechanism);

#endif
