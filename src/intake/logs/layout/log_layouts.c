/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/layout/log_layouts.h"

#include "knowledge/knowledge.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_REACH 4
#define MOST_REACH  16

struct SfLogLayouts {
    GPtrArray *all;   /* SfLogLayout */
    GPtrArray *times; /* SfLogPattern */
    guint latest;     /* of all: most logs have one */
};

static SfLogPattern *pattern_of(const char *stanza, const char *key)
{
    const char *words = sf_shelf_words(SF_SHELF_LOGS, stanza, key);
    return words ? sf_log_pattern_new(words) : NULL;
}

static void add_pattern(GPtrArray *patterns, const char *stanza, const char *key)
{
    SfLogPattern *pattern = pattern_of(stanza, key);
    if (pattern)
        g_ptr_array_add(patterns, pattern);
}

static void free_pattern(gpointer data)
{
    sf_log_pattern_free((SfLogPattern *)data);
}

static SfLogLayout *layout_new(const char *stanza)
{
    SfLogLayout *layout = g_new0(SfLogLayout, 1);
    const char *reach = sf_shelf_words(SF_SHELF_LOGS, stanza, "reach");
    const char *cr = sf_shelf_words(SF_SHELF_LOGS, stanza, "cr");

    layout->title = sf_shelf_words(SF_SHELF_LOGS, stanza, "title");
    layout->reach = reach ? MIN((guint)atoi(reach), MOST_REACH) : USUAL_REACH;
    layout->heads = g_ptr_array_new_with_free_func(free_pattern);
    add_pattern(layout->heads, stanza, "head");
    for (const char *const *key = sf_shelf_keys(SF_SHELF_LOGS, stanza); *key; key++)
        if (g_str_has_prefix(*key, "head."))
            add_pattern(layout->heads, stanza, *key);
    layout->end = pattern_of(stanza, "end");
    layout->line = pattern_of(stanza, "line");
    layout->tail = pattern_of(stanza, "tail");
    layout->joint = pattern_of(stanza, "joint");
    if (cr)
        layout->cr = cr[0];
    return layout;
}

static void layout_free(gpointer data)
{
    SfLogLayout *layout = (SfLogLayout *)data;

    g_ptr_array_unref(layout->heads);
    sf_log_pattern_free(layout->end);
    sf_log_pattern_free(layout->line);
    sf_log_pattern_free(layout->tail);
    sf_log_pattern_free(layout->joint);
    g_free(layout);
}

/* Their patterns, made once: that takes longer than to read a short log. */
static const SfLogLayouts *compiled(void)
{
    static SfLogLayouts layouts;

    if (layouts.all)
        return &layouts;
    layouts.all = g_ptr_array_new_with_free_func(layout_free);
    layouts.times = g_ptr_array_new_with_free_func(free_pattern);
    for (const char *const *name = sf_shelf_stanzas(SF_SHELF_LOGS); *name; name++) {
        if (g_str_has_prefix(*name, "time."))
            add_pattern(layouts.times, *name, "pattern");
        else if (strcmp(*name, "parts") != 0)
            g_ptr_array_add(layouts.all, layout_new(*name));
    }
    return &layouts;
}

SfLogLayouts *sf_log_layouts_new(void)
{
    SfLogLayouts *layouts = g_new0(SfLogLayouts, 1);

    layouts->all = g_ptr_array_ref(compiled()->all);
    layouts->times = g_ptr_array_ref(compiled()->times);
    return layouts;
}

void sf_log_layouts_free(SfLogLayouts *layouts)
{
    g_ptr_array_unref(layouts->all);
    g_ptr_array_unref(layouts->times);
    g_free(layouts);
}

/* ---- one message ---- */

void sf_log_layouts_take_time(const SfLogLayouts *layouts, SfText line, SfText *parts)
{
    for (guint i = 0; i < layouts->times->len; i++) {
        if (sf_text_is_present(parts[SF_LOG_HOUR]) || sf_text_is_present(parts[SF_LOG_EPOCH]) ||
            sf_text_is_present(parts[SF_LOG_MILLISECONDS]))
            return;
        sf_log_pattern_takes(g_ptr_array_index(layouts->times, i), line, parts, NULL);
    }
}

/* A terminal's colours, which some programs begin a line with. */
static SfText without_colour(SfText line)
{
    gsize at = 0;

    while (at + 1 < line.length && line.at[at] == '\x1b' && line.at[at + 1] == '[') {
        at += 2;
        while (at < line.length && !g_ascii_isalpha(line.at[at]))
            at++;
        at = MIN(at + 1, line.length);
    }
    return sf_text_slice(line, at, G_MAXSIZE);
}

/* The lines before a message, cleaned once for all layouts. */
typedef struct {
    SfText lines[MOST_REACH + 1]; /* the first is what stands before it in its own line */
    guint count;
} SfHeads;

static void read_heads(SfHeads *heads, const SfLogLines *lines, SfLogPaste *paste, SfText prefix)
{
    heads->count = 0;
    for (guint back = 0; back <= MOST_REACH; back++) {
        SfText line = back == 0 ? prefix : sf_log_lines_before(lines, back);
        if (back > 0 && !sf_text_is_present(line))
            return;
        line = without_colour(back == 0 ? line : sf_log_paste_head(paste, line));
        while (line.length > 0 && g_ascii_isspace(line.at[line.length - 1]))
            line.length--;
        heads->lines[heads->count++] = line;
    }
}

/* As many blanks as stand before the message, or the same but for the digits of a time. */
static gsize length_of_same(SfText prefix, SfText line)
{
    const gboolean is_blank = sf_text_trim(prefix).length == 0;
    gsize at = 0;

    while (at < prefix.length && at < line.length) {
        const gboolean is_same =
            is_blank ? g_ascii_isspace(line.at[at])
                     : line.at[at] == prefix.at[at] ||
                           (g_ascii_isdigit(line.at[at]) && g_ascii_isdigit(prefix.at[at]));
        if (!is_same)
            break;
        at++;
    }
    return is_blank || at == prefix.length ? at : 0;
}

/* A page has indented all of it, or a program wrote the same before each line. */
static void undress_heads(SfHeads *heads, SfText prefix)
{
    for (guint back = 1; back < heads->count; back++) {
        SfText *line = &heads->lines[back];
        *line = sf_text_slice(*line, length_of_same(prefix, *line), G_MAXSIZE);
    }
}

static gboolean has_head(const SfLogLayout *layout, const SfHeads *heads)
{
    for (guint back = 0; back < heads->count && back <= layout->reach; back++)
        if (sf_log_pattern_takes(g_ptr_array_index(layout->heads, 0), heads->lines[back], NULL,
                                 NULL))
            return TRUE;
    return FALSE;
}

/* Of each pattern the nearest line counts, and a time in a line that is of the message. */
static void take_lines(const SfLogLayouts *layouts, const SfLogLayout *layout, const SfHeads *heads,
                       SfText *parts)
{
    guint32 seen = 0; /* of the patterns */

    sf_log_layouts_take_time(layouts, heads->lines[0], parts);
    for (guint back = 0; back < heads->count && back <= layout->reach; back++) {
        const SfText line = heads->lines[back];
        gboolean is_of_it = FALSE;
        for (guint i = 0; i < layout->heads->len; i++) {
            if ((seen & (1U << i)) != 0 ||
                !sf_log_pattern_takes(g_ptr_array_index(layout->heads, i), line, parts, NULL))
                continue;
            seen |= 1U << i;
            is_of_it = TRUE;
        }
        if (is_of_it)
            sf_log_layouts_take_time(layouts, line, parts);
    }
}

static const SfLogLayout *find_by_heads(SfLogLayouts *layouts, const SfHeads *heads, SfText *parts)
{
    for (guint i = 0; i < layouts->all->len; i++) {
        const guint which = (layouts->latest + i) % layouts->all->len;
        const SfLogLayout *layout = g_ptr_array_index(layouts->all, which);
        if (!has_head(layout, heads))
            continue;
        layouts->latest = which;
        take_lines(layouts, layout, heads, parts);
        return layout;
    }
    return NULL;
}

const SfLogLayout *sf_log_layouts_find(SfLogLayouts *layouts, const SfLogLines *lines,
                                       SfLogPaste *paste, SfText prefix, SfText *parts)
{
    SfHeads heads;

    read_heads(&heads, lines, paste, prefix);
    const SfLogLayout *layout = find_by_heads(layouts, &heads, parts);
    if (!layout && prefix.length > 0) {
        undress_heads(&heads, prefix);
        layout = find_by_heads(layouts, &heads, parts);
    }
    if (layout)
        return layout;
    sf_log_layouts_take_time(layouts, prefix, parts);
    return NULL;
}

void sf_log_layouts_take_tail(const SfLogLayouts *layouts, SfText *line)
{
    SfText place;

    for (guint i = 0; i < layouts->all->len; i++) {
        const SfLogLayout *layout = g_ptr_array_index(layouts->all, i);
        if (layout->tail && sf_log_pattern_takes(layout->tail, *line, NULL, &place)) {
            line->length = (gsize)(place.at - line->at);
            return;
        }
    }
}

gboolean sf_log_layout_begins(const SfLogLayout *layout, SfText line)
{
    SfText head, own;

    if (!layout || !sf_log_pattern_takes(g_ptr_array_index(layout->heads, 0), line, NULL, &head))
        return FALSE;
    /* What stands before each line is no beginning. */
    return !layout->line || !sf_log_pattern_takes(layout->line, line, NULL, &own) ||
           own.at != head.at || own.length != head.length;
}
