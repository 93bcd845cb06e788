/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ladder diagram of a problem's example call, as a picture and as a table. */
#ifndef SIPFIX_HTML_LADDER_H
#define SIPFIX_HTML_LADDER_H

#include "problems/problem.h"

/** Adds the figure; nothing where the events do not tell who sent what to whom. */
void sf_html_ladder(GString *html, const SfProblem *problem);

#endif
