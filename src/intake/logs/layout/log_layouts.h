/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of logs.ini, and which of them the lines before a message have. */
#ifndef SIPFIX_INTAKE_LOG_LAYOUTS_H
#define SIPFIX_INTAKE_LOG_LAYOUTS_H

#include "intake/logs/layout/log_pattern.h"
#include "intake/logs/log_lines.h"
#include "intake/logs/log_paste.h"

/** One layout. What it does not have is NULL. */
typedef struct {
    const char *title;
    guint reach;       /* lines before the message that may be of it */
    GPtrArray *heads;  /* SfLogPattern; the first is necessary */
    SfLogPattern *end; /* of the message */
    SfLogPattern *line;
    SfLogPattern *tail;
    SfLogPattern *joint;
    char cr; /* '\0': none */
} SfLogLayout;

typedef struct SfLogLayouts SfLogLayouts;

SfLogLayouts *sf_log_layouts_new(void);

void sf_log_layouts_free(SfLogLayouts *layouts);

/**
 * Which layout the message at the current line of @lines has.
 *
 * @param paste   cleans the lines
 * @param prefix  what stands before the message in its own line
 * @param parts   SF_LOG_N_PARTS, absent; gets what the lines say. Good as long as the lines are
 * @return NULL: none of them
 */
const SfLogLayout *sf_log_layouts_find(SfLogLayouts *layouts, const SfLogLines *lines,
                                       SfLogPaste *paste, SfText prefix, SfText *parts);

/** Adds the time that stands in @line to @parts, which have none yet. */
void sf_log_layouts_take_time(const SfLogLayouts *layouts, SfText line, SfText *parts);

/** Takes off @line what one of the layouts puts at the end of its lines. */
void sf_log_layouts_take_tail(const SfLogLayouts *layouts, SfText *line);

/** Whether a line could stand before another message in the layout. @layout may be NULL */
gboolean sf_log_layout_begins(const SfLogLayout *layout, SfText line);

#endif
