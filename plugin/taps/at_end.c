/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/at_end.h"

#include <epan/plugin_if.h>
#include <errno.h>
#include <stdio.h>
#include <wsutil/report_message.h>

#include "plugin/taps/event_json.h"

gboolean sf_is_in_window(void)
{
    ws_info_t *window = NULL;
    plugin_if_get_ws_info(&window);
    return window && window->ws_info_supported;
}

/* What SIP needs below it, and we above it. Where one of them is switched off, "there was no SIP"
 * is not known, and must not be printed. */
static const char *switched_off(void)
{
    static const char *const needed[] = {"sipfix", "sip", "ip", "ipv6", "udp", "tcp"};
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        const int id = proto_get_id_by_filter_name(needed[i]);
        if (id != -1 && !proto_is_protocol_enabled(find_protocol_by_id(id)))
            return needed[i];
    }
    return NULL;
}

static gboolean all_switched_on(const char *name)
{
    const char *protocol = switched_off();
    if (protocol)
        report_failure("-z %s: the protocol %s is switched off (the file disabled_protos, or "
                       "--disable-protocol). Switch it on: --enable-protocol %s",
                       name, protocol, protocol);
    return protocol == NULL;
}

void sf_choose(SfAtEnd *what, const char *filter)
{
    what->filter = g_strdup(filter); /* for as long as the program runs */
    what->chosen = g_hash_table_new(NULL, NULL);
}

gboolean sf_is_chosen(const SfAtEnd *what, const SfAnswer *answer)
{
    return !what->chosen || g_hash_table_contains(what->chosen, answer);
}

/* Everything is printed from the ledger, once. */
static tap_packet_status take_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_,
                                     const void *answer, tap_flags_t flags _U_)
{
    const SfAtEnd *what = data;
    if (what->chosen)
        g_hash_table_add(what->chosen, GSIZE_TO_POINTER(GPOINTER_TO_SIZE(answer)));
    return TAP_PACKET_DONT_REDRAW;
}

gboolean sf_print_at_end(SfAtEnd *what)
{
    if (sf_is_in_window()) {
        report_warning("-z %s is for tshark. Here, filter for sipfix.", what->name);
        return TRUE;
    }
    if (what->started)
        return TRUE;
    if (!all_switched_on(what->name))
        return FALSE;
    GString *error = register_tap_listener("sipfix", what, what->filter, TL_REQUIRES_NOTHING, NULL,
                                           take_packet, what->print, NULL);
    if (error) {
        report_failure("-z %s: %s", what->name, error->str);
        g_string_free(error, TRUE);
        return FALSE;
    }
    what->started = TRUE;
    return TRUE;
}

void sf_print_run(const SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    g_autofree char *line = sf_run_json(&run);
    fputs(line, stdout);
    /* A pipe whose reader has gone away ("| head") is no news for anybody. */
    const gboolean is_lost = fflush(stdout) == 0 ? ferror(stdout) != 0 : errno != EPIPE;
    if (is_lost)
        report_failure("Standard output did not take all that was to be printed.");
}
