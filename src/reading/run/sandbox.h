/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the children live while sipfix runs: a fresh folder, with an empty configuration for
 * Wireshark (or a copy of one profile), and with copies of what their user could not reach where it
 * is. Their environment is made here too, and nothing of it is inherited: the same capture, the
 * same answer, whoever asks.
 */
#ifndef SIPFIX_READING_HOME_H
#define SIPFIX_READING_HOME_H

#include "reading/run/temporary.h"
#include "reading/run/tool_paths.h"

typedef struct {
    SfIdentity *identity;
    SfPlaces *places; /* where everything is */
    char *tshark;     /* what to start */
    char *intake;
    SfTemporary *temporary;
    char *folder; /* its path */
    char **environment;
} SfHome;

/**
 * Makes it, with what is there: whether all is, sf_places_missing() says.
 *
 * @param profile  of the calling user, to be copied; or NULL
 * @return to be freed with sf_home_free(), which removes the folder; NULL with @error
 * (SF_READING_ERROR)
 */
SfHome *sf_home_new(const SfToolPaths *given, const char *profile, GError **error);

void sf_home_free(SfHome *home);

#endif
