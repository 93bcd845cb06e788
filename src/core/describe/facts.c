/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts by name, each found out once for the answer that is being told of. */
#include "core/describe/facts.h"

#include "core/describe/facts/fact_tables.h"
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/view.h"

#include <string.h>

/* What was found out so far about the answer that is being told of (cases.h). */
typedef struct {
    gboolean is_known;
    char *value;
} Told;

/* All rows, and the place of each by its name. Made at the first look, for the life of the program:
 * an event asks for eighty of them. */
typedef struct {
    GPtrArray *rows;    /* const SfFactRow */
    GHashTable *places; /* name to place, from 1 */
    Told *told;         /* of each row */
} Facts;

static Facts *facts_new(void)
{
    static const SfFactTable *const tables[] = {&sf_facts_of_call, &sf_facts_of_redirect,
                                                &sf_facts_of_choice, &sf_facts_of_later_call,
                                                &sf_facts_of_extension};
    Facts *all = g_new0(Facts, 1);
    all->rows = g_ptr_array_new();
    all->places = g_hash_table_new(sf_string_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        for (guint row = 0; row < tables[i]->n; row++) {
            const SfFactRow *added = &tables[i]->rows[row];
            g_ptr_array_add(all->rows, (gpointer)added);
            g_hash_table_insert(all->places, (gpointer)added->name,
                                GUINT_TO_POINTER(all->rows->len));
        }
    all->told = g_new0(Told, all->rows->len);
    return all;
}

static Facts *facts(void)
{
    static gsize made;
    if (g_once_init_enter(&made))
        g_once_init_leave(&made, GPOINTER_TO_SIZE(facts_new()));
    return GSIZE_TO_POINTER(made);
}

void sf_facts_begin(const SfAnswer *answer)
{
    sf_facts_end();
    sf_answer_case_begin(answer);
}

void sf_facts_end(void)
{
    Facts *all = facts();
    sf_answer_case_begin(NULL);
    for (guint i = 0; i < all->rows->len; i++) {
        all->told[i].is_known = FALSE;
        g_clear_pointer(&all->told[i].value, g_free);
    }
}

/* @place: from 1. */
static char *fact_at(const SfAnswer *answer, guint place)
{
    const SfFactRow *row = facts()->rows->pdata[place - 1];
    Told *told = &facts()->told[place - 1];
    if (!sf_answer_is_told_of(answer))
        return row->value(answer);
    if (!told->is_known)
        told->value = row->value(answer);
    told->is_known = TRUE;
    return g_strdup(told->value);
}

/* What the element between is called, only its own messages tell. */
static char *product_between(const SfAnswer *answer, const SfFinding *finding)
{
    const char *between = finding ? sf_finding_own(finding, "between") : NULL;
    const char *product =
        between ? sf_senders_product(answer->view->senders, sf_text(between)) : NULL;
    return product ? sf_text_show(sf_text(product)) : NULL;
}

char *sf_fact(const SfAnswer *answer, const SfFinding *finding, const char *name)
{
    const char *own = finding ? sf_finding_own(finding, name) : NULL;
    if (own) /* "": it has none, whatever the answer tells of another element */
        return *own || strcmp(name, "caller_product") != 0 ? g_strdup(own) : NULL;
    const guint place = GPOINTER_TO_UINT(g_hash_table_lookup(facts()->places, name));
    if (place > 0)
        return fact_at(answer, place);
    return strcmp(name, "between_product") == 0 ? product_between(answer, finding) : NULL;
}
