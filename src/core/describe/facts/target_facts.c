/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts/target_facts.h"

#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/outcome.h"
#include "core/grammar/domain.h"
#include "core/ledger/followups/followup.h"

#include <string.h>

guint sf_target_status(const SfAnswer *answer, const SfTarget *target)
{
    guint status = 0;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->status && status / 100 != 2 &&
            &g_array_index(answer->targets, SfTarget, followup->target) == target)
            status = followup->status;
    }
    return status;
}

/* The first try that shows the address to be right; NULL: none does. */
static const SfFollowup *served_by(const SfAnswer *answer, const SfTarget *target)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET &&
            (followup->status / 100 == 2 || sf_followup_declines(followup)) &&
            &g_array_index(answer->targets, SfTarget, followup->target) == target)
            return followup;
    }
    return NULL;
}

guint32 sf_target_served_frame(const SfAnswer *answer, const SfTarget *target)
{
    const SfFollowup *served = served_by(answer, target);
    return served ? served->status_frame : 0;
}

guint sf_target_served_status(const SfAnswer *answer, const SfTarget *target)
{
    const SfFollowup *served = served_by(answer, target);
    return served ? served->status : 0;
}

/* By another transport it is the same place to people. */
static gboolean is_same_place(const SfTarget *one, const SfTarget *other)
{
    const SfUri *first = &one->entry.uri;
    const SfUri *second = &other->entry.uri;
    return sf_text_equal(first->user, second->user) && sf_host_equal(first->host, second->host) &&
           first->port == second->port;
}

/* One that was tried, and is no address of anybody, is none to choose. A try that was cancelled, as
 * by who asks several at once when another answers, tells nothing against its address. */
static gboolean may_be_chosen(const SfAnswer *answer, const SfTarget *target)
{
    const guint status = sf_target_status(answer, target);
    return status == 0 || status == 487 || sf_status_declines(status) ||
           sf_target_served_frame(answer, target) != 0;
}

char *sf_targets_to_choose_from(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    gboolean are_several = FALSE;
    for (guint i = 0; i < ranked->len; i++) {
        if (!may_be_chosen(answer, ranked->pdata[i]))
            continue;
        g_ptr_array_add(open, ranked->pdata[i]);
        are_several |= !is_same_place(open->pdata[0], ranked->pdata[i]);
    }
    return are_several ? sf_targets_named(open) : NULL;
}

static gboolean has_transport(const SfUri *uri, const char *name)
{
    SfParam transport;
    return sf_uri_param(uri, "transport", &transport) &&
           sf_escaped_compare(transport.value, sf_text(name), TRUE) == 0;
}

static gboolean is_protected(const SfUri *uri)
{
    return uri->scheme == SF_SCHEME_SIPS || has_transport(uri, "tls") || has_transport(uri, "wss");
}

static gboolean leaves_tls(const SfAnswer *answer, const SfUri *old, const SfUri *target)
{
    const SfTransport transport = answer->message->transport;
    if (is_protected(target))
        return FALSE;
    /* RFC 7118 §4: `transport=ws` stands for both, the scheme tells; few do so. */
    if (transport == SF_TRANSPORT_WSS)
        return !has_transport(target, "ws");
    return is_protected(old) || transport == SF_TRANSPORT_TLS;
}

static gboolean leaves_domain(const SfAnswer *answer, const SfUri *target)
{
    g_autofree char *one = sf_old_domain(answer);
    g_autofree char *other = sf_registrable_domain(target->host);
    return one && other && !g_str_equal(one, other);
}

/* ---- what others act on ---- */

static gboolean is_letter(const char *user, gsize i)
{
    return g_ascii_isalpha(user[i]);
}

/* A ' as in o'brien, and a ; before a parameter (;rn=), are as usual. */
static gboolean is_usual_at(const char *user, gsize i)
{
    if (user[i] == '\'')
        return i > 0 && is_letter(user, i - 1) && is_letter(user, i + 1);
    return user[i] == ';' && g_ascii_isalnum(user[i + 1]);
}

/* @user: with its escapes undone, as dial plans take it. */
static gboolean is_user_acted_on(const char *user)
{
    static const char *const signs = "$`|<>\"';";
    if (user[0] == '-' || user[0] == '=')
        return TRUE;
    for (gsize i = strcspn(user, signs); user[i]; i += 1 + strcspn(user + i + 1, signs))
        if (!is_usual_at(user, i))
            return TRUE;
    return FALSE;
}

static gboolean is_uri_acted_on(const SfUri *uri)
{
    if (uri->user.length == 0)
        return FALSE;
    g_autofree char *escaped = sf_text_dup(uri->user);
    g_autofree char *user = g_uri_unescape_string(escaped, NULL);
    return is_user_acted_on(user ? user : escaped);
}

static gboolean is_tag_acted_on(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (tag.length > 0 &&
            (tag.at[0] == '-' || sf_text_find(tag, '`') >= 0 || sf_text_find(tag, '\'') >= 0))
            return TRUE;
    }
    return FALSE;
}

/* "<100rel>" */
static gboolean is_in_angles(const char *text)
{
    const gsize end = strcspn(text + 1, "<>") + 1;
    return text[0] == '<' && text[end] == '>' && text[end + 1] == '\0';
}

/* What is no tag is in no list of tags, and is shown all the same. Quotation marks and angle
 * brackets around a tag are slips. */
static gboolean is_entry_acted_on(SfText entry)
{
    g_autofree char *text = sf_text_dup(entry);
    if (strpbrk(text, "<>") && !is_in_angles(text))
        return TRUE;
    for (gsize i = strcspn(text, "$`|';"); text[i]; i += 1 + strcspn(text + i + 1, "$`|';"))
        if (!is_usual_at(text, i))
            return TRUE;
    return FALSE;
}

static gboolean is_list_acted_on(const SfMessage *answer)
{
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(answer, SF_HEADER_REQUIRE, nth)); nth++) {
        SfText rest = header->value;
        SfText entry;
        SfFlaw flaw;
        while (sf_token_next(&rest, &entry, &flaw))
            if (flaw.reason && is_entry_acted_on(entry))
                return TRUE;
    }
    return FALSE;
}

gboolean sf_answer_names_are_acted_on(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_answer_redirects(answer))
        return is_tag_acted_on(answer->required) || is_tag_acted_on(answer->unsupported) ||
               (answer->message->status == 421 && is_list_acted_on(answer->message));
    if (sf_old_uri(answer->nearest, &old) && is_uri_acted_on(&old))
        return TRUE;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && is_uri_acted_on(&target->entry.uri))
            return TRUE;
    }
    return FALSE;
}

SfRefusals sf_target_refusals(const SfAnswer *answer, const SfTarget *target)
{
    SfUri old;
    const SfUri *uri = &target->entry.uri;
    SfRefusals refusals = target->has_expires && target->expires > 0 ? SF_REFUSAL_EXPIRES : 0;
    if (target->rank == 0 || uri->scheme == SF_SCHEME_OTHER || !sf_old_uri(answer, &old))
        return refusals;
    if (leaves_tls(answer, &old, uri))
        refusals |= SF_REFUSAL_INSECURE;
    if (leaves_domain(answer, uri))
        refusals |= SF_REFUSAL_FOREIGN_DOMAIN;
    if (sf_target_is_nowhere(answer, target))
        refusals |= SF_REFUSAL_UNUSABLE;
    else if (sf_target_is_out_of_reach(answer, target))
        refusals |= SF_REFUSAL_PRIVATE;
    return refusals;
}
