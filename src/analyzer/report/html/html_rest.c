// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_rest.h"

#include "analyzer/events/coverage.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_lists.h"
#include "analyzer/report/html/html_problem.h"
#include "analyzer/report/html/html_table.h"
#include "analyzer/report/words.h"

/* ---- What could not be seen ---- */

static void add_unseen(GString *html, const SfReport *report)
{
    static const SfColumn columns[] = {
        {"Count", TRUE}, {"What could not be seen", FALSE}, {"What would help", FALSE}};
    g_autoptr(GPtrArray) unseen = sf_coverage_list(report->reading);
    if (unseen->len == 0)
        return;
    sf_html_table_begin(html, "coverage-list", "Seen in part, or not at all", columns,
                        G_N_ELEMENTS(columns));
    for (guint i = 0; i < unseen->len; i++) {
        const SfUnseen *one = unseen->pdata[i];
        g_string_append(html, "<tr>");
        sf_html_number(html, one->count);
        sf_html_cell(html, SF_CELL_WORDS, one->what);
        sf_html_cell(html, SF_CELL_WORDS, one->help);
        g_string_append(html, "</tr>\n");
    }
    sf_html_table_end(html, 0, 0, NULL);
}

static guint add_files(GString *html, const GPtrArray *files, const char *otherwise, guint room)
{
    const guint n = MIN(files->len, room);
    for (guint i = 0; i < n; i++) {
        const SfUnread *file = files->pdata[i];
        g_string_append(html, "<tr>");
        sf_html_cell(html, SF_CELL_CODE, file->path);
        sf_html_cell(html, SF_CELL_WORDS, file->reason ? file->reason : otherwise);
        g_string_append(html, "</tr>\n");
    }
    return n;
}

static void add_unread(GString *html, const SfReport *report)
{
    static const SfColumn columns[] = {{"File", FALSE}, {"Why it was not read, or not all", FALSE}};
    const GPtrArray *unreadable = report->reading->unreadable;
    const GPtrArray *others = report->reading->not_captures;
    const guint all = unreadable->len + others->len;
    if (all == 0)
        return;
    sf_html_table_begin(html, "file-list", "Files not read", columns, G_N_ELEMENTS(columns));
    guint shown = add_files(html, unreadable, "not a capture", SF_HTML_LISTED);
    shown += add_files(html, others, "no capture, by its name", SF_HTML_LISTED - shown);
    sf_html_table_end(html, shown, all, "sipfix analyze --verbose PATH...");
}

static void add_optional(GString *html, const char *text)
{
    if (text)
        sf_html_add(html, "<p>%s</p>\n", text);
}

/* Relatives that nobody asked for. */
static void add_beside(GString *html, const SfReport *report)
{
    g_autofree char *beside = sf_words_beside(report);
    g_autofree char *command = sf_words_beside_command(report);
    g_autofree char *more = sf_words_beside_more(report);
    if (!beside)
        return;
    sf_html_add(html, "<p>Beside these: %s. %s: <code>%s</code></p>\n", beside, more, command);
    sf_html_examples(html, report);
}

void sf_html_coverage(GString *html, const SfReport *report)
{
    g_autofree char *well = sf_words_well(report);
    g_autofree char *unsure = sf_words_unsure(report);
    g_autofree char *looked = sf_words_looked_at(report);
    const GPtrArray *unreadable = report->reading->unreadable;
    g_autoptr(GPtrArray) unseen = sf_coverage_list(report->reading);
    const gboolean complete = sf_coverage_complete(report->reading);
    sf_html_add(
        html,
        "<section class=\"panel\" id=\"coverage\" aria-labelledby=\"coverage-heading\">\n"
        "<h2 id=\"coverage-heading\">What this report rests on</h2>\n<p>Looked at %s.</p>\n",
        looked);
    g_string_append(html, "<p class=\"printed\">Printed are the problems, and the first ten of the "
                          "moved addresses and of the callers. The page itself has all of them, "
                          "and the answers.</p>\n");
    add_optional(html, well);
    add_optional(html, unsure);
    add_beside(html, report);
    g_autofree char *refused = sf_words_refused_beside(report);
    add_optional(html, refused);
    if (!complete)
        add_optional(html, "More requests were open at once than are kept in mind, so answers may "
                           "lack theirs. Analyse shorter captures.");
    if (complete && unseen->len + unreadable->len == 0)
        add_optional(html, "Everything in the captures could be read and seen.");
    add_unseen(html, report);
    add_unread(html, report);
    g_string_append(html, "</section>\n");
}

/* ---- Meanings ---- */

static void add_meaning(GString *html, gint64 status)
{
    g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, status);
    if (!sf_shelf_has(SF_SHELF_CODES, code))
        return;
    sf_html_add(html, "<dt>%s %s</dt>\n<dd>%s</dd>\n", code,
                sf_shelf_words(SF_SHELF_CODES, code, "name"),
                sf_shelf_words(SF_SHELF_CODES, code, "meaning"));
}

void sf_html_meanings(GString *html, const SfSummary *summary)
{
    if (summary->calls == 0)
        return;
    g_string_append(html, "<section class=\"panel meanings\" id=\"meanings\" "
                          "aria-labelledby=\"meanings-heading\">\n<h2 id=\"meanings-heading\">What "
                          "these answers mean</h2>\n<dl>\n");
    for (gint64 status = SF_CODES_FIRST; status <= SF_CODES_LAST; status++)
        if (summary->answers[status] > 0)
            add_meaning(html, status);
    g_string_append(html, "</dl>\n</section>\n");
}
