/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of a message: which of its lines are one whose value counts, and where that stands.
 * What it says is not looked at.
 */
#ifndef SIPFIX_HEADER_LINES_H
#define SIPFIX_HEADER_LINES_H

#include "core/message/message.h"

/** What stands behind a start line. */
typedef struct {
    SfText bytes;        /* a body may follow, behind the empty line */
    gboolean ended;      /* FALSE: cut off by the capture; what follows is unknown */
    gboolean of_refusal; /* X-anything counts */
} SfHeaderLines;

/**
 * Finds the headers that count (RFC 3261 §7.3), their names long or compact, in any case of
 * letters; values are without the white space around them. Of a header before a cut nobody knows
 * where its value ends, so it is left out.
 *
 * @param room   array of SfHeader, which grows as it is needed; from its begin on it is filled, in
 *               wire order. No place is set.
 * @param whole  gets whether the empty line behind the headers was reached
 * @return how many there are
 */
guint sf_header_lines_read(const SfHeaderLines *lines, GArray *room, gboolean *whole);

#endif
