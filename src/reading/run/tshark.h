/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How tshark is called, whoever calls it. */
#ifndef SIPFIX_READING_TSHARK_H
#define SIPFIX_READING_TSHARK_H

#include <glib.h>

/**
 * The arguments of a tshark that reads a capture on standard input.
 *
 * @param tshark     the program
 * @param tap        "sipfix,events" or "sipfix,events,stream"
 * @param codes      the status codes that are looked at, as the preference sipfix.codes has them;
 *                   NULL: the usual ones
 * @param decode_as  NULL-terminated rules, or NULL
 */
GStrv sf_tshark_arguments(const char *tshark, const char *tap, const char *codes,
                          const char *const *decode_as);

#endif
