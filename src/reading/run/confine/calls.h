/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter of system calls, made by libseccomp before a child is started. */
#ifndef SIPFIX_READING_CALLS_H
#define SIPFIX_READING_CALLS_H

#include <glib.h>

typedef struct SfCalls SfCalls;

/** @param strict refuses to begin processes too, to write to files by name, and to send signals
 * @return NULL where there is no libseccomp, or it cannot. To be freed with sf_calls_free() */
SfCalls *sf_calls_new(gboolean strict);

void sf_calls_free(SfCalls *calls);

/** Puts it on the calling process, for good. Needs PR_SET_NO_NEW_PRIVS; safe between fork and exec.
 */
void sf_calls_enter(const SfCalls *calls);

#endif
