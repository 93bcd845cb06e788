// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/coverage.h"

#include "analyzer/events/members.h"

static const struct {
    const char *key;
    const char *one;
    const char *many;
    const char *help;
} kinds[] = {
    {"encrypted", "encrypted packet on a SIP port", "encrypted packets on SIP ports",
     "give " SF_KEYS},
    {"ipsec", "packet inside IPsec, between two that speak SIP",
     "packets inside IPsec, between two that speak SIP", "only the logs of these two tell more"},
    {"cut", "SIP message cut short", "SIP messages cut short", "capture with -s 0"},
    {"fragments", "IP fragment without the others", "IP fragments without the others",
     "capture where all packets pass"},
    {"parts", "of these the first part of such an answer, of which the rest is missing",
     "of these the first parts of such answers, of which the rest is missing",
     "what the rest says is not known"},
    {"one_way", "call or registration seen in one direction only",
     "calls or registrations seen in one direction only", "capture where both directions pass"},
    {"refusals",
     "call that was refused or redirected by an answer that is not, or not whole, in the capture",
     "calls that were refused or redirected by answers that are not, or not whole, in the capture",
     "their ACK shows it; capture where both directions pass, from before the request"},
    {"no_request", "answer without its request", "answers without their requests",
     "start the capture earlier"},
    {"transfers", "NOTIFY whose body tells of a transferred call that got such an answer",
     "NOTIFYs whose bodies tell of transferred calls that got such answers",
     "in Wireshark, the filter sipfrag finds them; capture where the transferred call goes"},
    {"dropped", "packet dropped while capturing", "packets dropped while capturing",
     "capture with a filter, or with a larger buffer"},
    {"skipped", "record that is no packet", "records that are no packets",
     "tshark cannot take them"},
    {"logs", "log, which shows what its program wrote: no RTP, and of others only what it met",
     "logs, which show what their programs wrote: no RTP, and of others only what they met",
     "capture packets to see the network"},
    {"logs_without_zone", "log that names no time zone", "logs that name no time zone",
     "times are told as if in UTC"},
    {"logs_without_date", "log without whole dates", "logs without whole dates",
     "when something was is not told"},
    {"logs_without_time", "log without times", "logs without times",
     "nothing that needs them is told"},
    {"logs_hour_twice", "clock of a log that went back by an hour, as where summer ends",
     "clocks of logs that went back by an hour, as where summer ends",
     "what took how long is not known there"},
    {"logs_hidden", "message of a log with an address that somebody hid",
     "messages of logs with addresses that somebody hid", "who sent it to whom is not known"},
    {"logs_twice", "message that a log holds twice, at the same moment",
     "messages that logs hold twice, at the same moment", "each is read once"},
    {"logs_pasted", "message that a page or a mail had changed (numbers, quotes, broken lines)",
     "messages that a page or a mail had changed (numbers, quotes, broken lines)",
     "what was certain was put right; better is the log itself"},
    {"logs_given_up", "search in a line of a log, given up because it would take too long",
     "searches in lines of logs, given up because they would take too long",
     "messages there may lack time and addresses"},
};

static void unseen_free(gpointer data)
{
    SfUnseen *unseen = data;
    g_free(unseen->what);
    g_free(unseen);
}

static void add(GPtrArray *list, const char *key, guint64 count, const char *what, const char *help)
{
    if (count == 0)
        return;
    SfUnseen *unseen = g_new0(SfUnseen, 1);
    *unseen = (SfUnseen){.key = key, .count = count, .what = g_strdup(what), .help = help};
    g_ptr_array_add(list, unseen);
}

static gboolean is_known(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].key, key))
            return TRUE;
    return FALSE;
}

/* A newer plugin may count what this command has no words for: better its key than silence. */
static void add_unknown(GPtrArray *list, JsonObject *coverage)
{
    if (!coverage)
        return;
    g_autoptr(GList) keys = json_object_get_members(coverage);
    for (GList *at = keys; at; at = at->next)
        if (!is_known(at->data))
            add(list, at->data, (guint64)sf_member_count(coverage, at->data), at->data, NULL);
}

/* Where messages are cut, a request may be there that nobody can tell from others: who only starts
 * earlier misses it again. */
static const char *help_with(JsonObject *coverage, const char *key, const char *help)
{
    if (g_str_equal(key, "no_request") && sf_member_count(coverage, "cut") > 0)
        return "they may be among those cut short: capture with -s 0, from before the request";
    return help;
}

GPtrArray *sf_coverage_list(const SfReading *reading)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(unseen_free);
    JsonObject *coverage = sf_member_object(reading->total, "coverage");
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const guint64 n = (guint64)sf_member_count(coverage, kinds[i].key);
        add(list, kinds[i].key, n, n == 1 ? kinds[i].one : kinds[i].many,
            help_with(coverage, kinds[i].key, kinds[i].help));
    }
    add_unknown(list, coverage);
    return list;
}

gboolean sf_coverage_complete(const SfReading *reading)
{
    return !reading->total ||
           json_object_get_boolean_member_with_default(reading->total, "complete", TRUE);
}
