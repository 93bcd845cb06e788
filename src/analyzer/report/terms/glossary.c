// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/terms/glossary.h"

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

/* "session-expires", "SBCMinSE", "frame": what stands behind such a word is its value, and no
 * status code. */
static gboolean takes_value(const char *word)
{
    static const char *const counted[] = {"frame",     "line",   "port",      "byte",
                                          "character", "number", "extension", NULL};
    if (g_strv_contains(counted, word))
        return TRUE;
    for (const char *c = word; *c; c++)
        if (strchr("-_", *c) || (c > word && g_ascii_isupper(*c) && g_ascii_islower(c[-1])))
            return TRUE;
    return FALSE;
}

/* It is what a setting is set to, or the number of something. */
static gboolean is_value(const char *text, const char *at)
{
    if (at == text)
        return FALSE;
    if (at[-1] != ' ')
        return strchr("\"'<>", at[-1]) != NULL;
    const char *end = at - 1;
    const char *begin = end;
    while (begin > text && (g_ascii_isalnum(begin[-1]) || strchr("-_>", begin[-1])))
        begin--;
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    return takes_value(word);
}

/* "Warning: 305 pbx2.example.net "..."": the codes of that header are numbers of their own. */
static gboolean is_of_a_warning(const char *text, const char *at)
{
    static const char word[] = "arning"; /* which may begin a sentence */
    const char *header = g_strrstr_len(text, at - text, word);
    if (!header)
        return FALSE;
    gboolean is_quoted = FALSE;
    for (const char *c = header + strlen(word); c < at; c++) {
        if (*c == '"')
            is_quoted = !is_quoted;
        if (*c == '\n' || (!is_quoted && strchr(".)", *c) && !g_ascii_isalnum(c[1])))
            return FALSE;
    }
    return TRUE;
}

/* What it counts may be many. */
static gboolean ends_plural(const char *behind)
{
    behind += g_str_has_prefix(behind, "es") ? 2 : *behind == 's';
    return !g_ascii_isalpha(*behind);
}

/* A number of frames, seconds or things, or a part of a longer one. */
static gboolean is_of_a_number(const char *text, const char *at, const char *behind)
{
    static const char *const units[] = {" ms",           " s",         " call",    " registration",
                                        " subscription", " message",   " request", " PUBLISH",
                                        " other",        " address",   " byte",    " time",
                                        " frame",        " by default"};
    if (is_value(text, at) || is_of_a_warning(text, at))
        return TRUE;
    if ((*behind == ',' && g_ascii_isdigit(behind[1])) || (at > text && at[-1] == ','))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_has_prefix(behind, units[i]) && ends_plural(behind + strlen(units[i])))
            return TRUE;
    return FALSE;
}

/* A word in small letters may begin a sentence, and be many. */
static gboolean is_there(const char *at, const char *word, gboolean is_small)
{
    char first = *at;
    if (is_small)
        first = g_ascii_tolower(first);
    return first == word[0] && g_str_has_prefix(at + 1, word + 1);
}

/* A sign that is written as "%" and two digits, which have small letters or capitals. */
static gboolean has_escape(const char *text, const char *word)
{
    for (const char *at = text; (at = strchr(at, '%')) != NULL; at++)
        if (g_ascii_strncasecmp(at, word, strlen(word)) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_used(const char *text, const char *word)
{
    if (*word == '%')
        return has_escape(text, word);
    const gboolean is_code = g_ascii_isdigit(word[0]) && strlen(word) == 3;
    const gboolean is_small = g_ascii_islower(word[0]) && strlen(word) > 1;
    for (const char *at = text; *at; at++) {
        if (!is_there(at, word, is_small) || (at > text && (joins(at[-1]) || at[-1] == '=')))
            continue;
        const char *behind = at + strlen(word);
        if (is_small && *behind == 's')
            behind++;
        if (ends_word(behind) && !(is_code && is_of_a_number(text, at, behind)))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_about(const char *word, const char *const *tags)
{
    for (; *tags; tags++)
        if (g_ascii_strcasecmp(*tags, word) == 0)
            return TRUE;
    return FALSE;
}

/* A header that lists it stands in the text: what the request is to show. */
static gboolean is_listed(const char *word, const char *text)
{
    static const char header[] = "Supported: ";
    for (const char *at = text; (at = strstr(at, header)) != NULL;) {
        at += strlen(header);
        g_autofree char *list = g_strndup(at, strcspn(at, "\n"));
        if (is_used(list, word))
            return TRUE;
    }
    return FALSE;
}

/* The text explains the option tag itself: "100rel: reliable provisional responses. ...". */
static gboolean is_explained(const char *word, const char *text)
{
    const char *name = sf_shelf_words(SF_SHELF_TAGS, word, "name");
    g_autofree char *explained = name ? g_strdup_printf("%s: %s. ", word, name) : NULL;
    return explained && strstr(text, explained);
}

/* An option tag may be a plain word as well. One that was offered anyway plays no part in what is
 * to be changed. */
static gboolean is_meant(const char *word, const char *text, const SfGlossaryTags *tags)
{
    if (sf_shelf_words(SF_SHELF_TERMS, word, "tag") && !is_about(word, tags->wanted) &&
        (is_about(word, tags->offered) || !is_listed(word, text)))
        return FALSE;
    return is_used(text, word);
}

char *sf_glossary_tell(SfGlossary *glossary, const char *text, const SfGlossaryTags *tags)
{
    GString *out = g_string_new(NULL);
    for (const char *const *word = sf_shelf_stanzas(SF_SHELF_TERMS); *word; word++) {
        if (g_hash_table_contains(glossary->told, *word) || !is_meant(*word, text, tags))
            continue;
        g_hash_table_add(glossary->told, (gpointer)*word);
        if (is_explained(*word, text))
            continue;
        g_string_append_printf(out, "%s%s = %s.", out->len ? " " : "", *word,
                               sf_shelf_words(SF_SHELF_TERMS, *word, "short"));
    }
    return g_string_free(out, out->len == 0);
}
