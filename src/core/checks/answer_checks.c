/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checks.h"

void sf_check_answer_no_request(const SfCheck *check, SfAnswer *answer)
{
    if (answer->request)
        return;
    /* A message cut before its Via or Call-ID cannot be joined to anything. */
    sf_report(check, answer, answer->message->cut ? "cut" : NULL);
}
