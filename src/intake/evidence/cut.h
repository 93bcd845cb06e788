/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which frames go into an evidence file, and what is written on them. sipfix says it in one JSON
 * object (SF_WORK_CUT):
 *
 *   {"comment":"...",                    on the file
 *    "files":[{"frames":{"12":"...","13":""},"last":13},...],
 *                                        of each file handed over, in order: the frames with their
 *                                        comments, and where reading may end
 *    "connections":[{"one":"192.0.2.1:5061","other":"[2001:db8::1]:5061",
 *                    "since":1.2e9,"file":0,"last":13},...],
 *                                        besides, all frames of these from that time (ns; absent:
 *                                        from the first one) to that frame of that file
 *    "clock":1772438400000000000,        the time of the capture's last frame: that nothing came
 *    "clock_comment":"..."}              until then says something too
 */
#ifndef SIPFIX_INTAKE_CUT_H
#define SIPFIX_INTAKE_CUT_H

#include "intake/capture/reader.h"

/** Takes the order behind @descriptor. @return why it could not, or NULL; to be freed */
char *sf_cut_take_order(int descriptor);

/** The comment for the whole file; lent. */
const char *sf_cut_comment(void);

/** Must be called at each new file, before its first record. */
void sf_cut_next_file(void);

/** Whether the packet that @reader has just read goes into the file. @param comment  gets what is
 * to be written on it, or NULL; lent */
gboolean sf_cut_wants(SfReader *reader, const char **comment);

/** Whether nothing more is wanted of this file. */
gboolean sf_cut_file_is_done(const SfReader *reader);

/** Whether a frame without content is to stand at the end. @param time  gets when, ns since 1970 */
gboolean sf_cut_clock(gint64 *time, const char **comment);

void sf_cut_free(void);

#endif
