/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of libpcap's own format, of which most captures of telephony are, without libwiretap: that
 * makes a block for the options of each record, and this format has none (950 instructions a
 * record, of 1,500 that a frame of RTP would cost in all). libwiretap opens the file and reads its
 * first record all the same, so what the file is, it decides; and from the first record that is not
 * as records are, it goes on.
 */
#ifndef SIPFIX_INTAKE_PLAIN_PCAP_H
#define SIPFIX_INTAKE_PLAIN_PCAP_H

#include "intake/capture/wiretap_compat.h"

typedef struct SfPlainPcap SfPlainPcap;

/**
 * @param descriptor  of the file; it stays the caller's, and where it stands does not matter
 * @param first       its first record, as libwiretap read it
 * @return NULL where it is no such file, or its records are not to be read without libwiretap
 */
SfPlainPcap *sf_plain_pcap_new(int descriptor, const SfRecord *first);
void sf_plain_pcap_free(SfPlainPcap *pcap);

typedef enum {
    SF_PLAIN_RECORD,
    SF_PLAIN_END,    /* of the file, behind a whole record */
    SF_PLAIN_UNUSUAL /* it is for libwiretap to say what this is */
} SfPlainStep;

/** Reads the next record, at first the second one of the file. */
SfPlainStep sf_plain_pcap_next(SfPlainPcap *pcap, SfRecord *record);

#endif
