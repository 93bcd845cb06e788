/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sentences that every report for people is made of. They are plain text: the report that shows
 * them makes them safe. Strings returned are to be freed with g_free(), lists with
 * g_ptr_array_unref().
 */
#ifndef SIPFIX_WORDS_H
#define SIPFIX_WORDS_H

#include "analyzer/report/questions.h"
#include "analyzer/report/report.h"
#include "analyzer/report/terms/glossary.h"

#define SF_DATE_LENGTH    10 /* "2026-03-02", with which ISO 8601 begins */
#define SF_METHOD_COLUMNS 20 /* more of a stranger's method helps nobody */

/** "9,310", whatever the locale. */
char *sf_words_number(guint64 n);

/** "1 call", "9,310 calls". */
char *sf_words_quantity(guint64 n, const char *one, const char *many);

/** Requests of a kind (SfProblem) as people count them: "1 registration", "12 calls", "3 OPTIONS
 * requests"; of no one kind (NULL): "3 requests". */
char *sf_words_counted(const char *kind, guint64 n);

/** The kind that all of these problems are about, which then names what is counted; NULL: there
 * are several. */
const char *sf_words_only_method(const GPtrArray *problems);

/** "3 registrations"; "3 requests" where they are of several methods. */
char *sf_words_counted_of(const GPtrArray *problems, guint64 n);

/** TRUE where in each of their calls something was refused inside a session, and nobody asked
 * again: the session is as it was, and that is all that went well. */
gboolean sf_words_all_went_on(const GPtrArray *problems);

/** TRUE where a call of one of these went well, and yet what it was for was not done. */
gboolean sf_words_any_unmet(const GPtrArray *problems);

/** TRUE where they went as is meant, and not by another branch or place beside what was asked. */
gboolean sf_words_all_as_usual(const GPtrArray *problems);

/** The head of a column that counts them: "Calls", or "Requests" where some are no calls. */
const char *sf_words_calls_head(const SfReport *report);

/** "answered", "session went on", "end unknown". */
const char *sf_words_end(SfCallEnd end);

/** " and others", behind the product of an address at which there are several; "". */
const char *sf_words_and_others(const SfTallied *caller);

/** "2026-11-21 08:59-18:00", or "08:59-18:00" without @with_date; NULL where a time is missing. */
char *sf_words_period(const char *first, const char *last, gboolean with_date);

/** "ERROR", "WARN", "NOTE". */
const char *sf_words_level(SfSeverity level);

/** TRUE where the only problem is something to know, and nobody has to do anything about it. */
gboolean sf_words_asks_for_nothing(const SfReport *report);

/** The first words of the report: how many problems, met by how many calls. */
char *sf_words_verdict(const SfReport *report);

/** "LOST", "SLOWER", "UNKNOWN" or "FINE": what the problem is to those who called. */
const char *sf_words_fate(const SfProblem *problem);

/** What stands behind it: "24 of 26 calls, 1 got through, 09:02-17:48", "1 registration, 08:15". */
char *sf_words_cost(const SfReport *report, const SfProblem *problem);

/** What the problem was in the baseline, in a few words; NULL without a baseline. */
char *sf_words_since(const SfProblem *problem);

/** "known", "worse", "new"; NULL without a baseline. */
const char *sf_words_since_name(SfSince since);

/** The method of the request that the report shows; "a request" where it is not known. */
char *sf_words_method(const SfProblem *problem);

/** Who answers what to whom, in one to three sentences. */
char *sf_words_what(const SfProblem *problem);

/** The text of the root finding where sf_words_what() does not say the same; NULL where it does. */
char *sf_words_finding(const SfProblem *problem);

/**
 * What is to be said between sf_words_what() and the changes; NULL where they tell all. That is why
 * it is so: the text of the finding begins with advice, which a report gives under its changes. It
 * stands in only where there is no change to show.
 */
char *sf_words_explanation(const SfProblem *problem);

/** Why it is so, where sf_words_explanation() is something else; NULL where it is not known. */
char *sf_words_why(const SfProblem *problem);

/** Where it is not this problem's fault that the calls came to nothing, whose it is; else NULL. */
char *sf_words_acquittal(const SfProblem *problem);

/** TRUE where the first change is to write the new address in the place of the old one: then these
 * are "old" and "new", else what was asked and answered. */
gboolean sf_words_is_new_address(const SfProblem *problem);

/** TRUE where the first change is to send another list than was sent: then that and the one wanted
 * are told, else what was sent and answered. */
gboolean sf_words_is_new_list(const SfProblem *problem);

/** "421, Require: 100rel": what the example was answered. */
char *sf_words_refusal(const SfProblem *problem);

/** What the requests offered, and what was wanted: those of the example where it tells; NULL where
 * nothing is known of it. To be called with the problem's example at hand. */
const SfTallied *sf_words_sent(const SfProblem *problem);

/** A line below what happened: "old  sip:bob@pbx1.example.net". */
typedef struct {
    const char *label;     /* "sent", "answered"; "": it goes on */
    char *value;           /* as it is shown */
    gboolean becomes_next; /* the row behind it tells what is to take its place */
} SfRow;

/**
 * What was sent and answered, or old and new.
 *
 * @param most_moves  so many addresses that have moved, where there are several
 * @param left_out    how many more there are
 * @return SfRow, owned; empty where there is nothing to show
 */
GPtrArray *sf_words_rows(const SfProblem *problem, guint most_moves, guint *left_out);

/** Where the end of the calls is not known: what the capture shows all the same, and what not; else
 * NULL. */
char *sf_words_certainty(const SfProblem *problem);

/** What speaks against "it insists": calls that the same server took without; NULL: nothing does.
 */
char *sf_words_counter(const SfProblem *problem);

/** Of two elements at one address, what tells which is which; NULL where their addresses do. */
char *sf_words_ports(const SfProblem *problem);

/** "Nothing.": where a problem asks for nothing, and has no change of its own; else NULL. */
const char *sf_words_no_change(const SfProblem *problem);

/** What must be found out or decided before a change, and whom to ask, once where several problems
 * do (@questions; may be NULL); NULL where nothing must. */
char *sf_words_first(const SfProblem *problem, const SfQuestions *questions);

/** What a form calls the first change and the others. */
typedef struct {
    const char *first;
    const char *other;
} SfChangeNames;

/** What the answers to that lead to, in their order: "No: CHANGE (at 192.0.2.20).", each a line;
 * empty where nothing is asked. To be freed with g_strfreev(). */
char **sf_words_decisions(const SfProblem *problem, const SfChangeNames *names);

/** The same of one finding. @param decisions  SfEventDecision; may be NULL @param fixes  its own */
char **sf_words_decisions_of(const GArray *decisions, const GArray *fixes,
                             const SfChangeNames *names);

/** What a finding that came along is to the changes. */
typedef enum {
    SF_BESIDE_OR,   /* to be done in their place */
    SF_BESIDE_ALSO, /* to be done as well */
    SF_BESIDE_NOTE, /* to know */
} SfBeside;

SfBeside sf_words_beside_changes(const SfProblem *problem, const SfFolded *folded);

/** The text of a finding that came along, what it is to the changes ("In addition: ...", "Instead:
 * ..."), and how many of the calls it is about. */
char *sf_words_folded(const SfProblem *problem, const SfFolded *folded);

/** The same for a report that says elsewhere what it is to the changes. */
char *sf_words_folded_plainly(const SfProblem *problem, const SfFolded *folded);

/** What the words mean that what happened, what is to be found out and the first change are told
 * with, and of which @glossary has not told yet; NULL where there is nothing to tell, and without a
 * glossary. */
char *sf_words_terms(const SfProblem *problem, SfGlossary *glossary);

/** The same of all that follows: other changes, what is known, what came along, the proof. */
char *sf_words_more_terms(const SfReport *report, const SfProblem *problem, SfGlossary *glossary);

/** What is known of the products in the problem's example, each fact once: sentences, to be freed
 * with g_strfreev(). */
char **sf_words_known(const SfProblem *problem);

/** What to look for in them before anything is changed, likewise. */
char **sf_words_causes(const SfProblem *problem);

/** "203.0.113.5: 1,180 (FreeSWITCH-mod_sofia/1.10.11)". */
char *sf_words_caller(const SfTallied *caller);

/** "203.0.113.5 (FreeSWITCH 1.10.11)". */
char *sf_words_caller_name(const SfTallied *caller);

/** A suggested change, in the parts that are shown apart. Owned; NULL where there is nothing. */
typedef struct {
    char *lead;    /* "At 198.51.100.10 (Asterisk PBX 22.1.0):", or the whole text */
    char *swap;    /* "pjsip.conf, [endpoint]: 100rel=required -> 100rel=peer_supported"; NULL also
                      where the report shows old and new above */
    char *rest;    /* what the change does */
    char *unnamed; /* where the element names itself nowhere: how to find out what it is */
    char **usual;  /* what it may be and what the setting is called there, a sentence each; else
                      empty */
    char *also;    /* where else the same is to be done */
    char *price;   /* NULL also where it costs nothing */
    char *source;
} SfChange;

SfChange *sf_words_change(const SfProblem *problem, const SfEventFix *fix);
void sf_change_free(SfChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfChange, sf_change_free)

/** What is to be said below the diagram of a call that is not all of it. */
#define SF_WORDS_CUT_CALL "Not all of this call is shown: it has more messages."

/** "INVITE in frame 4709, 421 in frame 4711; 213 alike". */
char *sf_words_proof(const SfReport *report, const SfProblem *problem);

/** The same without what became of it: "INVITE in frame 4709, 421 in frame 4711; 213 alike". */
char *sf_words_proof_of_answer(const SfReport *report, const SfProblem *problem);

/** The command that opens the proof, ready to be pasted: in the capture, or where that bears an
 * invented name in the evidence; NULL where there is no file to open. */
char *sf_words_command(const SfReport *report, const SfProblem *problem);

/** The command that opens the evidence; NULL where none was written, and where sf_words_command()
 * gives it. */
char *sf_words_evidence(const SfReport *report, const SfProblem *problem);

/** A few words on the calls that went as they should; NULL where there were none. */
char *sf_words_well(const SfReport *report);

/** A few words on the calls whose end is not known; NULL where there were none. */
char *sf_words_unsure(const SfReport *report);

/** Strings: what was in the captures and could not be seen, with what would help. */
GPtrArray *sf_words_unseen(const SfReport *report);

/** Strings: files that could not be read to their end, and why. */
GPtrArray *sf_words_unreadable(const SfReport *report);

/** Which logs were read: "FreeSWITCH sofia trace (2), SIPp message trace". NULL: none. */
char *sf_words_read_as(const SfReport *report);

/** What was looked at: captures, frames, messages, calls, from when to when. */
char *sf_words_looked_at(const SfReport *report);

/** The same without the time, and how it was read. */
char *sf_words_looked_through(const SfReport *report);

/** The same as a sentence, with how long it took; of no use where the same input is to give the
 * same bytes. */
char *sf_words_looked(const SfReport *report);

/** TRUE where answers of that status were looked at. */
gboolean sf_words_looks_at(const SfReport *report, gint64 status);

/** Whether one status only was looked at. */
gboolean sf_words_looks_at_one(const SfReport *report);

/** The codes that were looked at, @each before each of them and @last before the last: "301 and
 * 421"; NULL where they are too many for a sentence. */
char *sf_words_codes(const SfReport *report, const char *each, const char *last);

/** "3 INVITEs got 302 (2 answered, 1 lost)": one entry of "relatives" in a run line. */
char *sf_words_relative(JsonObject *relative);

/** "3 INVITEs got 302 (2 answered, 1 lost); 1 INVITE got 420 for 100rel (lost)": relatives that
 * nobody asked for; NULL where there were none. */
char *sf_words_beside(const SfReport *report);

/** "3 INVITEs and likely 1 REGISTER": which of them were lost or refused; NULL: none. */
char *sf_words_beside_cost(const SfReport *report);

/** Relatives that are told of in full though nobody asked for them; of more, the worst. */
#define SF_BESIDE_EXAMPLES 3

/** SfProblem: what cost a call and was not asked for, or where nothing else is told leaves its end
 * open, each by one example, where there is something to change. To be freed with
 * g_ptr_array_unref(). */
GPtrArray *sf_words_beside_examples(const SfReport *report);

/** "420 to INVITE, 08:15": what such an example is. */
char *sf_words_beside_head(const SfReport *report, const SfProblem *problem);

/** What that command tells: "What happened to them is told by". */
char *sf_words_beside_more(const SfReport *report);

/** The command that tells more of them; NULL where there were none. */
char *sf_words_beside_command(const SfReport *report);

/** "15 requests were refused with other answers, which are not looked at: 488 (12), 480 (3).";
 * NULL: none was. */
char *sf_words_other_refusals(const SfReport *report);

/** The same where the verdict does not say it; else NULL. */
char *sf_words_refused_beside(const SfReport *report);

/** gint64: their codes. To be freed with g_array_unref(). */
GArray *sf_words_beside_codes(const SfReport *report);

/** Codes (gint64) with @between between them: "300, 302". */
char *sf_words_code_list(const GArray *codes, const char *between);

/** TRUE where nobody has to be sorry for any of them. */
gboolean sf_words_beside_is_well(const SfReport *report);

/** TRUE where of one kind of relatives some were lost or refused, and none is known to have come to
 * a good end. */
gboolean sf_words_beside_is_lost(const SfReport *report, gboolean *likely);

/** A stranger's @value on one line, clipped to a length that a report can bear. */
char *sf_words_value(const char *value);

/** As sf_words_value(), for whole sentences. */
char *sf_words_sentence(const char *text);

/** Where @text has @word next, behind the @found one (NULL: the first); NULL: nowhere, or @text is
 * NULL, or @word is empty. Lent. */
const char *sf_words_next_place(const char *text, const char *word, const char *found);

#endif
