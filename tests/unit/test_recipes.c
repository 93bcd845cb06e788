// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Products and their settings: every stanza complete, and the right one found from a User-Agent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "knowledge.h"

static const char *words_or_fail(SfShelf shelf, const char *stanza, const char *key)
{
    const char *words = sf_shelf_words(shelf, stanza, key);
    if (!words || !*words)
        fail_msg("[%s] lacks %s", stanza, key);
    return words;
}

/* Every entry of the list is one of @words; an empty list passes. */
static void assert_list_of(SfShelf shelf, const char *stanza, const char *key,
                           const char *const *words)
{
    for (const char *const *entry = sf_shelf_list(shelf, stanza, key); *entry; entry++)
        if (!g_strv_contains(words, *entry))
            fail_msg("[%s] %s: \"%s\" is none of the words allowed", stanza, key, *entry);
}

static void assert_known_keys(SfShelf shelf, const char *stanza, const char *const *keys)
{
    for (const char *const *key = sf_shelf_keys(shelf, stanza); *key; key++)
        if (!g_strv_contains(keys, *key))
            fail_msg("[%s]: no such key: %s", stanza, *key);
}

/* ---- the data
 * ------------------------------------------------------------------------------------ */

static void test_products_are_complete(void **state)
{
    (void)state;
    static const char *const keys[] = {"name",   "patterns", "renamed_by", "answers_421",
                                       "origin", "source",   "confidence", NULL};
    static const char *const degrees[] = {"docs", "code", "docs+code", "observed", NULL};
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++) {
        assert_known_keys(SF_SHELF_PRODUCTS, *product, keys);
        words_or_fail(SF_SHELF_PRODUCTS, *product, "name");
        words_or_fail(SF_SHELF_PRODUCTS, *product, "source");
        words_or_fail(SF_SHELF_PRODUCTS, *product, "confidence");
        assert_list_of(SF_SHELF_PRODUCTS, *product, "confidence", degrees);
        assert_list_of(SF_SHELF_PRODUCTS, *product, "answers_421", sf_shelf_stanzas(SF_SHELF_TAGS));
        /* Who answers 421 by itself needs no other origin. */
        if (sf_shelf_words(SF_SHELF_PRODUCTS, *product, "origin"))
            assert_null(sf_shelf_words(SF_SHELF_PRODUCTS, *product, "answers_421"));
    }
}

static void assert_topic(const char *recipe, const char *topic)
{
    static const char *const others[] = {"any-tag",
                                         "redirect-invite",
                                         "redirect-message",
                                         "redirect-register",
                                         "address",
                                         "300",
                                         "302",
                                         "420",
                                         "421",
                                         NULL};
    if (!g_strv_contains(others, topic) && !sf_shelf_has(SF_SHELF_TAGS, topic))
        fail_msg("[%s]: no such topic: %s", recipe, topic);
}

static void assert_recipe(const char *recipe)
{
    static const char *const keys[] = {"product", "topic",  "side",       "aim",
                                       "methods", "where",  "setting",    "old",
                                       "effect",  "source", "confidence", NULL};
    static const char *const needed[] = {"product", "topic",  "side",   "aim",
                                         "setting", "effect", "source", "confidence"};
    static const char *const sides[] = {"caller", "answering", "between", NULL};
    static const char *const aims[] = {"offer",  "relax", "pass-on", "follow",
                                       "update", "cause", "know",    NULL};
    static const char *const confirmed[] = {"docs", "code", "docs+code", NULL};
    assert_known_keys(SF_SHELF_RECIPES, recipe, keys);
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        words_or_fail(SF_SHELF_RECIPES, recipe, needed[i]);
    assert_list_of(SF_SHELF_RECIPES, recipe, "side", sides);
    assert_list_of(SF_SHELF_RECIPES, recipe, "aim", aims);
    assert_list_of(SF_SHELF_RECIPES, recipe, "confidence", confirmed);
    assert_list_of(SF_SHELF_RECIPES, recipe, "product", sf_shelf_stanzas(SF_SHELF_PRODUCTS));
    const char *const *topic = sf_shelf_list(SF_SHELF_RECIPES, recipe, "topic");
    for (; *topic; topic++)
        assert_topic(recipe, *topic);
    /* "Not required any more" is said by the value before and after. */
    if (strcmp(sf_shelf_words(SF_SHELF_RECIPES, recipe, "aim"), "relax") == 0)
        words_or_fail(SF_SHELF_RECIPES, recipe, "old");
}

static void test_recipes_are_complete(void **state)
{
    (void)state;
    guint n = 0;
    for (const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES); *recipe; recipe++, n++)
        assert_recipe(*recipe);
    assert_true(n > 150);
}

/* A product that insists on a tag by itself has a setting that makes it stop. */
static void test_who_answers_421_can_be_relaxed(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *topic;
        const char *old;
    } table[] = {
        {"Asterisk PBX 22.1.0", "100rel", "100rel=required"},
        {"Asterisk PBX 22.1.0", "timer", "timers=required"},
        {"kamailio (5.8.4 (x86_64/linux))", "outbound",
         "modparam(\"registrar\", \"outbound_mode\", 2)"},
        {"baresip v3.18.0 (x86_64/Linux)", "100rel", ";100rel=required"},
        {"PJSUA v2.14 Linux", "100rel", "PJSUA_100REL_MANDATORY"},
        {"PJSUA v2.14 Linux", "timer", "PJSUA_SIP_TIMER_REQUIRED"},
        {"PJSUA v2.14 Linux", "trickle-ice", "PJSIP_INV_REQUIRE_TRICKLE_ICE"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *product = sf_product(table[i].user_agent);
        const char *const *tags = sf_shelf_list(SF_SHELF_PRODUCTS, product, "answers_421");
        assert_true(g_strv_contains(tags, table[i].topic));
        const char *recipe = sf_recipe(table[i].user_agent, table[i].topic, "answering", "relax");
        assert_non_null(recipe);
        assert_string_equal(sf_shelf_words(SF_SHELF_RECIPES, recipe, "old"), table[i].old);
    }
}

/* ---- looking up
 * ---------------------------------------------------------------------------------- */

static void test_product(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *product;
    } table[] = {
        {"Asterisk PBX 22.1.0", "asterisk"},
        {"asterisk pbx certified/18.9", "asterisk"},
        {"FreeSWITCH-mod_sofia/1.10.11-release+git", "freeswitch"},
        {"kamailio (5.8.4 (x86_64/linux))", "kamailio"},
        {"OpenSIPS (3.4.2 (x86_64/linux))", "opensips"},
        {"LinphoneAndroid/5.2.5 (Pixel) LinphoneSDK/5.3.47", "linphone"},
        {"Twinkle/1.10.2", "twinkle"},
        {"JsSIP 3.10.1", "jssip"},
        {"SIP.js/0.21.2", "sipjs"},
        {"Cisco-SIPGateway/IOS-16.12.4", "cisco-ios"},
        {"Cisco-CUCM12.5", "cucm"},
        {"Audiocodes-Sip-Gateway-Mediant 800/v.7.20A", "audiocodes"},
        {"Sip-Gateway-/v.7.20A.000.042", "audiocodes"},
        {"Ribbon SBC Edge 9.0", "ribbon"},
        {"Yealink SIP-T46S 66.86.0.15", "yealink"},
        {"PolycomVVX-VVX_411-UA/5.9.5", "poly"},
        {"OBIHAI/OBi202-3.2.2", "obi"},
        {"Grandstream GXP2160 1.0.11", "grandstream"},
        {"snomD735/10.1.159.12", "snom"},
        {"3CXPhoneSystem 20.0", "3cx"},
        /* a name inside another one, or cut, is none */
        {"my Asterisk PBX 22", NULL},
        {"Asterisk", NULL},
        {"", NULL},
        {NULL, NULL},
        {"Asterisk PBX \xff\xfe", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_strcmp0(sf_product(table[i].user_agent), table[i].product) != 0)
            fail_msg("%s is taken for %s", table[i].user_agent, sf_product(table[i].user_agent));
}

static char *names(GPtrArray *recipes)
{
    g_autoptr(GPtrArray) with_end = g_ptr_array_new();
    g_ptr_array_extend(with_end, recipes, NULL, NULL);
    g_ptr_array_add(with_end, NULL);
    return g_strjoinv(" ", (char **)with_end->pdata);
}

static void test_recipes_for(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *topic;
        const char *side;
        const char *recipes;
    } table[] = {
        {"Asterisk PBX 22", "100rel", "answering", "asterisk.100rel.relax asterisk.100rel.420"},
        {"Asterisk PBX 22", "100REL", "answering", "asterisk.100rel.relax asterisk.100rel.420"},
        {"Asterisk PBX 22", "redirect-register", "caller", "asterisk.redirect.register"},
        {"Asterisk PBX 22", "replaces", "answering", ""},
        /* a tag of which nothing is known but what holds for all tags */
        {"kamailio (5.8)", "replaces", "between",
         "kamailio.any-tag.pass-on kamailio.path.replaced"},
        /* the very tag first, then what holds for all */
        {"kamailio (5.8)", "timer", "between",
         "kamailio.timer.know kamailio.any-tag.pass-on kamailio.path.replaced"},
        {"Cisco-SIPGateway/IOS-16", "redirect-invite", "between",
         "cisco-ios.redirect.ip2ip cisco-ios.redirect.contact"},
        {"kamailio (5.8)", "address", "between", "kamailio.address"},
        {"nobody", "100rel", "answering", ""},
        {NULL, "100rel", "answering", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GPtrArray) recipes =
            sf_recipes_for(table[i].user_agent, table[i].topic, table[i].side);
        g_autofree char *found = names(recipes);
        assert_string_equal(found, table[i].recipes);
    }
}

static void test_recipe_with_an_aim(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *topic;
        const char *side;
        const char *aim;
        const char *recipe;
    } table[] = {
        {"FreeSWITCH-mod_sofia/1.10", "100rel", "caller", "offer", "freeswitch.100rel.offer"},
        {"FreeSWITCH-mod_sofia/1.10", "100rel", "answering", "relax", NULL},
        {"Asterisk PBX 22", "redirect-invite", "caller", "follow", "asterisk.redirect.follow"},
        {"Asterisk PBX 22", "address", "caller", "update", "asterisk.address"},
        {"OpenSIPS (3.4)", "replaces", "between", "pass-on", "opensips.any-tag.pass-on"},
        {"JsSIP 3.10", "100rel", "caller", "offer", NULL},
        {"nobody", "100rel", "answering", "relax", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *recipe =
            sf_recipe(table[i].user_agent, table[i].topic, table[i].side, table[i].aim);
        if (g_strcmp0(recipe, table[i].recipe) != 0)
            fail_msg("%s, %s: %s", table[i].user_agent, table[i].topic, recipe);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_complete),
        cmocka_unit_test(test_recipes_are_complete),
        cmocka_unit_test(test_who_answers_421_can_be_relaxed),
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_recipes_for),
        cmocka_unit_test(test_recipe_with_an_aim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
