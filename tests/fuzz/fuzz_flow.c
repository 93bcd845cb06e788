/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds whole call flows (flow_text.h) to the ledger, and asks for everything that a reader would:
 * whatever was done to a call, what is shown is text, and what one looks at first changes nothing.
 * flows.py makes its seeds of captures.
 */
#include "fuzz.h"

#include "flow_text.h"
#include "ledger_ask.h"

static char *tale_of(const Flow *flow, gboolean look_early)
{
    SfLedger *ledger = flow_ledger(flow);
    gint64 time = 1600000000 * SF_SECOND;

    for (guint i = 0; i < flow->n; i++) {
        flow_feed(ledger, i + 1, &time, flow->parts[i]);
        if (look_early)
            ledger_look(ledger, i + 1);
    }
    char *tale = ledger_tale(ledger, flow->n);
    sf_ledger_free(ledger);
    return tale;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_auto(Flow) flow;

    flow_split(&flow, data, size);
    g_autofree char *tale = tale_of(&flow, FALSE);
    g_autofree char *looked_at = tale_of(&flow, TRUE);
    MUST(strcmp(tale, looked_at) == 0);
    return 0;
}
