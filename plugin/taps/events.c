/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/events.h"

#include "plugin/compat.h"

#include <epan/tap.h>
#include <stdio.h>
#include <wsutil/report_message.h>

#include "core/describe/facts.h"
#include "plugin/taps/at_end.h"
#include "plugin/taps/event_json.h"
#include "plugin/taps/worded.h"

#define CLI_NAME "sipfix,events"

static int tap_sipfix;
static SfLedger *(*current_ledger)(void);
static void print_events(void *data);
static SfAtEnd at_end = {.name = CLI_NAME, .print = print_events};
static gboolean streaming; /* each event as soon as it is certain */
static gboolean brief;     /* words only where the report of this one run may show them */

static void print_answer(SfWorded *worded, const SfAnswer *answer)
{
    sf_facts_begin(answer);
    g_autofree char *line = sf_event_json(answer, !worded || sf_worded_take(worded, answer));
    sf_facts_end();
    fputs(line, stdout);
}

/* Those of which nothing more is to be expected; @all: what is left. */
static void print_settled(SfLedger *ledger, gboolean all)
{
    GPtrArray *answers = sf_ledger_settled(ledger, all);
    if (!answers)
        return;
    SfWorded *worded = brief ? sf_worded_new() : NULL;
    for (guint i = 0; i < answers->len; i++)
        if (sf_is_chosen(&at_end, answers->pdata[i]))
            print_answer(worded, answers->pdata[i]);
    sf_worded_free(worded);
    g_ptr_array_unref(answers);
    fflush(stdout);
}

void sf_events_frame(void)
{
    if (!streaming || !current_ledger())
        return;
    print_settled(current_ledger(), FALSE);
    sf_ledger_forget_told(current_ledger());
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

/* TRUE where @word comes next, and is the whole word; it is taken. */
static gboolean take_word(const char **rest, const char *word)
{
    const gsize length = strlen(word);
    if (!g_str_has_prefix(*rest, word) || ((*rest)[length] && (*rest)[length] != ','))
        return FALSE;
    *rest += length;
    return TRUE;
}

/* Takes what follows "sipfix,events" apart: ",stream" or ",brief", then ",FILTER". FALSE where that
 * is not how it goes on: tshark hands over all that begins with the name. */
static gboolean take_argument(const char *rest)
{
    streaming = take_word(&rest, ",stream");
    brief = !streaming && take_word(&rest, ",brief");
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
