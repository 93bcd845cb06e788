/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An answer, and the run, as JSON. What is not known is absent; numbers do not depend on the
 * locale.
 */
#ifndef SIPFIX_EVENT_JSON_H
#define SIPFIX_EVENT_JSON_H

#include "core/ledger/ledger.h"

/** One line, sipfix-event/2, with its line end; between sf_facts_begin() and sf_facts_end(). To be
 * freed with g_free(). @param in_words  else it has no words of findings, and tells of no messages:
 * it is only counted */
char *sf_event_json(const SfAnswer *answer, gboolean in_words);

/** The last line, sipfix-run/2, with its line end. To be freed with g_free(). */
char *sf_run_json(const SfRunCounts *run);

#endif
