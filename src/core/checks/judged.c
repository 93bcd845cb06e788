/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/judged.h"

#include "knowledge/knowledge.h"

/* Other codes come here only where somebody asked for them, and to the checks that cover them. */
static gboolean is_of_kind(const SfAnswer *answer, guint code)
{
    const guint status = answer->message->status;
    return status == code || (code == 301 && sf_answer_redirects(answer)) ||
           (code == 421 && status == 494);
}

gboolean sf_is_made_here(const SfAnswer *answer, guint code)
{
    return is_of_kind(answer, code) && sf_answer_origin(answer) == answer;
}

gboolean sf_is_received_here(SfAnswer *answer, guint code)
{
    return is_of_kind(answer, code) && sf_answer_is_nearest(answer);
}

gboolean sf_header_is_whole(const SfMessage *message, const SfHeader *header)
{
    return !message->cut || header + 1 != message->headers + message->n_headers;
}

gboolean sf_uri_same_place(const SfUri *a, const SfUri *b)
{
    g_autofree char *one = sf_uri_for_request(a);
    g_autofree char *other = sf_uri_for_request(b);
    SfUri first;
    SfUri second;
    return sf_uri_parse(sf_text(one), &first, NULL) &&
           sf_uri_parse(sf_text(other), &second, NULL) && sf_uri_equal(&first, &second);
}

SfText sf_uri_next_host(const SfUri *uri)
{
    SfParam maddr;
    const gboolean diverted = sf_uri_param(uri, "maddr", &maddr) && maddr.value.length > 0;
    return diverted ? maddr.value : uri->host;
}

void sf_finding_about(SfFinding *finding, const SfTarget *target)
{
    finding->place = target->place;
    sf_finding_value(finding, "entry", target->entry.whole);
    sf_finding_value(finding, "target", target->entry.uri_text);
    if (sf_text_is_present(target->entry.uri.host))
        sf_finding_value(finding, "target_host", target->entry.uri.host);
}

void sf_finding_take_string(SfFinding *finding, const char *name, GString *value)
{
    sf_finding_value(finding, name, (SfText){value->str, value->len});
    g_string_free(value, TRUE);
}

void sf_list_and(GString *list)
{
    if (list->len > 0)
        g_string_append_printf(list, " %s ", sf_phrase("value", "and"));
}

void sf_list_add(GString *list, SfText item)
{
    if (list->len > 0)
        g_string_append(list, ", ");
    g_string_append_len(list, item.at, (gssize)item.length);
}

/* ---- what an answer names ---- */

/* Who is to choose has to know all; more than these nobody moves to (moved.permanently, many). */
#define NAMED 9

char *sf_targets_named(const GPtrArray *targets)
{
    if (targets->len == 0)
        return NULL;
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < MIN(targets->len, NAMED); i++) {
        g_autofree char *uri = sf_text_show(((const SfTarget *)targets->pdata[i])->entry.uri_text);
        g_string_append_printf(list, "%s%s", i ? ", " : "", uri);
    }
    if (targets->len > NAMED) {
        g_autofree char *others = g_strdup_printf("%u", targets->len - NAMED);
        g_autofree char *more = sf_phrase_with("value", "more", "n", others, NULL);
        g_string_append_printf(list, ", %s", more);
    }
    return g_string_free(list, FALSE);
}

char *sf_answer_named(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    return sf_targets_named(ranked);
}
