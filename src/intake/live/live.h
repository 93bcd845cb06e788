/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between dumpcap and tshark, both alive: a classic pcap in on standard input, a pcapng out on
 * standard output. What cannot carry SIP is left out (media.h); and as the analysis knows no other
 * clock than the packets', a line that falls silent gets a tick, an empty packet, every second.
 *
 * Packets are taken whenever there are some, whether tshark is ready for them or not: they wait in
 * a file (backlog.h), the first that sipfix hands over. Where that is full they are lost, until a
 * part of it is free again; the next packet that goes through tells how many (live_blocks.h). To
 * sipfix it says, times in nanoseconds:
 *
 *   {"is":"capturing"}                            the first bytes came
 *   {"is":"gap","from":t}                         from now on packets are lost
 *   {"is":"gap","from":t,"to":t,"packets":n}      so many were
 *
 * At the end it asks once more ("ready"): a descriptor, whichever, means that dumpcap lost packets
 * that never came here; none means that it did not.
 */
#ifndef SIPFIX_INTAKE_LIVE_H
#define SIPFIX_INTAKE_LIVE_H

#include <glib.h>

/** Goes on until the input ends, and tshark has all that came, or is gone. @return exit status;
 * what is wrong is told on standard error
 * @param shortly  whether what is plainly SIP goes the short way (batch_record.h) */
int sf_live_run(gboolean shortly);

#endif
