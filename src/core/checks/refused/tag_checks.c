/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tags are that a 421 asks for. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/refused/relax.h"
#include "core/checks/refused/tag_facts.h"
#include "core/grammar/strings/string_hash.h"

#include <string.h>

/* ---- tags that nobody knows ---- */

static GHashTable *own_tags; /* lower case; NULL: none */

void sf_checks_set_own_tags(const char *const *tags)
{
    g_clear_pointer(&own_tags, g_hash_table_unref);
    if (!tags || !tags[0])
        return;
    own_tags = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (; *tags; tags++)
        g_hash_table_add(own_tags, g_ascii_strdown(*tags, -1));
}

gboolean sf_tag_is_known(SfText tag)
{
    g_autofree char *name = g_ascii_strdown(tag.at, (gssize)tag.length);
    return sf_shelf_has(SF_SHELF_TAGS, name) || (own_tags && g_hash_table_contains(own_tags, name));
}

gboolean sf_tags_hold_unknown(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        if (!sf_tag_is_known(g_array_index(tags, SfTag, i).tag))
            return TRUE;
    return FALSE;
}

/* The caller does not offer the tag that is meant either. */
static void set_unoffered(SfFinding *finding, const char *nearest)
{
    const char *called = sf_tag_words(sf_text(nearest), "called");
    sf_finding_value(finding, "unoffered", sf_text(nearest));
    if (called)
        sf_finding_value(finding, "nearest_called", sf_text(called));
}

static char *sign_named(char sign)
{
    const char text[] = {sign, '\0'};
    return sf_phrase_with("slip", g_ascii_isdigit(sign) ? "digit" : "letter", "sign", text, NULL);
}

/* "the digit 1 in place of the letter l": the only sign in which the two differ, where a screen
 * shows them alike; NULL: they differ otherwise. */
static char *slip_of(const char *tag, const char *meant)
{
    static const char *const alike[] = {"1lI", "0Oo"};
    gsize at = 0;
    while (tag[at] && tag[at] == meant[at])
        at++;
    if (!tag[at] || !meant[at] || strcmp(tag + at + 1, meant + at + 1) != 0)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(alike); i++) {
        if (!strchr(alike[i], tag[at]) || !strchr(alike[i], meant[at]))
            continue;
        g_autofree char *one = sign_named(tag[at]);
        g_autofree char *other = sign_named(meant[at]);
        return sf_phrase_with("slip", "differs", "one", one, "other", other, NULL);
    }
    return NULL;
}

/* Tags that one sentence names; how many more there are says more than their names. */
#define MOST_SHOWN 5

/* The distinct tags of Require that nobody knows, and nobody can guess: those that are named in a
 * sentence, and how many there are in all, also of those that the answer's own list leaves out. */
static guint list_unknown(const SfAnswer *answer, GString *shown)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    const SfHeader *header;
    for (guint nth = 0;
         (header = sf_message_header(answer->message, SF_HEADER_REQUIRE, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        SfFlaw flaw;
        while (sf_token_next(&rest, &entry, &flaw)) {
            char *name = g_ascii_strdown(entry.at, (gssize)entry.length);
            if (flaw.reason || entry.length == 0 || sf_tag_is_known(entry))
                g_free(name);
            else if (g_hash_table_add(seen, name) && g_hash_table_size(seen) <= MOST_SHOWN)
                sf_list_add(shown, entry);
        }
    }
    return g_hash_table_size(seen);
}

/* Who takes one of several out still refuses for the others: the question is about all. */
static SfFinding *report_unlike(const SfCheck *check, SfAnswer *answer)
{
    GString *shown = g_string_new(NULL);
    const guint n = list_unknown(answer, shown);
    SfFinding *finding = sf_report(check, answer, n > 1 ? "several" : "unlike");
    if (n > MOST_SHOWN) {
        g_autofree char *more = g_strdup_printf("%u", n - MOST_SHOWN);
        g_autofree char *words = sf_phrase_with("value", "more", "n", more, NULL);
        g_string_append_printf(shown, " %s", words);
    }
    sf_finding_number(finding, "times", n);
    sf_finding_take_string(finding, "tags", shown);
    return finding;
}

void sf_check_extension_unknown_tag(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 421) || answer->message->cut)
        return; /* half a tag is none */
    for (guint i = 0; i < answer->required->len; i++) {
        const SfTag *tag = &g_array_index(answer->required, SfTag, i);
        if (sf_tag_is_known(tag->tag))
            continue;
        g_autofree char *name = sf_text_dup(tag->tag);
        const char *nearest = sf_shelf_nearest(SF_SHELF_TAGS, name);
        SfFinding *finding =
            nearest ? sf_report(check, answer, NULL) : report_unlike(check, answer);
        finding->place = tag->place;
        sf_finding_value(finding, "tag", tag->tag);
        if (nearest)
            sf_finding_value(finding, "nearest", sf_text(nearest));
        char *slip = nearest ? slip_of(name, nearest) : NULL;
        if (slip)
            sf_finding_take(finding, "slip", slip);
        /* Who does not offer the right one either is helped by none but the other change. */
        const gboolean is_offered = nearest && sf_tags_have(answer->offered, sf_text(nearest));
        if (nearest && !is_offered && answer->offer_known)
            set_unoffered(finding, nearest);
        if (nearest && !is_offered)
            sf_finding_fix(finding, "drop-tag");
        sf_finding_fix(finding, "correct-tag");
        if (is_offered)
            sf_finding_fix(finding, "drop-tag");
        return;
    }
}

/* ---- tags that mean nothing for this method ---- */

void sf_check_extension_wrong_method(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 421))
        return;
    const SfText method = sf_message_method(answer->message);
    for (guint i = 0; i < answer->required->len; i++) {
        const SfTag *tag = &g_array_index(answer->required, SfTag, i);
        if (!sf_tag_means_nothing_for(tag->tag, method))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        finding->place = tag->place;
        sf_finding_value(finding, "tag", tag->tag);
        sf_finding_take_string(finding, "tag_methods", sf_tag_methods(tag->tag));
        sf_finding_fix(finding, "limit");
        return;
    }
}

/* ---- tags that a server can do without ---- */

static gboolean is_tag(SfText tag, const char *name)
{
    return sf_text_equal_nocase(tag, sf_text(name));
}

/* Which words fit the first tag, or all of them where there are several. */
static const char *how_optional(SfText first, guint n, gboolean partly)
{
    if (n == 1 && is_tag(first, "timer"))
        return "timer";
    if (n == 1 && is_tag(first, "histinfo"))
        return "histinfo";
    return partly ? "partly" : NULL;
}

/* What was brought, and refused for another reason, is the matter no longer: nothing is to be
 * changed there. */
static gboolean was_brought(const SfAnswer *answer)
{
    const SfFollowup *retry = sf_course_refused_retry(answer);
    const char *what = retry ? sf_followup_refused_for(retry) : "";
    return g_str_equal(what, "then-refused") || g_str_equal(what, "then-no-call") ||
           g_str_equal(what, "then-copy");
}

void sf_check_extension_optional(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 421))
        return;
    const GArray *wanted = answer->offer_known ? answer->missing : answer->required;
    if (sf_tags_hold_unknown(wanted))
        return; /* that it can do without another helps nobody */
    const SfText method = sf_message_method(answer->message);
    GString *tags = g_string_new(NULL);
    const SfTag *first = NULL;
    guint n = 0;
    gboolean partly = FALSE;
    for (guint i = 0; i < wanted->len; i++) {
        const SfTag *tag = &g_array_index(wanted, SfTag, i);
        /* extension.wrong-method says more. */
        if (!sf_tag_may_be_relaxed(tag->tag) || sf_tag_means_nothing_for(tag->tag, method))
            continue;
        first = first ? first : tag;
        n++;
        partly = partly || g_strcmp0(sf_tag_words(tag->tag, "works_without"), "partly") == 0;
        sf_list_add(tags, tag->tag);
    }
    if (!first) {
        g_string_free(tags, TRUE);
        return;
    }
    const gboolean brought = was_brought(sf_answer_received(answer));
    SfFinding *finding =
        sf_report(check, answer, brought ? "brought" : how_optional(first->tag, n, partly));
    finding->place = first->place;
    sf_finding_take_string(finding, "tags", tags);
    if (!brought)
        sf_finding_fix(finding, "relax");
}

/* ---- tags that do not come alone ---- */

typedef gboolean (*Shows)(const SfAnswer *answer, SfText wanted);

static gboolean shows_tag(const SfAnswer *answer, SfText tag)
{
    /* A tag that is required too gets told of anyway. */
    return sf_message_offers(answer->request, tag) || sf_tags_have(answer->required, tag);
}

static gboolean shows_method(const SfAnswer *answer, SfText method)
{
    return sf_message_lists(answer->request, SF_HEADER_ALLOW, method);
}

/* Whether a media range of Accept takes the type: itself, its kind with *, or anything (RFC 3261
 * §20.1). */
static gboolean takes_type(SfText range, SfText type)
{
    const gssize semicolon = sf_text_find(range, ';');
    range = sf_text_trim(sf_text_slice(range, 0, semicolon < 0 ? G_MAXSIZE : (gsize)semicolon));
    const gsize kind = (gsize)sf_text_find(type, '/') + 1;
    return sf_text_equal_nocase(range, type) || sf_text_equal(range, sf_text("*/*")) ||
           (range.length == kind + 1 && range.at[kind] == '*' &&
            sf_text_equal_nocase(sf_text_slice(range, 0, kind), sf_text_slice(type, 0, kind)));
}

static gboolean shows_type(const SfAnswer *answer, SfText type)
{
    const SfHeader *header;
    for (guint nth = 0;
         (header = sf_message_header(answer->request, SF_HEADER_ACCEPT, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText range;
        while (sf_list_next(&rest, &range))
            if (takes_type(range, type))
                return TRUE;
    }
    return FALSE;
}

/* Of a registration: who asks with another Contact registers in the plain way all the same. */
static gboolean shows_contact_param(const SfAnswer *answer, SfText name)
{
    const SfHeader *header = sf_message_header(answer->request, SF_HEADER_CONTACT, 0);
    g_autofree char *wanted = sf_text_dup(name);
    SfText rest = header ? header->value : SF_TEXT_NONE;
    SfNameAddr contact;
    SfParam param;
    if (!sf_text_equal(sf_message_method(answer->request), sf_text("REGISTER")) || !header ||
        !sf_name_addr_next(&rest, &contact, NULL))
        return TRUE;
    return contact.wildcard || sf_param_find(contact.params, wanted, &param);
}

/* Adds "Allow: UPDATE, PRACK" to @brings: what @tag brings by @key and the request does not show.
 */
static void add_brings(GString *brings, const SfAnswer *answer, SfText tag, const char *key,
                       SfHeaderName name, Shows shows)
{
    g_autoptr(GString) lacking = g_string_new(NULL);
    for (const char *const *wanted = sf_tag_list(tag, key); *wanted; wanted++)
        if (!shows(answer, sf_text(*wanted)))
            sf_list_add(lacking, sf_text(*wanted));
    if (lacking->len == 0)
        return;
    sf_list_and(brings);
    g_string_append_printf(brings, "%s: %s", sf_header_name(name), lacking->str);
}

static GString *brings_of(const SfAnswer *answer, SfText tag)
{
    GString *brings = g_string_new(NULL);
    add_brings(brings, answer, tag, "brings_tags", SF_HEADER_SUPPORTED, shows_tag);
    add_brings(brings, answer, tag, "brings_methods", SF_HEADER_ALLOW, shows_method);
    add_brings(brings, answer, tag, "brings_accept", SF_HEADER_ACCEPT, shows_type);
    add_brings(brings, answer, tag, "brings_contact", SF_HEADER_CONTACT, shows_contact_param);
    return brings;
}

void sf_check_extension_needs_more(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 421) || !answer->offer_known)
        return;
    for (guint i = 0; i < answer->required->len; i++) {
        const SfTag *tag = &g_array_index(answer->required, SfTag, i);
        /* PRACK does not come with 100rel: it is what 100rel means. */
        if (is_tag(tag->tag, "100rel"))
            continue;
        GString *brings = brings_of(answer, tag->tag);
        if (brings->len == 0) {
            g_string_free(brings, TRUE);
            continue;
        }
        const gboolean brought = was_brought(answer);
        SfFinding *finding = sf_report(check, answer, brought ? "brought" : NULL);
        finding->place = tag->place;
        sf_finding_value(finding, "tag", tag->tag);
        sf_finding_take_string(finding, "brings", brings);
        if (!brought)
            sf_finding_fix(finding, "bring");
        return;
    }
}
