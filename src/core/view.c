/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view.h"

gboolean sf_view_has_come(SfView *view, gint64 time)
{
    if (view->clock >= time)
        return TRUE;
    view->next = MIN(view->next, time);
    return FALSE;
}

gboolean sf_view_window_is_over(SfView *view, gint64 time)
{
    return sf_view_has_come(view, time + view->window);
}

gboolean sf_answer_window_is_over(const SfAnswer *answer)
{
    return sf_view_window_is_over(answer->view, answer->activity);
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

/* The client could have gone to the server itself, or to places which the capture sees it go to. */
gboolean sf_answer_client_is_seen(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!sf_answer_redirects(answer))
        return answer->request != NULL;
    return sf_answer_client_frame(answer) != 0 ||
           (best && sf_text_equal_nocase(best->entry.uri.host, answer->message->source_address));
}

const char *sf_answer_client_own_product(const SfAnswer *answer)
{
    return sf_senders_product(answer->view->senders, answer->message->destination_address);
}
