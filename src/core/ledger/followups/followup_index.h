/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers that may still be followed up by a call of its own: found by who got the answer and which
 * user the answer is about, old or new. Forgotten by capture time.
 */
#ifndef SIPFIX_FOLLOWUP_INDEX_H
#define SIPFIX_FOLLOWUP_INDEX_H

#include "core/ledger/followups/parties.h"
#include "core/ledger/story/story.h"

typedef struct SfFollowupIndex SfFollowupIndex;

/** To be freed with sf_followup_index_free(), which lets go of the stories. @param lifetime  of an
 * entry, nanoseconds of capture time */
SfFollowupIndex *sf_followup_index_new(gint64 lifetime);
void sf_followup_index_free(SfFollowupIndex *pending);

/** Changes how long entries added from now on are kept. */
void sf_followup_index_set_lifetime(SfFollowupIndex *pending, gint64 lifetime);

/** Adds an answer under its client and each user that it names; holds a reference to its story.
 * @param about  whom its request was about (sf_request_about()); NULL: not known */
void sf_followup_index_add(SfFollowupIndex *pending, SfAnswer *answer, const SfUri *about);

/** Forgets what is older than its lifetime at @clock. */
void sf_followup_index_expire(SfFollowupIndex *pending, gint64 clock);

/** FALSE: no answer to that client is waiting, which is most often so. */
gboolean sf_followup_index_awaits(const SfFollowupIndex *pending, SfText client);

/**
 * The answers that a request between @parties (sf_parties() of its source and sf_request_about())
 * may follow up, newest last; NULL for none. Lent until the next call.
 */
GQueue *sf_followup_index_find(const SfFollowupIndex *pending, const SfKey *parties);

/** The same by the last digits of the number that is called, for those that dial it in another form
 * (national, international, with a prefix) than the redirect wrote it. */
GQueue *sf_followup_index_find_number(const SfFollowupIndex *pending, SfText client,
                                      const SfUri *uri);

#endif
