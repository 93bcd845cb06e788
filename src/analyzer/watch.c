// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix watch: what the 301 and 421 on a line mean, as they come.
 */
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "event.h"
#include "json_print.h"
#include "live.h"
#include "page.h"
#include "words.h"

#define BODY  2  /* column of a block's text */
#define LABEL 10 /* column of what stands behind CHANGE */

typedef struct {
    char *interface;
    char *filter;
    char *format;
    char **decode_as;
    gboolean list;
    gboolean quiet;
} Options;

static void options_clear(Options *options)
{
    g_free(options->interface);
    g_free(options->filter);
    g_free(options->format);
    g_strfreev(options->decode_as);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* ---- One block ---- */

static SfStyle style_of(SfSeverity severity)
{
    if (severity == SF_ERROR)
        return SF_STYLE_ERROR;
    return severity == SF_WARN ? SF_STYLE_WARN : SF_STYLE_BOLD;
}

static char *element(const char *address, const char *product)
{
    if (!product)
        return g_strdup(address ? address : "unknown");
    g_autofree char *shown = sf_words_value(product);
    return g_strdup_printf("%s (%s)", address ? address : "unknown", shown);
}

static char *who(const SfEvent *event)
{
    g_autofree char *server = element(event->server_address, event->server);
    g_autofree char *caller = element(event->caller_address, event->client);
    return g_strdup_printf("%s answered %s", server, caller);
}

static char *when_and_what(const SfEvent *event)
{
    g_autofree char *method = sf_words_value(event->method ? event->method : "request");
    g_autofree char *time =
        g_strndup(event->time ? event->time : "", strlen("2026-03-02T08:15:00"));
    g_strdelimit(time, "T", ' ');
    const gboolean known = event->outcome != SF_END_UNKNOWN && event->outcome != SF_END_UNTOLD;
    return g_strdup_printf("%s UTC  %" G_GINT64_FORMAT " to %s%s%s", time, event->status, method,
                           known ? ", " : "", known ? sf_call_end_name(event->outcome) : "");
}

static void show_fix(SfPage *page, const SfEventFinding *finding)
{
    if (finding->fixes->len == 0)
        return;
    const SfEventFix *fix = &g_array_index(finding->fixes, SfEventFix, 0);
    g_autofree char *text = sf_words_sentence(fix->text ? fix->text : "");
    sf_page_labelled(page, BODY, SF_STYLE_CHANGE, "CHANGE", LABEL, text);
}

/* Findings about a call hang on the hop nearest the caller: an event without is another hop's. */
static void show(SfPage *page, const SfEvent *event)
{
    const SfEventFinding *root = sf_event_root(event);
    if (!root)
        return;
    g_autofree char *case_of =
        event->case_id ? g_strdup_printf("case %s", event->case_id) : g_strdup("");
    g_autofree char *head = when_and_what(event);
    g_autofree char *elements = who(event);
    g_autofree char *text = sf_words_sentence(root->text ? root->text : root->check);
    sf_page_heading(page, style_of(root->severity), sf_words_level(root->severity), head, case_of);
    sf_page_paragraph(page, BODY, elements);
    sf_page_paragraph(page, BODY, text);
    show_fix(page, root);
    sf_page_blank(page);
}

/* ---- Watching ---- */

static void take_as_text(JsonObject *object, gpointer data)
{
    const SfTerminal *terminal = data;
    g_autoptr(GString) text = g_string_new(NULL);
    SfPage page = {.text = text, .width = terminal->width, .colour = terminal->colour};
    g_autoptr(SfEvent) event = sf_event_new(object);

    show(&page, event);
    sf_print(text->str);
}

static void take_as_ndjson(JsonObject *object, gpointer data G_GNUC_UNUSED)
{
    GString *line = sf_json_print(object, FALSE);
    sf_print(line->str);
    g_string_free(line, TRUE);
}

static SfExit list_interfaces(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *interfaces = sf_live_interfaces(&error);
    if (interfaces)
        return sf_print(interfaces);
    sf_complain("watch", "%s", error->message);
    return SF_EXIT_USE;
}

static const char *advice(const GError *error)
{
    if (g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS))
        return "('sipfix doctor' tells more)";
    if (strstr(error->message, "permission"))
        return "(start it as root, or let your user capture: in Debian, dpkg-reconfigure "
               "wireshark-common)";
    if (strstr(error->message, "capture filter"))
        return "('man pcap-filter' tells how to write one)";
    return "('sipfix watch -D' lists interfaces)";
}

static SfExit watch(const Options *options)
{
    g_autoptr(GError) error = NULL;
    SfTerminal terminal = sf_terminal_look(STDOUT_FILENO);
    const SfLiveOptions live = {.interface = options->interface,
                                .filter = options->filter,
                                .decode_as = (const char *const *)options->decode_as};
    const gboolean ndjson = g_strcmp0(options->format, "ndjson") == 0;
    if (!options->quiet)
        sf_complain("watch", "capturing on %s; Ctrl-C ends it", options->interface);
    if (sf_live_watch(&live, ndjson ? take_as_ndjson : take_as_text, &terminal, &error))
        return SF_EXIT_DONE;
    sf_complain("watch", "%s %s", error->message, advice(error));
    return SF_EXIT_USE;
}

static const char *const formats[] = {"text", "ndjson", NULL};

static const char *const *choices_of(const char *option)
{
    return g_str_equal(option, "format") ? formats : NULL;
}

static SfExit check_and_watch(const Options *options, char **words)
{
    if (words[0])
        return sf_wrong_word("watch", "argument", words[0], NULL);
    if (options->list)
        return list_interfaces();
    if (options->format && !g_strv_contains(formats, options->format))
        return sf_wrong_choice("watch", "format", options->format, formats);
    if (options->interface)
        return watch(options);
    sf_complain("watch", "on which interface? -i NAME; 'sipfix watch -D' lists them");
    return SF_EXIT_USE;
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {0};
    const GOptionEntry entries[] = {
        {"interface", 'i', 0, G_OPTION_ARG_STRING, &options.interface, "Where to capture", "NAME"},
        {"filter", 'f', 0, G_OPTION_ARG_STRING, &options.filter,
         "Capture filter, as in dumpcap: 'port 5060'", "FILTER"},
        {"list-interfaces", 'D', 0, G_OPTION_ARG_NONE, &options.list,
         "Print the interfaces that dumpcap can capture on", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &options.format, "text (the default) or ndjson",
         "FORMAT"},
        {"decode-as", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &options.decode_as,
         "As in tshark: 'udp.port==5080,sip'", "RULE"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet,
         "On standard error only what ends the work", NULL},
        SF_NO_MORE_OPTIONS,
    };
    g_auto(GStrv) words = NULL;
    SfExit status = SF_EXIT_DONE;
    if (!sf_options_parse(&sf_command_watch, arguments, entries, &words, &status))
        return status;
    return check_and_watch(&options, words);
}

const SfCommand sf_command_watch = {
    .name = "watch",
    .parameters = "[OPTION...] -i NAME",
    .brief = "What 301 and 421 on an interface mean, live",
    .summary = "Captures with dumpcap, and tells what each SIP 301 and 421 means as soon as it\n"
               "is certain: when nothing more is to be expected of it, after half a minute.",
    .description = "Ctrl-C ends it, and what was not certain yet is told. Exit status: 0 it was\n"
                   "ended so; 2 wrong use, or the capturing did not start or broke off.",
    .run = run,
    .choices = choices_of,
};
