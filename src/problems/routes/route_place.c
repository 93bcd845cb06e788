// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/routes/route_place.h"

#include "core/grammar/grammar.h"

static gboolean is_sip(const char *uri)
{
    SfUri parts;
    return sf_uri_parse(sf_text(uri), &parts, NULL) &&
           (parts.scheme == SF_SCHEME_SIP || parts.scheme == SF_SCHEME_SIPS);
}

gboolean sf_route_is_sip(const SfRoute *route)
{
    return is_sip(route->old_uri) && is_sip(route->new_uri);
}

char *sf_uri_place(const char *uri)
{
    SfUri parts;
    if (!sf_uri_parse(sf_text(uri), &parts, NULL))
        return g_strdup("");
    g_autofree char *key = sf_uri_key(&parts);
    return g_strconcat(parts.scheme == SF_SCHEME_SIPS ? "sips:" : "sip:", key, NULL);
}

char *sf_route_place(const SfRoute *route)
{
    return sf_uri_place(route->old_uri);
}
