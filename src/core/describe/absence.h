/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What it means that nothing is seen to follow an answer: rule 3 of the checks
 * (docs/architecture.md), and which addresses are dealt with where nobody looks.
 */
#ifndef SIPFIX_ABSENCE_H
#define SIPFIX_ABSENCE_H

#include "core/ledger/answer.h"

/** TRUE where the client sent its request again behind the answer, and stopped, though the next
 * copy was due and the capture goes on beyond that time: it took the last copy of the answer, as
 * far as can be told, or gave up. */
gboolean sf_answer_stopped_asking(const SfAnswer *answer);

/** TRUE where silence after the answer means something: the capture went on, and would have shown a
 *  follow-up (rule 3). */
gboolean sf_absence_speaks(const SfAnswer *answer);

/** TRUE where a new address is reached by TLS, and what went there would not be seen without keys.
 */
gboolean sf_answer_leads_into_tls(const SfAnswer *answer);

/** TRUE where an address names the element that asked, or the one that answered: it may deal with
 * that inside, and nothing of it need be seen. */
gboolean sf_target_is_of_asker(const SfAnswer *answer, const SfTarget *target);
gboolean sf_target_is_of_server(const SfAnswer *answer, const SfTarget *target);

/** TRUE where all that can be tried of a redirect is of one of the two. */
gboolean sf_answer_stays_inside(const SfAnswer *answer);

/** The same, but where the target is of the one that answered, and whoever asked did not go there
 * and told its own caller that the call came to nothing. */
gboolean sf_answer_leads_on_inside(const SfAnswer *answer);

/** TRUE for a 380 of a mobile network that wants the call made as an emergency call (3GPP
 * TS 24.229, 5.1.2A): its body says so. */
gboolean sf_answer_asks_for_emergency_call(const SfAnswer *answer);

/** TRUE where the caller knows that its call is one (urn:service:sos, RFC 5031), so that it makes
 * it another way, by another network or after another registration: nothing of that need be seen.
 */
gboolean sf_answer_goes_on_elsewhere(const SfAnswer *answer);

/** TRUE where the one that asked, a back-to-back agent, dealt with it where nobody looked (a line
 * of the telephone network), or handed the redirect on to its own caller. */
gboolean sf_answer_is_dealt_with(const SfAnswer *answer);

#endif
