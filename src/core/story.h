/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A story is one call's whole tale in the capture: the request, the answer, the ACK, the follow-ups
 * with their own Call-IDs, on all hops. It has a number once it holds an answer that is explained,
 * as tcp.stream numbers connections.
 */
#ifndef SIPFIX_STORY_H
#define SIPFIX_STORY_H

#include "answer.h"

/** One packet of the tale. The strings are GRefStrings. */
typedef struct {
    guint32 frame;
    guint part;
    SfPlace place;
    gint64 time;
    char *source; /* address:port */
    char *destination;
    char *what; /* "INVITE", "301 Moved Permanently" */
} SfScene;

struct SfStory {
    guint references;
    guint number;       /* from 1; 0: nothing in it is explained yet */
    GPtrArray *answers; /* SfAnswer, owned: the explained ones and the links of their chains */
    GArray *scenes;     /* SfScene, in the order of capture */
};

/** An array for SfScene that frees what it holds. */
GArray *sf_scenes_new(void);

/** Adds the message, but not beyond a bound: one Call-ID may be used for ever. FALSE where it is
 * full. */
gboolean sf_scenes_add(GArray *scenes, const SfMessage *message);

/** Moves all scenes behind those of @to, within its bound; @from is then empty. */
void sf_scenes_move(GArray *to, GArray *from);

/** The first answer of that status, on the hop nearest its caller: what is said once a story is
 * said there. NULL: none yet, or no story. */
const SfAnswer *sf_story_first(const SfStory *story, guint status);

SfStory *sf_story_new(void);
SfStory *sf_story_ref(SfStory *story);
void sf_story_unref(SfStory *story);

#endif
