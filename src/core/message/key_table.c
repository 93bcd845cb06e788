/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/key_table.h"

#define FIRST_ROWS 256

void sf_key_table_init(SfKeyTable *table)
{
    *table = (SfKeyTable){.rows = g_new0(SfKeyed *, FIRST_ROWS), .n_rows = FIRST_ROWS};
}

void sf_key_table_clear(SfKeyTable *table)
{
    g_free(table->rows);
    *table = (SfKeyTable){0};
}

static SfKeyed **row_of(const SfKeyTable *table, const SfKeyed *keyed)
{
    return &table->rows[keyed->key.row & (table->n_rows - 1)];
}

static void put(SfKeyTable *table, SfKeyed *keyed)
{
    SfKeyed **row = row_of(table, keyed);
    keyed->next = *row;
    *row = keyed;
}

static void put_again(gpointer keyed, gpointer table)
{
    put(table, keyed);
}

static void grow(SfKeyTable *table)
{
    const SfKeyTable before = *table;
    table->n_rows = 2 * before.n_rows;
    table->rows = g_new0(SfKeyed *, table->n_rows);
    sf_key_table_each(&before, put_again, table);
    g_free(before.rows);
}

void sf_key_table_add(SfKeyTable *table, SfKeyed *keyed)
{
    if (table->n++ == table->n_rows)
        grow(table);
    put(table, keyed);
}

void sf_key_table_remove(SfKeyTable *table, const SfKeyed *keyed)
{
    SfKeyed **at = row_of(table, keyed);
    while (*at != keyed)
        at = &(*at)->next;
    *at = keyed->next;
    table->n--;
}

void sf_key_table_each(const SfKeyTable *table, SfKeyedFunction each, gpointer data)
{
    for (guint i = 0; i < table->n_rows; i++)
        for (SfKeyed *keyed = table->rows[i]; keyed;) {
            SfKeyed *next = keyed->next;
            each(keyed, data);
            keyed = next;
        }
}
