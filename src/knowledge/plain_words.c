// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The words of a check where there is no capture: each placeholder says what it stands for.
 */
#include "knowledge/knowledge.h"

#include <string.h>

static char *stand_in(const char *name, G_GNUC_UNUSED gpointer data)
{
    static const struct {
        const char *name;
        const char *words; /* NULL: the part in [[ ]] around it goes */
    } known[] = {
        {"caller", "the side that asked"},
        {"server", "the side that answered"},
        {"between", "the element between"},
        {"old", "the old address"},
        {"old_host", "the old host"},
        {"target", "the new address"},
        {"target_host", "the new host"},
        {"targets", "the new addresses"},
        {"wanted", "the extension"},
        {"required", "the extension"},
        {"missing", "the extension"},
        {"tags", "the tags"},
        {"wanted_header", "the header with the tag in it"},
        {"sent_header", "the header without the tag"},
        {"offering_header", "the header with the tag"},
        {"entry", "the entry"},
        {"tag_setting", "the extension"},
        {"tag_called", NULL},
        {"tag_needs", "what 'sipfix explain TAG' tells."},
        {"status", "301 or 421"},
        {"other", "another element"},
        {"hops", "several"},
        {"window", "32"},
        {"times", NULL},
        {"unproven", "the new address"},
        {"reached_frame", NULL},
        {"frame", "N"},
        {"first_frame", "N"},
        {"other_frame", "N"},
        {"followup_frame", "N"},
        {"caller_product", NULL},
        {"caller_places", " (address book, speed dial, dial plan)"},
        {"server_product", NULL},
        {"between_product", NULL},
        {"position", NULL},
        {"user", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_equal(name, known[i].name))
            return g_strdup(known[i].words);
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
 * said. */
static char *capital_name(const char *name, G_GNUC_UNUSED gpointer data)
{
    return g_str_equal(name, "peer") ? g_strdup("the other side") : g_ascii_strup(name, -1);
}

char *sf_plain_setting(const char *setting)
{
    return sf_fill(setting, capital_name, NULL);
}
