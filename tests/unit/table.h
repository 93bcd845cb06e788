/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests made of tables: cmocka, and comparisons that say which row failed. */
#ifndef SIPFIX_TABLE_H
#define SIPFIX_TABLE_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "grammar.h"

/** A view of a string literal with NULs in it. */
#define BYTES(literal) ((SfText){(literal), sizeof(literal) - 1})

/** @wanted NULL: the text must be absent. @row and @what say where we are. */
static inline void want_text(const char *row, const char *what, SfText got, const char *wanted)
{
    if (sf_text_equal(got, sf_text(wanted)))
        return;
    g_autofree char *shown = sf_text_show(got);
    fail_msg("%s: %s is %s%s%s, not %s", row, what, got.at ? "'" : "", got.at ? shown : "absent",
             got.at ? "'" : "", wanted ? wanted : "absent");
}

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

/** @reason NULL: nothing may be wrong, and the rest does not count. */
static inline void want_flaw(const char *row, SfFlaw got, const char *reason, gsize at,
                             gboolean slight)
{
    if (g_strcmp0(got.reason, reason) != 0)
        fail_msg("%s: the flaw is '%s', not '%s'", row, got.reason ? got.reason : "none",
                 reason ? reason : "none");
    if (!reason)
        return;
    want_number(row, "place of the flaw", got.at, at);
    want_number(row, "slight", (guint64)got.slight, (guint64)slight);
}

#endif
