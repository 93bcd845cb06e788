/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One problem of the page: a section with an anchor of its own (#case-5d20c2aa). */
#ifndef SIPFIX_HTML_PROBLEM_H
#define SIPFIX_HTML_PROBLEM_H

#include "analyzer/report/questions.h"
#include "analyzer/report/report.h"
#include "analyzer/report/terms/glossary.h"

/** "error", "warn", "note": what the style sheet calls a level. */
const char *sf_html_fate(const SfProblem *problem);
const char *sf_html_level(SfSeverity level);

/** Adds the section of the problem that is the @nth (from 0) of the list; @glossary NULL: words are
 * not explained. */
void sf_html_problem(GString *html, const SfReport *report, guint nth, SfGlossary *glossary,
                     const SfQuestions *questions);

/** Of relatives that nobody asked for and that cost a call, what happened and what to change;
 * nothing where there are none. */
void sf_html_examples(GString *html, const SfReport *report);

#endif
