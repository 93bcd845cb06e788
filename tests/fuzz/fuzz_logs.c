/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds bytes to the reader of logs, as a file, and to the reader of HEP, and checks what must hold
 * whatever comes in: messages have a Call-ID, a line that is in the file, a bounded length, and lie
 * in order. Built for libFuzzer with -DSIPFIX_FUZZ=ON; replay.c runs it over files without.
 */
#include "fuzz.h"

#include "intake/hep/hep.h"
#include "intake/hep/hep_streams.h"
#include "intake/logs/log_input.h"
#include "intake/logs/log_pdu.h"
#include "intake/logs/log_reader.h"

#include <sys/mman.h>
#include <unistd.h>

static void feed_message(const SfLogMessage *message, guint64 *last)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    MUST(message->line > *last);
    MUST(message->bytes.length > 0 && message->bytes.length <= 210000);
    MUST(message->source.family == 0 || message->source.family == 4 || message->source.family == 6);
    MUST(message->source.family == 0 || message->destination.family == 0 ||
         message->source.family == message->destination.family);
    sf_log_pdu_append(message, bytes);
    MUST(bytes->len > message->bytes.length && bytes->len < 262144);
    *last = message->line;
}

static void feed_log(const uint8_t *data, size_t size)
{
    const int descriptor = memfd_create("log", MFD_CLOEXEC);
    SfLogMessage message;
    guint64 last = 0;

    MUST(descriptor >= 0 && write(descriptor, data, size) == (ssize_t)size);
    lseek(descriptor, 0, SEEK_SET);
    SfPacking packing;
    sf_log_is_text(descriptor, &packing);
    SfLog *log = sf_log_new(descriptor);
    while (sf_log_next(log, &message))
        feed_message(&message, &last);
    MUST((last == 0) == (sf_log_title(log) == NULL));
    sf_log_free(log);
    close(descriptor);
}

static void feed_hep(const uint8_t *data, size_t size)
{
    SfLogMessage message;
    SfText call;

    if (!sf_hep_read(data, size, SF_SECOND, &message, &call))
        return;
    MUST((const uint8_t *)message.bytes.at >= data &&
         (const uint8_t *)message.bytes.at + message.bytes.length <= data + size);
    MUST(!call.at || ((const uint8_t *)call.at >= data &&
                      (const uint8_t *)call.at + call.length <= data + size));
}

static void feed_stream(SfHepStreams *streams, gboolean is_taken)
{
    const guint8 *bytes;
    gsize length;
    SfLogMessage message;
    SfText call;

    while (is_taken && sf_hep_streams_next(streams, &bytes, &length)) {
        MUST(length >= SF_HEP_HEAD && sf_hep_length(bytes, length) == length);
        sf_hep_read(bytes, length, SF_SECOND, &message, &call);
    }
}

/* Segments: where each begins in the stream, how long it is, its bytes. */
static void feed_streams(const uint8_t *data, size_t size)
{
    static const guint8 address[16];
    SfHepStreams *streams = sf_hep_streams_new();
    size_t at = 0;

    while (size - at > 4) {
        const SfHepSegment segment = {.family = data[at] & 1 ? 6 : 4,
                                      .source = address,
                                      .destination = address,
                                      .source_port = data[at] >> 1,
                                      .sequence = 0xffffff80U + data[at + 1] * 64U + data[at + 2],
                                      .bytes = data + at + 4,
                                      .length = MIN(data[at + 3], size - at - 4)};
        if (segment.length > 0)
            feed_stream(streams, sf_hep_streams_take(streams, &segment));
        at += 4 + segment.length;
    }
    while (sf_hep_streams_end(streams))
        feed_stream(streams, TRUE);
    sf_hep_streams_free(streams);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    feed_streams(data, size);
    feed_log(data, size);
    feed_hep(data, size);
    return 0;
}
