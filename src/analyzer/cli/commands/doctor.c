// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix doctor: is all there that an analysis needs, and does it fit together?
 */
#include <unistd.h>

#include "analyzer/cli/command.h"
#include "analyzer/report/text/page.h"
#include "reading/run/tools.h"
#include "version.h"

#define LABEL_COLUMNS 11

static void line(SfPage *page, const char *label, const char *version, const char *more,
                 const char *path)
{
    g_autofree char *text = path
                                ? g_strdup_printf("%s%s%s, %s", version ? version : "does not work",
                                                  more ? ", " : "", more ? more : "", path)
                                : g_strdup("not found");
    sf_page_labelled(page, 0, SF_STYLE_PLAIN, label, LABEL_COLUMNS, text);
}

static char *listed(const char *const *words, const gboolean *which, gboolean wanted)
{
    g_autoptr(GStrvBuilder) items = g_strv_builder_new();

    for (gsize i = 0; words[i]; i++) {
        if (which[i] == wanted)
            g_strv_builder_add(items, words[i]);
    }
    g_auto(GStrv) list = g_strv_builder_end(items);
    return g_strjoinv(", ", list);
}

/* What was tried, not what there is to try with. */
static void show_trial(SfPage *page, const SfTrial *trial)
{
    const char *const words[] = {"the network",
                                 "other programs",
                                 "other processes",
                                 "writing files",
                                 "reading what they do not need",
                                 NULL};
    const gboolean kept[] = {trial->network, trial->programs, trial->processes, trial->writing,
                             trial->reading};
    g_autofree char *from = listed(words, kept, TRUE);
    g_autofree char *not_from = listed(words, kept, FALSE);

    if (*from) {
        g_autofree char *text = g_strdup_printf("%s (%s%s)", from, trial->means,
                                                trial->own_network ? ", an empty network" : "");
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, "kept from", LABEL_COLUMNS, text);
    }
    if (*not_from) {
        g_autofree char *text = g_strdup_printf("%s: this machine has %s%s", not_from, trial->means,
                                                trial->own_network ? "" : ", no network to spare");
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, "not from", LABEL_COLUMNS, text);
    }
}

static void show_what_is_there(SfPage *page, const SfTools *tools)
{
    g_autofree char *built =
        tools->intake_wireshark ? g_strdup_printf("built for Wireshark %s", tools->intake_wireshark)
                                : NULL;
    g_autofree char *place = tools->plugin_wireshark
                                 ? g_strdup_printf("for Wireshark %s", tools->plugin_wireshark)
                                 : NULL;
    g_autofree char *children =
        g_strdup_printf("as %s%s", tools->runs_as ? tools->runs_as : "an unknown user",
                        geteuid() == 0 ? "; no capture is ever parsed as root" : "");
    line(page, "tshark", tools->tshark_version, NULL, tools->tshark);
    line(page, "intake", tools->intake_version, built, tools->intake);
    line(page, "plugin", tools->plugin_version ? tools->plugin_version : "not loaded", place,
         tools->plugin);
    sf_page_labelled(page, 0, SF_STYLE_PLAIN, "runs", LABEL_COLUMNS, children);
    if (tools->trial)
        show_trial(page, tools->trial);
    if (tools->profile) {
        g_autofree char *profile = g_strdup_printf(
            "SIP Fix, %s; choose it in Wireshark: Edit > Configuration Profiles", tools->profile);
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, "profile", LABEL_COLUMNS, profile);
    }
}

static void show_tools(SfPage *page, const SfTools *tools)
{
    sf_page_labelled(page, 0, SF_STYLE_PLAIN, "sipfix", LABEL_COLUMNS, SF_VERSION);
    if (tools->looked)
        show_what_is_there(page, tools);
    sf_page_blank(page);
}

/* Wireshark itself loads no plugin of a user's own folder when root starts it. */
static void show_root_caveat(SfPage *page)
{
    if (geteuid() != 0)
        return;
    sf_page_blank(page);
    sf_page_paragraph(
        page, 0,
        "Note: started by root, Wireshark and tshark load plugins from the system's folder "
        "only. For the window, start Wireshark as an ordinary user.");
}

static void show_fault(SfPage *page, const SfFault *fault)
{
    sf_page_labelled(page, 0, SF_STYLE_ERROR, "ILL", LABEL_COLUMNS, fault->what);
    if (fault->advice)
        sf_page_labelled(page, 0, SF_STYLE_CHANGE, "DO", LABEL_COLUMNS, fault->advice);
    if (fault->command)
        sf_page_verbatim(page, LABEL_COLUMNS, fault->command);
}

static void show_verdict(SfPage *page, const SfTools *tools)
{
    for (guint i = 0; i < tools->faults->len; i++)
        show_fault(page, tools->faults->pdata[i]);
    if (tools->faults->len == 0)
        sf_page_paragraph(page, 0, "All is well: captures can be analysed.");
    else if (tools->fit)
        sf_page_paragraph(page, 0,
                          "sipfix itself can analyse captures; Wireshark and tshark, started by "
                          "you, cannot be relied on.");
}

static SfExit run(const char *const *arguments)
{
    const GOptionEntry entries[] = {SF_NO_MORE_OPTIONS};
    g_auto(GStrv) words = NULL;
    SfExit status = SF_EXIT_DONE;
    if (!sf_options_parse(&sf_command_doctor, arguments, entries, &words, &status))
        return status;
    if (words[0])
        return sf_wrong_word("doctor", "argument", words[0], NULL);
    const SfTerminal terminal = sf_terminal_look(STDOUT_FILENO);
    SfPage page = {.text = g_string_new(NULL), .width = terminal.width, .colour = terminal.colour};
    SfTools *tools = sf_tools_find(NULL);
    show_tools(&page, tools);
    show_verdict(&page, tools);
    show_root_caveat(&page);
    status = sf_print(page.text->str);
    if (status == SF_EXIT_DONE && tools->faults->len > 0)
        status = SF_EXIT_MET;
    sf_tools_free(tools);
    g_string_free(page.text, TRUE);
    return status;
}

const SfCommand sf_command_doctor = {
    .name = "doctor",
    .parameters = "[OPTION...]",
    .brief = "Is the plugin found, does it match this Wireshark, what to do if not",
    .summary = "Looks for tshark, the plugin and sipfix-intake, and tries whether they work\n"
               "together; then at what is installed for your own Wireshark: copies of the\n"
               "plugin, rights, protocols that are switched off.",
    .description = "Exit status: 0 all is well; 1 something is wrong, and what to do was printed.",
    .examples = "  sipfix doctor\n",
    .run = run,
};
