/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The short way's end: batches of messages that sipfix-intake put into the capture
 * (core/message/batch.h). Only a tshark that sipfix started takes them; in Wireshark's window, and
 * in a tshark that somebody else started, nobody listens.
 *
 * Each entry of a batch is a frame to us and none to Wireshark, so its numbers are not ours.
 */
#ifndef SIPFIX_BATCHES_H
#define SIPFIX_BATCHES_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/**
 * Registers the dissector, where sipfix gave this program the word for it.
 *
 * @param current  gives the ledger of the capture that is being read
 * @param renew    throws it away and begins another one: of several captures in one stream
 */
void sf_batches_register(SfLedger *(*current)(void), void (*renew)(void));

/** Looks protocols up. Once, when all dissectors are registered. */
void sf_batches_init(void);

/** A capture begins. */
void sf_batches_begin(void);

/** Whether sipfix started this program: then what is read comes from its intake, and nobody looks
 * at frames. */
gboolean sf_batches_are_expected(void);

/** Whether the frame was a batch: it is no frame of the capture then. */
gboolean sf_batches_took(const packet_info *pinfo);

/** Our number of a frame that has gone by, or is just there. */
guint32 sf_batches_number(guint32 frame);

/** Whether something came that should have gone the long way, or came torn. The run says nothing
 * then, and sipfix has it read again. */
gboolean sf_batches_are_doubtful(void);

#endif
