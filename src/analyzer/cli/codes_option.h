/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --codes: which answers are looked at. The same words as the preference sipfix.codes.
 */
#ifndef SIPFIX_CODES_OPTION_H
#define SIPFIX_CODES_OPTION_H

#include <glib.h>

/**
 * Puts what a user wrote into one form: each code once, ascending, with commas.
 *
 * @param codes  as given, "all" or "302,420-423"; NULL: nothing was given, and it stays so. Owned;
 *               replaced
 * @return FALSE after a complaint of the command @name
 */
gboolean sf_codes_take(const char *name, char **codes);

/** For completion: the family and "all", NULL-terminated. Static. */
const char *const *sf_codes_choices(void);

/** "301 and 421", "300, 302 and 420"; NULL for none. To be freed with g_free(). @codes: guint */
char *sf_codes_words(const GArray *codes, const char *last);

#endif
