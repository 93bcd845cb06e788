/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who called how often. Several may share one address (a router that translates addresses, one
 * machine): they are told apart by their ports together with what they call themselves, or with the
 * account that they sign on with. Neither alone tells: one telephone may change its port, and one
 * port is one program's.
 */
#ifndef SIPFIX_CALLERS_H
#define SIPFIX_CALLERS_H

#include "problems/event.h"
#include "problems/tally.h"

typedef struct SfCallers SfCallers;

/** One of them. Its name, note and count come first, as SfTallied has them: the address, with the
 * port where that is its own and tells it from others; its product. */
typedef struct {
    SfTallied tallied;
    char *address;
    guint port; /* of the name; 0: it has none */
} SfCaller;

SfCallers *sf_callers_new(void);
void sf_callers_free(SfCallers *callers);

/** Adds @n to the event's caller, who is there afterwards even with an @n of 0. Nothing happens
 * where the event tells no address. */
void sf_callers_add(SfCallers *callers, const SfEvent *event, guint64 n);

/** How many there are. */
guint sf_callers_size(const SfCallers *callers);

/** All SfCaller, most frequent first, ties in order of appearance. Lent; to be called after the
 * last addition. */
const GPtrArray *sf_callers_sorted(SfCallers *callers);

#endif
