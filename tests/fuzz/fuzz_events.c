/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds JSON lines to the reader of events, and what it read to the problems, addresses and their
 * words. */
#include "fuzz.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "problems/summary.h"

static void feed_line(SfSummary *summary, const char *line, gsize length)
{
    g_autoptr(SfEvent) event = sf_event_read_text(line, length);

    if (!event)
        return;
    sf_event_root(event);
    sf_event_in_case(event, "5d20");
    sf_summary_add(summary, event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 50);
    g_autoptr(SfSummary) summary = sf_summary_new(sf_examples_store(), (SfSeenStore){0});

    for (gsize i = 0; lines[i]; i++)
        feed_line(summary, lines[i], strlen(lines[i]));
    sf_summary_finish(summary);
    MUST(summary->calls_lost <= summary->calls);
    sf_summary_level(summary);
    sf_summary_calls_well(summary);
    return 0;
}
