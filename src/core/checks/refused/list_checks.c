/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the lists of option tags are written, in a 421 and in its request. */
#include "core/checks/judged.h"
#include "core/grammar/scan.h"

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
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
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

/* The first broken entry of the headers of that name that hides one of @wanted; NULL: any. */
static gboolean find_broken(const SfMessage *message, SfHeaderName name, GHashTable *wanted,
                            BrokenEntry *broken)
{
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        if (!sf_header_is_whole(message, header))
            continue;
        SfText rest = header->value;
        broken->header = header;
        while (next_broken(&rest, broken))
            if (!wanted || hides(broken->entry, wanted))
                return TRUE;
    }
    return FALSE;
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

/* What stands between the quotation marks of an entry that is one quoted tag; else nothing. */
static SfText between_quotes(SfText entry)
{
    if (entry.length < 3 || entry.at[0] != '"' || entry.at[entry.length - 1] != '"')
        return (SfText){0};
    const SfText inner = {entry.at + 1, entry.length - 2};
    for (gsize i = 0; i < inner.length; i++)
        if (!sf_is(inner.at[i], SF_KIND_TOKEN))
            return (SfText){0};
    return inner;
}

/* "100rel, timer" of "100rel timer". */
static char *with_commas(SfText entry)
{
    g_autofree char *text = sf_text_dup(entry);
    g_auto(GStrv) tags = g_strsplit_set(text, " \t\r\n", -1);
    GString *list = g_string_new(NULL);
    for (char **tag = tags; *tag; tag++)
        if (**tag)
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", *tag);
    return g_string_free(list, FALSE);
}

static SfFinding *report_broken(const SfCheck *check, SfAnswer *answer, const BrokenEntry *broken)
{
    const gboolean comma = sf_is(broken->entry.at[broken->flaw.at], SF_KIND_LWS);
    const SfText quoted = between_quotes(broken->entry);
    SfFinding *finding = sf_report(check, answer,
                                   quoted.length > 0 ? "quotes"
                                   : comma           ? "comma"
                                                     : NULL);
    if (quoted.length > 0)
        sf_finding_value(finding, "nearest", quoted);
    g_autofree char *mended = with_commas(broken->entry);
    if (comma)
        sf_finding_value(finding, "mended", sf_text(mended));
    sf_finding_value(finding, "headers", sf_text(sf_header_name(broken->header->name)));
    sf_finding_value(finding, "entry", broken->entry);
    sf_finding_value(finding, "reason", sf_text(sf_phrase("flaw", broken->flaw.reason)));
    sf_finding_number(finding, "position", broken->flaw.at + 1);
    return finding;
}

void sf_check_extension_malformed_list(const SfCheck *check, SfAnswer *answer)
{
    BrokenEntry broken;
    if (!sf_is_made_here(answer, 421))
        return;
    if (find_broken(answer->message, SF_HEADER_REQUIRE, NULL, &broken)) {
        SfFinding *finding = report_broken(check, answer, &broken);
        finding->place = broken.header->place;
        sf_finding_fix(finding, "correct-answer");
    } else if (is_empty_list(answer->message, SF_HEADER_REQUIRE)) {
        SfFinding *finding = sf_report(check, answer, "empty");
        sf_finding_value(finding, "headers", sf_text(sf_header_name(SF_HEADER_REQUIRE)));
        sf_finding_fix(finding, "relax");
        sf_finding_fix(finding, "correct-list");
    } else if (find_broken_offer(answer, &broken)) {
        sf_finding_fix(report_broken(check, answer, &broken), "correct-list");
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
