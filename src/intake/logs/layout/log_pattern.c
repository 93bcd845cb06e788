/* SPDX-License-Identifier: GPL-2.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "intake/logs/layout/log_pattern.h"

#include "knowledge/knowledge.h"

#include <pcre2.h>
#include <string.h>

/* A line that takes more steps than this was written to hold somebody up. */
#define MOST_STEPS 20000
#define MOST_BYTES 4096 /* what a line begins with is enough */

struct SfLogPattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *limits;
    int numbers[SF_LOG_N_PARTS]; /* of the groups; negative: it has none of that name */
};

static const char *const names[SF_LOG_N_PARTS] = {
    "in",         "out",       "transport",  "remote",          "local", "source", "destination",
    "remoteport", "localport", "sourceport", "destinationport", "year",  "month",  "day",
    "hour",       "minute",    "second",     "fraction",        "zone",  "epoch",  "milliseconds",
};

static guint64 given_up;

static gboolean put_part(const GMatchInfo *match, GString *out, gpointer data)
{
    g_autofree char *name = g_match_info_fetch(match, 1);
    const char *words = sf_shelf_words(SF_SHELF_LOGS, "parts", name);

    (void)data;
    g_string_append(out, words ? words : "(?!)");
    return FALSE;
}

/* Parts are made of parts. */
static char *whole(const char *text)
{
    g_autoptr(GRegex) names_in = g_regex_new("\\{([a-z]+)\\}", (GRegexCompileFlags)0, 0, NULL);
    g_autofree char *once =
        g_regex_replace_eval(names_in, text, -1, 0, (GRegexMatchFlags)0, put_part, NULL, NULL);
    return g_regex_replace_eval(names_in, once, -1, 0, (GRegexMatchFlags)0, put_part, NULL, NULL);
}

SfLogPattern *sf_log_pattern_new(const char *text)
{
    g_autofree char *all = whole(text);
    int number;
    PCRE2_SIZE place;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)all, PCRE2_ZERO_TERMINATED, 0, &number, &place, NULL);

    if (!code)
        return NULL;
    SfLogPattern *pattern = g_new0(SfLogPattern, 1);
    pattern->code = code;
    pattern->data = pcre2_match_data_create_from_pattern(code, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(pattern->limits, MOST_STEPS);
    for (guint i = 0; i < SF_LOG_N_PARTS; i++)
        pattern->numbers[i] = pcre2_substring_number_from_name(code, (PCRE2_SPTR)names[i]);
    return pattern;
}

void sf_log_pattern_free(SfLogPattern *pattern)
{
    if (!pattern)
        return;
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
    g_free(pattern);
}

static void take_parts(const SfLogPattern *pattern, SfText line, int groups, SfText *parts)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->data);

    for (guint i = 0; i < SF_LOG_N_PARTS; i++) {
        const int number = pattern->numbers[i];
        if (number < 0 || number >= groups || sf_text_is_present(parts[i]))
            continue;
        const PCRE2_SIZE *place = places + (gsize)2 * (gsize)number;
        if (place[0] != PCRE2_UNSET)
            parts[i] = (SfText){line.at + place[0], place[1] - place[0]};
    }
}

gboolean sf_log_pattern_takes(const SfLogPattern *pattern, SfText line, SfText *parts,
                              SfText *place)
{
    const int groups =
        pcre2_match(pattern->code, (PCRE2_SPTR)(line.at ? line.at : ""),
                    MIN(line.length, MOST_BYTES), 0, 0, pattern->data, pattern->limits);

    if (groups < 0 && groups != PCRE2_ERROR_NOMATCH)
        given_up++;
    if (groups <= 0)
        return FALSE;
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->data);
    if (place)
        *place = (SfText){line.at + places[0], places[1] - places[0]};
    if (parts)
        take_parts(pattern, line, groups, parts);
    return TRUE;
}

guint64 sf_log_patterns_given_up(void)
{
    return given_up;
}
