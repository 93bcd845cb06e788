/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making an event of tshark's one of the files': its frame numbers are those of the files, and it
 * says which. And adding up the lines that tshark ends with.
 */
#ifndef SIPFIX_READING_SETTLE_H
#define SIPFIX_READING_SETTLE_H

#include "reading/results/frame_map.h"
#include "reading/results/spool.h"

/** Whether the object is an event, by its schema. */
gboolean sf_is_event(JsonObject *object);

/** Whether the object is the line at the end of a run, by its schema. */
gboolean sf_is_run_line(JsonObject *object);

/**
 * What is wrong with a line that a plugin of another version wrote ("sipfix-event/1").
 *
 * @return owned; NULL where it is no such line
 */
char *sf_foreign_version(JsonObject *object);

/** The line at the end of what tshark wrote; NULL where that is none. To be unref'd. */
JsonObject *sf_run_line_of(const SfSpool *spool);

/** The file that the event's answer lies in, or NULL when its frame is none of the run's. */
SfInput *sf_event_input(JsonObject *event, const SfFrameMap *map);

/**
 * Rewrites all frame numbers (members called frame or something_frame, at any depth), and says at
 * the top "capture" and "run". A frame that lies in another file than the event's gets its own
 * "capture" beside it (status_capture for status_frame). A number that is no frame of the run is
 * taken out.
 *
 * @return a new event; NULL when its own frame is none of the run's
 */
JsonObject *sf_event_remap(JsonObject *event, const SfFrameMap *map, guint run);

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
