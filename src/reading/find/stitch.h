/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files are parts of one capture. dumpcap and tcpdump cut a long capture into files, and a
 * call does not care where: its 421 may lie in one part and the retry in the next. Such parts are
 * read as one.
 */
#ifndef SIPFIX_READING_STITCH_H
#define SIPFIX_READING_STITCH_H

#include "reading/find/input.h"

/**
 * Sorts files into runs. Two files follow each other when the second begins after the first has
 * ended, and either their names say that they are neighbours (trace_00001_20260302081500.pcap,
 * trace.pcap1) or they are of the same interfaces and folder and at most one second apart. No file
 * is in two runs. Logs follow each other by what logrotate calls them: full.log.2.gz, full.log.1,
 * full.log; they may have no dates.
 *
 * @param inputs  SfInput, in the order of the report; those whose times are not known stay alone
 * @return GPtrArray (owned) of GPtrArray (owned) of SfInput (lent), each in the order of time; the
 * runs are in the order of their first file in the report
 */
GPtrArray *sf_stitch(const GPtrArray *inputs);

#endif
