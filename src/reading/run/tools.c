/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do the programs and the plugin work together? Asked of them, as the user that will run them. */
#include "reading/reading.h"
#include "reading/run/room.h"
#include "reading/run/sandbox.h"

#include <string.h>

#define AGAIN                                                                                      \
    "Build and install sipfix again, against the Wireshark that is there now: ./run install"

/* The first thing that is wrong is the one to mend first. */
static gboolean unfit(SfTools *tools, char *reason, const char *advice)
{
    g_autofree char *owned_reason = reason;

    if (!tools->reason) {
        tools->reason = g_steal_pointer(&owned_reason);
        tools->advice = g_strdup(advice);
    }
    return FALSE;
}

static char *first_match(const char *text, const char *pattern)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE, (GRegexMatchFlags)0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match(regex, text, (GRegexMatchFlags)0, &match))
        return NULL;
    return g_match_info_fetch(match, 1);
}

/* A program that is there and does not start: it may not be its fault. */
static gboolean does_not_start(SfTools *tools, const char *program, const char *words,
                               const GError *error, const char *advice)
{
    const gboolean machine = !tools->reason && sf_room_is_short(error);

    tools->machine = tools->machine || machine;
    return unfit(tools, g_strdup_printf("%s does not start: %s.", program, words),
                 machine ? "Let it have more open files and processes (ulimit -n, -u)."
                         : sf_room_advice(advice));
}

static gboolean ask_tshark(SfTools *tools, const SfSandbox *sandbox)
{
    const char *argv[] = {sandbox->tshark, "--version", NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *answer =
        sf_child_ask(sandbox->identity, argv, sandbox->environment, NULL, &error);

    if (!answer)
        return does_not_start(tools, sandbox->tshark, error->message, error,
                              "Install tshark again.");
    tools->tshark_version = first_match(answer, "^TShark.*? (\\d+\\.\\d+\\.\\d+)");
    if (!tools->tshark_version)
        return unfit(tools,
                     g_strdup_printf("%s does not say that it is Wireshark's.", sandbox->tshark),
                     "Put the folder of Wireshark's tshark in front in PATH.");
    return TRUE;
}

/* The loader puts the program's name in front; ours has said it already. */
static const char *without_name(const char *words, const char *name)
{
    gsize length = strlen(name);
    return g_str_has_prefix(words, name) && g_str_has_prefix(words + length, ": ")
               ? words + length + 2
               : words;
}

static gboolean ask_intake(SfTools *tools, const SfSandbox *sandbox)
{
    const char *argv[] = {sandbox->intake, "--version", NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *answer =
        sf_child_ask(sandbox->identity, argv, sandbox->environment, NULL, &error);

    if (!answer)
        return does_not_start(tools, tools->intake, without_name(error->message, sandbox->intake),
                              error, AGAIN);
    tools->intake_version = first_match(answer, "^sipfix-intake (\\S+)");
    tools->intake_wireshark = first_match(answer, "for Wireshark (\\S+)");
    return TRUE;
}

/* Of several plugins, the one in the folder that this tshark looks into. */
static void choose_plugin(SfTools *tools, const char *plugins)
{
    g_autoptr(GPtrArray) versions = sf_found_tools_plugin_versions(plugins);

    for (guint i = 0; i < versions->len; i++) {
        const char *version = g_ptr_array_index(versions, i);
        g_autofree char *start = g_strconcat(version, ".", NULL);
        gboolean fits = tools->tshark_version && g_str_has_prefix(tools->tshark_version, start);
        if (tools->plugin && !fits)
            continue;
        g_free(tools->plugin);
        g_free(tools->plugin_wireshark);
        tools->plugin = g_build_filename(plugins, version, "epan", "sipfix.so", NULL);
        tools->plugin_wireshark = g_strdup(version);
        if (fits)
            return;
    }
}

static gboolean same_wireshark(const SfTools *tools)
{
    g_autofree char *start = g_strconcat(tools->plugin_wireshark, ".", NULL);
    return g_str_has_prefix(tools->tshark_version, start);
}

static gboolean not_loaded(SfTools *tools, const SfSandbox *sandbox, const char *complaint)
{
    if (!same_wireshark(tools))
        return unfit(tools,
                     g_strdup_printf("The plugin %s is for Wireshark %s, and tshark is %s.",
                                     tools->plugin, tools->plugin_wireshark, tools->tshark_version),
                     AGAIN);
    if (sandbox->identity->gid == 0 && !sandbox->places->plugin_known)
        return unfit(
            tools,
            g_strdup("Wireshark loads no plugin of its user's for a user of group 0 (root)."),
            "Install sipfix for the whole system, or run it with another group.");
    return unfit(tools,
                 g_strdup_printf("tshark %s does not load the plugin %s%s%s.",
                                 tools->tshark_version, tools->plugin, *complaint ? ": " : "",
                                 complaint),
                 AGAIN);
}

static gboolean ask_plugin(SfTools *tools, const SfSandbox *sandbox)
{
    const char *argv[] = {sandbox->tshark, "-G", "plugins", NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *complaint = NULL;
    g_autofree char *answer =
        sf_child_ask(sandbox->identity, argv, sandbox->environment, &complaint, &error);

    if (!answer)
        return not_loaded(tools, sandbox, error->message);
    tools->plugin_version = first_match(answer, "^sipfix\\.so\\s+([^\\t]*)");
    if (!tools->plugin_version)
        return not_loaded(tools, sandbox, complaint);
    return TRUE;
}

/* Each is asked, whatever became of the one before; what is missing matters most, then the first to
 * fail. */
static void examine(SfTools *tools, const SfSandbox *sandbox)
{
    const char *advice = NULL;
    char *missing = sf_found_tools_missing(sandbox->places, &advice);
    gboolean tshark, intake;

    if (missing)
        unfit(tools, missing, advice);
    tshark = sandbox->tshark && ask_tshark(tools, sandbox);
    intake = sandbox->intake && ask_intake(tools, sandbox);
    choose_plugin(tools, sandbox->places->plugins);
    tools->fit = tshark && intake && tools->plugin && ask_plugin(tools, sandbox);
}

static const char *advice_on_home(const GError *error)
{
    return strstr(error->message, "ulimit")
               ? "The limits are those of the shell, or service, that starts sipfix."
               : "Make room for temporary files, in /tmp or where TMPDIR says.";
}

SfTools *sf_tools_find(const SfToolPaths *given)
{
    SfTools *tools = g_new0(SfTools, 1);
    g_autoptr(GError) error = NULL;
    guint jobs = 1;
    SfSandbox *sandbox =
        sf_room_take(&jobs, NULL, &error) ? sf_sandbox_new(given, NULL, &error) : NULL;

    if (!sandbox) {
        tools->machine = g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE);
        unfit(tools, g_strdup_printf("%s.", error->message), advice_on_home(error));
        return tools;
    }
    tools->tshark = g_strdup(sandbox->places->tshark);
    tools->intake = g_strdup(sandbox->places->intake);
    tools->runs_as = g_strdup(sandbox->identity->user);
    examine(tools, sandbox);
    sf_sandbox_free(sandbox);
    return tools;
}

void sf_tools_free(SfTools *tools)
{
    g_free(tools->tshark);
    g_free(tools->tshark_version);
    g_free(tools->intake);
    g_free(tools->intake_version);
    g_free(tools->intake_wireshark);
    g_free(tools->plugin);
    g_free(tools->plugin_wireshark);
    g_free(tools->plugin_version);
    g_free(tools->runs_as);
    g_free(tools->reason);
    g_free(tools->advice);
    g_free(tools);
}
