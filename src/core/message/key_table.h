/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things that are found by their key, which stands at their beginning: they are chained through
 * themselves, so that to add or to find one takes neither memory nor a call of a comparing
 * function, as each message does several times.
 */
#ifndef SIPFIX_KEY_TABLE_H
#define SIPFIX_KEY_TABLE_H

#include "core/message/key.h"

/** The beginning of what such a table holds. */
typedef struct SfKeyed SfKeyed;
struct SfKeyed {
    SfKey key;
    SfKeyed *next; /* in its row */
};

typedef struct {
    SfKeyed **rows;
    guint n_rows; /* a power of two */
    guint n;
} SfKeyTable;

/** Empty; sf_key_table_clear() frees the rows. */
void sf_key_table_init(SfKeyTable *table);

/** What it still holds is left alone. */
void sf_key_table_clear(SfKeyTable *table);

/** NULL: there is none. */
static inline gpointer sf_key_table_find(const SfKeyTable *table, const SfKey *key)
{
    SfKeyed *keyed = table->rows[key->row & (table->n_rows - 1)];
    while (keyed && !sf_key_is(&keyed->key, key))
        keyed = keyed->next;
    return keyed;
}

/** None with its key is there. */
void sf_key_table_add(SfKeyTable *table, SfKeyed *keyed);

/** It is there. */
void sf_key_table_remove(SfKeyTable *table, const SfKeyed *keyed);

typedef void (*SfKeyedFunction)(gpointer keyed, gpointer data);

/** In no order. Each may be freed meanwhile. */
void sf_key_table_each(const SfKeyTable *table, SfKeyedFunction each, gpointer data);

#endif
