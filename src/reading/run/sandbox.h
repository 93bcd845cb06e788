/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the children live while sipfix runs: a fresh folder, with an empty configuration for
 * Wireshark (or a copy of one profile), and with copies of what their user could not reach where it
 * is. Their environment and their walls are made here too, and nothing of it is inherited: the same
 * capture, the same answer, whoever asks.
 */
#ifndef SIPFIX_READING_SANDBOX_H
#define SIPFIX_READING_SANDBOX_H

#include "reading/run/child/temporary.h"
#include "reading/run/installed/found_tools.h"

typedef struct {
    SfIdentity *identity;
    SfFoundTools *places; /* where everything is */
    char *tshark;         /* what to start */
    char *intake;
    SfTemporary *temporary;
    char *folder; /* its path */
    char **environment;
    SfConfinement *confinement; /* the identity's */
    guint patience;             /* with children that get nowhere: seconds (bounds/watchdog.h) */
} SfSandbox;

/**
 * Makes it, with what is there: whether all is, sf_found_tools_missing() says.
 *
 * @param profile  of the calling user, to be copied; or NULL
 * @return to be freed with sf_sandbox_free(), which removes the folder; NULL with @error
 * (SF_READING_ERROR)
 */
SfSandbox *sf_sandbox_new(const SfToolPaths *given, const char *profile, GError **error);

void sf_sandbox_free(SfSandbox *sandbox);

#endif
