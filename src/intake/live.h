/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between dumpcap and tshark, both alive: a classic pcap in on standard input, the same out on
 * standard output. What cannot carry SIP is left out (media.h); and as the analysis knows no other
 * clock than the packets', a line that falls silent gets a tick, an empty packet, every second.
 */
#ifndef SIPFIX_INTAKE_LIVE_H
#define SIPFIX_INTAKE_LIVE_H

/** Goes on until the input ends. @return exit status; what is wrong is told on standard error */
int sf_live_run(void);

#endif
