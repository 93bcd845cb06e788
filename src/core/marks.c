/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger_private.h"

SfSpot sf_spot_of(const SfMessage *message)
{
    return (SfSpot){.frame = message->frame, .part = message->part, .place = message->place};
}

static gboolean is_same_mark(const SfMark *a, const SfMark *b)
{
    return a->part == b->part && a->role == b->role && a->answer == b->answer &&
           a->followup == b->followup;
}

/* In the order of the messages, and what matters most of each message first. */
static gboolean is_before(const SfMark *a, const SfMark *b)
{
    return a->part != b->part ? a->part < b->part : a->role < b->role;
}

/* Marks of one frame that are compared; more are only appended. */
#define MAX_MARKS_COMPARED 256

void sf_ledger_mark(SfLedger *ledger, SfSpot spot, SfMark what)
{
    what.part = spot.part;
    what.place = spot.place;
    GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(spot.frame));
    if (!marks) {
        marks = g_array_new(FALSE, FALSE, sizeof(SfMark));
        g_hash_table_insert(ledger->marks, GUINT_TO_POINTER(spot.frame), marks);
    }
    const guint first = marks->len > MAX_MARKS_COMPARED ? marks->len - MAX_MARKS_COMPARED : 0;
    for (guint i = first; i < marks->len; i++)
        if (is_same_mark(&g_array_index(marks, SfMark, i), &what))
            return;
    guint at = marks->len;
    while (at > first && is_before(&what, &g_array_index(marks, SfMark, at - 1)))
        at--;
    g_array_insert_val(marks, at, what);
}

void sf_ledger_mark_answer(SfLedger *ledger, SfSpot spot, SfRole role, SfAnswer *answer)
{
    if (answer->explained)
        sf_ledger_mark(ledger, spot,
                       (SfMark){.role = role, .answer = answer, .story = answer->story});
}

const GArray *sf_ledger_marks(SfLedger *ledger, guint32 frame)
{
    const GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
    for (guint i = 0; marks && i < marks->len; i++) {
        const SfMark *mark = &g_array_index(marks, SfMark, i);
        if (mark->answer)
            sf_ledger_catch_up(ledger, mark->answer);
    }
    return marks;
}
