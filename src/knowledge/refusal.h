/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a moved address is no route that somebody should load without a look: each reason is a bit,
 * with a name for options, files and programs, and words for people.
 */
#ifndef SIPFIX_REFUSAL_H
#define SIPFIX_REFUSAL_H

#include <glib.h>

enum {
    SF_REFUSAL_LOOP = 1U << 0,           /* it leads back, or further than a request may go */
    SF_REFUSAL_UNUSABLE = 1U << 1,       /* no new address, or none that a SIP request can go to */
    SF_REFUSAL_CONFLICT = 1U << 2,       /* several answers, and no new address is in all of them */
    SF_REFUSAL_FOREIGN_DOMAIN = 1U << 3, /* the new host bears another owner's name */
    SF_REFUSAL_PRIVATE = 1U << 4,        /* the new address reaches less far than the old one */
    SF_REFUSAL_INSECURE = 1U << 5,       /* out of TLS */
    SF_REFUSAL_IN_DIALOG = 1U << 6,      /* told within a call: nobody dials the old address */
    SF_REFUSAL_NUMBER_ROUTING = 1U << 7, /* a route in the telephone network (RFC 3398 §7.2.4.1) */
    SF_REFUSAL_TO_CALLER = 1U << 8,      /* the new address is the caller's own */
    SF_REFUSAL_EXPIRES = 1U << 9,        /* the move says when it ends */
    SF_REFUSAL_ONCE = 1U << 10,          /* one call only bears witness */
    SF_REFUSAL_MALFORMED = 1U << 11,     /* shown otherwise than sent: it holds what no URI may */
};

/** Some of them, or none. */
typedef guint SfRefusals;

#define SF_N_REFUSALS 12

/** No option makes a route of these. */
#define SF_REFUSALS_FOR_GOOD                                                                       \
    ((SfRefusals)(SF_REFUSAL_LOOP | SF_REFUSAL_UNUSABLE | SF_REFUSAL_MALFORMED))

/** The name of bit @bit, below SF_N_REFUSALS; static. */
const char *sf_refusal_name(guint bit);

/** The reason of that name; 0: there is none. */
SfRefusals sf_refusal_named(const char *name);

/** The names, joined by @separator; to be freed with g_free(). */
char *sf_refusals_names(SfRefusals refusals, const char *separator);

/** The same with their words: "seen once: ..., private: ...". To be freed with g_free(). */
char *sf_refusals_words(SfRefusals refusals);

/** Names that may be asked for in spite of it, and "all"; NULL-terminated, static. */
const char *const *sf_refusal_choices(void);

/**
 * Reads "once,private" or "all".
 *
 * @param unknown  gets the word that is none of sf_refusal_choices(), to be freed with g_free()
 * @return FALSE where there is one
 */
gboolean sf_refusals_parse(const char *list, SfRefusals *included, char **unknown);

#endif
