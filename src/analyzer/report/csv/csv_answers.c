// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `answers`: a line an event, which is a 301 or 421 on one hop, in the order of the
 * captures.
 */
#include "analyzer/events/event_read.h"
#include "analyzer/events/members.h"
#include "analyzer/report/csv/report_csv.h"

static const char *const columns[] = {"capture",
                                      "run",
                                      "frame",
                                      "time",
                                      "status",
                                      "reason",
                                      "method",
                                      "hop",
                                      "story",
                                      "case",
                                      "outcome",
                                      "certain",
                                      "call_id",
                                      "cseq",
                                      "src",
                                      "dst",
                                      "transport",
                                      "server",
                                      "user_agent",
                                      "request_capture",
                                      "request_frame",
                                      "request_uri",
                                      "supported",
                                      "required",
                                      "missing",
                                      "old",
                                      "new",
                                      "targets",
                                      "followups",
                                      "followup_capture",
                                      "followup_frame",
                                      "followup_status",
                                      "detour",
                                      "acked",
                                      "retransmissions",
                                      "duplicates",
                                      "check",
                                      "severity",
                                      "text",
                                      "checks",
                                      "reference",
                                      "line",
                                      "request_line",
                                      NULL};

static void put_tags(SfCsv *csv, char *const *tags)
{
    sf_csv_take(csv, g_strjoinv(" ", (char **)(gpointer)tags));
}

/* Absent stays empty: of a request that is no INVITE nobody knows an ACK. */
static void put_truth(SfCsv *csv, JsonObject *object, const char *name)
{
    const gboolean is_told = object && json_object_has_member(object, name);
    const gboolean is_true =
        is_told && json_object_get_boolean_member_with_default(object, name, FALSE);
    sf_csv_text(csv, !is_told ? NULL : is_true ? "true" : "false");
}

static void put_answer(SfCsv *csv, const SfEvent *event)
{
    JsonObject *object = sf_event_object(event);
    sf_csv_text(csv, event->capture);
    sf_csv_known(csv, event->run);
    sf_csv_known(csv, event->frame);
    sf_csv_text(csv, event->time);
    sf_csv_known(csv, event->status);
    sf_csv_text(csv, sf_member_string(object, "reason"));
    sf_csv_text(csv, event->method);
    sf_csv_known(csv, event->hop);
    sf_csv_known(csv, event->story);
    sf_csv_text(csv, event->case_id);
    sf_csv_text(csv, sf_call_end_name(event->outcome));
    put_truth(csv, sf_member_object(object, "outcome"), "certain");
    sf_csv_text(csv, event->call_id);
    sf_csv_known(csv, sf_member_count(object, "cseq"));
    sf_csv_text(csv, sf_member_string(object, "src"));
    sf_csv_text(csv, sf_member_string(object, "dst"));
    sf_csv_text(csv, sf_member_string(object, "transport"));
    sf_csv_text(csv, event->server);
    sf_csv_text(csv, event->user_agent);
}

static void put_request(SfCsv *csv, const SfEvent *event)
{
    sf_csv_text(csv, event->request_capture);
    sf_csv_known(csv, event->request_frame);
    sf_csv_text(csv, sf_member_string(sf_member_object(sf_event_object(event), "request"), "uri"));
    put_tags(csv, event->supported);
    put_tags(csv, event->required);
    put_tags(csv, event->missing);
    sf_csv_text(csv, event->old_uri);
    sf_csv_text(csv, event->new_uri);
    sf_csv_count(csv, event->targets->len);
}

static void put_what_followed(SfCsv *csv, const SfEvent *event)
{
    sf_csv_count(csv, (guint64)event->n_followups);
    sf_csv_text(csv, event->followup_capture);
    sf_csv_known(csv, event->followup_frame);
    sf_csv_known(csv, event->followup_status);
    if (event->detour >= 0)
        sf_csv_seconds(csv, event->detour);
    else
        sf_csv_text(csv, NULL);
    put_truth(csv, sf_event_object(event), "acked");
    sf_csv_count(csv, (guint64)sf_member_count(sf_event_object(event), "retransmissions"));
    sf_csv_count(csv, (guint64)sf_member_count(sf_event_object(event), "duplicates"));
}

static void put_findings(SfCsv *csv, const SfEvent *event)
{
    const SfEventFinding *root = sf_event_root(event);
    GString *checks = g_string_new(NULL);
    for (guint i = 0; i < event->findings->len; i++)
        g_string_append_printf(checks, "%s%s", i > 0 ? " " : "",
                               ((const SfEventFinding *)event->findings->pdata[i])->check);
    sf_csv_text(csv, root ? root->check : NULL);
    sf_csv_text(csv, root ? sf_severity_name(root->severity) : NULL);
    sf_csv_text(csv, root ? root->text : NULL);
    sf_csv_text(csv, checks->str);
    sf_csv_text(csv, root ? root->reference : NULL);
    g_string_free(checks, TRUE);
}

static void write_header(SfReport *report)
{
    static const char *const is_written = "";
    SfCsv csv = {0};
    if (report->state)
        return;
    report->state = (gpointer)is_written;
    sf_csv_header(&csv, columns);
    sf_report_csv_write(report, &csv);
}

static void write_event(SfReport *report, JsonObject *object)
{
    g_autoptr(SfEvent) event = sf_event_read(object);
    SfCsv csv = {0};
    write_header(report);
    put_answer(&csv, event);
    put_request(&csv, event);
    put_what_followed(&csv, event);
    put_findings(&csv, event);
    sf_csv_known(&csv, event->line);
    sf_csv_known(&csv, event->request_line);
    sf_csv_end(&csv);
    sf_report_csv_write(report, &csv);
}

const SfReportFormat sf_report_csv_answers = {
    .name = "csv", .event = write_event, .finish = write_header};
