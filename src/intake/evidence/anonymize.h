/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sipfix-intake anonymize: SIP messages as tshark -z sipfix,messages prints them on standard input,
 * the same with other values as a pcapng on standard output: one packet for each line, and an empty
 * one for the end of the capture. Descriptor 3 is a file in which the mask lives from one run to
 * the next.
 */
#ifndef SIPFIX_INTAKE_ANONYMIZE_H
#define SIPFIX_INTAKE_ANONYMIZE_H

/** @return the exit status of the program; complaints go to standard error */
int sf_anonymize(void);

#endif
