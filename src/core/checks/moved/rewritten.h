/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an element between made of the new address. */
#ifndef SIPFIX_REWRITTEN_H
#define SIPFIX_REWRITTEN_H

#include "core/checks/checks.h"

/** A target that an element between put there, and that brought the call nowhere; NULL: none. */
const SfTarget *sf_rewritten_target(SfAnswer *answer);

#endif
