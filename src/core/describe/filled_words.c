/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The knowledge's words for a finding and its variant, filled with its facts. */
#include "core/describe/facts.h"
#include "core/describe/finding_words.h"
#include "core/describe/root.h"

#include <string.h>

char *sf_finding_fact(const char *name, gpointer data)
{
    const SfFinding *finding = data;
    char *value = sf_fact(finding->answer, finding, name);
    if (!value || !g_str_has_suffix(name, "_product"))
        return value;
    /* A sentence is read for what is to be done; of the product it needs name and version. */
    char *product = sf_product_short(value);
    g_free(value);
    return product;
}

/* Who has no address here has a name in words, which may stand where a sentence begins. */
static void begin_sentences(char *text)
{
    static const char *const nameless[] = {"caller", "answering"};
    for (char *at = text; at; at = strstr(at, ". ")) {
        at += at == text ? 0 : strlen(". ");
        for (guint i = 0; i < G_N_ELEMENTS(nameless); i++)
            if (g_str_has_prefix(at, sf_shelf_words(SF_SHELF_KINDS, nameless[i], "name")))
                *at = g_ascii_toupper(*at);
    }
}

char *sf_finding_filled(const SfFinding *finding, const char *words)
{
    char *text = words ? sf_fill(words, sf_finding_fact, (gpointer)finding) : NULL;
    if (text)
        begin_sentences(text);
    return text;
}

/* Faults after which nobody is to write the new address down, and what is said of it then. */
static const struct {
    const char *root;
    const char *variant;
} doubts[] = {{"moved.loop", "doubtful-circle"},
              {"moved.all-failed", "doubtful"},
              {"moved.user-lost", "doubtful-first"},
              {"moved.contact-rewritten", "doubtful-first"},
              {"moved.conflict", "doubtful-first"}};

const char *sf_finding_doubt(const SfFinding *finding)
{
    if (!g_str_equal(finding->check->id, "moved.permanently"))
        return NULL;
    const SfFinding *root = sf_answer_root(finding->answer);
    for (guint i = 0; root && i < G_N_ELEMENTS(doubts); i++)
        if (g_str_equal(root->check->id, doubts[i].root))
            return doubts[i].variant;
    return NULL;
}

/* What the check itself says of it is the more particular: no address book has to change. */
static const char *variant_of(const SfFinding *finding)
{
    const gboolean has_changes = finding->fixes->len > 0;
    const char *doubt = finding->variant && !has_changes ? NULL : sf_finding_doubt(finding);
    return doubt ? doubt : finding->variant;
}

/* Numbers that help is called by in many countries; some have them for an extension, too. */
static gboolean may_call_for_help(const SfAnswer *answer)
{
    static const char *const numbers[] = {"000", "110", "112", "119", "911", "999"};
    const SfMessage *request = answer->nearest->request;
    SfUri old;
    if (!request || !sf_text_equal(request->method, sf_text("INVITE")))
        return FALSE;
    if (!sf_uri_parse(request->request_uri, &old, NULL))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (sf_text_equal(old.user, sf_text(numbers[i])))
            return TRUE;
    return FALSE;
}

/* A call that is sent to one of several places: which of them a person is to write down, nobody
 * reads in the answer. */
static gboolean may_go_to_several(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_text_equal(sf_message_method(answer->message), sf_text("INVITE")) ||
        !sf_old_uri(answer->nearest, &old) || may_call_for_help(answer))
        return FALSE;
    g_autofree char *named = sf_fact(answer, NULL, "named");
    return named != NULL;
}

/* Which words stand in for the plain ones: those of the method, and of a call for help, which
 * nobody is to make on trial, its own. To be freed. */
static char *kind_of_call(const SfAnswer *answer)
{
    if (may_call_for_help(answer))
        return g_strdup("emergency");
    const SfText method = sf_message_method(answer->message);
    return g_ascii_strdown(method.at ? method.at : "", (gssize)method.length);
}

/* A call that a gateway, PBX or border controller makes for another: nobody dials at it, and it has
 * no address book. The plain words where there are no others. */
static const char *words_for_agent(const SfAnswer *answer, const char *id, const char *key)
{
    const gboolean is_agent = answer->nearest->agent.asks_for_another &&
                              !may_call_for_help(answer) &&
                              sf_text_equal(sf_message_method(answer->message), sf_text("INVITE"));
    return is_agent ? sf_shelf_variant(SF_SHELF_CHECKS, id, key, "agent")
                    : sf_shelf_words(SF_SHELF_CHECKS, id, key);
}

/* @own: the words of its variant, which names one address; where there are several, it may have
 * words for that too. */
static const char *of_several(const SfFinding *finding, const char *key, const char *own)
{
    const char *id = finding->check->id;
    g_autofree char *variant = g_strconcat(variant_of(finding), "-several", NULL);
    const char *several = sf_shelf_variant(SF_SHELF_CHECKS, id, key, variant);
    const gboolean is_there = several && several != sf_shelf_words(SF_SHELF_CHECKS, id, key);
    return is_there && may_go_to_several(finding->answer) ? several : own;
}

/* Where the capture shows the call that people would be asked to make on trial, words that tell of
 * it stand in; NULL: there are none, or there is no such call. */
static const char *after_trial(const SfFinding *finding, const char *key)
{
    const char *id = finding->check->id;
    const char *plain = sf_shelf_words(SF_SHELF_CHECKS, id, key);
    if (sf_shelf_variant(SF_SHELF_CHECKS, id, key, "tried-in-vain") == plain ||
        may_call_for_help(finding->answer))
        return NULL;
    const char *end = sf_later_end(finding->answer);
    const char *words = end ? sf_shelf_variant(SF_SHELF_CHECKS, id, key, end) : plain;
    return words != plain ? words : NULL;
}

const char *sf_finding_unfilled(const SfFinding *finding, const char *key)
{
    const char *id = finding->check->id;
    gboolean has_variants = FALSE;
    const char *plain = sf_shelf_plain(SF_SHELF_CHECKS, id, key, &has_variants);
    if (!has_variants)
        return plain;
    const char *own = sf_shelf_variant(SF_SHELF_CHECKS, id, key, variant_of(finding));
    if (own == plain && may_go_to_several(finding->answer))
        own = sf_shelf_variant(SF_SHELF_CHECKS, id, key, "several");
    else if (own != plain)
        own = of_several(finding, key, own);
    if (own == plain)
        own = after_trial(finding, key);
    if (own && own != plain)
        return own;
    const char *of_agent = words_for_agent(finding->answer, id, key);
    if (of_agent != plain)
        return of_agent;
    g_autofree char *name = kind_of_call(finding->answer);
    return *name ? sf_shelf_variant(SF_SHELF_CHECKS, id, key, name) : plain;
}

char *sf_finding_words(const SfFinding *finding, const char *key)
{
    return sf_finding_filled(finding, sf_finding_unfilled(finding, key));
}

char *sf_finding_words_or_none(const SfFinding *finding, const char *key)
{
    const char *words = sf_finding_unfilled(finding, key);
    if (!words || strcmp(words, "none") == 0)
        return NULL;
    char *filled = sf_finding_filled(finding, words);
    if (!*filled) /* all of it was for what the capture does not show */
        g_clear_pointer(&filled, g_free);
    return filled;
}
