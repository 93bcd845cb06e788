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

#include "knowledge/knowledge.h"

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
    static const char *const keys[] = {
        "name",  "patterns", "is",     "version",    "shown",       "tag",        "variant_of",
        "below", "until",    "origin", "renamed_by", "answers_421", "confidence", "source",
        "kind",  "applies",  "usual",  "proxy",      "border",      NULL};
    static const char *const kinds[] = {"telephone", "pbx", "server", "application", NULL};
    static const char *const degrees[] = {"docs", "code", "docs+code", "observed", NULL};
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++) {
        assert_known_keys(SF_SHELF_PRODUCTS, *product, keys);
        words_or_fail(SF_SHELF_PRODUCTS, *product, "name");
        words_or_fail(SF_SHELF_PRODUCTS, *product, "source");
        words_or_fail(SF_SHELF_PRODUCTS, *product, "confidence");
        assert_list_of(SF_SHELF_PRODUCTS, *product, "confidence", degrees);
        assert_list_of(SF_SHELF_PRODUCTS, *product, "kind", kinds);
        if (!sf_shelf_words(SF_SHELF_PRODUCTS, *product, "variant_of"))
            words_or_fail(SF_SHELF_PRODUCTS, *product, "kind");
        assert_list_of(SF_SHELF_PRODUCTS, *product, "is", sf_shelf_stanzas(SF_SHELF_PRODUCTS));
        assert_list_of(SF_SHELF_PRODUCTS, *product, "variant_of",
                       sf_shelf_stanzas(SF_SHELF_PRODUCTS));
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
                                         "lifetime-register",
                                         "lifetime-subscribe",
                                         "lifetime-publish",
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
    static const char *const keys[] = {
        "product", "topic",  "side",    "aim",     "methods", "where",     "setting",
        "old",     "effect", "when",    "harm",    "price",   "rules_out", "since",
        "role",    "number", "codes",   "until",   "takes",   "source",    "confidence",
        "then",    "here",   "version", "settles", "target",  NULL};
    static const char *const needed[] = {"product", "topic",  "side",   "aim",
                                         "setting", "effect", "source", "confidence"};
    static const char *const sides[] = {"caller", "answering", "between", NULL};
    static const char *const aims[] = {
        "offer",   "relax",       "pass-on",  "follow",   "try-next", "update",    "cause",
        "know",    "let-through", "list-too", "ask-less", "know-it",  "take-away", "interval",
        "minimum", "first-hop",   "end",      "newer",    "forward",  NULL};
    static const char *const confirmed[] = {"docs", "code", "docs+code", NULL};
    assert_known_keys(SF_SHELF_RECIPES, recipe, keys);
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        words_or_fail(SF_SHELF_RECIPES, recipe, needed[i]);
    assert_list_of(SF_SHELF_RECIPES, recipe, "side", sides);
    assert_list_of(SF_SHELF_RECIPES, recipe, "aim", aims);
    for (const char *const *out = sf_shelf_list(SF_SHELF_RECIPES, recipe, "rules_out"); *out;
         out++) {
        g_auto(GStrv) parts = g_strsplit(*out, " of ", 2);
        assert_true(g_strv_contains(aims, parts[0]));
        assert_true(!parts[1] || sf_shelf_has(SF_SHELF_CHECKS, parts[1]));
    }
    assert_list_of(SF_SHELF_RECIPES, recipe, "when", sf_shelf_stanzas(SF_SHELF_CHECKS));
    assert_list_of(SF_SHELF_RECIPES, recipe, "confidence", confirmed);
    assert_list_of(SF_SHELF_RECIPES, recipe, "product", sf_shelf_stanzas(SF_SHELF_PRODUCTS));
    const char *const *topic = sf_shelf_list(SF_SHELF_RECIPES, recipe, "topic");
    for (; *topic; topic++)
        assert_topic(recipe, *topic);
    /* Nobody fills an effect: values of a capture stand in `here`. */
    assert_null(strstr(sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect"), "[["));
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
        {"PJSUA v2.14 Linux", "100rel",
         "--use-100rel (in code: require_100rel = PJSUA_100REL_MANDATORY)"},
        {"PJSUA v2.14 Linux", "timer",
         "--use-timer=2 (in code: use_timer = PJSUA_SIP_TIMER_REQUIRED)"},
        {"PJSUA v2.14 Linux", "trickle-ice", "PJSIP_INV_REQUIRE_TRICKLE_ICE"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *product = sf_product(table[i].user_agent);
        const char *const *tags = sf_shelf_list(SF_SHELF_PRODUCTS, product, "answers_421");
        assert_true(g_strv_contains(tags, table[i].topic));
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, NULL);
        const SfUse use = {table[i].topic, "answering", NULL, NULL, NULL, 0, NULL};
        const char *recipe = sf_recipe(&software, &use, "relax");
        assert_non_null(recipe);
        assert_string_equal(sf_shelf_words(SF_SHELF_RECIPES, recipe, "old"), table[i].old);
    }
}

/* ---- looking up
 * ---------------------------------------------------------------------------------- */

/* As they stand in the wild: in public traces, captures and collections of banners. */
static const struct {
    const char *user_agent;
    const char *product;
    const char *version;
} named[] = {
    {"Asterisk PBX", "asterisk", NULL},
    {"Asterisk PBX 22.1.0", "asterisk", "22.1.0"},
    {"Asterisk PBX 20.9.3+dfsg+~cs6.14.60671435-1", "asterisk", "20.9.3"},
    {"Asterisk PBX 13.18.3~dfsg-1ubuntu4", "asterisk", "13.18.3"},
    {"Asterisk PBX 1.8.13.1~dfsg1-3+deb7u3", "asterisk-chan-sip", "1.8.13.1"},
    {"Asterisk PBX 11.25.3", "asterisk-chan-sip", "11.25.3"},
    {"asterisk pbx certified/18.9", "asterisk", "18.9"},
    {"Asterisk PBX certified/13.21-cert3", "asterisk", "13.21"},
    {"FPBX-17.0.19(22.1.0)", "asterisk", "22.1.0"},
    {"FPBX-15.0.16.42(16.6.2)", "asterisk", "16.6.2"},
    {"FPBX-2.8.1(11.11.0)", "asterisk-chan-sip", "11.11.0"},
    {"FPBX-2.9.0(1.6.2.17.3)", "asterisk-chan-sip", "1.6.2.17.3"},
    {"FPBX-AsteriskNOW-12.0.76.6(12.8.0)", "asterisk", "12.8.0"},
    {"FreeSWITCH-mod_sofia/1.10.11-release+git", "freeswitch", "1.10.11"},
    {"FreeSWITCH-mod_sofia/1.6.20~64bit", "freeswitch", "1.6.20"},
    {"FreeSwitch", "freeswitch", NULL},
    {"kamailio (5.8.4 (x86_64/linux))", "kamailio", "5.8.4"},
    {"kamailio (5.6.3 (x86_64/linux))", "kamailio", "5.6.3"},
    {"Kamailio S-CSCF", "kamailio", NULL},
    {"Kamailio P-CSCF", "kamailio", NULL},
    {"Kamailio I-CSCF", "kamailio", NULL},
    {"OpenSIPS (3.4.2 (x86_64/linux))", "opensips", "3.4.2"},
    {"OpenSIPS (devel)", "opensips", NULL},
    {"PJSUA", "pjsip", NULL},
    {"OpenSIPS (1.11.11-tls (x86_64/linux))", "opensips", "1.11.11"},
    {"baresip v1.0.0 (x86_64/linux)", "baresip", "1.0.0"},
    {"baresip v3.18.0 (x86_64/Linux)", "baresip", "3.18.0"},
    {"PJSUA v2.14 Linux-6.1/x86_64/glibc-2.36", "pjsip", "2.14"},
    {"PJSUA v1.8.10 win32-6.1/i386", "pjsip", "1.8.10"},
    {"Microsoft.PSTNHub.SIPProxy v.2020.1.1.1", "teams", "2020.1.1.1"},
    {"UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)", "lync", "15.0.4420.1017"},
    {"RTC/6.0", "lync", "6.0"},
    {"Linphone/3.6.1 (eXosip2/4.1.0)", "linphone", "3.6.1"},
    {"LinphoneIPhone/2.2.3 (belle-sip/1.3.3)", "linphone", "2.2.3"},
    {"LinphoneiOS/4.5.1 (iPhone) LinphoneSDK/5.0.40-pre", "linphone", "5.0.40"},
    {"LinphoneAndroid/5.2.5 (Pixel) LinphoneSDK/5.3.47", "linphone", "5.3.47"},
    {"Linphone Desktop/4.1.1 (belle-sip/1.6.3)", "linphone", "4.1.1"},
    {"Linphone-Desktop/5.2.6 (host) ubuntu/24.04 Qt/5.15.2", "linphone", "5.2.6"},
    {"Twinkle/1.10.2", "twinkle", "1.10.2"},
    {"JsSIP 3.10.1", "jssip", "3.10.1"},
    {"SIP.js/0.21.2", "sipjs", "0.21.2"},
    {"Browser Phone 0.3.29 (SIPJS - 0.20.0) Mozilla/5.0 (X11; Linux x86_64)", "sipjs", "0.20.0"},
    {"VoipIran Phone (SipJS - 0.11.6)", "sipjs", "0.11.6"},
    {"Cisco-SIPGateway/IOS-16.12.4", "cisco-ios", "16.12.4"},
    {"Cisco-SIPGateway/IOS-15.3.3.M4", "cisco-ios", "15.3.3."},
    {"Cisco-SIPGateway/IOS-12.x", "cisco-ios", "12."},
    {"CVP 12.5(1) Build-1", "cisco-cvp", "12.5"},
    {"Cisco-CUCM12.5", "cucm", "12.5"},
    {"Cisco-CUCM8.6", "cucm", "8.6"},
    {"Audiocodes-Sip-Gateway-Mediant 800/v.7.20A", "audiocodes", "7.20A"},
    {"Audiocodes-Sip-Gateway-MP-118 FXS/v.5.80A.032.004", "audiocodes", "5.80A.032.004"},
    {"Sip-Gateway-/v.7.20A.000.042", "audiocodes", "7.20A.000.042"},
    {"Mediant 2000/v.6.60A.228.011", "audiocodes", "6.60A.228.011"},
    {"Mediant VE SBC/v.7.40A.100.114", "audiocodes", "7.40A.100.114"},
    {"Mediant SW/v.7.20A.258.367", "audiocodes", "7.20A.258.367"},
    {"Mediant 800B - MSBR/v.6.80A.286.002", "audiocodes", "6.80A.286.002"},
    {"Ribbon SBC Edge 9.0", "ribbon", "9.0"},
    {"ACME SBC", "oracle", NULL},
    {"Acme Packet 3950", "oracle", NULL},
    {"Sonus SBC V.5.7", "ribbon", NULL},
    {"Yealink SIP-T46S 66.86.0.15", "yealink", "66.86.0.15"},
    {"Yealink SIP-T28P 2.72.14.2", "yealink", "2.72.14.2"},
    {"Yealink W52P 25.81.0.10", "yealink", "25.81.0.10"},
    {"PolycomVVX-VVX_411-UA/5.9.5", "poly", "5.9.5"},
    {"PolycomVVX-VVX_410-UA/5.8.0.13337_64167f001122", "poly", "5.8.0.13337"},
    {"Polycom/5.9.5.0614 PolycomVVX-VVX_411-UA/5.9.5.0614", "poly", "5.9.5.0614"},
    {"PolycomSoundPointIP-SPIP_550-UA/3.2.2.0477", "poly", "3.2.2.0477"},
    {"PolycomSoundStationIP-SSIP_6000-UA/4.0.13.1445", "poly", "4.0.13.1445"},
    {"OBIHAI/OBi202-3.2.2", "obi", NULL},
    {"Grandstream GXP2160 1.0.11.46", "grandstream", "1.0.11.46"},
    {"Grandstream HT801 1.0.3.2", "grandstream", "1.0.3.2"},
    {"Grandstream HT-503  V1.1B 1.0.10.9  chip V2.2", "grandstream", "1.0.10.9"},
    {"snomD735/10.1.159.12", "snom", "10.1.159.12"},
    {"snom370/8.7.5.48", "snom", "8.7.5.48"},
    {"3CXPhoneSystem 16.0.5.619 (615)", "3cx", "16.0.5.619"},
    {"3CX Phone System 20.0.0.123", "3cx", "20.0.0.123"},
    {"Twilio Gateway", "twilio", NULL},
    {"friendly-scanner", "sipvicious", NULL},
    {"DIDWW SBC node", "didww", NULL},
    {"DIDWW Y SBC node", "didww", NULL},
    {"Sip Express Media Server (1.6.0 (x86_64/linux))", "sems", "1.6.0"},
    {"yeti-switch 1.14.9core171", "yeti", "1.14.9"},
    {"M800C/v.7.40A.501.661", "audiocodes", "7.40A.501.661"},
    {"Asterisk PBX SVN-branch-12-r413487", "asterisk", NULL},
    {"Asterisk PBX 13.1.0-6.5.2.rl.1500488122.d0054c3", "asterisk", "13.1.0"},
    {"Asterisk PBX 18.16.0", "asterisk", "18.16.0"},
    {"FPBX-16.0.40.7(20.5.2)", "asterisk", "20.5.2"},
    {"FreeSWITCH-mod_sofia/1.0.trunk-16565", "freeswitch", "1.0"},
    {"FreeSWITCH-mod_sofia/1.0.4-exported", "freeswitch", "1.0.4"},
    {"kamailio (4.3.0 (x86_64/linux))", "kamailio", "4.3.0"},
    {"OpenSIPS (2.4.11 (x86_64/linux))", "opensips", "2.4.11"},
    {"OpenSIPS (3.3.3 (x86_64/linux))", "opensips", "3.3.3"},
    {"OpenSIPS (4.0.0 (x86_64/linux))", "opensips", "4.0.0"},
    {"baresip v0.5.1 (x86_64/linux)", "baresip", "0.5.1"},
    {"baresip v0.5.5 (mips/linux)", "baresip", "0.5.5"},
    {"baresip v1.1.0 (x86_64/linux)", "baresip", "1.1.0"},
    {"PJSUA v0.9.0-trunk/win32", "pjsip", "0.9.0"},
    {"PJSUA v1.12.0 Linux-2.6.39.4/armv7l", "pjsip", "1.12.0"},
    {"PJSUA v2.5.5 Linux-4.8.0.27/x86_64/glibc-2.24", "pjsip", "2.5.5"},
    {"PJSUA v2.10-dev Linux-5.4.72/x86_64/glibc-2.31", "pjsip", "2.10"},
    {"PJSUA v2.14.1 Linux-6.6.87.2/x86_64/glibc-2.35", "pjsip", "2.14.1"},
    {"Microsoft.PSTNHub.SIPProxy v.2020.5.27.2 i.ASEA.5", "teams", "2020.5.27.2"},
    {"Linphone/3.3.99.10 (eXosip2/3.3.0)", "linphone", "3.3.99.10"},
    {"Linphone/3.9.0 (belle-sip/1.4.2)", "linphone", "3.9.0"},
    {"LinphoneAndroid/1.0 (belle-sip/1.5.0)", "linphone", "1.0"},
    {"Linphone Desktop/ (Ubuntu 22.04.3 LTS, Qt 5.15.3) LinphoneCore/4.4.2", "linphone", "4.4.2"},
    {"Cisco-CUCM9.1", "cucm", "9.1"},
    {"Cisco-CP-8841-3PCC/11.0 (00562b000000)", "cisco-mpp", "11.0"},
    {"Akuvox R20B 220.30.2.28", "akuvox", "220.30.2.28"},
    {"Panasonic_KX-HDV130/08.101 (0080f0c8c381)", "panasonic", "08.101"},
    {"Avaya IP Phone 1120E", "avaya-1100", NULL},
    {"Grandstream UCM6510V1.6A 1.0.20.23", "grandstream-ucm", "1.0.20.23"},
    {"Mediant VE SBC/v.7.20A.256.399", "audiocodes", "7.20A.256.399"},
    {"Yealink SIP-T22P 7.73.14.2", "yealink", "7.73.14.2"},
    {"Yealink SIP-T40G 76.85.0.5", "yealink", "76.85.0.5"},
    {"Yealink SIP-T46U", "yealink", NULL},
    {"PolycomSoundPointIP-SPIP_500-UA/1.4.1", "poly", "1.4.1"},
    {"PolycomSoundPointIP-SPIP_320-UA/3.1.2.0392", "poly", "3.1.2.0392"},
    {"PolycomSoundPointIP-SPIP_430-UA/3.2.3.1734", "poly", "3.2.3.1734"},
    {"Grandstream GXP1400 1.0.4.13", "grandstream", "1.0.4.13"},
    {"Grandstream GXP1625", "grandstream", NULL},
    {"Grandstream GXP2200 1.0.3.27", "grandstream", "1.0.3.27"},
    {"Grandstream GXV3175v2 0.0.1.31", "grandstream", "0.0.1.31"},
    {"snom360/7.3.30", "snom", "7.3.30"},
    {"snom821/873_19_20130321", "snom", NULL},
    {"snomD120/10.1.39.11", "snom", "10.1.39.11"},
    {"snomD785/10.1.84.12", "snom", "10.1.84.12"},
    {"3CXPhoneSystem 14.0.44198.522 (44097)", "3cx", "14.0.44198.522"},
    /* products that no setting is known of: nothing is claimed of them */
    {"Cisco/SPA504G-7.5.5", NULL, NULL},
    {"Cisco/SPA525G2-7.6.1(ES_RC01)", NULL, NULL},
    {"Cisco-CP7861/12.1.1", NULL, NULL},
    {"Linksys/SPA942-6.1.5(a)", NULL, NULL},
    {"MicroSIP/3.21.3", NULL, NULL},
    {"Blink 0.2.5 (Windows)", NULL, NULL},
    {"CSipSimple_m3-16/r2457", NULL, NULL},
    {"Sipek on PJSUA v2.4/win32", NULL, NULL},
    {"Zoiper rev.11137", NULL, NULL},
    {"X-Lite release 4.9.8 stamp 84253", NULL, NULL},
    {"Bria 4 release 4.3.1 stamp 79152", NULL, NULL},
    {"3CXPhone 6.0.26523.0", NULL, NULL},
    {"AVM FRITZ!Box 7590 154.07.29 (Jan 12 2022)", NULL, NULL},
    {"FRITZ!OS", NULL, NULL},
    {"OmniPCX Enterprise R12.1 m2.300.29.a", NULL, NULL},
    {"Aastra MX-ONE SN/4.1", NULL, NULL},
    {"Mitel SIP-DECT (SW-Version=7.1)", NULL, NULL},
    {"Patton SN4120 5BIS MxSF v3.2.8.38 00A0BA000000 R5.7 2010-10-14 H323 SIP BRI", NULL, NULL},
    {"OpenSER (1.3.2-notls (i386/linux))", NULL, NULL},
    {"Sip EXpress router (0.9.6 (i386/linux))", NULL, NULL},
    {"Sipwise NGCP Proxy 7.X", NULL, NULL},
    {"RTC/1.3.5369", NULL, NULL}, /* Windows Messenger */
    {"Glassfish_SIP_2.0.0", NULL, NULL},
    {"sipXecs/4.4.0 sipXecs/sipXproxy (Linux)", NULL, NULL},
    {"HiPath 3000 V9.0 SIP Stack/1.1", NULL, NULL},
    {"CommuniGatePro/6.2.10", NULL, NULL},
    {"Ekiga/4.0.1", NULL, NULL},
    {"sipp", NULL, NULL},
    {"Asterisk/GIT-16-a84c257cd6", NULL, NULL},
    {"asterisk-libcurl-agent/1.0", NULL, NULL},
    {"OpenSIPS XMLRPC Notifier.", NULL, NULL},
    {"baresip-fake", NULL, NULL},
    {"Grandstream gsmeeting/webrtc_chrome 77.0.3829.0", NULL, NULL},
    {"snom100_1.9b", NULL, NULL},
    {"snom105-3.56p", NULL, NULL},
    {"Cisco-CSF", NULL, NULL},
    {"Cisco-CP8961/9.4.2", NULL, NULL},
    {"Cisco-SIP-IP-Phone/2", NULL, NULL},
    {"Cisco-SIPIPCommunicator/9.1.1", NULL, NULL},
    {"Linksys/RT31P2-2.0.10(LIc)", NULL, NULL},
    {"Digium D40 1_4_0_0_57389", NULL, NULL},
    {"Avaya J169 IP Phone 4.0.10.1.3 c81f00000000", NULL, NULL},
    {"Avaya J179 IP Phone 4.0.6.0.7 c81f00000000", NULL, NULL},
    {"Avaya B179 2.4.0.23", NULL, NULL},
    {"Avaya CM/R018x.01.0.890.0 AVAYA-SM-8.1.2.1.812101", NULL, NULL},
    {"AVAYA-SM-8.1.3.1.813113", NULL, NULL},
    {"Mitel-3300-ICP 12.0.1.99", NULL, NULL},
    {"Fanvil X303 2.12.18.9 0c3800000000", NULL, NULL},
    {"Fanvil i16SV 2.4.0", NULL, NULL},
    {"Z 5.4.12 v2.10.13.2-mod", NULL, NULL},
    {"Z 5.6.1 v2.10.19.9", NULL, NULL},
    {"X-Lite build 1084", NULL, NULL},
    /* a name inside another one, or cut, is none */
    {"my Asterisk PBX 22", NULL, NULL},
    {"Asterisk", NULL, NULL},
    {"FPBX-", NULL, NULL},
    {"", NULL, NULL},
    {NULL, NULL, NULL},
    {"Asterisk PBX \xff\xfe", NULL, NULL},
};

static void test_product(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
        g_auto(SfSoftware) software = sf_software(named[i].user_agent, NULL);
        if (g_strcmp0(software.product, named[i].product) != 0)
            fail_msg("%s is taken for %s", named[i].user_agent, software.product);
        if (g_strcmp0(software.version, named[i].version) != 0)
            fail_msg("%s is taken for version %s", named[i].user_agent, software.version);
    }
}

/* For each topic and side that the setting is for. */
static void assert_found(const SfSoftware *software, const char *recipe)
{
    const char *until = sf_shelf_words(SF_SHELF_RECIPES, recipe, "until");
    const char *version = sf_shelf_words(SF_SHELF_RECIPES, recipe, "version");
    if ((until && software->version && sf_version_compare(software->version, until) >= 0) ||
        (version && g_str_equal(version, "known") != (software->version != NULL)))
        return;
    const char *const *topic = sf_shelf_list(SF_SHELF_RECIPES, recipe, "topic");
    for (; *topic; topic++) {
        const char *const *side = sf_shelf_list(SF_SHELF_RECIPES, recipe, "side");
        for (; *side; side++) {
            const char *number = *sf_shelf_list(SF_SHELF_RECIPES, recipe, "number");
            const char *code = *sf_shelf_list(SF_SHELF_RECIPES, recipe, "codes");
            const guint status = code ? (guint)g_ascii_strtoull(code, NULL, 10) : 0;
            const SfUse use = {*topic, *side, NULL, NULL, number, status, NULL};
            g_autoptr(GPtrArray) found = sf_recipes_for(software, &use);
            if (!g_ptr_array_find_with_equal_func(found, recipe, g_str_equal, NULL))
                fail_msg("%s has no %s for %s", software->product, recipe, *topic);
        }
    }
}

/* What only some versions do is told as a fact of one of them, asked about where the capture tells
 * no version, and not spoken of else. */
static void test_a_fault_of_some_versions(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        gboolean is_one;
        gboolean may_be_one;
    } rows[] = {{"PJSUA v1.10.0 Linux-2.6.32/x86_64/glibc-2.11", TRUE, FALSE},
                {"PJSUA v1.8.10 win32-6.1/i386", TRUE, FALSE},
                {"PJSUA v1.12.0 Linux-2.6.39.4/armv7l", FALSE, FALSE},
                {"PJSUA", FALSE, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SfSoftware) software = sf_software(rows[i].user_agent, NULL);
        const SfUse use = {"redirect-invite", "caller", "INVITE", NULL, NULL, 0, NULL};
        const char *newer = sf_recipe(&software, &use, "newer");
        g_autoptr(GPtrArray) known = sf_known_for(&software, &use, "moved.wrong-next-hop");
        if ((newer != NULL) != rows[i].is_one || (known->len > 0) != rows[i].may_be_one)
            fail_msg("%s: %s, %u facts", rows[i].user_agent, newer, known->len);
    }
}

/* Of each name that is known, all settings of its product are found that its version has. */
static void test_what_is_named_has_its_settings(void **state)
{
    (void)state;
    g_autoptr(GHashTable) met = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
        g_auto(SfSoftware) software = sf_software(named[i].user_agent, NULL);
        if (!software.product)
            continue;
        g_hash_table_add(met, (gpointer)software.product);
        for (const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES); *recipe; recipe++)
            if (g_strv_contains(sf_shelf_list(SF_SHELF_RECIPES, *recipe, "product"),
                                software.product))
                assert_found(&software, *recipe);
    }
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++)
        if (sf_shelf_words(SF_SHELF_PRODUCTS, *product, "patterns") &&
            !sf_shelf_words(SF_SHELF_PRODUCTS, *product, "is") &&
            !g_hash_table_contains(met, *product))
            fail_msg("no name of %s is tried", *product);
}

/* One name, two SIP stacks: the tag tells which, where the version leaves both. */
static void test_variant(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *tag;
        const char *product;
    } table[] = {
        {"Asterisk PBX 16.2.1", "as58d2e3a1", "asterisk-chan-sip"},
        {"FPBX-15.0.16.42(16.6.2)", "as1b1dd3d5", "asterisk-chan-sip"},
        {"Asterisk PBX", "as58d2e3a1", "asterisk-chan-sip"},
        {"Asterisk PBX 16.2.1", "0b9c1e3a-5f5e-4c0e-9e0a-0d0e6f9a1b2c", "asterisk"},
        {"Asterisk PBX 16.2.1", "assistant1", "asterisk-chan-sip"}, /* ten characters, "as" */
        {"Asterisk PBX 16.2.1", "as58", "asterisk"},
        {"Asterisk PBX 16.2.1", "", "asterisk"},
        {"Asterisk PBX 22.1.0", "as58d2e3a1", "asterisk"}, /* it has no chan_sip */
        {"Asterisk PBX 1.8.7", NULL, "asterisk-chan-sip"},
        {"kamailio (5.8.4)", "as58d2e3a1", "kamailio"},
        {NULL, "as58d2e3a1", NULL},
        /* no name of its own, or somebody's that is not known */
        {NULL, "SDetur801-00000194000e2ce8", "oracle"},
        {"Sonata 4", "SD5c7hb99-8d1a", "oracle"},
        {"Asterisk PBX 22.1.0", "SDetur801-00000194000e2ce8", "asterisk"},
        {NULL, "4461SIPpTag07b1", "sipp"},
        {NULL, "SDetur8-01", NULL},
        {NULL, "SDetur8a1-00000194000e2ce8", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, table[i].tag);
        if (g_strcmp0(software.product, table[i].product) != 0)
            fail_msg("%s, tag %s: %s", table[i].user_agent, table[i].tag, software.product);
        const gboolean by_tag =
            g_strcmp0(software.product, "oracle") == 0 || g_strcmp0(software.product, "sipp") == 0;
        assert_int_equal(software.told_by_tag != NULL, by_tag);
    }
}

static void test_version_compare(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        int order;
    } table[] = {
        {"3.13", "3.13", 0}, {"3.9", "3.13", -1},       {"3.13.0", "3.13", 0},
        {"4", "3.13", 1},    {"1.10.6", "1.10.11", -1}, {"11.25.3", "12", -1},
        {"12", "11.25", 1},  {"7.20A", "7.20", 0},      {"7.20A", "7.40A", -1},
        {"", "", 0},         {"12.", "12", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (sf_version_compare(table[i].a, table[i].b) != table[i].order)
            fail_msg("%s, %s", table[i].a, table[i].b);
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
        {"Asterisk PBX 22", "100rel", "answering",
         "asterisk.100rel.relax asterisk.100rel.relax-unknown "
         "asterisk.100rel.relax-always asterisk.100rel.know-it"},
        {"Asterisk PBX 22", "100REL", "answering",
         "asterisk.100rel.relax asterisk.100rel.relax-unknown "
         "asterisk.100rel.relax-always asterisk.100rel.know-it"},
        {"Asterisk PBX 22", "redirect-register", "caller", "asterisk.redirect.register"},
        {"Asterisk PBX 22", "replaces", "answering", ""},
        /* a tag of which nothing is known but what holds for all tags */
        {"kamailio (5.8)", "replaces", "between",
         "kamailio.any-tag.pass-on kamailio.path.replaced"},
        /* the very tag first, then what holds for all */
        {"OpenSIPS (3.4)", "100rel", "between", "opensips.100rel.pass-on opensips.any-tag.pass-on"},
        {"Cisco-SIPGateway/IOS-16", "redirect-invite", "between",
         "cisco-ios.redirect.ip2ip cisco-ios.redirect.contact"},
        {"kamailio (5.8)", "address", "caller", "kamailio.address"},
        {"nobody", "100rel", "answering", ""},
        {NULL, "100rel", "answering", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, NULL);
        const SfUse use = {table[i].topic, table[i].side, NULL, NULL, NULL, 0, NULL};
        g_autoptr(GPtrArray) recipes = sf_recipes_for(&software, &use);
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
        const char *method;
        const char *aim;
        const char *recipe;
    } table[] = {
        {"FreeSWITCH-mod_sofia/1.10", "100rel", "caller", "INVITE", "offer",
         "freeswitch.100rel.offer"},
        {"FreeSWITCH-mod_sofia/1.10", "100rel", "answering", "INVITE", "relax", NULL},
        {"Asterisk PBX 22", "redirect-invite", "caller", "INVITE", "follow",
         "asterisk.redirect.follow"},
        {"Asterisk PBX 22", "address", "caller", NULL, "update", "asterisk.address"},
        {"OpenSIPS (3.4)", "replaces", "between", "INVITE", "pass-on", "opensips.any-tag.pass-on"},
        {"JsSIP 3.10", "100rel", "caller", "INVITE", "offer", NULL},
        {"nobody", "100rel", "answering", "INVITE", "relax", NULL},
        /* a setting of registrations is none of calls */
        {"Asterisk PBX 22", "outbound", "caller", "REGISTER", "offer", "asterisk.outbound.offer"},
        {"Asterisk PBX 22", "outbound", "caller", "register", "offer", "asterisk.outbound.offer"},
        {"Asterisk PBX 22", "outbound", "caller", "INVITE", "offer", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, NULL);
        const SfUse use = {table[i].topic, table[i].side, table[i].method, NULL, NULL, 0, NULL};
        const char *recipe = sf_recipe(&software, &use, table[i].aim);
        if (g_strcmp0(recipe, table[i].recipe) != 0)
            fail_msg("%s, %s: %s", table[i].user_agent, table[i].topic, recipe);
    }
}

/* ---- facts that are no change ---- */

static void test_known(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *topic;
        const char *side;
        const char *check;
        const char *known;
    } table[] = {
        {"JsSIP 3.10", "100rel", "caller", "extension.required", "jssip.100rel.know"},
        {"JsSIP 3.10", "100rel", "answering", "extension.required", ""},
        {"JsSIP 3.10", "100rel", "caller", "extension.retried", ""},
        {"FreeSWITCH-mod_sofia/1.10", "redirect-invite", "caller", "moved.not-followed",
         "freeswitch.redirect.know freeswitch.redirect.manual freeswitch.redirect.cause"},
        {"OpenSIPS (3.4)", "timer", "answering", "extension.required", ""},
        /* what is known of the very tag goes before what holds for any */
        {"SIP.js/0.20", "100rel", "caller", "extension.required", ""},
        {"SIP.js/0.20", "timer", "caller", "extension.required", "sipjs.any-tag.know"},
        {"nobody", "100rel", "caller", "extension.required", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, NULL);
        const SfUse use = {table[i].topic, table[i].side, NULL, NULL, NULL, 0, NULL};
        g_autoptr(GPtrArray) known = sf_known_for(&software, &use, table[i].check);
        g_autofree char *found = names(known);
        if (strcmp(found, table[i].known) != 0)
            fail_msg("%s, %s: %s", table[i].user_agent, table[i].check, found);
    }
}

static void test_ruled_out(void **state)
{
    (void)state;
    static const struct {
        const char *user_agent;
        const char *tag;
        const char *topic;
        const char *side;
        const char *aim;
        gboolean is;
    } table[] = {
        {"JsSIP 3.10", NULL, "100rel", "caller", "offer", TRUE},
        {"JsSIP 3.10", NULL, "timer", "caller", "offer", FALSE},
        {"Linphone/5.2.0", NULL, "100rel", "answering", "relax", TRUE},
        {"Linphone/5.2.0", NULL, "100rel", "caller", "offer", FALSE},
        {"Linphone/5.2.0", NULL, "redirect-invite", "caller", "follow", TRUE},
        {"FreeSWITCH-mod_sofia/1.10", NULL, "redirect-invite", "caller", "follow", TRUE},
        {"Linphone/5.2.0", NULL, "redirect-invite", "caller", "try-next", TRUE},
        {"Asterisk PBX 22", NULL, "redirect-invite", "caller", "try-next", FALSE},
        {"Asterisk PBX 16.2.1", "as58d2e3a1", "100rel", "caller", "offer", TRUE},
        {"Asterisk PBX 16.2.1", NULL, "100rel", "caller", "offer", FALSE},
        {"nobody", NULL, "100rel", "caller", "offer", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_auto(SfSoftware) software = sf_software(table[i].user_agent, table[i].tag);
        const SfUse use = {table[i].topic, table[i].side, NULL, NULL, NULL, 0, NULL};
        if (sf_is_ruled_out(&software, &use, table[i].aim, "moved.not-followed") != table[i].is ||
            (strcmp(table[i].aim, "follow") == 0 &&
             sf_is_ruled_out(&software, &use, table[i].aim, "moved.gave-up")))
            fail_msg("%s, %s, %s", table[i].user_agent, table[i].topic, table[i].aim);
    }
}

static void test_update(void **state)
{
    (void)state;
    g_auto(SfSoftware) old = sf_software("baresip v1.0.0 (x86_64/linux)", NULL);
    g_auto(SfSoftware) new = sf_software("baresip v3.13.0 (x86_64/linux)", NULL);
    g_auto(SfSoftware) unknown = sf_software("baresip vX", NULL);
    assert_string_equal(sf_recipe_update("baresip.100rel.offer", &old), "2.6.0");
    assert_null(sf_recipe_update("baresip.100rel.offer", &new));
    assert_null(sf_recipe_update("baresip.100rel.offer", &unknown));
    assert_null(sf_recipe_update("baresip.100rel.relax", &old));
}

/* Asterisk's series are looked after side by side: 22.6 is later than 20.18, and lacks what that
 * has. */
static void test_update_within_a_series(void **state)
{
    static const struct {
        const char *version, *update;
    } cases[] = {{"20.17.2", "20.18"}, {"20.18.0", NULL}, {"22.6.0", "22.8"}, {"22.8.1", NULL},
                 {"23.1.0", "23.2"},   {"23.2.0", NULL},  {"18.1", "20.18"},  {"24.0.0", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SfSoftware asterisk = {.product = "asterisk", .version = (char *)cases[i].version};
        const char *update = sf_recipe_update("asterisk.redirect.message", &asterisk);
        assert_true(g_strcmp0(update, cases[i].update) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_complete),
        cmocka_unit_test(test_recipes_are_complete),
        cmocka_unit_test(test_who_answers_421_can_be_relaxed),
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_what_is_named_has_its_settings),
        cmocka_unit_test(test_a_fault_of_some_versions),
        cmocka_unit_test(test_variant),
        cmocka_unit_test(test_version_compare),
        cmocka_unit_test(test_recipes_for),
        cmocka_unit_test(test_recipe_with_an_aim),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_ruled_out),
        cmocka_unit_test(test_update),
        cmocka_unit_test(test_update_within_a_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
