/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/moved/several.h"

#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/astray.h"

/* Places that are named with their frames; more help nobody. */
#define MOST_PLACES 6

static gboolean is_try(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_TARGET;
}

static gboolean is_asked_anew(const SfAnswer *answer, guint index)
{
    const SfFollowup *followup = answer->followups->pdata[index];
    for (guint i = 0; i < index; i++) {
        const SfFollowup *before = answer->followups->pdata[i];
        if (is_try(before) &&
            (before->target == followup->target ||
             (before->answered_by && g_strcmp0(before->answered_by, followup->answered_by) == 0)))
            return TRUE;
    }
    return FALSE;
}

guint sf_places_that_failed(const SfAnswer *answer)
{
    guint places = 0;
    guint answered = 0;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!is_try(followup))
            continue;
        if (!sf_followup_failed(followup) || sf_followup_went_astray(followup) ||
            followup->refused_by || followup->likely || is_asked_anew(answer, i))
            return 0;
        if (followup->status &&
            (!followup->answered_by ||
             sf_followup_is_surely_not_at(followup, sf_text(followup->answered_by))))
            return 0;
        places++;
        answered += followup->status ? 1 : 0;
    }
    return answered > 1 ? places : 0;
}

/* "198.51.100.40 (503), asked in frame 7, answered in frame 9". */
static char *told_of(SfFinding *finding, const SfFollowup *followup)
{
    const guint32 asked_at = followup->request->frame;
    g_autofree char *asked = g_strdup_printf("%u", asked_at);
    g_autofree char *place = sf_text_dup(followup->request->destination_address);
    sf_finding_name_frame(finding, asked_at);
    if (!followup->status)
        return sf_phrase_with("places", "silent", "place", place, "asked", asked, NULL);
    g_autofree char *status = g_strdup_printf("%u", followup->status);
    g_autofree char *answered = g_strdup_printf("%u", followup->status_frame);
    sf_finding_name_frame(finding, followup->status_frame);
    return sf_phrase_with("places", "answered", "place", followup->answered_by, "status", status,
                          "asked", asked, "answered", answered, "told", followup->told, NULL);
}

static void tell_of_each(SfFinding *finding, const SfAnswer *answer, guint places)
{
    GString *list = g_string_new(NULL);
    guint named = 0;
    for (guint i = 0; i < answer->followups->len && named < MOST_PLACES; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!is_try(followup))
            continue;
        g_autofree char *one = told_of(finding, followup);
        g_string_append_printf(list, "%s%s", named ? "; " : "", one);
        named++;
    }
    if (places > named) {
        g_autofree char *rest = g_strdup_printf("%u", places - named);
        g_autofree char *more = sf_phrase_with("value", "more", "n", rest, NULL);
        g_string_append(list, more);
    }
    sf_finding_take_string(finding, "failed", list);
}

/* Places that fail in different ways share what they were asked for: the user, and how it is
 * written. */
static void tell_of_form(SfFinding *finding, const SfAnswer *answer)
{
    const SfFollowup *first = NULL;
    gboolean differ = FALSE;
    gboolean is_same_user = TRUE;
    SfUri asked = {0};
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        SfUri next;
        if (!is_try(followup))
            continue;
        if (!first && !sf_uri_parse(followup->request->request_uri, &asked, NULL))
            return;
        first = first ? first : followup;
        differ |= followup->status && first->status && followup->status != first->status;
        is_same_user &= sf_uri_parse(followup->request->request_uri, &next, NULL) &&
                        sf_text_equal(asked.user, next.user);
    }
    if (differ && is_same_user && asked.user.length > 0)
        sf_finding_value(finding, "form", asked.user);
}

void sf_tell_of_places(SfFinding *finding, const SfAnswer *answer, guint places)
{
    const SfFollowup *first = sf_first_followup(answer, SF_FOLLOWUP_TARGET);
    sf_finding_number(finding, "n_tried", places);
    sf_finding_value(finding, "earlier",
                     first->answered_by ? sf_text(first->answered_by)
                                        : first->request->destination_address);
    sf_finding_number(finding, "first_frame", first->request->frame);
    tell_of_each(finding, answer, places);
    tell_of_form(finding, answer);
    sf_tell_what_caller_got(finding, answer);
}
