/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One sipfix-intake at work: it asks, files are opened and handed over, and what it says of them is
 * noted. */
#ifndef SIPFIX_READING_FEED_H
#define SIPFIX_READING_FEED_H

#include "reading/find/input.h"
#include "reading/run/sandbox.h"

typedef struct SfFeed SfFeed;

typedef struct {
    SfInput *(*next)(gpointer data); /* the next file; NULL: no more */
    /* The @count frames from @written on are those from @frame on of @input. May be NULL. */
    void (*frames)(SfInput *input, guint64 written, guint64 frame, guint64 count, gpointer data);
    void (*done)(gpointer data); /* the last call: it has ended; the owner may free the feed now */
} SfFeedOwner;

/**
 * Starts one.
 *
 * @param mode    "feed", "feed-all" or "survey"
 * @param out     where its pcapng goes, taken over; -1: nowhere
 * @param keylog  open file, or -1; stays the caller's
 * @param owner   must live as long as the feed
 */
SfFeed *sf_feed_new(const SfSandbox *sandbox, const char *mode, int out, int keylog,
                    const SfFeedOwner *owner, gpointer data, GError **error);

/** Hands over a descriptor before all else, which stays the caller's: to be called at once.
 * @param kind  'C': an order for "cut" */
void sf_feed_hand_first(SfFeed *feed, char kind, int descriptor);

/** Lets it come to an end: no more files, and the one that it reads ends here. */
void sf_feed_stop(SfFeed *feed);

/** Ends it at once. */
void sf_feed_kill(SfFeed *feed);

/** Bytes read of the file that is being read now. */
guint64 sf_feed_position(const SfFeed *feed);

/** Whether it said anything: one that did not could not start. */
gboolean sf_feed_spoke(const SfFeed *feed);

/** After done: why it did not come to its end, or NULL. To be freed. */
char *sf_feed_trouble(const SfFeed *feed);

void sf_feed_free(SfFeed *feed);

#endif
