// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parts of sentences, see data/phrases.ini.
 */
#include "knowledge/knowledge.h"

/* No phrase has more placeholders. */
#define MOST_VALUES 4

typedef struct {
    const char *names[MOST_VALUES];
    const char *values[MOST_VALUES];
    guint n;
} Values;

const char *sf_phrase(const char *stanza, const char *key)
{
    const char *words = sf_shelf_words(SF_SHELF_PHRASES, stanza, key);
    g_return_val_if_fail(words, key);
    return words;
}

static char *value_of(const char *name, gpointer data)
{
    const Values *values = data;
    for (guint i = 0; i < values->n; i++)
        if (g_str_equal(values->names[i], name))
            return g_strdup(values->values[i]);
    return NULL;
}

char *sf_phrase_with_list(const char *stanza, const char *key, va_list pairs)
{
    Values values = {.n = 0};
    const char *name;
    while (values.n < MOST_VALUES && (name = va_arg(pairs, const char *)) != NULL) {
        values.names[values.n] = name;
        values.values[values.n++] = va_arg(pairs, const char *);
    }
    return sf_fill(sf_phrase(stanza, key), value_of, &values);
}

char *sf_phrase_with(const char *stanza, const char *key, ...)
{
    va_list pairs;
    va_start(pairs, key);
    char *words = sf_phrase_with_list(stanza, key, pairs);
    va_end(pairs);
    return words;
}
