/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A message of a log as Wireshark's "Exported PDU": what it says, and who sent it to whom. */
#ifndef SIPFIX_INTAKE_LOG_PDU_H
#define SIPFIX_INTAKE_LOG_PDU_H

#include "intake/logs/log_reader.h"

/** Appends it. What is not known is left out. */
void sf_log_pdu_append(const SfLogMessage *message, GByteArray *bytes);

#endif
