/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this request the follow-up of that answer? Rule 1 of the checks (docs/architecture.md).
 * Private to the ledger.
 */
#ifndef SIPFIX_RELATION_H
#define SIPFIX_RELATION_H

#include "ledger_private.h"

/** What a request is to the answer that it follows up. */
typedef struct {
    SfFollowupKind kind;
    guint target;    /* SF_FOLLOWUP_TARGET: index in answer->targets */
    gboolean likely; /* joined by caller and user alone */
} SfRelation;

/** TRUE where the request came from the element that the answer went to. */
gboolean sf_is_client_of(const SfAnswer *answer, const SfMessage *request);

/** The target that a request with that Request-URI goes to. @param index  gets which of them */
gboolean sf_target_of_request(const SfAnswer *answer, const SfUri *request_uri, guint *index);

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

#endif
