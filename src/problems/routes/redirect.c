// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/routes/redirect.h"

#include <string.h>

/* New addresses of one answer that are looked at: each is compared with those of other answers. */
#define MAX_ADDRESSES 64U

/* ---- Addresses ---- */

/* As a request would carry it; NULL where it is no URI. */
static char *for_request(const char *written, SfUri *parts)
{
    SfUri whole;
    if (!written || !sf_uri_parse(sf_text(written), &whole, NULL))
        return NULL;
    char *uri = sf_uri_for_request(&whole);
    if (sf_uri_parse(sf_text(uri), parts, NULL))
        return uri;
    g_free(uri);
    return NULL;
}

static gboolean is_dialled(const SfUri *uri)
{
    return uri->scheme != SF_SCHEME_OTHER;
}

/* ---- What came of it ---- */

static const SfNewAddress *choose(const GArray *targets)
{
    const SfNewAddress *chosen = NULL;
    for (guint i = 0; i < targets->len; i++) {
        const SfNewAddress *target = &g_array_index(targets, SfNewAddress, i);
        if (target->answered)
            return target;
        if (!chosen || (target->redirected && !chosen->redirected))
            chosen = target;
    }
    return chosen;
}

static SfRefusals refusals_of(const SfEvent *event)
{
    static const struct {
        const char *check;
        SfRefusals refusal;
    } told[] = {
        {"moved.in-dialog", SF_REFUSAL_IN_DIALOG},
        {"moved.number-routing", SF_REFUSAL_NUMBER_ROUTING},
        {"moved.to-caller", SF_REFUSAL_TO_CALLER},
        {"moved.expires", SF_REFUSAL_EXPIRES}, /* of the Expires header, see sf_redirect_read() */
    };
    SfRefusals refusals = 0;
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        for (guint k = 0; k < G_N_ELEMENTS(told); k++)
            if (g_str_equal(finding->check, told[k].check))
                refusals |= told[k].refusal;
    }
    return refusals;
}

/* ---- The whole ---- */

static void clear_target(gpointer data)
{
    g_free(((SfNewAddress *)data)->uri);
}

static void read_target(SfRedirect *redirect, const SfEventTarget *told)
{
    SfNewAddress target = {
        .answered = told->status / 100 == 2,
        .redirected = told->status / 100 == 3,
        .refusals = told->refusals,
    };
    target.uri = for_request(told->uri, &target.parts);
    if (target.uri && is_dialled(&target.parts))
        g_array_append_val(redirect->targets, target);
    else
        g_free(target.uri);
}

static gboolean any_expires(const GArray *targets)
{
    for (guint i = 0; i < targets->len; i++)
        if (g_array_index(targets, SfNewAddress, i).refusals & SF_REFUSAL_EXPIRES)
            return TRUE;
    return FALSE;
}

gboolean sf_redirect_read(SfRedirect *redirect, const SfEvent *event)
{
    *redirect = (SfRedirect){.targets = g_array_new(FALSE, FALSE, sizeof(SfNewAddress))};
    g_array_set_clear_func(redirect->targets, clear_target);
    if (event->status != 301)
        return FALSE;
    redirect->old_uri = for_request(event->old_uri, &redirect->old_parts);
    if (!redirect->old_uri)
        return TRUE;
    for (guint i = 0; i < MIN(event->targets->len, MAX_ADDRESSES); i++)
        read_target(redirect, &g_array_index(event->targets, SfEventTarget, i));
    redirect->chosen = choose(redirect->targets);
    redirect->refusals = refusals_of(event);
    if (any_expires(redirect->targets)) /* then the finding is about those only */
        redirect->refusals &= ~(SfRefusals)SF_REFUSAL_EXPIRES;
    return TRUE;
}

void sf_redirect_clear(SfRedirect *redirect)
{
    g_free(redirect->old_uri);
    g_array_unref(redirect->targets);
}
