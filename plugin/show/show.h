/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ledger knows of a frame, in the frame's tree. The same on every pass, in whatever order
 * frames are looked at: it reads the ledger only.
 */
#ifndef SIPFIX_SHOW_H
#define SIPFIX_SHOW_H

#include "plugin/show/lines.h"

#include "core/ledger/ledger.h"

/** What is to be shown on the frame, on this pass; NULL: nothing. */
const GArray *sf_show_marks(SfLedger *ledger, const packet_info *pinfo);

/**
 * Shows a frame: tree, fields, expert infos (these also where @tree is NULL, as in a retap).
 *
 * @return FALSE when there is nothing to show on it
 */
gboolean sf_show_frame(SfLedger *ledger, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

/** A line of the page that others can hang on: it lights up what they are about. */
typedef struct {
    SfByteRange place;
    guint index; /* in the answer's targets, or its required tags */
    proto_item *item;
} SfHook;

/* The parts of an answer's page. @hooks (SfHook, in the packet's pool): the lines that light up. */

/** Old and new addresses of a 301. Adds hooks. */
void sf_show_moved(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks);

/** Extensions required, offered, missing of a 421. Adds hooks. */
void sf_show_extension(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks);

/** Why, one paragraph a finding. */
void sf_show_why(const SfShown *page, const SfAnswer *answer);

/** All suggested changes, those of the finding that names the problem first. */
void sf_show_fixes(const SfShown *page, const SfAnswer *answer);

/** What came next: the requests that followed the answer up, as far as the ledger has seen them yet
 * (below the new address that they tried, where they did), where a chain ends, the outcome. */
void sf_show_after(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks);

/** One expert info a finding, on the line that lights up what it is about, else on @head. Both may
 * be NULL. */
void sf_show_experts(const SfShown *page, const SfAnswer *answer, proto_item *head,
                     wmem_array_t *hooks);

/** On another frame than the answer's: the expert infos of what this frame's message proves. */
void sf_show_proven(const SfShown *page, const SfAnswer *answer, guint part, proto_item *head);

/** The ids of the findings, below @tree. */
void sf_show_checks(const SfShown *page, proto_tree *tree, const SfAnswer *answer);

/** Links to the RFC sections, each once. */
void sf_show_references(const SfShown *page, const SfAnswer *answer);

#endif
