/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A story is one call's whole tale in the capture: the request, the answer, the ACK, the follow-ups
 * with their own Call-IDs, on all hops. It has a number once it holds an answer that is explained,
 * as tcp.stream numbers connections.
 */
#ifndef SIPFIX_STORY_H
#define SIPFIX_STORY_H

#include "core/ledger/answer.h"
#include "core/ledger/story/flow.h"

/** Messages that an answer, and so its event, tells of. */
#define SF_MAX_MESSAGES 100

struct SfStory {
    guint references;
    guint number;       /* from 1; 0: nothing in it is explained yet */
    guint edition;      /* grows with all that is added to its answers */
    GPtrArray *answers; /* SfAnswer, owned: the explained ones and the links of their chains */
    SfAnswer *latest;   /* the last of them; NULL: none yet */
    gboolean is_over;   /* of forgetting.c */
    GArray *firsts;     /* for sf_story_first(): where to look for each status */
};

/**
 * Adds the message to what the answer tells of (answer->messages): at most SF_MAX_MESSAGES, the
 * first half of them and the newest ones; the others are counted (answer->messages_left_out).
 * Nothing happens where it is the message that was added last.
 */
void sf_messages_add(SfAnswer *answer, const SfMessage *message);

/** Adds what was seen of its call before; @sightings is then empty. */
void sf_messages_take(SfAnswer *answer, SfSightings *sightings);

/** Moves all that @from tells of behind what @to does. */
void sf_messages_move(SfAnswer *to, SfAnswer *from);

/** Which answer tells of what concerns this one: itself, or where it is not explained the one of
 * its chain that is, if there is one. */
const SfAnswer *sf_answer_teller(const SfAnswer *answer);

/** The first answer of that status, on the hop nearest its caller: what is said once a story is
 * said there. NULL: none yet, or no story. */
SfAnswer *sf_story_first(const SfStory *story, guint status);

/** Frames that what is said about the answer, and about the links behind it that are not explained,
 * rests on and that are none of its messages: ICMP errors, other calls. guint32, ascending, each
 * once. To be freed with g_array_unref(). */
GArray *sf_answer_proof(const SfAnswer *answer);

/** Without a number, and nothing in it: one reference, the caller's. */
SfStory *sf_story_new(void);

/** One more reference to it. @return @story */
SfStory *sf_story_ref(SfStory *story);

/** One less; with the last it goes, and its answers with it. */
void sf_story_unref(SfStory *story);

#endif
