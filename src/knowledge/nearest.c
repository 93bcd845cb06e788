// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * "Did you mean": the word that is the fewest slips of the finger away.
 */
#include "knowledge/knowledge.h"

#include <string.h>

/* A third of a name may be wrong: more is another word. The word may be a stranger's, of any
 * length; names are short, so nothing longer than name and slips together is looked at. */
static gsize slips_allowed(gsize name_length)
{
    return MAX(1, name_length / 3);
}

/*
 * Letters inserted, left out, changed, or two neighbours swapped (optimal string alignment). Three
 * rows of the table are enough, used in turn: the current one and the two above it, the upper for
 * the swaps.
 */
static gsize edit_distance(const char *a, gsize a_length, const char *b, gsize b_length)
{
    const gsize width = b_length + 1;
    gsize *rows = g_new0(gsize, 3 * width);
    for (gsize j = 0; j < width; j++)
        rows[j] = j;
    for (gsize i = 1; i <= a_length; i++) {
        gsize *row = rows + (i % 3) * width;
        const gsize *above = rows + ((i + 2) % 3) * width;
        const gsize *upper = rows + ((i + 1) % 3) * width;
        row[0] = i;
        for (gsize j = 1; j <= b_length; j++) {
            const gsize change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MIN(change, MIN(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], upper[j - 2] + 1);
        }
    }
    const gsize distance = rows[(a_length % 3) * width + b_length];
    g_free(rows);
    return distance;
}

/* rel100 for 100rel: the same letters in another order, and nothing of it is misspelt. */
static gboolean are_rearranged(const char *a, const char *b, gsize length)
{
    gint letters[256] = {0};
    for (gsize i = 0; i < length; i++) {
        letters[(guchar)a[i]]++;
        letters[(guchar)b[i]]--;
    }
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i] != 0)
            return FALSE;
    return TRUE;
}

/* Slips between @word and @name, or G_MAXSIZE where they are too many. */
static gsize slips(const char *word, gsize word_length, const char *name)
{
    gsize length = strlen(name);
    gsize allowed = slips_allowed(length);
    if (word_length > length + allowed || length > word_length + allowed)
        return G_MAXSIZE;
    gsize distance = edit_distance(word, word_length, name, length);
    if (distance <= allowed)
        return distance;
    return word_length == length && are_rearranged(word, name, length) ? allowed : G_MAXSIZE;
}

const char *sf_nearest(const char *const *words, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(word, -1);
    gsize length = strlen(lower);
    const char *nearest = NULL;
    gsize best = G_MAXSIZE;
    for (const char *const *at = words; *at; at++) {
        g_autofree char *candidate = g_ascii_strdown(*at, -1);
        gsize distance = slips(lower, length, candidate);
        /* "self" is short for "moved.self", "outcome" for "sipfix.outcome". */
        const char *dot = strchr(candidate, '.');
        if (dot)
            distance = MIN(distance, slips(lower, length, dot + 1));
        if (distance < best) {
            best = distance;
            nearest = *at;
        }
    }
    return nearest;
}

const char *sf_shelf_nearest(SfShelf shelf, const char *word)
{
    return sf_nearest(sf_shelf_stanzas(shelf), word);
}
