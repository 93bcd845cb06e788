/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a redirected request keeps of the first one (RFC 3261 §8.1.3.4), and what it does not. */
#ifndef SIPFIX_TAKEN_ALONG_H
#define SIPFIX_TAKEN_ALONG_H

#include "core/checks/checks.h"

/** Of the headers that say for whom a call is: the first that the follow-up lacks, static; NULL:
 * none. */
const char *sf_followup_lacks_called(const SfFollowup *followup);

#endif
