// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/shown.h"

#include "core/grammar/strings/string_hash.h"
#include "problems/problem.h"

/* What the problem of a case has by now. */
typedef struct {
    guint worth;       /* of its example */
    GPtrArray *checks; /* char *, owned: those that it has words of */
} Case;

struct SfShown {
    GHashTable *cases;   /* case -> Case */
    GHashTable *stories; /* hash of a Call-ID -> story that it was first met in */
};

static void case_free(gpointer data)
{
    Case *one = data;
    g_ptr_array_unref(one->checks);
    g_free(one);
}

SfShown *sf_shown_new(void)
{
    SfShown *shown = g_new(SfShown, 1);
    shown->cases = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, case_free);
    shown->stories = g_hash_table_new(NULL, NULL);
    return shown;
}

void sf_shown_free(SfShown *shown)
{
    if (!shown)
        return;
    g_hash_table_unref(shown->cases);
    g_hash_table_unref(shown->stories);
    g_free(shown);
}

static gboolean has_words_of(const Case *one, const char *check)
{
    return g_ptr_array_find_with_equal_func(one->checks, check, g_str_equal, NULL);
}

gboolean sf_shown_may_be(const SfShown *shown, const SfEvent *event)
{
    if (!event->case_id)
        return FALSE;
    const Case *one = g_hash_table_lookup(shown->cases, event->case_id);
    if (!one || sf_problem_worth(event) > one->worth)
        return TRUE;
    for (guint i = 0; i < event->findings->len; i++)
        if (!has_words_of(one, ((const SfEventFinding *)event->findings->pdata[i])->check))
            return TRUE;
    return FALSE;
}

/* The report passes over an answer that it has seen in another story (calls/met_calls.h). That has
 * the same Call-ID: where it is a new one, the event counts. */
static gboolean may_be_copy(const SfShown *shown, const SfEvent *event)
{
    if (!event->call_id)
        return FALSE;
    const gpointer key = GUINT_TO_POINTER(g_str_hash(event->call_id));
    gpointer first = NULL;
    if (g_hash_table_lookup_extended(shown->stories, key, NULL, &first))
        return event->story == 0 || GPOINTER_TO_SIZE(first) != (gsize)event->story;
    g_hash_table_insert(shown->stories, key, GSIZE_TO_POINTER((gsize)event->story));
    return FALSE;
}

static Case *case_of(const SfShown *shown, const char *id)
{
    Case *one = g_hash_table_lookup(shown->cases, id);
    if (!one) {
        one = g_new0(Case, 1);
        one->checks = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(shown->cases, g_strdup(id), one);
    }
    return one;
}

void sf_shown_add(SfShown *shown, const SfEvent *event)
{
    if (may_be_copy(shown, event) || !event->case_id)
        return;
    Case *one = case_of(shown, event->case_id);
    one->worth = MAX(one->worth, sf_problem_worth(event));
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        if (!has_words_of(one, finding->check))
            g_ptr_array_add(one->checks, g_strdup(finding->check));
    }
}
