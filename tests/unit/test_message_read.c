/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "core/message/message_read.h"

static void append(GString *told, const char *name, SfText value)
{
    g_autofree char *shown = sf_text_dup(value);
    if (sf_text_is_present(value))
        g_string_append_printf(told, "%s%s=%s", told->len ? "|" : "", name, shown);
}

/* The message as "name=value|..."; NULL where there is none. */
static char *read_message(const char *bytes, gboolean ended)
{
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    const SfWire wire = {.bytes = sf_text(bytes), .ended = ended};
    SfMessage message = {0};
    if (!sf_message_read(&wire, headers, &message))
        return NULL;
    GString *told = g_string_new(NULL);
    append(told, "method", message.method);
    append(told, "uri", message.request_uri);
    if (!message.is_request)
        g_string_append_printf(told, "status=%u", message.status);
    append(told, "reason", message.reason_phrase);
    append(told, "id", message.call_id);
    if (sf_text_is_present(message.cseq_method))
        g_string_append_printf(told, "|cseq=%u", message.cseq);
    append(told, "cseq_method", message.cseq_method);
    append(told, "from_tag", message.from_tag);
    append(told, "to_tag", message.to_tag);
    append(told, "branch", message.branch);
    for (guint i = 0; i < message.n_headers; i++)
        if (message.headers[i].name < SF_HEADER_FROM)
            append(told, sf_header_name(message.headers[i].name), message.headers[i].value);
    if (message.cut)
        g_string_append(told, "|cut");
    return g_string_free(told, FALSE);
}

/* What a transferred call got, in the body of a NOTIFY. */
static void told_of_a_transfer(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        guint status;
    } rows[] = {
        {"NOTIFY sip:a SIP/2.0\r\nc: message/sipfrag;version=2.0\r\nX: y\r\n\r\nSIP/2.0 301 "
         "Moved\r\n",
         301},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: Message/SipFrag\n\nSIP/2.0 421", 421},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: message/sipfrag\n\nSIP/2.0 42", 0},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: message/sipfrag\n\nINVITE sip:b SIP/2.0\n", 0},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: message/sipfrag\n\n", 0},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: message/sipfrag\n", 0},
        {"NOTIFY sip:a SIP/2.0\nContent-Type: text/plain\n\nSIP/2.0 301 Moved\n", 0},
        {"INFO sip:a SIP/2.0\nContent-Type: message/sipfrag\n\nSIP/2.0 301 Moved\n", 0},
        {"SIP/2.0 200 OK\nContent-Type: message/sipfrag\n\nSIP/2.0 301 Moved\n", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
        const SfWire wire = {.bytes = sf_text(rows[i].bytes), .ended = TRUE};
        SfMessage message = {0};
        assert_true(sf_message_read(&wire, headers, &message));
        assert_int_equal(message.told_status, rows[i].status);
    }
}

static void start_lines(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"INVITE sip:bob@example.net SIP/2.0\r\n\r\n", "method=INVITE|uri=sip:bob@example.net"},
        {"\r\n\r\nOPTIONS sip:a SIP/2.0\r\n\r\n", "method=OPTIONS|uri=sip:a"},
        {"INVITE  sip:a b  SIP/2.0\n\n", "method=INVITE|uri=sip:a b"},
        {"INVITE sip:a sip/2.0\n\n", "method=INVITE|uri=sip:a"},
        {"SIP/2.0 301 Moved Permanently\r\n\r\n", "status=301|reason=Moved Permanently"},
        {"SIP/2.0 421 \r\n\r\n", "status=421|reason="},
        {"SIP/2.0 421\r\n\r\n", "status=421|reason="},
        {"sip/2.0 421 x\r\n\r\n", "status=421|reason=x"},
        /* nothing that SIP would begin with */
        {"", NULL},
        {"\r\n\r\n", NULL},
        {"INVITE sip:a SIP/3.0\r\n\r\n", NULL},
        {"INVITE SIP/2.0\r\n\r\n", NULL},
        {" INVITE sip:a SIP/2.0\r\n\r\n", NULL},
        {"IN{VITE sip:a SIP/2.0\r\n\r\n", NULL},
        {"SIP/2.0 3011 Moved\r\n\r\n", NULL},
        {"SIP/2.0 abc Moved\r\n\r\n", NULL},
        {"SIP/2.0\r\n\r\n", NULL},
        {"GET / HTTP/1.1\r\n\r\n", NULL},
        {"some text of a body\r\n", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *told = read_message(rows[i][0], TRUE);
        want_string(rows[i][0], told, rows[i][1]);
    }
}

#define LINE "SIP/2.0 200 OK\r\n"
#define TOLD "status=200|reason=OK"

static void headers(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {LINE "Call-ID: a@b\r\nCSeq: 4711 INVITE\r\n\r\n",
         TOLD "|id=a@b|cseq=4711|cseq_method=INVITE"},
        {LINE "From: <sip:a;tag=no>;tag=1\r\nTo: sip:b;tag=2\r\n\r\n", TOLD "|from_tag=1|to_tag=2"},
        {LINE "f: \"x>;tag=no\" <sip:a>;x=\";\";tag=1\r\nt: <sip:b>\r\n\r\n", TOLD "|from_tag=1"},
        {LINE "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nv: SIP/2.0/UDP b;branch=2\r\n\r\n",
         TOLD "|branch=z9hG4bK1|Via=SIP/2.0/UDP a;branch=z9hG4bK1|Via=SIP/2.0/UDP b;branch=2"},
        {LINE "k: a\r\nSUPPORTED :b\r\nsupported\t : c\r\nSupported:\r\n\r\n",
         TOLD "|Supported=a|Supported=b|Supported=c|Supported="},
        /* close by the colon, and what is written nearly as a name that counts */
        {LINE "To:<sip:b>;tag=2\r\nallow:\r\nREQUIRE:a\r\n\r\n", TOLD "|to_tag=2|Allow=|Require=a"},
        {LINE "Call\rID: x\r\nCSeq\x1a 1 A\r\nContact-: a\r\nVia\t\r: b\r\n\r\n", TOLD},
        {LINE "m: <sip:a>\r\nx: 90\r\nc: text/plain\r\ni: id\r\n\r\n",
         TOLD "|id=id|Contact=<sip:a>|Session-Expires=90|Content-Type=text/plain"},
        /* folds */
        {LINE "Require: a,\r\n b,\r\n\tc  \r\nAllow: x\r\n\r\n",
         TOLD "|Require=a,\r\n b,\r\n\tc|Allow=x"},
        {LINE "Require:\r\n a\r\n\r\n", TOLD "|Require=a"},
        /* the body is none of them */
        {LINE "Require: a\r\n\r\nRequire: b\r\n", TOLD "|Require=a"},
        {LINE "\r\nRequire: b\r\n", TOLD},
        /* what is no header, and what does not count */
        {LINE "no colon\r\n: empty\r\nX-Require: a\r\nRequired: b\r\nz: c\r\nRequire: d\r\n\r\n",
         TOLD "|Require=d"},
        {LINE " folded start line\r\nRequire: d\r\n\r\n", TOLD "|Require=d"},
        /* no empty line: the packet ends with the headers */
        {LINE "Require: a\r\n", TOLD "|Require=a"},
        {LINE "Require: a", TOLD "|Require=a"},
        {LINE, TOLD},
        /* of what may come once, the first */
        {LINE "Call-ID: 1\r\nCall-ID: 2\r\nCSeq: x\r\nCSeq: 1 ACK\r\n\r\n",
         TOLD "|id=1|cseq=1|cseq_method=ACK"},
        {LINE "CSeq: 99999999999 ACK\r\nCSeq: 1\r\n\r\n", TOLD "|cseq=1|cseq_method="},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *told = read_message(rows[i][0], TRUE);
        want_string(rows[i][0], told, rows[i][1]);
    }
}

/* Of what stands at the cut nobody knows how it goes on: with more letters, or with a fold. */
static void cut_messages(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {LINE "Require: a\r\nAllow: x\r\n\r\n", TOLD "|Require=a|Allow=x"},
        {LINE "Require: a\r\nAllow: x\r\n\r\nbody", TOLD "|Require=a|Allow=x"},
        {LINE "Require: a\r\nAllow: x\r\n\r", TOLD "|Require=a|Allow=x|cut"},
        {LINE "Require: a\r\nAllow: x\r\n", TOLD "|Require=a|cut"},
        {LINE "Require: a\r\nAllow: x", TOLD "|Require=a|cut"},
        {LINE "Require: a\r\nAll", TOLD "|Require=a|cut"},
        {LINE "Require: a", TOLD "|cut"},
        {LINE, TOLD "|cut"},
        {"SIP/2.0 301 Moved Perm", "status=301|cut"},
        {"SIP/2.0 30", NULL},
        {"INVITE sip:bob@exam", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *told = read_message(rows[i][0], FALSE);
        want_string(rows[i][0], told, rows[i][1]);
    }
}

static void places(void **state)
{
    (void)state;
    static const char bytes[] = "\r\n" LINE "Require:  100rel \r\n\r\n";
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    const SfWire wire = {
        .bytes = sf_text(bytes), .ended = TRUE, .place = {.source = 1, .offset = 42, .length = 30}};
    SfMessage message = {0};
    assert_true(sf_message_read(&wire, headers, &message));
    const SfByteRange place = message.headers[0].place;
    assert_int_equal(place.source, 1);
    assert_int_equal(place.offset, 42 + (strstr(bytes, "100rel") - bytes));
    assert_int_equal(place.length, strlen("100rel"));
}

/* ---- what is read in one step, and the same in many ---- */

#define N_VARIANTS 20000

static const char *const usual[] = {
    "INVITE sip:b@example.net SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport\r\n"
    "v: SIP/2.0/TCP a.example;received=192.0.2.9;branch=z9hG4bK2, SIP/2.0/UDP b\r\n"
    "From: \"A, B\" <sip:a@example.org>;tag=f-1\r\nTo: <sip:b@example.net>\r\n"
    "Call-ID: 4711@192.0.2.1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
    "Contact: <sip:a@192.0.2.1>\r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 421 Extension Required\r\nVia: SIP/2.0/TLS a;branch=1\r\nf: sip:a;tag=1\r\n"
    "t: <sip:b>;x=\"y\";tag=2\r\ni: id\r\nCSeq: 2 ACK\r\nRequire: 100rel,\r\n timer\r\n"
    "X-Own: z\r\nServer: s\r\nk: a\r\nl: 0\r\n\r\n"};

/* Pieces that change what a message says, or how it is said. */
static const char *const pieces[] = {" ",         "\t",
                                     ":",         ";",
                                     ",",         "/",
                                     "=",         "<",
                                     ">",         "\"",
                                     "\\",        "\r",
                                     "\n",        "\r\n ",
                                     "\r\n\r\n",  "a",
                                     "tag=",      ";tag=x",
                                     ";branch=y", ";BRANCH=\"y\"",
                                     "\r\nTo: c", "\r\nVia: SIP/2.0/UDP c"};

static GString *vary(GRand *random)
{
    GString *text = g_string_new(usual[g_rand_int(random) % G_N_ELEMENTS(usual)]);
    for (guint n = g_rand_int(random) % 5; n > 0; n--) {
        const gsize at = g_rand_int(random) % text->len;
        if (g_rand_boolean(random))
            g_string_insert(text, (gssize)at, pieces[g_rand_int(random) % G_N_ELEMENTS(pieces)]);
        else
            g_string_erase(text, (gssize)at, 1);
    }
    return text;
}

/* The same with blanks wherever the grammar has room for them, so that nothing stands as usual. */
static char *with_blanks(const char *text)
{
    static const char *const changes[][2] = {
        {"SIP/2.0/", "SIP /2.0/"}, {";branch=", "; branch="}, {">;tag=", "> ;tag="}};
    const char *start = text + strspn(text, "\r\n");
    const char *feed = strchr(start, '\n');
    GString *wide = g_string_new(feed ? feed + 1 : "");
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++)
        g_string_replace(wide, changes[i][0], changes[i][1], 0);
    for (gsize at = 0; at < wide->len; at += strcspn(wide->str + at, "\n") + 1) {
        const gsize colon = at + strcspn(wide->str + at, ":\n");
        if (wide->str[colon] == ':' && colon > at && !strchr(" \t", wide->str[at]))
            g_string_insert(wide, (gssize)colon, " \t");
    }
    g_string_prepend_len(wide, text, feed ? feed + 1 - text : (gssize)strlen(text));
    return g_string_free(wide, FALSE);
}

/* What the message says, without blanks: they may stand in what was put where it says something
 * else. */
static char *gist(const char *bytes)
{
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    const SfWire wire = {.bytes = sf_text(bytes), .ended = TRUE};
    SfMessage message = {0};
    if (!sf_message_read(&wire, headers, &message))
        return NULL;
    GString *told = g_string_new(NULL);
    g_string_append_printf(told, "%u %u %u", message.status, message.cseq, message.vias);
    append(told, "uri", message.request_uri);
    append(told, "id", message.call_id);
    append(told, "cseq_method", message.cseq_method);
    append(told, "from_tag", message.from_tag);
    append(told, "to_tag", message.to_tag);
    append(told, "branch", message.branch);
    append(told, "sent_by", message.sent_by);
    append(told, "transport", message.via_transport);
    for (guint i = 0; i < message.n_headers; i++)
        g_string_append_printf(told, "|%s", sf_header_name(message.headers[i].name));
    g_string_replace(told, " ", "", 0);
    g_string_replace(told, "\t", "", 0);
    return g_string_free(told, FALSE);
}

static void blanks_change_nothing(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (guint i = 0; i < N_VARIANTS; i++) {
        g_autoptr(GString) text = vary(random);
        g_autofree char *wide = with_blanks(text->str);
        g_autofree char *said = gist(text->str);
        g_autofree char *again = gist(wide);
        want_string(text->str, again, said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_lines),        cmocka_unit_test(headers),
        cmocka_unit_test(cut_messages),       cmocka_unit_test(places),
        cmocka_unit_test(told_of_a_transfer), cmocka_unit_test(blanks_change_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
