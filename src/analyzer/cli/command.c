// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/command.h"

#include <gio/gio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"
#include "knowledge/knowledge.h"
#include "reading/run/installed/installation.h"
#include "version.h"

#define WORD_COLUMNS 60

void sf_complain(const char *name, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *message = g_strdup_vprintf(format, values);
    va_end(values);
    g_autofree char *visible = sf_visible(message);
    (void)fprintf(stderr, "sipfix%s%s: %s\n", name ? " " : "", name ? name : "", visible);
}

void sf_advise(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *message = g_strdup_vprintf(format, values);
    va_end(values);
    g_autofree char *visible = sf_visible(message);
    (void)fprintf(stderr, "  %s\n", visible);
}

void sf_complain_of(const char *name, const char *place, const char *trouble)
{
    g_auto(GStrv) lines = g_strsplit(trouble, "\n", -1);
    sf_complain(name, "%s%s%s", place ? place : "", place ? ": " : "", lines[0] ? lines[0] : "");
    for (char **line = lines; *line && line[1]; line++)
        sf_advise("%s", line[1]);
}

void sf_complain_of_plugin(const char *name, const char *version)
{
    g_autofree char *of = *version ? g_strdup_printf("sipfix %s", version)
                                   : g_strdup("an earlier sipfix, which does not say which");
    sf_complain(name,
                "the plugin is of %s, and this command of sipfix " SF_VERSION
                ": what they say may not fit together",
                of);
    sf_advise("'sipfix doctor' names the file. Install all of one version: %s",
              sf_installation_again());
}

SfExit sf_wrong_number(const char *name, const char *option, int number, const char *advice)
{
    sf_complain(name, "--%s %d is out of bounds", option, number);
    sf_advise("%s", advice);
    return SF_EXIT_USE;
}

SfExit sf_wrong_word(const char *name, const char *what, const char *word, const char *nearest)
{
    g_autofree char *shown = sf_visible_clip(word, WORD_COLUMNS);
    sf_complain(name, "unknown %s '%s'", what, shown);
    if (nearest)
        sf_advise("Did you mean '%s'?", nearest);
    else
        sf_advise("Try 'sipfix%s%s --help'.", name ? " " : "", name ? name : "");
    return SF_EXIT_USE;
}

SfExit sf_wrong_choice(const char *name, const char *what, const char *word,
                       const char *const *choices)
{
    g_autofree char *shown = sf_visible_clip(word, WORD_COLUMNS);
    g_autofree char *list = g_strjoinv(", ", (char **)(gpointer)choices);
    const char *nearest = sf_nearest(choices, word);
    sf_complain(name, "unknown %s '%s'", what, shown);
    sf_advise("Choose one of %s.", list);
    if (nearest)
        sf_advise("Did you mean '%s'?", nearest);
    return SF_EXIT_USE;
}

SfExit sf_cannot_write(const char *name, const GError *error)
{
    if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
        sf_complain(name, "%s", error->message);
    return SF_EXIT_USE;
}

SfExit sf_print(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SfOutput) output = sf_output_open(NULL, &error);
    sf_output_write(output, text, strlen(text));
    return sf_output_close(output, &error) ? SF_EXIT_DONE : sf_cannot_write(NULL, error);
}

/* ---- Options ---- */

static const GOptionEntry *find_entry(const GOptionEntry *entries, const char *name, gsize length)
{
    for (const GOptionEntry *entry = entries; entry->long_name; entry++)
        if (strlen(entry->long_name) == length && strncmp(entry->long_name, name, length) == 0)
            return entry;
    return NULL;
}

static const GOptionEntry *find_letter(const GOptionEntry *entries, char letter)
{
    for (const GOptionEntry *entry = entries; entry->long_name; entry++)
        if (entry->short_name && entry->short_name == letter)
            return entry;
    return NULL;
}

/* Where in "-rfhtml" the value begins that stands behind its letter, or, at its end, that of the
 * next word; NULL: there is none. */
static const char *value_at_letter(const GOptionEntry *entries, const char *word)
{
    for (const char *letter = word + 1; *letter; letter++) {
        const GOptionEntry *entry = find_letter(entries, *letter);
        if (!entry)
            return NULL;
        if (entry->arg != G_OPTION_ARG_NONE)
            return letter + 1;
    }
    return NULL;
}

static gboolean is_unknown_option(const GOptionEntry *entries, const char *argument)
{
    if (argument[0] != '-' || argument[1] == '\0')
        return FALSE;
    if (argument[1] == '-')
        return !find_entry(entries, argument + 2, strcspn(argument + 2, "="));
    if (value_at_letter(entries, argument))
        return FALSE;
    for (const char *letter = argument + 1; *letter; letter++)
        if (!find_letter(entries, *letter))
            return TRUE;
    return FALSE;
}

static const char *nearest_option(const GOptionEntry *entries, const char *argument)
{
    g_autofree char *name = g_strndup(argument, strcspn(argument, "="));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const GOptionEntry *entry = entries; entry->long_name; entry++)
        if (*entry->long_name)
            g_ptr_array_add(names, (gpointer)entry->long_name);
    g_ptr_array_add(names, NULL);
    return sf_nearest((const char *const *)names->pdata, name + strspn(name, "-"));
}

static void advise_of_file(const char *name)
{
    g_autofree char *path = g_strconcat("./", name, NULL);
    g_autofree char *file = sf_shell_word(path);
    sf_advise("The file of that name: %s", file);
}

/* What a shell made of * may be taken for an option with a value, and no file be read. */
static SfExit tell_option_or_file(const SfCommand *command, const char *word)
{
    g_autofree char *shown = sf_visible_clip(word, WORD_COLUMNS);
    sf_complain(command->name, "'%s' is an option, and the name of a file here", shown);
    advise_of_file(word);
    sf_advise("The option: from another folder, or with a blank before its value");
    return SF_EXIT_USE;
}

/* GLib says which option it did not know in a sentence only; so it is looked for again. */
static SfExit tell_unknown_option(const SfCommand *command, const GOptionEntry *entries,
                                  const char *const *arguments)
{
    for (const char *const *at = arguments + 1; *at && strcmp(*at, "--") != 0; at++) {
        if (!is_unknown_option(entries, *at))
            continue;
        const char *nearest = nearest_option(entries, *at);
        g_autofree char *option = nearest ? g_strconcat("--", nearest, NULL) : NULL;
        sf_wrong_word(command->name, "option", *at, option);
        if (g_file_test(*at, G_FILE_TEST_EXISTS))
            advise_of_file(*at);
        return SF_EXIT_USE;
    }
    sf_complain(command->name, "unknown option");
    sf_advise("Try 'sipfix %s --help'.", command->name);
    return SF_EXIT_USE;
}

/* "-j x: no whole number"; NULL: it is about something else. GLib quotes as some terminals cannot.
 */
static char *number_flaw(const GError *error)
{
    const char *start = strstr(error->message, "“"), *end = start ? strstr(start, "”") : NULL;
    const char *option = end ? strstr(end, " for ") : NULL;
    if (!option || !g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE))
        return NULL;
    start += strlen("“");
    option += strlen(" for ");
    const gboolean is_large = g_str_has_suffix(option, " out of range");
    return g_strdup_printf("%.*s %.*s: %s", (int)strcspn(option, " "), option, (int)(end - start),
                           start, is_large ? "out of bounds" : "no whole number");
}

static SfExit tell_wrong_use(const SfCommand *command, const GError *error)
{
    g_autofree char *number = number_flaw(error);
    sf_complain(command->name, "%s", number ? number : error->message);
    sf_advise("Try 'sipfix %s --help'.", command->name);
    return SF_EXIT_USE;
}

/* ---- Values at their letter ---- */

static gboolean takes_next_word(const GOptionEntry *entries, const char *word)
{
    const char *name = word + 2;
    const GOptionEntry *entry = find_entry(entries, name, strlen(name));
    return entry && entry->arg != G_OPTION_ARG_NONE;
}

/* The words with "-j4" as "-j" and "4": GLib takes no value at its letter. @file: gets the last of
 * the options that are names of files as well. */
static GPtrArray *with_values_apart(const GOptionEntry *entries, const char *const *words,
                                    const char **file)
{
    GPtrArray *apart = g_ptr_array_new_with_free_func(g_free);
    gboolean is_value = FALSE, is_over = FALSE;
    for (const char *const *word = words; *word; word++) {
        const gboolean is_long = g_str_has_prefix(*word, "--");
        const gboolean is_plain = is_value || is_over || **word != '-' || !(*word)[1];
        const char *value = is_plain || is_long ? NULL : value_at_letter(entries, *word);
        if (!is_plain && g_file_test(*word, G_FILE_TEST_EXISTS))
            *file = *word;
        is_over = is_over || (!is_value && g_str_equal(*word, "--"));
        is_value = !is_plain && (is_long ? takes_next_word(entries, *word) : value && !*value);
        if (value && *value) {
            g_ptr_array_add(apart, g_strndup(*word, (gsize)(value - *word)));
            g_ptr_array_add(apart, g_strdup(value + (*value == '=')));
        } else {
            g_ptr_array_add(apart, g_strdup(*word));
        }
    }
    g_ptr_array_add(apart, NULL);
    return apart;
}

/* What was given as the name of a file or folder and is none; NULL: nothing. */
static const GOptionEntry *find_nameless(const GOptionEntry *entries)
{
    for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
        const char *const *name = entry->arg_data;
        if (entry->arg == G_OPTION_ARG_FILENAME && *name && !**name)
            return entry;
    }
    return NULL;
}

typedef struct {
    gboolean help;
    gboolean version;
    char **words;
} Common;

/* The command's own entries, then the common ones, then none. */
static GArray *all_entries(const GOptionEntry *own, Common *common)
{
    const GOptionEntry shared[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &common->help, "Print this help", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &common->version, "Print the version", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &common->words, NULL, NULL},
    };
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    for (const GOptionEntry *entry = own; entry->long_name; entry++)
        g_array_append_vals(entries, entry, 1);
    g_array_append_vals(entries, shared, G_N_ELEMENTS(shared));
    return entries;
}

static GOptionContext *context_of(const SfCommand *command, const GArray *entries)
{
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_description(context, command->description);
    g_option_context_add_main_entries(context, (const GOptionEntry *)(gpointer)entries->data, NULL);
    return context;
}

/* GLib's own first line has "[OPTION…]" and the name of the program only. */
static SfExit print_help(const SfCommand *command, GOptionContext *context)
{
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    const char *rest = strstr(g_strchomp(help), "\n\n");
    g_autofree char *text =
        g_strdup_printf("Usage: sipfix %s %s%s\n\nExamples:\n%s", command->name,
                        command->parameters, rest ? rest : "", command->examples);
    return sf_print(text);
}

static struct {
    void (*function)(const GOptionEntry *entries, gpointer data);
    gpointer data;
} watcher;

void sf_options_watch(void (*function)(const GOptionEntry *entries, gpointer data), gpointer data)
{
    watcher.function = function;
    watcher.data = data;
}

gboolean sf_options_parse(const SfCommand *command, const char *const *arguments,
                          const GOptionEntry *entries, char ***words, SfExit *status)
{
    Common common = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) all = all_entries(entries, &common);
    const GOptionEntry *table = (const GOptionEntry *)(gpointer)all->data;
    *status = SF_EXIT_DONE;
    if (watcher.function) {
        watcher.function(table, watcher.data);
        return FALSE;
    }
    g_autoptr(GOptionContext) context = context_of(command, all);
    const char *file = NULL;
    GPtrArray *apart = with_values_apart(table, arguments, &file);
    g_auto(GStrv) copy = (char **)g_ptr_array_free(apart, FALSE);
    const gboolean good = g_option_context_parse_strv(context, &copy, &error);
    const GOptionEntry *nameless = good ? find_nameless(table) : NULL;
    if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)) {
        *status = tell_unknown_option(command, table, arguments);
    } else if (file) {
        *status = tell_option_or_file(command, file);
    } else if (!good) {
        *status = tell_wrong_use(command, error);
    } else if (common.help) {
        *status = print_help(command, context);
    } else if (common.version) {
        *status = sf_print("sipfix " SF_VERSION "\n");
    } else if (nameless) {
        sf_complain(command->name, "--%s: an empty name", nameless->long_name);
        *status = SF_EXIT_USE;
    } else {
        *words = common.words ? common.words : g_new0(char *, 1);
        return TRUE;
    }
    g_strfreev(common.words);
    return FALSE;
}
