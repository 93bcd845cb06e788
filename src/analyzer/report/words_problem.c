// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happened in the calls of one problem: who answers what to whom, and why.
 */
#include <string.h>

#include "analyzer/events/examples.h"
#include "analyzer/report/words.h"
#include "analyzer/report/words_who.h"

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
    g_autofree char *server = sf_words_server(problem, TRUE);
    g_autofree char *tags = joined(n_missing ? example->missing : example->required);
    g_autofree char *method = methods_of(problem);
    g_autofree char *of = sf_words_of_callers(problem, *tags ? "," : "");
    g_autofree char *fault = is_plain(problem) ? g_strdup("") : name_of_fault(problem);
    /* The capture cuts them off, or they stand in Unsupported. */
    if (!*tags && (g_str_equal(problem->root, "extension.required") ||
                   g_str_equal(problem->root, "extension.looks-like-420")))
        return g_strdup_printf("%s%s answers 421 to %s%s.", fault, server, method, of);
    if (!*tags)
        return g_strdup_printf("%s%s answers 421 to %s%s and %s.", fault, server, method, of,
                               g_str_equal(problem->root, "extension.malformed-list")
                                   ? "names no extension that can be read"
                                   : "names no extension in Require");
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
    g_autofree char *caller = sf_words_callers(problem);
    g_autofree char *way = sf_words_by_way(problem, ",");
    return g_strdup_printf("%s answers 421 to %s%s and insists on %s. %s %s not offer %s.", server,
                           method, way, tags, caller, callers == 1 ? "does" : "do", pronoun);
}

static gboolean is_relative(const SfProblem *problem)
{
    return problem->status != 301 && problem->status != 421;
}

static char *what_else(const SfProblem *problem, const char *method)
{
    g_autofree char *server = sf_words_server(problem, TRUE);
    const gboolean is_usual =
        sf_is_always_check(problem->root) && (is_relative(problem) || is_plain(problem));
    g_autofree char *fault = is_usual ? g_strdup("") : name_of_fault(problem);
    g_autofree char *of = sf_words_of_callers(problem, "");
    return g_strdup_printf("%s%s answers %" G_GINT64_FORMAT " to %s%s.", fault, server,
                           problem->status, method, of);
}

static char *what_moved(const SfProblem *problem)
{
    const guint addresses = sf_tally_size(problem->moves);
    const guint callers = sf_callers_size(problem->callers);
    g_autofree char *server = sf_words_server(problem, FALSE);
    g_autofree char *method = methods_of(problem);
    if (!g_str_equal(problem->root, "moved.permanently") || !is_plain(problem) || addresses == 0 ||
        callers == 0 ||
        sf_problem_root(problem)->fixes->len == 0) /* then nobody has to write anything down */
        return what_else(problem, method);
    g_autofree char *caller = sf_words_callers(problem);
    g_autofree char *way = sf_words_by_way(problem, ",");
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
