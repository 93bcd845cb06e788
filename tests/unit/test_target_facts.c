/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the event of a redirect tells of each address: what a try of it got, and what speaks against
 * it. */
#include "want.h"

#include "core/describe/facts.h"
#include "core/describe/facts/target_facts.h"
#include "sip_text.h"

#define PUBLIC    "203.0.113.5"
#define OLD_PLACE "198.51.100.20"
#define NEW_PLACE "198.51.100.30"

/* One call that got a 301, and, where something is tried, what that got. */
typedef struct {
    const char *what;
    const char *caller;    /* its address */
    SfTransport transport; /* of the call */
    const char *old_uri;
    const char *contact; /* of the 301 */
    const char *tried;   /* Request-URI; NULL: nothing is */
    guint status;        /* what that got; 0: nothing */
    SfRefusals refusals; /* of the first address */
} Row;

static const Row rows[] = {
    {"as good as before", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20", "<sip:a@198.51.100.30>",
     NULL, 0, 0},
    {"from sips", PUBLIC, SF_TRANSPORT_TLS, "sips:a@pbx.example.net", "<sip:a@new.example.net>",
     NULL, 0, SF_REFUSAL_INSECURE},
    {"out of TLS", PUBLIC, SF_TRANSPORT_TLS, "sip:a@pbx.example.net", "<sip:a@new.example.net>",
     NULL, 0, SF_REFUSAL_INSECURE},
    {"from TLS to TLS", PUBLIC, SF_TRANSPORT_TLS, "sip:a@pbx.example.net",
     "<sip:a@new.example.net;transport=tls>", NULL, 0, 0},
    {"out of secure WebSocket", PUBLIC, SF_TRANSPORT_WSS, "sip:a@pbx.example.net",
     "<sip:a@new.example.net>", NULL, 0, SF_REFUSAL_INSECURE},
    {"ws stands for both", PUBLIC, SF_TRANSPORT_WSS, "sip:a@pbx.example.net",
     "<sip:a@new.example.net;transport=ws>", NULL, 0, 0},
    {"another owner's name", PUBLIC, SF_TRANSPORT_UDP, "sip:a@pbx.example.net",
     "<sip:a@pbx.example.com>", NULL, 0, SF_REFUSAL_FOREIGN_DOMAIN},
    {"out of reach", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20", "<sip:a@10.1.2.3>", NULL, 0,
     SF_REFUSAL_PRIVATE},
    {"to nobody", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20", "<sip:a@anonymous.invalid>",
     NULL, 0, SF_REFUSAL_UNUSABLE},
    {"the caller is as private", "10.9.9.9", SF_TRANSPORT_UDP, "sip:a@198.51.100.20",
     "<sip:a@10.1.2.3>", NULL, 0, 0},
    {"somebody answers there", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20", "<sip:a@10.1.2.3>",
     "sip:a@10.1.2.3", 486, 0},
    {"for an hour", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20",
     "<sip:a@198.51.100.30>;expires=3600", NULL, 0, SF_REFUSAL_EXPIRES},
    {"until now", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20",
     "<sip:a@198.51.100.30>;expires=0", NULL, 0, 0},
    {"a web page", PUBLIC, SF_TRANSPORT_TLS, "sip:a@198.51.100.20", "<https://example.com/>", NULL,
     0, 0},
};

static void put(SfLedger *ledger, guint32 frame, const Row *row, guint cseq, const char *first_line,
                const char *more)
{
    g_autofree char *text = g_strdup_printf(
        "%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%u\nFrom: <sip:x@example.net>;tag=x\n"
        "To: <sip:a@example.net>%s\nCall-ID: c\nCSeq: %u INVITE\n%s",
        first_line, row->caller, cseq, *more ? ";tag=y" : "", cseq, more);
    sip_text_add(ledger, frame, frame, text);
}

static const SfAnswer *play(SfLedger *ledger, const Row *row)
{
    g_autofree char *asked = g_strdup_printf("INVITE %s SIP/2.0", row->old_uri);
    g_autofree char *contact = g_strdup_printf("Contact: %s\n", row->contact);
    put(ledger, 1, row, 1, asked, "");
    put(ledger, 2, row, 1, "SIP/2.0 301 Moved Permanently", contact);
    if (row->tried) {
        g_autofree char *tried = g_strdup_printf("INVITE %s SIP/2.0", row->tried);
        g_autofree char *got = g_strdup_printf("SIP/2.0 %u Thus", row->status);
        put(ledger, 3, row, 2, tried, "");
        put(ledger, 4, row, 2, got, "Warning: 399 x \"x\"\n");
    }
    assert_int_equal(sf_ledger_answers(ledger)->len, 1);
    SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    answer->message->transport = row->transport;
    return answer;
}

static void what_is_told_of_an_address(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        const SfAnswer *answer = play(ledger, &rows[i]);
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, 0);
        g_autofree char *got = sf_refusals_names(sf_target_refusals(answer, target), ",");
        g_autofree char *wanted = sf_refusals_names(rows[i].refusals, ",");
        want_string(rows[i].what, got, wanted);
        assert_int_equal(sf_target_status(answer, target), rows[i].status);
        sf_ledger_free(ledger);
    }
}

static void a_success_counts_more_than_what_came_later(void **state)
{
    (void)state;
    static const Row row = {"",
                            PUBLIC,
                            SF_TRANSPORT_UDP,
                            "sip:a@198.51.100.20",
                            "<sip:a@198.51.100.30>",
                            "sip:a@198.51.100.30",
                            200,
                            0};
    SfLedger *ledger = sf_ledger_new();
    const SfAnswer *answer = play(ledger, &row);
    put(ledger, 5, &row, 3, "INVITE sip:a@198.51.100.30 SIP/2.0", "");
    put(ledger, 6, &row, 3, "SIP/2.0 486 Busy Here", "Warning: 399 x \"x\"\n");
    assert_int_equal(sf_target_status(answer, &g_array_index(answer->targets, SfTarget, 0)), 200);
    sf_ledger_free(ledger);
}

/* A call of the same client to the new address, long after, in which nothing tells of the 301. */
typedef struct {
    const char *what;
    const char *caller; /* its address */
    const char *to;     /* that it asks */
    const char *uri;
    guint status;    /* what it gets; 0: nothing */
    const char *end; /* sf_later_end(); NULL: it tells nothing */
    guint served;    /* sf_target_served_status() */
} LaterRow;

static void call_later(SfLedger *ledger, const LaterRow *row)
{
    g_autofree char *asked = g_strdup_printf("INVITE %s SIP/2.0", row->uri);
    g_autofree char *got = g_strdup_printf("SIP/2.0 %u Thus", row->status);
    const char *lines[] = {asked, got};
    for (guint i = 0; i < (row->status ? 2 : 1); i++) {
        g_autofree char *text = g_strdup_printf(
            "%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bKlater\nFrom: <sip:z@example.net>;tag=z\n"
            "To: <sip:a@example.net>%s\nCall-ID: later\nCSeq: 1 INVITE\n",
            lines[i], row->caller, i ? ";tag=y" : "");
        const SipTextWay way = {i ? row->to : row->caller, 5060, i ? row->caller : row->to, 5060};
        sip_text_add_on(ledger, 10 + i, 200 + i, &way, text);
    }
}

static void a_later_call_there_is_the_trial(void **state)
{
    (void)state;
    static const char target[] = "sip:a@198.51.100.30";
    static const LaterRow later_rows[] = {
        {"answered", PUBLIC, NEW_PLACE, target, 200, "tried", 200},
        {"busy", PUBLIC, NEW_PLACE, target, 486, "tried", 486},
        {"refused", PUBLIC, NEW_PLACE, target, 404, "tried-in-vain", 0},
        {"silent", PUBLIC, NEW_PLACE, target, 0, "tried-in-vain", 0},
        {"given up", PUBLIC, NEW_PLACE, target, 487, NULL, 0},
        {"challenged", PUBLIC, NEW_PLACE, target, 401, NULL, 0},
        {"of somebody else", "203.0.113.6", NEW_PLACE, target, 200, NULL, 0},
        {"for another", PUBLIC, NEW_PLACE, "sip:b@198.51.100.30", 200, NULL, 0},
        {"refused at the old place", PUBLIC, OLD_PLACE, target, 404, NULL, 0},
    };
    static const Row moved = {
        "", PUBLIC, SF_TRANSPORT_UDP, "sip:a@198.51.100.20", "<sip:a@198.51.100.30>", NULL, 0, 0};
    for (guint i = 0; i < G_N_ELEMENTS(later_rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        const SfAnswer *answer = play(ledger, &moved);
        call_later(ledger, &later_rows[i]);
        sip_text_add(ledger, 21, 300,
                     "OPTIONS sip:x@198.51.100.20 SIP/2.0\nVia: SIP/2.0/UDP 203.0.113.9;branch="
                     "z9hG4bKo\nFrom: <sip:o@example.net>;tag=o\nTo: <sip:o@example.net>\n"
                     "Call-ID: o\nCSeq: 1 OPTIONS\n");
        want_string(later_rows[i].what, sf_later_end(answer), later_rows[i].end);
        assert_int_equal(
            sf_target_served_status(answer, &g_array_index(answer->targets, SfTarget, 0)),
            later_rows[i].served);
        sf_ledger_free(ledger);
    }
}

/* Two that rank equally, asked at the same time; what the second got tells whether it is still one
 * to choose. */
static void which_are_to_choose_from(void **state)
{
    (void)state;
    static const struct {
        guint second;
        const char *named;
    } ends[] = {
        {487, "sip:a@198.51.100.30, sip:a@198.51.100.40"}, /* cancelled, as the first answered */
        {486, "sip:a@198.51.100.30, sip:a@198.51.100.40"}, {404, NULL}, /* nobody's address */
        {503, "sip:a@198.51.100.30, sip:a@198.51.100.40"}, /* out of order is not gone */
        {408, "sip:a@198.51.100.30, sip:a@198.51.100.40"}, {301, NULL}, /* moved on itself */
    };
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        const Row row = {"",
                         PUBLIC,
                         SF_TRANSPORT_UDP,
                         "sip:a@198.51.100.20",
                         "<sip:a@198.51.100.30>;q=0.5, <sip:a@198.51.100.40>;q=0.5",
                         "sip:a@198.51.100.30",
                         200,
                         0};
        SfLedger *ledger = sf_ledger_new();
        const SfAnswer *answer = play(ledger, &row);
        g_autofree char *got = g_strdup_printf("SIP/2.0 %u Thus", ends[i].second);
        put(ledger, 5, &row, 3, "INVITE sip:a@198.51.100.40 SIP/2.0", "");
        put(ledger, 6, &row, 3, got, "Warning: 399 x \"x\"\n");
        g_autofree char *named = sf_targets_to_choose_from(answer);
        want_string(got, named, ends[i].named);
        sf_ledger_free(ledger);
    }
}

/* The reserve answered, as the first was out of order: that is told of the first. */
static void what_is_out_of_order_is_named(void **state)
{
    (void)state;
    static const struct {
        guint first;
        guint second;
        gboolean is_out;
    } ends[] = {{503, 200, TRUE},
                {500, 200, TRUE},
                {404, 200, FALSE},
                {486, 200, FALSE},
                {503, 486, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        const Row row = {"",
                         PUBLIC,
                         SF_TRANSPORT_UDP,
                         "sip:a@198.51.100.20",
                         "<sip:a@198.51.100.30>;q=1, <sip:a@198.51.100.40>;q=0.5",
                         "sip:a@198.51.100.30",
                         ends[i].first,
                         0};
        SfLedger *ledger = sf_ledger_new();
        const SfAnswer *answer = play(ledger, &row);
        g_autofree char *got = g_strdup_printf("SIP/2.0 %u Thus", ends[i].second);
        put(ledger, 5, &row, 3, "INVITE sip:a@198.51.100.40 SIP/2.0", "");
        put(ledger, 6, &row, 3, got, "Warning: 399 x \"x\"\n");
        const SfFollowup *out = sf_target_out_of_order(answer);
        assert_int_equal(out != NULL, ends[i].is_out);
        assert_int_equal(out ? out->status : 0, ends[i].is_out ? ends[i].first : 0);
        sf_ledger_free(ledger);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_later_call_there_is_the_trial),
        cmocka_unit_test(which_are_to_choose_from),
        cmocka_unit_test(what_is_out_of_order_is_named),
        cmocka_unit_test(what_is_told_of_an_address),
        cmocka_unit_test(a_success_counts_more_than_what_came_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
