/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two reports side by side: what is mended, what is still there, what is new, by case. It works on
 * reports as JSON (report_json.h), so that captures and kept reports compare in the same way.
 *
 * That a case is not in the new report does not mean that it is mended: perhaps nobody called.
 * Mended is only what the new side had the opportunity to show.
 */
#ifndef SIPFIX_DIFF_H
#define SIPFIX_DIFF_H

#include "analyzer/events/members.h"
#include "problems/event.h"

typedef enum {
    SF_CHANGE_NEW,
    SF_CHANGE_STILL,
    SF_CHANGE_NOT_SEEN, /* gone, but nothing says that it is mended */
    SF_CHANGE_MENDED,
    SF_N_CHANGES
} SfChangeKind;

/** One case. The objects are the problems in the reports, lent; one of them may be NULL. */
typedef struct {
    SfChangeKind kind;
    JsonObject *before;
    JsonObject *after;
    char *reason; /* why it counts as mended, or why nobody knows whether it is mended, or new;
                     else NULL */
} SfDifference;

typedef struct {
    const char *name; /* as it was given */
    JsonObject *report;
} SfDiffSide;

typedef struct {
    SfDiffSide before;
    SfDiffSide after;
    const char *case_prefix;     /* only these cases were asked for; lent; NULL: all */
    GPtrArray *cases;            /* SfDifference, by kind, each worst first */
    guint numbers[SF_N_CHANGES]; /* how many of each kind */
} SfDiff;

/**
 * Compares. All is lent, and must live as long.
 *
 * @param case_prefix  only cases that begin so; NULL: all
 */
SfDiff *sf_diff_new(const SfDiffSide *before, const SfDiffSide *after, const char *case_prefix);
void sf_diff_free(SfDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfDiff, sf_diff_free)

/** "new", "still", "not_seen", "mended". */
const char *sf_change_name(SfChangeKind kind);

/** Level of a problem in a report; SF_CHAT for NULL. */
SfSeverity sf_diff_level(JsonObject *problem);

/** How many of its calls were lost or refused; 0 for NULL. */
guint64 sf_diff_lost(JsonObject *problem);

/** TRUE where the case is there still, and of a higher level than before. */
gboolean sf_diff_is_worse(const SfDifference *difference);

/** The worst level of what is new or worse; SF_CHAT where nothing is. */
SfSeverity sf_diff_fresh_level(const SfDiff *diff);

#endif
