/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --anonymize: between the messages of a run and its events. The run's tshark has printed all SIP
 * messages; an intake makes packets with other values of them; a second tshark reads those. So no
 * event can hold what those packets do not hold.
 */
#ifndef SIPFIX_READING_MASKING_H
#define SIPFIX_READING_MASKING_H

#include "reading/run/run.h"

typedef struct SfMasking SfMasking;

/** To be freed with sf_masking_free(). NULL with @error: there is no file for what the mask
 * remembers. */
SfMasking *sf_masking_new(const SfRunOptions *options, GError **error);
void sf_masking_free(SfMasking *masking);

/**
 * Puts events of other packets in the place of what the run's tshark wrote, and a map from those
 * packets to the frames of the files in the place of its map. To be called for run after run, in
 * the order of the report, after sf_run_verdict(). Waits for its children.
 *
 * @return the packets: a pcapng, to be freed with sf_spool_free(); NULL with @error, and the run
 * has no events then
 */
SfSpool *sf_masking_apply(SfMasking *masking, SfRun *run, GError **error);

/** Gives the files of a reading names that tell nothing: capture-1.pcapng. */
void sf_masking_rename(const SfInputs *inputs);

/** Takes out of a list of files what tells more than that they were there; for people at this
 * machine it is kept aside. @param stem "file" */
void sf_masking_hide(GPtrArray *unread, const char *stem);

#endif
