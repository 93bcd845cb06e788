// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `answers`: a line an event, which is a 301 or 421 on one hop, in the order of the
 * captures.
 */
#include "analyzer/events/event_read.h"
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
static void put_truth(SfCsv *csv, SfItem truth)
{
    const gboolean is_told = sf_item_kind(truth) != SF_ITEM_ABSENT;
    sf_csv_text(csv, !is_told ? NULL : sf_item_is_true(truth) ? "true" : "false");
}

static void put_text(SfCsv *csv, SfItem root, const char *name)
{
    sf_csv_text(csv, sf_item_text(sf_item_member(root, name)));
}

static void put_count(SfCsv *csv, SfItem root, const char *name)
{
    sf_csv_count(csv, (guint64)MAX(sf_item_integer(sf_item_member(root, name)), 0));
}

static void put_answer(SfCsv *csv, const SfEvent *event)
{
    const SfItem root = sf_event_line(event)->root;
    sf_csv_text(csv, event->capture);
    sf_csv_known(csv, event->run);
    sf_csv_known(csv, event->frame);
    sf_csv_text(csv, event->time);
    sf_csv_known(csv, event->status);
    put_text(csv, root, "reason");
    sf_csv_text(csv, event->method);
    sf_csv_known(csv, event->hop);
    sf_csv_known(csv, event->story);
    sf_csv_text(csv, event->case_id);
    sf_csv_text(csv, sf_call_end_name(event->outcome));
    put_truth(csv, sf_item_member(sf_item_member(root, "outcome"), "certain"));
    sf_csv_text(csv, event->call_id);
    sf_csv_known(csv, event->cseq);
    put_text(csv, root, "src");
    put_text(csv, root, "dst");
    put_text(csv, root, "transport");
    sf_csv_text(csv, event->server);
    sf_csv_text(csv, event->user_agent);
}

static void put_request(SfCsv *csv, const SfEvent *event)
{
    sf_csv_text(csv, event->request_capture);
    sf_csv_known(csv, event->request_frame);
    sf_csv_text(csv, event->request_uri);
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
    const SfItem root = sf_event_line(event)->root;
    put_truth(csv, sf_item_member(root, "acked"));
    put_count(csv, root, "retransmissions");
    put_count(csv, root, "duplicates");
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

static void write_event(SfReport *report, const SfEvent *event)
{
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
    .name = "csv", .shows_all = TRUE, .event = write_event, .finish = write_header};
