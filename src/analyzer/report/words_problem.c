// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happened in the calls of one problem: who answers what to whom, and why.
 */
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

/* Of a circle or chain, the other element is one that redirected itself, and none between. */
static gboolean is_about_several(const SfProblem *problem)
{
    return g_str_equal(problem->root, "moved.loop") || g_str_equal(problem->root, "moved.chain");
}

static char *server_of(const SfProblem *problem, const char *unknown)
{
    const SfEvent *example = sf_problem_example(problem);
    if (is_about_several(problem)) /* the one whose answer is shown below */
        return named(sf_event_server_end(example), example->server, unknown);
    const char *address = problem->server_address;
    const char *with_port = sf_member_string(sf_event_object(example), "src");
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

static gboolean is_end(JsonObject *message, const char *end, const char *address)
{
    const char *there = sf_member_string(message, end);
    g_autofree char *its_address = there ? sf_address_of(there) : NULL;
    return g_strcmp0(its_address, address) == 0;
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

/* "203.0.113.5 (FreeSWITCH 1.10.11)", "3 callers"; NULL where none is known. */
static char *caller_of(const SfProblem *problem)
{
    const guint callers = sf_callers_size(problem->callers);
    if (callers == 0)
        return NULL;
    return callers == 1 ? only_caller(problem) : sf_words_quantity(callers, "caller", "callers");
}

/* ", by way of 192.0.2.20": who stands between, where the proof is of that one's answer; "" where
 * nobody does. @end: what follows it. */
static char *by_way(const SfProblem *problem, const char *end)
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

/* " of 203.0.113.5", to stand behind a method, and who stands between; "" where nobody knows who
 * asked. @end: what follows who stands between. */
static char *of_caller(const SfProblem *problem, const char *end)
{
    g_autofree char *caller = caller_of(problem);
    g_autofree char *between = by_way(problem, end);
    return caller ? g_strdup_printf(" of %s%s", caller, between) : g_strdup("");
}

char *sf_words_method(const SfProblem *problem)
{
    const char *method = sf_problem_example(problem)->method;
    return method ? sf_visible_clip(method, SF_METHOD_COLUMNS) : g_strdup("a request");
}

/* The same of all its calls, which may be of several. */
static char *methods_of(const SfProblem *problem)
{
    return problem->method ? sf_words_method(problem)
                           : g_strdup(problem->calls > 1 ? "requests" : "a request");
}

/* Names that one sentence holds, and as many as an event can tell of. */
#define MOST_JOINED 10
#define MOST_TOLD   200

static char *joined(char **tags)
{
    const guint n = g_strv_length(tags);
    g_autofree char *list = g_strjoinv(", ", tags);
    if (n <= MOST_JOINED)
        return sf_words_value(list);
    GString *first = g_string_new(tags[0]);
    for (guint i = 1; i < MOST_JOINED / 2; i++)
        g_string_append_printf(first, ", %s", tags[i]);
    g_autofree char *rest = g_strdup_printf("%u", n - MOST_JOINED / 2);
    g_autofree char *more =
        sf_phrase_with("value", n < MOST_TOLD ? "more" : "many", "n", rest, NULL);
    g_string_append_printf(first, " %s", more);
    g_autofree char *shown = g_string_free(first, FALSE);
    return sf_words_value(shown);
}

/* Any other fault, by its name: "Moved to itself. "; to be freed with g_free(). */
static char *name_of_fault(const SfProblem *problem)
{
    const char *headline = sf_problem_root(problem)->headline;
    const char *title =
        headline ? headline : sf_shelf_words(SF_SHELF_CHECKS, problem->root, "title");
    return title ? g_strconcat(title, ". ", NULL) : g_strdup("");
}

/* "Came back without outbound. ": something particular that all of its calls have; "" for nothing.
 */
static char *particular(const SfProblem *problem)
{
    const GPtrArray *findings = sf_problem_example(problem)->findings;
    for (guint i = 0; problem->particular && i < findings->len; i++) {
        const SfEventFinding *finding = findings->pdata[i];
        if (!g_str_equal(finding->check, problem->particular))
            continue;
        const char *title = sf_shelf_words(SF_SHELF_CHECKS, finding->check, "title");
        return g_strconcat(finding->headline ? finding->headline : title, ". ", NULL);
    }
    return g_strdup("");
}

/* Who is to offer it is another than the one that asked, which only passed its request on. */
static gboolean is_caller_behind(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    for (guint i = 0; root->fixes && i < root->fixes->len; i++) {
        const SfEventFix *fix = &g_array_index(root->fixes, SfEventFix, i);
        if (g_strcmp0(fix->side, "caller") != 0)
            continue;
        g_autofree char *at = fix->at ? sf_address_of(fix->at) : NULL;
        if (!at || g_strcmp0(at, sf_problem_example(problem)->caller_address) != 0)
            return TRUE;
    }
    return FALSE;
}

/* It has nothing to say but what is said of every such answer. */
static gboolean is_plain(const SfProblem *problem)
{
    const char *headline = sf_problem_root(problem)->headline;
    const char *title = sf_shelf_words(SF_SHELF_CHECKS, problem->root, "title");
    return sf_is_always_check(problem->root) && (!headline || g_strcmp0(headline, title) == 0);
}

static char *what_extension(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    const guint callers = sf_callers_size(problem->callers);
    const guint n_missing = g_strv_length(example->missing);
    g_autofree char *server = server_of(problem, UNKNOWN_FIRST);
    g_autofree char *tags = joined(n_missing ? example->missing : example->required);
    g_autofree char *method = methods_of(problem);
    g_autofree char *of = of_caller(problem, *tags ? "," : "");
    g_autofree char *fault = is_plain(problem) ? g_strdup("") : name_of_fault(problem);
    /* The capture cuts them off, or they stand in Unsupported. */
    if (!*tags && (g_str_equal(problem->root, "extension.required") ||
                   g_str_equal(problem->root, "extension.looks-like-420")))
        return g_strdup_printf("%s%s answers 421 to %s%s.", fault, server, method, of);
    if (!*tags)
        return g_strdup_printf("%s%s answers 421 to %s%s and names no extension.", fault, server,
                               method, of);
    const gboolean is_heeded =
        example->n_followups > 0 && sf_problem_root(problem)->fixes->len == 0;
    if (n_missing == 0 || callers == 0 || *fault || is_heeded)
        return g_strdup_printf("%s%s answers 421 to %s%s and insists on %s.", fault, server, method,
                               of, tags);
    const char *pronoun = n_missing == 1 ? "it" : "them";
    if (is_caller_behind(problem))
        return g_strdup_printf(
            "%s answers 421 to %s%s and insists on %s. The request does not offer %s.", server,
            method, of, tags, pronoun);
    g_autofree char *caller = caller_of(problem);
    g_autofree char *way = by_way(problem, ",");
    return g_strdup_printf("%s answers 421 to %s%s and insists on %s. %s %s not offer %s.", server,
                           method, way, tags, caller, callers == 1 ? "does" : "do", pronoun);
}

static gboolean is_relative(const SfProblem *problem)
{
    return problem->status != 301 && problem->status != 421;
}

static char *what_else(const SfProblem *problem, const char *method)
{
    g_autofree char *server = server_of(problem, UNKNOWN_FIRST);
    const gboolean is_usual =
        sf_is_always_check(problem->root) && (is_relative(problem) || is_plain(problem));
    g_autofree char *fault = is_usual ? g_strdup("") : name_of_fault(problem);
    g_autofree char *of = of_caller(problem, "");
    return g_strdup_printf("%s%s answers %" G_GINT64_FORMAT " to %s%s.", fault, server,
                           problem->status, method, of);
}

static char *what_moved(const SfProblem *problem)
{
    const guint addresses = sf_tally_size(problem->moves);
    const guint callers = sf_callers_size(problem->callers);
    g_autofree char *server = server_of(problem, UNKNOWN);
    g_autofree char *method = methods_of(problem);
    if (!g_str_equal(problem->root, "moved.permanently") || !is_plain(problem) || addresses == 0 ||
        callers == 0 ||
        sf_problem_root(problem)->fixes->len == 0) /* then nobody has to write anything down */
        return what_else(problem, method);
    g_autofree char *caller = caller_of(problem);
    g_autofree char *way = by_way(problem, ",");
    if (g_strcmp0(problem->method, "REGISTER") == 0)
        return g_strdup_printf("%s %s%s at %s, which sends %s on to another address.", caller,
                               callers == 1 ? "registers" : "register", way, server,
                               callers == 1 ? "it" : "them");
    /* Not "still": who asks for the first time knows nothing of a move. */
    const char *asks = callers == 1 ? "asks" : "ask";
    if (addresses == 1)
        return g_strdup_printf("%s %s %s%s for an address that has moved for good, as the 301 "
                               "says.",
                               caller, asks, server, way);
    g_autofree char *number = sf_words_number(addresses);
    return g_strdup_printf("%s %s %s%s for %s addresses that have moved for good, as the 301s "
                           "say.",
                           caller, asks, server, way, number);
}

/* The check that speaks of every answer of that status says who does what, and why. */
static const SfEventFinding *always_of(const SfProblem *problem)
{
    const GPtrArray *findings = sf_problem_example(problem)->findings;
    const char *always = sf_always_check((guint)problem->status);
    for (guint i = 0; i < findings->len; i++)
        if (g_str_equal(((const SfEventFinding *)findings->pdata[i])->check, always))
            return findings->pdata[i];
    return NULL;
}

static gboolean is_of_always(const SfProblem *problem)
{
    return is_relative(problem) && sf_is_always_check(problem->root) && always_of(problem);
}

/* Who forwards where, and why, is the first thing to know of a 302; of many, the rows tell. */
static char *with_forward(const SfProblem *problem, const char *answers)
{
    if (sf_tally_size(problem->forwards) != 1)
        return g_strdup(answers);
    const SfTallied *forward = sf_tally_sorted(problem->forwards)->pdata[0];
    const gsize length = strlen(answers);
    g_autofree char *shown = sf_words_value(forward->name);
    return g_strdup_printf("%.*s, %s.", (int)(length > 0 ? length - 1 : 0), answers, shown);
}

static char *what_relative(const SfProblem *problem)
{
    g_autofree char *method = methods_of(problem);
    g_autofree char *answers = what_else(problem, method);
    const gboolean is_explained = is_of_always(problem) && always_of(problem)->why;
    return is_explained ? g_strdup(answers) : with_forward(problem, answers);
}

char *sf_words_what(const SfProblem *problem)
{
    if (is_relative(problem))
        return what_relative(problem);
    g_autofree char *first = particular(problem);
    g_autofree char *what = problem->status == 421 ? what_extension(problem) : what_moved(problem);
    return g_strconcat(first, what, NULL);
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

/* Whether sf_words_what() and the fix tell all that the root finding has to tell. */
static gboolean is_told(const SfProblem *problem)
{
    if (is_of_always(problem))
        return TRUE;
    if (!is_plain(problem) || sf_problem_root(problem)->fixes->len == 0)
        return FALSE;
    return problem->status != 421 || sf_problem_example(problem)->missing[0];
}

/* A text that is advice elsewhere, as a sentence; what ends in a value stays as it can be copied.
 */
static char *ended(const char *text)
{
    char *sentence = sf_words_sentence(text);
    const char *last = strrchr(sentence, ' ');
    const gboolean ends_in_brackets = g_str_has_suffix(sentence, ")") && strstr(sentence, " (");
    for (const char *at = last ? last + 1 : sentence; *at && !ends_in_brackets; at++)
        if (!g_ascii_isalnum(*at))
            return sentence;
    g_autofree char *open = sentence;
    return g_strconcat(open, ".", NULL);
}

char *sf_words_finding(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    return is_told(problem) || !root->text ? NULL : ended(root->text);
}

static gboolean is_explained_by_why(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    return !is_told(problem) && root->why && root->fixes->len > 0;
}

char *sf_words_explanation(const SfProblem *problem)
{
    if (is_of_always(problem))
        return always_of(problem)->why ? sf_words_sentence(always_of(problem)->why) : NULL;
    if (is_explained_by_why(problem))
        return sf_words_sentence(sf_problem_root(problem)->why);
    return sf_words_finding(problem);
}

char *sf_words_why(const SfProblem *problem)
{
    const char *why = sf_problem_root(problem)->why;
    return why && !is_of_always(problem) && !is_explained_by_why(problem) ? sf_words_sentence(why)
                                                                          : NULL;
}

gboolean sf_words_is_new_address(const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    const SfEventFix *fix = fixes->len > 0 ? &g_array_index(fixes, SfEventFix, 0) : NULL;
    return fix && g_strcmp0(fix->side, "caller") == 0 && fix->old_value &&
           g_strcmp0(fix->old_value, sf_problem_example(problem)->old_uri) == 0;
}

gboolean sf_words_is_new_list(const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    const SfEventFix *fix = fixes->len > 0 ? &g_array_index(fixes, SfEventFix, 0) : NULL;
    const SfEvent *example = sf_problem_example(problem);
    if (!fix) /* what was brought already is wanted no more */
        return example->n_followups == 0;
    return (g_strcmp0(fix->side, "caller") == 0 && g_strcmp0(fix->old_value, example->sent) == 0);
}

char *sf_words_refusal(const SfProblem *problem)
{
    g_autofree char *required = joined(sf_problem_example(problem)->required);
    return *required
               ? g_strdup_printf("%" G_GINT64_FORMAT ", Require: %s", problem->status, required)
               : g_strdup_printf("%" G_GINT64_FORMAT, problem->status);
}

const SfTallied *sf_words_sent(const SfProblem *problem)
{
    /* Its request had offered the tag: that of the first try tells nothing of it. */
    if (g_strcmp0(problem->root, "extension.listed-not-done") == 0)
        return NULL;
    const GPtrArray *all = sf_tally_sorted(problem->sent);
    const char *own = sf_problem_example(problem)->sent;
    for (guint i = 0; own && i < all->len; i++)
        if (g_str_equal(((const SfTallied *)all->pdata[i])->name, own))
            return all->pdata[i];
    return all->len > 0 ? all->pdata[0] : NULL;
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
