/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the request that got a 421 offered, and where. */
#include "core/checks/judged.h"
#include "core/checks/refused/tag_facts.h"
#include "core/grammar/strings/string_hash.h"

/* So many are looked through; of more a table is made, since a stranger may send thousands. */
#define FEW_OFFERED 16

/* What the request offers -> the header in which: Supported before Require before Proxy-Require.
 * NULL: it is little. */
static GHashTable *places_of_offer(const SfAnswer *answer)
{
    if (answer->offered->len <= FEW_OFFERED)
        return NULL;
    GHashTable *places = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < answer->offered->len; i++) {
        const SfTag *tag = &g_array_index(answer->offered, SfTag, i);
        g_hash_table_insert(places, g_ascii_strdown(tag->tag.at, (gssize)tag->tag.length),
                            (gpointer)tag);
    }
    return places;
}

/* NULL: it is not offered. */
static const SfTag *find_offer(const SfAnswer *answer, GHashTable *places, SfText name)
{
    if (places) {
        g_autofree char *key = g_ascii_strdown(name.at, (gssize)name.length);
        return g_hash_table_lookup(places, key);
    }
    for (guint i = 0; i < answer->offered->len; i++) {
        const SfTag *tag = &g_array_index(answer->offered, SfTag, i);
        if (sf_text_equal_nocase(tag->tag, name))
            return tag;
    }
    return NULL;
}

static gboolean is_offered_in(const SfAnswer *answer, GHashTable *places, SfText tag,
                              SfHeaderName name)
{
    const SfTag *offer = find_offer(answer, places, tag);
    return offer && offer->header == name;
}

void sf_check_extension_only_in_require(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 421) || !answer->offer_known)
        return;
    g_autoptr(GHashTable) places = places_of_offer(answer);
    GString *tags = g_string_new(NULL);
    for (guint i = 0; i < answer->required->len; i++) {
        const SfText tag = g_array_index(answer->required, SfTag, i).tag;
        if (is_offered_in(answer, places, tag, SF_HEADER_REQUIRE) &&
            sf_tag_belongs_in(tag, SF_HEADER_SUPPORTED))
            sf_list_add(tags, tag);
    }
    if (tags->len == 0) {
        g_string_free(tags, TRUE);
        return;
    }
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take_string(finding, "tags", tags);
    sf_finding_fix(finding, "list-too");
    sf_finding_fix(finding, "look-in-both");
}

/* For these, Supported is not the place, or not enough (RFC 3329 §2.3.2, RFC 7614 §6, RFC 5768 §5).
 */
static gboolean is_not_for_supported(SfText tag)
{
    static const char *const tags[] = {"sec-agree", "explicitsub", "nosub", "ice"};
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
        if (sf_text_equal_nocase(tag, sf_text(tags[i])))
            return TRUE;
    return FALSE;
}

/* So many tags are compared with how they are written. */
#define MOST_WRITTEN 64

/* A tag as one header writes it. */
typedef struct {
    SfText tag;
    guint nth; /* header of that name */
} Written;

/* FALSE: none writes it. The same letters go before others, and the first header before a further
 * one. */
static gboolean find_written(const SfMessage *request, SfText required, Written *best)
{
    const SfHeader *header;
    gboolean found = FALSE;
    guint n = 0;
    for (guint nth = 0; (header = sf_message_header(request, SF_HEADER_SUPPORTED, nth)) != NULL;
         nth++) {
        SfText rest = header->value;
        SfText entry;
        while (n++ < MOST_WRITTEN && sf_token_next(&rest, &entry, NULL)) {
            const gboolean is_alike = sf_text_equal(entry, required);
            if (!sf_text_equal_nocase(entry, required) || (found && !is_alike))
                continue;
            if (is_alike && found && sf_text_equal(best->tag, required))
                continue;
            *best = (Written){entry, nth};
            found = TRUE;
        }
    }
    return found;
}

/* A tag means the same in small letters and capitals (RFC 3261 §7.3.1), and may stand in any of
 * several headers (§7.3): who does not hold to that finds no tag. NULL: neither is to be seen. */
static const char *why_not_found(const SfAnswer *answer, SfText required, Written *written)
{
    if (!find_written(answer->request, required, written))
        return NULL;
    if (!sf_text_equal(written->tag, required))
        return "spelling";
    return written->nth > 0 ? "further" : NULL;
}

static void report_offered(const SfCheck *check, SfAnswer *answer)
{
    for (guint i = 0; i < MIN(answer->required->len, MOST_WRITTEN); i++) {
        const SfText tag = g_array_index(answer->required, SfTag, i).tag;
        Written written;
        const char *why = why_not_found(answer, tag, &written);
        if (!why)
            continue;
        SfFinding *finding = sf_report(check, answer, why);
        sf_finding_value(finding, "entry", written.tag);
        sf_finding_value(finding, "tag", tag);
        sf_finding_fix(finding, g_str_equal(why, "spelling") ? "spell-alike" : "one-header");
        sf_finding_fix(finding, "look-behind");
        return;
    }
    sf_finding_fix(sf_report(check, answer, NULL), "look-behind");
}

void sf_check_extension_already_offered(const SfCheck *check, SfAnswer *answer)
{
    /* What a cut answer requires besides is not known. */
    if (!sf_is_made_here(answer, 421) || !answer->offer_known || answer->message->cut ||
        answer->required->len == 0)
        return;
    g_autoptr(GHashTable) places = places_of_offer(answer);
    for (guint i = 0; i < answer->required->len; i++) {
        const SfText tag = g_array_index(answer->required, SfTag, i).tag;
        if (!is_offered_in(answer, places, tag, SF_HEADER_SUPPORTED) || is_not_for_supported(tag))
            return;
    }
    report_offered(check, answer);
}

/* Methods that are there for other things too: who takes them need not have the tag. */
static gboolean proves_nothing(SfText method)
{
    return sf_text_equal(method, sf_text("INFO")) || sf_text_equal(method, sf_text("UPDATE"));
}

/* The methods that come with the tag, where Allow names them all; NULL otherwise. */
static GString *methods_allowed(const SfMessage *request, SfText tag)
{
    const char *const *methods = sf_tag_list(tag, "brings_methods");
    GString *list = g_string_new(NULL);
    gboolean all = TRUE;
    for (guint i = 0; methods[i] && all; i++) {
        const SfText method = sf_text(methods[i]);
        all = !proves_nothing(method) && sf_message_lists(request, SF_HEADER_ALLOW, method);
        sf_list_add(list, method);
    }
    if (all && list->len > 0)
        return list;
    g_string_free(list, TRUE);
    return NULL;
}

void sf_check_extension_allow_without_tag(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 421))
        return;
    for (guint i = 0; i < answer->missing->len; i++) {
        const SfText tag = g_array_index(answer->missing, SfTag, i).tag;
        const char *header = sf_tag_is_used_by(answer, tag);
        GString *methods = header ? g_string_new(header) : methods_allowed(answer->request, tag);
        if (!methods)
            continue;
        SfFinding *finding = sf_report(check, answer, header ? "used" : NULL);
        sf_finding_value(finding, "tag", tag);
        sf_finding_take_string(finding, "value", methods);
        sf_finding_fix(finding, "switch-on");
        return;
    }
}
