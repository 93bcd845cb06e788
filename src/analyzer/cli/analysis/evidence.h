/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --evidence DIR: of each problem one small pcapng, with the whole story of the example that the
 * report shows, and the findings as comments on its packets.
 */
#ifndef SIPFIX_EVIDENCE_H
#define SIPFIX_EVIDENCE_H

#include "problems/summary.h"
#include "reading/reading.h"

/** Makes the folder where it is missing. FALSE with @error where nothing can be written there. */
gboolean sf_evidence_prepare(const char *folder, GError **error);

/**
 * Writes the files, CASE-CHECK.pcapng, each whole or not at all, and names them in the problems.
 *
 * @param reading  made with the option keep
 * @param bare     the names alone, without the folder, which tells something of its owner too
 * @param failed   called for each problem whose file could not be written, with the reason
 * @return how many could not
 */
guint sf_evidence_write(SfSummary *summary, const SfReading *reading, const char *folder,
                        gboolean bare,
                        void (*failed)(const SfProblem *problem, const char *reason));

#endif
