/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of the page: what the report rests on, and what the two answers mean. */
#ifndef SIPFIX_HTML_REST_H
#define SIPFIX_HTML_REST_H

#include "analyzer/report/report.h"

/** What went well, what is not known, what could not be seen or read. */
void sf_html_coverage(GString *html, const SfReport *report);

/** For readers who get the report and never saw a SIP answer. */
void sf_html_meanings(GString *html, const SfSummary *summary);

#endif
