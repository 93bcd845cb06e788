// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/tally.h"

#include "core/grammar/strings/string_hash.h"

struct SfTally {
    GHashTable *by_name; /* name (lent by the entry) -> SfTallied (lent by in_order) */
    GPtrArray *in_order; /* SfTallied, owned */
    gboolean is_sorted;  /* as sf_tally_sorted() gives them, and nothing was added since */
};

static void tallied_free(gpointer data)
{
    SfTallied *tallied = data;
    g_free(tallied->name);
    g_free(tallied->note);
    g_free(tallied);
}

SfTally *sf_tally_new(void)
{
    SfTally *tally = g_new0(SfTally, 1);
    tally->by_name = g_hash_table_new(sf_string_hash, g_str_equal);
    tally->in_order = g_ptr_array_new_with_free_func(tallied_free);
    return tally;
}

void sf_tally_free(SfTally *tally)
{
    if (!tally)
        return;
    g_hash_table_unref(tally->by_name);
    g_ptr_array_unref(tally->in_order);
    g_free(tally);
}

void sf_tally_add(SfTally *tally, const char *name, const char *note, guint64 n)
{
    SfTallied *tallied = g_hash_table_lookup(tally->by_name, name);
    if (!tallied) {
        tallied = g_new0(SfTallied, 1);
        tallied->name = g_strdup(name);
        g_ptr_array_add(tally->in_order, tallied);
        g_hash_table_insert(tally->by_name, tallied->name, tallied);
    }
    if (!tallied->note)
        tallied->note = g_strdup(note);
    tallied->varies |= note && !g_str_equal(tallied->note, note);
    tallied->count += n;
    tally->is_sorted = FALSE;
}

const SfTallied *sf_tally_find(const SfTally *tally, const char *name)
{
    return g_hash_table_lookup(tally->by_name, name);
}

guint sf_tally_size(const SfTally *tally)
{
    return tally->in_order->len;
}

static gint most_first(gconstpointer a, gconstpointer b)
{
    const SfTallied *one = *(SfTallied *const *)a;
    const SfTallied *other = *(SfTallied *const *)b;
    if (one->count == other->count)
        return 0;
    return one->count > other->count ? -1 : 1;
}

const GPtrArray *sf_tally_sorted(SfTally *tally)
{
    /* g_ptr_array_sort() keeps the order of equals: GLib promises a merge sort since 2.32. */
    if (!tally->is_sorted)
        g_ptr_array_sort(tally->in_order, most_first);
    tally->is_sorted = TRUE;
    return tally->in_order;
}
