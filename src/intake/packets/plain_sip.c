/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/plain_sip.h"

#include <string.h>

#define SIP_PORT 5060 /* RFC 3261 §19.1.2 */

/* ------------------------------------------------------------------ ports */

/* From 1024 on, where Wireshark asks another protocol first (tshark -G decodes, udp.port). The
 * plugin asks its own Wireshark once more; a port that is missing here only makes that run slow. */
static const guint16 claimed[] = {
    1044,  1052,  1069,  1089,  1090,  1091,  1101,  1113,  1153,  1194,  1293,  1547,  1628,
    1629,  1645,  1646,  1700,  1701,  1718,  1719,  1745,  1755,  1812,  1813,  1900,  1985,
    2029,  2048,  2055,  2067,  2099,  2123,  2152,  2157,  2190,  2221,  2222,  2231,  2246,
    2268,  2269,  2313,  2345,  2424,  2427,  2428,  2727,  2887,  2944,  2945,  2948,  2949,
    2960,  3000,  3121,  3130,  3205,  3222,  3250,  3333,  3343,  3357,  3386,  3389,  3452,
    3455,  3478,  3483,  3503,  3540,  3544,  3567,  3622,  3671,  3784,  3785,  3792,  3799,
    3804,  3819,  3863,  3956,  4000,  4011,  4058,  4305,  4306,  4307,  4341,  4342,  4500,
    4533,  4534,  4551,  4555,  4556,  4569,  4665,  4672,  4713,  4729,  4739,  4754,  4784,
    4789,  4790,  4791,  4991,  5000,  5001,  5031,  5050,  5072,  5094,  5246,  5247,  5264,
    5265,  5350,  5351,  5353,  5355,  5404,  5405,  5436,  5555,  5567,  5678,  5683,  5684,
    5868,  6060,  6073,  6081,  6084,  6087,  6118,  6160,  6343,  6543,  6635,  6666,  6696,
    6784,  6970,  7000,  7001,  7002,  7003,  7004,  7005,  7006,  7007,  7008,  7009,  7010,
    7021,  7074,  7075,  7255,  7275,  7784,  8000,  8116,  8161,  8200,  8211,  8600,  8611,
    8612,  8613,  8614,  8755,  8767,  8805,  8848,  9003,  9200,  9201,  9202,  9203,  9214,
    9600,  9875,  9877,  9899,  9901,  9955,  9956,  9996,  9999,  10253, 10500, 11211, 11273,
    11898, 12000, 12001, 12002, 12003, 12004, 12220, 12222, 12223, 13400, 13819, 13907, 13910,
    17220, 17500, 17754, 17755, 17756, 18246, 19132, 19788, 19948, 19999, 20000, 20561, 22222,
    23272, 24576, 24577, 25826, 26000, 27036, 27500, 27910, 27950, 27951, 27952, 27953, 27960,
    27961, 27962, 27963, 30030, 32000, 32512, 34962, 34980, 37008, 41170, 44818, 45564, 47000,
    47808, 49999, 54328, 56000, 56001, 56500, 56501, 57000, 57001, 57032, 57033, 57500, 57501,
    57532, 57533, 59000, 59001, 59032, 59033, 59500, 59501, 59532, 59533, 60001};

static gboolean is_claimed(guint port)
{
    enum { PORTS = 65536, BITS = 8 };
    static guint8 known[PORTS / BITS];

    if (known[claimed[0] / BITS] == 0) {
        for (gsize i = 0; i < G_N_ELEMENTS(claimed); i++)
            known[claimed[i] / BITS] |= (guint8)(1U << claimed[i] % BITS);
    }
    return (known[port / BITS] >> port % BITS & 1) != 0;
}

/* The lower one of two ports has the first word. Those below 1024 are hardly ever SIP's. */
static gboolean ports_are_sip(guint one, guint other)
{
    const guint low = MIN(one, other);

    if (low == SIP_PORT)
        return TRUE;
    return low >= 1024 && !is_claimed(one) && !is_claimed(other) && !sf_port_is_tunnel(one) &&
           !sf_port_is_tunnel(other);
}

gboolean sf_port_opens_others(guint port)
{
    switch (port) {
    case 69:   /* TFTP */
    case 554:  /* RTSP */
    case 1718: /* H.225, gatekeepers */
    case 1719:
    case 1720: /* H.225, calls */
    case 2000: /* Skinny */
    case 2427: /* MGCP */
    case 2727:
    case 2944: /* H.248 */
    case 2945:
    case 5000: /* UNISTIM */
    case 8554: /* RTSP */
        return TRUE;
    default:
        return FALSE;
    }
}

/* ------------------------------------------------------------------ text */

typedef struct {
    const char *at;
    const char *end;
} SfLines;

/* Takes a line, without its end, off @lines. @return FALSE where there is no whole one, or a CR
 * where Wireshark sees the end of a line, and we do not */
static inline gboolean take_line(SfLines *lines, const char **line, gsize *length)
{
    const char *newline = memchr(lines->at, '\n', (gsize)(lines->end - lines->at));

    if (!newline)
        return FALSE;
    *line = lines->at;
    *length = (gsize)(newline - lines->at);
    lines->at = newline + 1;
    const char *cr = memchr(*line, '\r', *length);
    if (cr && cr + 1 != newline)
        return FALSE;
    *length -= cr != NULL;
    return TRUE;
}

#define VERSION        "SIP/2.0"
#define VERSION_LENGTH (sizeof VERSION - 1)

/* "SIP/2.0 200 OK": one blank, three digits, one blank. */
static gboolean is_status_line(const char *line, gsize length)
{
    const char *digits = line + VERSION_LENGTH + 1;

    return length >= VERSION_LENGTH + 5 && memcmp(line, VERSION " ", VERSION_LENGTH + 1) == 0 &&
           g_ascii_isdigit(digits[0]) && g_ascii_isdigit(digits[1]) && g_ascii_isdigit(digits[2]) &&
           digits[3] == ' ';
}

/* Letters, as all methods have that were ever defined. */
static gsize letters_of(const char *line, gsize length)
{
    gsize n = 0;

    while (n < length && g_ascii_isalpha(line[n]))
        n++;
    return n;
}

/* "INVITE sip:bob@example.com SIP/2.0": two blanks, and a colon in what they enclose. */
static gboolean is_request_line(const char *line, gsize length)
{
    enum { SHORTEST_URI = 3 };
    const gsize method = letters_of(line, length);

    if (method == 0 || length < method + 1 + SHORTEST_URI + 1 + VERSION_LENGTH ||
        line[method] != ' ')
        return FALSE;
    const char *uri = line + method + 1;
    const gsize uri_length = length - method - 2 - VERSION_LENGTH;
    return memcmp(uri + uri_length, " " VERSION, VERSION_LENGTH + 1) == 0 &&
           !memchr(uri, ' ', uri_length) && !memchr(uri, '\t', uri_length) &&
           memchr(uri + 1, ':', uri_length - 1);
}

/* Where the headers end, and each of their lines does; NULL: they do not. */
static const char *end_of_headers(SfLines lines)
{
    const char *line;
    gsize length;

    while (take_line(&lines, &line, &length)) {
        if (length == 0)
            return lines.at;
    }
    return NULL;
}

/* The same, of headers whose lines end in CRLF, as nearly all do: from one CR to the next. Lines
 * between them that end in LF alone change nothing: the headers may have ended there already. NULL
 * where others have to be looked at closely. */
static const char *end_of_usual_headers(SfLines lines)
{
    static const char end[] = {'\r', '\n', '\r', '\n'};
    const char *cr;

    if (lines.end - lines.at < (gssize)sizeof end)
        return NULL;
    lines.end -= sizeof end - 1; /* from each CR before here, so much may be looked at */
    while ((cr = memchr(lines.at, '\r', (gsize)(lines.end - lines.at))) != NULL) {
        if (memcmp(cr, end, sizeof end) == 0)
            return cr + sizeof end;
        if (cr[1] != '\n')
            return NULL;
        lines.at = cr + 1;
    }
    return NULL;
}

/* One message up to its body: that, Wireshark may take apart, but it is one with it. */
gsize sf_plain_sip_in_bytes(const guint8 *bytes, gsize length)
{
    const char *const begin = (const char *)bytes;
    SfLines lines = {begin, begin + length};
    const char *line;
    gsize line_length;

    if (!take_line(&lines, &line, &line_length) || memchr(line, '\0', line_length) ||
        !(is_status_line(line, line_length) || is_request_line(line, line_length)))
        return 0;
    const char *end = end_of_usual_headers(lines);
    if (!end)
        end = end_of_headers(lines);
    return end ? (gsize)(end - begin) : 0;
}

gsize sf_plain_sip_kept(const guint8 *bytes, gsize length, gsize headers)
{
    static const char method[] = "NOTIFY ";
    static const char status[] = VERSION " 301";
    const gsize kept = sizeof status - 1;
    const gboolean tells = bytes[0] == 'N' && length - headers >= kept &&
                           memcmp(bytes, method, sizeof method - 1) == 0 &&
                           memcmp(bytes + headers, VERSION " ", sizeof VERSION) == 0;
    return tells ? headers + kept : headers;
}

gsize sf_plain_sip_in(const SfDatagram *datagram)
{
    return datagram->is_ordinary && ports_are_sip(datagram->source_port, datagram->destination_port)
               ? sf_plain_sip_in_bytes(datagram->payload, datagram->length)
               : 0;
}

gsize sf_usual_sip_in(const SfDatagram *datagram)
{
    return MIN(datagram->source_port, datagram->destination_port) == SIP_PORT
               ? sf_plain_sip_in(datagram)
               : 0;
}
