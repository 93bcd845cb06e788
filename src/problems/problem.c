// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/problem.h"

#include <string.h>

/** What is remembered of one call with this problem. */
typedef struct {
    SfCallEnd outcome; /* of its last answer */
    gboolean counted;  /* among callers, addresses and lists */
} Story;

static void folded_free(gpointer data)
{
    SfFolded *folded = data;
    g_free(folded->check);
    g_free(folded->text);
    g_free(folded->capture);
    g_strfreev(folded->changes);
    g_free(folded);
}

SfProblem *sf_problem_new(const char *case_id, const SfExampleStore *store)
{
    SfProblem *problem = g_new0(SfProblem, 1);
    problem->case_id = g_strdup(case_id);
    problem->store = store;
    problem->callers = sf_tally_new();
    problem->sent = sf_tally_new();
    problem->moves = sf_tally_new();
    problem->places = sf_tally_new();
    problem->forwards = sf_tally_new();
    problem->folded = g_ptr_array_new_with_free_func(folded_free);
    problem->stories = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    problem->detours = g_array_new(FALSE, FALSE, sizeof(double));
    return problem;
}

void sf_problem_free(SfProblem *problem)
{
    if (problem->example && problem->store->drop)
        problem->store->drop(problem->example);
    g_free(problem->case_id);
    g_free(problem->root);
    g_free(problem->particular);
    g_free(problem->server_address);
    g_free(problem->server_product);
    g_free(problem->method);
    g_free(problem->first);
    g_free(problem->last);
    g_free(problem->disputed);
    g_free(problem->evidence);
    g_strfreev(problem->changes);
    sf_tally_free(problem->callers);
    sf_tally_free(problem->sent);
    sf_tally_free(problem->moves);
    sf_tally_free(problem->places);
    sf_tally_free(problem->forwards);
    g_ptr_array_unref(problem->folded);
    g_hash_table_unref(problem->stories);
    g_array_unref(problem->detours);
    g_free(problem);
}

/* ---- Taking in an event ---- */

static gboolean is_new(const SfProblem *problem)
{
    return problem->example == NULL;
}

static void note_method(SfProblem *problem, const char *method)
{
    if (is_new(problem))
        problem->method = g_strdup(method);
    else if (g_strcmp0(problem->method, method) != 0)
        g_clear_pointer(&problem->method, g_free);
}

static void replace(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

/* Times of one form (ISO 8601, UTC, microseconds) sort as strings. */
static void note_time(SfProblem *problem, const char *time)
{
    if (!time)
        return;
    if (!problem->first || strcmp(time, problem->first) < 0)
        replace(&problem->first, time);
    if (!problem->last || strcmp(time, problem->last) > 0)
        replace(&problem->last, time);
}

/* The answer was made on the lowest hop; those above only passed it on. */
static void note_server(SfProblem *problem, const SfEvent *event)
{
    if (!is_new(problem) && event->hop <= problem->server_hop)
        return;
    problem->server_hop = event->hop;
    replace(&problem->server_address, event->server_address);
    replace(&problem->server_product, event->server);
}

/* Whose, where, what, from what to what: price and reason may be put in other words. */
static char *change_of(const SfEventFix *fix)
{
    const char *const parts[] = {fix->side, fix->at, fix->what, fix->old_value, fix->new_value};
    GString *change = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(change, "%s\n", parts[i] ? parts[i] : "");
    return g_string_free(change, FALSE);
}

static char **changes_of(const GArray *fixes)
{
    GPtrArray *changes = g_ptr_array_new();
    for (guint i = 0; fixes && i < fixes->len; i++)
        g_ptr_array_add(changes, change_of(&g_array_index(fixes, SfEventFix, i)));
    g_ptr_array_add(changes, NULL);
    return (char **)g_ptr_array_free(changes, FALSE);
}

static SfFolded *folded_of(SfProblem *problem, const SfEventFinding *finding, const char *capture)
{
    for (guint i = 0; i < problem->folded->len; i++) {
        SfFolded *folded = problem->folded->pdata[i];
        if (g_str_equal(folded->check, finding->check))
            return folded;
    }
    SfFolded *folded = g_new0(SfFolded, 1);
    folded->check = g_strdup(finding->check);
    folded->severity = finding->severity;
    folded->text = g_strdup(finding->text ? finding->text : finding->check);
    folded->capture = g_strdup(capture);
    folded->changes = changes_of(finding->fixes);
    g_ptr_array_add(problem->folded, folded);
    return folded;
}

void sf_problem_fold(SfProblem *problem, const char *check, const char *text)
{
    const SfEventFinding finding = {
        .check = check, .severity = sf_check_severity(check), .text = text};
    folded_of(problem, &finding, NULL)->answers++;
}

void sf_problem_dispute(SfProblem *problem, const char *beforehand)
{
    if (!problem->disputed)
        problem->disputed = g_strdup(beforehand);
}

static void fold_findings(SfProblem *problem, const SfEvent *event)
{
    for (guint i = 0; i < event->findings->len; i++)
        folded_of(problem, event->findings->pdata[i], event->capture)->answers++;
}

static void tally_offer(SfProblem *problem, const SfEvent *event, guint n)
{
    if (event->sent && event->status == 421)
        sf_tally_add(problem->sent, event->sent, event->wanted, n);
}

/* Who forwards where, and why. */
static void tally_forward(SfProblem *problem, const SfEvent *event, guint n)
{
    if (event->status != 302 || !event->forwarder || !event->target)
        return;
    g_autofree char *why =
        event->forward_why ? g_strdup_printf(" (%s)", event->forward_why) : g_strdup("");
    g_autofree char *forward = g_strdup_printf("%s -> %s%s", event->forwarder, event->target, why);
    sf_tally_add(problem->forwards, forward, NULL, n);
}

/* Who called, what was asked for: only the hop nearest the caller tells. */
static void tally(SfProblem *problem, const SfEvent *event, Story *story)
{
    if (event->hop > 1)
        return;
    const guint n = story->counted ? 0 : 1;
    if (event->caller_address)
        sf_tally_add(problem->callers, event->caller_address, event->client, n);
    tally_offer(problem, event, n);
    tally_forward(problem, event, n);
    if (event->old_uri && event->server_address)
        sf_tally_add(problem->places, event->old_uri, event->server_address, n);
    if (event->old_uri)
        sf_tally_add(problem->moves, event->old_uri, event->new_uri, n);
    if (event->detour >= 0)
        g_array_append_val(problem->detours, event->detour);
    story->counted = TRUE;
}

/* The root finding first of all; then a call that was lost, as that is what the problem costs; then
 * one whose request was seen. */
static guint worth_as_example(const SfEvent *event)
{
    const gboolean lost = event->outcome == SF_END_LOST || event->outcome == SF_END_REFUSED;
    return sf_event_claim(event) * 4 + (lost ? 2 : 0) + (event->has_request ? 1 : 0);
}

static gboolean is_better_example(const SfProblem *problem, const SfEvent *event)
{
    return is_new(problem) || worth_as_example(event) > problem->worth;
}

static void take_as_example(SfProblem *problem, const SfEvent *event)
{
    const SfEventFinding *root = sf_event_root(event);
    problem->worth = worth_as_example(event);
    problem->status = event->status;
    problem->severity = root ? root->severity : SF_CHAT;
    replace(&problem->root, root ? root->check : NULL);
    g_strfreev(problem->changes);
    problem->changes = changes_of(root ? root->fixes : NULL);
    problem->example = problem->store->keep(problem->store->data, event, problem->example);
}

static Story *story_of(SfProblem *problem, const char *name)
{
    Story *story = g_hash_table_lookup(problem->stories, name);
    if (!story) {
        story = g_new0(Story, 1);
        g_hash_table_insert(problem->stories, (gpointer)name, story);
        problem->calls++;
    }
    return story;
}

void sf_problem_add(SfProblem *problem, const SfEvent *event, const char *name)
{
    Story *story = story_of(problem, name);
    story->outcome = event->outcome;
    note_method(problem, event->method);
    note_time(problem, event->time);
    note_server(problem, event);
    fold_findings(problem, event);
    tally(problem, event, story);
    if (is_better_example(problem, event))
        take_as_example(problem, event);
}

void sf_problem_learn_ends(SfProblem *problem, SfCallEnd (*end_of)(const char *story, gpointer),
                           gpointer data)
{
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, problem->stories);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        Story *story = value;
        const SfCallEnd end = story->outcome == SF_END_UNKNOWN ? end_of(name, data) : SF_END_UNTOLD;
        if (end != SF_END_UNTOLD)
            story->outcome = end;
    }
}

/* ---- What it costs ---- */

guint64 sf_problem_lost(const SfProblem *problem)
{
    return problem->outcomes[SF_END_LOST] + problem->outcomes[SF_END_REFUSED];
}

guint64 sf_problem_through(const SfProblem *problem)
{
    return problem->outcomes[SF_END_ANSWERED] + problem->outcomes[SF_END_RESCUED];
}

guint64 sf_problem_fine(const SfProblem *problem)
{
    return problem->outcomes[SF_END_WENT_ON] + problem->outcomes[SF_END_DECLINED] +
           problem->outcomes[SF_END_CANCELLED];
}

const char *sf_fate_name(SfFate fate)
{
    static const char *const names[SF_N_FATES] = {[SF_FATE_LOST] = "LOST",
                                                  [SF_FATE_SLOWER] = "SLOWER",
                                                  [SF_FATE_UNKNOWN] = "UNKNOWN",
                                                  [SF_FATE_WELL] = "FINE"};
    return names[fate];
}

SfFate sf_problem_fate(const SfProblem *problem)
{
    if (sf_problem_lost(problem) > 0)
        return SF_FATE_LOST;
    if (sf_problem_through(problem) > 0)
        return SF_FATE_SLOWER;
    return sf_problem_fine(problem) == problem->calls ? SF_FATE_WELL : SF_FATE_UNKNOWN;
}

static void count_outcomes(SfProblem *problem)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, problem->stories);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        problem->outcomes[((const Story *)value)->outcome]++;
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

static void measure_detour(SfProblem *problem)
{
    GArray *detours = problem->detours;
    if (detours->len == 0)
        return;
    g_array_sort(detours, by_size);
    problem->detour.calls = detours->len;
    problem->detour.median = g_array_index(detours, double, detours->len / 2);
    problem->detour.worst = g_array_index(detours, double, detours->len - 1);
}

/* What a 421 asked for was brought, and now it is the credentials' turn. */
static gboolean is_agreed_on(const SfProblem *problem)
{
    const guint64 challenged = problem->outcomes[SF_END_CHALLENGED];
    return problem->status == 421 && sf_is_always_check(problem->root) && challenged > 0 &&
           challenged + sf_problem_through(problem) == problem->calls;
}

/* Every call got through, and there is nothing that anybody has to do about it: the detour is as
 * the people or the servers want it, or the fault did no harm. A registration is sent on once in an
 * hour, often because each user has a home. */
static gboolean may_stay(const SfProblem *problem)
{
    const char *answered = sf_shelf_words(SF_SHELF_CHECKS, problem->root, "when_answered");
    return (sf_is_always_check(problem->root) && !problem->changes[0]) ||
           g_strcmp0(answered, "note") == 0 || g_strcmp0(problem->method, "REGISTER") == 0;
}

/* Every call ended well, and nothing is wrong with the answers themselves: a refusal that is heeded
 * is how extensions and times are agreed on, and calls are forwarded by somebody's wish. A 301 is a
 * detour on every call for as long as nobody writes the new address down. */
static gboolean is_as_it_should_be(const SfProblem *problem)
{
    return problem->status != 301 && sf_is_always_check(problem->root);
}

/*
 * In a report the outcome weighs more than the check's severity: ERROR is calls lost, WARN calls
 * slower or at risk. Where no outcome is known, the severity is all there is.
 */
static SfSeverity level_of(const SfProblem *problem)
{
    const SfSeverity severity = problem->severity;
    const guint64 through = sf_problem_through(problem);
    if (sf_problem_lost(problem) > 0)
        return SF_ERROR;
    if (sf_problem_fine(problem) == problem->calls)
        return is_as_it_should_be(problem) && problem->status != 421 ? SF_CHAT : SF_NOTE;
    if (is_agreed_on(problem))
        return SF_NOTE;
    if (through == 0)
        return MAX(severity, SF_NOTE);
    if (through + sf_problem_fine(problem) < problem->calls)
        return MAX(MIN(severity, SF_WARN), SF_NOTE);
    if (is_as_it_should_be(problem))
        return SF_CHAT;
    return may_stay(problem) ? SF_NOTE : SF_WARN;
}

/* Another check may find the root's fault in another way: then it asks for nothing but the root's
 * changes. */
static gboolean asks_for_the_same(const SfFolded *folded, char *const *changes_of_root)
{
    for (char **change = folded->changes; *change; change++)
        if (!g_strv_contains((const char *const *)changes_of_root, *change))
            return FALSE;
    return folded->changes[0] != NULL;
}

/*
 * The root is the problem itself; what goes as it should is not worth a line beside one. The
 * "always" checks tell what was sent and wanted, or the old and the new address: every report shows
 * these anyway, and what they advise beside an error ("dial the new address" of a circle) is wrong.
 */
static gboolean is_worth_telling(const SfProblem *problem, const SfFolded *folded)
{
    /* What must be decided first says it. */
    if (problem->disputed && g_str_equal(folded->check, SF_CHECK_CONFLICT))
        return FALSE;
    /* A 421 that was heeded asks for nothing, whatever could be made better about it. */
    if (problem->status == 421 && sf_is_always_check(problem->root) && !problem->changes[0] &&
        folded->severity < SF_WARN)
        return FALSE;
    const char *shown = sf_shelf_words(SF_SHELF_CHECKS, folded->check, "shown_anyway");
    return folded->severity > SF_CHAT && !g_str_equal(folded->check, problem->root) && !shown &&
           !sf_is_always_check(folded->check) && !asks_for_the_same(folded, problem->changes);
}

static gint worst_first(gconstpointer a, gconstpointer b)
{
    const SfFolded *one = *(SfFolded *const *)a;
    const SfFolded *other = *(SfFolded *const *)b;
    if (one->severity != other->severity)
        return (gint)other->severity - (gint)one->severity;
    return one->answers == other->answers ? 0 : one->answers > other->answers ? -1 : 1;
}

/* Something particular that all of its calls have, though it is not the root. */
static void find_particular(SfProblem *problem)
{
    for (guint i = 0; sf_is_always_check(problem->root) && i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        if (folded->answers >= problem->calls &&
            sf_shelf_words(SF_SHELF_CHECKS, folded->check, "also_heads"))
            problem->particular = g_strdup(folded->check);
    }
}

static void sort_out_folded(SfProblem *problem)
{
    for (guint i = problem->folded->len; i > 0; i--)
        if (!is_worth_telling(problem, problem->folded->pdata[i - 1]))
            g_ptr_array_remove_index(problem->folded, i - 1);
    g_ptr_array_sort(problem->folded, worst_first);
}

gboolean sf_problem_finalize(SfProblem *problem)
{
    if (!problem->root)
        return FALSE;
    count_outcomes(problem);
    measure_detour(problem);
    problem->level = level_of(problem);
    find_particular(problem);
    sort_out_folded(problem);
    return TRUE;
}

void sf_problem_mark_calls(const SfProblem *problem, GHashTable *met, GHashTable *lost)
{
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, problem->stories);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        const SfCallEnd outcome = ((const Story *)value)->outcome;
        g_hash_table_add(met, name);
        if (outcome == SF_END_LOST || outcome == SF_END_REFUSED)
            g_hash_table_add(lost, name);
    }
}
