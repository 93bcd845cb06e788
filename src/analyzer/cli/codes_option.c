// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/codes_option.h"

#include "analyzer/cli/command.h"
#include "knowledge/knowledge.h"

gboolean sf_codes_take(const char *name, char **codes)
{
    if (!*codes)
        return TRUE;
    g_autofree char *flaw = NULL;
    g_autoptr(GArray) read = sf_codes_parse(*codes, &flaw);
    if (flaw || read->len == 0) {
        sf_complain(name, "--codes %s: %s%s", *codes, flaw ? "no such code: " : "names none",
                    flaw ? flaw : "");
        sf_advise("Give numbers from %d to %d, ranges such as 300-302, or all.", SF_CODES_FIRST,
                  SF_CODES_LAST);
        return FALSE;
    }
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < read->len; i++)
        g_string_append_printf(list, "%s%u", i ? "," : "", g_array_index(read, guint, i));
    g_free(*codes);
    *codes = g_string_free(list, FALSE);
    return TRUE;
}

const char *const *sf_codes_choices(void)
{
    static const char *choices[SF_CODES_LAST - SF_CODES_FIRST];
    if (choices[0])
        return choices;
    guint n = 0;
    choices[n++] = "all";
    for (const guint *code = sf_family(); *code; code++) {
        g_autofree char *number = g_strdup_printf("%u", *code);
        choices[n++] = g_intern_string(number);
    }
    return choices;
}

char *sf_codes_words(const GArray *codes, const char *last)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < codes->len; i++) {
        const char *before = i == 0 ? "" : i + 1 < codes->len ? ", " : last;
        g_string_append_printf(words, "%s%u", before, g_array_index(codes, guint, i));
    }
    return g_string_free(words, FALSE);
}
