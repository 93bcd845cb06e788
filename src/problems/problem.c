// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/problem_private.h"

#include <string.h>

/* What is remembered of a call of a run that is not over: the outcome of its last answer, and
 * whether it is counted among callers, addresses and lists. Kept as a pointer, never NULL. */
#define OUTCOME 0xffU
#define COUNTED 0x100U
#define KNOWN   0x200U
#define FOLDED  0x400U /* of the first check that is folded; the others' bits follow */

/* So many checks are counted by calls; more of one problem are counted by answers. */
#define MOST_FOLDED 22

/* Of the calls in met: its own answers say that it was lost. */
#define LOST (1U << 31)

/* Who made the answers of one status, as far as seen. */
typedef struct {
    gint64 status;
    gint64 hop; /* the lowest seen */
    char *address;
    char *product;
} Server;

static void clear_server(gpointer data)
{
    Server *server = data;
    g_free(server->address);
    g_free(server->product);
}

SfProblem *sf_problem_new(const char *case_id, const SfExampleStore *store)
{
    SfProblem *problem = g_new0(SfProblem, 1);
    problem->case_id = g_strdup(case_id);
    problem->store = store;
    problem->callers = sf_callers_new();
    problem->sent = sf_tally_new();
    problem->moves = sf_tally_new();
    problem->said = sf_tally_new();
    problem->places = sf_tally_new();
    problem->forwards = sf_tally_new();
    problem->folded = g_ptr_array_new_with_free_func(sf_folded_free);
    problem->runs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                          (GDestroyNotify)g_hash_table_unref);
    problem->servers = g_array_new(FALSE, FALSE, sizeof(Server));
    g_array_set_clear_func(problem->servers, clear_server);
    problem->met = g_array_new(FALSE, FALSE, sizeof(guint32));
    problem->open_ends = g_array_new(FALSE, FALSE, sizeof(guint32));
    problem->detours = g_array_new(FALSE, FALSE, sizeof(guint32));
    problem->odd_detours = g_array_new(FALSE, FALSE, sizeof(double));
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
    g_free(problem->kind);
    g_free(problem->first);
    g_free(problem->last);
    g_free(problem->disputed);
    if (problem->dispute_decisions)
        g_array_unref(problem->dispute_decisions);
    g_free(problem->evidence);
    g_strfreev(problem->changes);
    sf_callers_free(problem->callers);
    sf_tally_free(problem->sent);
    sf_tally_free(problem->moves);
    sf_tally_free(problem->said);
    sf_tally_free(problem->places);
    sf_tally_free(problem->forwards);
    g_ptr_array_unref(problem->folded);
    g_hash_table_unref(problem->runs);
    g_array_unref(problem->servers);
    g_array_unref(problem->met);
    g_array_unref(problem->open_ends);
    g_array_unref(problem->detours);
    g_array_unref(problem->odd_detours);
    g_free(problem);
}

/* ---- Taking in an event ---- */

static gboolean is_new(const SfProblem *problem)
{
    return problem->example == NULL;
}

/* The first says it; where another differs, nobody does. */
static void note_same(const SfProblem *problem, char **place, const char *text)
{
    if (is_new(problem))
        *place = g_strdup(text);
    else if (g_strcmp0(*place, text) != 0)
        g_clear_pointer(place, g_free);
}

/* A recorder is told to record a call (RFC 7866 §6.1.1). The call goes on without it. */
static gboolean is_recording(const SfEvent *event)
{
    return g_strcmp0(event->method, "INVITE") == 0 && event->require &&
           g_strv_contains((const char *const *)event->require, "siprec");
}

static void note_method(SfProblem *problem, const SfEvent *event)
{
    note_same(problem, &problem->method, event->method);
    note_same(problem, &problem->kind, is_recording(event) ? "recording" : event->method);
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

static Server *server_of_status(SfProblem *problem, gint64 status)
{
    for (guint i = 0; i < problem->servers->len; i++) /* the family at most */
        if (g_array_index(problem->servers, Server, i).status == status)
            return &g_array_index(problem->servers, Server, i);
    const Server none = {.status = status, .hop = -1};
    g_array_append_val(problem->servers, none);
    return &g_array_index(problem->servers, Server, problem->servers->len - 1);
}

/* The answer was made on the lowest hop; those above only passed it on. Another answer of the same
 * tale, such as the redirect before a refusal, may have been made elsewhere. */
static void note_server(SfProblem *problem, const SfEvent *event)
{
    Server *server = server_of_status(problem, event->status);
    if (event->hop <= server->hop)
        return;
    server->hop = event->hop;
    replace(&server->address, event->server_address);
    replace(&server->product, event->server);
}

/* Whose answers the problem is about is known once its example is. */
static void show_server(SfProblem *problem)
{
    const Server *server = server_of_status(problem, problem->status);
    if (problem->server_address && g_strcmp0(problem->server_address, server->address) == 0 &&
        g_strcmp0(problem->server_product, server->product) == 0)
        return;
    replace(&problem->server_address, server->address);
    replace(&problem->server_product, server->product);
}

static void clear_decision(gpointer data)
{
    SfEventDecision *decision = data;
    g_free((char *)decision->when);
    g_free((char *)decision->then);
}

void sf_problem_dispute(SfProblem *problem, const char *beforehand, const GPtrArray *decisions)
{
    if (problem->disputed)
        return;
    problem->disputed = g_strdup(beforehand);
    problem->dispute_decisions = g_array_new(FALSE, FALSE, sizeof(SfEventDecision));
    g_array_set_clear_func(problem->dispute_decisions, clear_decision);
    for (guint i = 0; i < decisions->len; i++) {
        const SfDecision *decision = decisions->pdata[i];
        const SfEventDecision own = {g_strdup(decision->when), decision->change,
                                     g_strdup(decision->then)};
        g_array_append_val(problem->dispute_decisions, own);
    }
}

static void tally_offer(SfProblem *problem, const SfEvent *event, guint n)
{
    if (event->sent && event->status == 421)
        sf_tally_add(problem->sent, event->sent, event->wanted, n);
}

/* Of several new addresses the one that served it, else the best. */
static const char *served_at(const SfEvent *event)
{
    for (guint i = 0; i < event->targets->len; i++) {
        const SfEventTarget *target = &g_array_index(event->targets, SfEventTarget, i);
        if (target->status / 100 == 2)
            return target->uri;
    }
    return event->target;
}

/* Who forwards where, and why. */
static void tally_forward(SfProblem *problem, const SfEvent *event, guint n)
{
    if (event->status != 302 || !event->forwarder || !event->target)
        return;
    g_autofree char *why =
        event->forward_why ? g_strdup_printf(" (%s)", event->forward_why) : g_strdup("");
    g_autofree char *forward =
        g_strdup_printf("%s -> %s%s", event->forwarder, served_at(event), why);
    sf_tally_add(problem->forwards, forward, NULL, n);
}

/* A redirect for one call only, or one that led to such a redirect. */
static gboolean is_for_once(const SfEvent *event)
{
    gboolean is_once = event->status != 301;
    for (guint i = 0; event->targets && i < event->targets->len; i++) {
        const gint64 status = g_array_index(event->targets, SfEventTarget, i).status;
        is_once = is_once || (status / 100 == 3 && status != 301);
    }
    return is_once;
}

static gboolean is_named(const SfEvent *event, const char *uri)
{
    for (guint i = 0; event->targets && i < event->targets->len; i++)
        if (g_strcmp0(g_array_index(event->targets, SfEventTarget, i).uri, uri) == 0)
            return TRUE;
    return FALSE;
}

/* Where the address has moved to: the end of a chain, if all of it is for good. Else no answer said
 * that, and each told its own step only. */
static const char *moved_to(const SfEvent *event)
{
    const gboolean is_step =
        is_for_once(event) && event->target && !is_named(event, event->new_uri);
    return is_step ? event->target : event->new_uri;
}

static void tally_move(SfProblem *problem, const SfEvent *event, guint n)
{
    if (!event->old_uri)
        return;
    g_autofree char *status = g_strdup_printf("%" G_GINT64_FORMAT, event->status);
    sf_tally_add(problem->moves, event->old_uri, moved_to(event), n);
    sf_tally_add(problem->said, event->old_uri, status, n);
}

static gboolean was_unknown_there(const SfEvent *event)
{
    const gint64 status = event->followup_status;
    return status == 404 || status == 484 || status == 604;
}

/* Who called, what was asked for: only the hop nearest the caller tells. @n: 0 where its call is
 * counted already. */
static void tally(SfProblem *problem, const SfEvent *event, guint n)
{
    sf_callers_add(problem->callers, event, n);
    tally_offer(problem, event, n);
    tally_forward(problem, event, n);
    if (event->old_uri && event->server_address)
        sf_tally_add(problem->places, event->old_uri, event->server_address, n);
    tally_move(problem, event, n);
    sf_problem_note_detour(problem, event->detour);
    problem->answers_nearest++;
    problem->unknown_there += was_unknown_there(event) ? 1 : 0;
    const gboolean is_through =
        event->outcome == SF_END_ANSWERED || event->outcome == SF_END_RESCUED;
    problem->ways += is_through ? 1 : 0;
    problem->ways_at_once += event->is_served_beside ? 1 : 0;
    problem->ways_short += is_through && sf_event_is_short_detour(event) ? 1 : 0;
}

/* What was refused and came back well asks for nothing, so it does not stand for one whose end
 * nobody knows. A redirect that led there in the end shows the way, and does. */
static gboolean is_open(const SfEvent *event)
{
    return event->root && g_str_has_prefix(event->root, "extension.") &&
           (event->outcome == SF_END_UNKNOWN || event->outcome == SF_END_UNTOLD);
}

/* What asks "are you there?" is no call that anybody lost. */
static gboolean is_test(const SfEvent *event)
{
    return g_strcmp0(event->method, "OPTIONS") == 0;
}

/* The root finding first of all; then a call that was lost, as that is what the problem costs; then
 * one whose request was seen. */
guint sf_problem_worth(const SfEvent *event)
{
    return sf_event_claim(event) * 16 +
           (sf_call_end_is_loss(event->outcome) ? 8
            : is_open(event)                    ? 4
                                                : 0) +
           (is_test(event) ? 0 : 2) + (event->has_request ? 1 : 0);
}

static gboolean is_better_example(const SfProblem *problem, const SfEvent *event)
{
    return is_new(problem) || sf_problem_worth(event) > problem->worth;
}

static void take_as_example(SfProblem *problem, const SfEvent *event)
{
    const SfEventFinding *root = sf_event_root(event);
    problem->worth = sf_problem_worth(event);
    problem->status = event->status;
    problem->severity = root ? root->severity : SF_CHAT;
    replace(&problem->root, root ? root->check : NULL);
    g_strfreev(problem->changes);
    problem->changes = sf_changes_of(root ? root->fixes : NULL);
    problem->example = problem->store->keep(problem->store->data, event, problem->example);
}

/* ---- Its calls ---- */

static GHashTable *calls_of_run(SfProblem *problem, gint64 run)
{
    GHashTable *calls = g_hash_table_lookup(problem->runs, &run);
    if (!calls) {
        calls = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(problem->runs, g_memdup2(&run, sizeof run), calls);
    }
    return calls;
}

/* TRUE where the call is to be counted now. */
static gboolean enter_call(SfProblem *problem, const SfEvent *event, guint call)
{
    GHashTable *calls = calls_of_run(problem, event->run);
    const guint before = GPOINTER_TO_UINT(g_hash_table_lookup(calls, GUINT_TO_POINTER(call)));
    const guint counted = event->hop <= 1 ? COUNTED : before & COUNTED;
    if (!before)
        problem->calls++;
    g_hash_table_insert(
        calls, GUINT_TO_POINTER(call),
        GUINT_TO_POINTER((before & ~(FOLDED - 1)) | KNOWN | counted | (guint)event->outcome));
    return !(before & COUNTED);
}

/* What other checks found, each counted once a call, on however many hops and answers. */
static void fold(SfProblem *problem, const SfEvent *event, guint call)
{
    GHashTable *calls = calls_of_run(problem, event->run);
    guint state = GPOINTER_TO_UINT(g_hash_table_lookup(calls, GUINT_TO_POINTER(call)));
    for (guint i = 0; i < event->findings->len; i++) {
        const guint nth = sf_problem_fold_finding(problem, event->findings->pdata[i], event);
        const guint bit = nth < MOST_FOLDED ? FOLDED << nth : 0;
        SfFolded *folded = problem->folded->pdata[nth];
        folded->answers++;
        if (!(state & bit))
            folded->calls++;
        state |= bit;
    }
    g_hash_table_insert(calls, GUINT_TO_POINTER(call), GUINT_TO_POINTER(state));
}

void sf_problem_add(SfProblem *problem, const SfEvent *event, guint call)
{
    const gboolean counts = enter_call(problem, event, call);
    if (sf_call_end_is_loss(event->outcome) && !event->is_likely)
        problem->has_sure_loss = TRUE;
    problem->leads_into_tls |= event->is_by_tls;
    problem->is_unmet |= event->is_unmet;
    note_method(problem, event);
    note_time(problem, event->time);
    note_server(problem, event);
    fold(problem, event, call);
    if (event->hop <= 1)
        tally(problem, event, counts ? 1 : 0);
    if (is_better_example(problem, event))
        take_as_example(problem, event);
    show_server(problem);
}

static void close_call(SfProblem *problem, guint32 call, SfCallEnd outcome)
{
    const guint32 nth = problem->met->len;
    const guint32 kept = call | (sf_call_end_is_loss(outcome) ? LOST : 0);
    g_array_append_val(problem->met, kept);
    if (outcome == SF_END_UNKNOWN)
        g_array_append_val(problem->open_ends, nth);
    else
        problem->outcomes[outcome]++;
}

static void close_calls(SfProblem *problem, GHashTable *calls)
{
    GHashTableIter iter;
    gpointer call, state;
    g_hash_table_iter_init(&iter, calls);
    while (g_hash_table_iter_next(&iter, &call, &state))
        close_call(problem, GPOINTER_TO_UINT(call), (SfCallEnd)(GPOINTER_TO_UINT(state) & OUTCOME));
}

void sf_problem_end_run(SfProblem *problem, gint64 run)
{
    GHashTable *calls = g_hash_table_lookup(problem->runs, &run);
    if (!calls)
        return;
    close_calls(problem, calls);
    g_hash_table_remove(problem->runs, &run);
}

void sf_problem_learn_ends(SfProblem *problem, SfCallEnd (*end_of)(guint call, gpointer),
                           gpointer data)
{
    GHashTableIter iter;
    gpointer calls;
    g_hash_table_iter_init(&iter, problem->runs);
    while (g_hash_table_iter_next(&iter, NULL, &calls))
        close_calls(problem, calls);
    g_hash_table_remove_all(problem->runs);
    for (guint i = 0; i < problem->open_ends->len; i++) {
        guint32 *call =
            &g_array_index(problem->met, guint32, g_array_index(problem->open_ends, guint32, i));
        const SfCallEnd end = end_of(*call, data);
        if (sf_call_end_is_loss(end))
            *call |= LOST;
        problem->outcomes[end != SF_END_UNTOLD ? end : SF_END_UNKNOWN]++;
    }
}

gboolean sf_problem_finalize(SfProblem *problem)
{
    if (!problem->root)
        return FALSE;
    sf_problem_measure_detour(problem);
    problem->level = sf_problem_level(problem);
    sf_problem_find_particular(problem);
    sf_problem_sort_out_folded(problem);
    return TRUE;
}

void sf_problem_mark_calls(const SfProblem *problem, guint8 *marks)
{
    const guint8 met = sf_problem_costs_time(problem) ? SF_CALL_MET | SF_CALL_SLOWED : SF_CALL_MET;
    for (guint i = 0; i < problem->met->len; i++) {
        const guint32 call = g_array_index(problem->met, guint32, i);
        marks[call & ~LOST] |= call & LOST ? met | SF_CALL_LOST : met;
    }
}
