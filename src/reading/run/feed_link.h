/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This end of the conversation with a sipfix-intake; the other end, and the words, are in
 * src/intake/protocol.h. */
#ifndef SIPFIX_READING_FEED_LINK_H
#define SIPFIX_READING_FEED_LINK_H

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef struct SfFeedLink SfFeedLink;

/** What the owner of a link hears, from the main loop. It may not free the link while it is called.
 */
typedef struct {
    void (*heard)(const char *is, JsonObject *message, gpointer data);
    void (*gone)(gpointer data); /* the last call */
} SfLinkOwner;

/**
 * Makes both ends.
 *
 * @param theirs  gets the descriptor for the child, which is the caller's
 * @param owner   must live as long as the link
 */
SfFeedLink *sf_link_new(const SfLinkOwner *owner, gpointer data, int *theirs, GError **error);

/** Hands a descriptor over, which stays the caller's. @param kind 'F': a capture, 'K': a key log */
gboolean sf_link_hand(SfFeedLink *link, char kind, int descriptor);

/** Says that there is nothing more to hand over. */
void sf_link_finish(SfFeedLink *link);

void sf_link_free(SfFeedLink *link);

#endif
