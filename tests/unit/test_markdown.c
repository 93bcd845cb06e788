// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <string.h>

#include "analyzer/flow/ladder_mermaid.h"
#include "analyzer/report/markdown/markdown_text.h"

static void words_that_could_be_markup_are_code(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        const char *markdown;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"At 198.51.100.10 (Asterisk PBX 22.1.0): set it.",
         "At 198.51.100.10 (Asterisk PBX 22.1.0): set it."},
        {"two  blanks ", "two blanks"},
        {"1. one", "1\\. one"},
        {"in 2. Then", "in 2. Then"},
        {"- item", "\\- item"},
        {"--- rule", "\\--- rule"},
        {"# head", "`#` head"},
        {"> quote", "`>` quote"},
        {"a -> b", "a \xe2\x86\x92 b"},
        {"dial sip:bob@pbx2.example.net, please", "dial `sip:bob@pbx2.example.net`, please"},
        {"(sip:bob@pbx2.example.net)", "(`sip:bob@pbx2.example.net`)"},
        {"pjsip.conf, [endpoint]: 100rel=no", "pjsip.conf, `[endpoint]`: `100rel=no`"},
        {"[x](javascript:alert(1))", "`[x](javascript:alert(1))`"},
        {"![i](http://x/i.png)", "`![i](http://x/i.png)`"},
        {"<script>alert(1)</script>", "`<script>alert(1)</script>`"},
        {"&lt; &#64;", "`&lt`; `&#64`;"},
        {"*b* _i_ ~s~ x86_64 a__b", "`*b*` `_i_` `~s~` x86_64 `a__b`"},
        {"www.example.com http://x", "`www.example.com` `http://x`"},
        {"@team !7 %7 $7 #7", "`@team` `!7` `%7` `$7` `#7`"},
        {"bob@example.com", "`bob@example.com`"},
        {"a`b", "`` a`b ``"},
        {"``` sh", "```` ``` ```` sh"},
        {"back\\slash", "`back\\slash`"},
        {"|", "`|`"},
        {"08:15-09:15 Supported: replaces", "08:15-09:15 Supported: replaces"},
        {"2001:db8::1 ::1", "`2001:db8::1` `::1`"},
        {"esc\x1b[2J two\nlines", "`esc\\x1b[2J` `two\\x0alines`"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *out = g_string_new(NULL);
        sf_markdown_words(out, rows[i].words);
        want_string(rows[i].words, out->str, rows[i].markdown);
        g_string_free(out, TRUE);
    }
}

static void values_and_blocks_cannot_be_left(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *code;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"a", "`a`"},
        {"a b", "`a b`"},
        {" a", "`  a `"},
        {"`", "`` ` ``"},
        {"``a`", "``` ``a` ```"},
        {"a\nb", "`a\\x0ab`"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *out = g_string_new(NULL);
        sf_markdown_code(out, rows[i].value);
        want_string(rows[i].value, out->str, rows[i].code);
        g_string_free(out, TRUE);
    }
    GString *out = g_string_new(NULL);
    sf_markdown_block(out, "text", "sent ```\n");
    want_string("block", out->str, "````text\nsent ```\n````\n\n");
    g_string_free(out, TRUE);
}

/* ---- Mermaid ---- */

#define S(string) ((char *)(gpointer)(string))

static SfLadder *ladder_of(SfElement *elements, guint n_elements, SfStep *steps, guint n_steps)
{
    SfLadder *ladder = g_new0(SfLadder, 1);
    ladder->elements = g_ptr_array_new();
    ladder->steps = g_ptr_array_new();
    for (guint i = 0; i < n_elements; i++)
        g_ptr_array_add(ladder->elements, &elements[i]);
    for (guint i = 0; i < n_steps; i++)
        g_ptr_array_add(ladder->steps, &steps[i]);
    return ladder;
}

static void a_ladder_becomes_a_diagram(void **state)
{
    (void)state;
    SfElement elements[] = {
        {.address = S("203.0.113.5"), .ports = S("5060"), .product = S("end; #1 <b>")},
        {.address = S("2001:db8::1"), .ports = S("")},
    };
    SfStep steps[] = {
        {.role = SF_STEP_REQUEST, .to = 1, .label = S("INVITE"), .frame = 1},
        {.role = SF_STEP_ANSWER,
         .from = 1,
         .label = S("421 a\nb;c"),
         .status = 421,
         .frame = 2,
         .capture = S("a.pcap")},
        {.role = SF_STEP_GAP, .label = S("12 messages"), .left_out = 12},
        {.role = SF_STEP_UNREACHABLE,
         .from = 1,
         .label = S("ICMP"),
         .frame = 9,
         .capture = S("b;.pcap")},
    };
    SfLadder *ladder = ladder_of(elements, G_N_ELEMENTS(elements), steps, G_N_ELEMENTS(steps));
    g_autofree char *got = sf_ladder_mermaid(ladder, "a.pcap");
    want_string("diagram", got,
                "sequenceDiagram\n"
                "    participant e1 as 203.0.113.5 (end#59; #35;1 #60;b#62;)\n"
                "    participant e2 as 2001:db8::1\n"
                "    e1->>e2: INVITE, frame 1\n"
                "    rect rgba(220, 80, 50, 0.25)\n"
                "    e2-->>e1: 421 a#92;x0ab#59;c, frame 2\n"
                "    end\n"
                "    Note over e1,e2: 12 messages\n"
                "    e2--xe1: ICMP, frame 9 of b#59;.pcap\n");
    g_ptr_array_set_size(ladder->steps, 0);
    want_string("no steps", sf_ladder_mermaid(ladder, "a.pcap"), NULL);
    g_ptr_array_unref(ladder->elements);
    g_ptr_array_unref(ladder->steps);
    g_free(ladder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_could_be_markup_are_code),
        cmocka_unit_test(values_and_blocks_cannot_be_left),
        cmocka_unit_test(a_ladder_becomes_a_diagram),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
