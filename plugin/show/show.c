/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show/show.h"

#include "core/describe/cases.h"
#include "core/describe/facts.h"
#include "core/ledger/story/story.h"
#include "plugin/fields.h"
#include "plugin/preferences.h"

#define MAX_CASES 16 /* of a story, looked at for one packet */

static const char *method_of(const SfShown *page, const SfAnswer *answer)
{
    const SfText method = sf_message_method(answer->message);
    return method.length > 0 ? sf_pool_show(page->pinfo, method) : NULL;
}

static void add_status_and_method(const SfShown *page, proto_tree *tree, const SfAnswer *answer)
{
    const char *method = method_of(page, answer);
    sf_line_uint(page, tree, hf_sipfix_status, answer->message->status);
    if (method)
        sf_line(page, tree, hf_sipfix_method, method);
}

static void add_request(const SfShown *page, const SfAnswer *answer)
{
    if (answer->request)
        sf_line_frame(page, page->tree, hf_sipfix_request_in, answer->request->frame);
}

static const char *summary_of(const SfShown *page, const SfAnswer *answer)
{
    return sf_pool_take(page->pinfo, sf_answer_summary(answer));
}

/* ---- the line SIP Fix itself ---- */

static const char *title_of(const SfShown *page, const SfAnswer *answer)
{
    const char *title =
        sf_pool_take(page->pinfo, sf_answer_title(answer, !page->pinfo->fd->visited));
    return sf_told(page->pinfo, "answer", "title", title, NULL);
}

/* The label @key about that answer; @summary may be NULL. */
static const char *told_of(const SfShown *page, const char *key, const SfAnswer *answer,
                           const char *summary)
{
    const SfMessage *message = answer->message;
    return sf_told(page->pinfo, key, "status", sf_pool_number(page->pinfo, message->status),
                   "frame", sf_pool_number(page->pinfo, message->frame), "summary", summary, NULL);
}

static const char *followup_head(const SfShown *page, const SfMark *mark)
{
    static const char *const heads[] = {
        [SF_FOLLOWUP_TARGET] = "tries-target",
        [SF_FOLLOWUP_RETRY] = "retries",
        [SF_FOLLOWUP_AGAIN] = "asks-again",
        [SF_FOLLOWUP_OTHER_WAY] = "tries-other-way",
    };
    return told_of(page, heads[mark->followup->kind], mark->answer, NULL);
}

/* Answers of a story that are looked through. */
#define MAX_BELONGING 64

/* The answer that the packet acknowledges, or whose request it cancels; NULL: it is neither. */
static const SfAnswer *belongs_to(const SfShown *page, const SfMark *mark)
{
    const GPtrArray *answers = mark->story->answers;
    const guint32 frame = page->pinfo->num;
    for (guint i = 0; i < MIN(answers->len, MAX_BELONGING); i++) {
        const SfAnswer *answer = answers->pdata[i];
        if (answer->explained &&
            ((answer->ack.frame == frame && answer->ack.part == mark->part) ||
             (answer->cancel.frame == frame && answer->cancel.part == mark->part)))
            return answer;
    }
    return NULL;
}

static const char *head_of_story(const SfShown *page, const SfMark *mark)
{
    const SfAnswer *answer = belongs_to(page, mark);
    if (!answer)
        return sf_told(page->pinfo, "story", "number",
                       sf_pool_number(page->pinfo, mark->story->number), NULL);
    return told_of(page, answer->ack.frame == page->pinfo->num ? "ack" : "cancel", answer, NULL);
}

static const char *head_of(const SfShown *page, const SfMark *mark)
{
    if (!mark->answer)
        return head_of_story(page, mark);
    switch (mark->role) {
    case SF_ROLE_ANSWER:
        return title_of(page, mark->answer);
    case SF_ROLE_COPY:
        return told_of(page, "copy", mark->answer, NULL);
    case SF_ROLE_REQUEST:
        return told_of(page, "request", mark->answer, summary_of(page, mark->answer));
    case SF_ROLE_FOLLOWUP:
        return followup_head(page, mark);
    case SF_ROLE_PROOF:
    case SF_ROLE_STORY:
        break;
    }
    return told_of(page, "proof", mark->answer, NULL);
}

/* It covers no bytes: a click on a byte is to find SIP's own fields. */
static proto_item *add_head(SfShown *page, proto_tree *root, const SfMark *mark)
{
    proto_item *head = proto_tree_add_protocol_format(root, proto_sipfix, page->tvb, 0, 0, "%s",
                                                      head_of(page, mark));
    page->tree = proto_item_add_subtree(head, ett_sipfix);
    return head;
}

/* ---- what stands below it ---- */

/* What programs and filters look for, and people less: closed, at the end. */
static void add_details(const SfShown *page, const SfAnswer *answer)
{
    const char *method = method_of(page, answer);
    const char *label = sf_told(page->pinfo, "details", "status",
                                sf_pool_number(page->pinfo, answer->message->status), "method",
                                method ? method : sf_phrase("tree", "unknown-request"), NULL);
    proto_tree *details = sf_line_group(page, page->tree, ett_sipfix_details, label);
    add_status_and_method(page, details, answer);
    sf_show_checks(page, details, answer);
}

/* What names the problem is known when nothing more can come. */
static const char *case_of(const SfShown *page, const SfAnswer *answer)
{
    const gboolean is_wanted = page->pinfo->fd->visited && answer->explained &&
                               proto_field_is_referenced(page->tree, hf_sipfix_case);
    return is_wanted ? sf_pool_take(page->pinfo, sf_answer_case(answer)) : NULL;
}

/* Whatever the packet is to the call, a filter for the case finds it: on packets of the story it
 * names those of all its answers, the first few, each once. */
static void add_cases(const SfShown *page, const SfStory *story)
{
    const char *shown[MAX_CASES];
    guint n = 0;
    for (guint i = 0; i < story->answers->len && i < MAX_CASES; i++) {
        const char *problem = case_of(page, story->answers->pdata[i]);
        guint same = 0;
        while (same < n && strcmp(shown[same], problem ? problem : "") != 0)
            same++;
        if (!problem || same < n)
            continue;
        shown[n++] = problem;
        sf_line(page, page->tree, hf_sipfix_case, problem);
    }
}

static void add_case(const SfShown *page, const SfAnswer *answer)
{
    const char *problem = case_of(page, answer);
    if (problem)
        sf_line(page, page->tree, hf_sipfix_case, problem);
}

static void show_answer(const SfShown *page, const SfAnswer *answer, proto_item *head)
{
    wmem_array_t *hooks = wmem_array_new(page->pinfo->pool, sizeof(SfHook));
    sf_line_paragraph(page, page->tree, hf_sipfix_summary, summary_of(page, answer));
    if (sf_preferences_texts()) {
        sf_show_fixes(page, answer);
        sf_show_why(page, answer);
    }
    add_request(page, answer);
    if (sf_answer_redirects(answer))
        sf_show_moved(page, answer, hooks);
    else
        sf_show_extension(page, answer, hooks);
    sf_show_after(page, answer, hooks);
    sf_show_experts(page, answer, head, hooks);
    sf_show_references(page, answer);
    add_details(page, answer);
}

static void show_copy(const SfShown *page, const SfAnswer *answer)
{
    sf_line_frame(page, page->tree, hf_sipfix_retransmission_of, answer->message->frame);
    add_request(page, answer);
    add_status_and_method(page, page->tree, answer);
}

static void show_belonging(const SfShown *page, const SfMark *mark)
{
    const SfAnswer *answer = belongs_to(page, mark);
    if (answer)
        sf_line_frame(page, page->tree, hf_sipfix_belongs_to, answer->message->frame);
}

static void show_mark(const SfShown *page, const SfMark *mark, proto_item *head)
{
    switch (mark->role) {
    case SF_ROLE_ANSWER:
        show_answer(page, mark->answer, head);
        break;
    case SF_ROLE_COPY:
        show_copy(page, mark->answer);
        break;
    case SF_ROLE_REQUEST:
        sf_line_frame(page, page->tree, hf_sipfix_answered_in, mark->answer->message->frame);
        break;
    case SF_ROLE_FOLLOWUP:
        sf_line_frame(page, page->tree, hf_sipfix_followup_to, mark->answer->message->frame);
        break;
    case SF_ROLE_PROOF:
        sf_show_proven(page, mark->answer, mark->part, head);
        break;
    case SF_ROLE_STORY:
        show_belonging(page, mark);
        break;
    }
}

/* By preference, since a row of the packet list keeps what was drawn first. Columns are made
 * without a tree too, so this is no part of what is shown in it. */
static void hint_in_info_column(packet_info *pinfo, const SfMark *mark)
{
    const SfShown page = {.pinfo = pinfo};
    if (sf_preferences_info() && (mark->role == SF_ROLE_ANSWER || mark->role == SF_ROLE_REQUEST))
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]",
                        sf_label(pinfo, "%s", summary_of(&page, mark->answer)));
}

/* That of the answer that the packet is or belongs to, as the first mark says; else the story's. */
static void add_case_of_marks(const SfShown *page, const SfMark *marks, guint n,
                              const SfStory *story)
{
    for (guint i = 0; i < n; i++)
        if (marks[i].role != SF_ROLE_STORY) {
            add_case(page, marks[i].answer);
            return;
        }
    if (story)
        add_cases(page, story);
}

/* One line SIP Fix for each message of the frame, whatever roles it plays. */
static void show_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *root, const SfMark *marks,
                         guint n)
{
    SfShown page = {.tvb = tvb, .pinfo = pinfo};
    proto_item *head = add_head(&page, root, &marks[0]);
    for (guint i = 0; i < n; i++)
        show_mark(&page, &marks[i], head);
    const SfStory *story = sf_marks_story(marks, n);
    add_case_of_marks(&page, marks, n, story);
    if (story)
        sf_line_uint(&page, page.tree, hf_sipfix_story, story->number);
}

/* Where nobody looks at the tree, only the expert infos count. */
static void add_experts_alone(tvbuff_t *tvb, packet_info *pinfo, const SfMark *marks, guint n)
{
    const SfShown page = {.tvb = tvb, .pinfo = pinfo};
    for (guint i = 0; i < n; i++)
        if (marks[i].role == SF_ROLE_ANSWER)
            sf_show_experts(&page, marks[i].answer, NULL, NULL);
        else if (marks[i].role == SF_ROLE_PROOF)
            sf_show_proven(&page, marks[i].answer, marks[i].part, NULL);
}

/* How many of the marks belong to the message that the first one belongs to. */
static guint count_of_message(const SfMark *marks, guint n)
{
    guint same = 1;
    while (same < n && marks[same].part == marks[0].part)
        same++;
    return same;
}

const GArray *sf_show_marks(SfLedger *ledger, const packet_info *pinfo)
{
    return pinfo->fd->visited ? sf_ledger_marks(ledger, pinfo->num)
                              : sf_ledger_news(ledger, pinfo->num);
}

gboolean sf_show_frame(SfLedger *ledger, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    const GArray *marks = sf_show_marks(ledger, pinfo);
    if (!marks)
        return FALSE;
    const gboolean is_looked_at = tree && proto_field_is_referenced(tree, proto_sipfix);
    guint n;
    for (guint first = 0; first < marks->len; first += n) {
        const SfMark *mark = &g_array_index(marks, SfMark, first);
        n = count_of_message(mark, marks->len - first);
        if (is_looked_at)
            show_message(tvb, pinfo, tree, mark, n);
        else
            add_experts_alone(tvb, pinfo, mark, n);
        hint_in_info_column(pinfo, mark);
    }
    return TRUE;
}
