// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The words of a check where there is no capture: each placeholder says what it stands for.
 */
#include "knowledge/knowledge.h"

#include <string.h>

static char *stand_in(const char *name, G_GNUC_UNUSED gpointer data)
{
    if (g_strv_contains(sf_shelf_list(SF_SHELF_PHRASES, "plain", "left-out"), name))
        return NULL;
    const char *words = sf_shelf_words(SF_SHELF_PHRASES, "plain", name);
    if (words)
        return g_strdup(words);
    g_autofree char *plain = g_strdelimit(g_strdup(name), "_", ' ');
    return g_strdup_printf("<%s>", plain);
}

/* "{caller} believes" becomes "the side that asked believes", also where a sentence begins so. */
static char *with_capitals(const char *text)
{
    static const char article[] = "the ";
    char *capital = g_strdup(text);
    for (char *at = capital; (at = strstr(at, article)) != NULL; at += strlen(article))
        if (at == capital || g_str_has_prefix(at - 1, "\n") ||
            (at - capital >= 2 && strchr(".?!", at[-2]) && at[-1] == ' '))
            *at = 'T';
    return capital;
}

char *sf_plain_words(const char *words)
{
    g_autofree char *filled = sf_fill(words, stand_in, NULL);
    return with_capitals(filled);
}

/* As manuals write what is to be replaced: {minimum} becomes MINIMUM. Whom a setting is about is
 * said; what only a capture tells is left out. */
static char *capital_name(const char *name, G_GNUC_UNUSED gpointer data)
{
    if (g_str_equal(name, "likely_account"))
        return NULL;
    return g_str_equal(name, "peer") ? g_strdup(sf_phrase("plain", "peer"))
                                     : g_ascii_strup(name, -1);
}

char *sf_plain_setting(const char *setting)
{
    return sf_fill(setting, capital_name, NULL);
}
