/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was tried after an answer, in words and in questions that several checks ask. */
#ifndef SIPFIX_COURSE_H
#define SIPFIX_COURSE_H

#include "core/checks/checks.h"
#include "core/describe/outcome.h"

/** Whether a try failed: refused, or silent while the capture went on; a redirect, or a failure
 * that was mended and tried again, is none (RFC 3261 §8.1.3.4). */
gboolean sf_followup_failed(const SfFollowup *followup);

/** The first follow-up of that kind, or NULL. */
const SfFollowup *sf_first_followup(const SfAnswer *answer, SfFollowupKind kind);

/** The target that a follow-up of kind SF_FOLLOWUP_TARGET is for. */
const SfTarget *sf_tried_target(const SfFollowup *followup);

/** TRUE where it was answered by 401 or 407. */
gboolean sf_followup_is_challenge(const SfFollowup *followup);

/** The header in which a challenge says how it is to be answered, as its code has it. */
const char *sf_followup_challenge_header(const SfFollowup *followup);

/** TRUE where a client may try the target at all and nobody has: a SIP URI, not tried. */
gboolean sf_target_is_untried(const SfAnswer *answer, guint index);

/** TRUE where a connection to the target was refused, and so no request went there. */
gboolean sf_target_took_no_connection(const SfAnswer *answer, guint index);

/** "sip:a@example.net (480), sip:b@example.net (no answer)"; only the failed ones if asked.
 * Escaped; to be freed with g_free(). */
char *sf_course_tried(const SfAnswer *answer, gboolean failed_only);

/** The SIP targets that nobody tried, best first as wire order allows. Escaped; to be freed. */
char *sf_course_untried(const SfAnswer *answer);

/** "sip:a@example.net -> sip:b@example.net -> sip:c@example.net": the chain from this answer on. */
char *sf_course_chain(const SfAnswer *answer);

/** The circle that @answer closes, from the address that is named again back to it. */
char *sf_course_circle(const SfAnswer *answer, const SfTarget *again);

/** Seconds for people: "0.0004", "1.9", "32"; whatever the locale. To be freed. */
char *sf_seconds(double seconds);

/** Hangs the finding on another packet than the answer's. */
void sf_finding_set_message(SfFinding *finding, const SfMessage *proof);

/** The same where it is known by its frame and which of the frame's messages it is. */
void sf_finding_set_proof(SfFinding *finding, guint32 frame, guint part);

/** Sets a placeholder to a text that is escaped already, and takes it. */
void sf_finding_take(SfFinding *finding, const char *name, char *text);

/** Sets what a refusal says of itself, for the sentences: phrase, told ("Warning: 399 itsp ...")
 * and refused_cause. */
void sf_finding_quote(SfFinding *finding, const SfFollowup *followup);

/** Sets what the caller of the element that asked was told in the end, where that is a failure:
 * caller_got and got_frame. */
void sf_tell_what_caller_got(SfFinding *finding, const SfAnswer *answer);

/** TRUE where the request offers all that the answer missed, and that is something. */
gboolean sf_offers_all_missing(const SfAnswer *answer, const SfMessage *request);

/** TRUE for the same request once more, in the same call or at once in another one, with all that a
 * 421 had missed. */
gboolean sf_followup_brings_all(const SfFollowup *followup);

/** The same in a later call of the client, before which somebody may have changed a setting. */
gboolean sf_followup_brings_all_later(const SfFollowup *followup);

/** The last that brought all that was missing, where it was refused for another reason; NULL: it
 * was not, or there is none. */
const SfFollowup *sf_course_refused_retry(const SfAnswer *answer);

/** What such a refusal was for: "then-refused" where it says that it is another reason,
 * "then-over-it" where it names what was brought, "then-no-call" where the request was built like
 * one of a call that is up, "then-untold" where it says nothing of these. */
const char *sf_followup_refused_for(const SfFollowup *retry);

/** The new request is built as none may be, and so it was taken for another one: with the number of
 * the first, for a copy of that (RFC 3261 §8.2.2.2: "copy"), with the tag of the answer, for one of
 * a call that is not there (§12.2.2: "no-call"). NULL: it is as it should be. */
const char *sf_followup_taken_for(const SfFollowup *refused);

#endif
