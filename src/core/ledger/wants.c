/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/wants.h"

#include "core/ledger/agreement.h"

/* ---- intervals ---- */

/* The number that a value begins with: "1800;refresher=uac". */
static gboolean read_seconds(const SfMessage *message, SfHeaderName name, guint32 *seconds)
{
    const SfHeader *header = message ? sf_message_header(message, name, 0) : NULL;
    if (!header)
        return FALSE;
    const gssize end = sf_text_find(header->value, ';');
    const SfText number = sf_text_slice(header->value, 0, end < 0 ? G_MAXSIZE : (gsize)end);
    return sf_delta_seconds_parse(sf_text_trim(number), seconds);
}

/* A binding's own time goes before that of the header (RFC 3261 §10.2.1.1). */
static gboolean read_expires_of_contact(const SfMessage *request, guint32 *seconds)
{
    const SfHeader *contact = sf_message_header(request, SF_HEADER_CONTACT, 0);
    SfNameAddr binding;
    SfParam expires;
    return contact && sf_text_equal(request->method, sf_text("REGISTER")) &&
           sf_name_addr_parse(contact->value, &binding, NULL) &&
           sf_param_find(binding.params, "expires", &expires) &&
           sf_delta_seconds_parse(expires.value, seconds);
}

gboolean sf_interval_of_request(const SfMessage *request, guint status, guint32 *seconds)
{
    if (status == 422)
        return read_seconds(request, SF_HEADER_SESSION_EXPIRES, seconds);
    return status == 423 && (read_expires_of_contact(request, seconds) ||
                             read_seconds(request, SF_HEADER_EXPIRES, seconds));
}

SfInterval sf_answer_interval(const SfAnswer *answer)
{
    const guint status = answer->message->status;
    SfInterval interval = {0};
    if (status != 422 && status != 423)
        return interval;
    interval.has_minimum =
        read_seconds(answer->message, status == 422 ? SF_HEADER_MIN_SE : SF_HEADER_MIN_EXPIRES,
                     &interval.minimum);
    interval.has_asked =
        answer->request && sf_interval_of_request(answer->request, status, &interval.asked);
    return interval;
}

/* ---- names ---- */

static void add_name(GPtrArray *names, SfText text)
{
    char *name = g_ascii_strdown(text.at, (gssize)text.length);
    if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_free(name);
    else
        g_ptr_array_add(names, name);
}

/* Of more nobody wants to know. */
#define MOST_NAMES 64

GPtrArray *sf_answer_wants(const SfAnswer *answer)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    if (sf_answer_redirects(answer))
        return names;
    const GArray *tags = sf_wanted_tags(answer);
    if (answer->message->status == 494) {
        g_autoptr(GArray) list = sf_mechanisms(answer->message, SF_HEADER_SECURITY_SERVER);
        for (guint i = 0; i < list->len; i++)
            add_name(names, g_array_index(list, SfMechanism, i).name);
    }
    for (guint i = 0; names->len == 0 && i < MIN(tags->len, MOST_NAMES); i++)
        add_name(names, g_array_index(tags, SfTag, i).tag);
    return names;
}

/* ---- whether it was done ---- */

static gboolean requires_any(const SfMessage *request, const GArray *tags)
{
    for (guint i = 0; i < MIN(tags->len, MOST_NAMES); i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (sf_message_lists(request, SF_HEADER_REQUIRE, tag) ||
            sf_message_lists(request, SF_HEADER_PROXY_REQUIRE, tag))
            return TRUE;
    }
    return FALSE;
}

static gboolean asks_for_enough(const SfAnswer *answer, const SfMessage *request)
{
    const SfInterval interval = sf_answer_interval(answer);
    guint32 seconds = 0;
    return !interval.has_minimum ||
           !sf_interval_of_request(request, answer->message->status, &seconds) ||
           seconds >= interval.minimum;
}

static gboolean has(const SfMessage *message, SfHeaderName name)
{
    return message && sf_message_header(message, name, 0) != NULL;
}

/* The list repeated, or the agreement begun (RFC 3329 §2.3.1). */
static gboolean goes_on_with_agreement(const SfAnswer *answer, const SfMessage *request)
{
    return has(request, SF_HEADER_SECURITY_VERIFY) ||
           (has(request, SF_HEADER_SECURITY_CLIENT) &&
            !has(answer->request, SF_HEADER_SECURITY_CLIENT));
}

gboolean sf_want_is_met(const SfAnswer *answer, const SfMessage *request)
{
    switch (answer->message->status) {
    case 420:
        return !requires_any(request, answer->unsupported);
    case 422:
    case 423:
        return asks_for_enough(answer, request);
    case 494:
        return goes_on_with_agreement(answer, request);
    default:
        return TRUE;
    }
}
