/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Old addresses as configurations look them up.
 */
#ifndef SIPFIX_ROUTE_PLACE_H
#define SIPFIX_ROUTE_PLACE_H

#include "problems/routes/routes.h"

/** TRUE where old and new address are sip: or sips:. */
gboolean sf_route_is_sip(const SfRoute *route);

/** A URI as scheme:[user@]host[:port], the host in lower case, a default port dropped; empty where
 * it is none. To be freed with g_free(). */
char *sf_uri_place(const char *uri);

/** The old address as scheme:[user@]host[:port], the host in lower case, a default port dropped:
 * what tells old addresses apart, so that no two routes share it. To be freed with g_free(). */
char *sf_route_place(const SfRoute *route);

#endif
