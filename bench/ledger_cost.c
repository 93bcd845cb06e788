/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ledger costs, without Wireshark around it: memory held at most, and time a message, for
 * calls at a steady rate of which a share is redirected or refused.
 *
 *     ledger_cost CALLS [CALLS-A-SECOND [SHARE-WITH-ANSWER]]
 */
#include "core/grammar/grammar.h"
#include "core/ledger/ledger.h"

#include <malloc.h>
#include <stdio.h>

#define MESSAGES_A_CALL 7 /* INVITE 100 180 200 ACK BYE 200 */
#define CALL_SECONDS    20

typedef struct {
    guint call;
    guint step;
} Step;

static gsize held(void)
{
    return mallinfo2().uordblks;
}

G_GNUC_PRINTF(3, 4)
static SfText text(char *buffer, gsize size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const int length = g_vsnprintf(buffer, size, format, values);
    va_end(values);
    return (SfText){buffer, (gsize)length};
}

/* One message of a call: a request for step 0, 4 and 5, an answer for the others. */
static void add(SfLedger *ledger, guint32 frame, gint64 time, guint call, guint step,
                gboolean fails)
{
    static const guint statuses[] = {0, 100, 180, 200, 0, 0, 200};
    static const char *const methods[] = {"INVITE", "INVITE", "INVITE", "INVITE",
                                          "ACK",    "BYE",    "BYE"};
    char call_id[64];
    char branch[64];
    char uri[64];
    char from[64];
    SfMessage message = {.frame = frame,
                         .time = time,
                         .transport = SF_TRANSPORT_UDP,
                         .is_request = statuses[step] == 0,
                         .method = sf_text(methods[step]),
                         .cseq_method = sf_text(methods[step]),
                         .cseq = step < 5 ? 1 : 2,
                         .status = statuses[step],
                         .reason_phrase = sf_text("OK")};
    message.call_id =
        text(call_id, sizeof call_id, "%08x-7f3a-4b1d@203.0.113.5", call * 2654435761u);
    message.request_uri = text(uri, sizeof uri, "sip:%u@pbx1.example.net", call % 1000);
    message.from_tag = sf_text("a73kszlfl");
    message.to_tag = step > 0 ? sf_text("1410948204") : SF_TEXT_NONE;
    message.source_address = sf_text(message.is_request ? "203.0.113.5" : "198.51.100.20");
    message.destination_address = sf_text(message.is_request ? "198.51.100.20" : "203.0.113.5");
    message.source_port = message.destination_port = 5060;
    if (fails && step == 1) {
        message.status = call % 2 ? 301 : 421;
        message.reason_phrase = sf_text(call % 2 ? "Moved Permanently" : "Extension Required");
    }
    const SfHeader headers[] = {
        {.name = SF_HEADER_VIA,
         .value = text(branch, sizeof branch, "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%08x", call)},
        {.name = SF_HEADER_FROM,
         .value = text(from, sizeof from, "<sip:%u@example.com>;tag=a7", call % 200)},
        {.name = SF_HEADER_SUPPORTED, .value = sf_text("replaces, timer")},
        {.name = SF_HEADER_USER_AGENT, .value = sf_text("Asterisk PBX 22.1.0")},
        {.name = call % 2 ? SF_HEADER_CONTACT : SF_HEADER_REQUIRE,
         .value = sf_text(call % 2 ? "<sip:bob@pbx2.example.net>" : "100rel")}};
    message.headers = headers;
    message.n_headers = G_N_ELEMENTS(headers);
    SfVia via;
    if (sf_via_parse(headers[0].value, &via, NULL)) {
        message.branch = via.branch;
        message.sent_by = via.sent_by;
        message.via_transport = via.transport;
        message.vias = 1;
    }
    sf_ledger_frame(ledger, time);
    sf_ledger_add(ledger, &message);
}

int main(int argc, char **argv)
{
    const guint calls = argc > 1 ? (guint)g_ascii_strtoull(argv[1], NULL, 10) : 10000;
    const double rate = argc > 2 ? g_ascii_strtod(argv[2], NULL) : 50;
    const double share = argc > 3 ? g_ascii_strtod(argv[3], NULL) : 0;
    const guint every = share > 0 ? (guint)(1 / share) : 0;
    const guint lag =
        (guint)(CALL_SECONDS * rate); /* a BYE belongs to a call begun that long ago */

    const gsize before = held();
    gsize peak = 0;
    guint peak_open = 0;
    guint32 frame = 0;
    SfLedger *ledger = sf_ledger_new();
    const gint64 start = g_get_monotonic_time();
    for (guint call = 0; call < calls + lag; call++) {
        const gint64 time = (gint64)(call / rate * 1e9);
        const gboolean fails = every && call % every == 0;
        for (guint step = 0; call < calls && step < (fails ? 2 : 5); step++)
            add(ledger, ++frame, time + (gint64)step * 1000000, call, step, fails);
        const guint ended = call - lag;
        for (guint step = 5;
             call >= lag && !(every && ended % every == 0) && step < MESSAGES_A_CALL; step++)
            add(ledger, ++frame, time + (gint64)step * 1000000, ended, step, FALSE);
        if (call % 1024 == 0) {
            peak = MAX(peak, held() - before);
            peak_open = MAX(peak_open, sf_ledger_open(ledger));
        }
    }
    const double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    peak = MAX(peak, held() - before);
    printf("%u calls, %u messages, %u answers explained: %.1f MB at most, %u transactions open at "
           "most, "
           "%.2f us a message\n",
           calls, frame, sf_ledger_answers(ledger)->len, (double)peak / 1e6, peak_open,
           seconds / frame * 1e6);
    sf_ledger_free(ledger);
    return 0;
}
