// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One event a line, for programs: the plugin's own objects with capture, run and frames filled in.
 */
#include "report.h"

/* json-glib escapes what JSON must; a terminal obeys U+009B too. Such characters stand in strings
 * only, and \u escapes there change no value. */
static void append_escaped(GString *out, gunichar character)
{
    if (character <= 0xffff) {
        g_string_append_printf(out, "\\u%04x", character);
        return;
    }
    const gunichar rest = character - 0x10000;
    g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

static GString *harmless_line(const char *json)
{
    GString *line = g_string_new(NULL);
    for (const char *at = json; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (sf_is_harmless(character))
            g_string_append_unichar(line, character);
        else
            append_escaped(line, character);
    }
    g_string_append_c(line, '\n');
    return line;
}

static void write_event(SfReport *report, JsonObject *event)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), event);
    g_autofree char *json = json_to_string(node, FALSE);
    GString *line = harmless_line(json);
    sf_output_write(report->output, line->str, line->len);
    g_string_free(line, TRUE);
}

const SfReportFormat sf_report_ndjson = {.name = "ndjson", .event = write_event};
