/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One problem: what a person mends once, with all calls that met it. It is filled event by event,
 * and settled when there are no more.
 */
#ifndef SIPFIX_PROBLEMS_PROBLEM_H
#define SIPFIX_PROBLEMS_PROBLEM_H

#include "problems/callers.h"
#include "problems/calls/met_calls.h"
#include "problems/event.h"
#include "problems/example_store.h"
#include "problems/tally.h"

/** The check that says that two 301s contradict each other. */
#define SF_CHECK_CONFLICT "moved.conflict"

/** "LOST", "SLOWER", "UNKNOWN", "FINE". */
const char *sf_fate_name(SfFate fate);

/** The one rule of fates: what a call met, and how it ended. @param is_slowed  a detour is one only
 * where somebody may mend it */
SfFate sf_fate_of_call(SfCallEnd outcome, gboolean is_slowed);

/** Another finding that came with the problem, folded over its answers. */
typedef struct {
    char *check;
    SfSeverity severity;
    char *text;     /* of the first */
    char *capture;  /* where the first lies: frames named in the text are of it; NULL: not told */
    gint64 frame;   /* of the first; 0: it was found in none alone */
    gint64 line;    /* of a log, likewise; 0: it is none */
    char **changes; /* what it asks for, as keys; owned, NULL-terminated */
    guint64 answers;
    guint64 calls; /* that have it, each counted once */
} SfFolded;

/** How much later calls were answered, in seconds; of the calls whose follow-up got a 2xx. */
typedef struct {
    guint calls; /* 0: the rest means nothing */
    double median;
    double worst;
} SfDetour;

/** What the problem was in the baseline (baseline.h). */
typedef enum {
    SF_SINCE_UNASKED, /* there is no baseline */
    SF_SINCE_NEW,     /* not in it */
    SF_SINCE_WORSE,   /* in it, with a lower level */
    SF_SINCE_KNOWN,   /* in it */
} SfSince;

typedef struct {
    char *case_id;
    gint64 status;    /* 301 or 421 */
    char *root;       /* check id of the root finding; NULL: no event has one */
    SfSeverity level; /* what it costs; SF_CHAT: it went as it should */
    SfSince since;
    SfSeverity level_before;  /* in the baseline */
    gboolean unlooked_before; /* the baseline was not looked at for its code */
    guint64 calls;
    guint64 outcomes[SF_N_ENDS]; /* of the calls */
    gboolean has_sure_loss;      /* of one of them at least it is certain that it was lost */
    gboolean leads_into_tls;     /* of one whose end is unknown a new address is reached by TLS */
    gboolean is_unmet;           /* what a call that went well was for was not done */
    guint64 taken_without; /* calls that the same server answered with 2xx without the one tag that
                              these were refused for; set by who knows the run lines */
    SfDetour detour;
    char *server_address; /* of the lowest hop seen: where the answers were made */
    char *server_product;
    char *method; /* of the requests; NULL where they differ */
    char *kind;   /* what they are counted as: "recording", else the method; NULL likewise */
    char *first;  /* ISO 8601; NULL: not told */
    char *last;
    SfCallers *callers;
    SfTally *sent;     /* what the requests offered -> what they should have */
    SfTally *moves;    /* old address -> new address */
    SfTally *said;     /* old address -> status of the answer that said so */
    SfTally *places;   /* old address -> address of the element that said so */
    SfTally *forwards; /* of 302s: "sip:a -> sip:b (when busy)" */
    char *particular;  /* check id of what all its calls have, where nothing particular is the root;
                          NULL: there is none */
    GPtrArray *folded; /* SfFolded: what other checks add, worst first, then most frequent first */

    char *disputed; /* what must be found out first, as another 301 names another place for the same
                       address; NULL: none does */
    gboolean asks_of_all;    /* @disputed is about all its numbers at once (unknown_numbers.h) */
    guint64 answers_nearest; /* of the hop nearest the caller */
    guint64 unknown_there;   /* of these, those whose new place said that it knows no such user, by
                                the   plain root finding */
    GArray *dispute_decisions; /* SfEventDecision: what the answers to that lead to; NULL: none */

    char *evidence; /* path of the file that shows the example's story; NULL: none was written */
    guint64 evidence_frame; /* of the example's answer, in that file; 0: not known */

    GHashTable *runs;            /* private: of those that are not over, its calls */
    GArray *met;                 /* private: guint32, its calls of the others */
    GArray *open_ends;           /* private: guint32, those of which its answers tell no end */
    GArray *detours;             /* private: guint32, microseconds */
    GArray *odd_detours;         /* private: double, other seconds */
    GArray *servers;             /* private: of problem.c, by status */
    const SfExampleStore *store; /* lent: where its example is */
    gpointer example;            /* the store's name for it, to be freed by it */
    guint64 ways;                /* private: answers of calls that got through */
    guint64 ways_at_once;        /* private: of these, those after another place had been asked */
    guint64 ways_short;          /* private: of these, those by a detour that nobody notices */
    guint worth;                 /* private: of the example, as such */
    char **changes;              /* private: what its root finding asks for */
    SfSeverity severity;         /* private: of the root finding */
} SfProblem;

/** @param store  where examples are set aside; lent, and must live as long as the problem */
SfProblem *sf_problem_new(const char *case_id, const SfExampleStore *store);
void sf_problem_free(SfProblem *problem);

/**
 * Adds an event of this case, on whatever hop; the store has it already.
 *
 * @param call  the number of its call (met_calls.h)
 */
void sf_problem_add(SfProblem *problem, const SfEvent *event, guint call);

/** How good an example of its problem the event is: it takes the place of one that is worth less.
 */
guint sf_problem_worth(const SfEvent *event);

/** No event of that run comes any more. */
void sf_problem_end_run(SfProblem *problem, gint64 run);

/** Adds what was found without an event's saying so; @text of a check that is there already is
 * passed over. To be called before sf_problem_finalize(). */
void sf_problem_fold(SfProblem *problem, const char *check, const char *text);

/** Notes that another 301 names another place for its address: @beforehand is to be found out
 * first, and its answers lead to @decisions (SfDecision). */
void sf_problem_dispute(SfProblem *problem, const char *beforehand, const GPtrArray *decisions);

/** There is no event any more. Of calls whose end its own answers leave open, @end_of may know it
 * from others; SF_END_UNTOLD: it does not. To be called before sf_problem_finalize(). */
void sf_problem_learn_ends(SfProblem *problem, SfCallEnd (*end_of)(guint call, gpointer),
                           gpointer data);

/** To be called once, after the last event: what it costs. FALSE where no event has a finding. */
gboolean sf_problem_finalize(SfProblem *problem);

/** What sf_problem_mark_calls() says of a call. */
enum { SF_CALL_MET = 1, SF_CALL_LOST = 2, SF_CALL_SLOWED = 4 };

/** Marks the problem's calls as met, and those that were lost so too. @param marks  by call */
void sf_problem_mark_calls(const SfProblem *problem, guint8 *marks);

/** TRUE where those that got through did so by a detour that costs: the captures show the time, or
 * another way that was taken, or somebody can spare them it. Where another branch of a fork
 * answered at once, the redirect on this one cost nothing, and nothing costs what nobody notices.
 */
gboolean sf_problem_costs_time(const SfProblem *problem);

/** TRUE where all that got through did so by another place, which was asked before the answer came:
 * nothing was held up. */
gboolean sf_problem_held_nothing_up(const SfProblem *problem);

/** How many of its calls were lost or refused. */
guint64 sf_problem_lost(const SfProblem *problem);

/** TRUE where some were lost or refused, and of none it is certain: the caller may have got through
 * where nobody looked. */
gboolean sf_problem_loss_is_likely(const SfProblem *problem);

/** How many of them got through, one way or another. */
guint64 sf_problem_through(const SfProblem *problem);

/** How many of them ended as somebody wanted: went on, were declined or cancelled. */
guint64 sf_problem_fine(const SfProblem *problem);

/** What the problem is to those who called: lost if any was, else slower if any got through, else
 * unknown if any is. */
SfFate sf_problem_fate(const SfProblem *problem);

#endif
