// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/narrow.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/members.h"
#include "core/grammar/strings/string_hash.h"
#include "knowledge/knowledge.h"
#include "reading/results/family_total.h"

struct SfNarrow {
    GArray *codes;     /* guint */
    JsonArray *counts; /* as in run lines: "relatives" */
    GHashTable *lost;  /* char * (answer_key) to SfCallEnd: answers that a call got which an earlier
                          one had lost; each until it comes */
    GHashTable *told;  /* the same of links of a chain that an answer tells of which was asked for:
                          the end that one told */
};

SfNarrow *sf_narrow_new(const char *codes)
{
    g_autofree char *flaw = NULL;
    SfNarrow *narrow = g_new0(SfNarrow, 1);
    narrow->codes = sf_codes_parse(codes, &flaw);
    narrow->counts = json_array_new();
    narrow->lost = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    narrow->told = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    return narrow;
}

void sf_narrow_free(SfNarrow *narrow)
{
    if (!narrow)
        return;
    g_array_unref(narrow->codes);
    json_array_unref(narrow->counts);
    g_hash_table_unref(narrow->lost);
    g_hash_table_unref(narrow->told);
    g_free(narrow);
}

static gboolean holds(JsonArray *codes, gint64 status)
{
    for (guint i = 0; codes && i < json_array_get_length(codes); i++)
        if (json_array_get_int_element(codes, i) == status)
            return TRUE;
    return FALSE;
}

/* What the answer is about: option tags. Mechanisms (494) are written otherwise in run lines, and
 * left out. */
static JsonArray *tags_of(const SfEvent *event)
{
    JsonObject *extension = sf_member_object(sf_event_object(event), "extension");
    return sf_member_array(extension, event->status == 420 ? "unsupported" : "required");
}

/* Whoever lost something, as run lines name it; NULL: nobody did, or nobody knows who. */
static JsonArray *clients_of(const SfEvent *event, SfCallEnd end)
{
    if (!sf_call_end_is_loss(end) || !event->caller_address)
        return NULL;
    JsonArray *clients = json_array_new();
    json_array_add_string_element(clients, event->caller_address);
    return clients;
}

static char *answer_key(const SfEvent *event, gint64 frame, gint64 status)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                           (gint64)event->run, frame, status);
}

/* What its next requests got of the family: each is of the same end (relatives.c). */
static void note_ends(GHashTable *ends, const SfEvent *event, SfCallEnd end)
{
    JsonArray *followups = sf_member_array(sf_event_object(event), "followups");
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonObject *followup = json_array_get_object_element(followups, i);
        const gint64 status = sf_member_count(followup, "status");
        if (sf_is_of_family((guint)status))
            g_hash_table_insert(
                ends, answer_key(event, sf_member_count(followup, "status_frame"), status),
                GINT_TO_POINTER((gint)end));
    }
}

static gboolean is_asked_for(const SfNarrow *narrow, gint64 status)
{
    for (guint i = 0; i < narrow->codes->len; i++)
        if (g_array_index(narrow->codes, guint, i) == status)
            return TRUE;
    return FALSE;
}

/* The next answer of its chain tells of it. */
static gboolean is_told_behind(const SfNarrow *narrow, const SfEvent *event)
{
    JsonArray *followups = sf_member_array(sf_event_object(event), "followups");
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonObject *followup = json_array_get_object_element(followups, i);
        if (is_asked_for(narrow, sf_member_count(followup, "status")))
            return TRUE;
    }
    return FALSE;
}

/* Only redirects are links of a chain. */
static gboolean is_link(gint64 status)
{
    return status / 100 == 3 && status != 380;
}

/* A link of a chain that an answer tells of which was asked for, as in relatives.c. */
static gboolean is_told(SfNarrow *narrow, const SfEvent *event, SfCallEnd end)
{
    g_autofree char *key = answer_key(event, event->frame, event->status);
    gpointer before = NULL;
    if (!is_link(event->status))
        return FALSE;
    if (!g_hash_table_lookup_extended(narrow->told, key, NULL, &before))
        return is_told_behind(narrow, event);
    g_hash_table_remove(narrow->told, key);
    note_ends(narrow->told, event, (SfCallEnd)GPOINTER_TO_INT(before)); /* and so is the next */
    return !sf_call_end_is_loss(end) || sf_call_end_is_loss((SfCallEnd)GPOINTER_TO_INT(before));
}

/* How its call ended: what this answer leaves open, the one before it may tell. */
static SfCallEnd end_of(SfNarrow *narrow, const SfEvent *event)
{
    g_autofree char *key = answer_key(event, event->frame, event->status);
    gpointer before = NULL;
    if (!g_hash_table_lookup_extended(narrow->lost, key, NULL, &before))
        return event->outcome;
    g_hash_table_remove(narrow->lost, key);
    return event->outcome == SF_END_UNKNOWN ? (SfCallEnd)GPOINTER_TO_INT(before) : event->outcome;
}

/* As run lines tell of it; its run and story are those of another reading. */
static JsonObject *example_of(const SfEvent *event)
{
    JsonObject *example = json_object_new();
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;
    json_object_iter_init_ordered(&iter, sf_event_object(event));
    while (json_object_iter_next_ordered(&iter, &name, &node))
        if (!g_str_equal(name, "run") && !g_str_equal(name, "story"))
            json_object_set_member(example, name, json_node_copy(node));
    return example;
}

static void count(SfNarrow *narrow, const SfEvent *event, SfCallEnd end)
{
    JsonArray *tags = tags_of(event);
    JsonArray *clients = clients_of(event, end);
    g_autoptr(JsonArray) one = json_array_new();
    JsonObject *relative = json_object_new();
    JsonObject *outcomes = json_object_new();
    json_object_set_int_member(outcomes, sf_call_end_name(end), 1);
    json_object_set_int_member(relative, "status", event->status);
    json_object_set_string_member(relative, "method", event->method ? event->method : "other");
    json_object_set_int_member(relative, "count", 1);
    json_object_set_object_member(relative, "outcomes", outcomes);
    /* what another answer tells of it is likely at most */
    if (sf_call_end_is_loss(end) && (event->is_likely || end != event->outcome))
        json_object_set_int_member(relative, "likely", 1);
    if (tags && json_array_get_length(tags) > 0)
        json_object_set_array_member(relative, "tags", json_array_ref(tags));
    if (clients)
        json_object_set_array_member(relative, "clients", clients);
    if (sf_call_end_is_loss(event->outcome) || end == SF_END_UNKNOWN)
        json_object_set_object_member(relative, "example", example_of(event));
    json_array_add_object_element(one, relative);
    sf_relatives_add_all(narrow->counts, one);
}

gboolean sf_narrow_take(SfNarrow *narrow, const SfEvent *event)
{
    const SfCallEnd end = end_of(narrow, event);
    if (sf_call_end_is_loss(event->outcome))
        note_ends(narrow->lost, event, event->outcome);
    if (is_asked_for(narrow, event->status)) {
        note_ends(narrow->told, event, event->outcome);
        return TRUE;
    }
    if (!is_told(narrow, event, end) && event->hop <= 1)
        count(narrow, event, end);
    return FALSE;
}

guint sf_narrow_missing(const SfNarrow *narrow, const SfReading *reading)
{
    for (guint i = 0; reading->common_codes && i < narrow->codes->len; i++)
        if (!holds(reading->common_codes, g_array_index(narrow->codes, guint, i)))
            return g_array_index(narrow->codes, guint, i);
    return 0;
}

void sf_narrow_finish(const SfNarrow *narrow, SfReading *reading)
{
    JsonArray *codes = json_array_new();
    for (guint i = 0; i < narrow->codes->len; i++)
        json_array_add_int_element(codes, g_array_index(narrow->codes, guint, i));
    json_object_set_array_member(reading->total, "codes", codes);
    sf_total_add_relatives(reading->total, narrow->counts);
}

char *sf_narrow_common(const SfReading *reading)
{
    JsonArray *all = sf_member_array(reading->total, "codes");
    JsonArray *common = reading->common_codes;
    if (!all || !common || json_array_get_length(all) == json_array_get_length(common))
        return NULL;
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(common); i++)
        g_string_append_printf(words, "%s%" G_GINT64_FORMAT, i ? "," : "",
                               json_array_get_int_element(common, i));
    return g_string_free(words, FALSE);
}
