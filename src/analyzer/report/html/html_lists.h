/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs through all problems of the page: the list of them, of answers, addresses, callers. */
#ifndef SIPFIX_HTML_LISTS_H
#define SIPFIX_HTML_LISTS_H

#include "analyzer/events/members.h"
#include "analyzer/report/report.h"

#define SF_HTML_PROBLEMS 100  /* with a section of their own */
#define SF_HTML_LISTED   1000 /* rows of each list at most, so that a browser can bear the page */

void sf_html_problem_list(GString *html, const SfReport *report);

/** @events: char *, the lines of the first of all; @all: how many there were. */
void sf_html_answers(GString *html, const SfReport *report, const GPtrArray *events, guint64 all);

/** Whether the list below has anything to show. */
gboolean sf_html_has_addresses(const SfReport *report);
gboolean sf_html_has_callers(const SfReport *report);

void sf_html_addresses(GString *html, const SfReport *report);
void sf_html_callers(GString *html, const SfReport *report);

#endif
