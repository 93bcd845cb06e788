/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/parties.h"

#include "core/grammar/scan.h"

#include <string.h>

/* The user up to parameters of its own (trunk group, carrier), which say how to reach it, not whom
 * (RFC 3966 §5). */
static void append_user(GString *text, const SfUri *uri)
{
    const gsize begin = text->len;
    if (uri->scheme == SF_SCHEME_SIP || uri->scheme == SF_SCHEME_SIPS)
        sf_escaped_append(text, uri->user);
    else
        sf_uri_append_user_at_host(text, uri);
    g_string_truncate(text, begin + strcspn(text->str + begin, "@;"));
}

/* Scheme and name are one whatever their case (RFC 8141 §3.1). */
#define EMERGENCY "urn:service:sos"

gboolean sf_is_emergency_service(const SfUri *uri)
{
    const gsize length = strlen(EMERGENCY);
    return uri->scheme == SF_SCHEME_OTHER && uri->whole.length >= length &&
           g_ascii_strncasecmp(uri->whole.at, EMERGENCY, length) == 0 &&
           (uri->whole.length == length || uri->whole.at[length] == '.');
}

SfKey sf_parties(GString *text, SfText client, const SfUri *uri)
{
    g_string_truncate(text, 0);
    g_string_append_len(text, client.at, (gssize)client.length);
    if (sf_text_is_present(uri->user) && uri->user.length > 0) {
        g_string_append_c(text, '\n');
        append_user(text, uri);
    } else if (sf_is_emergency_service(uri)) {
        g_string_append(text, "\n" EMERGENCY);
    } else {
        g_string_append_len(text, "\n@", 2);
        const gsize begin = text->len;
        sf_uri_append_user_at_host(text, uri);
        g_string_truncate(text, begin + strcspn(text->str + begin, "@;"));
    }
    return sf_key((SfText){text->str, text->len});
}
