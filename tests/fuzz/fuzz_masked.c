/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds whole call flows (flow_text.h) to the ledger as they are, and masked: the same answers have
 * the same outcomes and findings.
 */
#include "fuzz.h"

#include "core/checks/check.h"
#include "flow_text.h"
#include "ledger_ask.h"
#include "mask/mask_message.h"

#include <stdio.h>

/* Addresses are replaced as in messages. */
static void mask_head(SfMask *mask, SfText line, GString *out)
{
    long milliseconds = 0;
    char how[12] = "udp", source[48] = "", destination[48] = "";
    guint source_port = 0, destination_port = 0;
    g_autofree char *text = g_strndup(line.at, line.length);

    sscanf(text, "@ %9ld %11s %47s %5u %47s %5u", &milliseconds, how, source, &source_port,
           destination, &destination_port);
    g_string_append_printf(out, "@ %ld %s ", milliseconds, how);
    sf_mask_host(mask, sf_text(g_hostname_is_ip_address(source) ? source : "192.0.2.1"), out);
    g_string_append_printf(out, " %u ", source_port);
    sf_mask_host(
        mask, sf_text(g_hostname_is_ip_address(destination) ? destination : "198.51.100.20"), out);
    g_string_append_printf(out, " %u\n", destination_port);
}

/* The same part with other names. */
static GString *masked_part(SfMask *mask, SfText part)
{
    GString *masked = g_string_new(NULL);

    mask_head(mask, flow_line(&part), masked);
    sf_mask_message(mask, part, NULL, masked);
    return masked;
}

static void string_free(gpointer string)
{
    g_string_free(string, TRUE);
}

/* Of each answer how it ended, and what the checks found. */
static void tell(SfLedger *ledger, GString *tale)
{
    const GPtrArray *answers = sf_ledger_answers(ledger);

    for (guint i = 0; i < answers->len; i++) {
        SfAnswer *answer = answers->pdata[i];
        const SfOutcome outcome = sf_answer_outcome(answer);
        const GPtrArray *findings = sf_answer_findings(answer);
        g_string_append_printf(tale, "%u %u %s:", answer->message->frame, answer->message->status,
                               sf_outcome_name(outcome.kind));
        for (guint j = 0; j < findings->len; j++)
            g_string_append_printf(tale, " %s", ((const SfFinding *)findings->pdata[j])->check->id);
        g_string_append_c(tale, '\n');
    }
}

/* @mask: NULL where the flow is taken as it is. */
static char *tale_of(const Flow *flow, SfMask *mask)
{
    SfLedger *ledger = flow_ledger(flow);
    GString *tale = g_string_new(NULL);
    g_autoptr(GPtrArray) masked = g_ptr_array_new_with_free_func(string_free);
    gint64 time = 1600000000 * SF_SECOND;

    for (guint i = 0; i < flow->n; i++) {
        SfText part = flow->parts[i];
        if (mask) {
            GString *other = masked_part(mask, part);
            g_ptr_array_add(masked, other);
            part = (SfText){other->str, other->len};
        }
        flow_feed(ledger, i + 1, &time, part);
    }
    tell(ledger, tale);
    sf_ledger_free(ledger);
    return g_string_free(tale, FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(SfMask) mask = sf_mask_new();
    g_auto(Flow) flow;

    flow_split(&flow, data, size);
    g_autofree char *plain = tale_of(&flow, NULL);
    g_autofree char *masked = tale_of(&flow, mask);
    if (strcmp(plain, masked) != 0)
        g_printerr("%s\nmasked:\n%s\n", plain, masked);
    MUST(strcmp(plain, masked) == 0);
    return 0;
}
