/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One 301 or 421 on one hop, with its request: what the checks judge and what is shown.
 * Retransmissions and packets captured twice belong to their first copy.
 */
#ifndef SIPFIX_ANSWER_H
#define SIPFIX_ANSWER_H

#include "finding.h"
#include "grammar.h"

/** One entry of the answer's Contact headers. */
typedef struct {
    SfNameAddr entry; /* views into the answer's message */
    SfFlaw flaw;      /* reason set: the grammar refused the entry, only entry.whole counts */
    gboolean has_q;
    double q; /* valid with has_q */
    gboolean has_expires;
    guint32 expires;
    guint rank; /* from 1, best first; a missing q counts as 1, ties in wire order; 0 for a refused
                   one */
    SfPlace place; /* of the entry */
} SfTarget;

/** One option tag of a header. */
typedef struct {
    SfText tag;
    SfHeaderName header; /* where it stood */
    SfPlace place;
} SfTag;

struct SfAnswer {
    SfMessage *message;   /* owned: the first copy */
    SfMessage *request;   /* owned: the first copy; NULL when it is not in the capture */
    GArray *targets;      /* SfTarget in wire order; empty for a 421 */
    GArray *required;     /* SfTag: Require of the answer, tokens only */
    GArray *offered;      /* SfTag: Supported and Require (and Proxy-Require where it counts) of the
                             request */
    GArray *missing;      /* SfTag of required that are not offered; empty without the request */
    gboolean offer_known; /* the request is there and whole: what it does not list is absent */
    guint retransmissions;
    guint duplicates;
    guint vias; /* entries of Via, one an element that the request went through */
    guint hop;  /* 1 is nearest the caller as far as seen */
    /* The same answer on the lowest hop seen, where it was made (what the answering side did is
     * judged there), and on hop 1 (what is said once a call is said there). Often itself; not
     * owned. */
    const SfAnswer *made_at;
    const SfAnswer *nearest;
    GPtrArray *findings; /* SfFinding, in the order of the table of checks */
};

/** Takes a copy of @message, which is a 301 or 421; parses its Contact and Require. Not judged yet.
 */
SfAnswer *sf_answer_new(const SfMessage *message);

/** Joins the request: copies it and works out what was offered and what is missing. */
void sf_answer_set_request(SfAnswer *answer, const SfMessage *request);

void sf_answer_free(SfAnswer *answer);

/** TRUE for the codes that redirect (RFC 3261 §21.3): their targets count, not their Require. */
gboolean sf_answer_redirects(const SfAnswer *answer);

/** TRUE where an answer or request was made inside a dialog: the request has a To tag (§12.2). */
gboolean sf_answer_in_dialog(const SfAnswer *answer);

/** TRUE where @tags (SfTag) holds @tag, compared without regard to case. */
gboolean sf_tags_have(const GArray *tags, SfText tag);

/** The target of rank @rank, or NULL. */
const SfTarget *sf_answer_target(const SfAnswer *answer, guint rank);

/** The finding that names the problem: error before warn before the rest; NULL when there is none.
 */
const SfFinding *sf_answer_root(const SfAnswer *answer);

/** The finding of that check, or NULL. */
const SfFinding *sf_answer_finding(const SfAnswer *answer, const char *id);

/** Takes the findings away and runs every check anew. */
void sf_answer_judge(SfAnswer *answer);

#endif
