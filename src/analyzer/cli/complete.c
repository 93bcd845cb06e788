// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/complete.h"

#include <string.h>

#include "analyzer/cli/codes_option.h"
#include "knowledge/knowledge.h"

/* ---- Candidates ---- */

typedef struct {
    GString *lines;
    const char *before; /* stands in front of each word: "--format=", "once," */
    const char *prefix; /* what was typed so far, without that */
} Candidates;

static void offer(Candidates *candidates, const char *word, const char *meaning)
{
    if (g_str_has_prefix(word, candidates->prefix))
        g_string_append_printf(candidates->lines, "%s%s\t%s\n", candidates->before, word,
                               meaning ? meaning : "");
}

static void offer_all(Candidates *candidates, const char *const *words)
{
    for (; words && *words; words++)
        offer(candidates, *words, NULL);
}

static void offer_shelf(Candidates *candidates, SfShelf shelf)
{
    offer_all(candidates, sf_shelf_stanzas(shelf));
}

/* ---- Options ---- */

static void keep_entries(const GOptionEntry *entries, gpointer data)
{
    GArray *kept = data;
    for (; entries->long_name; entries++)
        if (*entries->long_name && !(entries->flags & G_OPTION_FLAG_HIDDEN))
            g_array_append_vals(kept, entries, 1);
}

/* The options of a command, those that all commands have too. The strings are static, what the
 * entries point to is gone. */
static GArray *entries_of(const SfCommand *command)
{
    const char *const arguments[] = {command->name, NULL};
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(GOptionEntry));
    sf_options_watch(keep_entries, entries);
    (void)command->run(arguments);
    sf_options_watch(NULL, NULL);
    return entries;
}

static gboolean takes_value(const GOptionEntry *entry)
{
    return entry->arg != G_OPTION_ARG_NONE;
}

/* The option that @word is: --format, --format=..., -f; NULL: none that takes a value. */
static const GOptionEntry *option_of(const GArray *entries, const char *word)
{
    const gboolean is_long = g_str_has_prefix(word, "--");
    const gsize length = is_long ? strcspn(word + 2, "=") : 0;
    for (guint i = 0; i < entries->len; i++) {
        const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
        if (!takes_value(entry))
            continue;
        if (is_long ? strlen(entry->long_name) == length &&
                          strncmp(entry->long_name, word + 2, length) == 0
                    : word[0] == '-' && word[1] && word[1] == entry->short_name && !word[2])
            return entry;
    }
    return NULL;
}

static void offer_options(Candidates *candidates, const GArray *entries)
{
    for (guint i = 0; i < entries->len; i++) {
        const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
        g_autofree char *word =
            g_strconcat("--", entry->long_name, takes_value(entry) ? "=" : NULL, NULL);
        const char letter[] = {'-', entry->short_name, '\0'};
        offer(candidates, word, entry->description);
        if (entry->short_name && strlen(candidates->prefix) < 2)
            offer(candidates, letter, entry->description);
    }
}

/* ---- Values and words ---- */

static gboolean is_list(const GOptionEntry *entry)
{
    return strstr(entry->arg_description, ",...") != NULL;
}

/* Several commands have --codes. */
static const char *const *choices_of(const SfCommand *command, const char *option)
{
    if (g_str_equal(option, "codes"))
        return sf_codes_choices();
    return command->choices ? command->choices(option) : NULL;
}

/* @before: "--format=", where the value stands in one word with its option. */
static void offer_values(GString *lines, const SfCommand *command, const GOptionEntry *entry,
                         const char *before, const char *typed)
{
    const char *comma = is_list(entry) ? strrchr(typed, ',') : NULL;
    const gsize done = comma ? (gsize)(comma + 1 - typed) : 0;
    g_autofree char *front = g_strdup_printf("%s%.*s", before, (int)done, typed);
    Candidates candidates = {.lines = lines, .before = front, .prefix = typed + done};
    offer_all(&candidates, choices_of(command, entry->long_name));
    if (g_str_equal(entry->arg_description, "FILE"))
        g_string_append(lines, ":files\n");
    else if (g_str_equal(entry->arg_description, "DIR"))
        g_string_append(lines, ":folders\n");
}

/* Not all on that shelf are logs. */
static void offer_logs(Candidates *candidates)
{
    offer(candidates, "logs", NULL);
    for (const char *const *stanza = sf_shelf_stanzas(SF_SHELF_LOGS); *stanza; stanza++)
        if (sf_shelf_words(SF_SHELF_LOGS, *stanza, "title"))
            offer(candidates, *stanza, NULL);
}

/* The help says what the command takes. */
static void offer_words(Candidates *candidates, const SfCommand *command)
{
    static const SfShelf explained[] = {SF_SHELF_CODES,  SF_SHELF_TAGS,     SF_SHELF_CHECKS,
                                        SF_SHELF_FIELDS, SF_SHELF_WARNINGS, SF_SHELF_PRODUCTS};
    if (strstr(command->parameters, "WHAT")) {
        for (guint i = 0; i < G_N_ELEMENTS(explained); i++)
            offer_shelf(candidates, explained[i]);
        offer_logs(candidates);
    } else if (strstr(command->parameters, "CODE")) {
        offer_shelf(candidates, SF_SHELF_CODES);
    } else if (strstr(command->parameters, "PATH") || strstr(command->parameters, "OLD")) {
        g_string_append(candidates->lines, ":files\n");
    }
}

/* ---- The whole ---- */

static gboolean options_are_over(const char *const *words, guint before)
{
    for (guint i = 1; i < before; i++)
        if (g_str_equal(words[i], "--"))
            return TRUE;
    return FALSE;
}

static void complete_for(GString *lines, const SfCommand *command, const char *const *words,
                         guint last)
{
    g_autoptr(GArray) entries = entries_of(command);
    const char *word = words[last];
    Candidates candidates = {.lines = lines, .before = "", .prefix = word};
    const gboolean over = options_are_over(words, last);
    const GOptionEntry *waiting = !over && last > 1 && !strchr(words[last - 1], '=')
                                      ? option_of(entries, words[last - 1])
                                      : NULL;
    const char *equals = strchr(word, '=');
    const GOptionEntry *whole =
        !over && equals && g_str_has_prefix(word, "--") ? option_of(entries, word) : NULL;
    if (waiting) {
        offer_values(lines, command, waiting, "", word);
    } else if (whole) {
        g_autofree char *before = g_strndup(word, (gsize)(equals + 1 - word));
        offer_values(lines, command, whole, before, equals + 1);
    } else if (*word == '-' && !over) {
        offer_options(&candidates, entries);
    } else {
        offer_words(&candidates, command);
    }
}

static void complete_command(GString *lines, const SfCommand *const *commands, guint n_commands,
                             const char *word)
{
    Candidates candidates = {.lines = lines, .before = "", .prefix = word};
    for (guint i = 0; i < n_commands; i++)
        offer(&candidates, commands[i]->name, commands[i]->brief);
    if (*word != '-')
        return;
    offer(&candidates, "--help", "Print the help");
    offer(&candidates, "--version", "Print the version");
}

SfExit sf_complete(const SfCommand *const *commands, guint n_commands, const char *const *words)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    const guint n = g_strv_length((char **)(gpointer)words);
    if (n == 1)
        complete_command(lines, commands, n_commands, words[0]);
    for (guint i = 0; n > 1 && i < n_commands; i++)
        if (g_str_equal(commands[i]->name, words[0]))
            complete_for(lines, commands[i], words, n - 1);
    return sf_print(lines->str);
}
