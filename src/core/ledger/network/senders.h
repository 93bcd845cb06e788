/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who sent SIP to whom, as far as it takes to know whether a silence means something: where the
 * capture holds an element's messages to several places, it would hold one more of them too.
 */
#ifndef SIPFIX_SENDERS_H
#define SIPFIX_SENDERS_H

#include "core/message/message.h"

typedef struct SfSenders SfSenders;

/** Empty; to be freed with sf_senders_free(). */
SfSenders *sf_senders_new(void);
void sf_senders_free(SfSenders *senders);

/** Takes note of any message: who sent it where, under which name and branch. */
void sf_senders_note(SfSenders *senders, const SfMessage *message);

/** TRUE where requests of different calls from @sender carry one and the same Via branch: a
 * stateless element that has only one. */
gboolean sf_senders_have_constant_branch(const SfSenders *senders, SfText sender);

/** Frames of two of those requests. */
void sf_senders_show_constant_branch(const SfSenders *senders, SfText sender, guint32 frames[2]);

/** What @sender calls itself (User-Agent, Server), in messages that it made and did not pass on.
 * Lent; NULL: not known, or it has several names. */
const char *sf_senders_product(const SfSenders *senders, SfText sender);

/** What the sender of @answer was called in its latest final answers, where they are of the same
 * call, and no other was seen to send one under that name: its own name, or that of somebody behind
 * it whom the capture does not show. Lent; NULL: not known, or it has several names. */
const char *sf_senders_answer_as(const SfSenders *senders, const SfMessage *answer);

/** TRUE where @sender sent requests on under the name that they had come with, as if they were its
 * own. */
gboolean sf_senders_pass_names_on(const SfSenders *senders, SfText sender);

/** A frame with which @sender sent SIP to another address than @peer; 0: none is known. */
guint32 sf_senders_reach_beyond(const SfSenders *senders, SfText sender, SfText peer);

/** TRUE for one that sent SIP here. */
gboolean sf_senders_know(const SfSenders *senders, SfText sender);

/** Grows whenever sf_senders_reach_beyond() of that @sender may change. */
guint sf_senders_edition(const SfSenders *senders, SfText sender);

/** The same of all together: as long as it does not change, none does. */
guint sf_senders_edition_of_all(const SfSenders *senders);

#endif
