/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts.h"
#include "core/ledger/relatives.h"
#include "plugin/taps/event_json.h"
#include "plugin/taps/json_members.h"

/* Where in "elements" the writing is. */
typedef struct {
    GString *json;
    char *address;    /* of the object that is open; NULL: none */
    const char *kind; /* of the one in it; static */
} ElementsWriter;

static void end_element(ElementsWriter *writer)
{
    if (!writer->address)
        return;
    sf_json_end_object(writer->json);
    sf_json_end_object(writer->json);
    g_clear_pointer(&writer->address, g_free);
}

static void add_element(const char *address, const char *kind, const char *name, guint64 count,
                        gpointer data)
{
    ElementsWriter *writer = data;
    const gboolean is_open = g_strcmp0(writer->address, address) == 0;
    if (!is_open) {
        end_element(writer);
        writer->address = g_strdup(address);
        sf_json_begin_object(writer->json, address);
    } else if (!g_str_equal(writer->kind, kind)) {
        sf_json_end_object(writer->json);
    }
    if (!is_open || !g_str_equal(writer->kind, kind))
        sf_json_begin_object(writer->json, kind);
    writer->kind = kind;
    sf_json_number(writer->json, name, count);
}

static void add_elements(GString *json, const SfElements *elements)
{
    ElementsWriter writer = {.json = json};
    sf_json_begin_object(json, "elements");
    sf_elements_each(elements, add_element, &writer);
    end_element(&writer);
    sf_json_end_object(json);
    if (sf_elements_left_out(elements) > 0)
        sf_json_number(json, "elements_left_out", sf_elements_left_out(elements));
}

/* The event that one of those lost would have, had somebody asked for its status. One whose end is
 * not known is told only where there is nothing else to tell. */
static void add_example(GString *json, const SfRelative *relative, gboolean is_quiet)
{
    const gboolean is_left_out = is_quiet && relative->worth == SF_RELATIVE_OPEN;
    const SfAnswer *example = is_left_out ? NULL : sf_relative_example(relative);
    if (!example)
        return;
    sf_facts_begin(example);
    g_autofree char *line = sf_event_json(example, TRUE);
    sf_facts_end();
    sf_json_written(json, "example", g_strchomp(line));
}

static void add_relative(GString *json, const SfRelative *relative, gboolean is_quiet)
{
    sf_json_begin_object(json, NULL);
    sf_json_number(json, "status", relative->status);
    sf_json_string(json, "method", relative->method);
    sf_json_number(json, "count", relative->count);
    sf_json_begin_object(json, "outcomes");
    for (SfOutcomeKind kind = 0; kind < SF_N_OUTCOMES; kind++)
        if (relative->outcomes[kind] > 0)
            sf_json_number(json, sf_outcome_name(kind), relative->outcomes[kind]);
    sf_json_end_object(json);
    if (relative->likely > 0)
        sf_json_number(json, "likely", relative->likely);
    sf_json_texts(json, "tags", relative->tags);
    sf_json_texts(json, "clients", relative->clients);
    add_example(json, relative, is_quiet);
    sf_json_end_object(json);
}

static void add_relatives(GString *json, const SfRelatives *relatives, gboolean is_quiet)
{
    g_autoptr(GPtrArray) list = sf_relatives_list(relatives);
    sf_json_begin_array(json, "relatives");
    for (guint i = 0; i < list->len; i++)
        add_relative(json, list->pdata[i], is_quiet);
    sf_json_end_array(json);
}

static void add_codes(GString *json, const GArray *codes)
{
    sf_json_begin_array(json, "codes");
    for (guint i = 0; i < codes->len; i++)
        sf_json_number(json, NULL, g_array_index(codes, guint, i));
    sf_json_end_array(json);
}

static void add_other_refusals(GString *json, const guint64 *counts)
{
    gboolean is_open = FALSE;
    for (guint i = 0; i < SF_OTHER_REFUSALS; i++) {
        if (counts[i] == 0)
            continue;
        if (!is_open)
            sf_json_begin_object(json, "other_refusals");
        is_open = TRUE;
        g_autofree char *status = g_strdup_printf("%u", i + 400);
        sf_json_number(json, status, counts[i]);
    }
    if (is_open)
        sf_json_end_object(json);
}

/* Where an end that is not known is no example: there is something else to tell; or what was asked
 * for may have been done in what nobody could read. */
static gboolean is_quiet(const SfRunCounts *run)
{
    return run->has_stories || run->encrypted > 0;
}

char *sf_run_json(const SfRunCounts *run)
{
    GString *json = g_string_new(NULL);
    sf_json_begin_object(json, NULL);
    sf_json_string(json, "schema", "sipfix-run/2");
    sf_json_string(json, "plugin", SIPFIX_VERSION);
    sf_json_number(json, "frames", run->frames);
    sf_json_number(json, "sip", run->sip);
    sf_json_number(json, "calls", run->calls);
    sf_json_number(json, "call_ids", run->call_ids);
    if (run->unanswered > 0)
        sf_json_number(json, "unanswered", run->unanswered);
    if (run->frames > 0) {
        sf_json_time(json, "first", run->first);
        sf_json_time(json, "last", run->last);
    }
    sf_json_bool(json, "complete", run->complete);
    sf_json_begin_object(json, "coverage");
    sf_json_number(json, "encrypted", run->encrypted);
    if (run->ipsec > 0)
        sf_json_number(json, "ipsec", run->ipsec);
    sf_json_number(json, "cut", run->cut);
    sf_json_number(json, "fragments", run->fragments);
    if (run->parts > 0)
        sf_json_number(json, "parts", run->parts);
    sf_json_number(json, "one_way", run->one_way);
    if (run->refusals > 0)
        sf_json_number(json, "refusals", run->refusals);
    sf_json_number(json, "no_request", run->no_request);
    if (run->transfers > 0)
        sf_json_number(json, "transfers", run->transfers);
    sf_json_end_object(json);
    if (run->parts > 0 && run->head) {
        sf_json_begin_object(json, "heads");
        sf_json_number(json, run->head, 1);
        sf_json_end_object(json);
    }
    add_other_refusals(json, run->other_refusals);
    add_codes(json, run->codes);
    add_relatives(json, run->relatives, is_quiet(run));
    add_elements(json, run->elements);
    sf_json_end_object(json);
    return sf_json_end_line(json);
}
