/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the calls went, in numbers and over time. */
#ifndef SIPFIX_HTML_CHART_H
#define SIPFIX_HTML_CHART_H

#include "analyzer/flow/timeline.h"

/** The four numbers: calls lost, slower, not known, well. */
void sf_html_fates(GString *html, const SfTimeline *timeline);

/** The chart with the same as a table; nothing where all calls fall into one slot. @what is
 * counted: "Calls". */
void sf_html_chart(GString *html, const SfTimeline *timeline, const char *what);

#endif
