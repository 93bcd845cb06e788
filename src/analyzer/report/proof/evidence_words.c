// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/proof/evidence_words.h"

#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"
#include "version.h"

/* pcapng gives an option 65,535 bytes; nobody reads as many. */
#define MOST_BYTES 8000

static void append_line(GString *text, const char *label, const char *words)
{
    g_autofree char *shown = sf_words_sentence(words);
    g_string_append_printf(text, "%s%s%s\n", label, *label ? " " : "", shown);
}

static char *finish(GString *text)
{
    while (text->len > 0 && text->str[text->len - 1] == '\n')
        g_string_truncate(text, text->len - 1);
    if (text->len > MOST_BYTES) {
        const char *end = g_utf8_find_prev_char(text->str, text->str + MOST_BYTES);
        g_string_truncate(text, (gsize)(end - text->str));
        g_string_append(text, "…");
    }
    return g_string_free(text, FALSE);
}

/* ---- The answer ---- */

static void append_fixes(GString *text, const SfEventFinding *root)
{
    for (guint i = 0; i < root->fixes->len; i++) {
        const SfEventFix *fix = &g_array_index(root->fixes, SfEventFix, i);
        append_line(text, i == 0 ? "What to change:" : "Or:", fix->text);
        if (fix->price && !g_str_equal(fix->price, "none"))
            append_line(text, "Price:", fix->price);
    }
}

static void append_others(GString *text, const SfEvent *event, const SfEventFinding *root)
{
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        if (finding != root && finding->severity > SF_CHAT && finding->text)
            append_line(text, "Also:", finding->text);
    }
}

static void append_source(GString *text, const SfProblem *problem)
{
    const SfEvent *event = sf_problem_example(problem);
    g_autofree char *capture = event->capture ? sf_words_value(event->capture) : NULL;
    g_string_append_printf(text, "Case %s (%s), frame %" G_GINT64_FORMAT "%s%s.", problem->case_id,
                           problem->root, event->frame, capture ? " of " : "",
                           capture ? capture : "");
}

char *sf_evidence_on_answer(const SfProblem *problem)
{
    const SfEventFinding *root = sf_problem_root(problem);
    GString *text = g_string_new(NULL);
    g_autofree char *what = sf_words_what(problem);
    g_autofree char *finding = sf_words_finding(problem);
    append_line(text, "What happened:", what);
    if (finding)
        append_line(text, "", finding);
    if (root->why)
        append_line(text, "Why:", root->why);
    append_fixes(text, root);
    append_others(text, sf_problem_example(problem), root);
    if (root->reference)
        append_line(text, "See", root->reference);
    append_source(text, problem);
    return finish(text);
}

char *sf_evidence_on_file(const SfProblem *problem)
{
    return g_strdup_printf("One call with the problem %s, case %s, cut out of a capture by "
                           "sipfix " SF_VERSION ". The comment on the %" G_GINT64_FORMAT
                           " tells what happened, why, and what to change.",
                           problem->root, problem->case_id, problem->status);
}

/* ---- What is around it ---- */

char *sf_evidence_on_request(const SfEvent *event)
{
    return g_strdup_printf("This request got the %" G_GINT64_FORMAT ".", event->status);
}

static const char *came_to(JsonObject *followup)
{
    if (sf_member_count(followup, "status") > 0)
        return "";
    return sf_member_count(followup, "unreachable_frame") > 0
               ? " Nobody can be reached there (ICMP)."
               : " Nobody answered it.";
}

char *sf_evidence_on_followup(const SfEvent *event, JsonObject *followup)
{
    const char *uri = sf_member_string(followup, "uri");
    g_autofree char *shown = sf_words_value(uri ? uri : "the same address");
    const char *what = event->status == 421 ? "Asked once more" : "Tried the new address";
    return g_strdup_printf("%s after the %" G_GINT64_FORMAT ": %s.%s", what, event->status, shown,
                           came_to(followup));
}

char *sf_evidence_on_followup_status(JsonObject *followup)
{
    return g_strdup_printf("What came of it: %" G_GINT64_FORMAT ".",
                           sf_member_count(followup, "status"));
}

const char *sf_evidence_on_unreachable(void)
{
    return "ICMP: nobody can be reached at the address that was tried.";
}

const char *sf_evidence_on_proof(void)
{
    return "Not of this call, but what is said about it rests on this packet too.";
}

const char *sf_evidence_on_end(void)
{
    return "Stands for the last frame of the capture, without its bytes: until then, nothing more "
           "came of this call.";
}
