/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do the programs and the plugin work together? Asked of them, as the user that will run them. */
#include "reading/run/tools.h"

#include "reading/run/child/room.h"
#include "reading/run/installed/installation.h"

#include <string.h>

#define OLDEST_WIRESHARK 4
#define AGAIN                                                                                      \
    "Build and install sipfix again, against the Wireshark that is there now: ./run install"

/* Takes @fault over. */
static gboolean unfit(SfTools *tools, SfFault *fault)
{
    g_ptr_array_add(tools->faults, fault);
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
    const gboolean machine = tools->faults->len == 0 && sf_room_is_short(error);
    g_autofree char *what = g_strdup_printf("%s does not start: %s.", program, words);

    tools->machine = tools->machine || machine;
    return unfit(tools, sf_fault_new(what,
                                     machine ? "Allow more open files and processes: ulimit -n, -u"
                                             : sf_room_advice(advice),
                                     NULL));
}

static gboolean is_too_old(const char *version)
{
    return g_ascii_strtoull(version, NULL, 10) < OLDEST_WIRESHARK;
}

/* In which tshark finds no plugin: one that is broken, or there twice, ends it whatever it is
 * asked. */
static char **bare_environment(const SfSandbox *sandbox)
{
    return g_environ_setenv(g_strdupv(sandbox->environment), "WIRESHARK_PLUGIN_DIR",
                            g_environ_getenv(sandbox->environment, "WIRESHARK_CONFIG_DIR"), TRUE);
}

static gboolean ask_tshark(SfTools *tools, const SfSandbox *sandbox)
{
    const char *argv[] = {sandbox->tshark, "--version", NULL};
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) bare = bare_environment(sandbox);
    g_autofree char *answer = sf_child_ask(sandbox->identity, argv, bare, NULL, &error);

    if (!answer)
        return does_not_start(tools, sandbox->tshark, error->message, error,
                              "Install tshark again: sudo apt-get install --reinstall tshark");
    tools->tshark_version = first_match(answer, "^TShark.*? (\\d+\\.\\d+\\.\\d+)");
    g_autofree char *what =
        !tools->tshark_version
            ? g_strdup_printf("%s does not say that it is Wireshark's.", sandbox->tshark)
        : is_too_old(tools->tshark_version)
            ? g_strdup_printf("tshark %s is too old: sipfix needs Wireshark 4.0 or later.",
                              tools->tshark_version)
            : NULL;
    if (!what)
        return TRUE;
    return unfit(tools, sf_fault_new(what,
                                     tools->tshark_version
                                         ? "Install a newer one; where the distribution has it:"
                                         : "Put the folder of Wireshark's tshark in front in PATH.",
                                     tools->tshark_version ? "sudo apt-get install tshark" : NULL));
}

/* The loader puts the program's name in front; ours has said it already. */
static const char *without_name(const char *words, const char *name)
{
    gsize length = strlen(name);
    return g_str_has_prefix(words, name) && g_str_has_prefix(words + length, ": ")
               ? words + length + 2
               : words;
}

/* A part that another version of sipfix brought. @return NULL: it is this version's */
static SfFault *of_another(const char *part, const char *version)
{
    if (g_strcmp0(version, SIPFIX_VERSION) == 0)
        return NULL;
    g_autofree char *what = g_strdup_printf(
        "%s is of sipfix %s, and this command is of sipfix " SIPFIX_VERSION ".", part, version);
    return sf_fault_new(what, "What they say may not fit together. Install all of one version:",
                        sf_installation_again());
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
    tools->trial = sf_trial_new(sandbox->identity, sandbox->intake, sandbox->environment);
    SfFault *fault = of_another(tools->intake, tools->intake_version);
    return fault ? unfit(tools, fault) : TRUE;
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

static SfFault *not_loaded(const SfTools *tools, const SfSandbox *sandbox, const char *complaint)
{
    g_autofree char *words = NULL;
    g_autofree char *advice = NULL;

    if (!same_wireshark(tools)) {
        words = g_strdup_printf("The plugin %s is for Wireshark %s, and tshark is %s.",
                                tools->plugin, tools->plugin_wireshark, tools->tshark_version);
        advice = sf_installation_for(tools->tshark_version);
        return sf_fault_new(words, advice, NULL);
    }
    if (sandbox->identity->gid == 0 && !sandbox->places->plugin_known)
        return sf_fault_new("Wireshark loads no plugin of its user's for a user of group 0 (root).",
                            "Install sipfix for the whole system, or run it with another group.",
                            NULL);
    words = g_strdup_printf("tshark %s does not load the plugin %s%s%s.", tools->tshark_version,
                            tools->plugin, *complaint ? ": " : "", complaint);
    return sf_fault_new(words, "Install sipfix again:", sf_installation_again());
}

static char *ask_for_plugins(const SfSandbox *sandbox, char **complaint, GError **error)
{
    const char *argv[] = {sandbox->tshark, "-G", "plugins", NULL};

    return sf_child_ask(sandbox->identity, argv, sandbox->environment, complaint, error);
}

static char *version_in(const char *plugins)
{
    return first_match(plugins, "^sipfix\\.so\\s+([^\\t]*)");
}

char *sf_tools_other_plugin(const SfSandbox *sandbox)
{
    g_autofree char *complaint = NULL;
    g_autofree char *answer = ask_for_plugins(sandbox, &complaint, NULL);
    g_autofree char *version = answer ? version_in(answer) : NULL;

    return g_strcmp0(version, SIPFIX_VERSION) == 0 ? NULL : g_steal_pointer(&version);
}

/* @return NULL: it is there and is loaded */
static SfFault *ask_plugin(SfTools *tools, const SfSandbox *sandbox)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *complaint = NULL;
    g_autofree char *answer = ask_for_plugins(sandbox, &complaint, &error);

    if (!answer)
        return not_loaded(tools, sandbox, error->message);
    tools->plugin_version = version_in(answer);
    return tools->plugin_version ? of_another(tools->plugin, tools->plugin_version)
                                 : not_loaded(tools, sandbox, complaint);
}

/* What is installed says more of a plugin that is not loaded than that it is not. Nothing is
 * installed where the caller says what to use. */
static gboolean examine_plugin(SfTools *tools, const SfSandbox *sandbox, gboolean given)
{
    SfFault *fault = sandbox->places->plugins ? ask_plugin(tools, sandbox)
                                              : sf_found_tools_missing(sandbox->places);
    const gboolean loaded = fault == NULL;
    GPtrArray *installed =
        given ? g_ptr_array_new()
              : sf_installation_faults(sandbox->identity, sandbox->tshark, tools->tshark_version);

    if (installed->len > 0)
        g_clear_pointer(&fault, sf_fault_free);
    if (fault)
        unfit(tools, fault);
    g_ptr_array_extend_and_steal(tools->faults, installed);
    return loaded;
}

/* What is switched off, and the profile: both are in Wireshark's folders of settings. */
static gboolean examine_settings(SfTools *tools, const SfSandbox *sandbox)
{
    g_auto(GStrv) bare = bare_environment(sandbox);

    tools->profile = sf_installation_profile(sandbox->identity, sandbox->tshark, bare);
    return sf_installation_switched_off(sandbox->identity, sandbox->tshark, bare, tools->faults) ==
           0;
}

/* Each is asked, whatever became of the one before; what is missing matters most, then the first to
 * fail. */
static void examine(SfTools *tools, const SfSandbox *sandbox, gboolean given)
{
    gboolean tshark, intake;

    if (!sandbox->tshark || !sandbox->intake)
        unfit(tools, sf_found_tools_missing(sandbox->places));
    tshark = sandbox->tshark && ask_tshark(tools, sandbox);
    intake = sandbox->intake && ask_intake(tools, sandbox);
    choose_plugin(tools, sandbox->places->plugins);
    if (!tshark)
        return;
    const gboolean loaded = examine_plugin(tools, sandbox, given);
    tools->fit = (given || examine_settings(tools, sandbox)) && loaded && intake;
}

SfTools *sf_tools_find(const SfToolPaths *given)
{
    SfTools *tools = g_new0(SfTools, 1);
    g_autoptr(GError) error = NULL;
    guint jobs = 1;

    tools->faults = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fault_free);
    SfSandbox *sandbox =
        sf_room_take(&jobs, NULL, &error) ? sf_sandbox_new(given, NULL, &error) : NULL;

    if (!sandbox) {
        tools->machine = g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE);
        unfit(tools, sf_fault_of(error->message));
        return tools;
    }
    tools->looked = TRUE;
    tools->tshark = g_strdup(sandbox->places->tshark);
    tools->intake = g_strdup(sandbox->places->intake);
    tools->runs_as = g_strdup(sandbox->identity->user);
    examine(tools, sandbox, given && (given->tshark || given->plugins));
    sf_sandbox_free(sandbox);
    return tools;
}

char *sf_tools_reason(const SfTools *tools)
{
    return tools->fit ? NULL : sf_fault_words(tools->faults->pdata[0]);
}

/* What is missing may be there, and closed, say: what is installed tells that. */
gboolean sf_tools_all_there(const SfFoundTools *places, const SfToolPaths *given, GError **error)
{
    SfFault *missing = sf_found_tools_missing(places);

    if (!missing)
        return TRUE;
    sf_fault_free(missing);
    SfTools *tools = sf_tools_find(given);
    g_autofree char *reason = sf_tools_reason(tools);
    g_set_error_literal(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS,
                        reason ? reason : "something was missing, and is not any more");
    sf_tools_free(tools);
    return FALSE;
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
    g_free(tools->profile);
    g_free(tools->runs_as);
    sf_trial_free(tools->trial);
    g_ptr_array_unref(tools->faults);
    g_free(tools);
}
