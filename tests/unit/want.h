/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmocka, and comparisons that say which row of a table failed. */
#ifndef SIPFIX_WANT_H
#define SIPFIX_WANT_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

/** @wanted NULL: there must be none. @row says where we are. */
static inline void want_string(const char *row, const char *got, const char *wanted)
{
    if (g_strcmp0(got, wanted) != 0)
        fail_msg("%s: '%s', not '%s'", row, got ? got : "(null)", wanted ? wanted : "(null)");
}

static inline void want_number(const char *row, const char *what, guint64 got, guint64 wanted)
{
    if (got != wanted)
        fail_msg("%s: %s is %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, row, what, got, wanted);
}

#endif
