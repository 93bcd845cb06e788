/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/tables.h"

#include <epan/tap.h>
#include <stdio.h>
#include <string.h>
#include <wsutil/report_message.h>

#include "plugin/taps/at_end.h"
#include "plugin/taps/table_rows.h"

static SfLedger *(*current_ledger)(void);

/** One of the tables, in the window and in print. */
typedef struct {
    SfTableKind kind;
    const char *title;
    const char *cli_name;
    stat_tap_table_item fields[SF_MAX_COLUMNS];
    guint n_fields;
    SfTableRows *rows; /* of the retap that is going on; NULL: it has not shown an answer yet */
    GHashTable *shown; /* numbers of the rows that are in the window's table */
    stat_tap_table_ui *ui;
    GPtrArray *retired; /* rows that another dialog of this table may still show */
    SfAtEnd at_end;     /* in print */
} Table;

static void print_problems(void *data);
static void print_answers(void *data);
static void print_moved(void *data);

static Table tables[SF_N_TABLES] = {
    [SF_TABLE_PROBLEMS] = {.kind = SF_TABLE_PROBLEMS,
                           .title = "SIP Fix: Problems",
                           .cli_name = "sipfix,problems",
                           .at_end = {.name = "sipfix,problems", .print = print_problems}},
    [SF_TABLE_ANSWERS] = {.kind = SF_TABLE_ANSWERS,
                          .title = "SIP Fix: Answers",
                          .cli_name = "sipfix,answers",
                          .at_end = {.name = "sipfix,answers", .print = print_answers}},
    [SF_TABLE_MOVED] = {.kind = SF_TABLE_MOVED,
                        .title = "SIP Fix: Moved Addresses",
                        .cli_name = "sipfix,moved",
                        .at_end = {.name = "sipfix,moved", .print = print_moved}},
};

/* ---- In the window ---- */

/*
 * The window dissects all packets once more for a table, and calls back for each answer that passes
 * its filter; there is no call at the end. By then the ledger is complete: it is looked at once,
 * and each call shows the row that its answer belongs to.
 */

static void show_row(const Table *table, stat_tap_table *shown, guint row)
{
    SfTableCell cells[SF_MAX_COLUMNS] = {{0}};
    stat_tap_table_item_type items[SF_MAX_COLUMNS];
    memset(items, 0, sizeof items);
    sf_table_row(table->rows, table->kind, row, cells);
    for (guint i = 0; i < table->n_fields; i++) {
        items[i].type = table->fields[i].type;
        items[i].user_data.ptr_value = cells[i].text; /* owned: free_item() */
        if (cells[i].text)
            items[i].value.string_value = cells[i].text;
        else
            items[i].value.uint_value = cells[i].number;
    }
    stat_tap_init_table_row(shown, shown->num_elements, table->n_fields, items);
}

static tap_packet_status take_answer(Table *table, const stat_data_t *stat, const void *answer)
{
    SfLedger *ledger = current_ledger();
    if (!ledger || stat->stat_tap_data->tables->len == 0)
        return TAP_PACKET_DONT_REDRAW;
    if (!table->rows)
        table->rows = sf_table_rows_new(ledger);
    const guint row = sf_table_row_of(table->rows, table->kind, answer);
    if (row == G_MAXUINT || !g_hash_table_add(table->shown, GUINT_TO_POINTER(row)))
        return TAP_PACKET_DONT_REDRAW;
    show_row(table, g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0), row);
    return TAP_PACKET_REDRAW;
}

static void forget_rows(Table *table)
{
    g_clear_pointer(&table->rows, sf_table_rows_free);
    g_hash_table_remove_all(table->shown);
}

static void free_item(stat_tap_table *table _U_, guint row _U_, guint column _U_,
                      stat_tap_table_item_type *item)
{
    g_clear_pointer(&item->user_data.ptr_value, g_free);
    item->type = TABLE_ITEM_NONE;
}

static void free_retired(Table *table)
{
    for (guint row = 0; row < table->retired->len; row++) {
        stat_tap_table_item_type *items = table->retired->pdata[row];
        for (guint column = 0; column < table->n_fields; column++)
            free_item(NULL, row, column, &items[column]);
        g_free(items);
    }
    g_ptr_array_set_size(table->retired, 0);
}

/* All dialogs of a table share it, and show its rows by their addresses until they fill themselves
 * anew. */
static void empty(Table *table, stat_tap_table *shown)
{
    for (guint row = 0; row < shown->num_elements; row++)
        g_ptr_array_add(table->retired, shown->elements[row]);
    shown->num_elements = 0;
    if (table->ui->refcount <= 1)
        free_retired(table);
}

static void begin(Table *table, stat_tap_table_ui *ui)
{
    stat_tap_table *shown = stat_tap_find_table(ui, table->title);
    forget_rows(table);
    if (shown) {
        empty(table, shown);
        return;
    }
    shown = stat_tap_init_table(table->title, (int)table->n_fields, 0, NULL);
    stat_tap_add_table(ui, shown);
}

/* Wireshark's functions for a table tell which one by their own address only. */
#define SF_TABLE_FUNCTIONS(name, kind)                                                             \
    static void begin_##name(stat_tap_table_ui *ui)                                                \
    {                                                                                              \
        begin(&tables[kind], ui);                                                                  \
    }                                                                                              \
    static tap_packet_status take_##name(void *stat, packet_info *pinfo _U_,                       \
                                         epan_dissect_t *edt _U_, const void *answer,              \
                                         tap_flags_t flags _U_)                                    \
    {                                                                                              \
        return take_answer(&tables[kind], stat, answer);                                           \
    }                                                                                              \
    static void reset_##name(stat_tap_table *shown)                                                \
    {                                                                                              \
        forget_rows(&tables[kind]);                                                                \
        empty(&tables[kind], shown);                                                               \
    }                                                                                              \
    static void print_##name(void *data _U_)                                                       \
    {                                                                                              \
        print(&tables[kind]);                                                                      \
    }

/* ---- In print ---- */

/* In characters: a longer text is clipped, but in the last column, so that a line can be read. */
#define WIDEST 60

static char *cell_text(const SfTableCell *cell, gboolean is_last)
{
    if (!cell->text)
        return g_strdup_printf("%u", cell->number);
    if (is_last || g_utf8_strlen(cell->text, -1) <= WIDEST)
        return g_strdup(cell->text);
    g_autofree char *start = g_utf8_substring(cell->text, 0, WIDEST - 3);
    return g_strconcat(start, "...", NULL);
}

/* Strings: the texts of a row. */
static GPtrArray *texts_of(const Table *table, guint row)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    SfTableCell cells[SF_MAX_COLUMNS] = {{0}};
    sf_table_row(table->rows, table->kind, row, cells);
    for (guint i = 0; i < table->n_fields; i++) {
        g_ptr_array_add(texts, cell_text(&cells[i], i + 1 == table->n_fields));
        g_free(cells[i].text);
    }
    return texts;
}

static GPtrArray *titles_of(const Table *table)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < table->n_fields; i++)
        g_ptr_array_add(texts, g_strdup(table->fields[i].column_name));
    return texts;
}

/* Rows of answers that the filter lets through, in the table's order. */
static GPtrArray *chosen_lines(Table *table, SfLedger *ledger)
{
    const GPtrArray *answers = sf_ledger_answers(ledger);
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) chosen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < answers->len; i++) {
        const guint row = sf_table_row_of(table->rows, table->kind, answers->pdata[i]);
        if (row != G_MAXUINT && sf_is_chosen(&table->at_end, answers->pdata[i]))
            g_hash_table_add(chosen, GUINT_TO_POINTER(row));
    }
    g_ptr_array_add(lines, titles_of(table));
    for (guint row = 0; row < sf_table_length(table->rows, table->kind); row++)
        if (g_hash_table_contains(chosen, GUINT_TO_POINTER(row)))
            g_ptr_array_add(lines, texts_of(table, row));
    return lines;
}

static void measure(const Table *table, const GPtrArray *lines, int *widths)
{
    for (guint i = 0; i < lines->len; i++) {
        const GPtrArray *texts = lines->pdata[i];
        for (guint column = 0; column < table->n_fields; column++)
            widths[column] = MAX(widths[column], (int)g_utf8_strlen(texts->pdata[column], -1));
    }
}

static void print_cell(const Table *table, guint column, const char *text, int width)
{
    const int missing = MAX(width - (int)g_utf8_strlen(text, -1), 0);
    if (table->fields[column].type == TABLE_ITEM_UINT)
        printf("%*s%s", missing, "", text);
    else if (column + 1 < table->n_fields)
        printf("%s%*s", text, missing, "");
    else
        printf("%s", text);
}

static void print(Table *table)
{
    SfLedger *ledger = current_ledger();
    if (!ledger)
        return;
    table->rows = sf_table_rows_new(ledger);
    g_autoptr(GPtrArray) lines = chosen_lines(table, ledger);
    int widths[SF_MAX_COLUMNS] = {0};
    measure(table, lines, widths);
    printf("%s\n", table->title);
    for (guint i = 0; i < lines->len; i++) {
        const GPtrArray *texts = lines->pdata[i];
        for (guint column = 0; column < table->n_fields; column++) {
            if (column > 0)
                printf("  ");
            print_cell(table, column, texts->pdata[column], widths[column]);
        }
        printf("\n");
    }
    forget_rows(table);
}

SF_TABLE_FUNCTIONS(problems, SF_TABLE_PROBLEMS)
SF_TABLE_FUNCTIONS(answers, SF_TABLE_ANSWERS)
SF_TABLE_FUNCTIONS(moved, SF_TABLE_MOVED)

/* What follows the name after -z: nothing, or ",FILTER". */
static gboolean start(Table *table, const char *argument)
{
    const char *rest = argument + strlen(table->cli_name);
    if (table->at_end.started)
        return TRUE;
    if (*rest == ',' && rest[1] != '\0')
        sf_choose(&table->at_end, rest + 1);
    else if (*rest != '\0') {
        report_failure("-z %s: after \"%s\" comes nothing or \",FILTER\", a display filter",
                       argument, table->cli_name);
        return FALSE;
    }
    return sf_print_at_end(&table->at_end);
}

static SIPFIX_STAT_TAP_INIT init_print(const char *argument, void *table)
{
    SIPFIX_STAT_TAP_INIT_RETURN(start(table, argument));
}

/* ---- Registration ---- */

static void name_columns(Table *table)
{
    const SfTableColumn *columns = sf_table_columns(table->kind);
    for (guint i = 0; columns[i].name; i++) {
        table->fields[i] = (stat_tap_table_item){
            .type = columns[i].is_number ? TABLE_ITEM_UINT : TABLE_ITEM_STRING,
            .align = columns[i].is_number ? TAP_ALIGN_RIGHT : TAP_ALIGN_LEFT,
            .column_name = columns[i].name,
            .field_format = columns[i].is_number ? "%u" : "%s",
        };
        table->n_fields = i + 1;
    }
}

void sf_tables_register(SfLedger *(*current)(void))
{
    static tap_param filter[] = {{PARAM_FILTER, "filter", "Filter", NULL, TRUE}};
    static stat_tap_table_ui uis[SF_N_TABLES] = {
        [SF_TABLE_PROBLEMS] = {.stat_tap_init_cb = begin_problems,
                               .packet_func = take_problems,
                               .stat_tap_reset_table_cb = reset_problems},
        [SF_TABLE_ANSWERS] = {.stat_tap_init_cb = begin_answers,
                              .packet_func = take_answers,
                              .stat_tap_reset_table_cb = reset_answers},
        [SF_TABLE_MOVED] = {.stat_tap_init_cb = begin_moved,
                            .packet_func = take_moved,
                            .stat_tap_reset_table_cb = reset_moved},
    };
    static stat_tap_ui prints[SF_N_TABLES];
    current_ledger = current;
    for (guint i = 0; i < SF_N_TABLES; i++) {
        Table *table = &tables[i];
        name_columns(table);
        table->shown = g_hash_table_new(NULL, NULL);
        table->retired = g_ptr_array_new();
        table->ui = &uis[i];
        /* tshark takes the first that has the name: this one prints at the end. */
        prints[i] = (stat_tap_ui){.group = SIPFIX_TELEPHONY_GROUP,
                                  .cli_string = table->cli_name,
                                  .tap_init_cb = init_print};
        register_stat_tap_ui(&prints[i], table);
        uis[i].group = SIPFIX_TELEPHONY_GROUP;
        uis[i].title = table->title;
        uis[i].tap_name = "sipfix";
        uis[i].cli_string = table->cli_name;
        uis[i].stat_tap_free_table_item_cb = free_item;
        uis[i].nfields = table->n_fields;
        uis[i].fields = table->fields;
        uis[i].nparams = G_N_ELEMENTS(filter);
        uis[i].params = filter;
        register_stat_tap_table_ui(&uis[i]);
    }
}
