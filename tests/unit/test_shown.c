// SPDX-License-Identifier: GPL-2.0-or-later
/* Which events a report may show: none that a problem takes may be left without words. Against the
 * summary itself, on events made by chance, many of which are copies of others. */
#include "want.h"

#include "analyzer/events/seen_runs.h"
#include "problems/shown.h"
#include "problems/summary.h"

#define ROUNDS  400
#define EVENTS  60
#define STORIES 25

static const char *const checks[] = {"extension.required", "extension.stripped", "moved.loop",
                                     "moved.permanently", "moved.bad-q"};
static const SfSeverity severities[] = {SF_NOTE, SF_WARN, SF_ERROR, SF_NOTE, SF_CHAT};

/* One event, its text without words where it is told briefly. */
typedef struct {
    gint64 story;
    guint findings; /* bits: of checks */
    guint root;
    guint case_number;
    guint call_id;
    SfCallEnd outcome;
    gboolean has_request;
    gboolean in_words;
} Made;

static Made make(GRand *chance)
{
    return (Made){.story = g_rand_int_range(chance, 1, STORIES),
                  .findings = (guint)g_rand_int_range(chance, 0, 1 << G_N_ELEMENTS(checks)),
                  .root = (guint)g_rand_int_range(chance, 0, G_N_ELEMENTS(checks)),
                  .case_number = (guint)g_rand_int_range(chance, 0, 4),
                  .call_id = (guint)g_rand_int_range(chance, 0, 10),
                  .outcome = g_rand_boolean(chance) ? SF_END_LOST : SF_END_ANSWERED,
                  .has_request = g_rand_boolean(chance)};
}

/* @taken_from  the event's number, as text of its findings */
static SfEvent *event_of(const Made *made, gint64 frame, const char *taken_from)
{
    static const char *const cases[] = {NULL, "c0ffee01", "c0ffee02", "c0ffee03"};
    static const char *const call_ids[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", NULL};
    SfEvent *event = sf_event_new(NULL, NULL);
    event->run = 1;
    event->hop = 1;
    event->frame = frame;
    event->story = made->story;
    event->status = 421;
    event->case_id = cases[made->case_number];
    event->root = checks[made->root];
    event->call_id = call_ids[made->call_id];
    event->from_tag = event->to_tag = "t";
    event->outcome = made->outcome;
    event->has_request = made->has_request;
    event->supported = g_new0(char *, 1);
    event->require = g_new0(char *, 1);
    event->required = g_new0(char *, 1);
    event->missing = g_new0(char *, 1);
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
        if (!(made->findings & (1U << i)))
            continue;
        SfEventFinding *finding = sf_event_finding_new(checks[i], severities[i]);
        finding->text = taken_from;
        g_ptr_array_add(event->findings, finding);
    }
    return event;
}

/* As who makes the events does: a story is told of in words as a whole, or not at all. */
static void decide(Made *all)
{
    SfShown *shown = sf_shown_new();
    gboolean is_decided[STORIES] = {FALSE}, in_words[STORIES] = {FALSE};
    for (guint i = 0; i < EVENTS; i++) {
        const gint64 story = all[i].story;
        for (guint k = 0; k < EVENTS && !is_decided[story]; k++) {
            g_autoptr(SfEvent) event = event_of(&all[k], k, NULL);
            in_words[story] |= all[k].story == story && sf_shown_may_be(shown, event);
        }
        is_decided[story] = TRUE;
        all[i].in_words = in_words[story];
        g_autoptr(SfEvent) event = event_of(&all[i], i, NULL);
        sf_shown_add(shown, event);
    }
    sf_shown_free(shown);
}

/* The example that a problem takes, and all that is told of with it. */
static gpointer keep(gpointer data, const SfEvent *event, gpointer earlier)
{
    static const char name[] = "example";
    const Made *all = data;
    (void)earlier;
    for (guint i = 0; i < EVENTS; i++)
        if (all[i].story == event->story && !all[i].in_words)
            fail_msg("event %u, of the story of example %d, has no words", i, (int)event->frame);
    return (gpointer)name;
}

static void want_words(const SfSummary *summary, const Made *all)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, summary->by_case);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const SfProblem *problem = value;
        for (guint i = 0; i < problem->folded->len; i++) {
            const SfFolded *folded = problem->folded->pdata[i];
            const guint64 from = g_ascii_strtoull(folded->text, NULL, 10);
            if (!all[from].in_words)
                fail_msg("event %u, whose words a problem takes, has none", (guint)from);
        }
    }
}

static guint told_briefly(GRand *chance)
{
    Made all[EVENTS];
    guint n = 0;
    for (guint i = 0; i < EVENTS; i++)
        all[i] = make(chance);
    decide(all);
    g_autoptr(SfSummary) summary =
        sf_summary_new((SfExampleStore){.data = all, .keep = keep}, sf_seen_runs_store(0, "test"));
    for (guint i = 0; i < EVENTS; i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        g_autoptr(SfEvent) event = event_of(&all[i], i, number);
        sf_summary_add(summary, event);
        n += all[i].in_words ? 0 : 1;
    }
    want_words(summary, all);
    return n;
}

static void what_is_taken_has_words(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(1);
    guint n = 0;
    for (guint round = 0; round < ROUNDS; round++)
        n += told_briefly(chance);
    if (n < ROUNDS)
        fail_msg("only %u events were told of briefly", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_taken_has_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
