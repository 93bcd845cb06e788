/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/ledger_private.h"
#include "core/message/message_read.h"

/* An answer may be followed up for a window after the last thing that happened, not only after
 * itself: a client that tries several targets takes Timer B for each that is silent. */
#define PENDING_WINDOWS 4

static gboolean is_one_way(const SfCall *call)
{
    return call->saw_answer ? !call->saw_request : call->saw_ack;
}

/* One that no answer tells of, and of which nothing shows that it was answered somewhere. */
static gboolean is_unanswered(const SfCall *call, gint64 answered_by)
{
    return call->counted && call->invited != 0 && call->invited <= answered_by &&
           call->saw_request && !call->saw_answer && !call->saw_ack && !call->saw_cancel &&
           !call->saw_part && !call->refused_unseen && !call->answers && !call->asides &&
           call->dialled && sf_dialled_is_alone(call->dialled);
}

static void count_half_seen(const SfCall *call, gpointer data)
{
    SfHalfSeen *total = data;
    total->one_way += is_one_way(call) ? 1 : 0;
    total->refusals += call->refused_unseen != 0 && !call->saw_part ? 1 : 0;
    total->unanswered += is_unanswered(call, total->answered_by) ? 1 : 0;
}

static void let_go(gpointer answer)
{
    sf_story_unref(((SfAnswer *)answer)->story);
}

SfLedger *sf_ledger_new(void)
{
    static const guint codes[] = {301, 421};
    SfLedger *ledger = g_new0(SfLedger, 1);
    ledger->codes = g_array_new(FALSE, FALSE, sizeof(guint));
    ledger->relatives = sf_relatives_new();
    ledger->view.clock = G_MININT64;
    ledger->view.gaps = g_array_new(FALSE, FALSE, sizeof(SfGap));
    ledger->view.holes = g_array_new(FALSE, FALSE, sizeof(SfHole));
    ledger->view.latest_sip = G_MININT64;
    ledger->view.first_nameless = G_MAXINT64;
    ledger->open =
        sf_transactions_new(SF_LEDGER_MAX_OPEN, count_half_seen, &ledger->ended_half_seen);
    ledger->pending = sf_followup_index_new(0);
    ledger->pending_asides = sf_followup_index_new(0);
    ledger->senders = sf_senders_new();
    ledger->view.senders = ledger->senders;
    ledger->elements = sf_elements_new();
    ledger->ipsec = sf_ipsec_pairs_new();
    ledger->dialogs = sf_dialogs_new();
    ledger->agents = sf_agents_new();
    ledger->served_legs = sf_served_legs_new();
    ledger->stories = g_ptr_array_new_with_free_func((GDestroyNotify)sf_story_unref);
    ledger->told = g_hash_table_new_full(sf_key_hash, sf_key_equal, g_free, NULL);
    ledger->moved = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, let_go);
    ledger->warned = sf_told_clients_new();
    ledger->later_calls = sf_later_calls_new();
    ledger->view.later_calls = ledger->later_calls;
    ledger->text = g_string_new(NULL);
    ledger->stand_in = g_string_new(NULL);
    ledger->answers = g_ptr_array_new();
    ledger->unsettled = g_ptr_array_new();
    ledger->next_settled = G_MAXINT64;
    ledger->next_forgetting = G_MININT64;
    ledger->marks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    ledger->news = g_ptr_array_new();
    sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
    sf_ledger_set_window(ledger, SF_LEDGER_WINDOW_SECONDS);
    return ledger;
}

void sf_ledger_free(SfLedger *ledger)
{
    g_ptr_array_unref(ledger->news);
    g_hash_table_unref(ledger->marks);
    g_ptr_array_unref(ledger->unsettled);
    g_ptr_array_unref(ledger->answers);
    g_string_free(ledger->text, TRUE);
    g_string_free(ledger->stand_in, TRUE);
    sf_told_clients_free(ledger->warned);
    sf_later_calls_free(ledger->later_calls);
    g_hash_table_unref(ledger->moved);
    g_hash_table_unref(ledger->told);
    sf_relatives_free(ledger->relatives);
    sf_followup_index_free(ledger->pending);
    sf_followup_index_free(ledger->pending_asides);
    sf_transactions_free(ledger->open);
    sf_ipsec_pairs_free(ledger->ipsec);
    g_ptr_array_unref(ledger->stories);
    sf_senders_free(ledger->senders);
    sf_elements_free(ledger->elements);
    g_free(ledger->run.head);
    sf_agents_free(ledger->agents);
    sf_served_legs_free(ledger->served_legs);
    sf_dialogs_free(ledger->dialogs);
    g_array_unref(ledger->view.gaps);
    g_array_unref(ledger->view.holes);
    g_array_unref(ledger->codes);
    g_free(ledger);
}

void sf_ledger_set_max_open(SfLedger *ledger, guint max_open)
{
    sf_transactions_set_max(ledger->open, max_open);
}

void sf_ledger_set_window(SfLedger *ledger, guint seconds)
{
    ledger->view.window = seconds * SF_SECOND;
    sf_followup_index_set_lifetime(ledger->pending, PENDING_WINDOWS * ledger->view.window);
    sf_followup_index_set_lifetime(ledger->pending_asides, PENDING_WINDOWS * ledger->view.window);
}

void sf_ledger_set_codes(SfLedger *ledger, const guint *codes, guint n)
{
    g_array_set_size(ledger->codes, 0);
    g_array_append_vals(ledger->codes, codes, n);
}

gboolean sf_ledger_explains(const SfLedger *ledger, guint status)
{
    for (guint i = 0; i < ledger->codes->len; i++)
        if (g_array_index(ledger->codes, guint, i) == status)
            return TRUE;
    return FALSE;
}

void sf_ledger_show_nothing(SfLedger *ledger)
{
    ledger->is_unseen = TRUE;
}

void sf_ledger_lost(SfLedger *ledger, gint64 time)
{
    sf_view_lose(&ledger->view, time);
}

void sf_ledger_frame(SfLedger *ledger, gint64 time)
{
    SfRunCounts *run = &ledger->run;
    run->first = run->frames ? MIN(run->first, time) : time;
    run->last = run->frames ? MAX(run->last, time) : time;
    run->frames++;
    ledger->view.clock = run->last;
    ledger->is_hung = FALSE;
    sf_ledger_forget_news(ledger);
    ledger->ended_half_seen.answered_by = run->last - ledger->view.window;
    sf_transactions_clock(ledger->open, time);
    sf_followup_index_expire(ledger->pending, run->last);
    sf_followup_index_expire(ledger->pending_asides, run->last);
    sf_relatives_clock(ledger->relatives, run->last, ledger->view.window);
}

void sf_ledger_ipsec(SfLedger *ledger, SfText source, SfText destination, guint32 frame)
{
    SfStory *story = NULL;
    if (sf_senders_know(ledger->senders, source) && sf_senders_know(ledger->senders, destination))
        ledger->run.ipsec++;
    SfAnswer *answer = sf_ipsec_pairs_note(ledger->ipsec, source, destination, &story);
    if (!answer)
        return;
    ledger->is_hung = FALSE;
    if (!sf_answer_window_is_over(answer)) {
        answer->ipsec_frame = frame;
        sf_ledger_touch(ledger, answer);
    }
    sf_story_unref(story);
}

/* ---- the run ---- */

void sf_ledger_count_encrypted(SfLedger *ledger)
{
    ledger->run.encrypted++;
    ledger->view.encrypted = TRUE;
    ledger->is_hung = FALSE;
}

void sf_ledger_count_fragment(SfLedger *ledger)
{
    ledger->run.fragments++;
}

/* "301 INVITE x@192.0.2.1", which is status, method and Call-ID: as much of it as its first part
 * tells. */
static void note_head(SfLedger *ledger, const SfMessage *message)
{
    if (ledger->run.head || message->cseq_method.length == 0 || message->call_id.length == 0)
        return;
    g_autofree char *method = sf_text_show(message->cseq_method);
    g_autofree char *call_id = sf_text_show(message->call_id);
    ledger->run.head = g_strdup_printf("%u %s %s", message->status, method, call_id);
}

gboolean sf_ledger_count_part(SfLedger *ledger, SfText bytes)
{
    const SfWire wire = {.bytes = bytes};
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    SfMessage message = {0};
    if (bytes.length == 0 || !sf_message_read(&wire, headers, &message) || message.status == 0)
        return FALSE;
    /* It went that way, whatever the rest of it says. */
    SfCall *call = sf_transactions_call(ledger->open, &message);
    if (call)
        call->saw_answer = TRUE;
    if (!sf_ledger_explains(ledger, message.status))
        return FALSE;
    if (call) /* what refused it is no riddle */
        call->saw_part = TRUE;
    ledger->run.parts++;
    note_head(ledger, &message);
    return TRUE;
}

void sf_ledger_fragments_joined(SfLedger *ledger, guint n, guint parts)
{
    ledger->run.fragments -= MIN(n, ledger->run.fragments);
    ledger->run.parts -= MIN(parts, ledger->run.parts);
    if (parts > 0) /* it may have been the one */
        g_clear_pointer(&ledger->run.head, g_free);
}

void sf_ledger_run(const SfLedger *ledger, SfRunCounts *run)
{
    *run = ledger->run;
    run->complete = !sf_transactions_overflowed(ledger->open);
    SfHalfSeen half_seen = ledger->ended_half_seen;
    run->elements = ledger->elements;
    run->codes = ledger->codes;
    run->no_request = ledger->forgotten_without_request;
    run->relatives = ledger->relatives;
    run->has_stories = ledger->n_stories > 0;
    sf_transactions_each_call(ledger->open, count_half_seen, &half_seen);
    run->one_way = half_seen.one_way;
    run->refusals = half_seen.refusals;
    run->unanswered = half_seen.unanswered;
    for (guint i = 0; i < ledger->answers->len; i++)
        if (!((const SfAnswer *)ledger->answers->pdata[i])->request)
            run->no_request++;
}

guint sf_ledger_open(const SfLedger *ledger)
{
    return sf_transactions_count(ledger->open);
}
