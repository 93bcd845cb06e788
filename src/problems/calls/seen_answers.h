/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answers that were seen, each under a digest of what tells it apart, to know it when it comes
 * again. Those that came last are in memory; where they are too many, who uses this room puts them
 * away, in order.
 */
#ifndef SIPFIX_SEEN_ANSWERS_H
#define SIPFIX_SEEN_ANSWERS_H

#include <glib.h>

/** An answer as it was seen first. */
typedef struct {
    guint32 digest[2];
    guint32 uri;  /* hash of the address that it asked for */
    guint32 time; /* in ms, from 1, all round again after 49 days; 0: not known */
    guint32 call; /* below G_MAXUINT32 */
} SfSeen;

/** Where answers lie that are too many for memory. All 0: they all stay there. */
typedef struct {
    gpointer data; /* owned: what the functions are given */
    guint most;    /* that are in memory at a time */

    /**
     * Takes answers that it does not have yet, sorted by sf_seen_key().
     *
     * @return FALSE: it cannot, ever again; but what it has is still found
     */
    gboolean (*add)(gpointer data, const SfSeen *seen, guint n);

    /** Finds the one with @key. FALSE: it has none. */
    gboolean (*find)(gpointer data, guint64 key, SfSeen *seen);

    void (*free)(gpointer data);
} SfSeenStore;

/** The digest as a number. */
static inline guint64 sf_seen_key(const SfSeen *seen)
{
    return (guint64)seen->digest[0] << 32 | seen->digest[1];
}

typedef struct SfSeenAnswers SfSeenAnswers;

/** @param store  the answers' from now on */
SfSeenAnswers *sf_seen_answers_new(SfSeenStore store);
void sf_seen_answers_free(SfSeenAnswers *answers);

/** Finds the one with the digest of @wanted; @seen gets it. FALSE: there is none. */
gboolean sf_seen_answers_find(SfSeenAnswers *answers, const SfSeen *wanted, SfSeen *seen);

/** Remembers it. FALSE: there is one with its digest, which stays. */
gboolean sf_seen_answers_add(SfSeenAnswers *answers, const SfSeen *seen);

#endif
