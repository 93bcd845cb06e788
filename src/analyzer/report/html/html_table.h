/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The long tables of the page, which its script makes sortable and searchable: all of them have the
 * same bones.
 */
#ifndef SIPFIX_HTML_TABLE_H
#define SIPFIX_HTML_TABLE_H

#include <glib.h>

typedef struct {
    const char *title;
    gboolean is_number;
} SfColumn;

/** Opens a table for rows: @id names it on the page, @caption to its readers. */
void sf_html_table_begin(GString *html, const char *id, const char *caption,
                         const SfColumn *columns, guint n);

/** A cell with a number, which sorts as one. */
void sf_html_number(GString *html, guint64 number);

typedef enum {
    SF_CELL_WORDS, /* may break anywhere between words */
    SF_CELL_TERM,  /* stays on one line */
    SF_CELL_CODE,  /* an address, in the type of those */
    SF_CELL_FILE,
} SfCell;

/** A cell with a stranger's value. */
void sf_html_cell(GString *html, SfCell kind, const char *value);

/** Closes it. Where fewer rows are @shown than there are (@all) it says so, and that @elsewhere
 * (NULL: nowhere) has them. */
void sf_html_table_end(GString *html, guint64 shown, guint64 all, const char *elsewhere);

#endif
