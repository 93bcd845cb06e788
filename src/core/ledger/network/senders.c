/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/senders.h"

#include "core/grammar/strings/shared_string.h"
#include "core/message/key_table.h"
#include "core/message/message_keys.h"

#include <string.h>

/* Addresses that are remembered; of a later one nothing is known, so that nothing is claimed of it.
 */
#define MAX_SENDERS 50000

/* A longer name is no name. */
#define MAX_PRODUCT 200

/** What an element is called. */
typedef struct {
    char *product; /* GRefString; NULL: not known */
    gsize length;
    gboolean is_doubtful; /* two names are two programs, or one that passes names on */
} Name;

typedef struct {
    SfKeyed address;
    SfText first;  /* the first address it sent to; both are its own */
    SfText second; /* another one; absent: none */
    guint32 first_frame;
    guint32 second_frame;
    guint branch; /* hash of the last request's branch, and of the Call-ID that it came with */
    guint call;
    guint32 branch_frame;
    guint32 constant_frames[2];
    gboolean constant_branch;
    Name own;           /* in what it made for certain */
    Name answers;       /* in its final answers of one call, which may have come from behind it */
    guint answered;     /* hash of that Call-ID: the latest */
    gboolean passes_on; /* it sent a request on with the name that it had come with */
    guint edition;      /* grows with what is known of it */
} Sender;

/** Who was the first to send a request of that call under that name. */
typedef struct {
    guint name_in_call;
    guint source; /* hash of the address */
} Named;

/* Of so many calls the first sender is known; a later one may take its place. */
#define N_NAMED 16384

struct SfSenders {
    SfKeyTable by_address; /* Sender, owned */
    Named *named;          /* N_NAMED */
    guint *asked;          /* N_NAMED: who was seen to be asked in which call */
    guint *answers;        /* N_NAMED: who answers in which call */
    guint edition;         /* grows with what is known of any */
};

static void sender_free(gpointer data, gpointer nothing)
{
    Sender *sender = data;
    (void)nothing;
    sf_key_clear(&sender->address.key);
    g_free((gpointer)sender->first.at);
    g_free((gpointer)sender->second.at);
    g_clear_pointer(&sender->own.product, g_ref_string_release);
    g_clear_pointer(&sender->answers.product, g_ref_string_release);
    g_free(sender);
}

SfSenders *sf_senders_new(void)
{
    SfSenders *senders = g_new0(SfSenders, 1);
    sf_key_table_init(&senders->by_address);
    senders->named = g_new0(Named, N_NAMED);
    senders->asked = g_new0(guint, N_NAMED);
    senders->answers = g_new0(guint, N_NAMED);
    return senders;
}

void sf_senders_free(SfSenders *senders)
{
    sf_key_table_each(&senders->by_address, sender_free, NULL);
    sf_key_table_clear(&senders->by_address);
    g_free(senders->named);
    g_free(senders->asked);
    g_free(senders->answers);
    g_free(senders);
}

static Sender *find(const SfSenders *senders, SfText address)
{
    const SfKey key = sf_key(address);
    return sf_key_table_find(&senders->by_address, &key);
}

static void note_branch(Sender *sender, const SfMessage *request)
{
    if (sender->constant_branch || !sf_text_is_present(request->branch))
        return;
    const guint branch = sf_hash(request->branch);
    const guint call = sf_call_key(request).hash;
    sender->constant_branch = sender->branch == branch && sender->call != call;
    sender->constant_frames[0] = sender->branch_frame;
    sender->constant_frames[1] = request->frame;
    sender->branch = branch;
    sender->branch_frame = request->frame;
    sender->call = call;
}

static SfText kept(SfText address)
{
    return (SfText){sf_text_dup(address), address.length};
}

static void note_peer(SfSenders *senders, Sender *sender, SfText peer, guint32 frame)
{
    if (!sf_text_is_present(sender->first)) {
        sender->first = kept(peer);
        sender->first_frame = frame;
    } else if (!sf_text_is_present(sender->second) && !sf_text_equal(sender->first, peer)) {
        sender->second = kept(peer);
        sender->second_frame = frame;
    } else {
        return;
    }
    sender->edition++;
    senders->edition++;
}

static gboolean is_for_server(const SfMessage *answer)
{
    return sf_text_equal(answer->cseq_method, sf_text("REGISTER")) ||
           sf_text_equal(answer->cseq_method, sf_text("OPTIONS"));
}

/* Whose name the message bears, where it is the sender's own: a proxy passes the names of others on
 * (RFC 3261 §20.35, §20.41), but not in a 100, and a request with one Via comes from its maker. Who
 * answers a REGISTER or an OPTIONS mostly does so itself. NULL: not known. */
static const SfHeader *own_name(const SfMessage *message)
{
    if (message->cut)
        return NULL;
    if (message->is_request)
        return message->vias <= 1 ? sf_message_product(message) : NULL;
    if (message->status != 100 && !(is_for_server(message) && message->vias <= 1))
        return NULL;
    return sf_message_product(message);
}

/* What a name is compared within: the call, and in a dialog, where both sides ask and may have one
 * name, the very request. */
static guint scope_of(const SfMessage *message)
{
    const guint call = sf_call_key(message).hash;
    if (!message->is_request || !sf_text_is_present(message->to_tag))
        return call;
    return sf_hash_join(sf_hash_join(call, message->cseq),
                        sf_hash_join(sf_hash(message->method), sf_hash(message->from_tag)));
}

/* Another address was the first to send something of this call under that name. */
static gboolean came_under(SfSenders *senders, const Sender *sender, const SfMessage *message,
                           const SfHeader *name)
{
    const guint key = sf_hash(name->value) * 31 + scope_of(message);
    const guint source = sender->address.key.hash;
    Named *named = &senders->named[key % N_NAMED];
    if (named->name_in_call == key && named->source != source)
        return TRUE;
    *named = (Named){key, source};
    return FALSE;
}

static guint place_in_call(const SfMessage *message, SfKey address)
{
    return sf_hash_join(sf_call_key(message).hash, address.hash);
}

/* Only a 100 comes before its sender asks on. */
static void note_part_in_call(SfSenders *senders, const SfMessage *message)
{
    const gboolean begins = message->is_request && !sf_text_is_present(message->to_tag) &&
                            sf_text_equal(message->method, sf_text("INVITE"));
    if (!begins && message->status != 100)
        return;
    const guint place =
        place_in_call(message, begins ? sf_destination_key(message) : sf_source_key(message));
    (begins ? senders->asked : senders->answers)[place % N_NAMED] = place;
}

/* It answers somebody in this call whose request the capture lacks: what it sends to begin it may
 * be that request, under the name that it came with. */
static gboolean answers_unasked(const SfSenders *senders, const SfMessage *request)
{
    if (sf_text_is_present(request->to_tag) || !sf_text_equal(request->method, sf_text("INVITE")))
        return FALSE;
    const guint place = place_in_call(request, sf_source_key(request));
    return senders->answers[place % N_NAMED] == place && senders->asked[place % N_NAMED] != place;
}

/* An element that hides topology takes the Vias away, and leaves the name: another address had
 * sent it before. */
static gboolean is_passed_on(SfSenders *senders, const Sender *sender, const SfMessage *request,
                             const SfHeader *name)
{
    return answers_unasked(senders, request) || came_under(senders, sender, request, name);
}

/* So does a proxy with an answer. */
static gboolean is_answer_passed_on(SfSenders *senders, const Sender *sender,
                                    const SfMessage *answer)
{
    const SfHeader *name =
        answer->status >= 200 && !answer->cut ? sf_message_product(answer) : NULL;
    return name && came_under(senders, sender, answer, name);
}

static gboolean is_name(const Name *name, SfText value)
{
    return name->product && name->length == value.length &&
           memcmp(name->product, value.at, value.length) == 0;
}

/* "FreeSWITCH" and "FreeSWITCH-mod_sofia/1.10.9" are one program, of which the longer tells more.
 */
static gboolean says_more(const char *longer, gsize length, const char *shorter, gsize of_shorter)
{
    return length > of_shorter && of_shorter > 0 && memcmp(longer, shorter, of_shorter) == 0 &&
           !g_ascii_isalnum(longer[of_shorter]);
}

/* None of two names is told. */
static void note_name(Name *name, SfText value)
{
    if (name->is_doubtful || value.length == 0 || value.length > MAX_PRODUCT ||
        is_name(name, value))
        return;
    if (name->product) {
        if (says_more(name->product, name->length, value.at, value.length))
            return;
        name->is_doubtful = !says_more(value.at, value.length, name->product, name->length);
        g_clear_pointer(&name->product, g_ref_string_release);
        if (name->is_doubtful)
            return;
    }
    g_autofree char *product = sf_text_dup(value);
    name->product = sf_shared_string(product);
    name->length = strlen(product);
}

/* In each call the names begin anew, mostly with the same one. */
static void note_answer(Sender *sender, const SfMessage *answer, SfText value)
{
    const guint call = sf_call_key(answer).hash;
    if (sender->answered != call) {
        if (!is_name(&sender->answers, value))
            g_clear_pointer(&sender->answers.product, g_ref_string_release);
        sender->answers.is_doubtful = FALSE;
    }
    sender->answered = call;
    note_name(&sender->answers, value);
}

static void note_product(SfSenders *senders, Sender *sender, const SfMessage *message)
{
    if (!message->is_request && is_answer_passed_on(senders, sender, message))
        return;
    const SfHeader *name = own_name(message);
    if (name && message->is_request && is_passed_on(senders, sender, message, name))
        sender->passes_on = TRUE;
    else if (name)
        note_name(&sender->own, name->value);
    else if (message->status >= 200 && !message->cut && (name = sf_message_product(message)))
        note_answer(sender, message, name->value);
}

/* NULL where there are too many already. */
static Sender *get(SfSenders *senders, const SfMessage *message)
{
    const SfKey key = sf_source_key(message);
    Sender *sender = sf_key_table_find(&senders->by_address, &key);
    if (sender || senders->by_address.n >= MAX_SENDERS)
        return sender;
    sender = g_new0(Sender, 1);
    sender->address.key = sf_key_copy(&key);
    sf_key_table_add(&senders->by_address, &sender->address);
    return sender;
}

void sf_senders_note(SfSenders *senders, const SfMessage *message)
{
    Sender *sender = get(senders, message);
    if (!sender)
        return;
    note_peer(senders, sender, message->destination_address, message->frame);
    note_product(senders, sender, message);
    note_part_in_call(senders, message);
    if (message->is_request)
        note_branch(sender, message);
}

gboolean sf_senders_have_constant_branch(const SfSenders *senders, SfText sender)
{
    const Sender *known = find(senders, sender);
    return known && known->constant_branch;
}

guint32 sf_senders_reach_beyond(const SfSenders *senders, SfText sender, SfText peer)
{
    const Sender *known = find(senders, sender);
    if (!known || !sf_text_is_present(known->first))
        return 0;
    return sf_text_equal(known->first, peer) ? known->second_frame : known->first_frame;
}

void sf_senders_show_constant_branch(const SfSenders *senders, SfText sender, guint32 frames[2])
{
    const Sender *known = find(senders, sender);
    frames[0] = known ? known->constant_frames[0] : 0;
    frames[1] = known ? known->constant_frames[1] : 0;
}

const char *sf_senders_product(const SfSenders *senders, SfText sender)
{
    const Sender *known = find(senders, sender);
    return known ? known->own.product : NULL;
}

const char *sf_senders_answer_as(const SfSenders *senders, const SfMessage *answer)
{
    const Sender *known = find(senders, answer->source_address);
    return known && known->answered == sf_call_key(answer).hash ? known->answers.product : NULL;
}

gboolean sf_senders_know(const SfSenders *senders, SfText sender)
{
    return find(senders, sender) != NULL;
}

gboolean sf_senders_pass_names_on(const SfSenders *senders, SfText sender)
{
    const Sender *known = find(senders, sender);
    return known && known->passes_on;
}

guint sf_senders_edition_of_all(const SfSenders *senders)
{
    return senders->edition;
}

guint sf_senders_edition(const SfSenders *senders, SfText sender)
{
    const Sender *known = find(senders, sender);
    return known ? known->edition : 0;
}
