/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The messages of a call with their parts in it: the ladder's rows before anybody counts columns.
 * Strings are lent by the events.
 */
#ifndef SIPFIX_LADDER_STORY_H
#define SIPFIX_LADDER_STORY_H

#include "analyzer/flow/step_role.h"
#include "problems/event.h"

typedef struct {
    SfStepRole role;
    gboolean is_subject; /* the answer that the diagram is about */
    const char *src;     /* address:port; never NULL, nor is dst */
    const char *dst;
    const char *what;
    guint status;
    gint64 frame;
    const char *capture;
    const char *time;
} SfFlowMessage;

/** SfFlowMessage of all of @events (see sf_ladder_new()), in the order of the capture, each once
 * and with its part; to be freed with g_array_unref(). */
GArray *sf_ladder_story(const GPtrArray *events);

/** What the elements call themselves: address without port -> product, both lent but the keys,
 * which the table owns. @story is of the same @events. */
GHashTable *sf_ladder_products(const GPtrArray *events, const GArray *story);

#endif
