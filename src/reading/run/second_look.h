/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cutting a story out of captures: a second look at the files of one run, by an intake that copies
 * the frames which it is told into one pcapng, with comments.
 */
#ifndef SIPFIX_READING_SECOND_LOOK_H
#define SIPFIX_READING_SECOND_LOOK_H

#include "reading/reading.h"

G_BEGIN_DECLS

/** What is to go into a file. */
typedef struct SfCut SfCut;

/**
 * @param run      number of the run, as in its events
 * @param comment  on the file
 */
SfCut *sf_cut_new(guint run, const char *comment);
void sf_cut_free(SfCut *cut);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfCut, sf_cut_free)

/**
 * Adds a frame. Of a frame that is there already, the first comment that is not empty stays.
 *
 * @param capture  name of the capture, as in events
 * @param comment  may be ""
 */
void sf_cut_add(SfCut *cut, const char *capture, gint64 frame, const char *comment);

/** Whether the frame was added. */
gboolean sf_cut_has(const SfCut *cut, const char *capture, gint64 frame);

/**
 * Adds the packets of a connection up to a frame that is in the cut.
 *
 * @param one, other  its ends, as in events: "192.0.2.1:5060"
 * @param since       the earliest that is wanted, ns since 1970; G_MININT64: from its beginning
 */
void sf_cut_add_connection(SfCut *cut, const char *one, const char *other, gint64 since,
                           const char *capture, gint64 frame);

/** What to write on the empty frame that stands for the end of the capture, where it comes later
 * than all others. */
void sf_cut_set_end(SfCut *cut, const char *comment);

/** Names the frame that the file is about, which sf_cut_write() finds again. */
void sf_cut_set_subject(SfCut *cut, const char *capture, gint64 frame);

/**
 * Writes it. The captures are read once more, so they must still be there.
 *
 * @param reading  made with the option keep
 * @param out      an empty file, open for writing; stays the caller's
 * @param subject  gets the number that the subject has in the file; 0: it is not there
 * @return FALSE with @error (G_IO_ERROR) where it is not whole
 */
gboolean sf_cut_write(const SfCut *cut, const SfReading *reading, int out, guint64 *subject,
                      GError **error);

/** Whether all that was read can be read once more. @return NULL, or the name of what cannot; lent
 */
const char *sf_cut_obstacle(const char *const *paths);

G_END_DECLS

#endif
