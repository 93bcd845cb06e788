/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comma-separated values (RFC 4180) for spreadsheets and programs. Cells are a stranger's: they are
 * one line of harmless characters (sf_visible()), and none can begin like a formula.
 */
#ifndef SIPFIX_CSV_H
#define SIPFIX_CSV_H

#include <glib.h>

/** A table while it is written; `{0}` begins one. */
typedef struct {
    GString *text;   /* owned; NULL: nothing yet */
    gboolean inside; /* the line has a cell */
} SfCsv;

/**
 * Adds a cell with text; NULL gives an empty one. Where a spreadsheet could take it for a formula,
 * at its beginning or behind a semicolon, an apostrophe is put before it; so is one before an
 * apostrophe. So whoever takes away an apostrophe in these places always has what it was.
 */
void sf_csv_text(SfCsv *csv, const char *text);

/** The same, and frees @text. */
void sf_csv_take(SfCsv *csv, char *text);

/** Adds a cell with a number. */
void sf_csv_count(SfCsv *csv, guint64 number);

/** The same, but an empty cell for 0, which stands for unknown (frames, status codes). */
void sf_csv_known(SfCsv *csv, gint64 number);

/** Adds a cell with seconds, to the microsecond. */
void sf_csv_seconds(SfCsv *csv, double seconds);

/** Adds a cell for each of @names (NULL-terminated): the header line. */
void sf_csv_header(SfCsv *csv, const char *const *names);

/** Ends the line: CR LF. */
void sf_csv_end(SfCsv *csv);

/** The text so far, which the table forgets; to be freed with g_string_free(). */
GString *sf_csv_steal(SfCsv *csv);

#endif
