/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fixes in words: the knowledge's own, or, where the element's product is known, the setting as
 * that product writes it, and what else is known of it. */
#include <string.h>

#include "core/describe/facts.h"
#include "core/describe/finding_words.h"

void sf_fix_words_free(SfFixWords *words)
{
    g_free(words->side);
    g_free(words->at);
    g_free(words->element);
    g_free(words->product);
    g_free(words->what);
    g_free(words->old_value);
    g_free(words->new_value);
    g_free(words->price);
    g_free(words->text);
    g_free(words->source);
    g_clear_pointer(&words->usual, g_ptr_array_unref);
    g_free(words);
}

void sf_known_words_free(SfKnownWords *words)
{
    g_free(words->side);
    g_free(words->at);
    g_free(words->product);
    g_free(words->text);
    g_free(words->source);
    g_free(words);
}

static char *fix_part(const SfFinding *finding, const char *fix, const char *part)
{
    g_autofree char *key = g_strconcat("fix.", fix, ".", part, NULL);
    return sf_finding_words(finding, key);
}

/* ---- the sides ---- */

/* The placeholders that name the element of a side and its product. */
static const struct {
    const char *side;
    const char *at;
    const char *product;
} sides[] = {{"caller", "caller", "caller_product"},
             {"answering", "server", "server_product"},
             {"between", "between", "between_product"}};

/* The tag that an element has put into a request: one that passes on what others asked has none of
 * its own there. @host: whose it must be; NULL: its sender's, whoever that is. */
static SfText tag_of_request(const SfAnswer *answer, const char *host)
{
    const SfMessage *request = answer ? answer->request : NULL;
    const gboolean is_its_own = request && request->vias <= 1 &&
                                (!host || sf_text_equal(request->source_address, sf_text(host)));
    return is_its_own ? request->from_tag : (SfText){0};
}

/* An agent between has a leg of its own below. */
static SfText tag_between(const SfFinding *finding)
{
    g_autofree char *host = sf_fact(finding->answer, finding, "between");
    const SfText tag = tag_of_request(finding->answer, host ? host : "");
    return sf_text_is_present(tag)
               ? tag
               : tag_of_request(sf_answer_origin(finding->answer), host ? host : "");
}

/* The tag that the element of that side has put into the messages; NULL: not known. */
static char *own_tag(const SfFinding *finding, const char *side)
{
    SfText tag = {0};
    if (g_str_equal(side, "answering"))
        tag = sf_answer_origin(finding->answer)->message->to_tag;
    else if (g_str_equal(side, "caller"))
        tag = tag_of_request(finding->answer->nearest, NULL);
    else
        tag = tag_between(finding);
    return sf_text_is_present(tag) ? sf_text_dup(tag) : NULL;
}

/* @name: the element's product by its own words; NULL: not known. */
static SfSoftware software_of(const SfFinding *finding, const char *side, const char *name)
{
    g_autofree char *tag = own_tag(finding, side);
    return sf_software(name, tag);
}

/* An element whose address nobody knows has a name in words. */
static char *address_of(const char *element)
{
    return element && !strchr(element, ' ') ? g_strdup(element) : NULL;
}

/* "At 198.51.100.20: stop insisting on it. The setting X: required -> supported. No such setting?
 * ...": where the product's own words are not known, whoever does it needs the usual ones, and the
 * maker's name for it may have to be asked for, behind those that are usual. */
static void add_usual_words(SfFixWords *words, const SfFinding *finding, const char *fix)
{
    g_autofree char *ask = fix_part(finding, fix, "ask");
    if (!ask || !words->text)
        return;
    GString *text = g_string_new(words->text);
    g_free(words->text);
    if (words->what && words->old_value && words->new_value)
        g_string_append_printf(text, " %s: %s -> %s.", words->what, words->old_value,
                               words->new_value);
    if (!words->usual)
        g_string_append_printf(text, " %s", ask);
    words->text = g_string_free(text, FALSE);
    if (words->usual)
        g_ptr_array_add(words->usual, g_steal_pointer(&ask));
}

/* Without its text, which is only needed where the product's own words do not take its place. */
static SfFixWords *plain_fix(const SfFinding *finding, const char *fix)
{
    SfFixWords *words = g_new0(SfFixWords, 1);
    words->name = fix;
    words->side = fix_part(finding, fix, "side");
    words->what = fix_part(finding, fix, "what");
    words->old_value = fix_part(finding, fix, "old");
    words->new_value = fix_part(finding, fix, "new");
    words->price = fix_part(finding, fix, "price");
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        if (g_strcmp0(words->side, sides[i].side) != 0)
            continue;
        words->element = sf_fact(finding->answer, finding, sides[i].at);
        words->at = address_of(words->element);
        words->product = sf_fact(finding->answer, finding, sides[i].product);
    }
    return words;
}

static void take_text(SfFixWords *words, const SfFinding *finding, const char *fix)
{
    words->text = fix_part(finding, fix, "text");
    add_usual_words(words, finding, fix);
}

/* Without text, source and the usual settings. */
static SfFixWords *copy_of(const SfFixWords *words)
{
    SfFixWords *copy = g_new(SfFixWords, 1);
    *copy = (SfFixWords){.name = words->name,
                         .side = g_strdup(words->side),
                         .at = g_strdup(words->at),
                         .element = g_strdup(words->element),
                         .product = g_strdup(words->product),
                         .what = g_strdup(words->what),
                         .old_value = g_strdup(words->old_value),
                         .new_value = g_strdup(words->new_value),
                         .price = g_strdup(words->price)};
    return copy;
}

static char *place_of_setting(const char *where, const char *setting)
{
    return where ? g_strdup_printf("%s: %s", where, setting) : g_strdup(setting);
}

/* ---- as the product writes it ---- */

/* "At 198.51.100.10 (Asterisk PBX 22.1.0): pjsip.conf, [endpoint]: 100rel=required -> ... What it
 * does." */
static char *recipe_text(const SfFixWords *words, const char *effect)
{
    g_autofree char *old = words->old_value ? g_strconcat(words->old_value, " -> ", NULL) : NULL;
    g_autofree char *product = sf_product_short(words->product);
    const char *new_value = words->new_value;
    const gboolean is_set = !old && strchr(new_value, '=');
    const char *stop = sf_is_script_line(new_value) ? "" : ".";
    g_autofree char *at =
        sf_phrase_with("setting", "at", "element", words->element, "product", product, NULL);
    g_autofree char *change = is_set ? sf_phrase_with("setting", "set", "setting", new_value, NULL)
                                     : g_strconcat(old ? old : "", new_value, stop, NULL);
    return g_strconcat(at, " ", words->what ? words->what : "", words->what ? ": " : "", change,
                       effect ? " " : "", effect ? effect : "", NULL);
}

static char *host_of(const char *address)
{
    SfUri uri;
    if (!address || !sf_uri_parse(sf_text(address), &uri, NULL) || uri.host.length == 0)
        return NULL;
    return sf_text_dup(uri.host);
}

static gboolean is_same_user(const char *one, const char *other)
{
    SfUri uris[2];
    return sf_uri_parse(sf_text(one), &uris[0], NULL) &&
           sf_uri_parse(sf_text(other), &uris[1], NULL) &&
           sf_text_equal(uris[0].user, uris[1].user);
}

/* Where an address is to be changed, the setting is the place, and the values are the addresses, or
 * their hosts where it takes no more. FALSE where such a setting is of no use: the host stays, or
 * the user changes too and the setting holds none. */
static gboolean take_addresses(const SfFinding *finding, SfFixWords *words, const char *recipe)
{
    g_autofree char *old_host = host_of(words->old_value);
    g_autofree char *new_host = host_of(words->new_value);
    if (!old_host || !new_host || g_ascii_strcasecmp(old_host, new_host) == 0)
        return FALSE;
    const gboolean takes_host =
        g_strcmp0(sf_shelf_words(SF_SHELF_RECIPES, recipe, "takes"), "host") == 0;
    if (takes_host && !is_same_user(words->old_value, words->new_value))
        return FALSE;
    g_free(words->what);
    g_autofree char *where = sf_setting_place(finding, words->side, recipe);
    words->what = place_of_setting(where, sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting"));
    if (!takes_host)
        return TRUE;
    g_free(words->old_value);
    words->old_value = g_steal_pointer(&old_host);
    g_free(words->new_value);
    words->new_value = g_steal_pointer(&new_host);
    return TRUE;
}

/* "file accounts", or where the software is too old "after an update to 3.13: file accounts". */
static char *place_after_update(const SfFinding *finding, const SfFixWords *words,
                                const char *recipe, const SfSoftware *software)
{
    char *where = sf_setting_place(finding, words->side, recipe);
    const char *update = sf_recipe_update(recipe, software);
    if (!update)
        return where;
    char *place = sf_phrase_with("setting", "after-update", "update", update, "place", where, NULL);
    g_free(where);
    return place;
}

/* A setting may hold the two times of a 422 or 423: {asked}, {minimum}. */
static void take_setting(const SfFinding *finding, SfFixWords *words, const char *recipe,
                         const SfSoftware *software)
{
    g_free(words->what);
    words->what = place_after_update(finding, words, recipe, software);
    g_free(words->old_value);
    words->old_value = sf_finding_filled(finding, sf_shelf_words(SF_SHELF_RECIPES, recipe, "old"));
    g_free(words->new_value);
    words->new_value =
        sf_finding_filled(finding, sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting"));
}

static void append_sentence(GString *words, const char *sentence)
{
    g_string_append_c(words, ' ');
    g_string_append(words, sentence);
}

/* What the recipe does, with what, and since when it is there, where that is not known to be long
 * ago. */
static char *effect_of(const SfFinding *finding, const char *recipe, const SfSoftware *software)
{
    const char *effect = sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect");
    const char *const *since = sf_shelf_list(SF_SHELF_RECIPES, recipe, "since");
    const char *applied = sf_setting_applied_by(recipe, software->sold_as);
    if (!applied)
        applied = sf_setting_applied_by(recipe, software->product);
    const char *here = sf_shelf_words(SF_SHELF_RECIPES, recipe, "here");
    GString *words = g_string_new(effect);
    if (here) {
        g_autofree char *values = sf_finding_filled(finding, here);
        append_sentence(words, values);
    }
    if (*since && !software->version) {
        g_autofree char *versions = g_strjoinv(", ", (char **)(gpointer)since);
        g_autofree char *told = sf_phrase_with("setting", "since", "versions", versions, NULL);
        append_sentence(words, told);
    }
    if (applied) {
        g_autofree char *told = sf_phrase_with("setting", "applies", "way", applied, NULL);
        append_sentence(words, told);
    }
    return g_string_free(words, FALSE);
}

/* A setting that switches the extension on costs nothing of what its name alone in a list would;
 * what its maker warns of, it does cost. */
static void take_price(SfFixWords *words, const SfFinding *finding, const char *aim,
                       const char *recipe)
{
    const char *own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "harm");
    if (!own)
        own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "price");
    if (!own && strcmp(aim, "offer") != 0)
        return;
    g_free(words->price);
    words->price = own ? sf_finding_filled(finding, own) : g_strdup("none");
}

/* The plain fix as its product writes it (recipes.ini): where, from what, to what, with what
 * effect. NULL where the setting cannot hold what is to be changed. */
static SfFixWords *recipe_fix(const SfFinding *finding, const SfFixWords *plain, const char *aim,
                              const char *recipe, const SfSoftware *software)
{
    SfFixWords *words = copy_of(plain);
    if (software->told_by_tag) {
        g_free(words->product);
        words->product = g_strdup(software->told_by_tag);
    }
    if (strcmp(aim, "update") != 0 || !words->new_value) {
        take_setting(finding, words, recipe, software);
    } else if (!take_addresses(finding, words, recipe)) {
        sf_fix_words_free(words);
        return NULL;
    }
    words->source = g_strdup(sf_shelf_words(SF_SHELF_RECIPES, recipe, "source"));
    take_price(words, finding, aim, recipe);
    g_autofree char *effect = effect_of(finding, recipe, software);
    words->text = recipe_text(words, effect);
    return words;
}

static char *method_of(const SfAnswer *answer)
{
    const SfText method = sf_message_method(answer->message);
    return sf_text_is_present(method) ? sf_text_dup(method) : g_strdup("");
}

/* "redirect-register", "lifetime-subscribe": what recipes.ini files under a method. */
static char *topic_of_method(const SfAnswer *answer, const char *kind)
{
    g_autofree char *method = method_of(answer);
    g_autofree char *name = g_ascii_strdown(method, -1);
    return g_strconcat(kind, "-", name, NULL);
}

/* What recipes.ini files under a redirect. */
static char *redirect_topic(const SfAnswer *answer, const char *aim)
{
    const gboolean registers =
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
    if (g_strcmp0(aim, "update") == 0 && !registers)
        return g_strdup("address");
    return topic_of_method(answer, "redirect");
}

/* Of the refusals that name no option tag; NULL for the others. */
static char *topic_of_refusal(const SfAnswer *answer)
{
    switch (answer->message->status) {
    case 494: /* about the agreement, whatever the tag is called in it (mediasec) */
        return g_strdup("sec-agree");
    case 422:
        return g_strdup("timer");
    case 423:
        return topic_of_method(answer, "lifetime");
    case 439:
        return g_strdup("outbound");
    default:
        return NULL;
    }
}

/* A stranger may ask for hundreds of tags; settings for more of them help nobody. */
#define MAX_TOPICS 8

/* What recipes.ini files this answer under: the tags wanted, or the redirect and the address, or
 * what another refusal is about. */
static GPtrArray *topics_of(const SfAnswer *answer, const char *aim)
{
    GPtrArray *topics = g_ptr_array_new_with_free_func(g_free);
    if (sf_answer_redirects(answer)) {
        g_ptr_array_add(topics, redirect_topic(answer, aim));
        return topics;
    }
    char *topic = topic_of_refusal(answer);
    if (topic) {
        g_ptr_array_add(topics, topic);
        return topics;
    }
    const GArray *tags = sf_wanted_tags(answer);
    for (guint i = 0; i < MIN(tags->len, MAX_TOPICS); i++)
        g_ptr_array_add(topics, sf_text_dup(g_array_index(tags, SfTag, i).tag));
    return topics;
}

typedef struct {
    GPtrArray *settings; /* SfFixWords: products' own settings */
    GPtrArray *plain;    /* SfFixWords: in SIP's words */
    GPtrArray *vague;    /* SfFixWords: of those, the ones that need the product's word most */
    GPtrArray *warned;   /* SfFixWords: settings of which their makers warn */
} Fixes;

/* Of an element that names itself nowhere, whoever is to change it may know what it is. */
static void take_usual_settings(SfFixWords *words, const SfFinding *finding, const char *fix,
                                const SfUse *use, const char *aim)
{
    g_autofree char *unusual = fix_part(finding, fix, "unusual");
    if (words->product || !words->at || unusual || g_str_equal(aim, "update") ||
        g_str_equal(aim, "cause"))
        return;
    g_auto(SfSoftware) software = software_of(finding, words->side, NULL);
    words->usual = sf_usual_settings(finding, use, aim, words->at, software.told_by_tag);
}

static void add_plain(const Fixes *fixes, const SfFinding *finding, const char *fix,
                      SfFixWords *words)
{
    g_autofree char *vague = fix_part(finding, fix, "vague");
    g_ptr_array_add(vague ? fixes->vague : fixes->plain, words);
}

/* Adds the fix, once for each topic that the element's product has a setting for, else in plain
 * words; nothing where the product cannot do it, or does it anyway. */
static void add_aimed(const Fixes *fixes, const SfFinding *finding, const char *fix,
                      const char *aim)
{
    SfFixWords *plain = plain_fix(finding, fix);
    g_auto(SfSoftware) software = software_of(finding, plain->side, plain->product);
    g_autofree char *method = method_of(finding->answer);
    g_autoptr(GPtrArray) topics = topics_of(finding->answer, aim);
    const guint before = fixes->settings->len + fixes->warned->len;
    gboolean ruled_out = FALSE;
    for (guint i = 0; software.product && plain->element && i < topics->len; i++) {
        const SfUse use = {topics->pdata[i], plain->side, method};
        ruled_out |= sf_is_ruled_out(&software, &use, aim, finding->check->id);
        const char *recipe = sf_recipe(&software, &use, aim);
        SfFixWords *words = recipe ? recipe_fix(finding, plain, aim, recipe, &software) : NULL;
        const gboolean does_harm = recipe && sf_shelf_words(SF_SHELF_RECIPES, recipe, "harm");
        if (words)
            g_ptr_array_add(does_harm ? fixes->warned : fixes->settings, words);
    }
    if (fixes->settings->len + fixes->warned->len > before || ruled_out) {
        sf_fix_words_free(plain);
        return;
    }
    const SfUse use = {topics->len == 1 ? topics->pdata[0] : "", plain->side, method};
    take_usual_settings(plain, finding, fix, &use, aim);
    take_text(plain, finding, fix);
    add_plain(fixes, finding, fix, plain);
}

static char *product_at(const SfFinding *finding, const char *side)
{
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++)
        if (g_strcmp0(side, sides[i].side) == 0)
            return sf_fact(finding->answer, finding, sides[i].product);
    return NULL;
}

/* What the fix asks of that side, its product cannot do, or does anyway. */
static gboolean is_ruled_out(const SfFinding *finding, const char *fix)
{
    g_autofree char *aim = fix_part(finding, fix, "aim");
    if (!aim)
        return FALSE;
    g_autofree char *side = fix_part(finding, fix, "side");
    g_autofree char *product = product_at(finding, side);
    g_auto(SfSoftware) software = software_of(finding, side, product);
    g_autofree char *method = method_of(finding->answer);
    g_autoptr(GPtrArray) topics = topics_of(finding->answer, aim);
    for (guint i = 0; software.product && i < topics->len; i++) {
        const SfUse use = {topics->pdata[i], side, method};
        if (sf_is_ruled_out(&software, &use, aim, finding->check->id) &&
            !sf_recipe(&software, &use, aim))
            return TRUE;
    }
    return FALSE;
}

const char *sf_finding_spared(const SfFinding *finding)
{
    gboolean caller = FALSE;
    gboolean answering = FALSE;
    for (guint i = 0; i < finding->fixes->len; i++) {
        const char *fix = finding->fixes->pdata[i];
        if (!is_ruled_out(finding, fix))
            continue;
        g_autofree char *side = fix_part(finding, fix, "side");
        caller |= g_strcmp0(side, "caller") == 0;
        answering |= g_strcmp0(side, "answering") == 0;
    }
    return caller && answering ? "not-both"
           : caller            ? "not-caller"
           : answering         ? "not-answering"
                               : NULL;
}

/* What this answer alone would ask for ("dial the new address"), where it is a link of a chain or a
 * circle: that leads on to the fault, or back. */
static gboolean leads_to_fault(const SfFinding *finding)
{
    const SfFinding *root = sf_answer_root(finding->answer);
    if (sf_finding_doubt(finding))
        return TRUE;
    return root && root->answer != finding->answer && sf_is_always_check(finding->check->id) &&
           (g_str_equal(root->check->id, "moved.loop") ||
            g_str_equal(root->check->id, "moved.chain"));
}

/* The side whose product and setting are known comes first: who reads it can do it now. What its
 * maker warns of comes behind other settings, but before a wish at an element that nobody knows. */
GPtrArray *sf_finding_fixes(const SfFinding *finding)
{
    const Fixes fixes = {.settings =
                             g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free),
                         .plain = g_ptr_array_new(),
                         .vague = g_ptr_array_new(),
                         .warned = g_ptr_array_new()};
    const guint n = leads_to_fault(finding) ? 0 : finding->fixes->len;
    for (guint i = 0; i < n; i++) {
        const char *fix = finding->fixes->pdata[i];
        g_autofree char *aim = fix_part(finding, fix, "aim");
        if (aim) {
            add_aimed(&fixes, finding, fix, aim);
            continue;
        }
        SfFixWords *plain = plain_fix(finding, fix);
        take_text(plain, finding, fix);
        add_plain(&fixes, finding, fix, plain);
    }
    g_ptr_array_extend_and_steal(fixes.settings, fixes.warned);
    g_ptr_array_extend_and_steal(fixes.settings, fixes.plain);
    g_ptr_array_extend_and_steal(fixes.settings, fixes.vague);
    return fixes.settings;
}

/* Two findings may ask for the same change; the price and the reason may be put in other words. */
static gboolean is_same_change(const SfFixWords *a, const SfFixWords *b)
{
    return g_strcmp0(a->element, b->element) == 0 && g_strcmp0(a->what, b->what) == 0 &&
           g_strcmp0(a->old_value, b->old_value) == 0 && g_strcmp0(a->new_value, b->new_value) == 0;
}

static gboolean has_change(const GPtrArray *fixes, const SfFixWords *fix)
{
    for (guint i = 0; i < fixes->len; i++)
        if (is_same_change(fixes->pdata[i], fix))
            return TRUE;
    return FALSE;
}

/* Adds what the finding asks for and nobody did before. */
static void add_fixes_of(GPtrArray *all, const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    while (fixes->len > 0) {
        SfFixWords *fix = g_ptr_array_steal_index(fixes, 0);
        if (has_change(all, fix))
            sf_fix_words_free(fix);
        else
            g_ptr_array_add(all, fix);
    }
}

GPtrArray *sf_answer_fixes(const SfAnswer *answer, gboolean only_final)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free);
    g_autoptr(GPtrArray) findings = sf_answer_findings_root_first(answer, only_final);
    const SfFinding *root = sf_answer_root(answer);
    if (sf_answer_is_heeded(answer) && (root->is_final || !only_final))
        return all;
    if (root && root->answer != answer && (root->is_final || !only_final))
        add_fixes_of(all, root);
    for (guint i = 0; i < findings->len; i++)
        add_fixes_of(all, findings->pdata[i]);
    return all;
}

/* ---- what else is known of the product ---- */

/* "192.0.2.1 (JsSIP 3.10): JsSIP has no PRACK ...", of the element that @whose names. */
static SfKnownWords *add_fact(GPtrArray *all, const SfKnownWords *whose, const char *place,
                              const char *effect, const char *source)
{
    g_autofree char *product = sf_product_short(whose->product);
    SfKnownWords *words = g_new0(SfKnownWords, 1);
    words->side = g_strdup(whose->side);
    words->at = address_of(whose->at);
    words->product = g_strdup(whose->product);
    words->text = g_strdup_printf("%s (%s): %s%s%s", whose->at, product, place ? place : "",
                                  place ? ": " : "", effect);
    words->source = g_strdup(source);
    g_ptr_array_add(all, words);
    return words;
}

static gboolean is_cause(const char *recipe)
{
    return g_str_equal(sf_shelf_words(SF_SHELF_RECIPES, recipe, "aim"), "cause");
}

/* What to look for, or where it is set, if it is a setting at all. */
static char *known_place(const SfFinding *finding, const char *side, const char *recipe)
{
    g_autofree char *where = sf_setting_place(finding, side, recipe);
    const char *setting = sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting");
    if (!where || g_str_has_prefix(setting, "none") || g_str_has_prefix(setting, "nothing"))
        return NULL;
    return is_cause(recipe)
               ? sf_phrase_with("setting", "look-for", "setting", setting, "place", where, NULL)
               : g_strdup_printf("%s: %s", where, setting);
}

/* Whether the changes are still needed once the cause was found, or was not. */
static void add_what_then(SfKnownWords *words, const SfFinding *finding, const char *recipe)
{
    const char *own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "then");
    g_autofree char *then = sf_finding_filled(finding, own ? own : sf_phrase("setting", "then"));
    char *text = g_strconcat(words->text, " ", then, NULL);
    g_free(words->text);
    words->text = text;
}

static void add_known(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose,
                      const char *recipe)
{
    g_autofree char *place = known_place(finding, whose->side, recipe);
    SfKnownWords *words =
        add_fact(all, whose, place, sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect"),
                 sf_shelf_words(SF_SHELF_RECIPES, recipe, "source"));
    words->is_cause = is_cause(recipe);
    if (words->is_cause)
        add_what_then(words, finding, recipe);
}

/* A product whose code makes no 421 tells where one with its name comes from. */
static void add_origin(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose,
                       const char *product)
{
    const char *origin = sf_shelf_words(SF_SHELF_PRODUCTS, product, "origin");
    if (origin && g_str_equal(whose->side, "answering") &&
        g_str_equal(finding->check->id, "extension.required"))
        add_fact(all, whose, NULL, origin, sf_shelf_words(SF_SHELF_PRODUCTS, product, "source"));
}

static void add_known_of(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose)
{
    if (!whose->at)
        return;
    g_auto(SfSoftware) software = software_of(finding, whose->side, whose->product);
    if (!software.product)
        return;
    add_origin(all, finding, whose, software.product);
    g_autofree char *method = method_of(finding->answer);
    g_autoptr(GPtrArray) topics = topics_of(finding->answer, NULL);
    const char *name = software.told_by_tag ? software.told_by_tag : whose->product;
    const SfKnownWords named = {.side = whose->side, .at = whose->at, .product = (char *)name};
    for (guint i = 0; i < topics->len; i++) {
        const SfUse use = {topics->pdata[i], whose->side, method};
        g_autoptr(GPtrArray) recipes = sf_known_for(&software, &use, finding->check->id);
        for (guint j = 0; j < recipes->len; j++)
            add_known(all, finding, &named, recipes->pdata[j]);
    }
}

GPtrArray *sf_finding_known(const SfFinding *finding)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_known_words_free);
    for (guint side = 0; side < G_N_ELEMENTS(sides); side++) {
        g_autofree char *name = g_strdup(sides[side].side);
        g_autofree char *at = sf_fact(finding->answer, finding, sides[side].at);
        g_autofree char *product = sf_fact(finding->answer, finding, sides[side].product);
        const SfKnownWords whose = {.side = name, .at = at, .product = product};
        add_known_of(all, finding, &whose);
    }
    return all;
}
