// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix explain and sipfix compare: the knowledge at the prompt.
 */
#include <string.h>
#include <unistd.h>

#include "analyzer/cli/command.h"
#include "analyzer/explain/compare.h"
#include "analyzer/explain/explain.h"
#include "knowledge/knowledge.h"

static SfPage open_page(void)
{
    const SfTerminal terminal = sf_terminal_look(STDOUT_FILENO);
    return (SfPage){.text = g_string_new(NULL), .width = terminal.width, .colour = terminal.colour};
}

static SfExit print_page(SfPage *page)
{
    const SfExit status = sf_print(page->text->str);
    g_string_free(page->text, TRUE);
    return status;
}

/* ---- explain ---- */

static gboolean are_codes(char *const *words)
{
    return g_strv_length((char **)words) == 2 && sf_shelf_has(SF_SHELF_CODES, words[0]) &&
           sf_shelf_has(SF_SHELF_CODES, words[1]);
}

static SfExit tell_unknown_word(const char *word, char *const *words)
{
    g_autofree char *shown = sf_visible_clip(word, 60);
    g_autofree const char **nearest = sf_explain_nearest(word);
    g_autofree char *list = g_strjoinv("', '", (char **)(gpointer)nearest);
    sf_complain("explain", "nothing is known as '%s'", shown);
    if (are_codes(words))
        sf_advise("Two at once: sipfix compare %s %s", words[0], words[1]);
    else if (*list)
        sf_advise("Did you mean '%s'?", list);
    else
        sf_advise("'sipfix explain --list' lists what is.");
    return SF_EXIT_USE;
}

static SfExit explain_words(char **words, gboolean list)
{
    if (!words[0] && !list) {
        sf_complain("explain", "explain what?");
        sf_advise("'sipfix explain --list' lists all words.");
        return SF_EXIT_USE;
    }
    if (words[0] && list) {
        sf_complain("explain", "either a word or --list, not both");
        return SF_EXIT_USE;
    }
    g_autofree char *word = g_strjoinv(" ", words); /* "moved permanently" needs no quotes */
    SfPage page = open_page();
    if (list) {
        sf_explain_list(&page);
    } else if (!sf_explain(&page, word)) {
        g_string_free(page.text, TRUE);
        return tell_unknown_word(word, words);
    }
    return print_page(&page);
}

static SfExit run_explain(const char *const *arguments)
{
    gboolean list = FALSE;
    SfExit status = SF_EXIT_DONE;
    const GOptionEntry entries[] = {
        {"list", 'l', 0, G_OPTION_ARG_NONE, &list, "List all that can be explained", NULL},
        SF_NO_MORE_OPTIONS,
    };
    g_auto(GStrv) words = NULL;
    if (!sf_options_parse(&sf_command_explain, arguments, entries, &words, &status))
        return status;
    return explain_words(words, list);
}

const SfCommand sf_command_explain = {
    .name = "explain",
    .parameters = "WHAT | --list",
    .brief = "A status code, an option tag, a check, a field or a product in words",
    .summary = "Explains a status code (421), an option tag (100rel), a check\n"
               "(moved.permanently), a field (sipfix.case), a warn-code (399) or a product\n"
               "(yealink, or what stands in its User-Agent): its names, settings, facts.",
    .examples = "  sipfix explain 421\n"
                "  sipfix explain 100rel\n"
                "  sipfix explain --list\n",
    .run = run_explain,
};

/* ---- compare ---- */

static gboolean is_code(const char *word)
{
    if (sf_shelf_has(SF_SHELF_CODES, word))
        return TRUE;
    sf_wrong_word("compare", "status code", word, sf_shelf_nearest(SF_SHELF_CODES, word));
    return FALSE;
}

static SfExit run_compare(const char *const *arguments)
{
    SfExit status = SF_EXIT_DONE;
    const GOptionEntry entries[] = {SF_NO_MORE_OPTIONS};
    g_auto(GStrv) words = NULL;
    if (!sf_options_parse(&sf_command_compare, arguments, entries, &words, &status))
        return status;
    if (g_strv_length(words) != 2) {
        sf_complain("compare", "which two status codes?");
        sf_advise("sipfix compare 301 421");
        return SF_EXIT_USE;
    }
    if (!is_code(words[0]) || !is_code(words[1]))
        return SF_EXIT_USE;
    if (g_str_equal(words[0], words[1])) {
        sf_complain("compare", "%s twice", words[0]);
        sf_advise("Give two different codes, or: sipfix explain %s", words[0]);
        return SF_EXIT_USE;
    }
    SfPage page = open_page();
    sf_compare(&page, words[0], words[1]);
    return print_page(&page);
}

const SfCommand sf_command_compare = {
    .name = "compare",
    .parameters = "CODE CODE",
    .brief = "Two status codes side by side",
    .summary = "Shows two SIP status codes side by side: what each says, when it is seen, how to\n"
               "fix it, what the client must do next, and what tells them apart.",
    .examples = "  sipfix compare 301 302\n",
    .run = run_compare,
};
