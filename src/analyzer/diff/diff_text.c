// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "analyzer/diff/diff_report.h"
#include "analyzer/diff/diff_words.h"
#include "analyzer/events/members.h"
#include "analyzer/report/text/page.h"
#include "analyzer/report/words.h"
#include "problems/case_prefix.h"

#define BODY   2  /* column of the text of a case */
#define LABEL  10 /* column of what stands behind BEFORE, NOW */
#define FOOTER 8  /* column of what stands behind Old, New */

static const struct {
    const char *label;
    SfStyle style;
} kinds[] = {
    [SF_CHANGE_NEW] = {"NEW", SF_STYLE_ERROR},
    [SF_CHANGE_STILL] = {"STILL THERE", SF_STYLE_WARN},
    [SF_CHANGE_NOT_SEEN] = {"NOT SEEN AGAIN", SF_STYLE_BOLD},
    [SF_CHANGE_MENDED] = {"MENDED", SF_STYLE_CHANGE},
};

/* "LOST", as reports say it; of a report that does not tell it yet, the level. */
static char *fate_of(JsonObject *problem)
{
    const char *fate = sf_member_string(problem, "fate");
    return g_ascii_strup(fate ? fate : sf_words_level(sf_diff_level(problem)), -1);
}

static void show_calls(SfPage *page, const char *label, JsonObject *problem)
{
    if (!problem)
        return;
    g_autofree char *calls = sf_diff_words_calls(problem);
    g_autofree char *fate = fate_of(problem);
    g_autofree char *text = g_strdup_printf("%s %s", fate, calls);
    sf_page_labelled(page, BODY, SF_STYLE_PLAIN, label, LABEL, text);
}

/* The first fix of what is still to be done. */
static void show_change(SfPage *page, JsonObject *problem)
{
    JsonArray *fixes = sf_member_array(problem, "fixes");
    if (!fixes || json_array_get_length(fixes) == 0)
        return;
    JsonNode *node = json_array_get_element(fixes, 0);
    const char *text =
        JSON_NODE_HOLDS_OBJECT(node) ? sf_member_string(json_node_get_object(node), "text") : NULL;
    if (!text)
        return;
    g_autofree char *sentence = sf_words_sentence(text);
    sf_page_labelled(page, BODY, SF_STYLE_CHANGE, "CHANGE", LABEL, sentence);
}

static void show_case(SfPage *page, const SfDifference *difference, guint digits)
{
    JsonObject *problem = difference->after ? difference->after : difference->before;
    const char *what = sf_member_string(problem, "what");
    const char *check = sf_member_string(problem, "check");
    g_autofree char *right =
        g_strdup_printf("problem %.*s", (int)digits, sf_member_string(problem, "case"));
    g_autofree char *sentence = sf_words_sentence(what ? what : check ? check : "");
    sf_page_heading(page, kinds[difference->kind].style, kinds[difference->kind].label,
                    sf_diff_is_worse(difference) ? "and worse" : "", right);
    sf_page_paragraph(page, BODY, sentence);
    show_calls(page, "BEFORE", difference->before);
    show_calls(page, "NOW", difference->after);
    if (difference->reason)
        sf_page_labelled(page, BODY, SF_STYLE_PLAIN,
                         difference->kind == SF_CHANGE_NEW ? "BEFORE" : "NOW", LABEL,
                         difference->reason);
    show_change(page, difference->after);
    sf_page_blank(page);
}

static void show_side(SfPage *page, const char *label, const SfDiffSide *side,
                      const SfDiffSide *other)
{
    g_autofree char *looked = sf_diff_words_looked(side);
    g_autofree char *name = sf_words_value(side->name);
    g_autofree char *text = g_strdup_printf("%s: %s.", name, looked);
    g_autofree char *doubt = sf_diff_words_doubt(side, other);
    sf_page_labelled(page, 0, SF_STYLE_PLAIN, label, FOOTER, text);
    if (!doubt)
        return;
    g_autofree char *unseen = g_strdup_printf("Not seen there: %s", doubt);
    sf_page_paragraph(page, FOOTER, unseen);
}

static guint digits_of(const SfDiff *diff)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < diff->cases->len; i++) {
        const SfDifference *difference = diff->cases->pdata[i];
        JsonObject *problem = difference->after ? difference->after : difference->before;
        g_ptr_array_add(ids, (gpointer)sf_member_string(problem, "case"));
    }
    return sf_case_shown_digits(ids);
}

static void write_text(const SfDiff *diff, SfOutput *output, const SfTerminal *terminal)
{
    SfPage page = {
        .text = g_string_new(NULL), .width = terminal->width, .colour = terminal->colour};
    g_autofree char *verdict = sf_diff_words_verdict(diff);
    const guint digits = digits_of(diff);
    sf_page_paragraph(&page, 0, verdict);
    sf_page_blank(&page);
    for (guint i = 0; i < diff->cases->len; i++)
        show_case(&page, diff->cases->pdata[i], digits);
    show_side(&page, "Old", &diff->before, &diff->after);
    show_side(&page, "New", &diff->after, &diff->before);
    sf_output_write(output, page.text->str, page.text->len);
    g_string_free(page.text, TRUE);
}

const SfDiffFormat sf_diff_text = {.name = "text", .write = write_text};
