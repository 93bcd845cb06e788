// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sentences about which answers were looked at, and about the relatives that nobody asked for.
 */
#include "analyzer/events/members.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/report/words.h"

/* ---- Which were looked at ---- */

/* More than these are not listed in a sentence. */
#define MOST_LISTED 4

/* Clients that a run line tells of one kind of answer. */
#define MOST_CLIENTS 16

static GArray *codes_of(const SfReport *report)
{
    JsonArray *told = sf_member_array(report->reading->total, "codes");
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; told && i < json_array_get_length(told); i++) {
        const gint64 code = json_array_get_int_element(told, i);
        g_array_append_val(codes, code);
    }
    if (codes->len == 0) { /* nothing was read */
        const gint64 usual[] = {301, 421};
        g_array_append_vals(codes, usual, G_N_ELEMENTS(usual));
    }
    return codes;
}

gboolean sf_words_looks_at(const SfReport *report, gint64 status)
{
    g_autoptr(GArray) codes = codes_of(report);
    for (guint i = 0; i < codes->len; i++)
        if (g_array_index(codes, gint64, i) == status)
            return TRUE;
    return FALSE;
}

gboolean sf_words_looks_at_one(const SfReport *report)
{
    g_autoptr(GArray) codes = codes_of(report);
    return codes->len == 1;
}

char *sf_words_codes(const SfReport *report, const char *each, const char *last)
{
    g_autoptr(GArray) codes = codes_of(report);
    if (codes->len > MOST_LISTED)
        return NULL;
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < codes->len; i++)
        g_string_append_printf(words, "%s%s%" G_GINT64_FORMAT,
                               i == 0                ? ""
                               : i + 1 == codes->len ? last
                                                     : ", ",
                               each, g_array_index(codes, gint64, i));
    return g_string_free(words, FALSE);
}

/* ---- Relatives ---- */

static JsonArray *relatives_of(const SfReport *report)
{
    return report->case_prefix ? NULL : sf_member_array(report->reading->total, "relatives");
}

static guint n_relatives(const SfReport *report)
{
    JsonArray *relatives = relatives_of(report);
    return relatives ? json_array_get_length(relatives) : 0;
}

static JsonObject *relative_at(const SfReport *report, guint i)
{
    return json_array_get_object_element(relatives_of(report), i);
}

gboolean sf_words_beside_is_well(const SfReport *report)
{
    static const SfCallEnd well[] = {SF_END_ANSWERED, SF_END_RESCUED, SF_END_WENT_ON,
                                     SF_END_CANCELLED, SF_END_DECLINED};
    for (guint i = 0; i < n_relatives(report); i++) {
        JsonObject *relative = relative_at(report, i);
        JsonObject *outcomes = sf_member_object(relative, "outcomes");
        gint64 ended = 0;
        for (guint k = 0; k < G_N_ELEMENTS(well); k++)
            ended += sf_member_count(outcomes, sf_call_end_name(well[k]));
        if (ended < sf_member_count(relative, "count"))
            return FALSE;
    }
    return TRUE;
}

/* "3 INVITEs", "1 request of another method". */
static char *requests(JsonObject *relative, guint64 n)
{
    const char *method = sf_member_string(relative, "method");
    if (!method || g_str_equal(method, "other"))
        return sf_words_quantity(n, "other request", "other requests");
    g_autofree char *number = sf_words_number(n);
    g_autofree char *shown = sf_words_value(method);
    return g_strdup_printf("%s %s%s", number, shown, n == 1 ? "" : "s");
}

/* " for 100rel, timer"; "" for none. */
static char *wanted(JsonObject *relative)
{
    JsonArray *tags = sf_member_array(relative, "tags");
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; tags && i < json_array_get_length(tags); i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", json_array_get_string_element(tags, i));
    if (list->len == 0)
        return g_strdup("");
    g_autofree char *shown = sf_words_value(list->str);
    return g_strconcat(" for ", shown, NULL);
}

const char *sf_words_end(SfCallEnd end)
{
    if (end == SF_END_UNKNOWN)
        return "end unknown";
    return end == SF_END_WENT_ON ? "session went on" : sf_call_end_name(end);
}

/* Who follows a redirect may be refused where it leads, which is another thing than the answer. */
static const char *end_of(JsonObject *relative, SfCallEnd end)
{
    return end == SF_END_REFUSED && sf_member_count(relative, "status") / 100 == 3
               ? "refused in the end"
               : sf_words_end(end);
}

/* "2 answered, 1 lost"; "lost" where all ended alike. */
static char *ends(JsonObject *relative)
{
    JsonObject *outcomes = sf_member_object(relative, "outcomes");
    const gint64 all = sf_member_count(relative, "count");
    GString *words = g_string_new(NULL);
    for (SfCallEnd end = SF_END_ANSWERED; end < SF_N_ENDS; end++) {
        const gint64 n = sf_member_count(outcomes, sf_call_end_name(end));
        const char *name = end_of(relative, end);
        if (n == 0)
            continue;
        if (n == all) {
            g_string_assign(words, name);
            break;
        }
        g_autofree char *number = sf_words_number((guint64)n);
        g_string_append_printf(words, "%s%s %s", words->len ? ", " : "", number, name);
    }
    return g_string_free(words, FALSE);
}

static gint64 lost_of(JsonObject *relative)
{
    JsonObject *outcomes = sf_member_object(relative, "outcomes");
    return sf_member_count(outcomes, sf_call_end_name(SF_END_LOST)) +
           sf_member_count(outcomes, sf_call_end_name(SF_END_REFUSED));
}

static gboolean is_likely(JsonObject *relative)
{
    return sf_member_count(relative, "likely") > 0;
}

static gboolean is_all_likely(JsonObject *relative)
{
    return sf_member_count(relative, "likely") >= lost_of(relative);
}

/* "; not served: 203.0.113.5", those whose requests were lost or refused; "" where nobody's were.
 */
static char *losers(JsonObject *relative, const char *not_served)
{
    JsonArray *clients = sf_member_array(relative, "clients");
    const guint n = clients ? json_array_get_length(clients) : 0;
    if (n == 0)
        return g_strdup("");
    g_autofree char *first = sf_words_value(json_array_get_string_element(clients, 0));
    if (n == 1)
        return g_strconcat("; ", not_served, ": ", first, NULL);
    g_autofree char *others = sf_words_quantity(n - 1, "other", "others");
    return g_strdup_printf("; %s: %s and %s%s", not_served, first,
                           n < MOST_CLIENTS ? "" : "at least ", others);
}

/* Some were lost or refused, and none of all is known to have come to a good end. */
static gboolean is_lost(JsonObject *relative)
{
    static const SfCallEnd open[] = {SF_END_LOST, SF_END_REFUSED, SF_END_UNKNOWN};
    JsonObject *outcomes = sf_member_object(relative, "outcomes");
    gint64 ended = 0;
    for (guint i = 0; i < G_N_ELEMENTS(open); i++)
        ended += sf_member_count(outcomes, sf_call_end_name(open[i]));
    return sf_member_array(relative, "clients") && ended == sf_member_count(relative, "count");
}

gboolean sf_words_beside_is_lost(const SfReport *report, gboolean *likely)
{
    gboolean lost = FALSE;
    *likely = TRUE;
    for (guint i = 0; i < n_relatives(report); i++) {
        if (!is_lost(relative_at(report, i)))
            continue;
        lost = TRUE;
        *likely &= is_all_likely(relative_at(report, i));
    }
    return lost;
}

/* Of one method, what was lost or refused. */
typedef struct {
    JsonObject *relative; /* one of them */
    guint64 lost;
    gboolean is_likely; /* all of it */
} Cost;

static void add_cost(GArray *costs, JsonObject *relative)
{
    const char *method = sf_member_string(relative, "method");
    const gint64 lost = lost_of(relative);
    if (lost <= 0 || !sf_member_array(relative, "clients"))
        return;
    for (guint i = 0; i < costs->len; i++) {
        Cost *cost = &g_array_index(costs, Cost, i);
        if (g_strcmp0(sf_member_string(cost->relative, "method"), method) != 0)
            continue;
        cost->lost += (guint64)lost;
        cost->is_likely &= is_all_likely(relative);
        return;
    }
    const Cost cost = {relative, (guint64)lost, is_all_likely(relative)};
    g_array_append_val(costs, cost);
}

char *sf_words_beside_cost(const SfReport *report)
{
    g_autoptr(GArray) costs = g_array_new(FALSE, FALSE, sizeof(Cost));
    for (guint i = 0; i < n_relatives(report); i++)
        add_cost(costs, relative_at(report, i));
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < costs->len; i++) {
        const Cost *cost = &g_array_index(costs, Cost, i);
        g_autofree char *some = requests(cost->relative, cost->lost);
        const char *before = i == 0 ? "" : i + 1 < costs->len ? ", " : " and ";
        g_string_append_printf(words, "%s%s%s", before, cost->is_likely ? "likely " : "", some);
    }
    return g_string_free(words, words->len == 0);
}

char *sf_words_relative(JsonObject *relative)
{
    g_autofree char *who = requests(relative, (guint64)sf_member_count(relative, "count"));
    g_autofree char *what = wanted(relative);
    g_autofree char *how = ends(relative);
    const char *not_served = !is_likely(relative)      ? "not served"
                             : is_all_likely(relative) ? "likely not served"
                                                       : "some likely not served";
    g_autofree char *whose = losers(relative, not_served);
    return g_strdup_printf("%s got %" G_GINT64_FORMAT "%s (%s%s)", who,
                           sf_member_count(relative, "status"), what, how, whose);
}

static gboolean has_relative(const SfReport *report, gint64 status)
{
    for (guint i = 0; i < n_relatives(report); i++)
        if (sf_member_count(relative_at(report, i), "status") == status)
            return TRUE;
    return FALSE;
}

/* Nobody need act, but each such call or registration is asked for twice. */
static const char *spared_by(const SfReport *report)
{
    const gboolean session = has_relative(report, 422);
    const gboolean registration = has_relative(report, 423);
    if (session && registration)
        return ". Who asks at once for the interval that a 422 (Min-SE) or 423 (Min-Expires) names "
               "is not sent back";
    return session        ? ". Who asks at once for the interval that a 422 names (Min-SE) is not "
                            "sent back"
           : registration ? ". Who asks at once for the interval that a 423 names (Min-Expires) is "
                            "not sent back"
                          : "";
}

char *sf_words_beside(const SfReport *report)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < n_relatives(report); i++) {
        g_autofree char *one = sf_words_relative(relative_at(report, i));
        g_string_append_printf(words, "%s%s", i ? "; " : "", one);
    }
    g_string_append(words, spared_by(report));
    return g_string_free(words, words->len == 0);
}

/* What this capture alone does not show to have gone well. */
static gboolean is_open(const SfProblem *problem)
{
    return sf_problem_lost(problem) > 0 || problem->outcomes[SF_END_UNKNOWN] > 0;
}

GPtrArray *sf_words_beside_examples(const SfReport *report)
{
    GPtrArray *examples = g_ptr_array_new();
    const GPtrArray *problems =
        report->beside && !report->case_prefix ? report->beside->problems : NULL;
    for (guint i = 0; problems && i < problems->len && examples->len < SF_BESIDE_EXAMPLES; i++)
        if (is_open(problems->pdata[i]) && !sf_words_no_change(problems->pdata[i]))
            g_ptr_array_add(examples, problems->pdata[i]);
    return examples;
}

char *sf_words_beside_head(const SfReport *report, const SfProblem *problem)
{
    g_autofree char *cost = sf_words_cost(report, problem);
    g_autofree char *method = problem->method ? sf_words_value(problem->method) : NULL;
    return g_strdup_printf("%" G_GINT64_FORMAT "%s%s: %s", problem->status, method ? " to " : "",
                           method ? method : "", cost);
}

char *sf_words_beside_more(const SfReport *report)
{
    g_autoptr(GPtrArray) examples = sf_words_beside_examples(report);
    const char *one = "that was not served", *more = "that were not served";
    if (examples->len > 0 && sf_problem_lost(examples->pdata[0]) == 0)
        one = more = "whose end is not known"; /* nothing at all was lost then (beside.h) */
    if (examples->len == 1)
        return g_strdup_printf("Below stands one %s, and what to change. All are told of by", one);
    if (examples->len > 1)
        return g_strdup_printf("Below stand %u %s, and what to change. All are told of by",
                               examples->len, more);
    return g_strdup(sf_words_beside_is_well(report)
                        ? "What happened to them is told by"
                        : "Who answered, what happened, and what to change, is told by");
}

static void add_status(GArray *codes, gint64 status)
{
    for (guint i = 0; i < codes->len; i++)
        if (g_array_index(codes, gint64, i) == status)
            return;
    g_array_append_val(codes, status);
}

GArray *sf_words_beside_codes(const SfReport *report)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < n_relatives(report); i++)
        add_status(codes, sf_member_count(relative_at(report, i), "status"));
    return codes;
}

char *sf_words_code_list(const GArray *codes, const char *between)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < codes->len; i++)
        g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i ? between : "",
                               g_array_index(codes, gint64, i));
    return g_string_free(list, FALSE);
}

char *sf_words_beside_command(const SfReport *report)
{
    if (n_relatives(report) == 0)
        return NULL;
    g_autoptr(GArray) codes = sf_words_beside_codes(report);
    g_autofree char *list = sf_words_code_list(codes, ",");
    return g_strdup_printf("sipfix analyze --codes %s PATH...", list);
}

/* ---- Other refusals ---- */

/* Of more statuses the rest is summed up. */
#define MOST_STATUSES 5

static gint most_first(gconstpointer a, gconstpointer b)
{
    const SfOtherRefusal *one = a;
    const SfOtherRefusal *other = b;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    return one->status < other->status ? -1 : 1; /* each is there once */
}

char *sf_words_other_refusals(const SfReport *report)
{
    g_autoptr(GArray) list = sf_run_other_refusals(report->reading);
    guint64 left = 0;
    if (report->case_prefix || list->len == 0)
        return NULL;
    for (guint i = 0; i < list->len; i++)
        left += g_array_index(list, SfOtherRefusal, i).count;
    g_array_sort(list, most_first);
    g_autofree char *requests = sf_words_quantity(left, "request was", "requests were");
    GString *words = g_string_new(NULL);
    g_string_append_printf(words,
                           "%s refused with other answers, which are not looked at: ", requests);
    for (guint i = 0; i < MIN(list->len, MOST_STATUSES); i++) {
        const SfOtherRefusal *one = &g_array_index(list, SfOtherRefusal, i);
        g_autofree char *number = sf_words_number(one->count);
        g_string_append_printf(words, "%s%u (%s)", i ? ", " : "", one->status, number);
        left -= one->count;
    }
    g_autofree char *rest = sf_words_number(left);
    if (left > 0)
        g_string_append_printf(words, ", others (%s)", rest);
    g_string_append_c(words, '.');
    return g_string_free(words, FALSE);
}
