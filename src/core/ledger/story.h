/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A story is one call's whole tale in the capture: the request, the answer, the ACK, the follow-ups
 * with their own Call-IDs, on all hops. It has a number once it holds an answer that is explained,
 * as tcp.stream numbers connections.
 */
#ifndef SIPFIX_STORY_H
#define SIPFIX_STORY_H

#include "core/ledger/answer.h"

/** Messages that an answer, and so its event, tells of. */
#define SF_MAX_MESSAGES 100

/** One packet of the tale. The strings are GRefStrings. */
typedef struct {
    guint32 frame;
    guint part;
    SfByteRange place;
    gint64 time;
    char *source; /* address:port */
    char *destination;
    char *what;             /* "INVITE", "301 Moved Permanently" */
    SfTransport connection; /* it came through one of that kind; unknown: through none */
    guint32 *parts;         /* other frames that hold a part of it, ended by 0; NULL: none */
} SfFlow;

struct SfStory {
    guint references;
    guint number;       /* from 1; 0: nothing in it is explained yet */
    guint edition;      /* grows with all that is added to its answers */
    GPtrArray *answers; /* SfAnswer, owned: the explained ones and the links of their chains */
    SfAnswer *latest;   /* the last of them; NULL: none yet */
    GArray *firsts;     /* for sf_story_first(): where to look for each status */
};

/* Two IPv4 addresses and a word or two. */
#define SF_SIGHTING_ROOM 48

/** A packet of a call that is no story yet, and most likely never will be: kept as short as can be.
 */
typedef struct {
    guint32 frame;
    guint part;
    SfByteRange place;
    gint64 time;
    gboolean is_request;
    guint status;
    guint source_port;
    guint destination_port;
    gsize source_length; /* the three texts lie one behind the other */
    gsize destination_length;
    gsize what_length; /* method or reason phrase */
    SfTransport connection;
    guint32 *parts; /* as in SfFlow */
    char *texts;    /* NULL: they fit into the room */
    char room[SF_SIGHTING_ROOM];
} SfSighting;

/** An array for SfSighting that frees what it holds. */
GArray *sf_sightings_new(void);

/** Adds the message. Of too many the newest are kept: one Call-ID may be used for ever. */
void sf_sightings_add(GArray *sightings, const SfMessage *message);

/** An array for SfFlow that frees what it holds. */
GArray *sf_flows_new(void);

/**
 * Adds the message to what the answer tells of (answer->messages): at most SF_MAX_MESSAGES, the
 * first half of them and the newest ones; the others are counted (answer->messages_left_out).
 * Nothing happens where it is the message that was added last.
 */
void sf_messages_add(SfAnswer *answer, const SfMessage *message);

/** Adds what was seen of its call before; @sightings is then empty. */
void sf_messages_take(SfAnswer *answer, GArray *sightings);

/** Moves all that @from tells of behind what @to does. */
void sf_messages_move(SfAnswer *to, SfAnswer *from);

/** The first answer of that status, on the hop nearest its caller: what is said once a story is
 * said there. NULL: none yet, or no story. */
SfAnswer *sf_story_first(const SfStory *story, guint status);

/** Frames that what is said about the answer, and about the links behind it that are not explained,
 * rests on and that are none of its messages: ICMP errors, other calls. guint32, ascending, each
 * once. To be freed with g_array_unref(). */
GArray *sf_answer_proof(const SfAnswer *answer);

SfStory *sf_story_new(void);
SfStory *sf_story_ref(SfStory *story);
void sf_story_unref(SfStory *story);

#endif
