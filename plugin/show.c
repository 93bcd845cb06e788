/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include "facts.h"
#include "fields.h"

/* The line SIP Fix. It covers no bytes: a click on a byte is to find SIP's own fields. */
static proto_item *add_head(SfPage *page, proto_tree *root, const char *label)
{
    proto_item *head =
        proto_tree_add_protocol_format(root, proto_sipfix, page->tvb, 0, 0, "%s", label);
    page->tree = proto_item_add_subtree(head, ett_sipfix);
    return head;
}

static const char *method_of(const SfPage *page, const SfAnswer *answer)
{
    const SfText method = sf_message_method(answer->message);
    return method.length > 0 ? sf_pool_show(page->pinfo, method) : NULL;
}

/* What programs and filters look for, and people less: closed, at the end. */
static void add_details(const SfPage *page, const SfAnswer *answer)
{
    const char *method = method_of(page, answer);
    const char *label = sf_label(page->pinfo, "Details: %u to %s", answer->message->status,
                                 method ? method : "an unknown request");
    proto_tree *details = sf_line_group(page, page->tree, ett_sipfix_details, label);
    sf_line_uint(page, details, hf_sipfix_status, answer->message->status);
    if (method)
        sf_line(page, details, hf_sipfix_method, method);
    sf_show_checks(page, details, answer);
}

static void show_answer(SfPage *page, proto_tree *root, const SfAnswer *answer)
{
    const char *summary = sf_pool_take(page->pinfo, sf_answer_summary(answer));
    wmem_array_t *hooks = wmem_array_new(page->pinfo->pool, sizeof(SfHook));
    proto_item *head = add_head(
        page, root, sf_label(page->pinfo, "SIP Fix: %u: %s", answer->message->status, summary));

    sf_line_paragraph(page, page->tree, hf_sipfix_summary, summary);
    sf_show_why(page, answer);
    if (answer->request)
        sf_line_frame(page, page->tree, hf_sipfix_request_in, answer->request->frame);
    if (sf_answer_redirects(answer))
        sf_show_moved(page, answer, hooks);
    else
        sf_show_extension(page, answer, hooks);
    sf_show_fixes(page, answer);
    sf_show_experts(page, answer, 0, 0, head, hooks);
    sf_show_references(page, answer);
    add_details(page, answer);
}

static void show_copy(SfPage *page, proto_tree *root, const SfMark *mark)
{
    const SfAnswer *answer = mark->answer;
    const guint32 first = answer->message->frame;
    proto_item *head = add_head(page, root,
                                sf_label(page->pinfo, "SIP Fix: %u: the same answer as in frame %u",
                                         answer->message->status, first));
    sf_line_frame(page, page->tree, hf_sipfix_retransmission_of, first);
    if (answer->request)
        sf_line_frame(page, page->tree, hf_sipfix_request_in, answer->request->frame);
    sf_show_experts(page, answer, page->pinfo->num, mark->part, head, NULL);
    sf_line_uint(page, page->tree, hf_sipfix_status, answer->message->status);
    const char *method = method_of(page, answer);
    if (method)
        sf_line(page, page->tree, hf_sipfix_method, method);
}

static void show_request(SfPage *page, proto_tree *root, const SfMark *mark)
{
    const SfAnswer *answer = mark->answer;
    const char *summary = sf_pool_take(page->pinfo, sf_answer_summary(answer));
    proto_item *head = add_head(page, root,
                                sf_label(page->pinfo, "SIP Fix: answered by %u in frame %u: %s",
                                         answer->message->status, answer->message->frame, summary));
    sf_line_frame(page, page->tree, hf_sipfix_answered_in, answer->message->frame);
    sf_show_experts(page, answer, page->pinfo->num, mark->part, head, NULL);
}

static void show_mark(SfPage *page, proto_tree *root, const SfMark *mark)
{
    switch (mark->role) {
    case SF_ROLE_ANSWER:
        show_answer(page, root, mark->answer);
        break;
    case SF_ROLE_COPY:
        show_copy(page, root, mark);
        break;
    case SF_ROLE_REQUEST:
        show_request(page, root, mark);
        break;
    case SF_ROLE_FOLLOWUP:
    case SF_ROLE_PROOF:
    case SF_ROLE_STORY:
        break;
    }
}

gboolean sf_show_frame(SfLedger *ledger, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    const GArray *marks = sf_ledger_marks(ledger, pinfo->num);
    if (!marks)
        return FALSE;
    for (guint i = 0; i < marks->len; i++) {
        SfPage page = {.tvb = tvb, .pinfo = pinfo};
        show_mark(&page, tree, &g_array_index(marks, SfMark, i));
    }
    return TRUE;
}
