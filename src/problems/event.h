/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One event: a 301 or 421 on one hop, as facts. The command reads it from a line of the plugin
 * (sipfix-event/2), the plugin makes it of an answer. All strings are lent by its source, which the
 * event keeps alive. What an event does not tell is NULL, 0 or empty.
 */
#ifndef SIPFIX_EVENT_H
#define SIPFIX_EVENT_H

#include "knowledge/knowledge.h"
#include "knowledge/refusal.h"

/** What came of it (rule 7 of the checks, docs/architecture.md). */
typedef enum {
    SF_END_UNTOLD, /* the event has no outcome */
    SF_END_ANSWERED,
    SF_END_RESCUED,
    SF_END_WENT_ON,
    SF_END_CANCELLED,
    SF_END_CHALLENGED,
    SF_END_DECLINED,
    SF_END_REFUSED,
    SF_END_LOST,
    SF_END_UNKNOWN,
    SF_N_ENDS
} SfCallEnd;

/** "answered", "lost"; "untold" for SF_END_UNTOLD. */
const char *sf_call_end_name(SfCallEnd end);

/** The outcome of that name; SF_END_UNTOLD for NULL, and for what is none. */
SfCallEnd sf_call_end_named(const char *name);

/** TRUE where nothing came of the call: lost, or refused by every attempt. */
gboolean sf_call_end_is_loss(SfCallEnd end);

/** One suggested change. */
typedef struct {
    const char *side; /* caller, answering, between */
    const char *at;
    const char *product;
    const char *what;
    const char *old_value;
    const char *new_value;
    const char *price;
    const char *text;
    char **usual; /* what it may be where it names itself nowhere; NULL: none. The texts are lent */
    const char *source;
} SfEventFix;

/** What one answer to what is to be found out leads to. */
typedef struct {
    const char *when;
    gint64 change; /* number of the change, from 1; 0: none */
    const char *then;
} SfEventDecision;

typedef struct {
    const char *check;
    SfSeverity severity;
    const char *text;
    const char *why;
    const char *headline;   /* its title with the answer's values; NULL: the title */
    const char *beforehand; /* what must be found out or decided before a change */
    const char *reference;
    GArray *fixes;     /* SfEventFix, best first; to be read only */
    GArray *decisions; /* SfEventDecision: what the answers to @beforehand lead to; NULL: none */
    char **known;      /* owned array of lent strings, NULL-terminated: facts about the products */
    char **causes;     /* likewise: what to look for in them before anything is changed */
} SfEventFinding;

/** A new address that a redirect names. */
typedef struct {
    const char *uri;     /* as it was written */
    gint64 status;       /* the final answer of the try of it that got furthest; 0: none seen */
    SfRefusals refusals; /* why nobody should load it without a look: what the two addresses say */
} SfEventTarget;

typedef struct {
    gpointer source; /* owned, by its own function: what it was made of */
    void (*source_free)(gpointer);
    const char *capture;
    gint64 run;
    gint64 frame;
    gint64 line;      /* of a log; 0: it is none */
    const char *time; /* ISO 8601, UTC */
    gint64 status;
    const char *method;
    const char *call_id;
    const char *from_tag;
    const char *to_tag;
    gint64 cseq;
    gint64 hop;           /* 1 is nearest the caller, as far as seen */
    char *server_address; /* owned: src without its port */
    char *caller_address; /* owned: dst without its port */
    const char *server;
    const char *user_agent; /* of the request, which a proxy may have passed on */
    guint caller_port;      /* of dst; 0: not told */
    gboolean is_udp;        /* so that the port is the caller's own, not that of one connection */
    const char *client;     /* product of the element at caller_address */
    const char *account;    /* which it signs on with, where it is behind an address that others may
                               share */

    gboolean has_request;
    gint64 request_frame;
    gint64 request_line;
    const char *request_capture; /* where it lies in another file than the answer */
    const char *request_uri;
    const char *sent_to; /* address and port, where the answer came from another; else NULL */
    char **supported;    /* owned array of lent strings, NULL-terminated; so are all below */
    char **require;
    char *sent;   /* owned: the headers that the missing tags belong in, as the request had them */
    char *wanted; /* owned: and as they should have been */

    const char *old_uri;   /* the address that has moved */
    const char *target;    /* the best one that the answer names */
    const char *new_uri;   /* where it ends, else the best target */
    const char *forwarder; /* of a 302: whose calls are forwarded */
    const char *forward_why;
    GArray *targets; /* SfEventTarget, best first */
    char **required;
    char **missing;

    SfCallEnd outcome;
    gboolean is_likely;        /* that it ended so; else it is certain, or not told */
    gboolean is_by_tls;        /* the end is unknown, and a new address is reached by TLS */
    const char *for_another;   /* a loss is likely only, for the one at this address asked for
                                  somebody whose own call is not seen; NULL: not so */
    gboolean is_served_beside; /* by what had been asked for before the answer came */
    gboolean is_unmet; /* what the request was for was not done, though it was answered, or its
                          session goes on */
    gint64 n_followups;
    gint64 followup_frame; /* of the last one that was served, else of the last; 0: none */
    gint64 followup_line;
    gint64 followup_status;       /* what it got in the end; 0: nothing */
    gint64 followup_status_frame; /* where; of a follow-up that was asked for a password, or sent
                                     on, it need not answer the very request above */
    gint64 followup_status_line;
    const char *followup_phrase; /* of that status, where it is not the usual one; NULL */
    gint64 unreachable_frame;    /* an ICMP error says that it cannot be delivered; 0: none seen */
    const char *unreachable_capture;
    gboolean is_for_sim; /* of a 401 or 407: a SIM card has the answer, and no password */
    gboolean is_secured; /* what comes next may go by IPsec or TLS, where nobody sees it */
    const char *followup_status_capture; /* as followup_capture */
    gint64 first_status; /* of one that was sent again with credentials, or mended: what its first
                            attempt got; 0: it was not */
    gint64 first_status_frame;
    gint64 first_status_line;
    const char *first_status_capture;
    gint64 latest_frame; /* of its last attempt, which followup_status is about; 0: the only one */
    gint64 latest_line;
    const char *latest_capture;
    const char *followup_uri;     /* its Request-URI */
    const char *followup_capture; /* where it lies in another file than the answer */
    gboolean is_other_number;     /* it is for another number than the one that was called */
    gint64 served_status;         /* a 2xx without a follow-up; 0: none */
    const char *served_by;        /* "branch", "above", "caller" */
    gint64 served_frame;
    gint64 served_line;
    const char *served_capture; /* as followup_capture */
    gint64 leg_frame;           /* of a caller: the request by which it was served; 0: not known */
    gint64 leg_line;
    const char *leg_capture;
    const char *leg_uri;
    gint64 leg_answered_frame;
    gint64 leg_answered_line;
    const char *leg_answered_capture;
    gint64 unread_frame; /* where it goes on inside what nobody decrypted; 0: it was not seen to */
    const char *unread_by;      /* "ipsec", "connection" */
    const char *unread_to;      /* address that the connection goes to */
    const char *unread_capture; /* as followup_capture */
    gint64 again_frame; /* its client asked for the same there again, and followed nothing by that;
                           0: it was not seen to */
    gint64 again_line;
    const char *again_capture; /* as followup_capture */
    double detour; /* how much later it set out to where it was answered: seconds from the request
                      to the follow-up that got a 2xx; below 0: not known, or nobody answered */
    const char *case_id; /* NULL: nothing was found on any hop */
    const char *root;    /* the check that names the case; perhaps found on another hop */
    gint64 story;        /* 0: not told */
    gboolean is_brief;   /* told without words, as no report shows it */
    GPtrArray *findings; /* SfEventFinding, in the event's order */
} SfEvent;

/** An event that tells nothing yet; @source is freed with it. */
SfEvent *sf_event_new(gpointer source, void (*source_free)(gpointer));
void sf_event_free(SfEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfEvent, sf_event_free)

/** TRUE where the caller asked another place before this answer came, and got through there: then
 * the answer held nothing up. */
gboolean sf_event_was_rescued_at_once(const SfEvent *event);

/** TRUE where the detour is known, and so short that nobody notices it: that is none that costs. */
gboolean sf_event_is_short_detour(const SfEvent *event);

/** The finding that could name the problem: the first error, else the first warn, else the "always"
 *  check, else the first; NULL where there is none (it may be on another hop of the same answer).
 */
const SfEventFinding *sf_event_root(const SfEvent *event);

/** How much the event's root claims to be its problem's: an error more than a warn, a warn more
 * than the "always" check; 0 without findings. */
guint sf_event_claim(const SfEvent *event);

/** TRUE where the event belongs to a case that begins with @prefix (any case of letters). */
gboolean sf_event_in_case(const SfEvent *event, const char *prefix);

/** "198.51.100.20:5060" and "[2001:db8::1]:5060" without the port; to be freed with g_free(). */
char *sf_address_of(const char *address_and_port);

/** A finding of @check that is to be filled and added to an event's; freed with it. */
SfEventFinding *sf_event_finding_new(const char *check, SfSeverity severity);

/** Adds one, the best first: its own are added by this only. */
void sf_event_finding_add_fix(SfEventFinding *finding, const SfEventFix *fix);

#endif
