/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/own_request.h"

#include "core/grammar/grammar.h"

static gboolean is_other_host(const SfMessage *came, const SfMessage *went, SfHeaderName name)
{
    SfUri uris[2];
    return sf_message_address(came, name, &uris[0]) && sf_message_address(went, name, &uris[1]) &&
           sf_text_is_present(uris[0].host) && sf_text_is_present(uris[1].host) &&
           !sf_host_equal(uris[0].host, uris[1].host);
}

/* Who mends an address behind a NAT writes that of the caller. */
static gboolean is_own_host(const SfMessage *came, const SfMessage *went, SfHeaderName name)
{
    SfUri uri;
    return is_other_host(came, went, name) && sf_message_address(went, name, &uri) &&
           sf_host_equal(uri.host, went->source_address);
}

gboolean sf_is_same_user(const SfMessage *came, const SfMessage *went, SfHeaderName name)
{
    SfUri uris[2];
    return sf_message_address(came, name, &uris[0]) && sf_message_address(went, name, &uris[1]) &&
           uris[0].user.length > 0 && sf_text_equal(uris[0].user, uris[1].user);
}

static gboolean is_other_text(SfText before, SfText after)
{
    return sf_text_is_present(before) && sf_text_is_present(after) && !sf_text_equal(before, after);
}

gboolean sf_is_own_request(const SfMessage *came, const SfMessage *went)
{
    if (came->cut || went->cut)
        return FALSE;
    return is_other_text(came->call_id, went->call_id) || came->cseq != went->cseq ||
           is_other_text(came->from_tag, went->from_tag) ||
           (is_own_host(came, went, SF_HEADER_FROM) && is_own_host(came, went, SF_HEADER_CONTACT));
}

gboolean sf_is_passed_on_whole(const SfMessage *came, const SfMessage *went)
{
    return !came->cut && !went->cut && came->vias > 0 && went->vias > came->vias &&
           !sf_is_own_request(came, went);
}

static void add_part(GString *parts, gboolean is_other, SfHeaderName name)
{
    if (is_other)
        g_string_append_printf(parts, "%s%s", parts->len ? ", " : "", sf_header_name(name));
}

GString *sf_own_parts(const SfMessage *came, const SfMessage *went)
{
    GString *parts = g_string_new(NULL);
    add_part(parts, is_other_text(came->call_id, went->call_id), SF_HEADER_CALL_ID);
    add_part(parts, came->cseq != went->cseq, SF_HEADER_CSEQ);
    add_part(parts,
             is_other_text(came->from_tag, went->from_tag) ||
                 is_other_host(came, went, SF_HEADER_FROM),
             SF_HEADER_FROM);
    add_part(parts, is_other_host(came, went, SF_HEADER_TO), SF_HEADER_TO);
    return parts;
}
