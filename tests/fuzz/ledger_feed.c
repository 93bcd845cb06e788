/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger_feed.h"

#include "core/message/message_read.h"

#define PICK(table, byte) (table)[(byte) % G_N_ELEMENTS(table)]

static const char *const methods[] = {
    "INVITE",   "INVITE",  "INVITE",    "ACK",    "CANCEL", "PRACK",   "BYE",     "UPDATE",
    "REGISTER", "OPTIONS", "SUBSCRIBE", "NOTIFY", "REFER",  "MESSAGE", "PUBLISH", "INFO"};
static const char *const uris[] = {"sip:bob@a.example.net",
                                   "sip:bob@b.example.net",
                                   "sip:bob@198.51.100.20",
                                   "sips:bob@a.example.net",
                                   "sip:bob@a.example.net:5080;transport=tcp",
                                   "sip:+49305550100@a.example.net;user=phone",
                                   "tel:+49305550100",
                                   "sip:a.example.net",
                                   "sip:bob@[2001:db8::1]:5060",
                                   "urn:service:sos",
                                   "nonsense"};
static const char *const statuses[] = {"100 Trying",
                                       "180 Ringing",
                                       "183 Session Progress",
                                       "200 OK",
                                       "301 Moved Permanently",
                                       "301 Moved Permanently",
                                       "421 Extension Required",
                                       "421 Extension Required",
                                       "300 Multiple Choices",
                                       "302 Moved Temporarily",
                                       "305 Use Proxy",
                                       "380 Alternative Service",
                                       "401 Unauthorized",
                                       "407 Proxy Authentication Required",
                                       "404 Not Found",
                                       "408 Request Timeout",
                                       "420 Bad Extension",
                                       "422 Session Interval Too Small",
                                       "423 Interval Too Brief",
                                       "439 First Hop Lacks Outbound Support",
                                       "480 Temporarily Unavailable",
                                       "481 Call/Transaction Does Not Exist",
                                       "486 Busy Here",
                                       "487 Request Terminated",
                                       "488 Not Acceptable Here",
                                       "494 Security Agreement Required",
                                       "500 Server Internal Error",
                                       "503 Service Unavailable",
                                       "600 Busy Everywhere",
                                       "603 Decline",
                                       "604 Does Not Exist Anywhere",
                                       "607 Unwanted",
                                       "301 ",
                                       "421 \x1b[2J"};
static const char *const headers[] = {
    "",
    "Contact: <sip:bob@b.example.net>;q=0.5, <sip:bob@a.example.net>",
    "Contact: <sip:bob@198.51.100.20>;expires=5",
    "Contact: \"Bob, desk\" <sip:bob@10.1.2.3:5060>;q=0.9, <sip:bob@b.example.net>;q=0.4",
    "Contact: *",
    "Contact: <sip:bob@broken",
    "Contact: sip:bob@b.example.net;q=1.5",
    "Contact: <sips:bob@b.example.net;transport=udp>",
    "Contact: <tel:+49305550101>;q=0.7",
    "Contact: <sip:bob@b.example.net?Replaces=x&Route=y>",
    "Contact: <sip:bob@b.example.net;method=REGISTER>",
    "Contact: <sip:bob@127.0.0.1>, <sip:bob@0.0.0.0>, <sip:bob@[::1]>",
    "Contact: <sip:bob@a.example.net>, <sip:bob@a.example.net>",
    "Contact: <mailto:bob@example.net>, <https://example.net/bob>",
    "Contact: <sip:alice@192.0.2.1:5060>",
    "Contact: <sip:bob@c.example.net;maddr=203.0.113.9;lr>;expires=0",
    "Require: 100rel",
    "Require: timer, 100rel",
    "Require: sec-agree",
    "Require: nonsense-tag",
    "Require: gruu, outbound, path",
    "Require: ,,",
    "Require: precondition;x=1",
    "Supported: 100rel, timer",
    "Supported: replaces",
    "Supported: outbound, path, gruu, sec-agree",
    "Supported:",
    "Proxy-Require: sec-agree",
    "Proxy-Require: 100rel",
    "Unsupported: 100rel",
    "Unsupported: 100rel, timer",
    "Security-Client: digest;d-alg=md5;q=0.1, tls;q=0.2",
    "Security-Server: tls;q=0.2, ipsec-3gpp;ealg=null",
    "Security-Verify: tls;q=0.2",
    "Session-Expires: 90;refresher=uac",
    "Session-Expires: 1800",
    "Min-SE: 120",
    "Min-Expires: 3600",
    "Expires: 60",
    "Expires: 5000000000",
    "RSeq: 1",
    "RSeq: 4294967296",
    "RAck: 1 1 INVITE",
    "Route: <sip:203.0.113.5;lr>",
    "Route: <sip:a.example.net;lr>, <sip:203.0.113.6>",
    "Record-Route: <sip:203.0.113.5;lr>",
    "Path: <sip:203.0.113.5;lr>",
    "History-Info: <sip:bob@a.example.net>;index=1",
    "History-Info: <sip:bob@b.example.net?Reason=SIP%3Bcause%3D301>;index=1.1",
    "Diversion: <sip:bob@a.example.net>;reason=unconditional;counter=3",
    "Diversion: \"x\" <sip:carol@d.example.net>;reason=user-busy",
    "Reason: Q.850;cause=17;text=\"user busy\"",
    "Reason: SIP;cause=301;text=\"moved\"",
    "Warning: 399 a.example.net \"use \\\"timer\\\"\"",
    "Warning: 370 198.51.100.20 \"Insufficient Bandwidth\"",
    "Server: kamailio (5.6.3 (x86_64/linux))",
    "Server: Asterisk PBX 20.4.0",
    "Server: FreeSWITCH-mod_sofia/1.10.9",
    "User-Agent: Linphone/5.2 (belle-sip/5.2)",
    "User-Agent: Yealink SIP-T54W 96.86.0.70",
    "User-Agent: \x1b[31m<script>alert(1)</script>=cmd|x",
    "Allow: INVITE, ACK, CANCEL, BYE",
    "Accept: application/sdp",
    "Replaces: call-3@example.net;to-tag=b;from-tag=a",
    "Join: call-3@example.net;to-tag=b;from-tag=a",
    "Content-Type: application/sdp",
    "X-Why: because",
    "Max-Forwards: 0",
};
static const char *const clients[] = {
    "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa",
    "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb",
    "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKa;rport",
    "SIP/2.0/TCP 192.0.2.1:5061;branch=z9hG4bKc",
    "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKp\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa",
    "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKq\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa",
    "SIP/2.0/UDP 203.0.113.6;branch=z9hG4bKr\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKp",
    "SIP/2.0/TLS [2001:db8::5];branch=z9hG4bKs",
    "SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKw",
    "SIP/2.0/UDP 192.0.2.1",
    "nonsense"};
static const char *const tags[] = {"", "", ";tag=b", ";tag=c", ";tag=gl-as1234", ";tag"};
static const char *const callers[] = {
    "<sip:alice@example.com>;tag=a", "<sip:alice@example.com>;tag=d",
    "\"Eve \x07\" <sip:eve@example.org>;tag=e", "sip:alice@example.com"};
static const char *const places[] = {"198.51.100.20", "203.0.113.5", "203.0.113.6",
                                     "192.0.2.1",     "192.0.2.2",   "2001:db8::5"};

const char *feed_header(guint number)
{
    return PICK(headers, number);
}

const char *feed_uri(guint number)
{
    return PICK(uris, number);
}

const char *feed_method(guint number)
{
    return PICK(methods, number);
}

const char *feed_status(guint number)
{
    return PICK(statuses, number);
}

char *step_text(const SfStep *step)
{
    GString *text = g_string_new(NULL);
    const char *method = PICK(methods, step->method);

    if (step->kind & 1)
        g_string_printf(text, "SIP/2.0 %s", PICK(statuses, step->status));
    else
        g_string_printf(text, "%s %s SIP/2.0", method, PICK(uris, step->status));
    g_string_append_printf(
        text,
        "\r\nVia: %s\r\nFrom: %s\r\nTo: <%s>%s\r\nCall-ID: call-%u@example.net\r\n"
        "CSeq: %u %s\r\n",
        PICK(clients, step->client), PICK(callers, step->tag >> 4), PICK(uris, step->status >> 5),
        PICK(tags, step->tag), step->call % 6u, step->cseq % 4u + 1, method);
    for (gsize i = 0; i < G_N_ELEMENTS(step->headers); i++) {
        const char *header = PICK(headers, step->headers[i]);
        if (*header)
            g_string_append_printf(text, "%s\r\n", header);
    }
    g_string_append(text, "Content-Length: 0\r\n\r\n");
    return g_string_free(text, FALSE);
}

/* A millisecond, most often; sometimes as long as something that is waited for. */
static gint64 wait_of(guint8 wait)
{
    static const gint64 seconds[] = {1, 2, 5, 31, 33, 65, 100, 250, -1, -40};

    return wait < 192 ? wait * (SF_SECOND / 1000) : PICK(seconds, wait) * SF_SECOND;
}

static void feed_message(SfLedger *ledger, guint32 frame, gint64 time, const SfStep *step)
{
    g_autofree char *text = step_text(step);
    g_autoptr(GArray) read = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    const gboolean is_cut = (step->kind & 0x0e) == 0x0e;
    SfText bytes = sf_text(text);

    if (is_cut)
        bytes.length -= bytes.length * (step->place >> 4) / 20;
    const SfWire wire = {.bytes = bytes, .ended = !is_cut, .place = {0, 0, (guint)bytes.length}};
    SfMessage message = {.frame = frame, .time = time};
    if (!sf_message_read(&wire, read, &message))
        return;
    message.source_address = sf_text(PICK(places, step->place));
    message.destination_address = sf_text(PICK(places, step->place / G_N_ELEMENTS(places)));
    message.source_port = message.destination_port = step->place & 0x40 ? 5080 : 5060;
    message.transport = (SfTransport)(1 + (step->kind >> 4) % SF_TRANSPORT_SCTP);
    message.in_connection = message.transport != SF_TRANSPORT_UDP;
    message.quoted = (step->kind & 0x0e) == 0x0c;
    sf_ledger_add(ledger, &message);
}

void step_feed(SfLedger *ledger, guint32 frame, gint64 *time, const SfStep *step)
{
    *time += wait_of(step->wait);
    if ((step->kind & 0xfe) == 0xf0)
        sf_ledger_lost(ledger, *time);
    sf_ledger_frame(ledger, *time);
    if ((step->kind & 0xfe) == 0xf2)
        sf_ledger_count_encrypted(ledger);
    else if ((step->kind & 0xfe) == 0xf4)
        sf_ledger_ipsec(ledger, sf_text(PICK(places, step->place)),
                        sf_text(PICK(places, step->tag)), frame);
    else if ((step->kind & 0xfe) == 0xf6)
        sf_ledger_count_fragment(ledger);
    else
        feed_message(ledger, frame, *time, step);
}
