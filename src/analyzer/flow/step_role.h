/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a message is to the call that a ladder shows. */
#ifndef SIPFIX_STEP_ROLE_H
#define SIPFIX_STEP_ROLE_H

typedef enum {
    SF_STEP_OTHER,
    SF_STEP_REQUEST,     /* the request that was answered, on whatever hop */
    SF_STEP_ANSWER,      /* the 301 or 421 */
    SF_STEP_FOLLOWUP,    /* the request that followed it up */
    SF_STEP_RESULT,      /* the final answer to that */
    SF_STEP_UNREACHABLE, /* an ICMP error, which says that a follow-up reached nobody */
    SF_STEP_GAP,         /* messages that are left out */
} SfStepRole;

#endif
