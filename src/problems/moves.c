// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/moves.h"

#include "core/grammar/strings/string_hash.h"

#include <string.h>

static void move_free(gpointer data)
{
    SfMove *move = data;
    g_free(move->old_uri);
    g_free(move->new_uri);
    g_free(move);
}

const char *sf_behind_user(const char *uri)
{
    const char *at = strchr(uri, '@');
    if (at)
        return at + 1;
    const char *colon = strchr(uri, ':');
    return colon ? colon + 1 : uri;
}

static gboolean keeps_user(const char *old_uri, const char *new_uri)
{
    const gsize length = (gsize)(sf_behind_user(old_uri) - old_uri);
    return strchr(old_uri, '@') && strncmp(old_uri, new_uri, length) == 0;
}

/* What moves together: old host to new host, each user keeping its name. Alone: the whole
 * addresses. */
static char *group_of(const SfTallied *tallied)
{
    const char *new_uri = tallied->note ? tallied->note : "";
    if (!keeps_user(tallied->name, new_uri))
        return g_strdup_printf("%s\n%s", tallied->name, new_uri);
    return g_strdup_printf("\n%s\n%s", sf_behind_user(tallied->name), sf_behind_user(new_uri));
}

/* Digits that differ between @pattern and @user become N in @pattern. FALSE where that is not
 * enough. */
static gboolean widen(char *pattern, const char *user, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (pattern[i] == user[i])
            continue;
        if (!g_ascii_isdigit(user[i]) || (!g_ascii_isdigit(pattern[i]) && pattern[i] != 'N'))
            return FALSE;
        pattern[i] = 'N';
    }
    return TRUE;
}

/* "sip:+4930555010NN@198.51.100.20"; "sip:...@198.51.100.20" where the names have no shape in
 * common. */
static char *pattern_of(const GPtrArray *members, const char *example)
{
    const gsize length = (gsize)(sf_behind_user(example) - example);
    g_autofree char *pattern = g_strdup(example);
    gboolean alike = TRUE;
    for (guint i = 0; alike && i < members->len; i++) {
        const char *other = ((const SfTallied *)members->pdata[i])->name;
        alike = (gsize)(sf_behind_user(other) - other) == length && widen(pattern, other, length);
    }
    if (alike)
        return g_steal_pointer(&pattern);
    const char *colon = strchr(example, ':');
    const int scheme = colon ? (int)(colon + 1 - example) : 0;
    return g_strdup_printf("%.*s...@%s", scheme, example, sf_behind_user(example));
}

static char *new_pattern_of(const char *old_pattern, const char *new_uri)
{
    const int user = (int)(sf_behind_user(old_pattern) - old_pattern);
    return g_strdup_printf("%.*s%s", user, old_pattern, sf_behind_user(new_uri));
}

static SfMove *move_of(const GPtrArray *members)
{
    const SfTallied *first = members->pdata[0];
    SfMove *move = g_new0(SfMove, 1);
    move->addresses = members->len;
    for (guint i = 0; i < members->len; i++)
        move->count += ((const SfTallied *)members->pdata[i])->count;
    if (members->len == 1) {
        move->old_uri = g_strdup(first->name);
        move->new_uri = g_strdup(first->note);
    } else {
        move->old_uri = pattern_of(members, first->name);
        move->new_uri = new_pattern_of(move->old_uri, first->note);
    }
    return move;
}

static gint most_first(gconstpointer a, gconstpointer b)
{
    const SfMove *one = *(SfMove *const *)a;
    const SfMove *other = *(SfMove *const *)b;
    if (one->count == other->count)
        return 0;
    return one->count > other->count ? -1 : 1;
}

GPtrArray *sf_moves_group(SfTally *tally)
{
    const GPtrArray *all = sf_tally_sorted(tally);
    g_autoptr(GHashTable) by_group =
        g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < all->len; i++) {
        char *name = group_of(all->pdata[i]);
        GPtrArray *members = g_hash_table_lookup(by_group, name);
        if (!members) {
            members = g_ptr_array_new();
            g_ptr_array_add(groups, members);
            g_hash_table_insert(by_group, name, members);
        } else {
            g_free(name);
        }
        g_ptr_array_add(members, all->pdata[i]);
    }
    GPtrArray *moves = g_ptr_array_new_with_free_func(move_free);
    for (guint i = 0; i < groups->len; i++)
        g_ptr_array_add(moves, move_of(groups->pdata[i]));
    g_ptr_array_sort(moves, most_first);
    return moves;
}
