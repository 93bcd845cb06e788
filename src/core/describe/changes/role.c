/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/changes/role.h"

#include <string.h>

#include "core/describe/client.h"
#include "core/describe/own_request.h"
#include "core/ledger/story/chain.h"
#include "knowledge/knowledge.h"

static const SfAnswer *hop_above(const SfAnswer *answer)
{
    return answer->above ? answer->above : answer->agent.above;
}

/* The one between made a request of its own, or took the Vias of those before away: as a border
 * controller or a PBX does, and no proxy. */
static SfElementRole role_between(const SfAnswer *answer)
{
    const SfAnswer *above = hop_above(answer);
    if (!above)
        return SF_ELEMENT_UNKNOWN;
    if (answer->vias > 0 && answer->vias <= above->vias)
        return SF_ELEMENT_AGENT;
    if (!above->request || !answer->request)
        return SF_ELEMENT_UNKNOWN;
    if (sf_is_own_request(above->request, answer->request))
        return SF_ELEMENT_AGENT;
    return sf_is_passed_on_whole(above->request, answer->request) ? SF_ELEMENT_PROXY
                                                                  : SF_ELEMENT_UNKNOWN;
}

SfElementRole sf_role_at(const SfFinding *finding, const char *side)
{
    const SfAnswer *answer = finding->answer;
    if (g_str_equal(side, "between"))
        return role_between(answer);
    return g_str_equal(side, "caller") && answer->nearest->agent.asks_for_another
               ? SF_ELEMENT_AGENT
               : SF_ELEMENT_UNKNOWN;
}

const char *sf_role_name(const SfFinding *finding, const char *side)
{
    const SfElementRole role = side ? sf_role_at(finding, side) : SF_ELEMENT_UNKNOWN;
    return role == SF_ELEMENT_AGENT ? "agent" : role == SF_ELEMENT_PROXY ? "proxy" : NULL;
}

/* An element that wrote another domain into the request had served the one that it was for: an
 * outbound proxy leaves that one to whoever serves it. */
static gboolean is_at_home(const SfAnswer *answer, const SfTarget *target)
{
    SfUri asked;
    return sf_target_is_at_home(answer, target) && sf_old_uri(answer, &asked) &&
           !sf_host_equal(asked.host, target->entry.uri.host);
}

const char *sf_target_name(const SfFinding *finding, const char *side)
{
    const SfAnswer *answer = finding->answer;
    /* What was passed on may have been changed before. */
    const SfAnswer *below = g_strcmp0(side, "between") == 0 ? sf_answer_hop_below(answer) : NULL;
    answer = below ? below : answer;
    const SfTarget *target = sf_answer_target(answer, 1);
    return !target ? NULL : is_at_home(answer, target) ? "home" : "elsewhere";
}

/* Who asked the agent; NULL: not known. */
static char *asked_by(const SfAnswer *answer, const char *side)
{
    const SfAnswer *above = hop_above(answer);
    if (g_str_equal(side, "between"))
        return above && above->request ? sf_named_source(answer, above->request) : NULL;
    const char *caller = answer->nearest->agent.caller;
    return caller && *caller ? sf_text_show(sf_text(caller)) : NULL;
}

/* A Call-ID that its maker ends in its address, and in a word before or behind that, may tell what
 * it is. Lent view; absent: it tells nothing. */
static SfText telling_end(const SfAnswer *answer, const char *side, const char *element)
{
    const SfMessage *request = answer->nearest->request;
    if (!request || !g_str_equal(side, "caller") || sf_answer_is_passed_on(answer->nearest))
        return SF_TEXT_NONE;
    const gssize at = sf_text_find(request->call_id, '@');
    const SfText host =
        at < 0 ? SF_TEXT_NONE : sf_text_slice(request->call_id, (gsize)at + 1, G_MAXSIZE);
    g_autofree char *name = sf_text_show(host);
    const char *address = strstr(name, element);
    if (!address)
        return SF_TEXT_NONE;
    for (const char *sign = name; *sign; sign++)
        if (g_ascii_isalpha(*sign) && (sign < address || sign >= address + strlen(element)))
            return host;
    return SF_TEXT_NONE;
}

char *sf_nameless_words(const SfFinding *finding, const char *side, const char *element)
{
    const SfElementRole role = sf_role_at(finding, side);
    const SfText end = telling_end(finding->answer, side, element);
    g_autofree char *ending = sf_text_is_present(end) ? sf_text_show(end) : NULL;
    if (role == SF_ELEMENT_PROXY)
        return sf_phrase_with("setting", "unnamed-proxy", "element", element, NULL);
    if (role == SF_ELEMENT_AGENT) {
        g_autofree char *other = asked_by(finding->answer, side);
        g_autofree char *peer = sf_peer_of(finding->answer, side, element);
        if (other && peer)
            return sf_phrase_with("setting", "unnamed-agent", "element", element, "other", other,
                                  "peer", peer, ending ? "ending" : NULL, ending, NULL);
    }
    return sf_phrase_with("setting", "unnamed", "element", element, ending ? "ending" : NULL,
                          ending, NULL);
}
