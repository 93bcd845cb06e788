/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followup.h"

SfFollowup *sf_followup_new(SfAnswer *answer, SfFollowupKind kind, const SfMessage *request)
{
    SfFollowup *followup = g_new0(SfFollowup, 1);
    followup->answer = answer;
    followup->kind = kind;
    followup->request = sf_message_copy(request);
    followup->activity = request->time;
    return followup;
}

void sf_followup_free(SfFollowup *followup)
{
    sf_message_free(followup->request);
    sf_message_free(followup->latest);
    g_free(followup->answered_by);
    g_free(followup->barrier);
    g_free(followup->passed_on.by);
    g_free(followup->passed_on.to);
    g_free(followup->phrase);
    g_free(followup->prack_to);
    g_free(followup->prack_rack);
    g_free(followup->reliable.contact);
    g_free(followup->reliable.rack);
    g_free(followup->reliable.to_tag);
    g_free(followup->told);
    g_free(followup);
}

/* Who gets no answer by UDP sends the request again after T1 (RFC 3261 §17.1.1.2, §17.1.2.2). Who
 * does not has had one, which the capture lacks; one that agrees on security, perhaps inside. */
static gboolean seems_answered(const SfFollowup *followup)
{
    return followup->status == 0 && !followup->heard && !followup->unreachable_frame &&
           !followup->sent_again &&
           (followup->request->transport == SF_TRANSPORT_UDP || followup->secured);
}

gboolean sf_followup_is_silent(const SfFollowup *followup)
{
    return followup->status == 0 && followup->unseen_end.frame == 0 && !seems_answered(followup);
}

gboolean sf_followup_went_well_unseen(const SfFollowup *followup)
{
    return followup->unseen_end.well && followup->status / 100 != 2;
}

gboolean sf_followup_lacks_header(const SfFollowup *followup, SfHeaderName name)
{
    const SfMessage *before = followup->answer->request;
    return before && sf_message_header(before, name, 0) &&
           !sf_message_header(followup->request, name, 0);
}

gboolean sf_followup_lacks_named(const SfFollowup *followup, const char *name, SfHeaderName header)
{
    if (followup->kind != SF_FOLLOWUP_TARGET || sf_message_header(followup->request, header, 0))
        return FALSE;
    SfText rest =
        g_array_index(followup->answer->targets, SfTarget, followup->target).entry.uri.headers;
    for (SfParam named; sf_uri_header_next(&rest, &named);)
        if (sf_escaped_compare(named.name, sf_text(name), TRUE) == 0)
            return TRUE;
    return FALSE;
}

/* Two packets may be captured the other way round. */
SfText sf_followup_own_phrase(const SfFollowup *followup)
{
    g_autofree char *code = g_strdup_printf("%u", followup->status);
    const char *usual = sf_shelf_words(SF_SHELF_CODES, code, "name");
    const SfText phrase = sf_text_trim(sf_text(followup->phrase ? followup->phrase : ""));
    return usual && sf_text_equal_nocase(phrase, sf_text(usual)) ? sf_text("") : phrase;
}

gboolean sf_followup_is_deadlock(const SfFollowup *followup)
{
    const GArray *required = followup->answer->required;
    if (followup->kind != SF_FOLLOWUP_RETRY || !followup->bad_extension.frame)
        return FALSE;
    for (guint i = 0; i < required->len; i++)
        if (sf_message_lists(followup->request, SF_HEADER_REQUIRE,
                             g_array_index(required, SfTag, i).tag))
            return TRUE;
    return FALSE;
}

double sf_followup_delay(const SfFollowup *followup)
{
    const gint64 delay = followup->request->time - followup->answer->message->time;
    return (double)MAX(delay, 0) / 1e9;
}

gboolean sf_status_invites_retry(guint status)
{
    static const guint statuses[] = {401, 407, 413, 415, 416, 420, 422, 423, 439, 494};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (statuses[i] == status)
            return TRUE;
    return FALSE;
}
