/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ladder as a Mermaid sequenceDiagram, which tickets draw. */
#ifndef SIPFIX_LADDER_MERMAID_H
#define SIPFIX_LADDER_MERMAID_H

#include "analyzer/flow/ladder.h"

/**
 * The diagram, ended by a line feed. Nothing of a stranger's can end a text, begin a comment or
 * name an element: elements are called e1, e2, and all but plain characters are written #59;.
 *
 * @param capture  file of the answer; frames of others are told with their file
 * @return to be freed; NULL for a ladder without steps
 */
char *sf_ladder_mermaid(const SfLadder *ladder, const char *capture);

#endif
