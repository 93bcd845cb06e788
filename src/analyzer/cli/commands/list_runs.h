/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analyze --list-runs: which files would be read as one, for who divides captures among machines.
 */
#ifndef SIPFIX_LIST_RUNS_H
#define SIPFIX_LIST_RUNS_H

#include "analyzer/cli/analysis/captures.h"

/** Prints a line a run: its bytes, then its files, with tabs between. A file whose name holds a tab
 * or the end of a line is named on standard error, and is SF_EXIT_PART. */
SfExit sf_list_runs(const SfCaptures *captures, const SfCommand *command);

#endif
