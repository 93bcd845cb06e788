// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix watch: what the 301 and 421 on a line mean, as they come.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/cli/codes_option.h"
#include "analyzer/cli/command.h"
#include "analyzer/events/end_line.h"
#include "analyzer/events/event_read.h"
#include "analyzer/output/json_print.h"
#include "analyzer/report/text/page.h"
#include "analyzer/report/words.h"
#include "knowledge/knowledge.h"
#include "problems/event.h"
#include "reading/results/remap.h"
#include "reading/run/live/dumpcap.h"
#include "reading/run/live/live_run.h"

#define BODY  2  /* column of a block's text */
#define LABEL 10 /* column of what stands behind CHANGE */

/* Of the buffer on disk. */
#define MEGABYTE          1000000
#define USUAL_MEGABYTES   1024
#define LARGEST_MEGABYTES 1000000

typedef struct {
    char *interface;
    char *filter;
    char *format;
    char **decode_as;
    char *codes;
    int buffer; /* megabytes */
    int patience;
    gboolean list;
    gboolean quiet;
} Options;

static void options_clear(Options *options)
{
    g_free(options->interface);
    g_free(options->filter);
    g_free(options->format);
    g_strfreev(options->decode_as);
    g_free(options->codes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* ---- One block ---- */

static SfStyle style_of(SfFate fate)
{
    if (fate == SF_FATE_LOST)
        return SF_STYLE_ERROR;
    return fate == SF_FATE_SLOWER ? SF_STYLE_WARN : SF_STYLE_BOLD;
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
    g_autofree char *server = element(sf_event_server_end(event), event->server);
    g_autofree char *caller = element(sf_event_caller_end(event), event->client);
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
                           known ? ", " : "", known ? sf_words_end(event->outcome) : "");
}

static void show_first(SfPage *page, const SfEventFinding *finding)
{
    static const SfChangeNames names = {"CHANGE", "another change"};
    if (!finding->beforehand)
        return;
    g_autofree char *first = sf_words_sentence(finding->beforehand);
    g_auto(GStrv) decisions = sf_words_decisions_of(finding->decisions, finding->fixes, &names);
    sf_page_question(page, BODY, LABEL, first, decisions);
}

static void show_fix(SfPage *page, const SfEventFinding *finding)
{
    show_first(page, finding);
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
        event->case_id ? g_strdup_printf("problem %s", event->case_id) : g_strdup("");
    g_autofree char *head = when_and_what(event);
    g_autofree char *elements = who(event);
    g_autofree char *text = sf_words_sentence(root->text ? root->text : root->check);
    const gboolean is_slowed =
        event->status == 301 && !event->is_served_beside && !sf_event_is_short_detour(event);
    const SfFate fate = sf_fate_of_call(event->outcome, is_slowed);
    sf_page_heading(page, style_of(fate), sf_fate_name(fate), head, case_of);
    sf_page_paragraph(page, BODY, elements);
    sf_page_paragraph(page, BODY, text);
    show_fix(page, root);
    sf_page_blank(page);
}

/* ---- A gap ---- */

/* "2026-03-02T08:15:00.000000Z", as in events. */
static char *time_of(gint64 nanoseconds)
{
    const gint64 microseconds = nanoseconds / 1000;
    g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc(microseconds / G_USEC_PER_SEC);
    g_autofree char *text = g_date_time_format(second, "%Y-%m-%dT%H:%M:%S");
    return g_strdup_printf("%s.%06dZ", text, (int)(microseconds % G_USEC_PER_SEC));
}

static char *clock_of(gint64 nanoseconds, const char *format)
{
    g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc(nanoseconds / 1000000000);
    return g_date_time_format(second, format);
}

static char *gap_head(const SfLiveGap *gap)
{
    g_autofree char *lost = sf_words_quantity(gap->packets, "packet lost", "packets lost");

    if (gap->at_capture)
        return g_strdup_printf("%s while capturing", lost);
    g_autofree char *from = clock_of(gap->from, "%Y-%m-%d %H:%M:%S");
    if (!gap->is_over)
        return g_strdup_printf("%s UTC  packets are being lost", from);
    g_autofree char *to = clock_of(gap->to, "%H:%M:%S");
    return g_strdup_printf("%s to %s UTC  %s", from, to, lost);
}

static const char *gap_why(const SfLiveGap *gap)
{
    if (gap->at_capture)
        return "dumpcap could not take them in time. A capture filter (--filter) leaves it less to "
               "do.";
    if (!gap->is_over)
        return "tshark is slower than the line, and the buffer (--buffer MB) or its disk is full.";
    return "What was answered in that time is not told, nor who came back then.";
}

static void show_gap(SfPage *page, const SfLiveGap *gap)
{
    g_autofree char *head = gap_head(gap);
    sf_page_heading(page, SF_STYLE_ERROR, "GAP", head, "");
    sf_page_paragraph(page, BODY, gap_why(gap));
    sf_page_blank(page);
}

static JsonObject *gap_object(const SfLiveGap *gap)
{
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "schema", "sipfix-gap/1");
    json_object_set_string_member(object, "at", gap->at_capture ? "capture" : "buffer");
    if (!gap->at_capture) {
        g_autofree char *from = time_of(gap->from);
        json_object_set_string_member(object, "from", from);
    }
    if (!gap->at_capture && gap->is_over) {
        g_autofree char *to = time_of(gap->to);
        json_object_set_string_member(object, "to", to);
    }
    if (gap->is_over)
        json_object_set_int_member(object, "packets", (gint64)gap->packets);
    return object;
}

/* ---- Watching ---- */

typedef struct {
    SfTerminal terminal;
    const char *interface;
    gboolean quiet;
    gboolean output_is_gone;
    gboolean anything;       /* was looked at */
    gboolean is_plugin_told; /* that it is of another version */
    guint64 lost;            /* packets */
} Watch;

/* Whoever reads it has gone: then there is nothing to watch for. */
static void print(Watch *watch, const char *text)
{
    if (watch->output_is_gone || sf_print(text) == SF_EXIT_DONE)
        return;
    watch->output_is_gone = TRUE;
    (void)raise(SIGTERM);
}

static SfPage page_of(const Watch *watch, GString *text)
{
    return (SfPage){.text = text, .width = watch->terminal.width, .colour = watch->terminal.colour};
}

static void print_object(Watch *watch, JsonObject *object)
{
    GString *line = sf_json_print(object, FALSE);
    print(watch, line->str);
    g_string_free(line, TRUE);
}

static void take_as_text(const SfEventLine *line, gpointer data)
{
    Watch *watch = data;
    g_autoptr(GString) text = g_string_new(NULL);
    SfPage page = page_of(watch, text);
    g_autoptr(SfEvent) event = sf_event_read(line);

    watch->anything = TRUE;
    show(&page, event);
    print(watch, text->str);
}

static void take_as_ndjson(const SfEventLine *line, gpointer data)
{
    Watch *watch = data;
    g_autoptr(SfEvent) event = sf_event_read(line);

    watch->anything = TRUE;
    if (sf_event_object(event))
        print_object(watch, sf_event_object(event));
}

static void take_gap_as_text(const SfLiveGap *gap, gpointer data)
{
    Watch *watch = data;
    g_autoptr(GString) text = g_string_new(NULL);
    SfPage page = page_of(watch, text);

    watch->lost += gap->packets;
    show_gap(&page, gap);
    print(watch, text->str);
}

static void take_gap_as_ndjson(const SfLiveGap *gap, gpointer data)
{
    Watch *watch = data;
    g_autoptr(JsonObject) object = gap_object(gap);

    watch->lost += gap->packets;
    print_object(watch, object);
}

static void tell_other_plugin(const char *version, gpointer data)
{
    Watch *watch = data;
    if (!watch->quiet && !watch->is_plugin_told)
        sf_complain_of_plugin("watch", version);
    watch->is_plugin_told = TRUE;
}

static void take_run_silently(JsonObject *run, gpointer data)
{
    Watch *watch = data;
    g_autofree char *other_plugin = sf_other_plugin(run);
    if (other_plugin)
        tell_other_plugin(other_plugin, watch);
    watch->anything =
        watch->anything || json_object_get_int_member_with_default(run, "frames", 0) > 0;
}

static void take_run_as_ndjson(JsonObject *run, gpointer data)
{
    g_autoptr(JsonObject) end = sf_end_line_new(1);

    take_run_silently(run, data);
    print_object(data, run);
    print_object(data, end);
}

static void tell_that_it_began(gpointer data)
{
    const Watch *watch = data;
    if (!watch->quiet)
        sf_complain("watch", "capturing on %s; Ctrl-C ends it", watch->interface);
}

static void tell_what_waits(gpointer data)
{
    const Watch *watch = data;
    if (!watch->quiet)
        sf_complain("watch", "the buffer is being looked at; Ctrl-C again ends that too");
}

static const SfLiveListener as_text = {.other_plugin = tell_other_plugin,
                                       .begun = tell_that_it_began,
                                       .event = take_as_text,
                                       .gap = take_gap_as_text,
                                       .run = take_run_silently,
                                       .hold_on = tell_what_waits};
static const SfLiveListener as_ndjson = {.other_plugin = tell_other_plugin,
                                         .begun = tell_that_it_began,
                                         .event = take_as_ndjson,
                                         .gap = take_gap_as_ndjson,
                                         .run = take_run_as_ndjson,
                                         .hold_on = tell_what_waits};

static SfExit list_interfaces(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *interfaces = sf_dumpcap_interfaces(&error);
    if (interfaces)
        return sf_print(interfaces);
    sf_complain_of("watch", NULL, error->message);
    return SF_EXIT_USE;
}

static const char *advice(const GError *error)
{
    if (g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS))
        return "'sipfix doctor' tells more.";
    if (strchr(error->message, '\n')) /* it is said already */
        return NULL;
    if (strstr(error->message, "permission"))
        return "Start it as root, or let your user capture: in Debian, dpkg-reconfigure "
               "wireshark-common.";
    if (strstr(error->message, "capture filter"))
        return "'man pcap-filter' tells how to write one.";
    return "'sipfix watch -D' lists interfaces.";
}

static void tell_loss(const Watch *watch)
{
    g_autofree char *lost = sf_words_quantity(watch->lost, "packet was lost", "packets were lost");
    if (watch->lost > 0)
        sf_complain("watch", "%s: what is told is not all", lost);
}

static SfExit watch(const Options *options)
{
    g_autoptr(GError) error = NULL;
    Watch state = {.terminal = sf_terminal_look(STDOUT_FILENO),
                   .quiet = options->quiet,
                   .interface = options->interface};
    const SfLiveOptions live = {.interface = options->interface,
                                .filter = options->filter,
                                .decode_as = (const char *const *)options->decode_as,
                                .codes = options->codes,
                                .buffer = (guint64)options->buffer * MEGABYTE,
                                .patience = (guint)options->patience};
    const gboolean ndjson = g_strcmp0(options->format, "ndjson") == 0;
    const gboolean good = sf_live_watch(&live, ndjson ? &as_ndjson : &as_text, &state, &error);
    tell_loss(&state);
    if (state.output_is_gone)
        return SF_EXIT_USE;
    if (good)
        return state.lost > 0 ? SF_EXIT_PART : SF_EXIT_DONE;
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        state.anything = TRUE;
    sf_complain_of("watch", NULL, error->message);
    if (!state.anything && advice(error))
        sf_advise("%s", advice(error));
    return state.anything ? SF_EXIT_PART : SF_EXIT_USE;
}

static const char *const formats[] = {"text", "ndjson", NULL};

static const char *const *choices_of(const char *option)
{
    return g_str_equal(option, "format") ? formats : NULL;
}

/* -f is the filter's in dumpcap. */
static SfExit wrong_format(const char *format)
{
    if (sf_nearest(formats, format))
        return sf_wrong_choice("watch", "format", format, formats);
    sf_wrong_choice("watch", "format", format, formats);
    g_autofree char *word = sf_shell_word(format);
    sf_advise("A capture filter is given by --filter: --filter %s", word);
    return SF_EXIT_USE;
}

static SfExit check_and_watch(const Options *options, char **words)
{
    if (words[0])
        return sf_wrong_word("watch", "argument", words[0], NULL);
    if (options->list)
        return list_interfaces();
    if (options->format && !g_strv_contains(formats, options->format))
        return wrong_format(options->format);
    if (options->buffer < 1 || options->buffer > LARGEST_MEGABYTES) {
        g_autofree char *advice = g_strdup_printf("Give 1 to %d MB.", LARGEST_MEGABYTES);
        return sf_wrong_number("watch", "buffer", options->buffer, advice);
    }
    if (options->patience < 0) {
        return sf_wrong_number("watch", "patience", options->patience,
                               "Give seconds, 1 or more; 0 for the usual.");
    }
    if (options->interface)
        return watch(options);
    sf_complain("watch", "on which interface?");
    sf_advise("-i NAME; 'sipfix watch -D' lists them.");
    return SF_EXIT_USE;
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {.buffer = USUAL_MEGABYTES};
    const GOptionEntry entries[] = {
        {"interface", 'i', 0, G_OPTION_ARG_STRING, &options.interface, "Where to capture", "NAME"},
        {"filter", 0, 0, G_OPTION_ARG_STRING, &options.filter,
         "Capture filter, as in dumpcap: 'port 5060'", "FILTER"},
        {"list-interfaces", 'D', 0, G_OPTION_ARG_NONE, &options.list,
         "Print the interfaces that dumpcap can capture on", NULL},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options.format, "text (the default) or ndjson",
         "FORMAT"},
        {"buffer", 0, 0, G_OPTION_ARG_INT, &options.buffer,
         "How much may wait on disk for tshark (1024)", "MB"},
        {"codes", 0, 0, G_OPTION_ARG_STRING, &options.codes,
         "Which answers, in place of 301 and 421; or all", "CODE,..."},
        {"decode-as", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &options.decode_as,
         "As in tshark: 'udp.port==5080,sip'", "RULE"},
        {"patience", 0, 0, G_OPTION_ARG_INT, &options.patience,
         "End what works so long and gets nowhere (120)", "SECONDS"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet,
         "On standard error only what ends the work", NULL},
        SF_NO_MORE_OPTIONS,
    };
    g_auto(GStrv) words = NULL;
    SfExit status = SF_EXIT_DONE;
    if (!sf_options_parse(&sf_command_watch, arguments, entries, &words, &status))
        return status;
    if (!sf_codes_take("watch", &options.codes))
        return SF_EXIT_USE;
    return check_and_watch(&options, words);
}

const SfCommand sf_command_watch = {
    .name = "watch",
    .parameters = "[OPTION...] -i NAME",
    .brief = "What 301 and 421 on an interface mean, live",
    .summary = "Captures with dumpcap, and tells what each SIP 301 and 421 means as soon as it\n"
               "is certain: when nothing more is to be expected of it, after half a minute.",
    .description = "Ctrl-C ends it, and what was not certain yet is told. Exit status: 0 it was\n"
                   "ended so; 2 wrong use, or nothing was captured; 3 packets were lost, or the\n"
                   "capturing broke off: what was known is told.",
    .examples = "  sipfix watch -i eth0\n"
                "  sipfix watch -i eth0 --filter 'port 5060' --format ndjson\n",
    .run = run,
    .choices = choices_of,
};
