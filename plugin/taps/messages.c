/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/messages.h"

#include <stdio.h>
#include <wsutil/report_message.h>

#include "plugin/taps/at_end.h"
#include "plugin/taps/json_members.h"

#define CLI_NAME "sipfix,messages"

static SfLedger *(*current_ledger)(void);

static void print_run(void *data);
static SfAtEnd at_end = {.name = CLI_NAME, .print = print_run};

/* ---- One message ---- */

static guint missing_from(const field_info *item)
{
    if (!item->ds_tvb)
        return 0;
    return tvb_reported_length(item->ds_tvb) - tvb_captured_length(item->ds_tvb);
}

static char *base64(SfText bytes)
{
    return g_base64_encode((const guchar *)bytes.at, bytes.length);
}

void sf_messages_note(const SfMessage *message, const field_info *item, SfText bytes)
{
    if (!at_end.started)
        return;
    GString *json = g_string_new(NULL);
    sf_json_begin_object(json, NULL);
    sf_json_number(json, "frame", message->frame);
    sf_json_signed(json, "time", message->time);
    sf_json_owned(json, "src", sf_text_show(message->source_address));
    sf_json_number(json, "sport", message->source_port);
    sf_json_owned(json, "dst", sf_text_show(message->destination_address));
    sf_json_number(json, "dport", message->destination_port);
    sf_json_string(json, "transport", sf_transport_name(message->transport));
    sf_json_bool(json, "quoted", message->quoted);
    sf_json_bool(json, "closed", message->closed);
    sf_json_number(json, "missing", missing_from(item));
    sf_json_owned(json, "bytes", base64(bytes));
    sf_json_end_object(json);
    g_autofree char *line = sf_json_end_line(json);
    fputs(line, stdout);
}

/* ---- The tap ---- */

static void print_run(void *data _U_)
{
    const SfLedger *ledger = current_ledger();
    if (ledger)
        sf_print_run(ledger);
}

static gboolean start_messages(const char *argument)
{
    if (strcmp(argument, CLI_NAME) != 0) {
        report_failure("-z %s: nothing may follow \"messages\"", argument);
        return FALSE;
    }
    return sf_print_at_end(&at_end);
}

static SIPFIX_STAT_TAP_INIT init_messages(const char *argument, void *data _U_)
{
    SIPFIX_STAT_TAP_INIT_RETURN(start_messages(argument));
}

void sf_messages_register(SfLedger *(*current)(void))
{
    static stat_tap_ui ui = {
        .group = SIPFIX_TELEPHONY_GROUP, .cli_string = CLI_NAME, .tap_init_cb = init_messages};
    current_ledger = current;
    register_stat_tap_ui(&ui, NULL);
}
