// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_table.h"

#include <string.h>

#include "analyzer/report/html/html.h"
#include "analyzer/report/words.h"

void sf_html_table_begin(GString *html, const char *id, const char *caption,
                         const SfColumn *columns, guint n)
{
    sf_html_add(html,
                "<div class=\"scroll rows\" role=\"region\" tabindex=\"0\" "
                "aria-labelledby=\"%s-caption\">\n"
                "<table class=\"list\" id=\"%s\">\n<caption id=\"%s-caption\">%s</caption>\n"
                "<thead><tr>",
                id, id, id, caption);
    for (guint i = 0; i < n; i++)
        sf_html_add(html,
                    columns[i].is_number ? "<th scope=\"col\" class=\"number\">%s</th>"
                                         : "<th scope=\"col\">%s</th>",
                    columns[i].title);
    g_string_append(html, "</tr></thead>\n<tbody>\n");
}

void sf_html_number(GString *html, guint64 number)
{
    g_autofree char *words = sf_words_number(number);
    g_string_append_printf(html, "<td class=\"number\" data-key=\"%" G_GUINT64_FORMAT "\">%s</td>",
                           number, words);
}

void sf_html_cell(GString *html, SfCell kind, const char *value)
{
    static const char *const forms[] = {
        [SF_CELL_WORDS] = "<td>%s</td>",
        [SF_CELL_TERM] = "<td class=\"term\">%s</td>",
        [SF_CELL_CODE] = "<td class=\"code\"><code>%s</code></td>",
        [SF_CELL_FILE] = "<td class=\"file\">%s</td>",
    };
    g_autofree char *shown = sf_words_value(value);
    const char *rest = strstr(forms[kind], "%s") + strlen("%s");
    g_string_append_len(html, forms[kind], rest - strlen("%s") - forms[kind]);
    sf_html_add(html, "%s", shown);
    g_string_append(html, rest);
}

void sf_html_table_end(GString *html, guint64 shown, guint64 all, const char *elsewhere)
{
    g_string_append(html, "</tbody>\n</table>\n</div>\n");
    if (shown >= all)
        return;
    g_autofree char *some = sf_words_number(shown);
    g_autofree char *total = sf_words_number(all);
    sf_html_add(html, "<p class=\"left-out\">The first %s of %s are shown.", some, total);
    if (elsewhere)
        sf_html_add(html, " All of them: <code>%s</code>", elsewhere);
    g_string_append(html, "</p>\n");
}
