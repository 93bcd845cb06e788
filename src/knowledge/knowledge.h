/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words and tables of sipfix, compiled in from src/knowledge/data. The single source for the
 * plugin, the command and the reference pages.
 *
 * A shelf is one data file; a stanza is one [group] of it; its keys hold words. Words may hold
 * {placeholders}, which core fills (src/core/describe/facts.h). All strings returned are valid for
 * the life of the program.
 */
#ifndef SIPFIX_KNOWLEDGE_H
#define SIPFIX_KNOWLEDGE_H

#include <glib.h>

typedef enum {
    SF_SHELF_CHECKS,   /* checks.ini: one stanza a check, by id */
    SF_SHELF_TAGS,     /* tags.ini: option tags, lower case */
    SF_SHELF_CODES,    /* codes.ini: status codes, "301" */
    SF_SHELF_FIELDS,   /* fields.ini: sipfix.* */
    SF_SHELF_CAUSES,   /* causes.ini: causes of the telephone network (Q.850), "34" */
    SF_SHELF_WARNINGS, /* warnings.ini: warn-codes of the Warning header, "399" */
    SF_SHELF_PRODUCTS, /* products.ini: how products name themselves */
    SF_SHELF_RECIPES,  /* recipes.ini: where products keep what a 301 or a 421 is about */
    SF_SHELF_REFUSALS, /* refusals.ini: why a moved address is not safe to load */
    SF_SHELF_TERMS,    /* terms.ini: words that a report tells at their first use */
    SF_SHELF_EXAMPLES, /* examples.ini: the captures that show a word: "checks/moved.self" */
    SF_SHELF_LOGS,     /* logs.ini: how SIP stands in the logs of programs */
    SF_SHELF_KINDS,    /* kinds.ini: what sentences call elements and requests */
    SF_SHELF_PHRASES,  /* phrases.ini: parts of sentences, for sf_phrase() */
    SF_N_SHELVES
} SfShelf;

typedef enum { SF_CHAT, SF_NOTE, SF_WARN, SF_ERROR } SfSeverity;

/** Names of the stanzas, in the order of the file, NULL-terminated. */
const char *const *sf_shelf_stanzas(SfShelf shelf);

/** Keys of a stanza, in the order of the file, NULL-terminated; an empty list where there is none.
 */
const char *const *sf_shelf_keys(SfShelf shelf, const char *stanza);

/** TRUE where the shelf has that stanza; names compare without regard to case. */
gboolean sf_shelf_has(SfShelf shelf, const char *stanza);

/** The words under @key, or NULL. */
const char *sf_shelf_words(SfShelf shelf, const char *stanza, const char *key);

/** As sf_shelf_words() for "key.variant" where that exists, else for "key". @variant may be NULL.
 */
const char *sf_shelf_variant(SfShelf shelf, const char *stanza, const char *key,
                             const char *variant);

/**
 * As sf_shelf_words().
 *
 * @param has_variants  gets FALSE where no variant has words of its own: sf_shelf_variant() then
 *                      always gives the same
 */
const char *sf_shelf_plain(SfShelf shelf, const char *stanza, const char *key,
                           gboolean *has_variants);

/** The placeholders of frames (other_frame, followup_frame) in any words of the stanza, each once,
 * NULL-terminated. */
const char *const *sf_shelf_frames(SfShelf shelf, const char *stanza);

/** A part of a sentence (phrases.ini), static. It is there: a test holds those that are asked for
 * to the file. */
const char *sf_phrase(const char *stanza, const char *key);

/**
 * The same with its placeholders filled.
 *
 * @param ...  names and their values in turn, then NULL; a value may be NULL: see sf_fill()
 * @return to be freed with g_free()
 */
char *sf_phrase_with(const char *stanza, const char *key, ...) G_GNUC_NULL_TERMINATED;
char *sf_phrase_with_list(const char *stanza, const char *key, va_list pairs);

/** A list (separated by ; in the file), NULL-terminated; an empty one where there is none. */
const char *const *sf_shelf_list(SfShelf shelf, const char *stanza, const char *key);

/** The severity of a check; SF_NOTE for an unknown id. */
SfSeverity sf_check_severity(const char *id);

/** The check that speaks of every answer of that status: its `always` in codes.ini; "" where there
 * is none. */
const char *sf_always_check(guint status);

/** TRUE for one of those. */
gboolean sf_is_always_check(const char *check);

/** Status codes that can be asked for: those of answers that are neither provisional nor a success.
 */
#define SF_CODES_FIRST 300
#define SF_CODES_LAST  699

/** What is looked at where nobody asks for other codes. */
#define SF_CODES_USUAL "301,421"

/** 301, 421 and their relatives: the other redirects, and the other refusals that name what they
 * want. Ascending, ended by 0. */
const guint *sf_family(void);
gboolean sf_is_of_family(guint status);

/**
 * Reads a list of codes as users write it: "301,421", "300-302", "all" (the family).
 *
 * @param flaw  gets the first item that is none, or of which a part was left out; to be freed with
 *              g_free(); NULL: there is none
 * @return guint, ascending, each once: what could be read; to be freed with g_array_unref()
 */
GArray *sf_codes_parse(const char *list, char **flaw);

/** "chat", "note", "warn", "error". */
const char *sf_severity_name(SfSeverity severity);

/** The severity of that name; @otherwise where there is none, or no name. */
SfSeverity sf_severity_named(const char *name, SfSeverity otherwise);

/** "https://www.rfc-editor.org/rfc/rfc3261#section-21.3.2" from "3261 21.3.2" (section optional);
 * the first of a list separated by ;. NULL for NULL. */
const char *sf_reference_url(const char *reference);

/** The word of @words (NULL-terminated) that is nearest to a misspelt one, or NULL where none is
 * near. */
const char *sf_nearest(const char *const *words, const char *word);

/** The nearest stanza to a misspelt name in edit distance, or NULL where nothing is near. */
const char *sf_shelf_nearest(SfShelf shelf, const char *word);

/** The software of an element, by its own words. */
typedef struct {
    const char *product;     /* a stanza of SF_SHELF_PRODUCTS; NULL: not known */
    char *version;           /* of that product, "22.1.0"; owned; NULL: not known */
    const char *told_by_tag; /* what to call it where only its tag tells it; NULL: its name does */
    const char *sold_as;     /* the stanza of its own name, where @product is what it is built on */
} SfSoftware;

/**
 * What an element runs. The result is to be cleared with sf_software_clear().
 *
 * @param user_agent  value of its User-Agent or Server header; NULL is an unknown product
 * @param tag  the tag that it put into From or To (RFC 3261 §19.3), which tells some software apart
 *             that has one name, and some that has none; NULL: not known
 */
SfSoftware sf_software(const char *user_agent, const char *tag);
void sf_software_clear(SfSoftware *software);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SfSoftware, sf_software_clear)

/** As sf_software(), but the product only, by its name alone. */
const char *sf_product(const char *user_agent);

/** The pattern of the tags that some software is told by (tag in products.ini) and that this one
 * fits; NULL: none. */
const char *sf_tag_pattern(const char *tag);

/**
 * A header that tells product and version, and nothing else that the operator may have written:
 * sf_software() takes it for the same.
 *
 * @return to be freed with g_free(); NULL for an unknown product
 */
char *sf_product_plain_name(const char *user_agent);

/** Compares two versions number by number: below, equal to or above 0. What stands behind the
 * numbers does not count. */
int sf_version_compare(const char *a, const char *b);

/**
 * The name and version at the beginning of a Server or User-Agent header, where it has such:
 * "Asterisk PBX 22.10.1" of "Asterisk PBX 22.10.1+dfsg+...", "kamailio 5.6.3" of "kamailio (5.6.3
 * (x86_64/linux))", "Asterisk 22.1.0 (FreePBX)" of "FPBX-17.0.19(22.1.0)"; else what it is.
 *
 * @param user_agent  any bytes, which are not made visible; NULL gives ""
 * @return to be freed with g_free()
 */
char *sf_product_short(const char *user_agent);

/** What a product is used for where a setting is looked for. */
typedef struct {
    const char *topic;  /* an option tag, in upper or lower case, or a topic of recipes.ini
                           ("redirect-invite") */
    const char *side;   /* "caller", "answering" or "between" */
    const char *method; /* of the request; NULL: any */
    const char *role;   /* what the element is seen to be: "agent", "proxy"; NULL: not known */
    const char *number; /* user part of the new address of a redirect; NULL: none */
    guint status;       /* of the answer; 0: any that no recipe is for in particular */
    const char *target; /* where the new address of a redirect is, seen from the element: "home",
                           "elsewhere"; NULL: any */
} SfUse;

/**
 * The settings of a product, and what else is known of it.
 *
 * @return stanzas of SF_SHELF_RECIPES (static strings): those of this very topic, then, for an
 * option tag, those that hold for any tag; empty for an unknown product; without those that this
 * version has no more. To be freed with g_ptr_array_unref()
 */
GPtrArray *sf_recipes_for(const SfSoftware *software, const SfUse *use);

/** TRUE where that number has a meaning of its own at the product, and is nobody's (number in
 * recipes.ini). */
gboolean sf_number_has_meaning(const char *product, const char *number);

/** The first of sf_recipes_for() with that aim (fix.NAME.aim of a check), or NULL. */
const char *sf_recipe(const SfSoftware *software, const SfUse *use, const char *aim);

/** The version to which the software must be updated first, before the recipe is of use: of its own
 * series (22 of 22.6.0), where the recipe names that, else the lowest; NULL: it need not, or its
 * version is not known. */
const char *sf_recipe_update(const char *recipe, const SfSoftware *software);

/**
 * Facts about a product that matter where a check has fired: those of sf_recipes_for() that name
 * the check under `when`. To be freed with g_ptr_array_unref().
 *
 * @param check  id of a check
 */
GPtrArray *sf_known_for(const SfSoftware *software, const SfUse *use, const char *check);

/** TRUE where the product's setting for following redirects is known, and is not for this method.
 */
gboolean sf_is_for_other_methods(const SfSoftware *software, const SfUse *use, const char *aim);

/** TRUE where the product cannot do what a fix of that aim asks of it, or does it anyway; @check:
 * whose fix it is. */
gboolean sf_is_ruled_out(const SfSoftware *software, const SfUse *use, const char *aim,
                         const char *check);

/**
 * Fills {name} in @words. @lookup gives the value (to be freed by the filler) or NULL; a sentence
 * part in
 * [[ ]] that holds a placeholder without value is left out whole; a lone unknown placeholder
 * becomes "unknown". "{{" stands for "{".
 *
 * @return to be freed with g_free()
 */
char *sf_fill(const char *words, char *(*lookup)(const char *name, gpointer data), gpointer data);

/** What one answer to a question leads to. */
typedef struct {
    char *when;   /* the answer: "No" */
    guint change; /* number of the change that it leads to, from 1; 0: none */
    char *then; /* what is to be done, or, behind a change, what goes with it; may be NULL there */
} SfDecision;

void sf_decision_free(SfDecision *decision);

/** Where sf_decisions() finds out what the words name. */
typedef struct {
    /** As sf_fill()'s. */
    char *(*lookup)(const char *name, gpointer data);
    /** Number of the change of that name, from 1; 0: there is none now. */
    guint (*number_of)(const char *name, gpointer data);
    gpointer data;
} SfDecisionSource;

/**
 * The decisions that @words tell of: "ANSWER: @CHANGE, ADDITION | ANSWER: WORDS"; the head of
 * checks.ini tells more. In the order of the changes; what leads to none comes behind. @words may
 * be NULL.
 *
 * @return SfDecision, with its free function
 */
GPtrArray *sf_decisions(const char *words, const SfDecisionSource *source);

/**
 * sf_fill() where no capture gives the placeholders values, as on a reference page: {caller}
 * becomes "the side that asked".
 *
 * @return to be freed with g_free()
 */
char *sf_plain_words(const char *words);

/**
 * A setting of recipes.ini likewise, as it is written but for {asked} and {minimum}, which become
 * ASKED and MINIMUM.
 *
 * @return to be freed with g_free()
 */
char *sf_plain_setting(const char *setting);

#endif
