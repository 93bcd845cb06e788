// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Filling {placeholders}. One pass from left to right: what a value brings is never looked at
 * again, so a stranger's braces and brackets stay what they are.
 */
#include "knowledge/knowledge.h"

#include <string.h>

/* No value has a longer name. */
#define LONGEST_NAME 63

/* In most texts. */
#define ROOM_FOR_VALUES 64

typedef struct {
    char *(*lookup)(const char *name, gpointer data);
    gpointer data;
} Source;

static gboolean is_of_name(char c)
{
    return g_ascii_islower(c) || g_ascii_isdigit(c) || c == '_';
}

/* Two braces for one. */
static gboolean is_double(const char *words)
{
    return words[0] == '{' && words[1] == '{';
}

/* Length of the placeholder at @words, braces included; 0 where a brace is just a brace. */
static gsize placeholder_length(const char *words)
{
    if (*words != '{')
        return 0;
    gsize name = 0;
    while (is_of_name(words[1 + name]))
        name++;
    return name > 0 && words[1 + name] == '}' ? name + 2 : 0;
}

/* Length of what stands before the next placeholder, and is more than a brace for a brace. */
static gsize plain_length(const char *words, const char *end)
{
    const char *at = words;
    while (at < end && !is_double(at) && placeholder_length(at) == 0) {
        const char *brace = memchr(at + 1, '{', (gsize)(end - at) - 1);
        at = brace ? brace : end;
    }
    return (gsize)(at - words);
}

static char *look_up(const Source *source, const char *words, gsize length)
{
    char name[LONGEST_NAME + 1];
    if (length - 2 > LONGEST_NAME)
        return NULL;
    memcpy(name, words + 1, length - 2);
    name[length - 2] = '\0';
    return source->lookup(name, source->data);
}

/* Fills @length bytes of @words into @out; FALSE where a placeholder had no value. */
static gboolean fill_part(GString *out, const char *words, gsize length, const Source *source)
{
    gboolean complete = TRUE;
    const char *end = words + length;
    while (words < end) {
        if (is_double(words)) {
            g_string_append_c(out, '{');
            words += 2;
            continue;
        }
        const gsize plain = plain_length(words, end);
        if (plain > 0) {
            g_string_append_len(out, words, (gssize)plain);
            words += plain;
            continue;
        }
        const gsize placeholder = placeholder_length(words);
        g_autofree char *value = look_up(source, words, placeholder);
        complete = complete && value;
        g_string_append(out, value ? value : "unknown");
        words += placeholder;
    }
    return complete;
}

char *sf_fill(const char *words, char *(*lookup)(const char *name, gpointer data), gpointer data)
{
    const Source source = {lookup, data};
    if (!strchr(words, '{') && !strstr(words, "[[")) /* as most are: names, sides, settings */
        return g_strdup(words);
    GString *out = g_string_sized_new(strlen(words) + ROOM_FOR_VALUES);
    while (*words) {
        const char *open = strstr(words, "[[");
        const char *close = open ? strstr(open + 2, "]]") : NULL;
        if (!close) {
            fill_part(out, words, strlen(words), &source);
            break;
        }
        fill_part(out, words, (gsize)(open - words), &source);
        gsize kept = out->len;
        if (!fill_part(out, open + 2, (gsize)(close - open) - 2, &source))
            g_string_truncate(out, kept);
        words = close + 2;
    }
    return g_string_free(out, FALSE);
}
