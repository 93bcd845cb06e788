/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small pieces of memory for what comes and goes with each call. Who gives one back says how large
 * it was, and the next one of that size gets it, without looking for room: malloc() took a tenth of
 * all that a message costs.
 */
#ifndef SIPFIX_PIECES_H
#define SIPFIX_PIECES_H

#include <glib.h>

/** At least @size bytes, aligned as malloc() does; what is in them is anything. */
gpointer sf_piece_take(gsize size);

/** @size: as it was asked for. @piece may be NULL. */
void sf_piece_give(gpointer piece, gsize size);

#endif
