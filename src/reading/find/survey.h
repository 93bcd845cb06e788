/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A first look at files, before it is decided which of them belong together: from when to when, of
 * which interfaces, and whether captures at all. Done by the intake, several at once; costs a
 * fraction of the analysis.
 */
#ifndef SIPFIX_READING_SURVEY_H
#define SIPFIX_READING_SURVEY_H

#include "reading/find/input.h"
#include "reading/run/sandbox.h"

typedef struct SfSurvey SfSurvey;

/**
 * Starts it. The answers are in the inputs when @done is called, which is the last thing that
 * happens; the owner may free the survey there.
 *
 * @param inputs  SfInput, lent
 * @param jobs    how many at once
 */
SfSurvey *sf_survey_new(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                        void (*done)(gpointer data), gpointer data, GError **error);

/** The same, but asks for nothing but the digests of the files' bytes. */
SfSurvey *sf_survey_digest(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                           void (*done)(gpointer data), gpointer data, GError **error);

/** After done: why the intake cannot be started, or NULL. */
const char *sf_survey_trouble(const SfSurvey *survey);

/** Lets it come to an end: no more files, and those that are looked at end here. */
void sf_survey_stop(SfSurvey *survey);

/** Ends it at once. */
void sf_survey_kill(SfSurvey *survey);

void sf_survey_free(SfSurvey *survey);

#endif
