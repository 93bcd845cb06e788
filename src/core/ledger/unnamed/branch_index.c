/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/unnamed/branch_index.h"

#include "core/message/key.h"

#include <string.h>

/* An element may put one branch on all that it sends. Of so many only their number is known. */
#define MAX_KEPT 8

/* All with one branch. */
typedef struct {
    SfBranch key; /* its bytes lie behind this */
    guint n;
    guint n_kept;
    gpointer kept[MAX_KEPT];
} Sharers;

struct SfBranchIndex {
    GHashTable *sharers; /* Sharers -> itself */
};

static guint sharers_hash(gconstpointer data)
{
    const Sharers *sharers = data;
    return sf_key(sharers->key.branch).row;
}

static gboolean sharers_equal(gconstpointer a, gconstpointer b)
{
    const Sharers *one = a;
    const Sharers *other = b;
    return sf_text_equal(one->key.branch, other->key.branch) &&
           sf_text_equal_nocase(one->key.sent_by, other->key.sent_by);
}

SfBranchIndex *sf_branch_index_new(void)
{
    SfBranchIndex *index = g_new(SfBranchIndex, 1);
    index->sharers = g_hash_table_new_full(sharers_hash, sharers_equal, g_free, NULL);
    return index;
}

void sf_branch_index_free(SfBranchIndex *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->sharers);
    g_free(index);
}

gboolean sf_branch_is_unique(SfText branch)
{
    static const char cookie[] = "z9hG4bK";
    const gsize length = sizeof cookie - 1;
    return branch.length > length &&
           sf_text_equal_nocase(sf_text_slice(branch, 0, length), sf_text(cookie));
}

/* @branch: a unique one. */
static Sharers *look_up(const SfBranchIndex *index, SfBranch branch)
{
    const Sharers sought = {.key = branch};
    return g_hash_table_lookup(index->sharers, &sought);
}

static Sharers *find(const SfBranchIndex *index, SfBranch branch)
{
    return sf_branch_is_unique(branch.branch) ? look_up(index, branch) : NULL;
}

static SfText keep(char *bytes, SfText text)
{
    if (text.length > 0)
        memcpy(bytes, text.at, text.length);
    return (SfText){bytes, text.length};
}

static Sharers *sharers_new(SfBranch branch)
{
    const gsize length = branch.branch.length;
    Sharers *sharers = g_malloc0(sizeof *sharers + length + branch.sent_by.length);
    char *bytes = (char *)(sharers + 1);
    sharers->key.branch = keep(bytes, branch.branch);
    sharers->key.sent_by = keep(bytes + length, branch.sent_by);
    return sharers;
}

void sf_branch_index_add(SfBranchIndex *index, SfBranch branch, gpointer thing)
{
    if (!sf_branch_is_unique(branch.branch))
        return;
    Sharers *sharers = look_up(index, branch);
    if (!sharers) {
        sharers = sharers_new(branch);
        g_hash_table_add(index->sharers, sharers);
    }
    sharers->n++;
    if (sharers->n_kept < MAX_KEPT)
        sharers->kept[sharers->n_kept++] = thing;
}

void sf_branch_index_remove(SfBranchIndex *index, SfBranch branch, gpointer thing)
{
    Sharers *sharers = find(index, branch);
    if (!sharers)
        return;
    for (guint i = 0; i < sharers->n_kept; i++)
        if (sharers->kept[i] == thing) {
            sharers->kept[i] = sharers->kept[--sharers->n_kept];
            break;
        }
    if (--sharers->n == 0)
        g_hash_table_remove(index->sharers, sharers);
}

gpointer sf_branch_index_find(const SfBranchIndex *index, SfBranch branch, SfBranchTest fits,
                              gconstpointer data, gboolean *taken)
{
    const Sharers *sharers = find(index, branch);
    gpointer found = NULL;
    if (taken)
        *taken = sharers != NULL;
    if (!sharers || sharers->n > sharers->n_kept)
        return NULL;
    for (guint i = 0; i < sharers->n_kept; i++) {
        if (!fits(sharers->kept[i], data))
            continue;
        if (found)
            return NULL;
        found = sharers->kept[i];
    }
    return found;
}
