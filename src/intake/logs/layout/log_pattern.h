/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pattern of logs.ini: what it takes, and the named parts of it. */
#ifndef SIPFIX_INTAKE_LOG_PATTERN_H
#define SIPFIX_INTAKE_LOG_PATTERN_H

#include "core/grammar/text.h"

/** The parts that a pattern may name; the head of logs.ini tells what they are. */
typedef enum {
    SF_LOG_IN,
    SF_LOG_OUT,
    SF_LOG_TRANSPORT,
    SF_LOG_REMOTE,
    SF_LOG_LOCAL,
    SF_LOG_SOURCE,
    SF_LOG_DESTINATION,
    SF_LOG_REMOTE_PORT,
    SF_LOG_LOCAL_PORT,
    SF_LOG_SOURCE_PORT,
    SF_LOG_DESTINATION_PORT,
    SF_LOG_YEAR,
    SF_LOG_MONTH,
    SF_LOG_DAY,
    SF_LOG_HOUR,
    SF_LOG_MINUTE,
    SF_LOG_SECOND,
    SF_LOG_FRACTION,
    SF_LOG_ZONE,
    SF_LOG_EPOCH,
    SF_LOG_MILLISECONDS,
    SF_LOG_N_PARTS
} SfLogPart;

typedef struct SfLogPattern SfLogPattern;

/** @param text  of logs.ini; its {names} are replaced by what [parts] says
 * @return NULL where it is none: a mistake that the build finds */
SfLogPattern *sf_log_pattern_new(const char *text);

void sf_log_pattern_free(SfLogPattern *pattern);

/**
 * @param parts  SF_LOG_N_PARTS; those that are absent and that the line has are filled. NULL: not
 *               asked for
 * @param place  gets where it was found in @line. May be NULL
 */
gboolean sf_log_pattern_takes(const SfLogPattern *pattern, SfText line, SfText *parts,
                              SfText *place);

/** How often a search was given up, because it would have taken too long. */
guint64 sf_log_patterns_given_up(void);

#endif
