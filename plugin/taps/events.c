/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/events.h"

#include "plugin/compat.h"

#include <epan/tap.h>
#include <stdio.h>
#include <wsutil/report_message.h>

#include "plugin/taps/at_end.h"
#include "plugin/taps/event_json.h"

#define CLI_NAME "sipfix,events"

static int tap_sipfix;
static SfLedger *(*current_ledger)(void);
static void print_events(void *data);
static SfAtEnd at_end = {.name = CLI_NAME, .print = print_events};
static gboolean streaming; /* each event as soon as it is certain */

static void print_line(char *line)
{
    fputs(line, stdout);
    g_free(line);
}

/* Those of which nothing more is to be expected; @all: what is left. */
static void print_settled(SfLedger *ledger, gboolean all)
{
    GPtrArray *answers = sf_ledger_settled(ledger, all);
    if (!answers)
        return;
    for (guint i = 0; i < answers->len; i++)
        if (sf_is_chosen(&at_end, answers->pdata[i]))
            print_line(sf_event_json(answers->pdata[i]));
    g_ptr_array_unref(answers);
    fflush(stdout);
}

void sf_events_frame(void)
{
    if (streaming && current_ledger())
        print_settled(current_ledger(), FALSE);
}

static void print_events(void *data _U_)
{
    SfLedger *ledger = current_ledger();
    if (!ledger)
        return;
    print_settled(ledger, TRUE);
    sf_print_run(ledger);
}

void sf_events_end(void)
{
    if (!at_end.started)
        return;
    if (current_ledger()) {
        print_events(NULL);
        return;
    }
    SfLedger *nothing = sf_ledger_new();
    sf_print_run(nothing);
    sf_ledger_free(nothing);
}

/* Takes what follows "sipfix,events" apart: ",stream", then ",FILTER". FALSE where that is not how
 * it goes on: tshark hands over all that begins with the name. */
static gboolean take_argument(const char *rest)
{
    const char *const stream = ",stream";
    if (g_str_has_prefix(rest, stream) && (!rest[strlen(stream)] || rest[strlen(stream)] == ',')) {
        streaming = TRUE;
        rest += strlen(stream);
    }
    if (*rest == '\0')
        return TRUE;
    if (*rest != ',' || rest[1] == '\0')
        return FALSE;
    sf_choose(&at_end, rest + 1);
    return TRUE;
}

static gboolean start_events(const char *argument)
{
    if (at_end.started)
        return TRUE;
    if (!take_argument(argument + strlen(CLI_NAME))) {
        report_failure(
            "-z %s: after \"events\" comes nothing, \",stream\" or \",FILTER\", a display "
            "filter",
            argument);
        return FALSE;
    }
    return sf_print_at_end(&at_end);
}

static SIPFIX_STAT_TAP_INIT init_events(const char *argument, void *data _U_)
{
    SIPFIX_STAT_TAP_INIT_RETURN(start_events(argument));
}

void sf_events_register(SfLedger *(*current)(void))
{
    static stat_tap_ui ui = {
        .group = SIPFIX_TELEPHONY_GROUP, .cli_string = CLI_NAME, .tap_init_cb = init_events};
    current_ledger = current;
    tap_sipfix = register_tap("sipfix");
    register_stat_tap_ui(&ui, NULL);
}

void sf_events_queue(packet_info *pinfo, const SfAnswer *answer)
{
    tap_queue_packet(tap_sipfix, pinfo, answer);
}
