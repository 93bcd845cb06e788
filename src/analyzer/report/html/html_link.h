/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links from the page to files beside it. */
#ifndef SIPFIX_HTML_LINK_H
#define SIPFIX_HTML_LINK_H

/**
 * What an href needs to lead from the page to a file: always a relative address, so that it holds
 * when both move together, and can name no other place than a file.
 *
 * @param page  path of the file that the page is written to; NULL: not known, it will lie in the
 *              current folder
 * @param file  path of the other file
 * @return harmless in an attribute; to be freed with g_free()
 */
char *sf_html_link(const char *page, const char *file);

#endif
