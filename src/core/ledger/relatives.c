/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/relatives.h"

#include "core/ledger/network/elements.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/wants.h"
#include "core/message/queue.h"

/* One that nothing is known of yet waits for as long as an INVITE does for its answer: it may ring
 * for minutes. Nanoseconds. */
#define PATIENCE (240 * SF_SECOND)

/* Of more the oldest are counted as they stand. */
#define MOST_WAITING 50000

typedef struct {
    SfAnswer *answer; /* its story is held */
    SfAnswer *before; /* the one that its request had followed up, NULL: none; its story is held */
    gint64 due;       /* when to look at it */
} Waiting;

struct SfRelatives {
    GPtrArray *counted; /* SfRelative */
    GQueue waiting;     /* Waiting, owned, in the order in which they are due, or nearly so */
};

static void let_go_of_example(SfRelative *relative)
{
    if (relative->example)
        sf_story_unref(relative->example->story);
    relative->example = NULL;
}

static void relative_free(gpointer data)
{
    SfRelative *relative = data;
    g_ptr_array_unref(relative->tags);
    g_ptr_array_unref(relative->clients);
    let_go_of_example(relative);
    g_free(relative);
}

static void waiting_free(gpointer data)
{
    Waiting *waiting = data;
    sf_story_unref(waiting->answer->story);
    if (waiting->before)
        sf_story_unref(waiting->before->story);
    g_free(waiting);
}

SfRelatives *sf_relatives_new(void)
{
    SfRelatives *relatives = g_new0(SfRelatives, 1);
    relatives->counted = g_ptr_array_new_with_free_func(relative_free);
    return relatives;
}

void sf_relatives_free(SfRelatives *relatives)
{
    g_queue_clear_full(&relatives->waiting, waiting_free);
    g_ptr_array_unref(relatives->counted);
    g_free(relatives);
}

/* ---- counting ---- */

static SfRelative *relative_of(GPtrArray *list, guint status, const char *method)
{
    for (guint i = 0; i < list->len; i++) { /* the family times the usual methods at most */
        SfRelative *relative = list->pdata[i];
        if (relative->status == status && relative->method == method)
            return relative;
    }
    SfRelative *relative = g_new0(SfRelative, 1);
    relative->status = status;
    relative->method = method;
    relative->tags = g_ptr_array_new_with_free_func(g_free);
    relative->clients = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(list, relative);
    return relative;
}

static void add_new(GPtrArray *list, guint most, const char *text)
{
    if (list->len < most && !g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
        g_ptr_array_add(list, g_strdup(text));
}

static void add_tag(SfRelative *relative, const char *tag)
{
    add_new(relative->tags, SF_RELATIVE_TAGS, tag);
}

/* Whoever lost something has to be found. */
static void add_client(SfRelative *relative, const SfAnswer *answer, SfOutcomeKind outcome)
{
    const SfText address = answer->message->destination_address;
    if (!sf_outcome_is_loss(outcome) || address.length == 0)
        return;
    g_autofree char *client = sf_text_dup(address);
    add_new(relative->clients, SF_RELATIVE_CLIENTS, client);
}

static guint32 frame_of_first(const SfStory *story)
{
    return ((const SfAnswer *)story->answers->pdata[0])->message->frame;
}

/* Whether @answer shows better than the known one how a call is lost. Which of them is looked at
 * first depends on how long each waited, so the frame decides: the first call, and in it the last
 * answer, before which all the others had been tried. */
static gboolean is_better(const SfRelative *relative, const SfAnswer *answer, SfRelativeWorth worth)
{
    const SfAnswer *known = relative->example;
    if (!known || worth != relative->worth)
        return !known || worth > relative->worth;
    if (answer->story == known->story &&
        sf_answer_is_behind_circle(answer) != sf_answer_is_behind_circle(known))
        return sf_answer_is_behind_circle(known); /* what closes a circle has the words for it */
    if (answer->story == known->story)
        return answer->message->frame > known->message->frame;
    return frame_of_first(answer->story) < frame_of_first(known->story);
}

static void keep_example(SfRelative *relative, SfAnswer *answer, SfRelativeWorth worth)
{
    if (!is_better(relative, answer, worth))
        return;
    sf_story_ref(answer->story);
    let_go_of_example(relative);
    relative->example = answer;
    relative->worth = worth;
}

/* Whoever has lost a call has to be told why, and whoever does not know it what the answer asks
 * for; where a story has an answer that is explained, that one tells it. @end: of its call, of
 * which the answer before may know more. */
static void add_example(SfRelative *relative, SfAnswer *answer, SfOutcomeKind end)
{
    const SfOutcome outcome = sf_answer_outcome(answer);
    if (answer->story->number > 0)
        return;
    if (sf_outcome_is_loss(outcome.kind))
        keep_example(relative, answer, outcome.certain ? SF_RELATIVE_LOST : SF_RELATIVE_LIKELY);
    else if (end == SF_OUTCOME_UNKNOWN)
        keep_example(relative, answer, SF_RELATIVE_OPEN);
}

/* A call that one answer lost stays lost, whatever the next one leaves open: the two are of one
 * call, and it has one end. Reports of those that were asked for say the same (summary.c). */
static SfOutcome end_of(const Waiting *waiting)
{
    const SfOutcome outcome = sf_answer_outcome(waiting->answer);
    if (outcome.kind != SF_OUTCOME_UNKNOWN || !waiting->before)
        return outcome;
    const SfOutcome before = sf_answer_outcome(waiting->before);
    return sf_outcome_is_loss(before.kind) ? (SfOutcome){before.kind, FALSE} : outcome;
}

/* A link of a chain that an answer tells of which was asked for. A proxy may have followed that one
 * itself, so that the link is known as one on a hop below only. What is lost here and not there is
 * a loss of its own. */
static gboolean is_told(const SfAnswer *answer, gboolean is_lost)
{
    if (answer->story->number == 0)
        return FALSE;
    for (const SfAnswer *hop = answer; hop; hop = sf_answer_hop_below(hop)) {
        const SfAnswer *teller = sf_answer_teller(hop);
        if (teller->explained)
            return !is_lost || sf_outcome_is_loss(sf_answer_outcome(teller).kind);
    }
    return FALSE;
}

/* The 420 that proves what is wrong with a 421: that one's finding names it, and what to change. */
static gboolean is_proof(const Waiting *waiting, gboolean is_lost)
{
    const SfAnswer *before = waiting->before;
    if (!before || !before->explained)
        return FALSE;
    for (guint i = 0; i < before->followups->len; i++) {
        const SfFollowup *followup = before->followups->pdata[i];
        if (followup->bad_extension.frame == waiting->answer->message->frame &&
            followup->bad_extension.part == waiting->answer->message->part &&
            sf_followup_is_deadlock(followup))
            return !is_lost || sf_outcome_is_loss(sf_answer_outcome(before).kind);
    }
    return FALSE;
}

static void count(GPtrArray *list, const Waiting *waiting)
{
    SfAnswer *answer = waiting->answer;
    if (sf_answer_received(answer) != answer)
        return; /* counted where it is nearest its caller, of all legs */
    const SfOutcome outcome = end_of(waiting);
    const gboolean is_lost = sf_outcome_is_loss(outcome.kind);
    if (is_told(answer, is_lost) || is_proof(waiting, is_lost))
        return;
    SfRelative *relative = relative_of(list, answer->message->status,
                                       sf_elements_method(sf_message_method(answer->message)));
    g_autoptr(GPtrArray) wanted = sf_answer_wants(answer);
    relative->count++;
    relative->outcomes[outcome.kind]++;
    relative->likely += sf_outcome_is_loss(outcome.kind) && !outcome.certain ? 1 : 0;
    add_client(relative, answer, outcome.kind);
    add_example(relative, answer, outcome.kind);
    for (guint i = 0; i < wanted->len; i++)
        add_tag(relative, wanted->pdata[i]);
}

/* ---- waiting ---- */

static gint64 closes_at(const SfAnswer *answer, gint64 window)
{
    const SfAnswer *last = sf_answer_last_link(answer->nearest);
    return MAX(answer->activity, last->activity) + window;
}

void sf_relatives_add(SfRelatives *relatives, SfAnswer *answer, SfAnswer *before, gint64 window)
{
    Waiting *waiting = g_new(Waiting, 1);
    sf_story_ref(answer->story);
    if (before)
        sf_story_ref(before->story);
    *waiting = (Waiting){answer, before, answer->activity + window};
    g_queue_push_tail(&relatives->waiting, waiting);
    if (relatives->waiting.length <= MOST_WAITING)
        return;
    waiting = g_queue_pop_head(&relatives->waiting);
    count(relatives->counted, waiting);
    waiting_free(waiting);
}

/* When it is to be looked at again; 0: all is known. */
static gint64 look_again_at(const SfAnswer *answer, gint64 clock, gint64 window)
{
    const gint64 end = closes_at(answer, window);
    if (end > clock)
        return end;
    const gboolean is_open = sf_answer_outcome(answer).kind == SF_OUTCOME_UNKNOWN;
    return is_open && clock - end < PATIENCE ? clock + window : 0;
}

void sf_relatives_clock(SfRelatives *relatives, gint64 clock, gint64 window)
{
    Waiting *first;
    while ((first = sf_queue_oldest(&relatives->waiting)) != NULL && first->due <= clock) {
        g_queue_pop_head(&relatives->waiting);
        first->due = look_again_at(first->answer, clock, window);
        if (first->due > 0) {
            g_queue_push_tail(&relatives->waiting, first);
            continue;
        }
        count(relatives->counted, first);
        waiting_free(first);
    }
}

/* ---- telling ---- */

static gint by_status(gconstpointer a, gconstpointer b)
{
    const SfRelative *one = *(SfRelative *const *)a;
    const SfRelative *other = *(SfRelative *const *)b;
    if (one->status != other->status)
        return one->status < other->status ? -1 : 1;
    return g_strcmp0(one->method, other->method);
}

static void add_relative(GPtrArray *list, const SfRelative *from)
{
    SfRelative *to = relative_of(list, from->status, from->method);
    to->count += from->count;
    to->likely += from->likely;
    for (guint i = 0; i < SF_N_OUTCOMES; i++)
        to->outcomes[i] += from->outcomes[i];
    for (guint i = 0; i < from->tags->len; i++)
        add_tag(to, from->tags->pdata[i]);
    for (guint i = 0; i < from->clients->len; i++)
        add_new(to->clients, SF_RELATIVE_CLIENTS, from->clients->pdata[i]);
    if (from->example)
        keep_example(to, from->example, from->worth);
}

/* What came after it was counted may have told its end. */
static gboolean is_as_counted(const SfRelative *relative)
{
    return relative->worth != SF_RELATIVE_OPEN ||
           sf_answer_outcome(relative->example).kind == SF_OUTCOME_UNKNOWN;
}

const SfAnswer *sf_relative_example(const SfRelative *relative)
{
    if (!relative->example || !is_as_counted(relative))
        return NULL;
    relative->example->explained = TRUE;
    return relative->example;
}

static gboolean has_loss(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const SfRelative *relative = list->pdata[i];
        for (SfOutcomeKind kind = 0; kind < SF_N_OUTCOMES; kind++)
            if (sf_outcome_is_loss(kind) && relative->outcomes[kind] > 0)
                return TRUE;
    }
    return FALSE;
}

static void let_go_of_open_examples(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        SfRelative *relative = list->pdata[i];
        if (relative->worth == SF_RELATIVE_OPEN)
            let_go_of_example(relative);
    }
}

GPtrArray *sf_relatives_list(const SfRelatives *relatives)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(relative_free);
    for (guint i = 0; i < relatives->counted->len; i++)
        add_relative(list, relatives->counted->pdata[i]);
    for (const GList *link = relatives->waiting.head; link; link = link->next)
        count(list, link->data);
    if (has_loss(list))
        let_go_of_open_examples(list);
    g_ptr_array_sort(list, by_status);
    return list;
}
