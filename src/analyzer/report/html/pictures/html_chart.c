// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/pictures/html_chart.h"

#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_table.h"
#include "analyzer/report/words.h"

#define SLOT_WIDTH 16 /* of which one is the gap; the picture is stretched to the page's width */
#define HEIGHT     160

static const struct {
    const char *class;
    const char *title;
    const char *words; /* behind a number */
} fates[SF_N_FATES] = {
    [SF_FATE_LOST] = {"lost", "Lost", "lost"},
    [SF_FATE_SLOWER] = {"slower", "Slower", "slower"},
    [SF_FATE_UNKNOWN] = {"unknown", "Unknown", "unknown"},
    [SF_FATE_WELL] = {"well", "Fine", "fine"},
};

void sf_html_fates(GString *html, const SfTimeline *timeline)
{
    static const char *const meanings[SF_N_FATES] = {
        [SF_FATE_LOST] = "ended at such an answer, or after it",
        [SF_FATE_SLOWER] = "answered, by a detour",
        [SF_FATE_UNKNOWN] = "their end is not in the captures",
        [SF_FATE_WELL] =
            "served after a refusal, forwarded, declined, given up, or in a session that went on",
    };
    g_string_append(html, "<dl class=\"fates\">\n");
    for (guint fate = 0; fate < SF_N_FATES; fate++) {
        g_autofree char *number = sf_words_number(timeline->total[fate]);
        sf_html_add(html,
                    "<div class=\"%s%s\"><dt>%s</dt><dd><strong>%s</strong> <span>%s</span></dd>"
                    "</div>\n",
                    fates[fate].class, timeline->total[fate] ? "" : " none", fates[fate].title,
                    number, meanings[fate]);
    }
    g_string_append(html, "</dl>\n");
}

/* "08:15 to 08:20: 3 lost, 1 slower" */
static char *slot_words(const SfTimeline *timeline, guint i)
{
    const SfSlot *slot = &g_array_index(timeline->slots, SfSlot, i);
    g_autofree char *from = sf_timeline_label(timeline, i, TRUE);
    g_autofree char *to = sf_timeline_label(timeline, i + 1, FALSE);
    GString *words = g_string_new(NULL);
    g_string_append_printf(words, "%s to %s: ", from, to);
    const char *comma = "";
    for (guint fate = 0; fate < SF_N_FATES; fate++) {
        if (slot->calls[fate] == 0)
            continue;
        g_autofree char *number = sf_words_number(slot->calls[fate]);
        g_string_append_printf(words, "%s%s %s", comma, number, fates[fate].words);
        comma = ", ";
    }
    return g_string_free(words, FALSE);
}

/* At least one unit for what is there at all. */
static guint bar_height(guint64 calls, guint64 most)
{
    const guint height = (guint)((double)calls * HEIGHT / (double)most + 0.5);
    return calls > 0 ? MAX(height, 1) : 0;
}

static void add_bar(GString *html, const SfTimeline *timeline, guint i)
{
    const SfSlot *slot = &g_array_index(timeline->slots, SfSlot, i);
    if (sf_slot_calls(slot) == 0)
        return;
    g_autofree char *words = slot_words(timeline, i);
    sf_html_add(html, "<g><title>%s</title>", words);
    guint y = HEIGHT;
    for (guint fate = 0; fate < SF_N_FATES; fate++) {
        const guint height = MIN(bar_height(slot->calls[fate], timeline->most), y);
        if (height == 0)
            continue;
        y -= height;
        g_string_append_printf(html,
                               "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>",
                               fates[fate].class, i * SLOT_WIDTH, y, SLOT_WIDTH - 1, height);
    }
    g_string_append(html, "</g>\n");
}

static void add_picture(GString *html, const SfTimeline *timeline, const char *what)
{
    const guint n = timeline->slots->len;
    g_autofree char *width = sf_timeline_width_words(timeline);
    g_autofree char *most = sf_words_number(timeline->most);
    g_autofree char *first = sf_timeline_label(timeline, 0, TRUE);
    g_autofree char *middle = sf_timeline_label(timeline, n / 2, FALSE);
    g_autofree char *end = sf_timeline_label(timeline, n, FALSE);
    sf_html_add(html,
                "<div class=\"plot\">\n<p class=\"scale\" aria-hidden=\"true\"><span>%s</span>"
                "<span>0</span></p>\n",
                most);
    g_string_append_printf(html,
                           "<svg role=\"img\" aria-labelledby=\"chart-title chart-text\" "
                           "viewBox=\"0 0 %u %d\" preserveAspectRatio=\"none\">\n",
                           n * SLOT_WIDTH, HEIGHT);
    sf_html_add(html,
                "<title id=\"chart-title\">%s over time</title>\n<desc id=\"chart-text\">Bars, "
                "one for %s each, from %s to %s UTC; at most %s in one. The table below has "
                "the numbers.</desc>\n",
                what, width, first, end, most);
    for (guint i = 0; i < n; i++)
        add_bar(html, timeline, i);
    sf_html_add(html,
                "</svg>\n<p class=\"times\" aria-hidden=\"true\"><span>%s</span><span>%s</span>"
                "<span>%s UTC</span></p>\n</div>\n",
                first, middle, end);
}

static void add_slot_row(GString *html, const SfTimeline *timeline, guint i)
{
    const SfSlot *slot = &g_array_index(timeline->slots, SfSlot, i);
    if (sf_slot_calls(slot) == 0)
        return;
    g_autofree char *from = sf_timeline_label(timeline, i, TRUE);
    sf_html_add(html, "<tr><td>%s</td>", from);
    for (guint fate = 0; fate < SF_N_FATES; fate++)
        sf_html_number(html, slot->calls[fate]);
    g_string_append(html, "</tr>\n");
}

void sf_html_chart(GString *html, const SfTimeline *timeline, const char *what)
{
    static const SfColumn columns[] = {
        {"From, UTC", FALSE}, {"Lost", TRUE}, {"Slower", TRUE}, {"Unknown", TRUE}, {"Fine", TRUE},
    };
    if (timeline->slots->len < 2)
        return;
    g_autofree char *width = sf_timeline_width_words(timeline);
    g_autofree char *title = g_strconcat(what, " over time", NULL);
    sf_html_add(html,
                "<section class=\"panel\" id=\"over-time\" aria-labelledby=\"over-time-heading\">\n"
                "<h2 id=\"over-time-heading\">Over time</h2>\n<p class=\"quiet\">%s with such an "
                "answer, counted every %s.</p>\n<ul class=\"legend\">",
                what, width);
    for (guint fate = 0; fate < SF_N_FATES; fate++)
        if (timeline->total[fate] > 0)
            sf_html_add(html, "<li class=\"%s\">%s</li>", fates[fate].class, fates[fate].words);
    g_string_append(html, "</ul>\n");
    add_picture(html, timeline, what);
    g_string_append(html, "<details>\n<summary>The same as a table</summary>\n");
    sf_html_table_begin(html, "slots", title, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < timeline->slots->len; i++)
        add_slot_row(html, timeline, i);
    sf_html_table_end(html, 0, 0, NULL);
    g_string_append(html, "</details>\n</section>\n");
}
