/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header lines of a request that decide about a 421: as they were sent, and as they would have
 * to be.
 */
#ifndef SIPFIX_OFFER_H
#define SIPFIX_OFFER_H

#include "problems/event.h"

/**
 * The headers in which the missing tags belong, as the request had them: "Supported: replaces", "no
 * Supported header". To be freed with g_free(); NULL where nothing is known to be missing.
 */
char *sf_offer_sent(const SfEvent *event);

/** The same lines with the missing tags in them: "Supported: replaces, 100rel". */
char *sf_offer_wanted(const SfEvent *event);

#endif
