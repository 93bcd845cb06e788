// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words_who.h"

#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"

#define PRODUCT_COLUMNS 60
#define UNKNOWN         "an unknown address"
#define UNKNOWN_FIRST   "An unknown address" /* where it begins a sentence */

/* @unknown: what to call it where no capture tells its address, as in a log. */
static char *named(const char *address, const char *product, const char *unknown)
{
    g_autofree char *shown = sf_words_value(address ? address : unknown);
    if (!product || !*product)
        return g_steal_pointer(&shown);
    g_autofree char *brief = sf_product_short(product);
    g_autofree char *name = sf_visible_clip(brief, PRODUCT_COLUMNS);
    return g_strdup_printf("%s (%s)", shown, name);
}

/* Two that run on one host are told by their ports, as the example has them. */
static gboolean is_on_one_host(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    return sf_callers_size(problem->callers) == 1 &&
           g_strcmp0(example->caller_address, example->server_address) == 0 &&
           g_strcmp0(example->server_address, problem->server_address) == 0;
}

/* As the changes have it: an element's own port tells it from others at its address. NULL: none of
 * them is about it. */
static const char *name_in_changes(const SfProblem *problem, const char *address)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; address && i < fixes->len; i++) {
        const char *at = g_array_index(fixes, SfEventFix, i).at;
        g_autofree char *its_address = at ? sf_address_of(at) : NULL;
        if (g_strcmp0(its_address, address) == 0)
            return at;
    }
    return NULL;
}

/* Of several at one address, the one on that side of the changes. NULL: none of them is about it.
 */
static const char *name_of_side(const SfProblem *problem, const char *address, const char *side)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; i < fixes->len; i++) {
        const SfEventFix *fix = &g_array_index(fixes, SfEventFix, i);
        g_autofree char *its_address = fix->at ? sf_address_of(fix->at) : NULL;
        if (g_strcmp0(its_address, address) == 0 && g_strcmp0(fix->side, side) == 0)
            return fix->at;
    }
    return NULL;
}

/* As the sentences have it, where no change is about it: "192.0.2.165:5070"; NULL: they do not name
 * it so. */
static char *name_in_words(const SfProblem *problem, const char *address)
{
    const SfEventFinding *root = sf_problem_root(problem);
    const char *const texts[] = {root->why, root->text, root->beforehand};
    const gsize length = address ? strlen(address) : 0;
    for (guint i = 0; length > 0 && i < G_N_ELEMENTS(texts); i++)
        for (const char *at = NULL; (at = sf_words_next_place(texts[i], address, at)) != NULL;) {
            const gboolean begins = at == texts[i] || at[-1] == ' ' || at[-1] == '(';
            const gsize port = at[length] == ':' ? strspn(at + length + 1, "0123456789") : 0;
            if (begins && port > 0)
                return g_strndup(at, length + 1 + port);
        }
    return NULL;
}

/* "198.51.100.20:5080" where the event has it, and that is not the usual port. */
static const char *with_own_port(const char *address, const char *address_and_port)
{
    g_autofree char *its_address = address_and_port ? sf_address_of(address_and_port) : NULL;
    if (!its_address || g_strcmp0(its_address, address) != 0 ||
        g_str_has_suffix(address_and_port, ":5060") || g_str_has_suffix(address_and_port, ":5061"))
        return NULL;
    return address_and_port;
}

static gboolean is_end(JsonObject *message, const char *end, const char *address)
{
    const char *there = sf_member_string(message, end);
    g_autofree char *its_address = there ? sf_address_of(there) : NULL;
    return g_strcmp0(its_address, address) == 0;
}

/* The example shows an answer of its kind that came from there to the one that gave it on. */
static gboolean is_passed_on_from(const SfProblem *problem, const char *address)
{
    const SfEvent *example = sf_problem_example(problem);
    const GPtrArray *events = sf_problem_example_events(problem);
    for (guint i = 0; i < events->len; i++) {
        JsonObject *event = events->pdata[i];
        if ((gint64)sf_member_count(event, "status") == example->status &&
            is_end(event, "src", address) && is_end(event, "dst", example->server_address))
            return TRUE;
    }
    return FALSE;
}

/* Of a circle or chain, the other element is one that redirected itself, and none between, unless
 * it is seen to pass the answer on. */
static gboolean is_about_several(const SfProblem *problem)
{
    return (g_str_equal(problem->root, "moved.loop") ||
            g_str_equal(problem->root, "moved.chain")) &&
           !is_passed_on_from(problem, problem->server_address);
}

char *sf_words_server(const SfProblem *problem, gboolean begins)
{
    const char *unknown = begins ? UNKNOWN_FIRST : UNKNOWN;
    const SfEvent *example = sf_problem_example(problem);
    if (is_about_several(problem)) /* the one whose answer is shown below */
        return named(sf_event_server_end(example), example->server, unknown);
    const char *address = problem->server_address;
    const char *with_port = sf_event_is_by_own_connection(example)
                                ? example->sent_to
                                : sf_member_string(sf_event_object(example), "src");
    const char *name = name_in_changes(problem, address);
    if (is_on_one_host(problem)) /* what is shown of it may have come through another one there */
        name = name_of_side(problem, address, "answering");
    if (is_on_one_host(problem) && !name)
        name = with_port;
    else if (!name)
        name = with_own_port(address, with_port);
    g_autofree char *told = name ? NULL : name_in_words(problem, address);
    return named(name ? name : told ? told : address, problem->server_product, unknown);
}

/* The example shows a message from the one to the other. */
static gboolean was_asked_by(const SfProblem *problem, const char *server, const char *caller)
{
    JsonArray *messages = sf_member_array(sf_event_object(sf_problem_example(problem)), "messages");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        if (is_end(message, "src", caller) && is_end(message, "dst", server))
            return TRUE;
    }
    return FALSE;
}

/* The caller itself, where the one that is counted for it only passed its request on: the changes
 * know it. NULL: that one is the caller, or it is not known, or there are several. */
static const SfEventFix *caller_behind(const SfProblem *problem)
{
    if (sf_callers_size(problem->callers) != 1)
        return NULL;
    const SfCaller *asker = sf_callers_sorted(problem->callers)->pdata[0];
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; i < fixes->len; i++) {
        const SfEventFix *fix = &g_array_index(fixes, SfEventFix, i);
        if (g_strcmp0(fix->side, "caller") != 0 || !fix->at)
            continue;
        g_autofree char *address = sf_address_of(fix->at);
        return g_strcmp0(address, asker->address) != 0 &&
                       was_asked_by(problem, asker->address, address)
                   ? fix
                   : NULL;
    }
    return NULL;
}

static char *only_caller(const SfProblem *problem)
{
    const SfCaller *caller = sf_callers_sorted(problem->callers)->pdata[0];
    const SfEventFix *behind = caller_behind(problem);
    if (behind)
        return named(behind->at, behind->product, UNKNOWN);
    const SfEvent *example = sf_problem_example(problem);
    /* At one address there may be several, of which the example's call is shown. */
    const gboolean is_of_example =
        example->client && g_strcmp0(caller->address, example->caller_address) == 0;
    const char *with_port = sf_member_string(sf_event_object(example), "dst");
    const char *name =
        is_on_one_host(problem) ? with_port : name_in_changes(problem, caller->address);
    g_autofree char *told = name ? NULL : name_in_words(problem, caller->address);
    return named(name   ? name
                 : told ? told
                        : caller->tallied.name,
                 is_of_example ? example->client : caller->tallied.note, UNKNOWN);
}

char *sf_words_callers(const SfProblem *problem)
{
    const guint callers = sf_callers_size(problem->callers);
    if (callers == 0)
        return NULL;
    return callers == 1 ? only_caller(problem) : sf_words_quantity(callers, "caller", "callers");
}

char *sf_words_by_way(const SfProblem *problem, const char *end)
{
    const SfEvent *example = sf_problem_example(problem);
    if (caller_behind(problem)) {
        const SfCaller *asker = sf_callers_sorted(problem->callers)->pdata[0];
        g_autofree char *shown = sf_words_value(asker->address);
        return g_strdup_printf(", by way of %s%s", shown, end);
    }
    const gboolean is_direct = g_strcmp0(example->server_address, problem->server_address) == 0 ||
                               sf_callers_size(problem->callers) != 1 || !example->server_address ||
                               is_about_several(problem);
    if (is_direct)
        return g_strdup("");
    g_autofree char *between = sf_words_value(example->server_address);
    return g_strdup_printf(", by way of %s%s", between, end);
}

char *sf_words_of_callers(const SfProblem *problem, const char *end)
{
    g_autofree char *caller = sf_words_callers(problem);
    g_autofree char *between = sf_words_by_way(problem, end);
    return caller ? g_strdup_printf(" of %s%s", caller, between) : g_strdup("");
}

char *sf_words_ports(const SfProblem *problem)
{
    const char *address = problem->server_address;
    if (!is_on_one_host(problem) || !address)
        return NULL;
    g_autofree char *shown = sf_words_value(address);
    if (g_str_has_prefix(address, "127.") || g_str_equal(address, "::1"))
        return g_strdup_printf("Both are programs on the machine on which this was captured (%s). "
                               "The port tells which is which: \"ss -tulpn\" there names the "
                               "program of a port.",
                               shown);
    return g_strdup_printf("Both are at %s: the port tells which is which.", shown);
}

const char *sf_words_and_others(const SfTallied *caller)
{
    return caller->varies ? " and others" : "";
}

char *sf_words_caller_name(const SfTallied *caller)
{
    return named(caller->name, caller->varies ? NULL : caller->note, UNKNOWN);
}

char *sf_words_caller(const SfTallied *caller)
{
    g_autofree char *address = sf_words_value(caller->name);
    g_autofree char *times = sf_words_number(caller->count);
    if (!caller->note || !*caller->note)
        return g_strdup_printf("%s: %s", address, times);
    g_autofree char *brief = sf_product_short(caller->note);
    g_autofree char *product = sf_visible_clip(brief, PRODUCT_COLUMNS);
    return g_strdup_printf("%s: %s (%s%s)", address, times, product, sf_words_and_others(caller));
}
