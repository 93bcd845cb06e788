/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing HTML so that no stranger's string can become markup: there is no way to add a value but
 * through sf_html_add(), which escapes it.
 */
#ifndef SIPFIX_HTML_H
#define SIPFIX_HTML_H

#include <glib.h>

/**
 * Adds @markup with each %s replaced by the next argument, made visible (sf_visible()) and escaped
 * for element content and for attributes in double quotes. %s is all it knows; NULL gives "".
 */
void sf_html_add(GString *html, const char *markup, ...) G_GNUC_PRINTF(2, 3);

/** TRUE where @url may stand in an href: https, and no character that needs escaping there. */
gboolean sf_html_is_safe_url(const char *url);

#endif
