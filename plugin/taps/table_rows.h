/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the tables (tables.h): what stands in them, whoever shows them. */
#ifndef SIPFIX_TABLE_ROWS_H
#define SIPFIX_TABLE_ROWS_H

#include "core/ledger/ledger.h"

#define SF_MAX_COLUMNS 9

/** One cell: a number, or else a text. */
typedef struct {
    char *text; /* owned; NULL: it is a number */
    guint number;
} SfTableCell;

typedef struct {
    const char *name;
    gboolean is_number;
} SfTableColumn;

typedef enum { SF_TABLE_PROBLEMS, SF_TABLE_ANSWERS, SF_TABLE_MOVED, SF_N_TABLES } SfTableKind;

/** What a table is made of: one look at a whole ledger. */
typedef struct SfTableRows SfTableRows;

/** Looks at all answers of @ledger, which must stay as it is for as long as the rows are used. */
SfTableRows *sf_table_rows_new(SfLedger *ledger);
void sf_table_rows_free(SfTableRows *rows);

/** The columns of a table, ended by one without a name. Static. */
const SfTableColumn *sf_table_columns(SfTableKind kind);

/** The number of the row that @answer belongs to, in the order of the table; G_MAXUINT: it has
 * none. */
guint sf_table_row_of(SfTableRows *rows, SfTableKind kind, const SfAnswer *answer);

/** How many rows the table has. */
guint sf_table_length(const SfTableRows *rows, SfTableKind kind);

/** Fills @cells, as many as the table has columns; the texts are to be freed with g_free(). */
void sf_table_row(const SfTableRows *rows, SfTableKind kind, guint row, SfTableCell *cells);

#endif
