// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/pictures/html_picture.h"

#include "analyzer/report/html/html.h"
#include "analyzer/report/words.h"

/* All in the picture's own pixels. */
#define MARGIN_LEFT   132 /* frame and time */
#define MARGIN_RIGHT  136 /* parts in the story */
#define HEAD          76
#define ROW           36
#define TAIL          14
#define BOX_HEIGHT    48
#define COLUMN_LEAST  200
#define COLUMN_MOST   300
#define LETTER        7 /* about as wide as one character of the labels */
#define CODE_LETTER   8 /* of the addresses */
#define LABEL_COLUMNS 30
#define NAME_COLUMNS  30
#define WHOLE_COLUMNS 200 /* of what appears under the mouse */

static const char *const classes[] = {
    [SF_STEP_OTHER] = "other",   [SF_STEP_REQUEST] = "request",
    [SF_STEP_ANSWER] = "answer", [SF_STEP_FOLLOWUP] = "followup",
    [SF_STEP_RESULT] = "result", [SF_STEP_UNREACHABLE] = "unreachable",
    [SF_STEP_GAP] = "gap",
};

static gboolean is_success(const SfStep *step)
{
    return step->status >= 200 && step->status < 300;
}

const char *sf_picture_role(const SfStep *step)
{
    switch (step->role) {
    case SF_STEP_REQUEST:
        return "asked";
    case SF_STEP_ANSWER:
        return step->status / 100 == 3 ? "moved" : "refused";
    case SF_STEP_FOLLOWUP:
        return "tried again";
    case SF_STEP_RESULT:
        return is_success(step) ? "answered" : "refused again";
    case SF_STEP_UNREACHABLE:
        return "nobody there";
    default:
        return "";
    }
}

static char *decimal(double value, const char *form, const char *unit)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, form, value);
    return g_strdup_printf("+%s %s", digits, unit);
}

char *sf_picture_time(double seconds)
{
    if (seconds < 0)
        return g_strdup("");
    if (seconds < 0.01)
        return decimal(seconds * 1000, "%.2f", "ms");
    if (seconds < 1)
        return decimal(seconds * 1000, "%.0f", "ms");
    return decimal(seconds, "%.2f", "s");
}

/* ---- Measures ---- */

static char *short_name(const SfElement *element)
{
    g_autofree char *product = sf_product_short(element->product);
    return sf_visible_clip(product, NAME_COLUMNS);
}

#define BOX_ROOM 28 /* that is left and right of a name in its box */

static guint element_width(const SfElement *element)
{
    g_autofree char *address = sf_visible_clip(element->address, NAME_COLUMNS);
    g_autofree char *product = short_name(element);
    return MAX(sf_columns(address) * CODE_LETTER, sf_columns(product) * CODE_LETTER) + BOX_ROOM;
}

static guint columns_apart(const SfStep *step)
{
    return MAX(step->from, step->to) - MIN(step->from, step->to);
}

static guint step_width(const SfStep *step)
{
    g_autofree char *label = sf_visible_clip(step->label, LABEL_COLUMNS);
    return (sf_columns(label) * LETTER + 36) / MAX(columns_apart(step), 1);
}

/* So wide that names and labels have room beside each other. */
static guint column_width(const SfLadder *ladder)
{
    guint width = COLUMN_LEAST;
    for (guint i = 0; i < ladder->elements->len; i++)
        width = MAX(width, element_width(ladder->elements->pdata[i]));
    for (guint i = 0; i < ladder->steps->len; i++) {
        const SfStep *step = ladder->steps->pdata[i];
        if (step->role != SF_STEP_GAP)
            width = MAX(width, step_width(step));
    }
    return MIN(width, COLUMN_MOST);
}

typedef struct {
    GString *html;
    const SfLadder *ladder;
    guint column; /* width of one */
    guint width;
    guint height;
} Picture;

static guint middle_of(const Picture *picture, guint column)
{
    return MARGIN_LEFT + picture->column * column + picture->column / 2;
}

/* ---- Parts ---- */

static void add_text(const Picture *picture, const char *class, guint x, guint y, const char *text)
{
    g_string_append_printf(picture->html, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y);
    sf_html_add(picture->html, "%s</text>", text);
}

static void add_element(const Picture *picture, guint i)
{
    const SfElement *element = picture->ladder->elements->pdata[i];
    const guint x = middle_of(picture, i);
    g_autofree char *address = sf_visible_clip(element->address, NAME_COLUMNS);
    g_autofree char *whole_name = short_name(element);
    g_autofree char *product =
        sf_visible_clip(whole_name, (picture->column - BOX_ROOM) / CODE_LETTER);
    g_autofree char *whole = sf_visible_clip(element->product, WHOLE_COLUMNS);
    g_string_append_printf(picture->html,
                           "<line class=\"life\" x1=\"%u\" y1=\"%d\" x2=\"%u\" y2=\"%u\"/>\n<g>", x,
                           4 + BOX_HEIGHT, x, picture->height - 4);
    sf_html_add(picture->html, "<title>%s %s, port %s</title>", whole, element->address,
                element->ports);
    g_string_append_printf(picture->html,
                           "<rect class=\"box\" x=\"%u\" y=\"4\" width=\"%u\" height=\"%d\" "
                           "rx=\"6\"/>",
                           x - picture->column / 2 + 6, picture->column - 12, BOX_HEIGHT);
    if (*product)
        add_text(picture, "name", x, 24, product);
    add_text(picture, "address", x, *product ? 42 : 33, address);
    g_string_append(picture->html, "</g>\n");
}

/* A message that an element sends to itself. */
static void add_loop(const Picture *picture, guint x, guint y)
{
    g_string_append_printf(picture->html,
                           "<path class=\"shaft\" d=\"M%u %uh36v10h-28\"/>"
                           "<path class=\"tip\" d=\"M%u %ul9-4v8z\"/>",
                           x, y - 10, x, y);
}

static void add_arrow(const Picture *picture, const SfStep *step, guint y)
{
    const guint from = middle_of(picture, step->from), to = middle_of(picture, step->to);
    if (from == to) {
        add_loop(picture, from, y);
        return;
    }
    const gboolean rightwards = to > from;
    g_string_append_printf(picture->html,
                           "<path class=\"shaft\" d=\"M%u %uH%u\"/>"
                           "<path class=\"tip\" d=\"M%u %ul%d-4v8z\"/>",
                           from, y, rightwards ? to - 8 : to + 8, to, y, rightwards ? -9 : 9);
}

static void add_label(const Picture *picture, const SfStep *step, guint y)
{
    const guint apart = MAX(columns_apart(step), 1);
    const guint room = (picture->column * apart - 36) / LETTER;
    g_autofree char *label = sf_visible_clip(step->label, room);
    const guint from = middle_of(picture, step->from), to = middle_of(picture, step->to);
    add_text(picture, from == to ? "label self" : "label", (from + to) / 2 + (from == to ? 44 : 0),
             from == to ? y : y - 7, label);
}

static void add_margins(const Picture *picture, const SfStep *step, guint y)
{
    g_autofree char *frame = g_strdup_printf("%" G_GINT64_FORMAT, step->frame);
    g_autofree char *since = sf_picture_time(step->seconds);
    add_text(picture, "frame", 48, y + 4, step->frame > 0 ? frame : "");
    add_text(picture, "time", MARGIN_LEFT - 10, y + 4, since);
    if (*sf_picture_role(step))
        add_text(picture, "part", picture->width - MARGIN_RIGHT + 8, y + 4, sf_picture_role(step));
}

static void add_gap(const Picture *picture, const SfStep *step, guint y)
{
    g_autofree char *words = g_strdup_printf("%s left out", step->label);
    g_string_append_printf(picture->html,
                           "<g class=\"gap\"><path class=\"shaft\" d=\"M%u %uH%u\"/>", MARGIN_LEFT,
                           y, picture->width - MARGIN_RIGHT);
    add_text(picture, "label", (MARGIN_LEFT + picture->width - MARGIN_RIGHT) / 2, y - 7, words);
    g_string_append(picture->html, "</g>\n");
}

static void add_step(const Picture *picture, guint i)
{
    const SfStep *step = picture->ladder->steps->pdata[i];
    const guint y = HEAD + ROW * i + ROW / 2;
    if (step->role == SF_STEP_GAP) {
        add_gap(picture, step, y);
        return;
    }
    const gboolean is_good = step->role == SF_STEP_RESULT && is_success(step);
    g_string_append_printf(picture->html, "<g class=\"%s%s\">", classes[step->role],
                           is_good ? " good" : "");
    g_autofree char *whole = sf_visible_clip(step->label, WHOLE_COLUMNS);
    sf_html_add(picture->html, "<title>%s %s</title>", whole, step->time);
    if (step->role == SF_STEP_ANSWER)
        g_string_append_printf(picture->html,
                               "<rect class=\"band\" x=\"0\" y=\"%u\" width=\"%u\" height=\"%d\" "
                               "rx=\"4\"/>",
                               y - 20, picture->width, ROW - 4);
    add_arrow(picture, step, y);
    add_label(picture, step, y);
    add_margins(picture, step, y);
    g_string_append(picture->html, "</g>\n");
}

/* "INVITE, 301 Moved Permanently, ACK": for who hears it. */
static char *told(const SfLadder *ladder)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < ladder->steps->len; i++) {
        const SfStep *step = ladder->steps->pdata[i];
        const char *role = sf_picture_role(step);
        if (!*role)
            continue;
        const SfElement *from = ladder->elements->pdata[step->from];
        const SfElement *to = ladder->elements->pdata[step->to];
        g_autofree char *label = sf_visible_clip(step->label, LABEL_COLUMNS);
        g_string_append_printf(words, "%s%s to %s: %s (%s)", words->len > 0 ? "; " : "",
                               from->address, to->address, label, role);
    }
    return g_string_free(words, FALSE);
}

void sf_picture_ladder(GString *html, const SfLadder *ladder, const char *name)
{
    Picture picture = {.html = html, .ladder = ladder, .column = column_width(ladder)};
    picture.width = MARGIN_LEFT + picture.column * ladder->elements->len + MARGIN_RIGHT;
    picture.height = HEAD + ROW * ladder->steps->len + TAIL;
    g_autofree char *words = told(ladder);
    sf_html_add(html, "<svg role=\"img\" aria-labelledby=\"ladder-%s-title ladder-%s-text\"", name,
                name);
    g_string_append_printf(html, " viewBox=\"0 0 %u %u\" width=\"%u\" height=\"%u\">\n",
                           picture.width, picture.height, picture.width, picture.height);
    sf_html_add(html,
                "<title id=\"ladder-%s-title\">Who sent what to whom</title>\n"
                "<desc id=\"ladder-%s-text\">%s</desc>\n",
                name, name, words);
    add_text(&picture, "frame head", 48, 33, "frame");
    add_text(&picture, "time head", MARGIN_LEFT - 10, 33, "time");
    for (guint i = 0; i < ladder->elements->len; i++)
        add_element(&picture, i);
    for (guint i = 0; i < ladder->steps->len; i++)
        add_step(&picture, i);
    g_string_append(html, "</svg>\n");
}
