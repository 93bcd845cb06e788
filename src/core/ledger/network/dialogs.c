/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/dialogs.h"

#include "core/grammar/strings/shared_string.h"
#include "core/message/key_table.h"
#include "core/message/message_keys.h"
#include "core/message/pieces.h"
#include "core/message/queue.h"

#include <string.h>

/* Dialogs that are remembered. An entry takes about 250 bytes. */
#define MAX_DIALOGS 100000

/* Its texts lie behind it. */
typedef struct {
    SfKeyed call_id;
    SfText from_tag;
    char *offer; /* owned: the values of Supported, with commas between */
    guint32 frame;
    gboolean is_call; /* begun by an INVITE */
    GList link;
} Dialog;

struct SfDialogs {
    SfKeyTable by_call_id;
    GQueue by_age; /* of the same, owned; oldest first */
};

static gsize size_of(const SfKey *call_id, SfText from_tag)
{
    return sizeof(Dialog) + call_id->length + from_tag.length;
}

static void dialog_free(Dialog *dialog)
{
    g_free(dialog->offer);
    sf_piece_give(dialog, size_of(&dialog->call_id.key, dialog->from_tag));
}

SfDialogs *sf_dialogs_new(void)
{
    SfDialogs *dialogs = g_new0(SfDialogs, 1);
    sf_key_table_init(&dialogs->by_call_id);
    g_queue_init(&dialogs->by_age);
    return dialogs;
}

static void forget(SfDialogs *dialogs, Dialog *dialog)
{
    sf_queue_unlink(&dialogs->by_age, &dialog->link);
    sf_key_table_remove(&dialogs->by_call_id, &dialog->call_id);
    dialog_free(dialog);
}

void sf_dialogs_free(SfDialogs *dialogs)
{
    Dialog *oldest;
    while ((oldest = sf_queue_oldest(&dialogs->by_age)) != NULL)
        forget(dialogs, oldest);
    sf_key_table_clear(&dialogs->by_call_id);
    g_free(dialogs);
}

/* To be freed with g_free(). Not kept once for all that are equal: most dialogs are over before
 * anybody asks, and to look for an equal one costs more than the copy. */
static char *offer_of(const SfMessage *request)
{
    const SfHeader *header = sf_message_header(request, SF_HEADER_SUPPORTED, 0);
    if (!header || !sf_message_header(request, SF_HEADER_SUPPORTED, 1))
        return sf_text_dup(header ? header->value : SF_TEXT_NONE);
    GString *offer = g_string_new(NULL);
    for (guint i = 0; i < request->n_headers; i++) {
        const SfHeader *each = &request->headers[i];
        if (each->name != SF_HEADER_SUPPORTED)
            continue;
        g_string_append(offer, offer->len ? "," : "");
        g_string_append_len(offer, each->value.at, (gssize)each->value.length);
    }
    return g_string_free(offer, FALSE);
}

/* @call_id: the request's. */
static Dialog *dialog_new(const SfMessage *request, const SfKey *call_id)
{
    const SfText tag = request->from_tag;
    Dialog *dialog = sf_piece_take(size_of(call_id, tag));
    char *at = (char *)(dialog + 1);
    *dialog = (Dialog){.call_id.key = *call_id,
                       .from_tag = {at + call_id->length, tag.length},
                       .offer = offer_of(request),
                       .frame = request->frame,
                       .is_call = sf_text_equal(request->method, sf_text("INVITE")),
                       .link.data = dialog};
    dialog->call_id.key.bytes = memcpy(at, call_id->bytes, call_id->length);
    if (tag.length > 0)
        memcpy(at + call_id->length, tag.at, tag.length);
    return dialog;
}

static void remember(SfDialogs *dialogs, const SfMessage *request, const SfKey *call_id)
{
    if (dialogs->by_age.length >= MAX_DIALOGS)
        forget(dialogs, sf_queue_oldest(&dialogs->by_age));
    Dialog *dialog = dialog_new(request, call_id);
    sf_key_table_add(&dialogs->by_call_id, &dialog->call_id);
    sf_queue_append(&dialogs->by_age, &dialog->link);
}

void sf_dialogs_note(SfDialogs *dialogs, const SfMessage *message)
{
    const gboolean begins = message->is_request && !message->cut &&
                            (sf_text_equal(message->method, sf_text("INVITE")) ||
                             sf_text_equal(message->method, sf_text("SUBSCRIBE"))) &&
                            !sf_text_is_present(message->to_tag);
    const gboolean ends = message->is_request && sf_text_equal(message->method, sf_text("BYE"));
    if ((!begins && !ends) || !sf_text_is_present(message->call_id))
        return;
    const SfKey call_id = sf_call_key(message);
    Dialog *dialog = sf_key_table_find(&dialogs->by_call_id, &call_id);
    if (ends && dialog)
        forget(dialogs, dialog);
    /* A later one with the Call-ID is that with credentials, or the retry. */
    if (begins && dialog) {
        g_free(dialog->offer);
        dialog->offer = offer_of(message);
        dialog->frame = message->frame;
    } else if (begins) {
        remember(dialogs, message, &call_id);
    }
}

gboolean sf_dialogs_know(const SfDialogs *dialogs, SfText call_id)
{
    const SfKey key = sf_key(call_id);
    const Dialog *dialog = sf_key_table_find(&dialogs->by_call_id, &key);
    return dialog && dialog->is_call;
}

void sf_dialogs_recall(const SfDialogs *dialogs, SfAnswer *answer)
{
    if (!sf_answer_in_dialog(answer) || answer->dialog.offer || answer->dialog.listed)
        return;
    const SfKey call_id = sf_call_key(answer->request);
    const Dialog *dialog = sf_key_table_find(&dialogs->by_call_id, &call_id);
    if (!dialog)
        return;
    if (sf_text_equal(dialog->from_tag, answer->request->from_tag))
        answer->dialog.offer = sf_shared_string(dialog->offer);
    else if (sf_text_equal(dialog->from_tag, answer->request->to_tag))
        answer->dialog.listed = sf_shared_string(dialog->offer);
    else
        return;
    answer->dialog.frame = dialog->frame;
}
