// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/flow/ladder.h"

#include <string.h>

#include "analyzer/flow/ladder_story.h"
#include "core/grammar/strings/string_hash.h"

#define PORTS_SHOWN 3

/* Of a story that is too long are shown: */
#define STEPS_AROUND 3  /* messages before and after each one with a part */
#define STEPS_EDGE   5  /* the first and the last ones */
#define STEPS_BEFORE 10 /* those before the answer that the diagram is about */
#define STEPS_MIDDLE (SF_LADDER_STEPS - 2 * STEPS_EDGE)

/* ---- Which messages are shown ---- */

static const SfFlowMessage *message_at(const GArray *story, guint i)
{
    return &g_array_index(story, SfFlowMessage, i);
}

/* Whether a message with a part is near. */
static gboolean is_near_part(const GArray *story, guint i)
{
    const guint last = MIN(i + STEPS_AROUND + 1, story->len);
    for (guint k = i > STEPS_AROUND ? i - STEPS_AROUND : 0; k < last; k++)
        if (message_at(story, k)->role != SF_STEP_OTHER)
            return TRUE;
    return FALSE;
}

/* What could be shown, of a long story not all, as indexes, and the @place of the answer among
 * them. */
static GArray *candidates(const GArray *story, guint *place)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(guint));
    *place = 0;
    for (guint i = 0; i < story->len; i++) {
        if (message_at(story, i)->is_subject)
            *place = list->len;
        if (story->len <= SF_LADDER_STEPS || is_near_part(story, i))
            g_array_append_val(list, i);
    }
    for (guint i = 0; list->len == 0 && i < story->len; i++)
        g_array_append_val(list, i);
    return list;
}

/* Of a long story that is how it begins, what is around the answer, and how it ends, each without
 * holes. */
static gboolean is_shown(guint i, guint n, guint middle)
{
    return i < STEPS_EDGE || i + STEPS_EDGE >= n || (i >= middle && i - middle < STEPS_MIDDLE);
}

/* Which messages are shown, as indexes in their order. */
static GArray *choose(const GArray *story)
{
    guint place = 0;
    GArray *list = candidates(story, &place);
    if (list->len <= SF_LADDER_STEPS)
        return list;
    const guint before = MAX(place, STEPS_BEFORE) - STEPS_BEFORE;
    const guint middle = CLAMP(before, STEPS_EDGE, list->len - STEPS_EDGE - STEPS_MIDDLE);
    guint n = 0;
    for (guint i = 0; i < list->len; i++)
        if (is_shown(i, list->len, middle))
            g_array_index(list, guint, n++) = g_array_index(list, guint, i);
    g_array_set_size(list, n);
    return list;
}

/* ---- Columns ---- */

typedef struct {
    SfLadder *ladder;
    GHashTable *split;    /* addresses whose ports talk to each other */
    GHashTable *columns;  /* name of the element -> its index + 1 */
    GHashTable *products; /* address -> product */
} Builder;

static void element_free(gpointer data)
{
    SfElement *element = data;
    g_free(element->address);
    g_free(element->ports);
    g_free(element->product);
    g_free(element);
}

static GHashTable *addresses_to_split(const GArray *story)
{
    GHashTable *split = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < story->len; i++) {
        g_autofree char *src = sf_address_of(message_at(story, i)->src);
        g_autofree char *dst = sf_address_of(message_at(story, i)->dst);
        if (g_str_equal(src, dst))
            g_hash_table_add(split, g_steal_pointer(&src));
    }
    return split;
}

static const char *port_of(const char *address_and_port)
{
    const char *colon = strrchr(address_and_port, ':');
    return colon && colon[1] ? colon + 1 : NULL;
}

static void note_port(SfElement *element, const char *port)
{
    g_auto(GStrv) ports = g_strsplit(element->ports, ", ", -1);
    const guint n = g_strv_length(ports);
    if (!port || n > PORTS_SHOWN || g_strv_contains((const char *const *)ports, port))
        return;
    char *longer = g_strdup_printf("%s%s%s", element->ports, n > 0 ? ", " : "",
                                   n < PORTS_SHOWN ? port : "...");
    g_free(element->ports);
    element->ports = longer;
}

/* G_MAXUINT where there are too many elements already. */
static guint column_of(Builder *builder, const char *address_and_port)
{
    GPtrArray *elements = builder->ladder->elements;
    g_autofree char *address = sf_address_of(address_and_port);
    const gboolean split = g_hash_table_contains(builder->split, address);
    const char *name = split ? address_and_port : address;
    guint column = GPOINTER_TO_UINT(g_hash_table_lookup(builder->columns, name));
    if (column == 0 && elements->len == SF_LADDER_ELEMENTS)
        return G_MAXUINT;
    if (column == 0) {
        SfElement *element = g_new0(SfElement, 1);
        element->address = g_strdup(name);
        element->ports = g_strdup("");
        element->product = split ? NULL : g_strdup(g_hash_table_lookup(builder->products, address));
        g_ptr_array_add(elements, element);
        column = elements->len;
        g_hash_table_insert(builder->columns, g_strdup(name), GUINT_TO_POINTER(column));
    }
    note_port(elements->pdata[column - 1], port_of(address_and_port));
    return column - 1;
}

/* ---- Rows ---- */

static void step_free(gpointer data)
{
    SfStep *step = data;
    g_free(step->label);
    g_free(step->capture);
    g_free(step->time);
    g_free(step);
}

static double seconds_between(const char *first, const char *time)
{
    g_autoptr(GDateTime) from = first ? g_date_time_new_from_iso8601(first, NULL) : NULL;
    g_autoptr(GDateTime) to = time ? g_date_time_new_from_iso8601(time, NULL) : NULL;
    return from && to ? (double)g_date_time_difference(to, from) / G_USEC_PER_SEC : -1;
}

static void add_gap(SfLadder *ladder)
{
    const guint n = ladder->steps->len;
    SfStep *last = n > 0 ? ladder->steps->pdata[n - 1] : NULL;
    if (!last || last->role != SF_STEP_GAP) {
        last = g_new0(SfStep, 1);
        last->role = SF_STEP_GAP;
        last->seconds = -1;
        g_ptr_array_add(ladder->steps, last);
    }
    last->left_out++;
    g_free(last->label);
    last->label = g_strdup_printf("%u message%s", last->left_out, last->left_out == 1 ? "" : "s");
}

static char *label_of(const SfFlowMessage *message)
{
    const gboolean has_number = message->status == 0 || g_ascii_isdigit(*message->what);
    if (has_number)
        return g_strdup(message->what);
    return g_strdup_printf("%u%s%s", message->status, *message->what ? " " : "", message->what);
}

static void add_step(Builder *builder, const SfFlowMessage *message, const char *first_time)
{
    /* Of an answer the receiver is named first: whoever asked stands left of who answers. */
    const gboolean is_back = message->status > 0 || message->role == SF_STEP_UNREACHABLE;
    const guint left = column_of(builder, is_back ? message->dst : message->src);
    const guint right = column_of(builder, is_back ? message->src : message->dst);
    if (left == G_MAXUINT || right == G_MAXUINT) {
        add_gap(builder->ladder);
        return;
    }
    SfStep *step = g_new0(SfStep, 1);
    step->role = message->role;
    step->from = is_back ? right : left;
    step->to = is_back ? left : right;
    step->label = label_of(message);
    step->status = message->status;
    step->frame = message->frame;
    step->capture = g_strdup(message->capture);
    step->time = g_strdup(message->time);
    step->seconds = seconds_between(first_time, message->time);
    g_ptr_array_add(builder->ladder->steps, step);
}

static const char *first_time_of(const GArray *story)
{
    for (guint i = 0; i < story->len; i++)
        if (message_at(story, i)->time)
            return message_at(story, i)->time;
    return NULL;
}

SfLadder *sf_ladder_new(const GPtrArray *events)
{
    SfLadder *ladder = g_new0(SfLadder, 1);
    ladder->elements = g_ptr_array_new_with_free_func(element_free);
    ladder->steps = g_ptr_array_new_with_free_func(step_free);
    g_autoptr(GArray) story = sf_ladder_story(events);
    g_autoptr(GHashTable) split = addresses_to_split(story);
    g_autoptr(GHashTable) products = sf_ladder_products(events, story);
    g_autoptr(GHashTable) columns =
        g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) shown = choose(story);
    const char *first_time = first_time_of(story);
    Builder builder = {.ladder = ladder, .split = split, .columns = columns, .products = products};
    for (guint i = 0, n = 0; i < story->len; i++) {
        if (n == shown->len || g_array_index(shown, guint, n) != i) {
            add_gap(ladder);
            continue;
        }
        add_step(&builder, message_at(story, i), first_time);
        n++;
    }
    return ladder;
}

void sf_ladder_free(SfLadder *ladder)
{
    if (!ladder)
        return;
    g_ptr_array_unref(ladder->elements);
    g_ptr_array_unref(ladder->steps);
    g_free(ladder);
}
