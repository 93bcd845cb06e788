/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose name a host bears. */
#ifndef SIPFIX_DOMAIN_H
#define SIPFIX_DOMAIN_H

#include "core/grammar/text.h"

/**
 * The name that its owner registered, in lower case: "example.net" for pbx1.example.net. NULL for
 * addresses, for public suffixes, and below top-level domains that nobody can register in (.local,
 * .lan): there the list knows no owner. To be freed with g_free().
 */
char *sf_registrable_domain(SfText host);

#endif
