/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check_cases.h"

#include <string.h>

#include "core/checks/check.h"
#include "core/describe/facts.h"

#define CLIENT "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK776asdhds"

/* ---- words ---- */

/* All that a user may read of a finding, NULL-terminated. */
static GPtrArray *words_of(const SfFinding *finding)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    g_ptr_array_add(words, sf_finding_text(finding));
    g_ptr_array_add(words, sf_finding_why(finding));
    for (guint i = 0; i < fixes->len; i++) {
        const SfFixWords *fix = fixes->pdata[i];
        /* Of two values both, or neither. */
        const gboolean is_told = !fix->old_value == !fix->new_value;
        const char *parts[] = {fix->what, is_told ? fix->text : NULL, fix->price, fix->text};
        if (is_told && fix->old_value) {
            g_ptr_array_add(words, g_strdup(fix->old_value));
            g_ptr_array_add(words, g_strdup(fix->new_value));
        }
        for (guint k = 0; k < G_N_ELEMENTS(parts); k++)
            g_ptr_array_add(words, g_strdup(parts[k] ? parts[k] : "(a fix lacks a part)"));
    }
    g_autofree char *question = sf_finding_beforehand(finding, fixes);
    g_autoptr(GPtrArray) decisions = sf_finding_decisions(finding, fixes);
    if (question)
        g_ptr_array_add(words, g_strdup(question));
    for (guint i = 0; i < decisions->len; i++) {
        const SfDecision *decision = decisions->pdata[i];
        g_ptr_array_add(words, g_strconcat(decision->when, ": ", decision->then, NULL));
    }
    /* No question without what at least two answers to it lead to. */
    if (question && decisions->len < 2)
        g_ptr_array_add(words, g_strdup("(a fix lacks a part)"));
    return words;
}

/* A brace that stands for no character (\u{202e}). */
static gboolean has_placeholder(const char *text)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{'))
        if (at - text < 2 || strncmp(at - 2, "\\u", 2) != 0)
            return TRUE;
    return FALSE;
}

/* A placeholder without a value is "unknown" or is left standing. */
static void assert_reads_well(const char *row, const SfFinding *finding)
{
    g_autoptr(GPtrArray) words = words_of(finding);
    for (guint i = 0; i < words->len; i++) {
        const char *text = words->pdata[i];
        if (g_getenv("SIPFIX_SHOW_WORDS"))
            print_message("  %s: %s\n", finding->check->id, text);
        /* Without the request something is unknown indeed, and the words say so. */
        const gboolean unknown =
            strstr(text, "unknown") && strcmp(finding->check->id, "answer.no-request") != 0;
        if (unknown || has_placeholder(text) || strstr(text, "(a fix lacks a part)"))
            fail_msg("%s: %s says: %s", row, finding->check->id, text);
    }
}

void want_words(const char *row, const SfFinding *finding, const char *part)
{
    g_autoptr(GPtrArray) words = words_of(finding);
    for (guint i = 0; i < words->len; i++)
        if (strstr(words->pdata[i], part))
            return;
    fail_msg("%s: nothing holds '%s': %s", row, part, (char *)words->pdata[0]);
}

static void assert_all_read_well(const char *row, const SfAnswer *answer)
{
    g_autofree char *summary = sf_answer_summary(answer);
    if (strstr(summary, "unknown") || has_placeholder(summary))
        fail_msg("%s: the summary says: %s", row, summary);
    for (guint i = 0; i < sf_answer_findings(answer)->len; i++)
        assert_reads_well(row, sf_answer_findings(answer)->pdata[i]);
}

SfAnswer *judged_answer(SfLedger *ledger, guint nth)
{
    assert_true(nth < sf_ledger_answers(ledger)->len);
    SfAnswer *answer = sf_ledger_answers(ledger)->pdata[nth];
    assert_all_read_well("answer", answer);
    return answer;
}

const SfFinding *want_finding(const SfAnswer *answer, const char *id, const char *variant)
{
    const SfFinding *finding = sf_answer_finding(answer, id);
    assert_non_null(finding);
    want_string(id, finding->variant, variant);
    return finding;
}

/* ---- one call of several messages ---- */

int start_ledger(void **state)
{
    *state = sf_ledger_new();
    return 0;
}

int stop_ledger(void **state)
{
    sf_ledger_free(*state);
    return 0;
}

void add_two_hops(SfLedger *ledger, const char *made, const char *passed_on)
{
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, ASKED("sip:bob@10.0.0.9", V2));
    sip_text_add(ledger, 3, 0.2, made);
    sip_text_add(ledger, 4, 0.3, passed_on);
}

/* ---- rows ---- */

static char *message(const char *first_line, const char *vias, const char *method, const char *to,
                     const char *lines)
{
    const gboolean own_to = lines && strstr(lines, "To: ") != NULL;
    return g_strdup_printf("%s\nVia: %s\nFrom: <sip:alice@example.com>;tag=a\n%s%s"
                           "Call-ID: row\nCSeq: 1 %s\n%s",
                           first_line, vias, own_to ? "" : to, own_to ? "" : "\n", method,
                           lines ? lines : "");
}

static void add_row(SfLedger *ledger, const char *answers, const CheckCase *row)
{
    const char *asks = row->asks ? row->asks : "INVITE sip:bob@example.net";
    const char *vias = row->vias ? row->vias : CLIENT;
    g_autofree char *method = g_strndup(asks, strcspn(asks, " "));
    g_autofree char *request_line = g_strconcat(asks, " SIP/2.0", NULL);
    g_autofree char *status_line =
        g_strconcat("SIP/2.0 ", row->answers ? row->answers : answers, NULL);
    g_autofree char *request =
        message(request_line, vias, method, "To: <sip:bob@example.net>", row->request);
    g_autofree char *answer =
        message(status_line, vias, method, "To: <sip:bob@example.net>;tag=b", row->answer);
    sip_text_add(ledger, 1, 0.0, request);
    sip_text_add(ledger, 2, 0.1, answer);
}

static void judge_row(const char *id, const SfAnswer *answer, const CheckCase *row)
{
    const SfFinding *finding = sf_answer_finding(answer, id);
    assert_all_read_well(row->name, answer);
    if (strcmp(row->variant, QUIET) == 0) {
        g_autofree char *text = finding ? sf_finding_text(finding) : NULL;
        if (finding)
            fail_msg("%s: %s must say nothing, and says: %s", row->name, id, text);
        return;
    }
    if (!finding) {
        fail_msg("%s: %s says nothing", row->name, id);
        return;
    }
    want_string(row->name, finding->variant ? finding->variant : PLAIN, row->variant);
    if (row->says)
        want_words(row->name, finding, row->says);
}

void check_cases(const char *id, const char *answers, const CheckCase *cases, guint n)
{
    for (guint i = 0; i < n; i++) {
        SfLedger *ledger = sf_ledger_new();
        add_row(ledger, answers, &cases[i]);
        assert_int_equal(sf_ledger_answers(ledger)->len, 1);
        judge_row(id, sf_ledger_answers(ledger)->pdata[0], &cases[i]);
        sf_ledger_free(ledger);
    }
}
