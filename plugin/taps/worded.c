/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/worded.h"

#include "core/checks/check.h"
#include "core/describe/cases.h"
#include "core/describe/facts.h"
#include "core/ledger/story/story.h"
#include "problems/shown.h"

/* Of a story. */
typedef enum { UNDECIDED, IN_WORDS, BRIEFLY } Telling;

struct SfWorded {
    SfShown *shown;
    GArray *tellings; /* guint8, Telling: by the number of the story */
};

SfWorded *sf_worded_new(void)
{
    SfWorded *worded = g_new(SfWorded, 1);
    worded->shown = sf_shown_new();
    worded->tellings = g_array_new(FALSE, TRUE, sizeof(guint8));
    return worded;
}

void sf_worded_free(SfWorded *worded)
{
    if (!worded)
        return;
    sf_shown_free(worded->shown);
    g_array_unref(worded->tellings);
    g_free(worded);
}

/* ---- what counts of an event ---- */

typedef struct {
    char *case_id;
    char *call_id;
    char *method;
} Strings;

static void strings_free(gpointer data)
{
    Strings *strings = data;
    g_free(strings->case_id);
    g_free(strings->call_id);
    g_free(strings->method);
    g_free(strings);
}

static SfEvent *outline_of(const SfAnswer *answer)
{
    Strings *strings = g_new(Strings, 1);
    const SfText call_id = sf_message_call_id(answer->message);
    SfEvent *event = sf_event_new(strings, strings_free);
    strings->case_id = sf_answer_case(answer);
    strings->call_id = call_id.length > 0 ? sf_text_show(call_id) : NULL;
    event->case_id = strings->case_id;
    event->call_id = strings->call_id;
    strings->method = sf_text_dup(sf_message_method(answer->message));
    event->method = strings->method;
    event->root = sf_answer_root_check(answer);
    event->outcome = sf_call_end_named(sf_outcome_name(sf_answer_outcome(answer).kind));
    event->has_request = answer->request != NULL;
    event->story = answer->story ? answer->story->number : 0;
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        g_ptr_array_add(event->findings, sf_event_finding_new(finding->check->id,
                                                              sf_finding_severity(finding, FALSE)));
    }
    return event;
}

/* ---- by story ---- */

static gboolean may_be_shown(const SfWorded *worded, const SfAnswer *answer)
{
    g_autoptr(SfEvent) event = outline_of(answer);
    return sf_shown_may_be(worded->shown, event);
}

/* Which of a story's answers will be the example is not known when the first is told of, @first,
 * whose outline @event is. One that may not now may not later either: a problem only ever gets a
 * better example, and more words. */
static gboolean any_may_be_shown(const SfWorded *worded, const SfAnswer *first,
                                 const SfEvent *event)
{
    const GPtrArray *answers = first->story->answers;
    if (sf_shown_may_be(worded->shown, event))
        return TRUE;
    for (guint i = 0; i < answers->len; i++) {
        const SfAnswer *answer = answers->pdata[i];
        if (answer != first && answer->explained && may_be_shown(worded, answer))
            return TRUE;
    }
    return FALSE;
}

static Telling telling_of(SfWorded *worded, const SfAnswer *answer, const SfEvent *event)
{
    const guint number = answer->story ? answer->story->number : 0;
    if (number == 0)
        return IN_WORDS;
    if (number >= worded->tellings->len)
        g_array_set_size(worded->tellings, number + 1);
    guint8 *telling = &g_array_index(worded->tellings, guint8, number);
    if (*telling == UNDECIDED)
        *telling = any_may_be_shown(worded, answer, event) ? IN_WORDS : BRIEFLY;
    return *telling;
}

gboolean sf_worded_take(SfWorded *worded, const SfAnswer *answer)
{
    g_autoptr(SfEvent) event = outline_of(answer);
    const Telling telling = telling_of(worded, answer, event);
    sf_shown_add(worded->shown, event);
    return telling == IN_WORDS;
}
