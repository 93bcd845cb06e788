// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which answers are looked at: the family of 301 and 421, and lists of codes as users write them.
 */
#include "knowledge/knowledge.h"

#include <stdlib.h>

static gpointer read_family(gpointer data)
{
    GArray *family = g_array_new(TRUE, FALSE, sizeof(guint));
    (void)data;
    for (const char *const *code = sf_shelf_stanzas(SF_SHELF_CODES); *code; code++) {
        const guint status = (guint)g_ascii_strtoull(*code, NULL, 10);
        if (sf_shelf_words(SF_SHELF_CODES, *code, "family"))
            g_array_append_val(family, status);
    }
    return g_array_free(family, FALSE);
}

const guint *sf_family(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, read_family, NULL);
}

gboolean sf_is_of_family(guint status)
{
    if (status < 300)
        return FALSE; /* it is of redirects and refusals, and of these nobody asks as often */
    const guint *code = sf_family();
    while (*code && *code != status)
        code++;
    return *code != 0;
}

/* What is said of every answer of a status. */
typedef struct {
    guint status;
    const char *check;
} Always;

static gpointer read_always(gpointer data)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Always));
    (void)data;
    for (const char *const *code = sf_shelf_stanzas(SF_SHELF_CODES); *code; code++) {
        const Always always = {(guint)g_ascii_strtoull(*code, NULL, 10),
                               sf_shelf_words(SF_SHELF_CODES, *code, "always")};
        if (always.check)
            g_array_append_val(all, always);
    }
    return all;
}

/* Always, for the life of the program: of each finding of each event it is asked for. */
static const GArray *all_always(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, read_always, NULL);
}

const char *sf_always_check(guint status)
{
    const GArray *all = all_always();
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(all, Always, i).status == status)
            return g_array_index(all, Always, i).check;
    return "";
}

gboolean sf_is_always_check(const char *check)
{
    const GArray *all = all_always();
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(g_array_index(all, Always, i).check, check))
            return TRUE;
    return FALSE;
}

/* ---- lists ---- */

static gint by_number(gconstpointer a, gconstpointer b)
{
    const guint one = *(const guint *)a;
    const guint other = *(const guint *)b;
    return one < other ? -1 : one > other;
}

static void add_code(GArray *codes, guint code)
{
    for (guint i = 0; i < codes->len; i++)
        if (g_array_index(codes, guint, i) == code)
            return;
    g_array_append_val(codes, code);
}

/* "302", "300-305". FALSE where it is neither. */
static gboolean read_range(const char *item, guint64 *first, guint64 *last)
{
    g_auto(GStrv) ends = g_strsplit(item, "-", 2);
    g_strstrip(ends[0]);
    if (!g_ascii_string_to_unsigned(ends[0], 10, 0, G_MAXUINT, first, NULL))
        return FALSE;
    *last = *first;
    return !ends[1] ||
           (g_ascii_string_to_unsigned(g_strstrip(ends[1]), 10, 0, G_MAXUINT, last, NULL) &&
            *last >= *first);
}

/* FALSE where it holds what is no final answer's code; the rest of it is taken. */
static gboolean take_item(GArray *codes, const char *item)
{
    guint64 first = 0;
    guint64 last = 0;
    if (g_ascii_strcasecmp(item, "all") == 0) {
        for (const guint *code = sf_family(); *code; code++)
            add_code(codes, *code);
        return TRUE;
    }
    if (!read_range(item, &first, &last))
        return FALSE;
    for (guint64 code = MAX(first, SF_CODES_FIRST); code <= MIN(last, SF_CODES_LAST); code++)
        add_code(codes, (guint)code);
    return first >= SF_CODES_FIRST && last <= SF_CODES_LAST;
}

GArray *sf_codes_parse(const char *list, char **flaw)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(guint));
    g_auto(GStrv) items = g_strsplit(list, ",", -1);
    *flaw = NULL;
    for (char **item = items; *item; item++)
        if (*g_strstrip(*item) && !take_item(codes, *item) && !*flaw)
            *flaw = g_strdup(*item);
    g_array_sort(codes, by_number);
    return codes;
}
