/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"

#include "compat.h"

#include <epan/plugin_if.h>
#include <epan/tap.h>
#include <stdio.h>
#include <wsutil/report_message.h>

#include "event_json.h"

#define CLI_NAME "sipfix,events"

static int tap_sipfix;
static SfLedger *(*current_ledger)(void);
static gboolean streaming; /* each event as soon as it is certain */

/* Only Wireshark's window answers this question. */
static gboolean is_in_window(void)
{
    ws_info_t *window = NULL;
    plugin_if_get_ws_info(&window);
    return window && window->ws_info_supported;
}

static tap_packet_status ignore_packet(void *data _U_, packet_info *pinfo _U_,
                                       epan_dissect_t *edt _U_, const void *answer _U_,
                                       tap_flags_t flags _U_)
{
    return TAP_PACKET_DONT_REDRAW; /* everything is printed from the ledger, once */
}

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
        print_line(sf_event_json(answers->pdata[i]));
    g_ptr_array_unref(answers);
    fflush(stdout);
}

void sf_events_frame(void)
{
    if (streaming)
        print_settled(current_ledger(), FALSE);
}

static void print_events(void *data _U_)
{
    SfLedger *ledger = current_ledger();
    if (!ledger)
        return;
    print_settled(ledger, TRUE);
    SfRun run;
    sf_ledger_run(ledger, &run);
    print_line(sf_run_json(&run));
    fflush(stdout);
}

/* NULL where the words behind -z sipfix,events are understood. tshark hands over whatever begins
 * so. */
static const char *complaint_about(const char *argument)
{
    const char *rest = argument + strlen(CLI_NAME);
    if (*rest == '\0')
        return NULL;
    if (strcmp(rest, ",stream") != 0)
        return "nothing may follow \"events\" but \",stream\"";
    streaming = TRUE;
    return NULL;
}

static gboolean start_events(const char *argument)
{
    static gboolean started;
    const char *complaint = complaint_about(argument);
    if (complaint) {
        report_failure("-z %s: %s", argument, complaint);
        return FALSE;
    }
    if (is_in_window()) {
        report_warning("-z " CLI_NAME " is for tshark. Here, filter for sipfix.");
        return TRUE;
    }
    if (started) /* asked for twice: once is enough */
        return TRUE;
    GString *error = register_tap_listener("sipfix", &started, NULL, TL_REQUIRES_NOTHING, NULL,
                                           ignore_packet, print_events, NULL);
    if (error) {
        report_failure("-z " CLI_NAME ": %s", error->str);
        g_string_free(error, TRUE);
        return FALSE;
    }
    started = TRUE;
    return TRUE;
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
