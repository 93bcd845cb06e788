/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adding up the lines that tshark ends with. */
#ifndef SIPFIX_READING_TOTAL_H
#define SIPFIX_READING_TOTAL_H

#include "reading/find/input.h"

#define SF_RUN_SCHEMA "sipfix-run/2"

/** Of how many addresses a total says what they asked and answered; what others did is in its
 * "elements_left_out". */
#define SF_TOTAL_ELEMENTS 50000

/** Adds a run line to the total: numbers are summed, the earliest first and the latest last kept.
 * To be called in the order of the runs: which addresses are left out depends on it. */
void sf_total_add(JsonObject *total, JsonObject *line);

/** Adds a total to another: that of one run, as run lines of `analyze` are, which has counted its
 * files. To be called in the order of the runs. */
void sf_total_add_run(JsonObject *total, JsonObject *run);

/** Adds what the intake counted of a file. */
void sf_total_add_input(JsonObject *total, const SfInput *input);

/** A total of nothing. */
JsonObject *sf_total_new(void);

#endif
