/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ladder diagram of one call: who is there (columns), and who sent what to whom (rows), with
 * the request, its 301 or 421 and what came after them marked. It is only worked out here; each
 * form of report draws it in its own way, and makes a stranger's strings safe while it does.
 */
#ifndef SIPFIX_LADDER_H
#define SIPFIX_LADDER_H

#include "analyzer/events/members.h"
#include "analyzer/flow/step_role.h"
#include "problems/event.h"

#define SF_LADDER_ELEMENTS 8  /* columns at most */
#define SF_LADDER_STEPS    40 /* messages at most; what is left out is a step of its own */

/** One column: an address, whatever its ports (a proxy is one element). Only where ports of one
 * address talk to each other, as on loopback, each of them is an element. */
typedef struct {
    char *address; /* without the port; with it where it takes the port to tell elements apart */
    char *ports;   /* "5060", "5060, 5080"; "" where none is known */
    char *product; /* what it calls itself; NULL: not told */
} SfElement;

/** One row. */
typedef struct {
    SfStepRole role;
    guint from; /* index of the element; no meaning in a gap */
    guint to;
    char *label;    /* "INVITE", "301 Moved Permanently", "12 messages" */
    guint status;   /* of an answer; 0: it is none */
    gint64 frame;   /* 0: not told */
    char *capture;  /* the file of that frame; NULL: not told */
    char *time;     /* ISO 8601, UTC; NULL: not told */
    double seconds; /* since the first row; below 0: not told */
    guint left_out; /* of a gap: how many messages */
} SfStep;

typedef struct {
    GPtrArray *elements; /* SfElement, from left to right, in the order of their first appearance */
    GPtrArray *steps;    /* SfStep, in the order of the capture */
} SfLadder;

/**
 * The ladder of a call.
 *
 * @param events  JsonObject, at least one: the events of one story, first the one that the diagram
 *                is about. Each tells of its own messages (further hops, further redirects).
 * @return to be freed with sf_ladder_free(); without steps where the event does not tell who sent
 *         what to whom
 */
SfLadder *sf_ladder_new(const GPtrArray *events);
void sf_ladder_free(SfLadder *ladder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfLadder, sf_ladder_free)

#endif
