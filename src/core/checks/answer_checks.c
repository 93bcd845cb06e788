/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an answer of either code shows by itself. */
#include "core/checks/judged.h"
#include "core/ledger/view.h"

/* Warnings that are told of one answer: who sends more has nothing more to say. */
#define MOST_WARNINGS 5

/* The same request on a hop further down, as the element between passed it on: it tells what was
 * asked there. NULL: the capture has none. */
static const SfMessage *passed_on_copy(const SfAnswer *answer)
{
    const SfAnswer *below = answer;
    for (guint hops = 0; hops < SF_MAX_LINKS && (below = sf_answer_hop_below(below)) != NULL;
         hops++)
        if (below->request && !below->request->cut)
            return below->request;
    return NULL;
}

void sf_check_answer_no_request(const SfCheck *check, SfAnswer *answer)
{
    if (answer->request)
        return;
    if (!answer->message->cut)
        sf_answer_may_change(answer); /* its request may have been captured later */
    /* A message cut before its Via cannot be joined to anything. */
    const char *variant = NULL;
    if (answer->message->cut && !sf_text_is_present(answer->message->branch))
        variant = "cut";
    else if (sf_answer_request_may_be_cut(answer))
        variant = "cut-request";
    const SfMessage *copy = variant ? NULL : passed_on_copy(answer);
    SfFinding *finding = sf_report(check, answer, copy ? "passed-on" : variant);
    if (!copy)
        return;
    sf_finding_value(finding, "earlier", copy->request_uri);
    sf_finding_number(finding, "other_frame", copy->frame);
}

/* ---- the reason phrase ---- */

/* The code that has that phrase in the registry, or NULL. */
static const char *code_of_phrase(SfText phrase)
{
    for (const char *const *code = sf_shelf_stanzas(SF_SHELF_CODES); *code; code++)
        if (sf_text_equal_nocase(phrase, sf_text(sf_shelf_words(SF_SHELF_CODES, *code, "name"))))
            return *code;
    return NULL;
}

void sf_check_answer_reason_mismatch(const SfCheck *check, SfAnswer *answer)
{
    if (answer->made_at != answer)
        return;
    const SfText phrase = sf_text_trim(answer->message->reason_phrase);
    g_autoptr(GString) code = g_string_new(NULL);
    sf_append_number(code, answer->message->status);
    const char *own = sf_shelf_words(SF_SHELF_CODES, code->str, "name");
    if (!own || sf_text_equal_nocase(phrase, sf_text(own)))
        return;
    const char *other = code_of_phrase(phrase);
    if (!other)
        return; /* any text is allowed (RFC 3261 §7.2) */
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_value(finding, "phrase", phrase);
    sf_finding_value(finding, "right_phrase", sf_text(own));
    sf_finding_value(finding, "phrase_code", sf_text(other));
    sf_finding_fix(finding, "phrase");
}

/* ---- Warning ---- */

/* warning-value = warn-code SP warn-agent SP warn-text (RFC 3261 §25.1) */
typedef struct {
    SfText code;
    SfText text; /* without its quotes; absent: none */
} WarningValue;

static gboolean read_warning(SfText value, WarningValue *warning)
{
    guint32 number;
    warning->code = sf_text_slice(value, 0, 3);
    warning->text = SF_TEXT_NONE;
    const SfText behind = sf_text_slice(value, 3, G_MAXSIZE);
    if (warning->code.length < 3 || !sf_delta_seconds_parse(warning->code, &number) ||
        (behind.length > 0 && sf_text_trim(behind).at == behind.at))
        return FALSE;
    const gssize open = sf_text_find(value, '"');
    if (open < 0)
        return TRUE;
    SfText text = sf_text_slice(value, (gsize)open + 1, G_MAXSIZE);
    if (text.length > 0 && text.at[text.length - 1] == '"')
        text.length--;
    if (text.length > 0)
        warning->text = text;
    return TRUE;
}

static void report_warning(const SfCheck *check, SfAnswer *answer, const WarningValue *warning)
{
    SfFinding *finding = sf_report(check, answer, NULL);
    g_autofree char *code = sf_text_dup(warning->code);
    const char *meaning = sf_shelf_words(SF_SHELF_WARNINGS, code, "meaning");
    sf_finding_value(finding, "warn_code", warning->code);
    if (meaning)
        sf_finding_value(finding, "warn_meaning", sf_text(meaning));
    if (sf_text_is_present(warning->text)) {
        g_autofree char *text = sf_text_show_quoted(warning->text);
        sf_finding_value(finding, "warn_text", sf_text(text));
    }
}

void sf_check_answer_warning(const SfCheck *check, SfAnswer *answer)
{
    if (answer->made_at != answer)
        return;
    guint told = 0;
    const SfHeader *header;
    for (guint nth = 0;
         (header = sf_message_header(answer->message, SF_HEADER_WARNING, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText value;
        WarningValue warning;
        while (told < MOST_WARNINGS && sf_list_next(&rest, &value)) {
            if (!read_warning(value, &warning))
                continue;
            report_warning(check, answer, &warning);
            told++;
        }
    }
}
