/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a captured packet could do here, had it taken this program over. */
#ifndef SIPFIX_TRIES_H
#define SIPFIX_TRIES_H

/** Tries what sipfix's children have no need of, and prints of each whether it was possible: a line
 * a thing, "network refused" or "network possible", then the space of network names. It does not
 * come back where another program can be started. @return the exit status */
int sf_tries(void);

#endif
