/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which extensions an answer is about, and what the knowledge tells of them: facts of refusals. */
#include "core/checks/judged.h"
#include "core/checks/refused/tag_facts.h"
#include "core/describe/facts/fact_tables.h"
#include "core/describe/facts/fact_text.h"
#include "core/ledger/agreement.h"

#include <string.h>

/* ---- which extension ---- */

/* A stranger may ask for hundreds of tags; what more of them are about helps nobody. */
#define MAX_TOLD 5

static char *list_of_tags(const GArray *tags)
{
    if (tags->len == 0)
        return NULL;
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        g_autofree char *tag = sf_text_show(g_array_index(tags, SfTag, i).tag);
        sf_append_all(list, i ? ", " : "", tag, NULL);
    }
    return g_string_free(list, FALSE);
}

static char *fact_required(const SfAnswer *answer)
{
    return list_of_tags(answer->required);
}

static char *fact_offered(const SfAnswer *answer)
{
    return list_of_tags(answer->offered);
}

static char *fact_missing(const SfAnswer *answer)
{
    return list_of_tags(answer->missing);
}

static char *fact_unsupported(const SfAnswer *answer)
{
    return list_of_tags(answer->unsupported);
}

static char *fact_wanted(const SfAnswer *answer)
{
    return list_of_tags(sf_wanted_tags(answer));
}

static char *fact_several(const SfAnswer *answer)
{
    return sf_wanted_tags(answer)->len > 1 ? fact_wanted(answer) : NULL;
}

/* The tags of one header of the request, written as they should be: where a comma was missing, one
 * stands now, and no tag that is wanted too stands twice. "" where there are none. */
static char *listed_well(const SfAnswer *answer, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const GArray *wanted = sf_wanted_tags(answer);
    const SfMessage *request = answer->nearest->request;
    const SfHeader *header;
    for (guint nth = 0; request && (header = sf_message_header(request, name, nth)) != NULL;
         nth++) {
        g_autofree char *value = sf_text_show(header->value);
        const SfText all = sf_text(value);
        for (gsize i = 0, end = 0; i < all.length; i = end + 1) {
            end = sf_skip_to(all, i, ", \t");
            const SfText tag = sf_text_slice(all, i, end - i);
            if (tag.length == 0 || sf_tags_have(wanted, tag))
                continue;
            g_string_append(list, list->len ? ", " : "");
            g_string_append_len(list, tag.at, (gssize)tag.length);
        }
    }
    return g_string_free(list, FALSE);
}

/* All values of one header of the request as one list; "" where it has none. */
static char *listed(const SfMessage *request, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const SfHeader *header;
    for (guint nth = 0; request && (header = sf_message_header(request, name, nth)) != NULL;
         nth++) {
        g_autofree char *value = sf_text_show(sf_text_trim(header->value));
        if (*value)
            sf_append_all(list, list->len ? ", " : "", value, NULL);
    }
    return g_string_free(list, FALSE);
}

static const SfHeaderName offering_headers[] = {SF_HEADER_SUPPORTED, SF_HEADER_REQUIRE,
                                                SF_HEADER_PROXY_REQUIRE};

static GString *list_of_wanted_in(const SfAnswer *answer, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const GArray *wanted = sf_wanted_tags(answer);
    for (guint i = 0; i < wanted->len; i++) {
        const SfText tag = g_array_index(wanted, SfTag, i).tag;
        g_autofree char *shown = sf_text_show(tag);
        if (sf_tag_belongs_in(tag, name))
            sf_append_all(list, list->len ? ", " : "", shown, NULL);
    }
    return list;
}

/* "Supported: timer" or "nothing in Supported", which is so without that header, and with an empty
 * one. */
static void append_sent(GString *lines, SfHeaderName name, const char *sent)
{
    g_autofree char *none =
        *sent ? NULL : sf_phrase_with("value", "no-header", "header", sf_header_name(name), NULL);
    if (none)
        g_string_append(lines, none);
    else
        sf_append_all(lines, sf_header_name(name), ": ", sent, NULL);
}

/* The headers in which the client should have listed the wanted tags: as sent, or as they should
 * be. */
static char *offering_lines(const SfAnswer *answer, gboolean as_they_should_be)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(offering_headers); i++) {
        const SfHeaderName name = offering_headers[i];
        GString *wanted = list_of_wanted_in(answer, name);
        g_autofree char *sent =
            as_they_should_be ? listed_well(answer, name) : listed(answer->nearest->request, name);
        if (wanted->len > 0)
            sf_list_and(lines);
        if (wanted->len > 0 && as_they_should_be)
            sf_append_all(lines, sf_header_name(name), ": ", sent, *sent ? ", " : "", wanted->str,
                          NULL);
        else if (wanted->len > 0)
            append_sent(lines, name, sent);
        g_string_free(wanted, TRUE);
    }
    if (lines->len > 0)
        return g_string_free(lines, FALSE);
    g_string_free(lines, TRUE);
    return NULL;
}

static char *fact_sent_header(const SfAnswer *answer)
{
    return answer->nearest->offer_known ? offering_lines(answer, FALSE) : NULL;
}

static gboolean lists_any(const SfMessage *request, SfHeaderName name, const GArray *tags)
{
    for (guint i = 0; i < MIN(tags->len, MAX_TOLD); i++)
        if (sf_message_lists(request, name, g_array_index(tags, SfTag, i).tag))
            return TRUE;
    return FALSE;
}

/* The headers of the request in which a tag that the answer requires is listed. */
static char *fact_offering_header(const SfAnswer *answer)
{
    const SfMessage *request = answer->nearest->request;
    GString *lines = g_string_new(NULL);
    for (guint i = 0; request && i < G_N_ELEMENTS(offering_headers); i++) {
        if (!lists_any(request, offering_headers[i], answer->required))
            continue;
        g_autofree char *value = listed(request, offering_headers[i]);
        sf_list_and(lines);
        sf_append_all(lines, sf_header_name(offering_headers[i]), ": ", value, NULL);
    }
    if (lines->len > 0)
        return g_string_free(lines, FALSE);
    g_string_free(lines, TRUE);
    return NULL;
}

static char *fact_wanted_header(const SfAnswer *answer)
{
    return offering_lines(answer, TRUE);
}

/* What tags.ini says of each wanted tag, one after the other; NULL: nothing. */
static char *words_of_tags(const SfAnswer *answer, const char *key, gboolean with_name)
{
    const GArray *wanted = sf_wanted_tags(answer);
    GString *all = g_string_new(NULL);
    for (guint i = 0, told = 0; i < wanted->len && told < MAX_TOLD; i++) {
        g_autofree char *tag = sf_text_dup(g_array_index(wanted, SfTag, i).tag);
        const char *words = sf_shelf_words(SF_SHELF_TAGS, tag, key);
        if (!words)
            continue;
        if (told++ > 0)
            g_string_append_c(all, ' ');
        if (with_name || wanted->len > 1)
            sf_append_all(all, tag, ": ", NULL);
        if (with_name)
            sf_append_all(all, sf_shelf_words(SF_SHELF_TAGS, tag, "name"), ". ", NULL);
        g_string_append(all, words);
    }
    if (all->len > 0)
        return g_string_free(all, FALSE);
    g_string_free(all, TRUE);
    return NULL;
}

static char *fact_tag_does(const SfAnswer *answer)
{
    return words_of_tags(answer, "does", TRUE);
}

static char *fact_tag_needs(const SfAnswer *answer)
{
    return words_of_tags(answer, "needs", FALSE);
}

/* What the request needs besides a tag that stands for it. */
static char *fact_tag_beside(const SfAnswer *answer)
{
    return words_of_tags(answer, "beside", FALSE);
}

/* What is lost where a server does without the tags; "none" where nothing is known of that. */
static char *fact_tag_relaxed(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    g_autofree char *method = sf_shown_or_null(sf_message_method(answer->message));
    GString *lost = g_string_new(NULL);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        const char *relaxed = sf_shelf_words(SF_SHELF_TAGS, tag, "relaxed");
        const char *const *methods = sf_shelf_list(SF_SHELF_TAGS, tag, "methods");
        if (relaxed && method && g_strv_contains(methods, method))
            sf_append_all(lost, lost->len > 0 ? "; " : "", relaxed, NULL);
    }
    if (lost->len == 0)
        g_string_assign(lost, "none");
    return g_string_free(lost, FALSE);
}

/* What is known of the one tag that is wanted; NULL: nothing, or there are several. */
static char *words_of_only_tag(const SfAnswer *answer, const char *key)
{
    const GArray *wanted = sf_wanted_tags(answer);
    return wanted->len == 1 ? g_strdup(sf_tag_words(g_array_index(wanted, SfTag, 0).tag, key))
                            : NULL;
}

static char *fact_tag_each(const SfAnswer *answer)
{
    return words_of_only_tag(answer, "by_each");
}

static char *fact_tag_between(const SfAnswer *answer)
{
    return words_of_only_tag(answer, "between");
}

/* "the setting 'session timer'": the names that most products have for it, else the tag. */
static char *fact_tag_setting(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        const char *called = sf_shelf_words(SF_SHELF_TAGS, tag, "called");
        g_string_append_printf(all, "%s%s", i ? "; " : "", called ? called : tag);
    }
    return g_string_free(all, all->len == 0);
}

/* NULL where that is not known of all of them. */
static char *fact_tag_called(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        if (!sf_shelf_words(SF_SHELF_TAGS, tag, "called"))
            return NULL;
    }
    return fact_tag_setting(answer);
}

/* "ipsec-3gpp, tls": ways to make a security agreement; NULL: none is named. */
static char *fact_agreements(const SfAnswer *answer)
{
    g_autoptr(GArray) mechanisms = sf_mechanisms(answer->message, SF_HEADER_SECURITY_SERVER);
    sf_mechanisms_sort(mechanisms);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < MIN(mechanisms->len, MAX_TOLD); i++) {
        g_autofree char *name = sf_text_show(g_array_index(mechanisms, SfMechanism, i).name);
        sf_append_all(names, i ? ", " : "", name, NULL);
    }
    return g_string_free(names, names->len == 0);
}

static const SfFactRow rows[] = {
    {"agreements", fact_agreements},
    {"required", fact_required},
    {"offered", fact_offered},
    {"missing", fact_missing},
    {"unsupported", fact_unsupported},
    {"wanted", fact_wanted},
    {"several", fact_several},
    {"sent_header", fact_sent_header},
    {"wanted_header", fact_wanted_header},
    {"offering_header", fact_offering_header},
    {"tag_does", fact_tag_does},
    {"tag_needs", fact_tag_needs},
    {"tag_beside", fact_tag_beside},
    {"tag_relaxed", fact_tag_relaxed},
    {"tag_setting", fact_tag_setting},
    {"tag_each", fact_tag_each},
    {"tag_between", fact_tag_between},
    {"tag_called", fact_tag_called},
};

const SfFactTable sf_facts_of_extension = {rows, G_N_ELEMENTS(rows)};
