/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar of values (RFC 3261 §25.1): name-addr and addr-spec, URIs, parameters, q-values,
 * expiry, token lists. The SIP dissector splits messages into headers; everything in here splits
 * one header's value. All results are views into the value given.
 */
#ifndef SIPFIX_GRAMMAR_H
#define SIPFIX_GRAMMAR_H

#include "text.h"

/** Why a value was refused, and where in it. */
typedef struct {
    const char *reason; /* static words for a user: "no closing >"; NULL: nothing wrong */
    gsize at;           /* byte offset in the value that was parsed */
} SfFlaw;

/* ---- parameters: *( ;name[=value] )
 * -------------------------------------------------------------- */

typedef struct {
    SfText name;
    SfText value; /* unquoted view (without the quotes); absent for a flag such as ;lr */
} SfParam;

/**
 * Takes the next `;name[=value]` off *@rest. Quoted values and white space around ; and = are
 * understood.
 *
 * @return TRUE with *@param set; FALSE at the end, or at a flaw, which is then in *@flaw (offset
 *         relative to the @rest of this call).
 */
gboolean sf_param_next(SfText *rest, SfParam *param, SfFlaw *flaw);

/** Finds a parameter by name, without regard to case; *@param is set when TRUE is returned. */
gboolean sf_param_find(SfText params, const char *name, SfParam *param);

/* ---- URIs
 * ------------------------------------------------------------------------------------------ */

typedef enum { SF_SCHEME_SIP, SF_SCHEME_SIPS, SF_SCHEME_TEL, SF_SCHEME_OTHER } SfScheme;

/** The parts of an absolute URI (RFC 3261 §19.1.1, RFC 3966 for tel, RFC 3986 for the rest). */
typedef struct {
    SfText whole;
    SfText scheme_name;
    SfScheme scheme;
    SfText user; /* sip, sips: before the @ (and before a password); tel: the number; else absent */
    SfText password;
    SfText host;    /* sip, sips: name, IPv4, or IPv6 without its brackets; else absent */
    guint port;     /* 0: none written */
    SfText params;  /* with the leading ; */
    SfText headers; /* without the leading ? */
    SfText opaque;  /* other schemes: everything behind the colon */
} SfUri;

/**
 * Splits a URI.
 *
 * @return FALSE where the grammar refuses it; *@flaw says why and where. @flaw may be NULL.
 */
gboolean sf_uri_parse(SfText text, SfUri *uri, SfFlaw *flaw);

/** The port used: the one written, else 5061 for sips and transport=tls, else 5060; 0 for other
 * schemes. */
guint sf_uri_effective_port(const SfUri *uri);

/** A URI parameter such as transport or maddr; FALSE when it is not there. */
gboolean sf_uri_param(const SfUri *uri, const char *name, SfParam *param);

/**
 * Equality by RFC 3261 §19.1.4, for sip and sips; parameters user, ttl, method, maddr, transport
 * and gr (RFC 5627 §5.4) differ when only one side has them, others only when both have them with
 * other values; headers always count. Equality is not transitive. tel URIs compare by RFC 3966 §4,
 * other schemes bytewise.
 */
gboolean sf_uri_equal(const SfUri *a, const SfUri *b);

/**
 * A key for hash tables: equal URIs have equal keys (the reverse need not hold). scheme is left
 * out; user@host[:port] with the user unescaped, the host in lower case, an IPv6 address in its
 * shortest form, a default port dropped. To be freed with g_free().
 */
char *sf_uri_key(const SfUri *uri);

/** As sf_uri_key(), without the port: who, wherever. */
char *sf_uri_user_at_host(const SfUri *uri);

/** The URI as clients send it: without headers and method parameter (RFC 3261 §19.1.5, table 1).
 *  To be freed with g_free(). */
char *sf_uri_for_request(const SfUri *uri);

/** TRUE where the host is an IPv4 or IPv6 literal. */
gboolean sf_host_is_literal(SfText host);

/* ---- name-addr / addr-spec with parameters: From, To, Contact
 * ---------------------------------------- */

/** One entry of Contact, From, To, Diversion... (RFC 3261 §20.10). */
typedef struct {
    SfText whole;        /* the entry without the comma and the white space around it */
    SfText display_name; /* without quotes; absent when there is none */
    SfText uri_text;     /* what stands between < and >, or the addr-spec */
    SfUri uri;
    gboolean bracketed;
    gboolean wildcard; /* Contact: * */
    SfText params;     /* header parameters, with the leading ; */
} SfNameAddr;

/**
 * Takes the next entry of a comma-separated list off *@rest. A refused entry ends at the next comma
 * that lies outside quotes and angle brackets, so that the good ones behind it still count.
 *
 * Without angle brackets, everything from the first ; or ? on belongs to the header, not to the URI
 * (RFC 3261 §20).
 *
 * @param entry  set in any case when TRUE is returned: at least `whole`
 * @param flaw   reason NULL when the entry parsed; offset relative to entry->whole
 * @return FALSE at the end of the list
 */
gboolean sf_name_addr_next(SfText *rest, SfNameAddr *entry, SfFlaw *flaw);

/** Parses one entry that must be alone (From, To); FALSE with *@flaw where it is refused. */
gboolean sf_name_addr_parse(SfText value, SfNameAddr *entry, SfFlaw *flaw);

/* ---- small values
 * ------------------------------------------------------------------------------------ */

/** A qvalue (RFC 3261 §25.1): 0 to 1 with at most three decimals. FALSE where it is none. */
gboolean sf_qvalue_parse(SfText text, double *q);

/** Delta-seconds, 0 to 2^32-1 (RFC 3261 §20.10, §20.19). FALSE where it is none. */
gboolean sf_delta_seconds_parse(SfText text, guint32 *seconds);

/**
 * Takes the next entry off a comma-separated list of tokens (Require, Supported, Allow).
 *
 * @param entry  trimmed; may be empty, which is a flaw unless the whole value was empty
 * @param flaw   reason NULL for a token; offset relative to the @rest of this call
 * @return FALSE at the end
 */
gboolean sf_token_next(SfText *rest, SfText *entry, SfFlaw *flaw);

/** Parts of a Via value (RFC 3261 §20.42); only the first entry of @value is looked at. */
typedef struct {
    SfText transport; /* "UDP" */
    SfText sent_by;   /* host[:port] as written */
    SfText branch;    /* absent when there is none */
} SfVia;

gboolean sf_via_parse(SfText value, SfVia *via, SfFlaw *flaw);

#endif
