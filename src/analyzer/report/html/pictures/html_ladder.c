// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The figure around the picture: what it shows in words, and the same as a table for who does not
 * see it.
 */
#include "analyzer/report/html/pictures/html_ladder.h"

#include "analyzer/events/examples.h"
#include "analyzer/flow/ladder.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_table.h"
#include "analyzer/report/html/pictures/html_picture.h"
#include "analyzer/report/words.h"

static const char *const end_words[SF_N_ENDS] = {
    [SF_END_ANSWERED] = "In the end the call was answered.",
    [SF_END_RESCUED] = "The caller got through another way.",
    [SF_END_WENT_ON] = "The session went on.",
    [SF_END_CANCELLED] = "The caller gave up.",
    [SF_END_CHALLENGED] = "It was asked for credentials; what came then is not in the capture.",
    [SF_END_DECLINED] = "The person or the telephone did not take the call.",
    [SF_END_REFUSED] = "Every attempt was refused.",
    [SF_END_LOST] = "Nobody answered what followed: the call was lost.",
    [SF_END_UNKNOWN] = "What became of it is not in the capture.",
};

static void add_caption(GString *html, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    g_autofree char *file = sf_words_value(example->capture);
    g_autofree char *call_id = sf_words_value(example->call_id);
    const gboolean ended_here = example->outcome == SF_END_LOST && example->n_followups == 0;
    const char *end =
        ended_here ? "Nothing followed: the call was lost." : end_words[example->outcome];
    g_string_append(html, "<figcaption>");
    sf_html_add(html, "%s", end ? end : "");
    if (sf_problem_example_is_cut(problem))
        g_string_append(html, " " SF_WORDS_CUT_CALL);
    if (*call_id)
        sf_html_add(html, " <span class=\"quiet\">Call-ID <code>%s</code></span>", call_id);
    if (*file)
        sf_html_add(html, " <span class=\"quiet\">in <code>%s</code></span>", file);
    g_string_append(html, "</figcaption>\n");
}

static void add_element(GString *html, const SfElement *element)
{
    g_autofree char *address = sf_words_value(element->address);
    g_autofree char *product = sf_words_value(element->product);
    sf_html_add(html, *product ? "<td>%s<br><span class=\"quiet\">%s</span></td>" : "<td>%s%s</td>",
                address, product);
}

static void add_row(GString *html, const SfLadder *ladder, const SfStep *step, const char *capture)
{
    if (step->role == SF_STEP_GAP) {
        sf_html_add(html,
                    "<tr><td></td><td></td><td></td><td></td><td>%s left out</td><td></td></tr>\n",
                    step->label);
        return;
    }
    g_autofree char *since = sf_picture_time(step->seconds);
    g_autofree char *label = sf_words_value(step->label);
    const gboolean elsewhere = g_strcmp0(step->capture, capture) != 0;
    g_autofree char *file = elsewhere ? sf_words_value(step->capture) : g_strdup("");
    g_string_append_printf(html, "<tr><td class=\"number\">%" G_GINT64_FORMAT, step->frame);
    sf_html_add(html, *file ? " of %s</td>" : "%s</td>", file);
    sf_html_add(html, "<td class=\"number\">%s</td>", since);
    add_element(html, ladder->elements->pdata[step->from]);
    add_element(html, ladder->elements->pdata[step->to]);
    sf_html_add(html, "<td>%s</td><td>%s</td></tr>\n", label, sf_picture_role(step));
}

static void add_table(GString *html, const SfLadder *ladder, const SfProblem *problem)
{
    static const SfColumn columns[] = {
        {"Frame", TRUE}, {"Time", TRUE},     {"From", FALSE},
        {"To", FALSE},   {"Message", FALSE}, {"Part", FALSE},
    };
    g_autofree char *id = g_strdup_printf("messages-%s", problem->case_id);
    g_string_append(html, "<details>\n<summary>The same as a table</summary>\n");
    sf_html_table_begin(html, id, "Messages of the example", columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < ladder->steps->len; i++)
        add_row(html, ladder, ladder->steps->pdata[i], sf_problem_example(problem)->capture);
    sf_html_table_end(html, 0, 0, NULL);
    g_string_append(html, "</details>\n");
}

void sf_html_ladder(GString *html, const SfProblem *problem)
{
    g_autoptr(SfLadder) ladder = sf_ladder_new(sf_problem_example_events(problem));
    if (ladder->steps->len == 0)
        return;
    sf_html_add(html, "<section class=\"call\">\n<h3>%s</h3>\n<figure class=\"ladder\">\n",
                problem->calls > 1 ? "One of them, message by message" : "Message by message");
    sf_html_add(html,
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                "aria-label=\"Ladder diagram of problem %s\">\n",
                problem->case_id);
    sf_picture_ladder(html, ladder, problem->case_id);
    g_string_append(html, "</div>\n<p class=\"sideways quiet\">The picture goes on to the "
                          "right.</p>\n");
    add_caption(html, problem);
    add_table(html, ladder, problem);
    g_string_append(html, "</figure>\n</section>\n");
}
