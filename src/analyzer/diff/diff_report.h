/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison as text, and as JSON (docs/schemas/sipfix-diff-1.json). */
#ifndef SIPFIX_DIFF_REPORT_H
#define SIPFIX_DIFF_REPORT_H

#include "analyzer/diff/diff.h"
#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"

#define SF_DIFF_SCHEMA "sipfix-diff/1"

typedef struct {
    const char *name;
    void (*write)(const SfDiff *diff, SfOutput *output, const SfTerminal *terminal);
} SfDiffFormat;

extern const SfDiffFormat sf_diff_text;
extern const SfDiffFormat sf_diff_json;

#endif
