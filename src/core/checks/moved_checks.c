/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checks.h"

static gboolean is_moved(const SfAnswer *answer)
{
    return answer->message->status == 301;
}

/* The same user at the same host, perhaps by another port or transport: nobody's address book is
 * wrong, but the setting that says where the server is (RFC 3261 §19.1.4 keeps them apart, people
 * do not). */
static gboolean keeps_address(const SfAnswer *answer, const SfTarget *target)
{
    SfUri old;
    if (!answer->request || !sf_uri_parse(answer->request->request_uri, &old, NULL))
        return FALSE;
    g_autofree char *old_key = sf_uri_user_at_host(&old);
    g_autofree char *new_key = sf_uri_user_at_host(&target->entry.uri);
    return g_strcmp0(old_key, new_key) == 0;
}

static const char *who_has_to_change(const SfAnswer *answer, const SfTarget *best)
{
    static const struct {
        const char *method;
        const char *variant;
    } methods[] = {{"REGISTER", "register"}, {"SUBSCRIBE", "subscribe"}, {"OPTIONS", "options"}};

    if (sf_answer_in_dialog(answer))
        return "in-dialog";
    const SfText method = sf_message_method(answer->message);
    for (guint i = 0; i < G_N_ELEMENTS(methods); i++)
        if (sf_text_equal(method, sf_text(methods[i].method)))
            return methods[i].variant;
    if (keeps_address(answer, best))
        return "same-address";
    return answer->request ? NULL : "no-request";
}

void sf_check_moved_permanently(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!is_moved(answer) || answer->nearest != answer || !best)
        return;
    SfFinding *finding = sf_report(check, answer, who_has_to_change(answer, best));
    finding->place = best->place;
    if (!sf_answer_in_dialog(answer))
        sf_finding_fix(finding, "update");
}

void sf_check_moved_no_contact(const SfCheck *check, SfAnswer *answer)
{
    if (!is_moved(answer) || answer->made_at != answer || answer->message->cut)
        return;
    if (sf_answer_target(answer, 1))
        return;
    const gboolean has_header = sf_message_header(answer->message, SF_HEADER_CONTACT, 0) != NULL;
    sf_finding_fix(sf_report(check, answer, has_header ? "unreadable" : NULL), "add-contact");
}

void sf_check_moved_contact_malformed(const SfCheck *check, SfAnswer *answer)
{
    if (!is_moved(answer) || answer->made_at != answer)
        return;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (!target->flaw.reason || target->flaw.slight)
            continue;
        /* A value that the capture cut is no fault of the sender. */
        if (answer->message->cut && i + 1 == answer->targets->len)
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        finding->place = target->place;
        sf_finding_value(finding, "entry", target->entry.whole);
        sf_finding_value(finding, "reason", sf_text(target->flaw.reason));
        sf_finding_number(finding, "position", target->flaw.at + 1);
        sf_finding_fix(finding, "correct");
        return; /* one finding an answer; the first names the pattern */
    }
}
