// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix routes: captures in, moved addresses out, as a table or as configuration.
 */
#include "analyzer/cli/analysis/captures.h"
#include "analyzer/events/members.h"
#include "analyzer/routes/route_table.h"

/* ---- Options ---- */

typedef struct {
    SfCaptures captures;
    char *format;
    char **include;
    SfRefusals included;
    const SfRouteForm *form;
} Options;

static void options_clear(Options *options)
{
    sf_captures_clear(&options->captures);
    g_free(options->format);
    g_strfreev(options->include);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* FALSE after a complaint. */
static gboolean look_at_include(Options *options)
{
    for (char **list = options->include; list && *list; list++) {
        g_autofree char *unknown = NULL;
        SfRefusals included = 0;
        if (!sf_refusals_parse(*list, &included, &unknown)) {
            sf_wrong_choice(sf_command_routes.name, "reason", unknown, sf_refusal_choices());
            return FALSE;
        }
        options->included |= included;
    }
    return TRUE;
}

/* FALSE after a complaint. */
static gboolean look_at_format(Options *options)
{
    const char *name = options->format ? options->format : "text";
    options->form = sf_route_form(name);
    if (!options->form)
        sf_wrong_choice(sf_command_routes.name, "format", name, sf_route_form_names());
    return options->form != NULL;
}

static const char *const *choices_of(const char *option)
{
    if (g_str_equal(option, "format"))
        return sf_route_form_names();
    return g_str_equal(option, "include") ? sf_refusal_choices() : NULL;
}

static gboolean parse(Options *options, const char *const *arguments, SfExit *status)
{
    const GOptionEntry own[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format,
         "text (the default), csv, json, kamailio or asterisk", "FORMAT"},
        {"include", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->include,
         "What would be refused for these reasons, or all", "REASON,..."},
        SF_NO_MORE_OPTIONS,
    };
    if (!sf_captures_parse(&options->captures, &sf_command_routes, arguments, own, status))
        return FALSE;
    *status = SF_EXIT_USE;
    return look_at_format(options) && look_at_include(options) &&
           sf_captures_are_given(&options->captures, &sf_command_routes) &&
           sf_captures_look(&options->captures, &sf_command_routes);
}

/* ---- The table ---- */

static void take_event(const SfEvent *event, gpointer data)
{
    sf_routes_add(data, event);
}

static void take_run_line(JsonObject *line, gpointer data)
{
    sf_routes_end_run(data, sf_member_count(line, "run"));
}

static SfExit write_table(const Options *options, SfOutput *output, const SfRouteTable *table)
{
    g_autoptr(GString) text = options->form->write(table);
    sf_output_write(output, text->str, text->len);
    if (!sf_captures_close_output(output, &sf_command_routes))
        return SF_EXIT_USE;
    if (!options->captures.quiet)
        sf_route_table_tell_refused(table, sf_command_routes.name);
    return sf_captures_exit(table->reading);
}

static SfExit read_and_write(const Options *options, SfOutput *output)
{
    g_autoptr(SfRoutes) routes =
        sf_routes_new(sf_captures_seen_store(&options->captures, &sf_command_routes));
    const SfCapturesListener listener = {
        .event = take_event, .run_line = take_run_line, .data = routes};
    SfReading *reading = sf_captures_read(&options->captures, &sf_command_routes, &listener);
    if (!reading)
        return SF_EXIT_USE;
    g_autoptr(SfRouteTable) table =
        sf_route_table_new(sf_routes_finish(routes), options->included, options->form);
    table->without_request = sf_routes_without_request(routes);
    table->case_prefix = options->captures.case_prefix;
    table->reading = reading;
    table->terminal = sf_captures_terminal(&options->captures);
    const SfExit status = write_table(options, output, table);
    sf_reading_free(reading);
    return status;
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {0};
    SfExit status = SF_EXIT_DONE;
    if (!parse(&options, arguments, &status))
        return status;
    g_autoptr(SfOutput) output = sf_captures_open_output(&options.captures, &sf_command_routes);
    return output ? read_and_write(&options, output) : SF_EXIT_USE;
}

const SfCommand sf_command_routes = {
    .name = "routes",
    .parameters = "[OPTION...] PATH...",
    .brief = "Which addresses have moved where, as a table or configuration",
    .summary = "Reads captures (files, folders, or - for standard input), and lists which\n"
               "addresses have moved for good (301), and where to in the end.",
    .description =
        "What nobody should load without a look is refused, and named on standard error.\n"
        "Reasons, for --include: once, conflict, foreign-domain, private, insecure,\n"
        "in-dialog, number-routing, to-caller, expires. Circles are never given.\n\n"
        "Exit status: 0 done; 2 wrong use, or nothing could be read; 3 done, but part of\n"
        "the input could not be read.",
    .examples = "  sipfix routes trunk.pcapng\n"
                "  sipfix routes --format kamailio --output routes.cfg trunk.pcapng\n",
    .run = run,
    .choices = choices_of,
};
