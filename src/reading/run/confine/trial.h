/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the children are really kept from on this machine: one of them has tried. */
#ifndef SIPFIX_READING_TRIAL_H
#define SIPFIX_READING_TRIAL_H

#include "reading/run/child/child.h"

/** TRUE: it was not possible. */
typedef struct {
    gboolean network;
    gboolean own_network; /* there is one with nothing in it, besides */
    gboolean programs;    /* starting others, or more of itself */
    gboolean processes;   /* looking into others, and signals */
    gboolean writing;
    gboolean reading; /* of what it has no need of */
    char *means;      /* "seccomp, Landlock 3" */
} SfTrial;

/** Has a child try, confined as all are.
 * @return NULL where it does not start. To be freed with sf_trial_free() */
SfTrial *sf_trial_new(const SfIdentity *identity, const char *intake, char **environment);

/** May be NULL. */
void sf_trial_free(SfTrial *trial);

#endif
