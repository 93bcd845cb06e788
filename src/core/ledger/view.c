/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/view.h"

#include "core/ledger/unnamed/branch_index.h"

gboolean sf_view_has_come(SfView *view, gint64 time)
{
    if (view->clock >= time)
        return TRUE;
    view->next = MIN(view->next, time);
    return FALSE;
}

void sf_view_lose(SfView *view, gint64 time)
{
    const SfGap gap = {view->clock, MAX(time, view->clock)};
    SfGap *last =
        view->gaps->len > 0 ? &g_array_index(view->gaps, SfGap, view->gaps->len - 1) : NULL;
    if (last && last->to >= gap.from)
        last->to = gap.to;
    else
        g_array_append_val(view->gaps, gap);
}

void sf_view_cannot_name(SfView *view, const SfMessage *message)
{
    if (message->is_request && !sf_branch_is_unique(message->branch))
        view->first_nameless = MIN(view->first_nameless, message->time);
    SfGap *last =
        view->gaps->len > 0 ? &g_array_index(view->gaps, SfGap, view->gaps->len - 1) : NULL;
    const SfGap gap = {view->clock, view->clock + 1};
    /* Where one is cut, most are: a gap a second will do. */
    if (last && last->to + SF_SECOND >= gap.from)
        last->to = MAX(last->to, gap.to);
    else
        g_array_append_val(view->gaps, gap);
}

#define HOLE (3600 * SF_SECOND)

void sf_view_note_sip(SfView *view, const SfMessage *message)
{
    const gint64 before = view->latest_sip;
    view->latest_sip = MAX(before, message->time);
    if (before == G_MININT64 || message->time <= before + HOLE)
        return;
    const SfHole hole = {{before, message->time}, message->frame};
    g_array_append_val(view->holes, hole);
}

const SfHole *sf_answer_hole(const SfAnswer *answer)
{
    const SfView *view = answer->view;
    const gint64 end = answer->activity + view->window;
    for (guint i = 0; i < view->holes->len; i++) {
        const SfHole *hole = &g_array_index(view->holes, SfHole, i);
        if (hole->between.from < end && hole->between.to > end)
            return hole;
    }
    return NULL;
}

gboolean sf_answer_request_may_be_cut(const SfAnswer *answer)
{
    return answer->request ? answer->request->cut
                           : answer->view->first_nameless <= answer->message->time;
}

gboolean sf_view_is_whole(const SfView *view, gint64 from, gint64 to)
{
    guint first = 0; /* that ends after from */
    guint behind = view->gaps->len;
    while (first < behind) {
        const guint middle = first + (behind - first) / 2;
        if (g_array_index(view->gaps, SfGap, middle).to > from)
            behind = middle;
        else
            first = middle + 1;
    }
    return first == view->gaps->len || g_array_index(view->gaps, SfGap, first).from >= to;
}

gboolean sf_view_window_is_over(SfView *view, gint64 time)
{
    const gint64 end = time + view->window;
    return sf_view_has_come(view, end) && sf_view_is_whole(view, time, end);
}

gboolean sf_answer_window_is_over(const SfAnswer *answer)
{
    const SfMessage *first = answer->request ? answer->request : answer->message;
    return sf_view_window_is_over(answer->view, answer->activity) &&
           sf_view_is_whole(answer->view, first->time, answer->activity);
}

gboolean sf_answer_may_be_contradicted(const SfAnswer *answer)
{
    return answer->repeated.n == 0 ||
           !sf_view_has_come(answer->view, answer->repeated.at + answer->view->window + 1);
}

double sf_answer_window(const SfAnswer *answer)
{
    return (double)answer->view->window / SF_SECOND;
}

guint32 sf_answer_client_frame(const SfAnswer *answer)
{
    return sf_senders_reach_beyond(answer->view->senders, answer->message->destination_address,
                                   answer->message->source_address);
}

/* A client with a route of its own sends everything that way (RFC 3261 §8.1.2), and one on a
 * WebSocket has no other way than its server (RFC 7118 §5). */
static gboolean goes_by_server(const SfAnswer *answer)
{
    const SfTransport transport = answer->message->transport;
    return transport == SF_TRANSPORT_WS || transport == SF_TRANSPORT_WSS ||
           (answer->request && answer->request->vias <= 1 &&
            sf_message_header(answer->request, SF_HEADER_ROUTE, 0));
}

/* The client could have gone to the server itself, or to places which the capture sees it go to. */
gboolean sf_answer_client_is_seen(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!sf_answer_redirects(answer))
        return answer->request != NULL;
    return sf_answer_client_frame(answer) != 0 || goes_by_server(answer) ||
           (best && sf_text_equal_nocase(best->entry.uri.host, answer->message->source_address));
}

const char *sf_answer_client_own_product(const SfAnswer *answer)
{
    return sf_senders_product(answer->view->senders, answer->message->destination_address);
}
