/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the lists of option tags are written, in a 421 and in its request. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/refused/tag_facts.h"
#include "core/describe/facts.h"
#include "core/grammar/invisible.h"
#include "core/grammar/scan.h"
#include "core/grammar/strings/string_hash.h"

#include <string.h>

/* An entry that is no token (RFC 3261 §25.1, option-tag). */
typedef struct {
    const SfHeader *header;
    SfText entry;
    SfFlaw flaw; /* offset relative to the entry */
} BrokenEntry;

/* Takes the next broken entry off *@rest. An empty one between two commas hides no tag and is
 * passed over. FALSE at the end. */
static gboolean next_broken(SfText *rest, BrokenEntry *broken)
{
    const char *begin = rest->at;
    while (sf_token_next(rest, &broken->entry, &broken->flaw)) {
        if (broken->flaw.reason && broken->entry.length > 0) {
            broken->flaw.at -= (gsize)(broken->entry.at - begin);
            return TRUE;
        }
        begin = rest->at;
    }
    return FALSE;
}

static GHashTable *set_of(const GArray *tags)
{
    GHashTable *set = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        g_hash_table_add(set, g_ascii_strdown(tag.at, (gssize)tag.length));
    }
    return set;
}

/* Whether one of @tags is meant by a word of the entry, or by all of them: 100rel by "100rel timer"
 * and by "100 rel". */
static gboolean hides(SfText entry, GHashTable *tags)
{
    g_autoptr(GString) all = g_string_new(NULL);
    gsize word = 0; /* where the last one begins in all */
    for (gsize i = 0; i < entry.length; i++) {
        if (sf_is(entry.at[i], SF_KIND_TOKEN)) {
            g_string_append_c(all, g_ascii_tolower(entry.at[i]));
            continue;
        }
        if (g_hash_table_contains(tags, all->str + word))
            return TRUE;
        word = all->len;
    }
    return g_hash_table_contains(tags, all->str + word) || g_hash_table_contains(tags, all->str);
}

/* Whether a broken entry is one that is looked for. */
typedef gboolean (*EntryIs)(SfText entry, GHashTable *wanted);

static gboolean is_unseen(SfText entry, GHashTable *wanted)
{
    (void)wanted;
    return sf_text_has_invisible(entry, SF_INVISIBLE_IN_ADDRESS);
}

/* @wanted NULL: any. */
static gboolean is_hiding(SfText entry, GHashTable *wanted)
{
    return !wanted || hides(entry, wanted);
}

/* The first broken entry of the headers of that name that @is one looked for. */
static gboolean find_entry(const SfMessage *message, SfHeaderName name, EntryIs is,
                           GHashTable *wanted, BrokenEntry *broken)
{
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        if (!sf_header_is_whole(message, header))
            continue;
        SfText rest = header->value;
        broken->header = header;
        while (next_broken(&rest, broken))
            if (is(broken->entry, wanted))
                return TRUE;
    }
    return FALSE;
}

/* The first that hides one of @wanted; NULL: any. */
static gboolean find_broken(const SfMessage *message, SfHeaderName name, GHashTable *wanted,
                            BrokenEntry *broken)
{
    return find_entry(message, name, is_hiding, wanted, broken);
}

/* The first that holds what nobody sees. */
static gboolean find_unseen(const SfMessage *message, SfHeaderName name, BrokenEntry *broken)
{
    return find_entry(message, name, is_unseen, NULL, broken);
}

/* What the client wrote counts where it may be why the server did not find a tag: the entry hides
 * one that is missing, or nothing is missing, and the server refused all the same. */
static gboolean find_broken_offer(const SfAnswer *answer, BrokenEntry *broken)
{
    static const SfHeaderName names[] = {SF_HEADER_SUPPORTED, SF_HEADER_REQUIRE,
                                         SF_HEADER_PROXY_REQUIRE};
    if (!answer->offer_known)
        return FALSE;
    g_autoptr(GHashTable) missing = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (!find_broken(answer->request, names[i], NULL, broken))
            continue; /* as nearly always */
        if (answer->missing->len == 0)
            return TRUE;
        if (!missing)
            missing = set_of(answer->missing);
        if (find_broken(answer->request, names[i], missing, broken))
            return TRUE;
        /* Whoever reads it takes it for what the server wants, or for nothing at all. */
        if (find_unseen(answer->request, names[i], broken))
            return TRUE;
    }
    return FALSE;
}

/* TRUE where the header is there, and no tag in it, readable or not. */
static gboolean is_empty_list(const SfMessage *message, SfHeaderName name)
{
    const SfHeader *header;
    guint nth = 0;
    for (; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        if (!sf_header_is_whole(message, header))
            return FALSE;
        while (sf_token_next(&rest, &entry, NULL))
            if (entry.length > 0)
                return FALSE;
    }
    return nth > 0;
}

/* What stands between the quotation marks of an entry that is one quoted tag that is known; else
 * nothing. */
static SfText between_quotes(SfText entry)
{
    if (entry.length < 3 || entry.at[0] != '"' || entry.at[entry.length - 1] != '"')
        return (SfText){0};
    const SfText inner = {entry.at + 1, entry.length - 2};
    for (gsize i = 0; i < inner.length; i++)
        if (!sf_is(inner.at[i], SF_KIND_TOKEN))
            return (SfText){0};
    return sf_tag_is_known(inner) ? inner : (SfText){0};
}

/* The entry's words, which are runs of what a token may hold. */
static GPtrArray *words_of(SfText entry)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < entry.length;) {
        const gsize begin = i;
        while (i < entry.length && sf_is(entry.at[i], SF_KIND_TOKEN))
            i++;
        if (i > begin)
            g_ptr_array_add(words, sf_text_dup((SfText){entry.at + begin, i - begin}));
        else
            i++;
    }
    return words;
}

static char *joined(const GPtrArray *words, const char *between)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? between : "", (char *)words->pdata[i]);
    return g_string_free(list, FALSE);
}

static gboolean are_all_known(const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (!sf_tag_is_known(sf_text(words->pdata[i])))
            return FALSE;
    return words->len > 0;
}

/* Nothing but words and white space. */
static gboolean lacks_commas_only(SfText entry)
{
    for (gsize i = 0; i < entry.length; i++)
        if (!sf_is(entry.at[i], SF_KIND_TOKEN) && !sf_is(entry.at[i], SF_KIND_LWS))
            return FALSE;
    return TRUE;
}

/* The one tag that is meant by an entry with a sign too many: 100rel by "100 rel", by "(100rel)"
 * and by "100rel;q=1". NULL: none. */
static char *tag_with_signs(SfText entry, const GPtrArray *words)
{
    if (words->len == 0)
        return NULL;
    g_autofree char *all = joined(words, "");
    if (sf_tag_is_known(sf_text(all)))
        return g_steal_pointer(&all);
    const char *first = words->pdata[0];
    const gsize end = strlen(first);
    const gboolean leads = sf_is(entry.at[0], SF_KIND_TOKEN) && end < entry.length &&
                           !sf_is(entry.at[end], SF_KIND_LWS) && !are_all_known(words);
    return leads && sf_tag_is_known(sf_text(first)) ? g_strdup(first) : NULL;
}

/* Commas and signs set right, the server still wants what the caller does not offer. */
static void tell_of_unoffered(SfFinding *finding, const SfAnswer *answer, const GPtrArray *tags)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; answer->offer_known && i < tags->len; i++) {
        const SfText tag = sf_text(tags->pdata[i]);
        if (!sf_tags_have(answer->offered, tag))
            sf_list_add(list, tag);
    }
    if (list->len > 0)
        sf_finding_take_string(finding, "unoffered", list);
    else
        g_string_free(list, TRUE);
}

static gsize signs_in(SfText text)
{
    gsize n = 0;
    for (gsize i = 0; i < text.length; i++)
        n += (text.at[i] & 0xc0) != 0x80 ? 1 : 0; /* of UTF-8 the first byte counts */
    return n;
}

/* The signs of the entry that no token may hold (RFC 3261 §25.1), each once: "(", ")". */
static GString *unlawful_in(SfText entry)
{
    GString *list = g_string_new(NULL);
    for (gsize i = 0; i < entry.length;) {
        const gsize begin = i++;
        if (sf_is(entry.at[begin], SF_KIND_TOKEN))
            continue;
        while (i < entry.length && (entry.at[i] & 0xc0) == 0x80)
            i++;
        g_autofree char *shown = sf_text_show((SfText){entry.at + begin, i - begin});
        g_autofree char *sign = sf_is(entry.at[begin], SF_KIND_LWS)
                                    ? g_strdup(sf_phrase("signs", "blank"))
                                    : g_strdup_printf("\"%s\"", shown);
        if (!strstr(list->str, sign))
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", sign);
    }
    return list;
}

static void tell_of_signs(SfFinding *finding, SfText entry, const char *tag)
{
    const gsize own = strlen(tag);
    const gsize all = signs_in(entry);
    g_autofree char *n = g_strdup_printf("%" G_GSIZE_FORMAT, all > own ? all - own : 1);
    sf_finding_take(finding, "signs",
                    all > own + 1 ? sf_phrase_with("signs", "many", "n", n, NULL)
                                  : g_strdup(sf_phrase("signs", "one")));
    sf_finding_take_string(finding, "unlawful", unlawful_in(entry));
}

static void tell_unlawful(SfFinding *finding, SfText entry)
{
    GString *signs = unlawful_in(entry);
    if (signs->len > 0)
        sf_finding_take_string(finding, "unlawful", signs);
    else
        g_string_free(signs, TRUE);
}

/* How the entry came about, as far as that can be told, with the values that its words need.
 * @unlike: the variant where nobody can tell what is meant. */
static SfFinding *report_entry(const SfCheck *check, SfAnswer *answer, SfText entry,
                               const char *unlike)
{
    const SfText quoted = between_quotes(entry);
    g_autoptr(GPtrArray) words = words_of(entry);
    g_autofree char *tag = quoted.length > 0 ? NULL : tag_with_signs(entry, words);
    const gboolean several = words->len > 1 && (lacks_commas_only(entry) || are_all_known(words));
    if (!tag && quoted.length == 0 && !several)
        return sf_report(check, answer, unlike);
    SfFinding *finding = sf_report(check, answer,
                                   quoted.length > 0          ? "quotes"
                                   : tag                      ? "stray"
                                   : lacks_commas_only(entry) ? "comma"
                                                              : "signs");
    if (!tag && quoted.length == 0) {
        sf_finding_take(finding, "mended", joined(words, ", "));
        tell_of_unoffered(finding, answer, words);
        return finding;
    }
    g_autoptr(GPtrArray) meant = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(meant, tag ? g_strdup(tag) : sf_text_dup(quoted));
    sf_finding_value(finding, "nearest", sf_text(meant->pdata[0]));
    if (tag)
        tell_of_signs(finding, entry, tag);
    tell_of_unoffered(finding, answer, meant);
    return finding;
}

static SfFinding *report_broken(const SfCheck *check, SfAnswer *answer, const BrokenEntry *broken,
                                const char *unlike)
{
    SfFinding *finding = report_entry(check, answer, broken->entry, unlike);
    sf_finding_value(finding, "headers", sf_text(sf_header_name(broken->header->name)));
    sf_finding_value(finding, "entry", broken->entry);
    sf_finding_value(finding, "reason", sf_text(sf_phrase("flaw", broken->flaw.reason)));
    sf_finding_number(finding, "position", broken->flaw.at + 1);
    return finding;
}

/* What the caller's own lists hold that is broken as the answer's is: the same word, or where
 * nobody can tell what is meant, any. To mend the answer alone is then of no use. FALSE: there is
 * none. */
static gboolean find_own_broken(const SfFinding *finding, BrokenEntry *own)
{
    static const SfHeaderName names[] = {SF_HEADER_SUPPORTED, SF_HEADER_REQUIRE};
    const SfAnswer *answer = finding->answer;
    const char *meant = sf_finding_own(finding, "nearest");
    if (!answer->offer_known)
        return FALSE;
    g_autoptr(GHashTable) tags = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    if (meant)
        g_hash_table_add(tags, g_ascii_strdown(meant, -1));
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (find_broken(answer->request, names[i], meant ? tags : NULL, own))
            return TRUE;
    return FALSE;
}

/* What is left of such a word: a tag, or a word that is none either. */
static void tell_of_own_bare(SfFinding *finding, SfText entry)
{
    g_autoptr(GPtrArray) words = words_of(entry);
    g_autofree char *bare = joined(words, "");
    if (sf_tag_is_known(sf_text(bare))) {
        sf_finding_value(finding, "own_bare", sf_text(bare));
        return;
    }
    const char *nearest = sf_shelf_nearest(SF_SHELF_TAGS, bare);
    sf_finding_value(finding, "own_strange", sf_text(bare));
    if (nearest)
        sf_finding_value(finding, "own_nearest", sf_text(nearest));
    else
        sf_finding_value(finding, "own_nameless", sf_text(bare));
}

/* Another word of the caller's own that nobody reads as it is, whatever is meant. */
static void tell_of_own_unseen(SfFinding *finding)
{
    static const SfHeaderName names[] = {SF_HEADER_SUPPORTED, SF_HEADER_REQUIRE};
    const SfAnswer *answer = finding->answer;
    BrokenEntry own;
    for (guint i = 0; answer->offer_known && i < G_N_ELEMENTS(names); i++) {
        if (!find_unseen(answer->request, names[i], &own))
            continue;
        sf_finding_value(finding, "own_unseen", own.entry);
        sf_finding_value(finding, "own_header", sf_text(sf_header_name(own.header->name)));
        tell_of_own_bare(finding, own.entry);
        return;
    }
    sf_finding_take(finding, "blameless", sf_fact(answer, NULL, "caller"));
}

/* Of a tag that the caller wrote too, as it was meant, nothing is to be asked. */
static void tell_of_own(SfFinding *finding)
{
    BrokenEntry own;
    if (!sf_finding_own(finding, "nearest") && g_strcmp0(finding->variant, "unlike") != 0)
        return; /* several tags side by side, of which the caller may offer some */
    if (!find_own_broken(finding, &own)) {
        tell_of_own_unseen(finding);
        return;
    }
    sf_finding_value(finding, "own_entry", own.entry);
    sf_finding_value(finding, "own_header", sf_text(sf_header_name(own.header->name)));
    sf_finding_drop(finding, "unoffered");
}

void sf_check_extension_malformed_list(const SfCheck *check, SfAnswer *answer)
{
    BrokenEntry broken;
    if (!sf_is_made_here(answer, 421))
        return;
    if (find_broken(answer->message, SF_HEADER_REQUIRE, NULL, &broken)) {
        SfFinding *finding = report_broken(check, answer, &broken, "unlike");
        finding->place = broken.header->place;
        tell_of_own(finding);
        sf_finding_fix(finding, "correct-answer");
        if (g_strcmp0(finding->variant, "unlike") == 0) {
            tell_unlawful(finding, broken.entry);
            sf_finding_fix(finding, "drop-entry");
        }
    } else if (is_empty_list(answer->message, SF_HEADER_REQUIRE)) {
        SfFinding *finding = sf_report(check, answer, "empty");
        sf_finding_value(finding, "headers", sf_text(sf_header_name(SF_HEADER_REQUIRE)));
        sf_finding_fix(finding, "relax");
        sf_finding_fix(finding, "correct-list");
    } else if (find_broken_offer(answer, &broken)) {
        sf_finding_fix(report_broken(check, answer, &broken, NULL), "correct-list");
    }
}

void sf_check_extension_no_supported(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 421) || !answer->offer_known)
        return;
    const gboolean has_header = sf_message_header(answer->request, SF_HEADER_SUPPORTED, 0) != NULL;
    if (has_header && !is_empty_list(answer->request, SF_HEADER_SUPPORTED))
        return;
    /* extension.only-in-require, or the headers in which these tags belong, say more. */
    if (answer->required->len > 0 && answer->missing->len == 0)
        return;
    sf_finding_fix(sf_report(check, answer, has_header ? "empty" : NULL), "say-so");
}
