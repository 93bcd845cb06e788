// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The words: every stanza complete, every placeholder known, every line fit for Wireshark; and the
 * few functions that find and fill them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/checks/check.h"
#include "knowledge/knowledge.h"
#include "knowledge/shelf.h"

/* Wireshark cuts an expert info at 239 bytes; the rest is for values longer than usual. */
#define LONGEST_TEXT 215

/* Wireshark's tree: "SIP Fix: " and the case stand in the same line. */
#define LONGEST_SUMMARY 120

/* ---- what a capture would bring -----------------------------------------------------------------
 */

/* Every placeholder that the head of checks.ini lists, with a value of usual length. */
static const struct {
    const char *name;
    const char *value;
} placeholders[] = {
    {"status", "301"},
    {"method", "SUBSCRIBE"},
    {"call", "call"},
    {"cause", "17, user busy. It says: The called person is on the telephone."},
    {"calls", "calls"},
    {"call_id", "a84b4c76e66710@pc33.example.net"},
    {"frame", "120122"},
    {"likely_account", "8801"},
    {"request_frame", "120120"},
    {"request_time", "09:40:12 UTC"},
    {"followup_time", "09:40:31 UTC"},
    {"caller", "203.0.113.5"},
    {"server", "198.51.100.20"},
    {"caller_product", "FreeSWITCH-mod_sofia/1.10.11"},
    {"tag_relaxed", "callers may miss the ringing"},
    {"tag_between", "Oracle: sip-interface, option 100rel-interworking"},
    {"tag_each", "subscribe to each person by itself"},
    {"caller_places", " (address book, speed-dial keys)"},
    {"server_product", "Asterisk PBX 22.1.0"},
    {"old", "sip:bob@pbx1.example.net"},
    {"likely_old", "sip:bob@pbx1.example.net"},
    {"old_host", "pbx1.example.net"},
    {"user", "bob"},
    {"target", "sip:bob@pbx2.example.net"},
    {"target_host", "pbx2.example.net"},
    {"dial", "sip:bob@pbx2.example.net"},
    {"dial_host", "pbx2.example.net"},
    {"unproven", "sip:bob@pbx2.example.net"},
    {"later_frame", "120140"},
    {"own_call_frame", "120140"},
    {"later_end_frame", "120143"},
    {"later_by", "198.51.100.30"},
    {"later_how", "was refused with 404"},
    {"later_reused", "with the Call-ID of this one, though each call is to have one of its own"},
    {"reached_frame", "120130"},
    {"reached_how", "answered"},
    {"unwell", "sip:bob@pbx3.example.net"},
    {"elsewhere_frame", "120150"},
    {"hole_frame", "120151"},
    {"hole_hours", "24"},
    {"rang_long", "340"},
    {"calling", "sip:+15550109999@192.0.2.20"},
    {"carried", "<sip:7001@192.0.2.20>;reason=unconditional"},
    {"refuser", "198.51.100.99"},
    {"gone_frame", "120152"},
    {"in_order", "q from 0.9 down to 0.4"},
    {"alike", "each has q=0.5"},
    {"rang_at_once", "sip:bob@pbx2.example.net (frame 6)"},
    {"unwell_how", "answered 503"},
    {"unwell_frame", "120131"},
    {"declined_frame", "120130"},
    {"declined_how", "said busy"},
    {"dial_number", "+4930777"},
    {"dial_transport", "tcp"},
    {"target_at", "pbx2.example.net:5080"},
    {"agreements", "ipsec-3gpp, tls"},
    {"place", "TCP port 5060"},
    {"unreached", "sip:bob@pbx3.example.net"},
    {"alert", "48 (authority of the certificate not known)"},
    {"alert_by", "203.0.113.5"},
    {"barrier", "203.0.113.1"},
    {"closed", "198.51.100.99:5060"},
    {"lacking", "what that caller had asked is not in the capture"},
    {"why_not", "198.51.100.99 does not know the user"},
    {"reached", "sip:bob@pbx2.example.net"},
    {"ringing_frame", "120120"},
    {"served_frame", "120121"},
    {"anonymous", "sip:anonymous@anonymous.invalid"},
    {"dropped", "Diversion"},
    {"signs", "4 signs"},
    {"unlawful", "\"|\""},
    {"from_caller", "from 203.0.113.5"},
    {"several", "100rel, timer"},
    {"own", "203.0.113.5"},
    {"slip", "the digit 1 in place of the letter l"},
    {"undone", "calls to telephones without path do not come back by way of the servers between"},
    {"targets", "sip:bob@pbx2.example.net, sip:bob@10.1.2.3:5060"},
    {"n_targets", "2"},
    {"named", "sip:a@example.net, sip:b@example.net"},
    {"forwarded", "sip:bob@pbx1.example.net (unconditional)"},
    {"history", "<sip:bob@pbx1.example.net>;index=1"},
    {"forwarder", "sip:bob@pbx1.example.net"},
    {"forward_why", "when nobody answers"},
    {"diverted", "sip:bob@pbx1.example.net"},
    {"diverted_why", "forwards all calls"},
    {"asked", "90"},
    {"minimum", "1800"},
    {"lacking", "spi-c, port-c"},
    {"passed_on", "600"},
    {"prack_status", "481"},
    {"prack_status_frame", "9"},
    {"rack", "1 3 INVITE"},
    {"rack_due", "1 2 INVITE"},
    {"ringing", "\"ringing\""},
    {"as_due", "as RFC 3262 has it where no PRACK comes that fits"},
    {"beside", "300"},
    {"client_list", "ipsec-3gpp (alg=hmac-sha-1-96)"},
    {"verify_list", "tls (q=0.2)"},
    {"instead", "enter the new address there"},
    {"required", "100rel, timer"},
    {"offered", "timer, path, replaces"},
    {"missing", "100rel"},
    {"wanted", "100rel"},
    {"sent_header", "Supported: timer, path, replaces"},
    {"offering_header", "Require: 100rel"},
    {"wanted_header", "Supported: timer, path, replaces, 100rel"},
    {"tag_name", "reliable provisional responses"},
    {"tag_does", "Ringing is acknowledged."},
    {"tag_setting", "100rel"},
    {"tag_called", "100rel"},
    {"tag_needs", "Send PRACK."},
    {"tag_beside", "The request must also name a call."},
    {"entry", "<sip:bob@pbx2.example.net;transport=tcp"},
    {"reason", "no closing >"},
    {"position", "40"},
    {"bracketed", "<sip:bob@pbx2.example.net;transport=tcp>"},
    {"value", "1.5"},
    {"parameters", ";transport=tcp"},
    {"headers", "Replaces"},
    {"between", "192.0.2.77"},
    {"between_product", "kamailio (5.8.4 (x86_64/linux))"},
    {"other", "192.0.2.78"},
    {"phrase", "Extension Required"},
    {"right_phrase", "Moved Permanently"},
    {"phrase_code", "421"},
    {"warn_code", "399"},
    {"warn_text", "Session timer mandatory on this trunk"},
    {"warn_meaning", "The text says it all."},
    {"expires", "3600"},
    {"scheme", "mailto"},
    {"scope", "unique local"},
    {"old_domain", "example.net"},
    {"target_domain", "example.org"},
    {"circle", "sip:sales@pbx1.example.net -> sip:sales@pbx2.example.net -> the first"},
    {"chain", "sip:bob@pbx1.example.net -> sip:bob@pbx2.example.net"},
    {"final", "sip:bob@pbx3.example.net"},
    {"hops", "2"},
    {"tried", "sip:bob@pbx2.example.net (480)"},
    {"failed", "sip:bob@pbx2.example.net (480)"},
    {"untried", "sip:bob@pbx3.example.net"},
    {"better", "sip:bob@pbx3.example.net"},
    {"earlier", "sip:bob@pbx4.example.net"},
    {"branch", "z9hG4bK776asdhds"},
    {"sent_to", "198.51.100.20:5060"},
    {"tag", "precondition"},
    {"tags", "100rel, timer"},
    {"nearest", "100rel"},
    {"unoffered", "100rel"},
    {"hinted", "100rel"},
    {"own_entry", "100rel timer"},
    {"own_header", "Supported"},
    {"blameless", "203.0.113.5"},
    {"sip_cause", "302"},
    {"server_lacking", "spi-c, spi-s"},
    {"nearest_called", "\"100rel\" (also \"PRACK\")"},
    {"tag_methods", "INVITE, UPDATE"},
    {"brings", "Supported: 100rel and Allow: UPDATE"},
    {"unsupported", "100rel"},
    {"mechanisms", "tls (q=0.2), ipsec-3gpp (q=0.1)"},
    {"mechanism", "tls"},
    {"vias", "2"},
    {"told", "Warning: 399 trunk \"Caller id not allowed\""},
    {"refused_cause", "1, unallocated number. It says: No line there has this number."},
    {"times", "14"},
    {"unseen", "U+202E"},
    {"unseen_frame", "120113"},
    {"further", "<sip:bob@pbx2.example.net (no closing >)"},
    {"one_report", "one report"},
    {"own_unseen", "100\\u{200b}relx"},
    {"own_bare", "100rel"},
    {"own_strange", "100relx"},
    {"own_nearest", "100rel"},
    {"own_nameless", "other"},
    {"delay", "0.412"},
    {"window", "32"},
    {"first_frame", "120118"},
    {"followup_frame", "120124"},
    {"other_frame", "120130"},
    {"there", "there"},
    {"last_frame", "120131"},
    {"ack_frame", "120132"},
    {"passed_frame", "120119"},
    {"made_frame", "120120"},
    {"entrance", "192.0.2.79"},
    {"neighbour", "192.0.2.80"},
    {"further", "192.0.2.81"},
    {"further_frame", "120118"},
    {"refusal_frame", "120117"},
    {"offer_above", "that caller does offer 100rel, so 192.0.2.77 leaves it out"},
    {"one_box", "one box, or two that work as one"},
    {"alike", "is to the same user, 0.0004 s after"},
    {"own_parts", "Call-ID, CSeq, From, To"},
    {"left_out", "PRACK"},
    {"hops_left", "1"},
    {"tried_all", "sip:carol@192.0.2.9 (503), sip:carol@192.0.2.8 (404)"},
    {"n_tried", "2"},
    {"form", "+4930555011;npdi"},
    {"caller_got", "503"},
    {"got_frame", "120130"},
    {"usable", "sip:bob@pbx3.example.net"},
    {"proxy_sign", ";lr"},
    {"at_fault", "sip:bob@pbx2.example.net;method=BYE and sip:pbx3.example.net;lr"},
    {"gave_up_after", "5.6"},
    {"cancelled_after", "5.6"},
    {"ended_after", "5.6"},
    {"unseen_end", "32"},
    {"retry_frame", "120121"},
    {"comes_back", "421"},
    {"followup_status", "480"},
    {"copies", "7"},
    {"astray", "192.0.2.10"},
    {"cause_at_odds", "22, number changed"},
    {"mended", "<sip:carol@[2001:db8::1]>"},
    {"protected", "sips:carol@pbx2.example.net"},
    {"lasting", "for good"},
    {"dial_context", "example.com"},
    {"number_outside", "tel:+493055501000"},
    {"number_within", "tel:5501;phone-context=example.com"},
    {"number_context", "example.com"},
    {"listed", "which stands first in the answer, though not with the highest q"},
};

static char *usual_value(const char *name, gpointer unknown)
{
    for (guint i = 0; i < G_N_ELEMENTS(placeholders); i++)
        if (strcmp(placeholders[i].name, name) == 0)
            return g_strdup(placeholders[i].value);
    *(const char **)unknown = g_intern_string(name);
    return NULL;
}

/* The words with every placeholder filled; fails where one is not in the list. */
static char *filled(const char *where, const char *words)
{
    const char *unknown = NULL;
    char *text = sf_fill(words, usual_value, &unknown);
    if (unknown)
        fail_msg("%s: no such placeholder: {%s}", where, unknown);
    return text;
}

/* ---- shapes
 * -------------------------------------------------------------------------------------- */

static const char *words_or_fail(SfShelf shelf, const char *stanza, const char *key)
{
    const char *words = sf_shelf_words(shelf, stanza, key);
    if (!words || !*words)
        fail_msg("[%s] lacks %s", stanza, key);
    return words;
}

static void assert_keys(SfShelf shelf, const char *stanza, const char *const *keys)
{
    for (; *keys; keys++)
        words_or_fail(shelf, stanza, *keys);
}

static void assert_one_of(const char *where, const char *word, const char *const *words)
{
    if (!g_strv_contains(words, word))
        fail_msg("%s: \"%s\" is none of the words allowed", where, word);
}

static void assert_matches(const char *where, const char *pattern, const char *text)
{
    if (!g_regex_match_simple(pattern, text, 0, 0))
        fail_msg("%s: \"%s\" is not of the form %s", where, text, pattern);
}

/* Sentences of ours: no doubled blanks, no blank before a full stop, valid UTF-8. */
static void assert_well_set(const char *where, const char *text)
{
    assert_true(g_utf8_validate(text, -1, NULL));
    if (g_regex_match_simple("  |[ ][.,;:](?![a-z0-9])|^ | $|(?<!\\.)\\.\\.(?!\\.)", text, 0, 0))
        fail_msg("%s: badly set: \"%s\"", where, text);
}

static void assert_reference(SfShelf shelf, const char *stanza)
{
    words_or_fail(shelf, stanza, "reference");
    const char *const *references = sf_shelf_list(shelf, stanza, "reference");
    assert_non_null(references[0]);
    for (; *references; references++)
        assert_matches(stanza, "^[3-9][0-9]{3}( ([0-9]+(\\.[0-9]+)*|[A-Z]))?$", *references);
}

/* ---- checks.ini
 * ---------------------------------------------------------------------------------- */

/* Their list is made of the stanzas; what is not in it is a mistake in making it. */
static void test_checks_are_those_of_the_table(void **state)
{
    (void)state;
    guint n;
    const SfCheck *checks = sf_checks(&n);
    const char *const *stanza = sf_shelf_stanzas(SF_SHELF_CHECKS);
    for (guint i = 0; i < n; i++, stanza++) {
        assert_non_null(*stanza);
        assert_string_equal(*stanza, checks[i].id);
        assert_int_equal(sf_check_severity(checks[i].id), checks[i].severity);
        assert_true(sf_check_is_for(&checks[i], checks[i].codes[0] ? checks[i].codes[0] : 301));
    }
    assert_null(*stanza);
}

/* "text" of "text.register"; "fix.update.what" of "fix.update.what.register". */
static char *plain_key(const char *key)
{
    g_auto(GStrv) parts = g_strsplit(key, ".", -1);
    const guint plain = strcmp(parts[0], "fix") == 0 ? 3 : 1;
    if (g_strv_length(parts) > plain) {
        g_free(parts[plain + 1]);
        g_free(parts[plain]);
        parts[plain] = NULL;
    }
    return g_strjoinv(".", parts);
}

static void assert_check_key(const char *id, const char *key)
{
    static const char *const keys[] = {
        "severity",  "group",         "title",     "code",       "reference", "summary",
        "text",      "why",           "what",      "example",    "also",      "beside",
        "heads",     "when_answered", "no_detour", "beforehand", "instead",   "shown_anyway",
        "headline",  "also_as",       "hopeless",  "also_heads", "told_by",   "asks_first",
        "decisions", "leaves_move",   "tells_end", NULL};
    static const char *const fix_keys[] = {"side", "what", "old", "new", "price", "text", NULL};
    static const char *const aims[] = {"offer",   "relax",       "pass-on",  "follow",  "try-next",
                                       "update",  "let-through", "list-too", "cause",   "ask-less",
                                       "know-it", "take-away",   "interval", "minimum", "first-hop",
                                       "end",     "newer",       "forward",  NULL};
    g_auto(GStrv) parts = g_strsplit(key, ".", -1);
    g_autofree char *plain = plain_key(key);
    words_or_fail(SF_SHELF_CHECKS, id, plain);
    if (strcmp(parts[0], "fix") != 0) {
        assert_true(g_strv_length(parts) >= 1 && g_strv_length(parts) <= 2);
        assert_one_of(id, parts[0], keys);
        return;
    }
    assert_true(g_strv_length(parts) >= 3 && g_strv_length(parts) <= 4);
    if (strcmp(parts[2], "aim") == 0) {
        assert_one_of(id, words_or_fail(SF_SHELF_CHECKS, id, key), aims);
        return;
    }
    if (strcmp(parts[2], "decisions") == 0 || strcmp(parts[2], "beforehand") == 0 ||
        strcmp(parts[2], "ask") == 0 || strcmp(parts[2], "vague") == 0 ||
        strcmp(parts[2], "unusual") == 0 || strcmp(parts[2], "not_for") == 0)
        return;
    assert_one_of(id, parts[2], fix_keys);
    /* Of two values both, or neither. */
    const gboolean is_value = strcmp(parts[2], "old") == 0 || strcmp(parts[2], "new") == 0;
    for (const char *const *fix_key = fix_keys; *fix_key; fix_key++) {
        g_autofree char *wanted = g_strdup_printf("fix.%s.%s", parts[1], *fix_key);
        if (is_value || (strcmp(*fix_key, "old") != 0 && strcmp(*fix_key, "new") != 0))
            words_or_fail(SF_SHELF_CHECKS, id, wanted);
    }
}

static gboolean is_key(const char *key, const char *plain)
{
    g_autofree char *its_plain = plain_key(key);
    return strcmp(its_plain, plain) == 0;
}

static void assert_check_words(const char *id, const char *key)
{
    static const char *const sides[] = {"caller", "answering", "between", NULL};
    static const char *const codes[] = {"300", "301", "302", "305", "380",  "420", "421",
                                        "422", "423", "439", "494", "both", NULL};
    static const char *const groups[] = {"protocol", "sequence", "response", NULL};
    static const char *const additions[] = {"instead", "note", NULL};
    static const char *const without_values[] = {"title", "what", "example", NULL};
    const char *words = words_or_fail(SF_SHELF_CHECKS, id, key);
    g_autofree char *where = g_strdup_printf("[%s] %s", id, key);
    g_autofree char *text = filled(where, words);
    if (!is_key(key, "example"))
        assert_well_set(where, text);
    if (g_strv_contains(without_values, key) && strchr(words, '{'))
        fail_msg("%s: is for the reference pages, where nothing fills it", where);
    if (g_regex_match_simple("^fix\\.[^.]+\\.side(\\.|$)", key, 0, 0))
        assert_one_of(where, words, sides);
    if (is_key(key, "also_as"))
        assert_one_of(where, words, additions);
    if (is_key(key, "decisions") ||
        g_regex_match_simple("^fix\\.[^.]+\\.decisions(\\.|$)", key, 0, 0))
        assert_matches(where, "[^.:]$", words);
    if (is_key(key, "code"))
        assert_one_of(where, words, codes);
    if (is_key(key, "also"))
        assert_matches(where, "^[3-6][0-9]{2}(;[3-6][0-9]{2})*$", words);
    if (is_key(key, "group"))
        assert_one_of(where, words, groups);
    if (is_key(key, "title") && strlen(words) > 60)
        fail_msg("%s: too long for a title", where);
    if (is_key(key, "text") && strlen(text) > LONGEST_TEXT)
        fail_msg("%s: %zu bytes when filled: \"%s\"", where, strlen(text), text);
    if (is_key(key, "summary") && strlen(text) > LONGEST_SUMMARY)
        fail_msg("%s: %zu bytes when filled: \"%s\"", where, strlen(text), text);
    if ((is_key(key, "text") || is_key(key, "summary") || is_key(key, "title")) &&
        strchr(words, '\n'))
        fail_msg("%s: more than one line", where);
    if (is_key(key, "beforehand"))
        assert_matches(where, "[.?]$|^none$", text);
    /* each is named by itself: the numbers are brought up to date by that word */
    if (g_regex_match_simple("frames\\s+\\{", words, 0, 0))
        fail_msg("%s: frame {...} and frame {...}, not frames: %s", where, words);
    if (is_key(key, "why") || g_regex_match_simple("^fix\\.[^.]+\\.text(\\.|$)", key, 0, 0))
        assert_matches(where, "[.]$", text);
}

static void test_checks_are_complete(void **state)
{
    (void)state;
    static const char *const keys[] = {"severity",  "group",   "title", "code",
                                       "reference", "summary", "text",  "why",
                                       "what",      "example", NULL};
    const char *const *ids = sf_shelf_stanzas(SF_SHELF_CHECKS);
    for (; *ids; ids++) {
        assert_keys(SF_SHELF_CHECKS, *ids, keys);
        assert_reference(SF_SHELF_CHECKS, *ids);
        const char *const *key = sf_shelf_keys(SF_SHELF_CHECKS, *ids);
        for (; *key; key++) {
            assert_check_key(*ids, *key);
            assert_check_words(*ids, *key);
        }
    }
}

/* ---- What answers lead to ---- */

static char *value_with_marks(const char *name, gpointer data)
{
    (void)data;
    return strcmp(name, "user") == 0 ? g_strdup("a: @b | c / d") : NULL;
}

static guint only_relax(const char *name, gpointer data)
{
    (void)data;
    return strcmp(name, "relax") == 0 ? 2 : 0;
}

static void test_decisions(void **state)
{
    (void)state;
    const SfDecisionSource source = {value_with_marks, only_relax, NULL};
    g_autoptr(GPtrArray) decisions =
        sf_decisions("For {user}: @offer / @relax, with {user} | [[For {caller}]]: @relax | "
                     "Yes: @offer | No: change nothing",
                     &source);
    assert_int_equal(decisions->len, 2);
    const SfDecision *first = decisions->pdata[0];
    assert_string_equal(first->when, "For a: @b | c / d"); /* a stranger's marks are his */
    assert_int_equal(first->change, 2);
    assert_string_equal(first->then, ", with a: @b | c / d");
    const SfDecision *last = decisions->pdata[1];
    assert_string_equal(last->when, "No");
    assert_int_equal(last->change, 0);
    assert_string_equal(last->then, "change nothing");
    g_autoptr(GPtrArray) none = sf_decisions("none", &source);
    g_autoptr(GPtrArray) nothing = sf_decisions(NULL, &source);
    assert_int_equal(none->len + nothing->len, 0);
}

/* What no capture brings must leave sentences behind that can still be read. */
static char *no_value(const char *name, gpointer data)
{
    (void)name;
    (void)data;
    return NULL;
}

static void test_checks_read_well_without_values(void **state)
{
    (void)state;
    const char *const *ids = sf_shelf_stanzas(SF_SHELF_CHECKS);
    for (; *ids; ids++) {
        const char *const *key = sf_shelf_keys(SF_SHELF_CHECKS, *ids);
        for (; *key; key++) {
            if (!is_key(*key, "text") && !is_key(*key, "why") && !is_key(*key, "summary"))
                continue;
            g_autofree char *where = g_strdup_printf("[%s] %s", *ids, *key);
            const char *words = words_or_fail(SF_SHELF_CHECKS, *ids, *key);
            g_autofree char *text = sf_fill(words, no_value, NULL);
            assert_well_set(where, text);
        }
    }
}

/* ---- tags.ini
 * ------------------------------------------------------------------------------------ */

static const char *const tags[] = {"100rel",
                                   "199",
                                   "answermode",
                                   "early-session",
                                   "eventlist",
                                   "explicitsub",
                                   "from-change",
                                   "geolocation-http",
                                   "geolocation-sip",
                                   "gin",
                                   "gruu",
                                   "histinfo",
                                   "ice",
                                   "join",
                                   "multiple-refer",
                                   "norefersub",
                                   "nosub",
                                   "outbound",
                                   "path",
                                   "policy",
                                   "precondition",
                                   "pref",
                                   "privacy",
                                   "recipient-list-invite",
                                   "recipient-list-message",
                                   "recipient-list-subscribe",
                                   "record-aware",
                                   "replaces",
                                   "resource-priority",
                                   "sdp-anat",
                                   "sec-agree",
                                   "siprec",
                                   "tdialog",
                                   "timer",
                                   "trickle-ice",
                                   "uui"};

static const char *const methods[] = {"INVITE",    "ACK",    "BYE",     "CANCEL",  "REGISTER",
                                      "OPTIONS",   "INFO",   "PRACK",   "UPDATE",  "REFER",
                                      "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", NULL};

static void assert_list_of(const char *tag, const char *key, const char *const *words)
{
    const char *const *entry = sf_shelf_list(SF_SHELF_TAGS, tag, key);
    for (; *entry; entry++)
        assert_one_of(tag, *entry, words);
}

static void assert_tag(const char *tag)
{
    static const char *const keys[] = {"name",    "does",          "needs", "header",
                                       "methods", "works_without", "relax", "rfc",
                                       "section", "reference",     "more",  NULL};
    static const char *const headers[] = {"Supported", "Require", "Proxy-Require", NULL};
    static const char *const degrees[] = {"yes", "partly", "no", NULL};
    static const char *const yes_or_no[] = {"yes", "no", NULL};
    assert_keys(SF_SHELF_TAGS, tag, keys);
    assert_list_of(tag, "header", headers);
    assert_list_of(tag, "methods", methods);
    assert_list_of(tag, "brings_methods", methods);
    assert_list_of(tag, "brings_tags", sf_shelf_stanzas(SF_SHELF_TAGS));
    assert_list_of(tag, "works_without", degrees);
    assert_list_of(tag, "relax", yes_or_no);
    /* Of several tags, each says what is lost: nobody could tell for which. */
    const char *relaxed = sf_shelf_words(SF_SHELF_TAGS, tag, "relaxed");
    if (relaxed && !strstr(relaxed, tag))
        fail_msg("%s: what is lost without it is told without its name", tag);
    assert_list_of(tag, "closed", yes_or_no);
    assert_matches(tag, "[.]$", words_or_fail(SF_SHELF_TAGS, tag, "does"));
    assert_matches(tag, "[.]$", words_or_fail(SF_SHELF_TAGS, tag, "needs"));
    assert_matches(tag, "[.]$", words_or_fail(SF_SHELF_TAGS, tag, "more"));
    assert_matches(tag, "[^.]$", words_or_fail(SF_SHELF_TAGS, tag, "name"));
    assert_well_set(tag, words_or_fail(SF_SHELF_TAGS, tag, "more"));
    assert_reference(SF_SHELF_TAGS, tag);
    g_autofree char *registered = g_strdup_printf("%s %s", words_or_fail(SF_SHELF_TAGS, tag, "rfc"),
                                                  words_or_fail(SF_SHELF_TAGS, tag, "section"));
    assert_string_equal(sf_shelf_list(SF_SHELF_TAGS, tag, "reference")[0], registered);
}

static void test_tags_are_complete(void **state)
{
    (void)state;
    const char *const *stanza = sf_shelf_stanzas(SF_SHELF_TAGS);
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++, stanza++) {
        assert_non_null(*stanza);
        assert_string_equal(*stanza, tags[i]);
        assert_tag(tags[i]);
    }
    assert_null(*stanza);
}

/* A server may have to insist on these, whatever the client's user would like. */
static void test_tags_that_cannot_be_relaxed(void **state)
{
    (void)state;
    static const char *const insisting[] = {"eventlist",
                                            "path",
                                            "recipient-list-invite",
                                            "recipient-list-message",
                                            "recipient-list-subscribe",
                                            "sec-agree",
                                            "siprec",
                                            NULL};
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
        const char *relax = sf_shelf_words(SF_SHELF_TAGS, tags[i], "relax");
        assert_string_equal(relax, g_strv_contains(insisting, tags[i]) ? "no" : "yes");
        if (strcmp(sf_shelf_words(SF_SHELF_TAGS, tags[i], "works_without"), "no") == 0)
            assert_string_equal(relax, "no");
    }
}

static void test_tags_stand_in_their_header(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        const char *headers;
    } table[] = {{"100rel", "Supported"},      {"timer", "Supported"},
                 {"path", "Supported"},        {"sec-agree", "Require Proxy-Require"},
                 {"privacy", "Proxy-Require"}, {"gin", "Require Proxy-Require"},
                 {"ice", "Require"},           {"explicitsub", "Require"}};
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *const *list = sf_shelf_list(SF_SHELF_TAGS, table[i].tag, "header");
        g_autofree char *headers = g_strjoinv(" ", (char **)list);
        assert_string_equal(headers, table[i].headers);
    }
}

/* ---- codes.ini, warnings.ini, fields.ini
 * --------------------------------------------------------- */

static const guint codes[] = {
    100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380, 400, 401, 402, 403, 404,
    405, 406, 407, 408, 410, 412, 413, 414, 415, 416, 417, 420, 421, 422, 423, 424, 425, 428, 429,
    430, 433, 436, 437, 438, 439, 440, 469, 470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489,
    491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 555, 580, 600, 603, 604, 606, 607, 608};

static const guint deep_codes[] = {300, 301, 302, 305, 380, 420, 421, 422, 423, 439, 494};

static gboolean is_deep(guint code)
{
    for (guint i = 0; i < G_N_ELEMENTS(deep_codes); i++)
        if (deep_codes[i] == code)
            return TRUE;
    return FALSE;
}

/* A pair of codes is told apart once, at the lower one. */
static void assert_differences(const char *code)
{
    const char *const *key = sf_shelf_keys(SF_SHELF_CODES, code);
    for (; *key; key++) {
        if (!g_str_has_prefix(*key, "difference."))
            continue;
        const char *other = *key + strlen("difference.");
        assert_true(sf_shelf_has(SF_SHELF_CODES, other));
        assert_true(strcmp(other, code) > 0);
    }
}

static void test_codes_are_complete(void **state)
{
    (void)state;
    static const char *const classes[] = {"provisional",     "success",        "redirection",
                                          "request failure", "server failure", "global failure"};
    static const char *const keys[] = {"name", "class", "meaning", "when", NULL};
    static const char *const deep[] = {"client", "fix.caller", "fix.server", "use", NULL};
    static const char *const short_ones[] = {"fix", NULL};
    const char *const *stanza = sf_shelf_stanzas(SF_SHELF_CODES);
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++, stanza++) {
        g_autofree char *code = g_strdup_printf("%u", codes[i]);
        assert_non_null(*stanza);
        assert_string_equal(*stanza, code);
        assert_keys(SF_SHELF_CODES, code, keys);
        assert_string_equal(sf_shelf_words(SF_SHELF_CODES, code, "class"),
                            classes[codes[i] / 100 - 1]);
        assert_keys(SF_SHELF_CODES, code, is_deep(codes[i]) ? deep : short_ones);
        assert_reference(SF_SHELF_CODES, code);
        assert_differences(code);
    }
    assert_null(*stanza);
}

static void test_codes_that_get_mixed_up_are_told_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"301", "421"}, {"301", "302"}, {"301", "305"},
                                           {"300", "301"}, {"420", "421"}, {"421", "494"},
                                           {"421", "422"}, {"421", "439"}, {"422", "423"}};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *key = g_strconcat("difference.", pairs[i][1], NULL);
        words_or_fail(SF_SHELF_CODES, pairs[i][0], key);
    }
}

static void test_warnings_are_complete(void **state)
{
    (void)state;
    static const char *const keys[] = {"name", "meaning", "fix", NULL};
    static const char *const warnings[] = {"300", "301", "302", "303", "304", "305", "306", "307",
                                           "308", "330", "331", "370", "380", "381", "399"};
    const char *const *stanza = sf_shelf_stanzas(SF_SHELF_WARNINGS);
    for (guint i = 0; i < G_N_ELEMENTS(warnings); i++, stanza++) {
        assert_non_null(*stanza);
        assert_string_equal(*stanza, warnings[i]);
        assert_keys(SF_SHELF_WARNINGS, *stanza, keys);
        assert_reference(SF_SHELF_WARNINGS, *stanza);
    }
    assert_null(*stanza);
}

static void test_fields_are_complete(void **state)
{
    (void)state;
    static const char *const keys[] = {"type", "meaning", "example", NULL};
    static const char *const types[] = {"protocol", "string",   "uint16",        "uint32",
                                        "double",   "framenum", "relative time", NULL};
    guint n = 0;
    for (const char *const *field = sf_shelf_stanzas(SF_SHELF_FIELDS); *field; field++, n++) {
        assert_matches(*field, "^sipfix(\\.[a-z_]+)*$", *field);
        assert_keys(SF_SHELF_FIELDS, *field, keys);
        assert_one_of(*field, sf_shelf_words(SF_SHELF_FIELDS, *field, "type"), types);
        const char *example = sf_shelf_words(SF_SHELF_FIELDS, *field, "example");
        if (!strstr(example, *field))
            fail_msg("%s: its example does not use it: %s", *field, example);
    }
    assert_int_equal(n, 39);
}

/* ---- looking up
 * ---------------------------------------------------------------------------------- */

static void test_names_compare_without_regard_to_case(void **state)
{
    (void)state;
    assert_true(sf_shelf_has(SF_SHELF_TAGS, "100REL"));
    assert_string_equal(sf_shelf_words(SF_SHELF_TAGS, "Timer", "rfc"), "4028");
    assert_false(sf_shelf_has(SF_SHELF_TAGS, "rel100"));
    assert_false(sf_shelf_has(SF_SHELF_TAGS, NULL));
}

static void test_what_is_not_there(void **state)
{
    (void)state;
    assert_null(sf_shelf_words(SF_SHELF_CHECKS, "moved.nowhere", "text"));
    assert_null(sf_shelf_words(SF_SHELF_CHECKS, "moved.self", "nothing"));
    assert_null(sf_shelf_words(SF_SHELF_CHECKS, NULL, "text"));
    assert_null(sf_shelf_list(SF_SHELF_TAGS, "timer", "nothing")[0]);
    assert_null(sf_shelf_list(SF_SHELF_TAGS, "nobody", "methods")[0]);
    assert_null(sf_shelf_keys(SF_SHELF_TAGS, "nobody")[0]);
    assert_int_equal(sf_check_severity("moved.nowhere"), SF_NOTE);
    assert_int_equal(sf_check_severity(NULL), SF_NOTE);
}

static void test_variants_fall_back_to_the_plain_words(void **state)
{
    (void)state;
    const char *plain = sf_shelf_words(SF_SHELF_CHECKS, "moved.permanently", "text");
    const char *variant = sf_shelf_words(SF_SHELF_CHECKS, "moved.permanently", "text.register");
    assert_non_null(variant);
    assert_ptr_equal(sf_shelf_variant(SF_SHELF_CHECKS, "moved.permanently", "text", NULL), plain);
    assert_ptr_equal(sf_shelf_variant(SF_SHELF_CHECKS, "moved.permanently", "text", "register"),
                     variant);
    assert_ptr_equal(sf_shelf_variant(SF_SHELF_CHECKS, "moved.permanently", "text", "refer"),
                     plain);
    assert_null(sf_shelf_variant(SF_SHELF_CHECKS, "moved.permanently", "nothing", "register"));
}

static void test_lists_are_split_once(void **state)
{
    (void)state;
    const char *const *list = sf_shelf_list(SF_SHELF_TAGS, "timer", "methods");
    assert_string_equal(list[0], "INVITE");
    assert_string_equal(list[1], "UPDATE");
    assert_null(list[2]);
    assert_ptr_equal(sf_shelf_list(SF_SHELF_TAGS, "TIMER", "methods"), list);
}

static void test_nearest(void **state)
{
    (void)state;
    static const struct {
        SfShelf shelf;
        const char *word;
        const char *nearest;
    } table[] = {
        {SF_SHELF_TAGS, "100rell", "100rel"},
        {SF_SHELF_TAGS, "10rel", "100rel"},
        {SF_SHELF_TAGS, "100erl", "100rel"},
        {SF_SHELF_TAGS, "rel100", "100rel"},
        {SF_SHELF_TAGS, "TIMERS", "timer"},
        {SF_SHELF_TAGS, "timre", "timer"},
        {SF_SHELF_TAGS, "secagree", "sec-agree"},
        {SF_SHELF_TAGS, "pathh", "path"},
        {SF_SHELF_TAGS, "preconditions", "precondition"},
        {SF_SHELF_TAGS, "timer", "timer"},
        {SF_SHELF_TAGS, "", NULL},
        {SF_SHELF_TAGS, "x", NULL},
        {SF_SHELF_TAGS, "com.example.private", NULL},
        {SF_SHELF_TAGS, "elephant", NULL},
        {SF_SHELF_CHECKS, "moved.slef", "moved.self"},
        {SF_SHELF_CHECKS, "self", "moved.self"},
        {SF_SHELF_CHECKS, "no-contct", "moved.no-contact"},
        {SF_SHELF_FIELDS, "sipfix.outcom", "sipfix.outcome"},
        {SF_SHELF_FIELDS, "extension.missing", "sipfix.extension.missing"},
        {SF_SHELF_CODES, "4211", "421"},
        {SF_SHELF_CODES, "777", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *nearest = sf_shelf_nearest(table[i].shelf, table[i].word);
        if (g_strcmp0(nearest, table[i].nearest) != 0)
            fail_msg("%s: nearest is %s, not %s", table[i].word, nearest, table[i].nearest);
    }
}

/* A tag comes from the wire: no length of it may cost more than a look at its length. */
static void test_nearest_of_a_very_long_word(void **state)
{
    (void)state;
    g_autofree char *word = g_strnfill(1 << 20, 'a');
    assert_null(sf_shelf_nearest(SF_SHELF_TAGS, word));
}

static void test_reference_url(void **state)
{
    (void)state;
    static const struct {
        const char *reference;
        const char *url;
    } table[] = {
        {"3261 21.3.2", "https://www.rfc-editor.org/rfc/rfc3261#section-21.3.2"},
        {"3261 21.3.2;3261 8.3", "https://www.rfc-editor.org/rfc/rfc3261#section-21.3.2"},
        {"6665", "https://www.rfc-editor.org/rfc/rfc6665"},
        {" 4028 10 ", "https://www.rfc-editor.org/rfc/rfc4028#section-10"},
        {"3329 A", "https://www.rfc-editor.org/rfc/rfc3329#appendix-A"},
        {"", NULL},
        {NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_strcmp0(sf_reference_url(table[i].reference), table[i].url) != 0)
            fail_msg("%s: %s", table[i].reference, sf_reference_url(table[i].reference));
}

static void test_severity_names(void **state)
{
    (void)state;
    assert_string_equal(sf_severity_name(SF_CHAT), "chat");
    assert_string_equal(sf_severity_name(SF_NOTE), "note");
    assert_string_equal(sf_severity_name(SF_WARN), "warn");
    assert_string_equal(sf_severity_name(SF_ERROR), "error");
}

/* ---- filling
 * ------------------------------------------------------------------------------------- */

static char *a_few_values(const char *name, gpointer data)
{
    guint *asked = data;
    if (asked)
        ++*asked;
    if (strcmp(name, "old") == 0)
        return g_strdup("sip:bob@pbx1");
    if (strcmp(name, "sly") == 0)
        return g_strdup("{old} [[x {gone}]] {{");
    if (strcmp(name, "empty") == 0)
        return g_strdup("");
    return NULL;
}

static void test_fill(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        const char *text;
    } table[] = {
        {"", ""},
        {"nothing to fill", "nothing to fill"},
        {"{old}", "sip:bob@pbx1"},
        {"from {old} on", "from sip:bob@pbx1 on"},
        {"{old}{old}", "sip:bob@pbx1sip:bob@pbx1"},
        {"{gone}", "unknown"},
        {"it is {gone}.", "it is unknown."},
        {"{empty}|", "|"},
        /* optional parts */
        {"a[[ {old}]] b", "a sip:bob@pbx1 b"},
        {"a[[ {gone}]] b", "a b"},
        {"a[[ {old} and {gone}]] b", "a b"},
        {"a[[ {gone}]][[ {old}]]", "a sip:bob@pbx1"},
        {"[[kept]]", "kept"},
        {"[[]]", ""},
        {"a[[{empty}]]b", "ab"},
        /* what a stranger writes stays what it is */
        {"{sly}", "{old} [[x {gone}]] {{"},
        {"a[[ {sly}]] {old}", "a {old} [[x {gone}]] {{ sip:bob@pbx1"},
        /* braces that are no placeholders */
        {"{{old}", "{old}"},
        {"{{{old}", "{sip:bob@pbx1"},
        {"{ old }", "{ old }"},
        {"{Old}", "{Old}"},
        {"{}", "{}"},
        {"{old", "{old"},
        {"old}", "old}"},
        {"{", "{"},
        {"[[{old", "[[{old"},
        {"[[a {gone", "[[a {gone"},
        {"a]] b", "a]] b"},
        {"[a] [b]", "[a] [b]"},
        {"[[{old]]}", "{old}"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text = sf_fill(table[i].words, a_few_values, NULL);
        if (strcmp(text, table[i].text) != 0)
            fail_msg("\"%s\" became \"%s\", not \"%s\"", table[i].words, text, table[i].text);
    }
}

static void test_fill_asks_once_for_each_placeholder(void **state)
{
    (void)state;
    guint asked = 0;
    g_autofree char *text = sf_fill("{old}[[ {gone}]] {sly}", a_few_values, &asked);
    assert_string_equal(text, "sip:bob@pbx1 {old} [[x {gone}]] {{");
    assert_int_equal(asked, 3);
}

/* ---- without a capture ----
 * ------------------------------------------------------------------------- */

static void test_plain_words(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        const char *plain;
    } table[] = {
        {"no placeholder", "no placeholder"},
        {"{server} refused", "The side that answered refused"},
        {"It ends. {caller} must go on.", "It ends. The side that asked must go on."},
        {"At {caller}: mend it", "At the side that asked: mend it"},
        {"5.the", "5.the"},
        {"[[{caller_product} ]]went", "went"},
        {"see frame {other_frame}", "see frame N"},
        {"its {warn_code}", "its <warn code>"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *plain = sf_plain_words(table[i].words);
        assert_string_equal(plain, table[i].plain);
    }
}

static void test_checks_read_well_in_plain_words(void **state)
{
    (void)state;
    const char *const *ids = sf_shelf_stanzas(SF_SHELF_CHECKS);
    for (; *ids; ids++) {
        const char *const *key = sf_shelf_keys(SF_SHELF_CHECKS, *ids);
        for (; *key; key++) {
            g_autofree char *where = g_strdup_printf("[%s] %s", *ids, *key);
            g_autofree char *plain = sf_plain_words(words_or_fail(SF_SHELF_CHECKS, *ids, *key));
            if (g_regex_match_simple("\\{[a-z_]+\\}|\\[\\[|\\]\\]|\\bunknown\\)", plain, 0, 0))
                fail_msg("%s: \"%s\"", where, plain);
            if (is_key(*key, "why") || is_key(*key, "beforehand") ||
                g_regex_match_simple("^fix\\..*\\.text", *key, 0, 0))
                assert_well_set(where, plain);
        }
    }
}

static void assert_example(const char *kind, SfShelf shelf)
{
    static const char *const keys[] = {"capture", "frame", "lesson", "shows", NULL};
    for (const char *const *word = sf_shelf_stanzas(shelf); *word; word++) {
        g_autofree char *stanza = g_strdup_printf("%s/%s", kind, *word);
        assert_keys(SF_SHELF_EXAMPLES, stanza, keys);
        assert_matches(stanza, "^captures/.*\\.pcapng$",
                       sf_shelf_words(SF_SHELF_EXAMPLES, stanza, "capture"));
        assert_matches(stanza, "^[1-9][0-9]*$", sf_shelf_words(SF_SHELF_EXAMPLES, stanza, "frame"));
    }
}

static void test_every_word_has_an_example(void **state)
{
    (void)state;
    assert_example("checks", SF_SHELF_CHECKS);
    assert_example("codes", SF_SHELF_CODES);
    assert_example("tags", SF_SHELF_TAGS);
    assert_example("fields", SF_SHELF_FIELDS);
    assert_example("warnings", SF_SHELF_WARNINGS);
}

/* ---- the format of the data files
 * ---------------------------------------------------------------- */

static char *parsed(const char *file, const char *key)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) key_file = sf_shelf_parse(file, &error);
    assert_null(error);
    return g_key_file_get_string(key_file, "a", key, NULL);
}

static void test_continuation_lines(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        const char *text;
    } table[] = {
        {"[a]\nk = one line\n", "one line"},
        {"[a]\nk = two\n    lines\n", "two lines"},
        {"[a]\nk = two  \n\t lines\nother = x\n", "two lines"},
        {"[a]\nk = one\n    .\n    two\n", "one\n\ntwo"},
        {"[a]\nk = one\n    .\n    two\n    more\n    .\n    three\n", "one\n\ntwo more\n\nthree"},
        {"[a]\nk = one\n    # no comment\n", "one # no comment"},
        {"[a]\nk = one\n    .5 s later\n", "one .5 s later"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text = parsed(table[i].file, "k");
        assert_string_equal(text, table[i].text);
    }
}

static void test_a_broken_file_is_an_error(void **state)
{
    (void)state;
    static const char *const files[] = {"no group = yes\n", "[a]\nno equals sign\n",
                                        "[a]\n\n    continues nothing\n"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GKeyFile) file = sf_shelf_parse(files[i], &error);
        assert_null(file);
        assert_non_null(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks_are_those_of_the_table),
        cmocka_unit_test(test_checks_are_complete),
        cmocka_unit_test(test_decisions),
        cmocka_unit_test(test_checks_read_well_without_values),
        cmocka_unit_test(test_tags_are_complete),
        cmocka_unit_test(test_tags_that_cannot_be_relaxed),
        cmocka_unit_test(test_tags_stand_in_their_header),
        cmocka_unit_test(test_codes_are_complete),
        cmocka_unit_test(test_codes_that_get_mixed_up_are_told_apart),
        cmocka_unit_test(test_warnings_are_complete),
        cmocka_unit_test(test_fields_are_complete),
        cmocka_unit_test(test_names_compare_without_regard_to_case),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_variants_fall_back_to_the_plain_words),
        cmocka_unit_test(test_lists_are_split_once),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_nearest_of_a_very_long_word),
        cmocka_unit_test(test_reference_url),
        cmocka_unit_test(test_severity_names),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_fill_asks_once_for_each_placeholder),
        cmocka_unit_test(test_plain_words),
        cmocka_unit_test(test_checks_read_well_in_plain_words),
        cmocka_unit_test(test_every_word_has_an_example),
        cmocka_unit_test(test_continuation_lines),
        cmocka_unit_test(test_a_broken_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
