/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/routing.h"

#include "core/grammar/scan.h"
#include "core/message/reason.h"

#include <string.h>

/* ---- the same number ---- */

/* The number in a user part: without the parameters of a telephone-subscriber (RFC 3261 §19.1.6).
 */
static SfText number_of(const SfUri *uri)
{
    const SfText number = sf_text_slice(uri->user, 0, sf_skip_to(uri->user, 0, ";"));
    return sf_text_slice(number, sf_has_at(number, 0, '+') ? 1 : 0, G_MAXSIZE);
}

/* As people compare numbers: with or without + and the visual separators (RFC 3966 §5.1.1). */
static gboolean is_same_number(SfText a, SfText b)
{
    gsize i = sf_skip(a, 0, SF_KIND_VISUAL);
    gsize j = sf_skip(b, 0, SF_KIND_VISUAL);
    guint digits = 0;
    while (i < a.length && j < b.length) {
        if (a.at[i] != b.at[j] || !g_ascii_isdigit(a.at[i]))
            return FALSE;
        digits++;
        i = sf_skip(a, i + 1, SF_KIND_VISUAL);
        j = sf_skip(b, j + 1, SF_KIND_VISUAL);
    }
    return digits > 0 && i == a.length && j == b.length;
}

SfText sf_uri_number(const SfUri *uri)
{
    SfText number = number_of(uri);
    while (number.length > 0 && number.at[0] == '0')
        number = sf_text_slice(number, 1, G_MAXSIZE);
    for (gsize i = 0; i < number.length; i++)
        if (!g_ascii_isdigit(number.at[i]))
            return SF_TEXT_NONE;
    return number;
}

/* ---- what a data base was asked ---- */

/* In a sip: address the parameters of a number stand in the user part; some write them behind the
 * host. */
static gboolean find_routing_param(const SfUri *uri, const char *name, SfParam *param)
{
    const gsize semicolon = sf_skip_to(uri->user, 0, ";");
    const SfText of_user = semicolon < uri->user.length
                               ? sf_text_slice(uri->user, semicolon, G_MAXSIZE)
                               : SF_TEXT_NONE;
    return sf_param_find(of_user, name, param) || sf_uri_param(uri, name, param);
}

/* Routing number, look-up done, carrier, trunk group (RFC 4694, RFC 4904). */
static const char *const routing_names[] = {"rn", "npdi", "cic", "tgrp"};

/* What an address says of each; `name` absent: nothing. */
typedef struct {
    SfParam params[G_N_ELEMENTS(routing_names)];
} RoutingParams;

static RoutingParams routing_params_of(const SfUri *uri)
{
    RoutingParams all = {0};
    for (guint i = 0; i < G_N_ELEMENTS(routing_names); i++)
        if (!find_routing_param(uri, routing_names[i], &all.params[i]))
            all.params[i] = (SfParam){0};
    return all;
}

gboolean sf_uri_lacks_route(const SfUri *asked, const SfUri *target)
{
    enum { RN };
    SfParam rn, own;
    return find_routing_param(target, routing_names[RN], &rn) &&
           !find_routing_param(asked, routing_names[RN], &own) &&
           is_same_number(number_of(asked), number_of(target));
}

/* Those that the old address did not have; NULL: none. */
static GString *new_routing_params(const RoutingParams *old, const RoutingParams *target)
{
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(routing_names); i++) {
        const SfParam *param = &target->params[i];
        const SfParam *before = &old->params[i];
        if (!sf_text_is_present(param->name) ||
            (sf_text_is_present(before->name) && sf_text_equal_nocase(before->value, param->value)))
            continue;
        const SfText written = sf_param_as_written(param);
        g_string_append_c(found, ';');
        g_string_append_len(found, written.at, (gssize)written.length);
    }
    if (found->len > 0)
        return found;
    g_string_free(found, TRUE);
    return NULL;
}

/* ---- causes of the telephone network ---- */

/* 22, number changed, is what 301 stands for (RFC 3398 §7.2.4.1); 16 and 31 end any call. */
static gboolean tells_of_routing(guint32 cause)
{
    return cause != 16 && cause != 22 && cause != 31;
}

/* The entry of the Reason headers with a Q.850 cause that tells of routing; absent: none. */
static SfText routing_cause(const SfMessage *message)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(message, &next, &reason))
        if (reason.cause && tells_of_routing(reason.cause))
            return reason.entry;
    return SF_TEXT_NONE;
}

gboolean sf_uri_routing_number(const SfUri *uri, SfText *number)
{
    SfParam rn;
    if (!find_routing_param(uri, "rn", &rn) || rn.value.length == 0)
        return FALSE;
    *number = rn.value;
    return TRUE;
}

/* ---- the answer ---- */

SfRouting sf_routing_of(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_old_uri(answer, &old))
        return (SfRouting){0};
    const SfText cause = routing_cause(answer->message);
    const gboolean is_signed = sf_message_header(answer->message, SF_HEADER_IDENTITY, 0) != NULL;
    const SfText old_number = number_of(&old);
    const RoutingParams old_params = routing_params_of(&old);
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        if (!is_same_number(old_number, number_of(&target->entry.uri)))
            continue;
        const RoutingParams target_params = routing_params_of(&target->entry.uri);
        GString *parameters = new_routing_params(&old_params, &target_params);
        if (parameters || sf_text_is_present(cause) || is_signed)
            return (SfRouting){target, parameters, cause, is_signed};
    }
    return (SfRouting){0};
}

gboolean sf_is_routing_answer(const SfAnswer *answer)
{
    const SfRouting routing = sf_routing_of(answer);
    if (routing.parameters)
        g_string_free(routing.parameters, TRUE);
    return routing.target != NULL;
}

gboolean sf_is_signature(const SfAnswer *answer)
{
    const SfRouting routing = sf_routing_of(answer);
    if (routing.parameters)
        g_string_free(routing.parameters, TRUE);
    return routing.is_signed;
}

gboolean sf_uri_same_number(const SfUri *a, const SfUri *b)
{
    const SfText one = sf_uri_number(a);
    const SfText other = sf_uri_number(b);
    const gsize length = MIN(one.length, other.length);
    return length >= SF_NUMBER_ENDS &&
           memcmp(one.at + one.length - length, other.at + other.length - length, length) == 0;
}
