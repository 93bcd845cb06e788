/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first and the last lines of the page: the policy, the style sheet and the script. The policy
 * names our own style and script by their hashes, so that a browser obeys these two and nothing
 * else, whatever a stranger's string may look like.
 */
#ifndef SIPFIX_HTML_HEAD_H
#define SIPFIX_HTML_HEAD_H

#include <glib.h>

/** From the doctype to <body>. */
void sf_html_head(GString *html, const char *title);

/** The script and the end of the page. */
void sf_html_tail(GString *html);

#endif
