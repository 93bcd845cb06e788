/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the -z names of sipfix have in common: they print when tshark has come to the end. */
#ifndef SIPFIX_AT_END_H
#define SIPFIX_AT_END_H

#include "plugin/compat.h"

#include <epan/tap.h>

#include "core/ledger/ledger.h"

/** TRUE in Wireshark's window: nobody else answers that question. */
gboolean sf_is_in_window(void);

/** Of one -z name: what it does, and whether it has begun. */
typedef struct {
    const char *name;   /* as after -z, for complaints */
    const char *filter; /* set by sf_choose() */
    tap_draw_cb print;  /* called at the end */
    gboolean started;   /* set here: once is enough */
    GHashTable *chosen; /* SfAnswer *, not owned: those that the filter lets through; NULL: all */
} SfAtEnd;

/** Only answers whose packet passes the display filter are to be printed; what is printed of them
 * is whole. To be called before sf_print_at_end(). */
void sf_choose(SfAtEnd *what, const char *filter);

/** TRUE where @answer is to be printed. */
gboolean sf_is_chosen(const SfAtEnd *what, const SfAnswer *answer);

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
