// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/glossary.h"

#include <string.h>

#include "knowledge/knowledge.h"

struct SfGlossary {
    GHashTable *told; /* names of stanzas, the knowledge's */
};

SfGlossary *sf_glossary_new(void)
{
    SfGlossary *glossary = g_new0(SfGlossary, 1);
    glossary->told = g_hash_table_new(g_direct_hash, g_direct_equal);
    return glossary;
}

void sf_glossary_free(SfGlossary *glossary)
{
    g_hash_table_unref(glossary->told);
    g_free(glossary);
}

/* Joins the parts of one name, address or number. */
static gboolean joins(char c)
{
    return g_ascii_isalnum(c) || strchr("-_@:./%", c) != NULL;
}

/* Of what stands behind a word, a full stop, a colon or a slash may end the sentence. */
static gboolean ends_word(const char *behind)
{
    return !*behind || !joins(*behind) || (strchr(".:/", *behind) && !g_ascii_isalnum(behind[1]));
}

static gboolean is_of_a_number(const char *text, const char *at, const char *behind)
{
    static const char frame[] = "frame ";
    const gsize before = (gsize)(at - text);
    if (before >= strlen(frame) && strncmp(at - strlen(frame), frame, strlen(frame)) == 0)
        return TRUE;
    return g_str_has_prefix(behind, " ms") || g_str_has_prefix(behind, " s") ||
           g_str_has_prefix(behind, ",");
}

static gboolean is_used(const char *text, const char *word)
{
    const gboolean is_code = g_ascii_isdigit(word[0]) && strlen(word) == 3;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        const char *behind = at + strlen(word);
        const gboolean begins = at == text || !joins(at[-1]);
        if (begins && ends_word(behind) && !(is_code && is_of_a_number(text, at, behind)))
            return TRUE;
    }
    return FALSE;
}

char *sf_glossary_tell(SfGlossary *glossary, const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *const *word = sf_shelf_stanzas(SF_SHELF_TERMS); *word; word++) {
        if (g_hash_table_contains(glossary->told, *word) || !is_used(text, *word))
            continue;
        g_hash_table_add(glossary->told, (gpointer)*word);
        g_string_append_printf(out, "%s%s = %s.", out->len ? " " : "", *word,
                               sf_shelf_words(SF_SHELF_TERMS, *word, "short"));
    }
    return g_string_free(out, out->len == 0);
}
