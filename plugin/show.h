/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ledger knows of a frame, in the frame's tree. The same on every pass, in whatever order
 * frames are looked at: it reads the ledger only.
 */
#ifndef SIPFIX_SHOW_H
#define SIPFIX_SHOW_H

#include "lines.h"

#include "ledger.h"

/**
 * Shows a frame: tree, fields, expert infos (these also where @tree is NULL, as in a retap).
 *
 * @return FALSE when there is nothing to show on it
 */
gboolean sf_show_frame(SfLedger *ledger, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

/** A line of the page that a finding can hang on, because it lights up what the finding is about.
 */
typedef struct {
    SfPlace place;
    proto_item *item;
} SfHook;

/* The parts of an answer's page. @hooks (SfHook, in the packet's pool) gets the lines that light
 * up. */

/** Old and new addresses of a 301. */
void sf_show_moved(const SfPage *page, const SfAnswer *answer, wmem_array_t *hooks);

/** Extensions required, offered, missing of a 421. */
void sf_show_extension(const SfPage *page, const SfAnswer *answer, wmem_array_t *hooks);

/** Why, one paragraph a finding. */
void sf_show_why(const SfPage *page, const SfAnswer *answer);

/** All suggested changes, those of the finding that names the problem first. */
void sf_show_fixes(const SfPage *page, const SfAnswer *answer);

/** One expert info a finding. @part and @frame: only those that this message proves; @frame 0: all.
 */
void sf_show_experts(const SfPage *page, const SfAnswer *answer, guint32 frame, guint part,
                     proto_item *head, const wmem_array_t *hooks);

/** The ids of the findings, below @tree. */
void sf_show_checks(const SfPage *page, proto_tree *tree, const SfAnswer *answer);

/** Links to the RFC sections, each once. */
void sf_show_references(const SfPage *page, const SfAnswer *answer);

#endif
