/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walls around the children that look into captures: no network, no other programs, no writing but
 * to the descriptors that they are given, no reading but of what programs and Wireshark need. Each
 * wall stands where the kernel has it, and none is needed for the work.
 */
#ifndef SIPFIX_READING_CONFINEMENT_H
#define SIPFIX_READING_CONFINEMENT_H

#include "reading/run/confine/files.h"

typedef struct SfConfinement SfConfinement;

/** Makes ready what a child is confined by. Never fails: what this machine lacks is left out.
 * @return to be freed with sf_confinement_free() */
SfConfinement *sf_confinement_new(const SfConfinementNeeds *needs);

/** May be NULL. */
void sf_confinement_free(SfConfinement *confinement);

/** Whether what the program does can be foreseen. A script in the place of a program starts others,
 * so of the walls there are only those that keep from the network and from the kernel. */
gboolean sf_confinement_is_strict(const char *program);

/** In a child, before it gives up root and (once more) behind: leaves the network for one with
 * nothing in it. Safe between fork and exec. */
void sf_confinement_leave_network(gboolean *left);

/** In a child, as the last thing before exec. Safe there. @param strict  as was asked above */
void sf_confinement_enter(const SfConfinement *confinement, gboolean strict);

/** What there is to confine by, in a word each, for people: "Landlock 3", "seccomp"; owned. */
char *sf_confinement_means(const SfConfinement *confinement);

#endif
