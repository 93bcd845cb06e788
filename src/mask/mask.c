// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask/mask.h"

#include <string.h>

#include "core/grammar/strings/string_hash.h"
#include "knowledge/knowledge.h"
#include "mask/mask_private.h"

struct SfMask {
    GHashTable *known;  /* "stem value" -> replacement */
    GHashTable *counts; /* stem -> how many there are */
};

SfMask *sf_mask_new(void)
{
    SfMask *mask = g_new0(SfMask, 1);
    mask->known = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, g_free);
    mask->counts = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    return mask;
}

void sf_mask_free(SfMask *mask)
{
    if (!mask)
        return;
    g_hash_table_unref(mask->known);
    g_hash_table_unref(mask->counts);
    g_free(mask);
}

/* Values are strangers' bytes: escaped, so that a key is one word. */
static char *key_of(const char *stem, const char *value, gsize length)
{
    g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)value, length, NULL);
    return g_strconcat(stem, " ", escaped, NULL);
}

const char *sf_mask_known(const SfMask *mask, const char *stem, const char *value, gsize length)
{
    g_autofree char *key = key_of(stem, value, length);
    return g_hash_table_lookup(mask->known, key);
}

guint sf_mask_next(SfMask *mask, const char *stem)
{
    const guint count = GPOINTER_TO_UINT(g_hash_table_lookup(mask->counts, stem)) + 1;
    g_hash_table_insert(mask->counts, g_strdup(stem), GUINT_TO_POINTER(count));
    return count;
}

const char *sf_mask_learn(SfMask *mask, const char *stem, const char *value, gsize length,
                          char *replacement)
{
    g_hash_table_insert(mask->known, key_of(stem, value, length), replacement);
    return replacement;
}

void sf_mask_token(SfMask *mask, const char *stem, SfText value, GString *out)
{
    if (value.length == 0)
        return;
    const char *known = sf_mask_known(mask, stem, value.at, value.length);
    if (!known)
        known = sf_mask_learn(mask, stem, value.at, value.length,
                              g_strdup_printf("%s%u", stem, sf_mask_next(mask, stem)));
    g_string_append(out, known);
}

/* The pattern with the number's digits in the place of its wildcards, from the right. */
static char *shaped(const char *pattern, guint number)
{
    char *token = g_strdup(pattern);
    for (gsize i = strlen(token); i > 0; i--)
        if (token[i - 1] == '?') {
            token[i - 1] = (char)('0' + number % 10);
            number /= 10;
        }
    return token;
}

void sf_mask_tag(SfMask *mask, SfText tag, GString *out)
{
    g_autofree char *copy = sf_text_dup(tag);
    const char *pattern = sf_tag_pattern(copy);
    if (!pattern || sf_mask_known(mask, "tag", tag.at, tag.length)) {
        sf_mask_token(mask, "tag", tag, out);
        return;
    }
    g_string_append(out, sf_mask_learn(mask, "tag", tag.at, tag.length,
                                       shaped(pattern, sf_mask_next(mask, "tag"))));
}

static gboolean is_legal(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("-_.!~*'()&=+$,;?/%:@[]`", c));
}

void sf_mask_flaw(SfText original, GString *out)
{
    for (gsize i = 0; i < original.length; i++)
        if (!is_legal(original.at[i])) {
            g_string_append_c(out, g_ascii_iscntrl(original.at[i]) ? '\x01' : '^');
            return;
        }
}

/* ---- From one run to the next ---- */

char *sf_mask_remember(const SfMask *mask)
{
    GString *memory = g_string_new(NULL);
    GHashTableIter iter;
    gpointer key;
    gpointer value;
    g_hash_table_iter_init(&iter, mask->known);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_string_append_printf(memory, "known %s %s\n", (char *)key, (char *)value);
    g_hash_table_iter_init(&iter, mask->counts);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_string_append_printf(memory, "count %s %u\n", (char *)key, GPOINTER_TO_UINT(value));
    return g_string_free(memory, FALSE);
}

static void recall_line(SfMask *mask, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    const guint n = g_strv_length(words);
    if (n == 4 && g_str_equal(words[0], "known"))
        g_hash_table_insert(mask->known, g_strconcat(words[1], " ", words[2], NULL),
                            g_strdup(words[3]));
    else if (n == 3 && g_str_equal(words[0], "count"))
        g_hash_table_insert(mask->counts, g_strdup(words[1]),
                            GUINT_TO_POINTER((guint)g_ascii_strtoull(words[2], NULL, 10)));
}

void sf_mask_recall(SfMask *mask, const char *memory)
{
    g_auto(GStrv) lines = g_strsplit(memory, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        recall_line(mask, lines[i]);
}
