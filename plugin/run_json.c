/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event_json.h"
#include "json_members.h"

/* Where in "elements" the writing is. */
typedef struct {
    json_dumper *json;
    char *address;     /* of the object that is open; NULL: none */
    gboolean answered; /* the one in it */
} ElementsWriter;

static void end_element(ElementsWriter *writer)
{
    if (!writer->address)
        return;
    json_dumper_end_object(writer->json);
    json_dumper_end_object(writer->json);
    g_clear_pointer(&writer->address, g_free);
}

static void add_element(const char *address, gboolean answered, const char *method, guint64 count,
                        gpointer data)
{
    ElementsWriter *writer = data;
    const gboolean is_open = g_strcmp0(writer->address, address) == 0;
    if (!is_open) {
        end_element(writer);
        writer->address = g_strdup(address);
        sf_json_begin_object(writer->json, address);
    } else if (writer->answered != answered) {
        json_dumper_end_object(writer->json);
    }
    if (!is_open || writer->answered != answered)
        sf_json_begin_object(writer->json, answered ? "answered" : "asked");
    writer->answered = answered;
    sf_json_number(writer->json, method, count);
}

static void add_elements(json_dumper *json, const SfElements *elements)
{
    ElementsWriter writer = {.json = json};
    sf_json_begin_object(json, "elements");
    sf_elements_each(elements, add_element, &writer);
    end_element(&writer);
    json_dumper_end_object(json);
    if (sf_elements_left_out(elements) > 0)
        sf_json_number(json, "elements_left_out", sf_elements_left_out(elements));
}

char *sf_run_json(const SfRunCounts *run)
{
    json_dumper json = {.output_string = g_string_new(NULL)};
    json_dumper_begin_object(&json);
    sf_json_string(&json, "schema", "sipfix-run/2");
    sf_json_number(&json, "frames", run->frames);
    sf_json_number(&json, "sip", run->sip);
    sf_json_number(&json, "calls", run->calls);
    if (run->frames > 0) {
        sf_json_time(&json, "first", run->first);
        sf_json_time(&json, "last", run->last);
    }
    sf_json_bool(&json, "complete", run->complete);
    sf_json_begin_object(&json, "coverage");
    sf_json_number(&json, "encrypted", run->encrypted);
    sf_json_number(&json, "cut", run->cut);
    sf_json_number(&json, "fragments", run->fragments);
    sf_json_number(&json, "one_way", run->one_way);
    sf_json_number(&json, "no_request", run->no_request);
    json_dumper_end_object(&json);
    add_elements(&json, run->elements);
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    return g_string_free(json.output_string, FALSE);
}
