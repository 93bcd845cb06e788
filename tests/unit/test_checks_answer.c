/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks on an answer of either code and its request. */
#include "check_cases.h"

#include <string.h>

#include "core/checks/check.h"

#define TARGET "Contact: <sip:bob@example.net:5070>\n"

static void reason_phrases_of_other_codes(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "of 421",
         .answers = "301 Extension Required",
         .answer = TARGET,
         .variant = PLAIN,
         .says = "write \"Moved Permanently\" at 198.51.100.20 in place of \"Extension Required\""},
        {.name = "of 302, in another case",
         .answers = "301 moved TEMPORARILY",
         .answer = TARGET,
         .variant = PLAIN,
         .says = "302: at 198.51.100.20, send 302 in place of the 301"},
        {.name = "of 301",
         .answers = "421 Moved Permanently",
         .answer = "Require: timer\n",
         .variant = PLAIN,
         .says = "301: at 198.51.100.20, send 301 in place of the 421"},
        {.name = "its own", .answer = TARGET, .variant = QUIET},
        {.name = "its own, in another case",
         .answers = "301 MOVED permanently",
         .answer = TARGET,
         .variant = QUIET},
        {.name = "a phrase of somebody's own",
         .answers = "301 Gone to lunch",
         .answer = TARGET,
         .variant = QUIET},
        {.name = "no phrase", .answers = "301 ", .answer = TARGET, .variant = QUIET},
        {.name = "begins as another does",
         .answers = "301 Extension Required, call again",
         .answer = TARGET,
         .variant = QUIET},
    };
    MOVED_CASES("answer.reason-mismatch", cases);
}

static void warnings(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "with a text",
         .answer = "Warning: 399 gw1.example.net \"Session timer mandatory\"\n",
         .variant = PLAIN,
         .says = "A note from 198.51.100.20: \"Session timer mandatory\" (Warning 399"},
        {.name = "the text",
         .answer = "Warning: 399 gw1.example.net \"Say \\\"timer\\\"\"\n",
         .variant = PLAIN,
         .says = "A note from 198.51.100.20: \"Say \"timer\"\" (Warning 399"},
        {.name = "without a text",
         .answer = "Warning: 370 gw1.example.net\n",
         .variant = PLAIN,
         .says = "(Warning 370: The session"},
        {.name = "with an empty text",
         .answer = "Warning: 399 gw1.example.net \"\"\n",
         .variant = PLAIN,
         .says = "only the text counts"},
        {.name = "a code that nobody registered",
         .answer = "Warning: 398 gw1.example.net \"Ask Bob\"\n",
         .variant = PLAIN,
         .says = "A note from 198.51.100.20: \"Ask Bob\" (Warning 398)"},
        {.name = "a warning 301 is no status 301",
         .answer = "Warning: 301 isi.example \"Incompatible network address type 'E.164'\"\n",
         .variant = PLAIN,
         .says = "(Warning 301: An address in the session description"},
        {.name = "an escape for a terminal",
         .answer = "Warning: 399 a \"\x1b[31mred\"\n",
         .variant = PLAIN,
         .says = "\\x1b[31mred"},
        {.name = "no code", .answer = "Warning: none\n", .variant = QUIET},
        {.name = "four digits", .answer = "Warning: 3999 a \"b\"\n", .variant = QUIET},
        {.name = "no header", .answer = NULL, .variant = QUIET},
    };
    EXTENSION_CASES("answer.warning", cases);
}

static guint findings_of(const SfAnswer *answer, const char *id)
{
    guint n = 0;
    for (guint i = 0; i < sf_answer_findings(answer)->len; i++)
        n += strcmp(((const SfFinding *)sf_answer_findings(answer)->pdata[i])->check->id, id) == 0;
    return n;
}

static void every_warning_is_told_within_reason(void **state)
{
    (void)state;
    g_autoptr(GString) refused =
        g_string_new(REFUSED(V1) "Require: timer\nWarning: 399 a \"b\", 370 c \"d, e\"\n");
    SfLedger *ledger = sf_ledger_new();
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, refused->str);
    assert_int_equal(findings_of(judged_answer(ledger, 0), "answer.warning"), 2);
    sf_ledger_free(ledger);

    for (guint i = 0; i < 2000; i++)
        g_string_append(refused, "Warning: 399 a \"b\"\n");
    ledger = sf_ledger_new();
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, refused->str);
    assert_int_equal(findings_of(judged_answer(ledger, 0), "answer.warning"), 5);
    sf_ledger_free(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reason_phrases_of_other_codes),
        cmocka_unit_test(warnings),
        cmocka_unit_test(every_warning_is_told_within_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
