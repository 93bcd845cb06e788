/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the collector knows of one SIP message on the wire, in RFC 3261's words. A message handed to
 * the ledger is made of views that are valid during the call only; what the ledger keeps is a copy
 * in one piece of memory.
 */
#ifndef SIPFIX_MESSAGE_H
#define SIPFIX_MESSAGE_H

#include "core/grammar/grammar.h"
#include "core/grammar/text.h"

/** A second, in nanoseconds: the unit of all times. */
#define SF_SECOND G_GINT64_CONSTANT(1000000000)

/** Where bytes lie, for lighting them up: a data source of the frame, offset and length in it. */
typedef struct {
    guint source;
    guint offset;
    guint length; /* 0: nowhere */
} SfByteRange;

typedef enum {
    SF_TRANSPORT_UNKNOWN,
    SF_TRANSPORT_UDP,
    SF_TRANSPORT_TCP,
    SF_TRANSPORT_TLS,
    SF_TRANSPORT_WS,
    SF_TRANSPORT_WSS,
    SF_TRANSPORT_SCTP
} SfTransport;

/** "udp", "tcp", ...; "" for unknown. */
const char *sf_transport_name(SfTransport transport);

/** Headers whose values count; the long names (RFC 3261 §20, RFC 3329, 4028...). */
typedef enum {
    SF_HEADER_VIA, /* the first is the top one */
    SF_HEADER_CONTACT,
    SF_HEADER_REQUIRE,
    SF_HEADER_SUPPORTED,
    SF_HEADER_PROXY_REQUIRE,
    SF_HEADER_UNSUPPORTED,
    SF_HEADER_ALLOW,
    SF_HEADER_ACCEPT,
    SF_HEADER_EXPIRES,
    SF_HEADER_WARNING,
    SF_HEADER_REASON,
    SF_HEADER_ROUTE,
    SF_HEADER_RECORD_ROUTE,
    SF_HEADER_SECURITY_CLIENT,
    SF_HEADER_SECURITY_SERVER,
    SF_HEADER_SECURITY_VERIFY,
    SF_HEADER_SESSION_EXPIRES,
    SF_HEADER_MIN_SE,
    SF_HEADER_MIN_EXPIRES,
    SF_HEADER_PATH,
    SF_HEADER_RSEQ,
    SF_HEADER_RACK,
    SF_HEADER_HISTORY_INFO,
    SF_HEADER_DIVERSION,
    SF_HEADER_REPLACES,
    SF_HEADER_JOIN,
    SF_HEADER_IDENTITY,
    SF_HEADER_ASSERTED_IDENTITY,
    SF_HEADER_MAX_FORWARDS,
    SF_HEADER_CONTENT_TYPE,
    SF_HEADER_USER_AGENT,
    SF_HEADER_SERVER,
    SF_HEADER_FROM,
    SF_HEADER_TO,
    SF_HEADER_CALL_ID,
    SF_HEADER_CSEQ,
    SF_HEADER_REFER_TO,
    SF_HEADER_WWW_AUTHENTICATE,
    SF_HEADER_PROXY_AUTHENTICATE,
    SF_HEADER_REFERRED_BY,
    SF_HEADER_AUTHORIZATION, /* of these two only that they are there: nobody keeps the value */
    SF_HEADER_PROXY_AUTHORIZATION,
    SF_HEADER_SUBSCRIPTION_STATE,
    SF_HEADER_PRIVATE, /* X-anything, of refusals only; the value is the whole line */
    SF_N_HEADERS
} SfHeaderName;

/** The name as RFCs write it: "Proxy-Require". */
const char *sf_header_name(SfHeaderName name);

typedef struct {
    SfHeaderName name;
    SfByteRange place; /* of the value */
    SfText value;      /* raw, folds and all */
} SfHeader;

/** Of a key (key.h). */
typedef struct {
    guint hash; /* 0: not computed yet */
    guint row;
} SfHashed;

/** What a message is looked up by, many times over, computed by who made it; ask message_keys.h. */
typedef struct {
    SfHashed call_id;
    SfHashed source; /* of the addresses */
    SfHashed destination;
} SfHashes;

/** Where a packet stands in its TCP connection (RFC 9293 §3.4). */
typedef struct {
    gboolean is_known;
    gboolean is_empty; /* it holds no byte */
    guint32 next;      /* number of the byte behind its last one */
    guint32 taken;     /* of the next byte that its sender waits for: it has all before */
} SfStreamPlace;

typedef struct {
    guint32 frame;
    guint part;            /* from 0: which SIP message of the frame */
    gint64 time;           /* nanoseconds since 1970, UTC */
    SfText source_address; /* as text, without port */
    SfText destination_address;
    guint source_port;
    guint destination_port;
    SfTransport transport;
    SfByteRange place;      /* of the whole message */
    gboolean in_connection; /* TCP, SCTP and what they carry */
    SfStreamPlace stream;   /* of the packet that holds its end */
    const guint32 *parts;   /* other frames that hold a part of it, ascending; a copy has none */
    guint n_parts;
    /* In an ICMP error: not sent here, but it tells that its destination is unreachable. */
    gboolean quoted;
    /* That error comes from the destination itself: it was reached, and nothing takes packets at
     * that port. */
    gboolean closed;
    SfText barrier; /* address of who says in it that it lets no such packets through; absent */
    /* The capture does not hold all its headers: what it does not show is unknown, not absent. */
    gboolean cut;

    gboolean is_request;
    SfText method;        /* requests */
    SfText request_uri;   /* requests */
    guint status;         /* answers */
    SfText reason_phrase; /* answers */
    guint told_status; /* of a NOTIFY whose body (message/sipfrag) is the answer that a transferred
                          call got (RFC 3515 §2.4.5); 0: it is none, or tells nothing */

    SfText call_id; /* sf_message_call_id() is what it says itself */
    guint32 cseq;
    SfText cseq_method;
    /* The capture shows neither, in no message of the transaction: call_id holds what stands in for
     * it in the ledger; cseq is 0. */
    gboolean call_id_stands_in;
    gboolean cseq_is_unknown;
    SfText from_tag; /* absent: none */
    SfText to_tag;

    /* Of the Via headers. */
    SfText branch;        /* top Via; absent: none */
    SfText sent_by;       /* top Via */
    SfText via_transport; /* top Via: "UDP" */
    guint vias; /* entries: elements that the request went through (RFC 3261 §16.6, item 8) */

    const SfHeader *headers; /* in wire order */
    guint n_headers;
    SfText bytes; /* what all texts but the addresses lie in; absent: nobody knows */
    SfHashes hashes;
} SfMessage;

/** A copy in one piece, to be freed with sf_message_free(). */
SfMessage *sf_message_copy(const SfMessage *message);

/** @copy: may be NULL. */
void sf_message_free(SfMessage *copy);

/** The header's @nth value (from 0), or NULL. Each occurrence of a header in the message is one. */
const SfHeader *sf_message_header(const SfMessage *message, SfHeaderName name, guint nth);

/** The URI of a header that holds one address (From, To, Contact; RFC 3261 §20.10). FALSE: the
 * message has none that can be read. @uri lends from the message. */
gboolean sf_message_address(const SfMessage *message, SfHeaderName name, SfUri *uri);

/** The header in which the message names its software: Server of an answer, else User-Agent, as
 * user agents that answer often do (RFC 3261 §20.35, §20.41). NULL: none. */
const SfHeader *sf_message_product(const SfMessage *message);

/** The Call-ID, which may be known by another message of the transaction. Absent: nobody tells. */
static inline SfText sf_message_call_id(const SfMessage *message)
{
    return message->call_id_stands_in ? SF_TEXT_NONE : message->call_id;
}

/** TRUE where the number in its CSeq is known. */
static inline gboolean sf_message_has_cseq(const SfMessage *message)
{
    return message->cseq_method.length > 0 && !message->cseq_is_unknown;
}

/** The method: of the request, or of the request that an answer answers (CSeq). */
SfText sf_message_method(const SfMessage *message);

/** TRUE where one of the headers of that name, a list of tokens, holds @token without regard to
 * case. */
gboolean sf_message_lists(const SfMessage *message, SfHeaderName name, SfText token);

/** TRUE where a request offers the option tag: in Supported or Require; sec-agree, gin and privacy
 * also in Proxy-Require (RFC 3329 §2.3.1, RFC 6140 §5.1, RFC 3323 §4.3). */
gboolean sf_message_offers(const SfMessage *request, SfText tag);

/** TRUE for the tags that count as offered in Proxy-Require too. */
gboolean sf_tag_is_for_proxies(SfText tag);

/** The branch of the lowest Via, which the one who began set, and which stays on every hop but
 * behind an element that replaces the Vias. Absent: none. */
SfText sf_message_origin(const SfMessage *message);

/** The branch of the second Via: of the request that the sender got, and sent on. Absent: it got
 * none. */
SfText sf_message_parent(const SfMessage *message);

/** "198.51.100.20:5060", "[2001:db8::1]:5060"; to be freed with g_free(). */
char *sf_message_source(const SfMessage *message);
char *sf_message_destination(const SfMessage *message);

#endif
