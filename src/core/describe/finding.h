/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One thing that a check has to say about one answer. A finding keeps values, not words: the words
 * are the knowledge's, with {placeholders}, and are filled when somebody looks (facts.h).
 */
#ifndef SIPFIX_FINDING_H
#define SIPFIX_FINDING_H

#include "core/message/message.h"
#include "knowledge/knowledge.h"

typedef struct SfAnswer SfAnswer;
typedef struct SfCheck SfCheck;

/** A placeholder's text, where the answer alone does not tell. */
typedef struct SfFindingValue SfFindingValue;

typedef struct {
    SfAnswer *answer; /* not owned: the answer owns the finding */
    const SfCheck *check;
    const char *variant; /* static: which words of the check's stanza; NULL for the plain ones */
    guint32 frame;       /* of the packet that proves it */
    guint part;
    SfByteRange place; /* what to light up; length 0: the answer */
    gboolean is_final; /* FALSE: a later packet may take it back, so one pass does not show it */
    GPtrArray *fixes;  /* const char *, static: names of the stanza's fixes, best first */
    SfFindingValue *values; /* the first; NULL: none */
    GArray *named;          /* guint32: frames that its values name in a sentence; NULL: none */
} SfFinding;

/** Adds a fix by its name, a static string, in the check's stanza; the order of the calls is best
 * first. */
void sf_finding_fix(SfFinding *finding, const char *fix);

/** Sets a placeholder, a static string; @text is copied (and shown through sf_text_show()). */
void sf_finding_value(SfFinding *finding, const char *name, SfText text);

/** The same with a number, in digits. */
void sf_finding_number(SfFinding *finding, const char *name, guint64 number);

/** Takes a value away again, where it turns out not to be told; nothing where it has none. */
void sf_finding_drop(SfFinding *finding, const char *name);

/** What a placeholder was set to; NULL: it was not. */
const char *sf_finding_own(const SfFinding *finding, const char *name);

/** Notes a frame that a value names in a sentence of its own. */
void sf_finding_name_frame(SfFinding *finding, guint32 frame);

void sf_finding_free(SfFinding *finding);

#endif
