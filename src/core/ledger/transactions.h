/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is still open: transactions that may get an answer, or a copy of one, and the calls they
 * belong to. Found by hash, forgotten by capture time, bounded in number. Private to the ledger.
 */
#ifndef SIPFIX_TRANSACTIONS_H
#define SIPFIX_TRANSACTIONS_H

#include "core/ledger/limits.h"
#include "core/ledger/story/dialled.h"
#include "core/ledger/story/later_calls.h"
#include "core/ledger/story/story.h"
#include "core/ledger/unnamed/branch_index.h"
#include "core/message/key_table.h"

/** All messages of one Call-ID, while any of its transactions is open. */
struct SfCall {
    SfKeyed call_id;     /* what it is found by; its bytes lie behind the call */
    GQueue transactions; /* SfTransaction, oldest first; the call goes with the last */
    GHashTable *by_name; /* SfTransactionName -> SfTransaction, where there are many; NULL: few */
    SfDialled *dialled;  /* a reference; NULL until somebody asks what was dialled */
    SfDialled *twin; /* a reference: of the call that was begun just before for the same, at another
                        place; NULL: none */
    guint room;      /* for the bytes of call_id */
    gboolean stands_in; /* what it is found by is no Call-ID: none is known */
    gboolean counted;   /* among SfRunCounts.call_ids */
    gboolean saw_request;
    gboolean saw_answer;
    gboolean saw_ack;
    gboolean saw_cancel;
    gboolean saw_part;      /* the first fragment of an answer that is looked at */
    guint32 refused_unseen; /* CSeq of an INVITE whose ACK shows that it got a 300 or more, which
                               the capture lacks; 0: none */
    gint64 invited;         /* the clock at its latest INVITE outside a dialog; 0: none */
    guint64 ended;          /* CSeq of the latest request outside a dialog that got a final answer,
                               and one more; 0: none */
    guint
        other_refusal; /* the status that it is counted by (story/other_refusals.h); 0: it is not */
    SfSightings sightings; /* what was seen so far, until there is a story */
    SfAnswer *latest; /* of the story: gets what concerns no other answer; set with the story */
    SfStory *story; /* a reference; NULL until there is a redirect or a 421, or it follows one up */
    GPtrArray *answers; /* SfAnswer of this Call-ID, not owned; NULL until there is one */
    GPtrArray *asides;  /* the same of those that are asides, the newest SF_MAX_ASIDES, each with a
                           reference to its story; NULL until there is one */
};

/** How far a transaction has come, as far as the capture shows it (RFC 3261 §17.1). */
typedef enum {
    SF_TRANSACTION_UNSEEN,
    SF_TRANSACTION_TRYING,     /* the request was sent */
    SF_TRANSACTION_PROCEEDING, /* a provisional answer came */
    SF_TRANSACTION_COMPLETED,  /* a final one did */
} SfTransactionState;

/** What tells a transaction from others of its call. */
typedef struct {
    guint32 cseq;
    SfText method;
    SfText branch;  /* of the top Via, as sent_by */
    SfText sent_by; /* compares without regard to case */
} SfTransactionName;

/** One client transaction on one hop: Call-ID, CSeq, and the top Via's branch and sent-by
 *  (RFC 3261 §17.1.3; the Call-ID keeps elements with one constant branch apart). */
typedef struct {
    SfTransactionName name; /* its texts lie behind the transaction */
    SfCall *call;
    SfTransactionState state;
    gboolean cseq_is_unknown;
    guint room;                 /* for the texts of its name */
    SfMessage *request;         /* owned; NULL: not seen, or no longer of use */
    guint vias;                 /* of its messages: how far from the caller */
    SfHop place;                /* on the way of the request */
    GPtrArray *followups;       /* SfFollowup that it carries, not owned; NULL: none */
    GPtrArray *aside_followups; /* the same of asides */
    GPtrArray *held; /* SfStory of the asides among its answers, of those, and of legs; references;
                        NULL */
    SfFramePart cancel;
    guint provisional;  /* status of the last provisional answer; 0: none */
    guint32 rang_frame; /* of the first 180; 0: none */
    guint final_status; /* 0: not completed */
    guint32 final_frame;
    guint n_requests;        /* copies of the request that are remembered */
    SfSpot request_spot;     /* of the first, where there is one */
    GArray *further_spots;   /* SfSpot of the others; NULL until there is one */
    gint64 request_time;     /* of the last copy */
    GPtrArray *legs;         /* SfAnswer that the callee of this request got to a request of its own
                                for it; their stories are held; NULL: none */
    GPtrArray *answers;      /* SfAnswer on this hop, not owned; NULL until there is one */
    gint64 answer_time;      /* of the last copy of an answer */
    gboolean request_resent; /* since that copy */
    SfLaterCall *later; /* what its INVITE to an address that its sender was given is remembered
                           by; lent; NULL: it is none */
    gboolean is_repeat; /* its request is the first that took no notice of an answer */
    guint queue;        /* which of the queues below it waits in */
    gint64 touched;     /* clock at its last message */
    GList link;         /* its place in that queue */
    GList call_link;    /* its place among the call's transactions */
} SfTransaction;

/** Answers of one call that nobody asked for: a registration may get one each minute. */
#define SF_MAX_ASIDES 16

/** Where the newest SF_MAX_COMPARED of @n begin. */
guint sf_first_compared(guint n);

/** How many answers on its hop are explained, or are asides. */
guint sf_transaction_n_answers(const SfTransaction *transaction);

/** Remembers where a copy of its request lies. */
void sf_transaction_add_request(SfTransaction *transaction, SfSpot spot);

/** Where the @nth copy of its request lies, of those that are remembered. */
SfSpot sf_transaction_request_spot(const SfTransaction *transaction, guint nth);

/** Whether the transaction's request follows the answer up. */
gboolean sf_transaction_follows_up(const SfTransaction *transaction, const SfAnswer *answer);

/** Adds an answer that the callee of its request got to a request of its own for it. */
void sf_transaction_add_leg(SfTransaction *transaction, SfAnswer *answer);

/** Adds an aside to its transaction, and to the call. */
void sf_transaction_add_aside(SfTransaction *transaction, SfAnswer *aside);

/** Adds a follow-up of an aside. */
void sf_transaction_add_aside_followup(SfTransaction *transaction, SfFollowup *followup);

/** How long a transaction waits for its next message. */
typedef enum { SF_WAIT_INVITE, SF_WAIT_OTHER, SF_WAIT_DONE, SF_N_WAITS } SfWait;

/** How long a transaction of this method may wait for its answer (RFC 3261 §17.1). */
SfWait sf_wait_for_answer(SfText method);

typedef struct SfTransactions SfTransactions;

/** Called when the last transaction of a call is forgotten. */
typedef void (*SfCallFunction)(const SfCall *call, gpointer data);

/**
 * None yet; to be freed with sf_transactions_free(), which calls nobody.
 *
 * @param max       so many are open at once; of more the oldest goes, a finished one first
 * @param call_end  gets @data, too
 */
SfTransactions *sf_transactions_new(guint max, SfCallFunction call_end, gpointer data);
void sf_transactions_free(SfTransactions *open);

/** Lowers that bound (tests). */
void sf_transactions_set_max(SfTransactions *open, guint max);

/** Sets the clock, which never goes back, and forgets what has waited long enough. */
void sf_transactions_clock(SfTransactions *open, gint64 time);

/**
 * The transaction of a message, made where there is none; NULL where the message does not say which
 * (it is cut before its Call-ID, CSeq or Via).
 *
 * @param method  of the request, also for its CANCEL or ACK
 */
SfTransaction *sf_transactions_get(SfTransactions *open, const SfMessage *message, SfText method);

/** TRUE where both are of requests with the same method and CSeq. */
gboolean sf_transactions_share_cseq(const SfTransaction *a, const SfTransaction *b);

/** As sf_transactions_get(), but makes none. */
SfTransaction *sf_transactions_find(SfTransactions *open, const SfMessage *message, SfText method);

/** As sf_transactions_find(), where the call is known already. */
SfTransaction *sf_call_find(const SfCall *call, const SfMessage *message, SfText method);

/** TRUE where there are any whose Call-ID, CSeq or Via no message has told yet. */
gboolean sf_transactions_lack_name(const SfTransactions *open);

/** As sf_branch_index_find(), of all that are open; @fits is asked about each with the message's
 * branch, and given the message. */
SfTransaction *sf_transactions_by_branch(SfTransactions *open, const SfMessage *message,
                                         SfBranchTest fits, gboolean *taken);

/** The CSeq of a transaction is known now. */
void sf_transactions_number(SfTransactions *open, SfTransaction *transaction, guint32 cseq);

/** The Via of a transaction is known now: the message's, which no other of its call has. */
void sf_transactions_take_via(SfTransactions *open, SfTransaction *transaction,
                              const SfMessage *message);

/** The Call-ID of a call is known now: the message's, which no other call has. */
void sf_transactions_rename(SfTransactions *open, SfCall *call, const SfMessage *message);

/** The only transaction of a call without a story is one of another call, which has none
 * like it; its own ends. */
void sf_transactions_move(SfTransactions *open, SfTransaction *transaction, SfCall *call);

/** A walk over the newest transactions of a call, the newest first: so many that a message costs no
 * more, however many the call has. None may be added or let go meanwhile. */
typedef struct {
    const GList *link;
    guint left;
} SfRecent;

static inline SfRecent sf_recent_of(const SfCall *call)
{
    return (SfRecent){call->transactions.tail, SF_MAX_COMPARED};
}

/** The next of them, or NULL. */
static inline SfTransaction *sf_recent_next(SfRecent *recent)
{
    if (!recent->link || recent->left == 0)
        return NULL;
    SfTransaction *transaction = (SfTransaction *)recent->link->data;
    recent->link = recent->link->prev;
    recent->left--;
    return transaction;
}

/** The call of the message, where it has open transactions, or NULL. */
SfCall *sf_transactions_call(SfTransactions *open, const SfMessage *message);

/** The transaction had a message: it waits anew. */
void sf_transactions_touch(SfTransactions *open, SfTransaction *transaction, SfWait wait);

/** The newest that wait for their answer as @wait says, at most SF_OPEN_MAX_SCANNED, newest first.
 * Each is shown to @fits, until that returns TRUE. */
#define SF_OPEN_MAX_SCANNED 200
typedef gboolean (*SfTransactionTest)(SfTransaction *transaction, gpointer data);
void sf_transactions_scan(SfTransactions *open, SfWait wait, SfTransactionTest fits, gpointer data);

/** How many are open. */
guint sf_transactions_count(const SfTransactions *open);

/** TRUE when transactions were forgotten before their time. */
gboolean sf_transactions_overflowed(const SfTransactions *open);

/** Runs @call_end's function over the calls that are still open. */
void sf_transactions_each_call(const SfTransactions *open, SfCallFunction each, gpointer data);

#endif
