/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/dialogs.h"

#include "core/message/key.h"

/* Dialogs that are remembered. An entry takes about 200 bytes; equal offers are kept once. */
#define MAX_DIALOGS 100000

typedef struct {
    SfKey call_id;
    char *from_tag;
    char *offer; /* GRefString: the values of Supported, with commas between */
    guint32 frame;
    GList link;
} Dialog;

struct SfDialogs {
    GHashTable *by_call_id;
    GQueue by_age; /* oldest first */
};

static void dialog_free(gpointer data)
{
    Dialog *dialog = data;
    sf_key_clear(&dialog->call_id);
    g_free(dialog->from_tag);
    g_ref_string_release(dialog->offer);
    g_free(dialog);
}

SfDialogs *sf_dialogs_new(void)
{
    SfDialogs *dialogs = g_new0(SfDialogs, 1);
    dialogs->by_call_id = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, dialog_free);
    g_queue_init(&dialogs->by_age);
    return dialogs;
}

void sf_dialogs_free(SfDialogs *dialogs)
{
    g_hash_table_unref(dialogs->by_call_id);
    g_free(dialogs);
}

static Dialog *find(const SfDialogs *dialogs, SfText call_id)
{
    const SfKey key = sf_key(call_id);
    return g_hash_table_lookup(dialogs->by_call_id, &key);
}

static void forget(SfDialogs *dialogs, Dialog *dialog)
{
    g_queue_unlink(&dialogs->by_age, &dialog->link);
    g_hash_table_remove(dialogs->by_call_id, &dialog->call_id);
}

static char *offer_of(const SfMessage *request)
{
    g_autoptr(GString) offer = g_string_new(NULL);
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(request, SF_HEADER_SUPPORTED, nth)) != NULL;
         nth++) {
        g_string_append(offer, offer->len ? "," : "");
        g_string_append_len(offer, header->value.at, (gssize)header->value.length);
    }
    return g_ref_string_new_intern(offer->str);
}

static void remember(SfDialogs *dialogs, const SfMessage *request)
{
    if (dialogs->by_age.length >= MAX_DIALOGS)
        forget(dialogs, g_queue_peek_head(&dialogs->by_age));
    Dialog *dialog = g_new0(Dialog, 1);
    const SfKey key = sf_key(request->call_id);
    dialog->call_id = sf_key_copy(&key);
    dialog->from_tag = sf_text_dup(request->from_tag);
    dialog->offer = offer_of(request);
    dialog->frame = request->frame;
    dialog->link.data = dialog;
    g_hash_table_insert(dialogs->by_call_id, &dialog->call_id, dialog);
    g_queue_push_tail_link(&dialogs->by_age, &dialog->link);
}

void sf_dialogs_note(SfDialogs *dialogs, const SfMessage *message)
{
    const gboolean begins = message->is_request && !message->cut &&
                            sf_text_equal(message->method, sf_text("INVITE")) &&
                            !sf_text_is_present(message->to_tag);
    const gboolean ends = message->is_request && sf_text_equal(message->method, sf_text("BYE"));
    if ((!begins && !ends) || !sf_text_is_present(message->call_id))
        return;
    Dialog *dialog = find(dialogs, message->call_id);
    if (ends && dialog)
        forget(dialogs, dialog);
    /* A later INVITE with the Call-ID is the one with credentials, or the retry. */
    if (begins && dialog) {
        g_ref_string_release(dialog->offer);
        dialog->offer = offer_of(message);
        dialog->frame = message->frame;
    } else if (begins) {
        remember(dialogs, message);
    }
}

void sf_dialogs_recall(const SfDialogs *dialogs, SfAnswer *answer)
{
    if (!sf_answer_in_dialog(answer) || answer->dialog.offer)
        return;
    const Dialog *dialog = find(dialogs, answer->request->call_id);
    if (!dialog || !sf_text_equal(sf_text(dialog->from_tag), answer->request->from_tag))
        return;
    answer->dialog.offer = g_ref_string_acquire(dialog->offer);
    answer->dialog.frame = dialog->frame;
}
