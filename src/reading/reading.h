/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From paths to events. The only room of the command that knows of folders, descriptors and
 * children: it finds the captures, starts sipfix-intake and tshark for each run, and hands every
 * event on with its capture, run and own frame numbers filled in. It opens captures and reads no
 * byte of them.
 */
#ifndef SIPFIX_READING_H
#define SIPFIX_READING_H

#include "reading/reading_types.h"

G_BEGIN_DECLS

/**
 * Reads all captures. While it runs SIGINT, SIGTERM and SIGHUP end the reading (the second one at
 * once, the third one the program), and, while events are handed on, the handing on; afterwards
 * they end the program, but with the option keep only after sf_reading_let_go().
 *
 * @param listener  lent for the call
 * @return what was read and what was not, to be freed with sf_reading_free(); NULL with @error
 *         (SF_READING_ERROR) when nothing could be started at all (no tshark, no plugin)
 */
SfReading *sf_reading_run(const SfReadingOptions *options, const SfReadingListener *listener,
                          GError **error);

/** A reading of nothing, for who fills it; to be freed with sf_reading_free(). */
SfReading *sf_reading_new(void);

/** Lets go of what the option keep has kept: there will be no more sf_cut(). Does nothing without
 * it. */
void sf_reading_let_go(SfReading *reading);

void sf_reading_free(SfReading *reading);

G_END_DECLS

#endif
