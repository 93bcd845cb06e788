/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar of values (RFC 3261 §25.1): name-addr and addr-spec, URIs, parameters, q-values,
 * expiry, token lists. The SIP dissector splits messages into headers; everything in here splits
 * one header's value. All results are views into the value given; everything takes linear time
 * (comparing URIs: n log n in the number of their parameters).
 */
#ifndef SIPFIX_GRAMMAR_H
#define SIPFIX_GRAMMAR_H

#include "core/grammar/text.h"

/** What is wrong with a value, and where. Every function takes NULL for "I do not want to know". */
typedef struct {
    const char
        *reason; /* static, the key of its words in [flaw] of phrases.ini; NULL: nothing wrong */
    gsize at;    /* byte offset in the value that was parsed */
    gboolean slight; /* the grammar forbids it, but where each part begins and ends is clear, and
                        the results are set: a `;` too many, `_` in a host name. Else refused. */
} SfFlaw;

/* ---- parameters: *( ;name[=value] ) ---- */

typedef struct {
    SfText name;
    SfText value;    /* without quotes; absent for a flag such as ;lr */
    gboolean quoted; /* the value stood in quotes: no token, and \ may stand in it */
} SfParam;

/**
 * Takes the next `;name[=value]` off *@rest. Quoted values and white space around ; and = are
 * understood; characters are those of header parameters and URI parameters together (whoever parses
 * the whole is stricter). A `?…` is skipped up to the next ; : it is the headers of a URI that
 * lacks its angle brackets, see SfNameAddr.
 *
 * @return TRUE with *@param set; FALSE at the end, where *@rest is absent, or at a flaw, which is
 *         then in *@flaw (offset relative to the @rest of this call). Behind a flaw *@rest stands
 * at the next ; and the caller may go on.
 */
gboolean sf_param_next(SfText *rest, SfParam *param, SfFlaw *flaw);

/** Finds a parameter by name, without regard to case, the first of several, past flaws; *@param is
 *  set when TRUE is returned. */
gboolean sf_param_find(SfText params, const char *name, SfParam *param);

/** The parameter as it stands in its value: "transport=tcp". */
SfText sf_param_as_written(const SfParam *param);

/* ---- URIs ---- */

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
    SfText params;  /* sip, sips, tel: with the leading ; */
    SfText headers; /* sip, sips: without the leading ? */
    SfText opaque;  /* other schemes: everything behind the colon */
} SfUri;

/** So many digits at the end of a telephone number tell it, whatever stands before them. */
#define SF_NUMBER_ENDS 7

/**
 * Splits a URI, which must fill @text: white space around it is a flaw.
 *
 * @param uri   set as far as the text was read, also when it is refused
 * @param flaw  reason NULL, or what is wrong
 * @return FALSE where the text is refused; TRUE also with a slight flaw
 */
gboolean sf_uri_parse(SfText text, SfUri *uri, SfFlaw *flaw);

/** The port used when nothing but the URI is asked: the one written, else 5061 for sips and
 *  transport=tls, else 5060 (RFC 3261 §19.1.2, table 1); 0 for other schemes. */
guint sf_uri_effective_port(const SfUri *uri);

/** A URI parameter such as transport or maddr; FALSE when it is not there. */
gboolean sf_uri_param(const SfUri *uri, const char *name, SfParam *param);

/**
 * Equality by RFC 3261 §19.1.4, for sip and sips: parameters user, ttl, method, maddr and transport
 * differ when only one side has them, others only when both have them with other values; headers
 * always count. Equality is not transitive. One step away from the RFCs: `gr` on one side only
 * differs too. By RFC 5627 §5.4 a public GRUU equals the address it is made of; but a redirect from
 * the address to one of its instances goes somewhere else.
 *
 * tel URIs compare by RFC 3966 §4, other schemes bytewise behind the scheme's name.
 */
gboolean sf_uri_equal(const SfUri *a, const SfUri *b);

/** TRUE where both name the same host, port and transport, whoever the user is. */
gboolean sf_uri_same_server(const SfUri *a, const SfUri *b);

/**
 * A key for hash tables, and a short name to show: equal URIs have equal keys (the reverse need not
 * hold). ASCII only. sip and sips alike: user@host[:port], escaped characters in one way (plain
 * where a URI may hold them plain, and not reserved), host in lower case without closing dot, an
 * IPv6 address in its shortest form and brackets, a default port dropped. tel: the number without
 * visual separators, and ;phone-context=. Other schemes: the whole URI. To be freed with g_free().
 */
char *sf_uri_key(const SfUri *uri);

/** Appends what sf_uri_key() returns. */
void sf_uri_append_key(GString *out, const SfUri *uri);

/** As sf_uri_key(), without the port: who, wherever. */
char *sf_uri_user_at_host(const SfUri *uri);
void sf_uri_append_user_at_host(GString *out, const SfUri *uri);

/** The URI as clients send it: without headers and method parameter (RFC 3261 §19.1.5, table 1).
 *  The bytes are the stranger's. To be freed with g_free(). */
char *sf_uri_for_request(const SfUri *uri);

/**
 * Takes the next `name=value` off *@rest, at first uri->headers: a header for the request that is
 * made from the URI (RFC 3261 §19.1.5). Both are escaped as in the URI (compare the name with
 * sf_escaped_compare()); the name may be empty, which is a flaw of the URI, or a compact form.
 *
 * @return FALSE at the end
 */
gboolean sf_uri_header_next(SfText *rest, SfParam *header);

/**
 * Compares two parts of URIs, in which %HH may stand for a character (RFC 3261 §19.1.4): an escaped
 * character equals the plain one unless it is reserved (RFC 2396 §2.2). Below, at or above 0, for
 * sorting.
 */
int sf_escaped_compare(SfText a, SfText b, gboolean fold_case);

/** Equality of two hosts: addresses by value, names without regard to case and closing dot. */
gboolean sf_host_equal(SfText a, SfText b);

/** TRUE where the host is an IPv4 or IPv6 literal, with or without brackets. */
gboolean sf_host_is_literal(SfText host);

/**
 * The bytes of an IP literal, in network order.
 *
 * @return their number: 4, 16, or 0 where the host is no literal
 */
gsize sf_host_address(SfText host, guint8 address[16]);

/** TRUE where the first @bits of both are the same. @address and @prefix hold at least so many. */
gboolean sf_address_is_in(const guint8 *address, const guint8 *prefix, guint bits);

/* ---- name-addr / addr-spec with parameters: From, To, Contact ---- */

/** One entry of Contact, From, To, Diversion... (RFC 3261 §20.10). */
typedef struct {
    SfText whole;        /* the entry without the comma and the white space around it */
    SfText display_name; /* without quotes (sf_text_show_quoted() shows it); absent: none */
    SfText uri_text;     /* what stands between < and >, or the addr-spec */
    SfUri uri;
    gboolean bracketed;
    gboolean wildcard; /* Contact: * */
    /* Header parameters, with the leading ; . Without angle brackets everything from the first ; or
     * ? on is in here (RFC 3261 §20): what was meant for the URI is lost, and a client may take
     * transport=tcp for a parameter of the header. So this may begin with, or hold, a `?`. */
    SfText params;
} SfNameAddr;

/**
 * Takes the next entry of a comma-separated list off *@rest, at first the header's value. An entry
 * ends at the next comma that lies outside quotes and angle brackets. A quote or < that is never
 * closed, or is closed only inside what looks like the next entry, hides no comma: the good entries
 * behind still count.
 *
 * @param entry  `whole` is always set when TRUE is returned; the rest where the entry was not
 *               refused (flaw: none or slight), else as far as it was read
 * @param flaw   offset relative to entry->whole. An empty entry is refused.
 * @return FALSE at the end of the list. An empty value has no entries.
 */
gboolean sf_name_addr_next(SfText *rest, SfNameAddr *entry, SfFlaw *flaw);

/** Parses the one entry of From or To; commas separate nothing there. FALSE with *@flaw where it is
 *  refused, TRUE also with a slight flaw; offset relative to entry->whole. */
gboolean sf_name_addr_parse(SfText value, SfNameAddr *entry, SfFlaw *flaw);

/* ---- small values ---- */

/** A qvalue (RFC 3261 §25.1): 0 to 1 with at most three decimals. FALSE where it is none. */
gboolean sf_qvalue_parse(SfText text, double *q);

/** Delta-seconds, 0 to 2^32-1 (RFC 3261 §20.10, §20.19). FALSE where it is none, or more. */
gboolean sf_delta_seconds_parse(SfText text, guint32 *seconds);

/**
 * Takes the next entry off a comma-separated list, whatever its entries are (Via, Warning...), with
 * the rules of sf_name_addr_next() about commas.
 *
 * @param entry  trimmed; may be empty
 * @return FALSE at the end. An empty value has no entries.
 */
gboolean sf_list_next(SfText *rest, SfText *entry);

/**
 * Takes the next entry off a comma-separated list of tokens (Require, Supported, Allow).
 *
 * @param entry  trimmed; may be empty, which is a flaw
 * @param flaw   reason NULL for a token; offset relative to the @rest of this call
 * @return FALSE at the end. An empty value has no entries: legal for Supported and Allow, not for
 *         Require (RFC 3261 §25.1).
 */
gboolean sf_token_next(SfText *rest, SfText *entry, SfFlaw *flaw);

/** Parts of a Via entry (RFC 3261 §20.42). */
typedef struct {
    SfText transport; /* "UDP" */
    SfText sent_by;   /* host[:port] as written */
    SfText branch;    /* absent when there is none */
    SfText params;    /* with the leading ; */
} SfVia;

/**
 * Takes the next entry off *@rest, at first the value of a Via header, and splits it: whether the
 * sender's address is one is not looked at.
 *
 * @return FALSE with *@flaw at the end, and where it cannot be split; offset relative to the @rest
 *         of this call
 */
gboolean sf_via_next(SfText *rest, SfVia *via, SfFlaw *flaw);

/** As sf_via_next(): only the first entry of @value. */
static inline gboolean sf_via_parse(SfText value, SfVia *via, SfFlaw *flaw)
{
    return sf_via_next(&value, via, flaw);
}

#endif
