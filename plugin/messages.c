/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"

#include <stdio.h>
#include <wsutil/json_dumper.h>
#include <wsutil/report_message.h>

#include "at_end.h"
#include "nodes.h"
#include "sip_item.h"

#define CLI_NAME "sipfix,messages"

static SfLedger *(*current_ledger)(void);
static gboolean started;

/* ---- One message ---- */

static void add_number(json_dumper *json, const char *name, gint64 value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%" G_GINT64_FORMAT, value);
}

static void add_text(json_dumper *json, const char *name, SfText text)
{
    g_autofree char *shown = sf_text_show(text);
    json_dumper_set_member_name(json, name);
    json_dumper_value_string(json, shown);
}

static guint missing_from(const field_info *item)
{
    if (!item->ds_tvb)
        return 0;
    return tvb_reported_length(item->ds_tvb) - tvb_captured_length(item->ds_tvb);
}

static void add_bytes(json_dumper *json, SfText bytes)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)bytes.at, bytes.length);
    json_dumper_set_member_name(json, "bytes");
    json_dumper_value_string(json, encoded);
}

void sf_messages_note(const SfMessage *message, proto_node *node)
{
    if (!started)
        return;
    json_dumper json = {.output_string = g_string_new(NULL)};
    json_dumper_begin_object(&json);
    add_number(&json, "frame", message->frame);
    add_number(&json, "time", message->time);
    add_text(&json, "src", message->source_address);
    add_number(&json, "sport", message->source_port);
    add_text(&json, "dst", message->destination_address);
    add_number(&json, "dport", message->destination_port);
    add_text(&json, "transport", sf_text(sf_transport_name(message->transport)));
    json_dumper_set_member_name(&json, "quoted");
    json_dumper_value_anyf(&json, "%s", message->quoted ? "true" : "false");
    add_number(&json, "missing", missing_from(PNODE_FINFO(node)));
    add_bytes(&json, sf_sip_item_bytes(PNODE_FINFO(node)));
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    fputs(json.output_string->str, stdout);
    g_string_free(json.output_string, TRUE);
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
    return sf_print_at_end(CLI_NAME, &started, print_run);
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
