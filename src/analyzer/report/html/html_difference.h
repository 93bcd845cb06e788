/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two lines of which one became the other, with what differs marked.
 */
#ifndef SIPFIX_HTML_DIFFERENCE_H
#define SIPFIX_HTML_DIFFERENCE_H

#include <glib.h>

/**
 * Adds @value with the words that it has and @other has not, from the first difference to the last,
 * between <@mark> and </@mark>.
 *
 * @param mark  "ins" or "del"
 */
void sf_html_difference(GString *html, const char *value, const char *other, const char *mark);

#endif
