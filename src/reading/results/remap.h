/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making an event of tshark's one of the files': its frame numbers are those of the files, and it
 * says which.
 */
#ifndef SIPFIX_READING_REMAP_H
#define SIPFIX_READING_REMAP_H

#include "reading/reading_types.h"
#include "reading/results/frame_map.h"
#include "reading/results/spool.h"

#define SF_EVENT_SCHEMA "sipfix-event/2"

/** So each event of the plugin's begins, and each that is handed on. */
#define SF_EVENT_START "{\"schema\":\"" SF_EVENT_SCHEMA "\","

/** Whether the object is the line at the end of a run, by its schema. */
gboolean sf_is_run_line(JsonObject *object);

/**
 * What is wrong with a line that a plugin of another version wrote ("sipfix-event/1").
 *
 * @return owned; NULL where it is no such line
 */
char *sf_foreign_version(JsonObject *object);

/**
 * The version of the plugin that wrote a run line, where it is another than this program's: then
 * what both know of may differ.
 *
 * @return owned: "0.2.0", "" of a plugin that does not say; NULL where it is the same
 */
char *sf_other_plugin(JsonObject *line);

/** The line at the end of what tshark wrote; NULL where that is none. To be unref'd. */
JsonObject *sf_run_line_of(const SfSpool *spool);

/** The file that the event's answer lies in, or NULL when its frame is none of the run's. */
SfInput *sf_event_input(SfItem event, const SfFrameMap *map);

/** Room for one event that is rewritten. */
typedef struct SfRemap SfRemap;

/** To be freed with sf_remap_free(), and with it what it lends. */
SfRemap *sf_remap_new(void);
void sf_remap_free(SfRemap *remap);

typedef enum {
    SF_REMAPPED,
    SF_REMAPPED_NOTHING, /* the line is no event */
    SF_REMAPPED_STRANGER /* its own frame is none of the run's */
} SfRemapped;

/** Looks at a line as tshark told it. FALSE: it is no event. @param event  lent until the next call
 */
gboolean sf_remap_look(SfRemap *remap, const char *text, gsize length, SfItem *event);

/**
 * Rewrites all frame numbers (members called frame or something_frame, at any depth, and those in
 * sentences of findings, as their "frames" say which ones they name), and says at the top "capture"
 * and "run". A frame that lies in another file than the event's gets its own "capture" beside it
 * (status_capture for status_frame). A number that is no frame of the run is taken out.
 *
 * @param event  gets the new one, lent until the next call
 */
SfRemapped sf_remap(SfRemap *remap, const char *text, gsize length, const SfFrameMap *map,
                    guint run, SfEventLine *event);

/**
 * The same of the events inside a run line: the examples of "relatives". One that cannot be told so
 * is taken out.
 */
void sf_remap_examples(JsonObject *line, const SfFrameMap *map);

#endif
