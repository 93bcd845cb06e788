/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sentences about a problem call those who take part: by their addresses and products, by
 * a port where several are at one address. Strings are to be freed with g_free().
 */
#ifndef SIPFIX_WORDS_WHO_H
#define SIPFIX_WORDS_WHO_H

#include "problems/problem.h"

/** Who answers: "198.51.100.20 (Kamailio 5.6.3)"; "an unknown address" where no capture tells it,
 * as in a log. @param begins  a sentence */
char *sf_words_server(const SfProblem *problem, gboolean begins);

/** Who asks: "203.0.113.5 (FreeSWITCH 1.10.11)", "3 callers"; NULL where none is known. */
char *sf_words_callers(const SfProblem *problem);

/** ", by way of 192.0.2.20": who stands between, where the proof is of that one's answer; "" where
 * nobody does. @param end  what follows it */
char *sf_words_by_way(const SfProblem *problem, const char *end);

/** " of 203.0.113.5", to stand behind a method, and who stands between; "" where nobody knows who
 * asked. @param end  what follows who stands between */
char *sf_words_of_callers(const SfProblem *problem, const char *end);

#endif
