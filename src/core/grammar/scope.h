/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far an IP address, or a name, reaches. */
#ifndef SIPFIX_SCOPE_H
#define SIPFIX_SCOPE_H

#include "core/grammar/text.h"

/** In ascending order. Addresses of one reach may still lie in different networks. */
typedef enum {
    SF_REACH_NOWHERE, /* a name that stands for no address, on purpose (RFC 2606 §2) */
    SF_REACH_HOST,    /* loopback */
    SF_REACH_LINK,    /* link-local */
    SF_REACH_SITE, /* private, carrier NAT, unique local: which of them is wider nobody can tell */
    SF_REACH_ANYWHERE /* public; other names and documentation addresses count as that */
} SfAccess;

typedef struct {
    SfAccess reach;
    const char *words; /* static: "link-local"; NULL where it reaches anywhere */
} SfScope;

/** @param host  an IP literal, with or without brackets, or a name */
SfScope sf_scope_of(SfText host);

#endif
