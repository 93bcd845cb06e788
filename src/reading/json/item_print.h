/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is on a tape as text again: JSON on one line, without blanks. */
#ifndef SIPFIX_ITEM_PRINT_H
#define SIPFIX_ITEM_PRINT_H

#include "reading/json/tape.h"

/** A value, with all that is in it. */
void sf_print_item(GString *out, SfItem item);

/** A string, with its quotes; what JSON cannot hold as it is, escaped. */
void sf_print_text(GString *out, const char *text);

/** A whole number. */
void sf_print_integer(GString *out, gint64 number);

/** With the fewest digits that give the same number. */
void sf_print_decimal(GString *out, double value);

/** The comma before a member or an element that is not the first of what holds it. */
void sf_print_comma(GString *out);

/** The name of a member, with the comma before it, if one is needed, and its colon. */
void sf_print_name(GString *out, const char *name);

#endif
