/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GLib's queues whose links lie inside what they hold, without a call into GLib: each message moves
 * its transaction from one queue to the end of another, and each frame looks at the oldest of some.
 */
#ifndef SIPFIX_QUEUE_H
#define SIPFIX_QUEUE_H

#include <glib.h>

/** What has been in it for the longest; NULL: it is empty. */
static inline gpointer sf_queue_oldest(const GQueue *queue)
{
    return queue->head ? queue->head->data : NULL;
}

static inline void sf_queue_append(GQueue *queue, GList *link)
{
    link->prev = queue->tail;
    link->next = NULL;
    if (queue->tail)
        queue->tail->next = link;
    else
        queue->head = link;
    queue->tail = link;
    queue->length++;
}

/** @link is in this queue. */
static inline void sf_queue_unlink(GQueue *queue, GList *link)
{
    if (link->prev)
        link->prev->next = link->next;
    else
        queue->head = link->next;
    if (link->next)
        link->next->prev = link->prev;
    else
        queue->tail = link->prev;
    link->prev = link->next = NULL;
    queue->length--;
}

#endif
