// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words.h"

#include <string.h>

/* Columns that one stranger's value, and one sentence with such values in it, may take. */
#define VALUE_COLUMNS    120
#define SENTENCE_COLUMNS 1200

#define TIME_MINUTE 11 /* where "08:15" begins */
#define TIME_LEAST  19 /* "2026-03-02T08:15:00" */

char *sf_words_value(const char *value)
{
    return sf_visible_clip(value, VALUE_COLUMNS);
}

char *sf_words_sentence(const char *text)
{
    return sf_visible_clip(text, SENTENCE_COLUMNS);
}

const char *sf_words_next_place(const char *text, const char *word, const char *found)
{
    const char *from = found ? found + strlen(word) : text;
    return from && *word ? strstr(from, word) : NULL;
}

/* ---- Numbers and times ---- */

char *sf_words_number(guint64 n)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, n);
    const gsize length = strlen(digits);
    GString *out = g_string_new(NULL);
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

char *sf_words_quantity(guint64 n, const char *one, const char *many)
{
    g_autofree char *number = sf_words_number(n);
    return g_strdup_printf("%s %s", number, n == 1 ? one : many);
}

char *sf_words_period(const char *first, const char *last, gboolean with_date)
{
    if (!first || !last || strlen(first) < TIME_LEAST || strlen(last) < TIME_LEAST)
        return NULL;
    const char *from = first + TIME_MINUTE, *to = last + TIME_MINUTE;
    if (strncmp(first, last, SF_DATE_LENGTH) != 0)
        return g_strdup_printf("%.10s %.5s - %.10s %.5s", first, from, last, to);
    g_autofree char *date = with_date ? g_strdup_printf("%.10s ", first) : g_strdup("");
    if (strncmp(from, to, 5) == 0)
        return g_strdup_printf("%s%.5s", date, from);
    return g_strdup_printf("%s%.5s-%.5s", date, from, to);
}

const char *sf_words_level(SfSeverity level)
{
    static const char *const names[] = {
        [SF_CHAT] = "GOOD", [SF_NOTE] = "NOTE", [SF_WARN] = "WARN", [SF_ERROR] = "ERROR"};
    return names[level];
}
