/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where each message goes that comes in. */
#include "core/ledger/followups/followups.h"

/* Call-ID, CSeq and Via tell whose it is (RFC 3261 §17.1.3, §17.2.3). */
static void note_cut(SfLedger *ledger, const SfMessage *message, gboolean joined)
{
    ledger->run.cut++;
    if (!joined && (message->call_id.length == 0 || message->cseq_method.length == 0 ||
                    (message->branch.length == 0 && message->sent_by.length == 0)))
        sf_view_cannot_name(&ledger->view, message);
}

void sf_ledger_add(SfLedger *ledger, const SfMessage *message)
{
    ledger->is_hung = FALSE;
    if (message->quoted) {
        sf_after_unreachable(ledger, message);
        return;
    }
    ledger->run.sip++;
    sf_view_note_sip(&ledger->view, message);
    gboolean joined;
    SfMessage room;
    const SfMessage *named = sf_ledger_complete(ledger, message, &room, &joined);
    if (message->cut)
        note_cut(ledger, message, joined);
    sf_senders_note(ledger->senders, named);
    sf_dialogs_note(ledger->dialogs, named);
    if (message->told_status && sf_ledger_explains(ledger, message->told_status))
        ledger->run.transfers++;
    if (named->is_request)
        sf_ledger_add_request(ledger, named);
    else
        sf_ledger_add_answer(ledger, named);
}
