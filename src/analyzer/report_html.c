// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report as one file for a browser: no script, nothing fetched, and a policy that lets the
 * browser refuse both should a stranger's string ever get through.
 */
#include <gio/gio.h>
#include <string.h>

#include "analyzer_data.h"
#include "case.h"
#include "html.h"
#include "moves.h"
#include "version.h"
#include "words.h"

#define PROBLEMS_SHOWN 500
#define ROWS_SHOWN     200 /* of one table */
#define ROWS_OPEN      10  /* of a table that is not folded up */

static const char *const level_classes[] = {"note", "note", "warn", "error"};

/* ---- The head ---- */

static char *style_sheet(void)
{
    g_autoptr(GError) error = NULL;
    sf_analyzer_data_register_resource();
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(sf_analyzer_data_get_resource(), "/sipfix/analyzer/report.css",
                               G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (!bytes)
        g_error("sipfix: %s", error->message);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    return g_strndup(data, length);
}

/* What a Content-Security-Policy calls the style sheet by. */
static char *hash_source(const char *style)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)style, -1);
    g_checksum_get_digest(checksum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    return g_strdup_printf("sha256-%s", base64);
}

static void add_head(GString *html, const char *verdict)
{
    g_autofree char *style = style_sheet();
    g_autofree char *source = hash_source(style);
    sf_html_add(html,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src '%s'; base-uri 'none'; form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<title>sipfix: %s</title>\n<style>",
                source, verdict);
    g_string_append(html, style);
    g_string_append(html, "</style>\n</head>\n<body>\n");
}

static void add_verdict(GString *html, const SfReport *report, const char *verdict)
{
    g_autofree char *looked = sf_words_looked(report);
    sf_html_add(html,
                "<header>\n<p class=\"brand\">sipfix: SIP 301 and 421</p>\n<h1>%s</h1>\n"
                "<p class=\"quiet\">Looked at %s</p>\n</header>\n<main>\n",
                verdict, looked);
}

static void add_more(GString *html, const char *columns, guint more)
{
    g_autofree char *number = sf_words_number(more);
    sf_html_add(html, "<tr><td colspan=\"%s\" class=\"quiet\">and %s more</td></tr>\n", columns,
                number);
}

static void add_overview(GString *html, const SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    if (problems->len < 2)
        return;
    g_string_append(html, "<section class=\"panel\" aria-label=\"Overview\">\n<table>\n<thead><tr>"
                          "<th scope=\"col\">Level</th><th scope=\"col\">Cost</th>"
                          "<th scope=\"col\">Problem</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < MIN(problems->len, PROBLEMS_SHOWN); i++) {
        const SfProblem *problem = problems->pdata[i];
        g_autofree char *cost = sf_words_cost(report, problem);
        g_autofree char *what = sf_words_what(problem);
        sf_html_add(html,
                    "<tr><td><span class=\"level %s\">%s</span></td><td>%s</td>"
                    "<td><a href=\"#case-%s\">%s</a></td></tr>\n",
                    level_classes[problem->level], sf_words_level(problem->level), cost,
                    problem->case_id, what);
    }
    if (problems->len > PROBLEMS_SHOWN)
        add_more(html, "3", problems->len - PROBLEMS_SHOWN);
    g_string_append(html, "</tbody>\n</table>\n</section>\n");
}

/* ---- One problem ---- */

static void add_row(GString *html, const char *label, const char *value)
{
    g_autofree char *shown = sf_words_value(value);
    sf_html_add(html, "<tr><th scope=\"row\">%s</th><td><code>%s</code></td></tr>\n", label, shown);
}

static void add_sent(GString *html, const SfProblem *problem)
{
    if (sf_tally_size(problem->sent) == 0)
        return;
    const SfTallied *sent = sf_tally_sorted(problem->sent)->pdata[0];
    g_string_append(html, "<table class=\"rows\">\n");
    add_row(html, "sent", sent->name);
    add_row(html, "wanted", sent->note);
    g_string_append(html, "</table>\n");
}

static void add_moves(GString *html, const SfProblem *problem)
{
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    if (moves->len == 0)
        return;
    g_string_append(
        html,
        "<table>\n<thead><tr><th scope=\"col\">Old address</th>"
        "<th scope=\"col\">New address</th><th scope=\"col\" class=\"number\">Addresses</th></tr>"
        "</thead>\n<tbody>\n");
    for (guint i = 0; i < MIN(moves->len, ROWS_SHOWN); i++) {
        const SfMove *move = moves->pdata[i];
        g_autofree char *old_uri = sf_words_value(move->old_uri);
        g_autofree char *new_uri = sf_words_value(move->new_uri ? move->new_uri : "none was given");
        g_autofree char *addresses = sf_words_number(move->addresses);
        sf_html_add(html,
                    "<tr><td><code>%s</code></td><td><code>%s</code></td>"
                    "<td class=\"number\">%s</td></tr>\n",
                    old_uri, new_uri, addresses);
    }
    if (moves->len > ROWS_SHOWN)
        add_more(html, "3", moves->len - ROWS_SHOWN);
    g_string_append(html, "</tbody>\n</table>\n");
}

static void add_optional(GString *html, const char *before, const char *text, const char *after)
{
    if (!text)
        return;
    g_string_append(html, before);
    sf_html_add(html, "%s", text);
    g_string_append(html, after);
}

static void add_fix(GString *html, const SfProblem *problem, const SfEventFix *fix, gboolean first)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    g_string_append(html, first ? "<section class=\"fix change\">\n<h3>Change</h3>\n"
                                : "<section class=\"fix\">\n<h3>Or</h3>\n");
    add_optional(html, "<p>", change->lead, "</p>\n");
    add_optional(html, "<p class=\"swap\"><code>", change->swap, "</code></p>\n");
    add_optional(html, "<p>", change->rest, "</p>\n");
    add_optional(html, "<p>", change->also, "</p>\n");
    add_optional(html, "<p class=\"meta\">Price: ", change->price, "</p>\n");
    add_optional(html, "<p class=\"meta\">Source: ", change->source, "</p>\n");
    g_string_append(html, "</section>\n");
}

static void add_fixes(GString *html, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; i < fixes->len; i++)
        add_fix(html, problem, &g_array_index(fixes, SfEventFix, i), i == 0);
}

static void add_folded(GString *html, const SfProblem *problem)
{
    if (problem->folded->len == 0)
        return;
    g_string_append(html, "<h3>Also seen</h3>\n<ul>\n");
    for (guint i = 0; i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        g_autofree char *text = sf_words_folded(problem, folded);
        sf_html_add(html, "<li>%s <span class=\"meta\">(%s)</span></li>\n", text, folded->check);
    }
    g_string_append(html, "</ul>\n");
}

static void add_proof(GString *html, const SfProblem *problem)
{
    g_autofree char *proof = sf_words_proof(problem);
    g_autofree char *command = sf_words_command(problem);
    sf_html_add(html, "<h3>Proof</h3>\n<p>%s</p>\n", proof);
    if (command)
        sf_html_add(html, "<pre><code>%s</code></pre>\n", command);
}

static void add_callers(GString *html, const SfProblem *problem)
{
    const GPtrArray *callers = sf_tally_sorted(problem->callers);
    if (callers->len == 0)
        return;
    g_autofree char *n = sf_words_quantity(callers->len, "caller", "callers");
    sf_html_add(html,
                callers->len <= ROWS_OPEN ? "<details open>\n<summary>%s</summary>\n"
                                          : "<details>\n<summary>%s</summary>\n",
                n);
    g_string_append(html,
                    "<table>\n<thead><tr><th scope=\"col\">Address</th><th scope=\"col\">Product"
                    "</th><th scope=\"col\" class=\"number\">Calls</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < MIN(callers->len, ROWS_SHOWN); i++) {
        const SfTallied *caller = callers->pdata[i];
        g_autofree char *product = sf_words_value(caller->note);
        g_autofree char *count = sf_words_number(caller->count);
        sf_html_add(html, "<tr><td>%s</td><td>%s</td><td class=\"number\">%s</td></tr>\n",
                    caller->name, product, count);
    }
    if (callers->len > ROWS_SHOWN)
        add_more(html, "3", callers->len - ROWS_SHOWN);
    g_string_append(html, "</tbody>\n</table>\n</details>\n");
}

static void add_reference(GString *html, const SfProblem *problem)
{
    const char *reference = sf_problem_root(problem)->reference;
    sf_html_add(html, "<p class=\"meta\">Check %s", problem->root);
    if (sf_html_is_safe_url(reference))
        sf_html_add(html, " &middot; <a rel=\"noreferrer noopener\" href=\"%s\">%s</a>", reference,
                    reference);
    g_string_append(html, "</p>\n");
}

static void add_problem(GString *html, const SfReport *report, const SfProblem *problem)
{
    g_autofree char *cost = sf_words_cost(report, problem);
    g_autofree char *what = sf_words_what(problem);
    g_autofree char *finding = sf_words_finding(problem);
    sf_html_add(
        html,
        "<article class=\"%s\" id=\"case-%s\">\n<div class=\"head\"><span class=\"level\">%s"
        "</span><p class=\"meta\">%s</p><p class=\"meta case\">case %s</p></div>\n<h2>%s</h2>\n",
        level_classes[problem->level], problem->case_id, sf_words_level(problem->level), cost,
        problem->case_id, what);
    if (finding)
        sf_html_add(html, "<p>%s</p>\n", finding);
    add_sent(html, problem);
    add_moves(html, problem);
    add_fixes(html, problem);
    add_folded(html, problem);
    add_proof(html, problem);
    add_callers(html, problem);
    add_reference(html, problem);
    g_string_append(html, "</article>\n");
}

/* ---- The end ---- */

static void add_meaning(GString *html, const char *code)
{
    sf_html_add(html, "<dt>%s %s</dt>\n<dd>%s</dd>\n", code,
                sf_shelf_words(SF_SHELF_CODES, code, "name"),
                sf_shelf_words(SF_SHELF_CODES, code, "meaning"));
}

/* For readers who get the report and never saw a SIP answer. */
static void add_meanings(GString *html, const SfSummary *summary)
{
    if (summary->calls == 0)
        return;
    g_string_append(html, "<section class=\"panel\">\n<h2>What these answers mean</h2>\n<dl>\n");
    if (summary->moved > 0)
        add_meaning(html, "301");
    if (summary->extension > 0)
        add_meaning(html, "421");
    g_string_append(html, "</dl>\n</section>\n");
}

static void add_items(GString *html, const char *heading, const GPtrArray *items)
{
    if (items->len == 0)
        return;
    sf_html_add(html, "<h3>%s</h3>\n<ul>\n", heading);
    for (guint i = 0; i < MIN(items->len, ROWS_SHOWN); i++)
        sf_html_add(html, "<li>%s</li>\n", (const char *)items->pdata[i]);
    if (items->len > ROWS_SHOWN) {
        g_autofree char *more = sf_words_number(items->len - ROWS_SHOWN);
        sf_html_add(html, "<li>and %s more</li>\n", more);
    }
    g_string_append(html, "</ul>\n");
}

static GPtrArray *names_of(const GPtrArray *files)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add(names, sf_words_value(((const SfUnread *)files->pdata[i])->path));
    return names;
}

static void add_doubts(GString *html, const SfReport *report)
{
    g_autofree char *well = sf_words_well(report);
    g_autofree char *unsure = sf_words_unsure(report);
    g_autoptr(GPtrArray) unseen = sf_words_unseen(report);
    g_autoptr(GPtrArray) unreadable = sf_words_unreadable(report);
    g_autoptr(GPtrArray) not_captures = names_of(report->reading->not_captures);
    g_string_append(html, "<section class=\"panel\">\n<h2>What this report rests on</h2>\n");
    if (well)
        sf_html_add(html, "<p>%s</p>\n", well);
    if (unsure)
        sf_html_add(html, "<p>%s</p>\n", unsure);
    add_items(html, "Not seen", unseen);
    add_items(html, "Not readable", unreadable);
    add_items(html, "No captures", not_captures);
    if (unseen->len + unreadable->len == 0)
        g_string_append(html, "<p>Everything in the captures could be read and seen.</p>\n");
    g_string_append(html, "</section>\n");
}

static void finish(SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    GString *html = g_string_new(NULL);
    g_autofree char *verdict = sf_words_verdict(report);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *date = g_date_time_format(now, "%Y-%m-%d %H:%M UTC");
    add_head(html, verdict);
    add_verdict(html, report, verdict);
    add_overview(html, report);
    for (guint i = 0; i < MIN(problems->len, PROBLEMS_SHOWN); i++)
        add_problem(html, report, problems->pdata[i]);
    add_meanings(html, report->summary);
    add_doubts(html, report);
    sf_html_add(html,
                "</main>\n<footer>\n<p>Made by sipfix %s on %s.</p>\n</footer>\n</body>\n</html>\n",
                SF_VERSION, date);
    sf_output_write(report->output, html->str, html->len);
    g_string_free(html, TRUE);
}

const SfReportFormat sf_report_html = {.name = "html", .finish = finish};
