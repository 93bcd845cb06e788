// SPDX-License-Identifier: GPL-2.0-or-later
// What is given as a size of memory.
#ifndef SIPFIX_SIZE_OPTION_H
#define SIPFIX_SIZE_OPTION_H

#include <glib.h>

/** Less than this starts no program. */
#define SF_SIZE_LEAST "256M"

/** Reads a number with K, M, G or T (of 1024) behind it.
 * @return FALSE where it is none, or less than SF_SIZE_LEAST; then @bytes is as it was */
gboolean sf_size_parse(const char *text, guint64 *bytes);

#endif
