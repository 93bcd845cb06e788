/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests made of tables: cmocka, and comparisons that say which row failed. */
#ifndef SIPFIX_TABLE_H
#define SIPFIX_TABLE_H

#include "want.h"

#include "core/grammar/grammar.h"

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
