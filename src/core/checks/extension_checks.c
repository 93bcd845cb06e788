/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checks.h"

static gboolean is_extension_required(const SfAnswer *answer)
{
    return answer->message->status == 421;
}

/* Whether the call works without the tag, in part at least, so that the server need not insist. */
static gboolean may_be_relaxed(SfText tag)
{
    g_autofree char *name = sf_text_dup(tag);
    const char *works_without = sf_shelf_words(SF_SHELF_TAGS, name, "works_without");
    if (!works_without || g_strcmp0(works_without, "no") == 0)
        return FALSE;
    /* A proxy that needs Path must insist on it (RFC 3327 §5.1). */
    return !sf_text_equal_nocase(tag, sf_text("path"));
}

static gboolean all_may_be_relaxed(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        if (!may_be_relaxed(g_array_index(tags, SfTag, i).tag))
            return FALSE;
    return TRUE;
}

void sf_check_extension_required(const SfCheck *check, SfAnswer *answer)
{
    if (!is_extension_required(answer) || answer->nearest != answer || answer->required->len == 0)
        return;
    const char *variant = NULL;
    if (!answer->offer_known)
        variant = "no-request";
    else if (answer->missing->len == 0)
        variant = "offered";
    SfFinding *finding = sf_report(check, answer, variant);
    finding->place = g_array_index(answer->required, SfTag, 0).place;
    const GArray *wanted = answer->missing->len ? answer->missing : answer->required;
    if (all_may_be_relaxed(wanted))
        sf_finding_fix(finding, "relax");
    if (answer->missing->len > 0 || !answer->offer_known)
        sf_finding_fix(finding, "offer");
}

void sf_check_extension_no_require(const SfCheck *check, SfAnswer *answer)
{
    if (!is_extension_required(answer) || answer->made_at != answer || answer->message->cut)
        return;
    if (sf_message_header(answer->message, SF_HEADER_REQUIRE, 0))
        return;
    sf_finding_fix(sf_report(check, answer, NULL), "name");
}
