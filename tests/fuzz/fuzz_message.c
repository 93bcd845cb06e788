/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds bytes to the reader of messages: its views lie in them, and cut or not it reads the same as
 * far as both go. */
#include "fuzz.h"

#include "core/message/message_read.h"

static void must_lie_within(SfText part, SfText whole)
{
    MUST(part.at || part.length == 0);
    if (part.at)
        MUST(part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

static gboolean feed(SfText text, gboolean ended, GArray *headers)
{
    const SfWire wire = {.bytes = text, .ended = ended, .place = {0, 0, (guint)text.length}};
    SfMessage message = {0};

    if (!sf_message_read(&wire, headers, &message))
        return FALSE;
    MUST(message.is_request || (message.status <= 999 && message.method.length == 0));
    MUST(!message.cut || !ended);
    const SfText parts[] = {message.request_uri, message.reason_phrase, message.call_id,
                            message.cseq_method, message.from_tag,      message.to_tag,
                            message.branch,      message.sent_by,       message.via_transport};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        must_lie_within(parts[i], text);
    for (guint i = 0; i < message.n_headers; i++) {
        must_lie_within(message.headers[i].value, text);
        const SfByteRange place = message.headers[i].place;
        MUST(place.length == message.headers[i].value.length);
        MUST(place.offset + place.length <= text.length);
    }
    SfMessage *copy = sf_message_copy(&message);
    MUST(copy->n_headers == message.n_headers && copy->cseq == message.cseq);
    MUST(sf_text_equal(copy->call_id, message.call_id));
    sf_message_free(copy);
    return TRUE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static GArray *headers;
    if (!headers)
        headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    /* A copy of exactly that size, so that a look past its end is seen. */
    g_autofree char *copy = g_malloc(MAX(size, 1));
    if (size > 0)
        memcpy(copy, data, size);
    const SfText text = {copy, size};
    MUST(feed(text, TRUE, headers) || !feed(text, FALSE, headers) || size > 0);
    return 0;
}
