// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/flow/ladder_mermaid.h"

#include <string.h>

#include "analyzer/output/terminal.h"

#define PRODUCT_COLUMNS 40
#define LABEL_COLUMNS   80

/* ; and a line feed end a text, # begins a comment, %% too; < is HTML. */
static void append_escaped(GString *out, const char *text, guint columns)
{
    g_autofree char *visible = sf_visible_clip(text, columns);
    for (const char *at = visible; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        const gboolean is_plain = character < 0x80 ? g_ascii_isalnum((char)character) ||
                                                         strchr(" .,:/@()+_-", (int)character)
                                                   : g_unichar_isalnum(character);
        if (is_plain)
            g_string_append_unichar(out, character);
        else
            g_string_append_printf(out, "#%u;", character);
    }
}

static void append_elements(GString *out, const GPtrArray *elements)
{
    for (guint i = 0; i < elements->len; i++) {
        const SfElement *element = elements->pdata[i];
        g_string_append_printf(out, "    participant e%u as ", i + 1);
        append_escaped(out, element->address, LABEL_COLUMNS);
        if (element->product && *element->product) {
            g_autofree char *product = sf_product_short(element->product);
            g_string_append(out, " (");
            append_escaped(out, product, PRODUCT_COLUMNS);
            g_string_append_c(out, ')');
        }
        g_string_append_c(out, '\n');
    }
}

static void append_frame(GString *out, const SfStep *step, const char *capture)
{
    if (step->frame == 0)
        return;
    g_string_append_printf(out, ", frame %" G_GINT64_FORMAT, step->frame);
    if (!step->capture || g_strcmp0(step->capture, capture) == 0)
        return;
    g_string_append(out, " of ");
    append_escaped(out, step->capture, LABEL_COLUMNS);
}

static const char *arrow_of(const SfStep *step)
{
    if (step->role == SF_STEP_UNREACHABLE)
        return "--x";
    return step->status > 0 ? "-->>" : "->>";
}

static void append_message(GString *out, const SfStep *step, const char *capture)
{
    g_string_append_printf(out, "    e%u%se%u: ", step->from + 1, arrow_of(step), step->to + 1);
    append_escaped(out, step->label, LABEL_COLUMNS);
    append_frame(out, step, capture);
    g_string_append_c(out, '\n');
}

static void append_gap(GString *out, const SfStep *step, guint n_elements)
{
    g_string_append(out, "    Note over e1");
    if (n_elements > 1)
        g_string_append_printf(out, ",e%u", n_elements);
    g_string_append(out, ": ");
    append_escaped(out, step->label, LABEL_COLUMNS);
    g_string_append_c(out, '\n');
}

static void append_step(GString *out, const SfStep *step, guint n_elements, const char *capture)
{
    if (step->role == SF_STEP_GAP) {
        append_gap(out, step, n_elements);
        return;
    }
    if (step->role != SF_STEP_ANSWER) {
        append_message(out, step, capture);
        return;
    }
    /* A colour that is seen on light and on dark pages. */
    g_string_append(out, "    rect rgba(220, 80, 50, 0.25)\n");
    append_message(out, step, capture);
    g_string_append(out, "    end\n");
}

char *sf_ladder_mermaid(const SfLadder *ladder, const char *capture)
{
    if (ladder->steps->len == 0)
        return NULL;
    GString *out = g_string_new("sequenceDiagram\n");
    append_elements(out, ladder->elements);
    for (guint i = 0; i < ladder->steps->len; i++)
        append_step(out, ladder->steps->pdata[i], ladder->elements->len, capture);
    return g_string_free(out, FALSE);
}
