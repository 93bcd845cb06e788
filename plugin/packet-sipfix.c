/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIP Fix: explains SIP 301 Moved Permanently and 421 Extension Required. A post-dissector: on the
 * first pass over a capture it collects the messages that the SIP dissector found (collect.h) into
 * the ledger of core; on every pass, this one too, it shows what the ledger knows of the frame
 * (show.h).
 */
#include "plugin/compat.h"

#include <epan/tap.h>

#include "plugin/collect/batches.h"
#include "plugin/collect/collect.h"
#include "plugin/collect/tcp_and_dns.h"
#include "plugin/collect/unseen.h"
#include "plugin/fields.h"
#include "plugin/menu.h"
#include "plugin/preferences.h"
#include "plugin/show/show.h"
#include "plugin/story_filter.h"
#include "plugin/taps/at_end.h"
#include "plugin/taps/events.h"
#include "plugin/taps/messages.h"
#include "plugin/taps/tables.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = SIPFIX_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);

#ifdef SIPFIX_HAVE_PLUGIN_DESCRIBE
WS_DLL_PUBLIC uint32_t plugin_describe(void);

uint32_t plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER;
}
#endif

static dissector_handle_t sipfix_handle;
static SfLedger *ledger; /* of the capture that is open */

static SfLedger *current_ledger(void)
{
    return ledger;
}

/* For those who print: of a run in doubt nothing is told. */
static SfLedger *told_ledger(void)
{
    return sf_batches_are_doubtful() ? NULL : ledger;
}

/* A file was closed, or is about to be dissected anew (preferences, decode-as, ignored packets). */
static void close_ledger(void)
{
    g_clear_pointer(&ledger, sf_ledger_free);
}

/* Who asks for fields has a tree made of every frame, even while the protocol is disabled. So
 * nothing is asked for then. Only the window goes on asking: where the protocol is enabled again,
 * it decides whether the pass that follows has trees before it has this called. */
static gboolean is_worth_a_tree(void)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto_sipfix)) || sf_is_in_window();
}

static void want_fields(void)
{
    GArray *wanted = NULL;
    if (is_worth_a_tree()) {
        wanted = g_array_new(FALSE, FALSE, sizeof(int));
        sf_collect_want(wanted);
        sf_coverage_want(wanted);
    }
    set_postdissector_wanted_hfids(sipfix_handle, wanted); /* which takes the array over */
}

static void renew_ledger(void)
{
    close_ledger();
    ledger = sf_ledger_new();
    if (sf_batches_are_expected())
        sf_ledger_show_nothing(ledger);
    sf_preferences_apply(ledger);
}

/* A tshark that sipfix started reads one capture and ends: the system takes memory back at once,
 * and faster than piece by piece. */
static void leave_ledger(void)
{
    if (!sf_batches_are_expected())
        close_ledger();
}

static void open_ledger(void)
{
    sf_batches_begin();
    renew_ledger();
    want_fields();
    sf_fields_open_advice();
}

static void tap_answers(packet_info *pinfo)
{
    const GArray *marks = sf_show_marks(ledger, pinfo);
    for (guint i = 0; marks && i < marks->len; i++) {
        const SfMark *mark = &g_array_index(marks, SfMark, i);
        if (mark->role == SF_ROLE_ANSWER)
            sf_events_queue(pinfo, mark->answer);
    }
}

static int dissect_sipfix(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (sf_batches_took(pinfo))
        return 0;
    if (!pinfo->fd->visited) {
        const guint n_messages = sf_collect_frame(ledger, pinfo, tree);
        sf_coverage_frame(ledger, pinfo, tree, n_messages);
        if (n_messages == 0)
            sf_tcp_and_dns_frame(ledger, pinfo);
        sf_events_frame();
    }
    if (sf_batches_are_expected() || !sf_show_frame(ledger, tvb, pinfo, tree))
        return 0;
    tap_answers(pinfo);
    return (int)tvb_captured_length(tvb);
}

static void proto_register_sipfix(void)
{
    sf_fields_register();
    sf_preferences_register(proto_sipfix);
    sf_events_register(told_ledger);
    sf_batches_register(current_ledger, renew_ledger);
    sf_messages_register(current_ledger);
    sf_story_filter_register(current_ledger);
    sf_tables_register(current_ledger);
    sf_menu_register();
    sipfix_handle = create_dissector_handle(dissect_sipfix, proto_sipfix);
    register_postdissector(sipfix_handle);
    register_init_routine(open_ledger);
    register_cleanup_routine(leave_ledger);
}

static void proto_reg_handoff_sipfix(void)
{
    sf_collect_init();
    sf_coverage_init();
    sf_batches_init();
}

void plugin_register(void)
{
    static proto_plugin plugin = {.register_protoinfo = proto_register_sipfix,
                                  .register_handoff = proto_reg_handoff_sipfix};
    proto_register_plugin(&plugin);
}
