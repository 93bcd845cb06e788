/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages in logs: what each row's text holds, and what a log that was written to harm does.
 */
#include "intake/hep/hep.h"
#include "intake/logs/log_lines.h"
#include "intake/logs/log_reader.h"

#include "want.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADERS                                                                                    \
    "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK1\n"                                            \
    "From: <sip:a@example.net>;tag=1\n"                                                            \
    "To: <sip:b@example.net>\n"                                                                    \
    "Call-ID: 1@example.net\n"                                                                     \
    "CSeq: 1 INVITE\n"
#define REQUEST "INVITE sip:b@example.net SIP/2.0\n" HEADERS "Content-Length: 0\n\n"
#define ANSWER  "SIP/2.0 301 Moved Permanently\n" HEADERS "Content-Length: 0\n\n"
#define PJSIP   "<--- Received SIP request (300 bytes) from UDP:198.51.100.7:5070 --->\n"

/* A descriptor from which @text can be read. */
static int file_of(const char *text, gsize length)
{
    char name[] = "/tmp/sipfix-log-XXXXXX";
    const int descriptor = mkstemp(name);

    assert_true(descriptor >= 0);
    unlink(name);
    assert_int_equal(write(descriptor, text, length), length);
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

static void show_end(GString *out, const SfLogEnd *end)
{
    if (end->family == 4)
        g_string_append_printf(out, "%u.%u.%u.%u:%u", end->address[0], end->address[1],
                               end->address[2], end->address[3], end->port);
    else
        g_string_append(out, end->family == 6 ? "v6" : "?");
}

/* "1 local U 192.0.2.1:5062>? INVITE ... ": one line a message. */
static char *told(const char *text, gsize length)
{
    static const char *const kinds[] = {"none", "day", "local", "whole"};
    GString *out = g_string_new(NULL);
    const int descriptor = file_of(text, length);
    SfLog *log = sf_log_new(descriptor);
    SfLogMessage message;

    while (sf_log_next(log, &message)) {
        g_string_append_printf(
            out, "%s%" G_GUINT64_FORMAT " %s %s ", out->len > 0 ? "\n" : "", message.line,
            kinds[message.kind],
            *sf_transport_name(message.transport) ? sf_transport_name(message.transport) : "-");
        show_end(out, &message.source);
        g_string_append_c(out, '>');
        show_end(out, &message.destination);
        g_string_append_printf(out, " %" G_GSIZE_FORMAT "%s", message.bytes.length,
                               message.is_cut ? " cut" : "");
    }
    sf_log_free(log);
    close(descriptor);
    return g_string_free(out, FALSE);
}

#define WHOLE_REQUEST "202" /* bytes, with CRLF */
#define WHOLE_ANSWER  "199"

static const struct {
    const char *what;
    const char *text;
    const char *told;
} rows[] = {
    {"nothing", "", ""},
    {"words about SIP", "it speaks SIP/2.0 to me\nVia: SIP/2.0/UDP 192.0.2.1\n", ""},
    {"bare", REQUEST, "1 none - 192.0.2.1:5062>? " WHOLE_REQUEST},
    {"bare, an answer", ANSWER, "1 none - ?>192.0.2.1:5062 " WHOLE_ANSWER},
    {"two, the second in line 9", REQUEST ANSWER,
     "1 none - 192.0.2.1:5062>? " WHOLE_REQUEST "\n9 none - ?>192.0.2.1:5062 " WHOLE_ANSWER},
    {"Asterisk, received", PJSIP REQUEST, "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"Asterisk, sent",
     "<--- Transmitting SIP request (300 bytes) to TLS:[2001:db8::7]:5061 --->\n" REQUEST,
     "2 none tls ?>v6 " WHOLE_REQUEST},
    {"a time before it", "[2026-03-02 08:15:00] VERBOSE[12] res_pjsip_logger.c: " PJSIP REQUEST,
     "2 local udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"a time with a zone", "2026-03-02T08:15:00.5+01:00 x: " PJSIP REQUEST,
     "2 whole udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"the time of another line", "[2026-03-02 08:15:00] NOTICE\n" PJSIP REQUEST,
     "3 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"the head of another message", PJSIP REQUEST ANSWER,
     "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST "\n10 none - ?>192.0.2.1:5062 " WHOLE_ANSWER},
    {"no host but a name",
     "<--- Received SIP request (300 bytes) from UDP:pbx.example.net:5060 --->\n" REQUEST,
     "2 none udp 192.0.2.1:5062>? " WHOLE_REQUEST},
    {"lines of another thread in it",
     PJSIP "INVITE sip:b@example.net SIP/2.0\n[2026] NOTICE[1] else\n" HEADERS
           "Content-Length: 0\n\n",
     "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"no empty line behind it",
     PJSIP "INVITE sip:b@example.net SIP/2.0\n" HEADERS "Content-Length: 0\n",
     "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"cut in its headers", PJSIP "INVITE sip:b@example.net SIP/2.0\n" HEADERS "X: y\n",
     "2 none udp 198.51.100.7:5070>? 187 cut"},
    {"too little of it", PJSIP "INVITE sip:b@example.net SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1\n",
     ""},
    {"its body is left out",
     PJSIP "INVITE sip:b@example.net SIP/2.0\n" HEADERS "Content-Length: 400\n\n" PJSIP REQUEST,
     "2 none udp 198.51.100.7:5070>? 204\n11 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"a body",
     PJSIP "INVITE sip:b@example.net SIP/2.0\n" HEADERS
           "Content-Type: application/sdp\nContent-Length: 10\n\nv=0\ns=-\n" REQUEST,
     "2 none udp 198.51.100.7:5070>? 244\n13 none - 192.0.2.1:5062>? " WHOLE_REQUEST},
    {"the end of lines written out",
     "x kamailio[7]: INVITE sip:b@example.net SIP/2.0#015#012"
     "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK1#015#012From: "
     "<sip:a@example.net>;tag=1#015#012"
     "To: <sip:b@example.net>#015#012Call-ID: 1@example.net#015#012CSeq: 1 INVITE#015#012"
     "Content-Length: 0#015#012#015#012\n",
     "1 none - 192.0.2.1:5062>? " WHOLE_REQUEST},
    {"said again", "UDP message sent (202 bytes):\n\n" REQUEST "Dead call 1 received:\n\n" REQUEST,
     "3 none udp 192.0.2.1:5062>? " WHOLE_REQUEST},
    {"sent again", PJSIP REQUEST PJSIP REQUEST,
     "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST
     "\n11 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
    {"a line that never ends", "INVITE sip:b@example.net SIP/2.0#012", ""},
    {"as if from the year 9999999999", "[9999-99-99 99:99:99] x: " PJSIP REQUEST,
     "2 none udp 198.51.100.7:5070>? " WHOLE_REQUEST},
};

static void test_rows(void **state)
{
    gboolean failed = FALSE;
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = told(rows[i].text, strlen(rows[i].text));
        if (strcmp(got, rows[i].told) != 0)
            print_error("%s: want <%s>, got <%s>\n", rows[i].what, rows[i].told, got);
        failed |= strcmp(got, rows[i].told) != 0;
    }
    assert_false(failed);
}

/* The same whatever stands before each line: indented, quoted, with times, with CRLF. */
static void test_dress(void **state)
{
    static const char *const prefixes[] = {"   ", "> ", "\t", "[Mar  2 08:15:00] ", "pbx | "};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_auto(GStrv) lines = g_strsplit(REQUEST, "\n", -1);
        GString *text = g_string_new(NULL);
        for (gsize n = 0; lines[n + 1]; n++)
            g_string_append_printf(text, "%s%s\r\n", prefixes[i], lines[n]);
        g_autofree char *got = told(text->str, text->len);
        if (!g_str_has_suffix(got, "192.0.2.1:5062>? " WHOLE_REQUEST))
            fail_msg("'%s': got <%s>", prefixes[i], got);
        g_string_free(text, TRUE);
    }
}

/* Two processes write at once: "[7]" is not "[8]". */
static void test_interleaved(void **state)
{
    g_auto(GStrv) lines = g_strsplit(REQUEST, "\n", -1);
    GString *text = g_string_new(NULL);
    (void)state;
    for (gsize n = 0; lines[n + 1]; n++)
        g_string_append_printf(text,
                               "Mar  2 08:15:0%u pbx kamailio[7]: %s\nMar  2 08:15:00 pbx "
                               "kamailio[8]: Supported: timer\n",
                               (guint)n, lines[n]);
    g_autofree char *got = told(text->str, text->len);
    assert_string_equal(got, "1 day - 192.0.2.1:5062>? " WHOLE_REQUEST);
    g_string_free(text, TRUE);
}

/* 8 MB in one line, before, inside and behind a message. */
static void test_long_line(void **state)
{
    const gsize length = 8 << 20;
    GString *text = g_string_new(NULL);
    (void)state;
    g_string_set_size(text, length);
    memset(text->str, 'x', length);
    g_string_append(text, "\n" PJSIP "INVITE sip:b@example.net SIP/2.0\nX: ");
    const gsize at = text->len;
    g_string_set_size(text, at + length);
    memset(text->str + at, 'y', length);
    g_string_append(text, "\n" HEADERS "Content-Length: 0\n\n" REQUEST);
    g_autofree char *got = told(text->str, text->len);
    assert_true(g_str_has_prefix(got, "3 none udp 198.51.100.7:5070>? "));
    assert_true(g_str_has_suffix(got, "\n12 none - 192.0.2.1:5062>? " WHOLE_REQUEST));
    g_string_free(text, TRUE);
}

/* One whose beginning leaves no room behind it: where the room is as large as four lines may be. */
static void test_long_line_at_the_end_of_the_room(void **state)
{
    static const char head[] = PJSIP "INVITE sip:b@example.net SIP/2.0\n";
    const gsize before = 3 * (gsize)SF_LOG_LINE_MOST - (sizeof head - 1);
    GString *text = g_string_new(NULL);
    (void)state;
    g_string_set_size(text, before);
    memset(text->str, 'x', before);
    text->str[before - 1] = '\n';
    g_string_append(text, head);
    const gsize at = text->len;
    g_string_set_size(text, at + 3 * (gsize)SF_LOG_LINE_MOST);
    memset(text->str + at, 'y', text->len - at);
    memcpy(text->str + at, "X: ", 3);
    g_string_append(text, "\n" HEADERS "Content-Length: 0\n\n" REQUEST);
    g_autofree char *got = told(text->str, text->len);
    assert_true(g_str_has_suffix(got, "none - 192.0.2.1:5062>? " WHOLE_REQUEST));
    g_string_free(text, TRUE);
}

/* A first line that no message follows takes nothing from the next one. */
static void test_words_about_a_message(void **state)
{
    static const char text[] = "pbx got: SIP/2.0 200 OK\n" PJSIP REQUEST;
    (void)state;
    g_autofree char *got = told(text, sizeof text - 1);
    assert_true(g_str_has_prefix(got, "3 none udp 198.51.100.7:5070>? "));
}

/* What no layout is: bytes of every kind, and first lines without end. */
static void test_noise(void **state)
{
    GString *text = g_string_new(NULL);
    (void)state;
    for (guint i = 0; i < 300000; i++)
        g_string_append_c(text, (char)(i * 2654435761U >> 13));
    for (guint i = 0; i < 2000; i++)
        g_string_append(text, "SIP/2.0 200 OK SIP/2.0 200 OK INVITE sip:x SIP/2.0\n<--- SIP read");
    g_autofree char *got = told(text->str, text->len);
    assert_string_equal(got, "");
    g_string_free(text, TRUE);
}

/* Of the layouts that there are none comes near the limit, whatever a line holds; one that is added
 * may. */
static void test_a_search_is_given_up(void **state)
{
    SfLogPattern *pattern = sf_log_pattern_new("^(a+)+$");
    char line[64];
    (void)state;
    memset(line, 'a', sizeof line);
    assert_true(sf_log_pattern_takes(pattern, (SfText){line, 20}, NULL, NULL));
    const guint64 before = sf_log_patterns_given_up();
    line[sizeof line - 1] = 'b';
    assert_false(sf_log_pattern_takes(pattern, (SfText){line, sizeof line}, NULL, NULL));
    assert_int_equal(sf_log_patterns_given_up(), before + 1);
    sf_log_pattern_free(pattern);
    const int descriptor = file_of(REQUEST, strlen(REQUEST));
    SfLog *log = sf_log_new(descriptor);
    SfLogMessage message;
    assert_true(sf_log_next(log, &message));
    assert_int_equal(sf_log_given_up(log), 0); /* not what was before */
    sf_log_free(log);
    close(descriptor);
}

/* ---- HEP ---- */

static void test_hep(void **state)
{
    static const char sip[] = "OPTIONS sip:b SIP/2.0\r\n\r\n";
    guint8 bytes[128] = {'H', 'E', 'P', '3', 0, 0};
    gsize at = 6;
    SfLogMessage message;
    SfText call;
    static const guint8 chunks[] = {0, 0, 0, 2,  0,   7, 17, 0,  0,   0, 3, 0,   10, 192, 0,
                                    2, 1, 0, 0,  0,   4, 0,  10, 192, 0, 2, 2,   0,  0,   0,
                                    7, 0, 8, 19, 196, 0, 0,  0,  17,  0, 8, 'a', 'b'};
    (void)state;
    memcpy(bytes + at, chunks, sizeof chunks);
    at += sizeof chunks;
    const guint8 payload[] = {0, 0, 0, 15, 0, 6 + sizeof sip - 1};
    memcpy(bytes + at, payload, sizeof payload);
    memcpy(bytes + at + sizeof payload, sip, sizeof sip - 1);
    at += sizeof payload + sizeof sip - 1;
    bytes[5] = (guint8)at;
    assert_true(sf_hep_read(bytes, at, 5 * SF_SECOND, &message, &call));
    assert_int_equal(message.source.address[3], 1);
    assert_int_equal(message.source.port, 5060);
    assert_int_equal(message.destination.address[3], 2);
    assert_int_equal(message.time, 5 * SF_SECOND);
    assert_true(sf_text_equal(call, sf_text("ab")));
    assert_int_equal(message.bytes.length, sizeof sip - 1);
    for (gsize i = 0; i < at; i++) /* any part of it */
        sf_hep_read(bytes, i, 0, &message, &call);
    bytes[10] = 0; /* a chunk without length */
    bytes[11] = 0;
    assert_false(sf_hep_read(bytes, at, 0, &message, &call));
}

static void test_hep_2(void **state)
{
    static const char sip[] = "OPTIONS sip:b SIP/2.0\r\n\r\n";
    static const guint8 head[] = {2, 16, 2, 17, 19, 196, 19, 197, 192, 0, 2, 1, 192, 0,
                                  2, 2,  7, 0,  0,  0,   5,  0,   0,   0, 0, 0, 0,   0};
    guint8 bytes[128];
    SfLogMessage message;
    SfText call;
    (void)state;
    memcpy(bytes, head, sizeof head);
    memcpy(bytes + sizeof head, sip, sizeof sip - 1);
    assert_true(sf_hep_read(bytes, sizeof head + sizeof sip - 1, 9 * SF_SECOND, &message, &call));
    assert_int_equal(message.time, 7 * SF_SECOND + 5000);
    assert_int_equal(message.destination.port, 5061);
    for (gsize i = 0; i < sizeof head + 10; i++)
        assert_false(sf_hep_read(bytes, i, 0, &message, &call));
    assert_true(sf_hep_read(bytes, sizeof head + sizeof sip - 1, G_MININT64, &message, &call));
    assert_int_equal(message.time, G_MININT64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_dress),
        cmocka_unit_test(test_interleaved),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_long_line_at_the_end_of_the_room),
        cmocka_unit_test(test_words_about_a_message),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_a_search_is_given_up),
        cmocka_unit_test(test_hep),
        cmocka_unit_test(test_hep_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
