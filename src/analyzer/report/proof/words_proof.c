// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sentences about the proof of a problem, and the commands that open it.
 */
#include "analyzer/events/examples.h"
#include "analyzer/report/proof/words_frames.h"
#include "analyzer/report/terms/words_told.h"
#include "analyzer/report/words.h"
#include "reading/find/capture_name.h"

static gboolean has_finding(const SfEvent *example, const char *check)
{
    for (guint i = 0; i < example->findings->len; i++) {
        const SfEventFinding *finding = example->findings->pdata[i];
        if (g_str_equal(finding->check, check))
            return TRUE;
    }
    return FALSE;
}

/* What a call asks for later need not be what was refused in it: other media, say. */
static gboolean is_inside_call(const SfEvent *example)
{
    return has_finding(example, "extension.in-dialog") || has_finding(example, "moved.in-dialog");
}

/* A redirect is followed to where it says, or the old place is asked again, which a registration
 * does by its Request-URI even at the new one; or the user was reached without either. */
static const char *what_followed(const SfEvent *example)
{
    const gboolean redirects = example->status / 100 == 3;
    const char *uri = example->followup_uri;
    const char *old = redirects ? example->old_uri : example->request_uri;
    const gboolean is_old = uri && g_strcmp0(uri, old) == 0;
    if (sf_event_was_rescued_at_once(example))
        return "another place asked before it";
    if (example->outcome == SF_END_RESCUED && !is_old && (redirects || uri))
        return example->followup_status >= 300 ? "another way tried" : "another way taken";
    if (!redirects)
        return is_inside_call(example) ? "the next of this call" : "sent again";
    const char *again = is_inside_call(example) ? "the next of this call" : "asked again";
    return is_old || !uri ? again : "followed";
}

/* ", 200 in frame 8": what a follow-up got in the end. */
static void append_end(GString *proof, const SfEvent *example)
{
    const gint64 status = example->followup_status;
    if (example->followup_status_frame > 0) {
        g_autofree char *place =
            sf_words_place(example->followup_status_frame, example->followup_status_line,
                           example->followup_status_capture);
        g_string_append_printf(proof, ", %" G_GINT64_FORMAT, status);
        if (example->followup_phrase && status >= 300) {
            g_autofree char *phrase = sf_words_value(example->followup_phrase);
            g_string_append_printf(proof, " \"%s\"", phrase);
        }
        g_string_append_printf(proof, " in %s", place);
    } else if (status > 0) {
        g_string_append_printf(proof, ", and then %" G_GINT64_FORMAT, status);
    } else if (example->unreachable_frame > 0) {
        g_autofree char *place =
            sf_words_place(example->unreachable_frame, 0, example->unreachable_capture);
        g_string_append_printf(proof, ", which got no answer but an ICMP error in %s", place);
    } else if (example->outcome == SF_END_LOST) {
        g_string_append(proof, ", which got no answer");
    } else {
        g_string_append(proof, ", and no final answer to it is in the capture");
    }
}

/* ", 401 in frame 5, again in frame 7": an answer stands with the request that it answers. */
static void append_attempts(GString *proof, const SfEvent *example)
{
    if (example->latest_frame == 0)
        return;
    if (example->first_status > 0 && example->first_status_frame > 0) {
        g_autofree char *place = sf_words_place(
            example->first_status_frame, example->first_status_line, example->first_status_capture);
        g_string_append_printf(proof, ", %" G_GINT64_FORMAT " in %s", example->first_status, place);
    }
    g_autofree char *again =
        sf_words_place(example->latest_frame, example->latest_line, example->latest_capture);
    g_string_append_printf(proof, ", again in %s", again);
}

/* ", and a new INVITE followed in frame 8": one that follows nothing that the answer said. */
static void append_again(GString *proof, const SfProblem *problem, const SfEvent *example)
{
    const gboolean is_unchanged = has_finding(example, "extension.retried-unchanged");
    g_autofree char *method = sf_words_method(problem);
    if (example->again_frame > 0) {
        g_autofree char *place =
            sf_words_place(example->again_frame, example->again_line, example->again_capture);
        g_string_append_printf(proof, ", and a new %s followed in %s", method, place);
    } else if (is_unchanged) {
        g_string_append(proof, ", and the same request again later");
    } else if (example->outcome == SF_END_LOST && sf_problem_fate(problem) == SF_FATE_LOST) {
        g_string_append_printf(proof, ", and no new %s followed", method);
    }
}

/* What came of it: the last attempt, or that there was none where the capture would have shown one;
 * of a call that another answer brought on its way, neither. */
static void append_followup(GString *proof, const SfProblem *problem, const SfEvent *example)
{
    if (example->n_followups == 0) {
        append_again(proof, problem, example);
        return;
    }
    g_autofree char *place =
        sf_words_place(example->followup_frame, example->followup_line, example->followup_capture);
    g_string_append_printf(proof, ", %s in %s", what_followed(example), place);
    const gint64 status = example->followup_status;
    append_attempts(proof, example);
    append_end(proof, example);
    if (example->status == 421 && (status == 401 || status == 407))
        g_string_append_printf(proof, " (%s is asked for, no extension any more)",
                               example->is_for_sim ? "the answer of a SIM card" : "a password");
}

/* "; for the same caller asked in frame 4, 200 in frame 12": the call that an agent served it by.
 */
static void append_leg(GString *proof, const SfEvent *example)
{
    if (example->leg_answered_frame == 0 || example->leg_frame == 0)
        return;
    g_autofree char *asked =
        sf_words_place(example->leg_frame, example->leg_line, example->leg_capture);
    g_autofree char *answered = sf_words_place(
        example->leg_answered_frame, example->leg_answered_line, example->leg_answered_capture);
    g_string_append_printf(
        proof, "; %s asked in %s, 200 in %s",
        example->is_served_beside ? "another place, before it," : "another place", asked, answered);
}

/* Where nothing that followed tells that it was served, what does. */
static void append_served(GString *proof, const SfEvent *example)
{
    const gboolean is_through =
        example->outcome == SF_END_RESCUED ||
        (example->outcome == SF_END_ANSWERED && example->followup_status < 300);
    if (example->served_frame == 0 || !example->served_by || !is_through ||
        example->followup_status / 100 == 2)
        return;
    const char *who = g_str_equal(example->served_by, "branch")  ? "another branch"
                      : g_str_equal(example->served_by, "above") ? "the hop above"
                                                                 : "the caller that it asked for";
    append_leg(proof, example);
    g_autofree char *place =
        sf_words_place(example->served_frame, example->served_line, example->served_capture);
    g_string_append_printf(proof, "; %s got %" G_GINT64_FORMAT " in %s", who,
                           example->served_status, place);
}

/* ", and goes on inside IPsec from frame 5 on, which only these two can read". */
static void append_unread(GString *proof, const SfEvent *example)
{
    if (example->unread_frame == 0 || !example->unread_by)
        return;
    g_autofree char *place = sf_words_place(example->unread_frame, 0, example->unread_capture);
    g_autofree char *to = example->unread_to ? sf_words_value(example->unread_to) : NULL;
    if (g_str_equal(example->unread_by, "ipsec"))
        g_string_append_printf(
            proof, ", and goes on inside IPsec from %s on, which only these two can read", place);
    else
        g_string_append_printf(
            proof,
            ", and goes on by a connection%s%s from %s on, in which no request is to be read",
            to ? " to " : "", to ? to : "", place);
}

/* Where no command names the capture. */
static void append_capture(GString *proof, const SfReport *report, const SfEvent *example)
{
    if (g_strcmp0(example->capture, "-") == 0) {
        g_string_append(proof, " of standard input");
    } else if (report->anonymized && example->capture) {
        g_autofree char *capture = sf_words_value(example->capture);
        g_string_append_printf(proof, " of %s", capture);
    }
}

static void append_answer(GString *proof, const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    if (example->has_request) {
        g_autofree char *request =
            sf_words_place(example->request_frame, example->request_line, example->request_capture);
        g_autofree char *method = sf_words_method(problem);
        g_string_append_printf(proof, "%s in %s, ", method, request);
    }
    g_autofree char *answer = sf_words_place(example->frame, example->line, NULL);
    g_string_append_printf(proof, "%" G_GINT64_FORMAT " in %s", example->status, answer);
    append_capture(proof, report, example);
}

static void append_alike(GString *proof, const SfProblem *problem)
{
    if (problem->calls < 2)
        return;
    g_autofree char *alike = sf_words_counted(problem->kind, problem->calls - 1);
    g_string_append_printf(proof, "; %s alike", alike);
}

char *sf_words_proof_of_answer(const SfReport *report, const SfProblem *problem)
{
    GString *proof = g_string_new(NULL);
    append_answer(proof, report, problem);
    append_alike(proof, problem);
    return g_string_free(proof, FALSE);
}

char *sf_words_proof(const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    g_autoptr(GPtrArray) messages = sf_words_messages(problem);
    GString *proof = g_string_new(NULL);
    append_answer(proof, report, problem);
    sf_words_append_made(proof, problem, messages);
    if (sf_words_is_out_of_order(problem, messages))
        g_string_append(proof, " (packets stand in another order than they were sent in)");
    append_followup(proof, problem, example);
    sf_words_append_end_made(proof, problem, messages);
    append_served(proof, example);
    append_unread(proof, example);
    sf_words_append_late_answer(proof, problem, messages);
    g_autofree char *told = sf_words_told(problem);
    sf_words_append_further(proof, problem, messages, told);
    sf_words_append_ends(proof, messages, told);
    append_alike(proof, problem);
    return g_string_free(proof, FALSE);
}

static char *word_of(const char *file)
{
    /* A name that begins with a dash is a file, not an option. */
    g_autofree char *path = g_strconcat(*file == '-' ? "./" : "", file, NULL);
    return sf_shell_word(path);
}

/* What shows a log that is compressed. */
static const char *pager_of(const char *file)
{
    static const char *const pagers[][2] = {
        {".gz", "zless"}, {".xz", "xzless"}, {".zst", "zstdless"}};

    for (guint i = 0; i < G_N_ELEMENTS(pagers); i++)
        if (g_str_has_suffix(file, pagers[i][0]))
            return pagers[i][1];
    return "less";
}

/* Opens a log at that line. */
static char *command_on_log(const char *file, gint64 line)
{
    g_autofree char *word = word_of(file);

    if (g_str_has_suffix(file, ".lz4"))
        return g_strdup_printf("lz4cat %s | less +%" G_GINT64_FORMAT, word, line);
    return g_strdup_printf("%s +%" G_GINT64_FORMAT " %s", pager_of(file), line, word);
}

static char *command_on(const char *file, gint64 frame)
{
    g_autofree char *word = word_of(file);
    return frame > 0 ? g_strdup_printf("wireshark -g %" G_GINT64_FORMAT " %s", frame, word)
                     : g_strdup_printf("wireshark %s", word);
}

static char *command_on_evidence(const SfProblem *problem)
{
    return problem->evidence ? command_on(problem->evidence, (gint64)problem->evidence_frame)
                             : NULL;
}

char *sf_words_command(const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    if (report->anonymized)
        return command_on_evidence(problem);
    if (!example->capture || g_str_equal(example->capture, "-"))
        return NULL;
    g_autofree char *file = sf_capture_path(example->capture);
    return example->line > 0 ? command_on_log(file, example->line)
                             : command_on(file, example->frame);
}

char *sf_words_evidence(const SfReport *report, const SfProblem *problem)
{
    return report->anonymized ? NULL : command_on_evidence(problem);
}
