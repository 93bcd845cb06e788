// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/refusal.h"

#include <string.h>

static const struct {
    const char *name;
    const char *words;
} reasons[SF_N_REFUSALS] = {
    {"loop", "it leads in a circle"},
    {"unusable", "there is no new address that a SIP request can go to"},
    {"conflict", "the answers contradict each other"},
    {"foreign-domain", "the new host belongs to another domain"},
    {"private", "the new address is private, the old one is not"},
    {"insecure", "the old address is protected by TLS, the new one is not"},
    {"in-dialog", "told within a call, where nobody dials the old address"},
    {"number-routing", "a route of the telephone network, no move"},
    {"to-caller", "the new address is the caller's own"},
    {"expires", "the move holds for a limited time only"},
    {"once", "seen in one call only"},
};

char *sf_refusals_names(SfRefusals refusals, const char *separator)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (refusals & (1U << i))
            g_string_append_printf(names, "%s%s", names->len ? separator : "", reasons[i].name);
    return g_string_free(names, FALSE);
}

char *sf_refusals_words(SfRefusals refusals)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (refusals & (1U << i))
            g_string_append_printf(words, "%s%s (%s)", words->len ? "; " : "", reasons[i].name,
                                   reasons[i].words);
    return g_string_free(words, FALSE);
}

const char *const *sf_refusal_choices(void)
{
    static const char *choices[SF_N_REFUSALS + 2];
    guint n = 0;
    choices[n++] = "all";
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (!(SF_REFUSALS_FOR_GOOD & (1U << i)))
            choices[n++] = reasons[i].name;
    choices[n] = NULL;
    return choices;
}

static SfRefusals refusal_of(const char *name)
{
    if (g_str_equal(name, "all"))
        return ((1U << SF_N_REFUSALS) - 1) & ~SF_REFUSALS_FOR_GOOD;
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (g_str_equal(name, reasons[i].name))
            return (1U << i) & ~SF_REFUSALS_FOR_GOOD;
    return 0;
}

gboolean sf_refusals_parse(const char *list, SfRefusals *included, char **unknown)
{
    g_auto(GStrv) names = g_strsplit(*list ? list : ",", ",", -1);
    *included = 0;
    for (char **name = names; *name; name++) {
        const SfRefusals refusals = refusal_of(g_strstrip(*name));
        if (refusals == 0) {
            *unknown = g_strdup(*name);
            return FALSE;
        }
        *included |= refusals;
    }
    return TRUE;
}
