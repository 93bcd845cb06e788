/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was in the captures and could not be seen: what the plugin and the intake counted, with the
 * words for it.
 */
#ifndef SIPFIX_COVERAGE_H
#define SIPFIX_COVERAGE_H

#include "reading/reading.h"

/** What opens TLS, and where it comes from. */
#define SF_KEYS "--keylog FILE, the secrets that one of the two sides wrote by SSLKEYLOGFILE"

typedef struct {
    const char *key; /* in "coverage": "encrypted"; lent */
    guint64 count;
    char *what;       /* without the count: "encrypted packets on SIP ports" */
    const char *help; /* what would help: "give --keylog FILE"; NULL: nobody knows */
} SfUnseen;

/** SfUnseen, those that were counted at all, in a fixed order; to be freed with
 * g_ptr_array_unref(), and not to outlive @reading. */
GPtrArray *sf_coverage_list(const SfReading *reading);

/** FALSE where the plugin had to forget something, so that answers may lack their requests. */
gboolean sf_coverage_complete(const SfReading *reading);

#endif
