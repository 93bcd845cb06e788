// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/refusal.h"

#include <string.h>

#include "knowledge/knowledge.h"

/* By their bits. */
static const char *const reasons[SF_N_REFUSALS] = {
    "loop",      "unusable",       "conflict",  "foreign-domain", "private", "insecure",
    "in-dialog", "number-routing", "to-caller", "expires",        "once",    "malformed",
};

const char *sf_refusal_name(guint bit)
{
    return reasons[bit];
}

char *sf_refusals_names(SfRefusals refusals, const char *separator)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (refusals & (1U << i))
            g_string_append_printf(names, "%s%s", names->len ? separator : "", reasons[i]);
    return g_string_free(names, FALSE);
}

char *sf_refusals_words(SfRefusals refusals)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (refusals & (1U << i))
            g_string_append_printf(words, "%s%s (%s)", words->len ? "; " : "", reasons[i],
                                   sf_shelf_words(SF_SHELF_REFUSALS, reasons[i], "words"));
    return g_string_free(words, FALSE);
}

const char *const *sf_refusal_choices(void)
{
    static const char *choices[SF_N_REFUSALS + 2];
    guint n = 0;
    choices[n++] = "all";
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (!(SF_REFUSALS_FOR_GOOD & (1U << i)))
            choices[n++] = reasons[i];
    choices[n] = NULL;
    return choices;
}

SfRefusals sf_refusal_named(const char *name)
{
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (g_str_equal(name, reasons[i]))
            return 1U << i;
    return 0;
}

static SfRefusals choice_of(const char *name)
{
    const SfRefusals all = (1U << SF_N_REFUSALS) - 1;
    return (g_str_equal(name, "all") ? all : sf_refusal_named(name)) & ~SF_REFUSALS_FOR_GOOD;
}

gboolean sf_refusals_parse(const char *list, SfRefusals *included, char **unknown)
{
    g_auto(GStrv) names = g_strsplit(*list ? list : ",", ",", -1);
    *included = 0;
    for (char **name = names; *name; name++) {
        const SfRefusals refusals = choice_of(g_strstrip(*name));
        if (refusals == 0) {
            *unknown = g_strdup(*name);
            return FALSE;
        }
        *included |= refusals;
    }
    return TRUE;
}
