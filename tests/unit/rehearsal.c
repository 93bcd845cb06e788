// SPDX-License-Identifier: GPL-2.0-or-later
#include "rehearsal.h"
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"

#include <glib/gstdio.h>
#include <string.h>

#define TOTAL                                                                                      \
    "{'frames':20,'sip':10,'calls':5,'call_ids':5,'first':'2026-03-02T08:00:00.000000Z',"          \
    "'last':'2026-03-02T09:00:00.000000Z','complete':true,'coverage':{}}"

void rehearsal_init(Rehearsal *rehearsal)
{
    *rehearsal = (Rehearsal){.events = g_ptr_array_new_with_free_func(g_free)};
}

void rehearsal_clear(Rehearsal *rehearsal)
{
    g_ptr_array_unref(rehearsal->events);
}

int rehearsal_begin(void **state)
{
    Rehearsal *rehearsal = g_new0(Rehearsal, 1);
    rehearsal_init(rehearsal);
    *state = rehearsal;
    return 0;
}

int rehearsal_end(void **state)
{
    rehearsal_clear(*state);
    g_free(*state);
    return 0;
}

static char *json_quotes(char *text)
{
    return g_strdelimit(text, "'", '"');
}

void rehearse(Rehearsal *rehearsal, const char *json, ...)
{
    va_list values;
    va_start(values, json);
    g_autofree char *quoted = json_quotes(g_strdup(json));
    /* Only the quotes of the form are turned; those of the values stay what they are. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_ptr_array_add(rehearsal->events, g_strdup_vprintf(quoted, values));
#pragma GCC diagnostic pop
    va_end(values);
}

void rehearse_421(Rehearsal *rehearsal, guint frame, const char *caller)
{
    rehearse(
        rehearsal,
        "{'capture':'trunk a.pcapng','run':1,'frame':%u,'time':'2026-03-02T08:15:00.000769Z',"
        "'status':421,'method':'INVITE','call_id':'c%u','hop':1,'story':%u,"
        "'src':'198.51.100.10:5060','dst':'%s:5060','server':'Asterisk PBX 22.1.0',"
        "'user_agent':'SIPp','client':'SIPp','request':{'frame':%u,'supported':['replaces'],'"
        "require':[]},"
        "'extension':{'required':['100rel'],'offered':['replaces'],'missing':['100rel']},"
        "'case':'7c1e0000','findings':[{'check':'extension.required','severity':'warn',"
        "'text':'100rel required, not offered','reference':"
        "'https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16','fix':["
        "{'side':'answering','at':'198.51.100.10','what':'the setting for 100rel',"
        "'old':'required','new':'supported','price':'none','text':'At 198.51.100.10: set it.'},"
        "{'side':'caller','at':'%s','old':'Supported: replaces',"
        "'new':'Supported: replaces, 100rel','price':'a lot','text':'At %s: offer it.'}]}]}",
        frame, frame, frame, caller, frame - 1, caller, caller);
}

void rehearse_301(Rehearsal *rehearsal, guint frame, const char *old_uri, const char *new_uri)
{
    rehearse(rehearsal,
             "{'capture':'b.pcap','run':1,'frame':%u,'time':'2026-03-02T08:30:00.000000Z',"
             "'status':301,'method':'INVITE','call_id':'m%u','hop':1,'story':%u,"
             "'src':'[2001:db8::20]:5060','dst':'[2001:db8::5]:5060','request':{'frame':%u},"
             "'moved':{'from':'%s','targets':[{'uri':'%s','rank':1}]},'case':'03ba0000',"
             "'findings':[{'check':'moved.permanently','severity':'note','text':'Moved for good',"
             "'fix':[{'side':'caller','at':'2001:db8::5','old':'%s','new':'%s',"
             "'text':'At 2001:db8::5: dial the new address.'}]}]}",
             frame, frame, frame, frame - 1, old_uri, new_uri, old_uri, new_uri);
}

static JsonObject *parsed(const char *json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string(json, &error);
    if (!node)
        g_error("%s: %s", error->message, json);
    return json_object_ref(json_node_get_object(node));
}

static SfEvent *event_of(const char *json)
{
    SfEvent *event = sf_event_read_text(json, strlen(json));
    if (!event)
        g_error("no JSON: %s", json);
    return event;
}

static void unread_free(gpointer data)
{
    SfUnread *unread = data;
    g_free(unread->path);
    g_free(unread->reason);
    g_free(unread);
}

static GPtrArray *unread(const char *path, const char *reason)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(unread_free);
    if (!path)
        return files;
    SfUnread *file = g_new0(SfUnread, 1);
    file->path = g_strdup(path);
    file->reason = g_strdup(reason);
    g_ptr_array_add(files, file);
    return files;
}

SfSummary *rehearsal_summary(const Rehearsal *rehearsal)
{
    SfSummary *summary = sf_summary_new(sf_examples_store(), (SfSeenStore){0});
    for (guint i = 0; i < rehearsal->events->len; i++) {
        g_autoptr(SfEvent) event = event_of(rehearsal->events->pdata[i]);
        sf_summary_add(summary, event);
    }
    sf_summary_finish(summary);
    return summary;
}

static void write_report(const Rehearsal *rehearsal, SfReport *report, const char *name)
{
    const SfReportFormat *format = sf_report_format(name);
    for (guint i = 0; format->event && i < rehearsal->events->len; i++) {
        g_autoptr(SfEvent) event = event_of(rehearsal->events->pdata[i]);
        format->event(report, event);
    }
    if (format->finish)
        format->finish(report);
}

char *rehearsal_report(const Rehearsal *rehearsal, const char *format)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("sipfix-test-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "report", NULL);
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    g_autoptr(SfOutput) output = sf_output_open(path, &error);
    g_autofree char *total = json_quotes(g_strdup(rehearsal->total ? rehearsal->total : TOTAL));
    SfReading reading = {
        .captures = 1,
        .taken = 7,
        .runs = 1,
        .unreadable = unread(rehearsal->unreadable, "cut short after frame 7"),
        .not_captures = unread(rehearsal->stray, NULL),
        .interrupted = rehearsal->interrupted,
        .total = parsed(total),
    };
    SfReport report = {
        .output = output,
        .terminal = {.width = rehearsal->width ? rehearsal->width : SF_WIDTH_DEFAULT,
                     .colour = rehearsal->colour},
        .verbose = rehearsal->verbose,
        .case_prefix = rehearsal->case_prefix,
        .reading = &reading,
        .summary = summary,
        .seconds = 1.5,
    };
    char *text = NULL;
    write_report(rehearsal, &report, format);
    if (!sf_output_close(output, &error) || !g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    g_ptr_array_unref(reading.unreadable);
    g_ptr_array_unref(reading.not_captures);
    json_object_unref(reading.total);
    g_unlink(path);
    g_rmdir(folder);
    return text;
}
