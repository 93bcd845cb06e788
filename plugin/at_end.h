/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the -z names of sipfix have in common: they print when tshark has come to the end. */
#ifndef SIPFIX_AT_END_H
#define SIPFIX_AT_END_H

#include "compat.h"

#include <epan/tap.h>

#include "core/ledger/ledger.h"

/** TRUE in Wireshark's window: nobody else answers that question. */
gboolean sf_is_in_window(void);

/** Of one -z name: what it does, and whether it has begun. */
typedef struct {
    const char *name;   /* as after -z, for complaints */
    const char *filter; /* a display filter for the packets that are taken; NULL: all */
    tap_packet_cb take; /* called for each of them; NULL: nothing is done then */
    tap_draw_cb print;  /* called at the end */
    gboolean started;   /* set here: once is enough */
} SfAtEnd;

/**
 * Listens to the tap "sipfix" until the capture ends. In Wireshark's window, where standard output
 * is nobody's, it only says so.
 *
 * @param what  lasting
 * @return FALSE where tshark must not go on; that was reported
 */
gboolean sf_print_at_end(SfAtEnd *what);

/** Prints the run line of @ledger, the last line of all. Where standard output could not take all
 * that was printed to it, that is reported. */
void sf_print_run(const SfLedger *ledger);

#endif
