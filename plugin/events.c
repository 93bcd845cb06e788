/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"

#include "compat.h"

#include <epan/tap.h>
#include <stdio.h>
#include <wsutil/report_message.h>

#include "at_end.h"
#include "event_json.h"

#define CLI_NAME "sipfix,events"

static int tap_sipfix;
static SfLedger *(*current_ledger)(void);
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
    sf_print_run(ledger);
}

/* NULL where the words behind -z sipfix,events are understood: tshark hands over all that begins
 * with them. */
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
    return sf_print_at_end(CLI_NAME, &started, print_events);
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
