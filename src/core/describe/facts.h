/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From values to words: fills the {placeholders} of the knowledge with an answer's facts.
 * Everything that a capture brings goes through sf_text_show() here.
 */
#ifndef SIPFIX_FACTS_H
#define SIPFIX_FACTS_H

#include "core/checks/check.h"
#include "core/describe/cases.h"

/** What is shown of one suggested fix. All strings owned; NULL where there is nothing to say. */
typedef struct {
    char *side;    /* caller, answering, between */
    char *at;      /* address of the element that changes; NULL: not known */
    char *element; /* the same for people: "the caller", where it is not known */
    char *product; /* its User-Agent or Server */
    char *what;    /* the thing to change */
    char *old_value;
    char *new_value;
    char *price;
    const char *name; /* its name in checks.ini; as long as the finding */
    char *text;       /* the whole in one or two sentences */
    char *source;     /* where the product's setting is documented */
    gboolean settles; /* it is the one to make: nothing else is asked or offered for that fault */
    GPtrArray *usual; /* where the element names itself nowhere: sentences, each for a line of its
                         own, on what it may be and what the setting is called there; NULL: none */
} SfFixWords;

void sf_fix_words_free(SfFixWords *words);

/** What is known of the product of an element that has a part in a finding. All strings owned. */
typedef struct {
    char *side;        /* caller, answering, between */
    char *at;          /* address of the element; NULL: not known */
    char *product;     /* its User-Agent or Server */
    char *text;        /* in a sentence or two, with the element's name */
    char *source;      /* where that is documented */
    gboolean is_cause; /* it is what to look for before anything is changed */
} SfKnownWords;

void sf_known_words_free(SfKnownWords *words);

/** What is shown of one finding, complete (never cut). To be freed with g_free(). */
char *sf_finding_text(const SfFinding *finding); /* one line, advice first */
char *sf_finding_headline(
    const SfFinding *finding); /* its title with the answer's values; NULL: the title */
char *sf_finding_why(const SfFinding *finding); /* NULL: nothing to add */

/** The frames that its sentences, or those of its changes, may name, each once: guint32. Frame
 * numbers change between what Wireshark reads and the files it came from, so whoever shows them
 * elsewhere must know. To be freed with g_array_unref(). */
GArray *sf_finding_frames(const SfFinding *finding);

/** Where it is written: a URL, static; NULL: nowhere. */
const char *sf_finding_reference(const SfFinding *finding);

/** The fixes, best first: SfFixWords, with its free function. None that the product of its side
 * cannot do. */
GPtrArray *sf_finding_fixes(const SfFinding *finding);

/** What must be found out before a change; NULL: nothing. @param fixes  sf_finding_fixes() of it.
 * To be freed with g_free(). */
char *sf_finding_beforehand(const SfFinding *finding, const GPtrArray *fixes);

/** What the answers to that lead to, changes by their numbers in @fixes: SfDecision, with its free
 * function. */
GPtrArray *sf_finding_decisions(const SfFinding *finding, const GPtrArray *fixes);

/** What is known of the products at work and matters for the finding: SfKnownWords, with its free
 * function. */
GPtrArray *sf_finding_known(const SfFinding *finding);

/** TRUE where its root finding says that nobody has to do anything: the client came back with what
 * was asked for, or no address can be written down. */
gboolean sf_answer_is_heeded(const SfAnswer *answer);

/** How much the finding weighs: as its check does, but a note at most where the answer asks for no
 * change. @param only_final  before the end is seen: also where it may still come to that */
SfSeverity sf_finding_severity(const SfFinding *finding, gboolean only_final);

/** The fixes of all these findings in that order, each once; those of the problem first, also where
 * another link of a chain shows it: SfFixWords, with its free function. */
GPtrArray *sf_answer_fixes(const SfAnswer *answer, gboolean only_final);

/** What happened, in few words. To be freed with g_free(). */
char *sf_answer_summary(const SfAnswer *answer);

/** "call lost, 421 from 198.51.100.20 asks for timer", for the head of the tree. To be freed with
 * g_free(). @param only_final  without an end that a later packet may change */
char *sf_answer_title(const SfAnswer *answer, gboolean only_final);

/**
 * The value of a placeholder, e.g. "old", "target", "caller", "server", "missing", "wanted_header".
 * The head of checks.ini lists them. NULL when it is not known; else to be freed with g_free().
 */
char *sf_fact(const SfAnswer *answer, const SfFinding *finding, const char *name);

/** How a call ended that the client made to the new address in another call: "tried" where somebody
 * answered it, whoever that is; "tried-in-vain" where it was refused, or nobody gave a sign of
 * life; NULL: there was none, or it tells neither. */
const char *sf_later_end(const SfAnswer *answer);

/** "09:40:12 UTC", of nanoseconds since 1970; to be freed with g_free(). */
char *sf_time_of_day(gint64 time);

/** Between these two nothing about the answer changes: each of its facts, which many sentences
 * name, is found out once, and so is its root. */
void sf_facts_begin(const SfAnswer *answer);
void sf_facts_end(void);

/** What a cause of the telephone network (Q.850) says: "17, user busy: ..."; NULL for one without
 * words. To be freed with g_free(). */
char *sf_cause_words(guint32 cause);

#endif
