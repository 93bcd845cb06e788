/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this request the follow-up of that answer? Rule 1 of the checks (docs/architecture.md).
 * Private to the ledger.
 */
#ifndef SIPFIX_RELATION_H
#define SIPFIX_RELATION_H

#include "core/ledger/followups/followup.h"

/** What a request is to the answer that it follows up. */
typedef struct {
    SfFollowupKind kind;
    guint target;          /* SF_FOLLOWUP_TARGET: index in answer->targets */
    gboolean likely;       /* joined by caller and user alone */
    gboolean other_number; /* SF_FOLLOWUP_OTHER_WAY: somebody else rings */
} SfRelation;

/** TRUE where the answer is to a request of the same caller, as From has it. */
gboolean sf_has_same_caller(const SfAnswer *answer, const SfMessage *request);

/** The same for the address that it is to, or about. */
gboolean sf_has_same_callee(const SfAnswer *answer, const SfMessage *request);

/** TRUE where the request came from the element that the answer went to. */
gboolean sf_is_client_of(const SfAnswer *answer, const SfMessage *request);

/** TRUE for what a session carries one after the other (a digit, a line of a chat, a state): the
 * next is not the same once more. */
gboolean sf_is_news_each_time(const SfMessage *request);

/** The target that a request with that Request-URI goes to. @param index  gets which of them */
gboolean sf_target_of_request(const SfAnswer *answer, const SfUri *request_uri, guint *index);

/** TRUE where the request has what a 421 asked for and the refused one had not, or does what
 * another refusal asked for; also where nobody can tell. */
gboolean sf_brings_what_was_asked(const SfAnswer *answer, const SfMessage *request);

/**
 * Does the request, of the same call, follow the answer up?
 *
 * @param uri       its Request-URI
 * @param window    nanoseconds from the answer's latest packet on
 * @param relation  gets how; all zero before
 */
gboolean sf_relate_in_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                           gint64 window, SfRelation *relation);

/** The same for a request that opens a call of its own, by the client that got the answer. */
gboolean sf_relate_new_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                            gint64 window, SfRelation *relation);

/**
 * The same for one that goes to another number, in the place of the one that was refused.
 *
 * @param forwarded  whose call it says it forwards (Diversion, RFC 5806 §4)
 */
gboolean sf_relate_forwarded(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                             const SfUri *forwarded, SfRelation *relation);

/** The same for a request with a Call-ID of its own that went to the old place once more, and was
 * served there: the call was made after all. Until it is served, it is one call more. */
gboolean sf_relate_rescue(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                          SfRelation *relation);

/** Whom a request is about: the To of a REGISTER, whose Request-URI names a domain only (RFC 3261
 * §10.2), else the Request-URI. FALSE where that is no URI. */
gboolean sf_request_about(const SfMessage *request, SfUri *uri);

/** TRUE where the request of @orphan, an answer, is not in the capture, and may have followed the
 * answer up: in a call of its own, soon after, from the client that both went to. */
gboolean sf_relate_orphan(const SfAnswer *answer, const SfMessage *orphan, gint64 window);

/** The address of To: whom a message is about, where its request is not known. FALSE: none. */
gboolean sf_called_address(const SfMessage *message, SfUri *uri);

#endif
