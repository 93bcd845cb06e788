/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HEP, in which proxies send copies of their messages to Homer: each copy says who sent the message
 * to whom, when, and in what. Versions 1 and 2 (a fixed head), and 3 (chunks).
 */
#ifndef SIPFIX_INTAKE_HEP_H
#define SIPFIX_INTAKE_HEP_H

#include "intake/logs/log_reader.h"

/** So many bytes of version 3 say how long a packet is. */
#define SF_HEP_HEAD 6

/** How long the HEP packet of version 3 is that @bytes begin with; 0: it is none. */
gsize sf_hep_length(const guint8 *bytes, gsize length);

/** Whether a packet of any version may begin with that byte: a look that costs nothing, as most
 * datagrams are none. */
static inline gboolean sf_hep_may_begin(guint8 first)
{
    return first == 'H' || first == 1 || first == 2;
}

/**
 * Takes a HEP packet apart.
 *
 * @param now      when it was captured, ns: where it says no time itself, and to find out in which
 *                 byte order version 2 says it
 * @param message  gets what it says; its bytes are lent
 * @param call     gets its correlation id, lent; absent: it has none
 * @return FALSE where it is none, or holds something else than SIP
 */
gboolean sf_hep_read(const guint8 *bytes, gsize length, gint64 now, SfLogMessage *message,
                     SfText *call);

#endif
