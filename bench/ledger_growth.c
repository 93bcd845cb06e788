/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What core does for the events of a capture of kinds.py, without Wireshark around it: to be run
 * where instructions are counted (growth.py --core), and that in minutes where tshark takes hours.
 *
 *     ledger_growth FILE.pcap
 */
#include "core/describe/cases.h"
#include "core/describe/facts.h"
#include "core/describe/outcome.h"
#include "core/ledger/ledger.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/message/message_read.h"

#include <stdio.h>
#include <string.h>

#define FILE_HEAD    24
#define RECORD_HEAD  16
#define ADDRESSES    26 /* of the source, from the beginning of the frame: Ethernet, IPv4 */
#define PORTS        34
#define PAYLOAD      42 /* behind UDP's head */
#define TEXT_ADDRESS 16

static guint32 number_at(const char *at)
{
    guint32 number;
    memcpy(&number, at, sizeof number);
    return GUINT32_FROM_LE(number);
}

static guint16 port_at(const char *at)
{
    guint16 port;
    memcpy(&port, at, sizeof port);
    return GUINT16_FROM_BE(port);
}

static SfText address_at(const char *at, char *text)
{
    const guint8 *byte = (const guint8 *)at;
    g_snprintf(text, TEXT_ADDRESS, "%u.%u.%u.%u", byte[0], byte[1], byte[2], byte[3]);
    return sf_text(text);
}

static void add_frame(SfLedger *ledger, guint32 number, gint64 time, SfText frame, GArray *headers)
{
    char addresses[2][TEXT_ADDRESS];
    const SfWire wire = {
        .bytes = {frame.at + PAYLOAD, frame.length - PAYLOAD},
        .ended = TRUE,
        .place = {.offset = PAYLOAD, .length = (guint)frame.length - PAYLOAD},
    };
    SfMessage message = {
        .frame = number,
        .time = time,
        .transport = SF_TRANSPORT_UDP,
        .source_address = address_at(frame.at + ADDRESSES, addresses[0]),
        .destination_address = address_at(frame.at + ADDRESSES + 4, addresses[1]),
        .source_port = port_at(frame.at + PORTS),
        .destination_port = port_at(frame.at + PORTS + 2),
    };
    sf_ledger_frame(ledger, time);
    if (sf_message_read(&wire, headers, &message))
        sf_ledger_add(ledger, &message);
}

/* What an event tells of one finding. */
static gsize tell_finding(const SfFinding *finding)
{
    g_autofree char *text = sf_finding_text(finding);
    g_autofree char *why = sf_finding_why(finding);
    g_autoptr(GArray) frames = sf_finding_frames(finding);
    g_ptr_array_unref(sf_finding_fixes(finding));
    g_ptr_array_unref(sf_finding_known(finding));
    return strlen(text) + (why ? strlen(why) : 0) + frames->len;
}

/* What it tells of an answer; the length of the words. */
static gsize tell(const SfAnswer *answer)
{
    g_autofree char *name = sf_answer_case(answer);
    g_autofree char *final = sf_answer_final(answer);
    g_autoptr(GArray) proof = sf_answer_proof(answer);
    g_autoptr(GPtrArray) findings = sf_answer_findings_root_first(answer, FALSE);
    gsize length = proof->len + (name ? strlen(name) : 0) + (final ? strlen(final) : 0) +
                   strlen(sf_outcome_name(sf_answer_outcome(answer).kind));
    for (guint i = 0; i < findings->len; i++)
        length += tell_finding(findings->pdata[i]);
    return length;
}

int main(int argc, char **argv)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;
    if (argc != 2 || !g_file_get_contents(argv[1], &bytes, &size, NULL))
        return 2;
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    SfLedger *ledger = sf_ledger_new();
    guint32 n = 0;
    for (gsize at = FILE_HEAD; at + RECORD_HEAD + PAYLOAD < size;) {
        const char *record = bytes + at;
        const gint64 time = number_at(record) * SF_SECOND + number_at(record + 4) * 1000LL;
        const guint32 length = number_at(record + 8);
        add_frame(ledger, ++n, time, (SfText){record + RECORD_HEAD, length}, headers);
        at += RECORD_HEAD + length;
    }
    const GPtrArray *answers = sf_ledger_answers(ledger);
    gsize told = 0;
    for (guint i = 0; i < answers->len; i++)
        told += tell(answers->pdata[i]);
    printf("%u messages, %u answers, %zu of words\n", n, answers->len, told);
    sf_ledger_free(ledger);
    return 0;
}
