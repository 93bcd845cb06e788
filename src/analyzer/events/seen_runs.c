/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analyzer/events/seen_runs.h"

#include "analyzer/cli/command.h"
#include "reading/results/spool.h"
#include "reading/run/child/room.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define PAGE   256U /* answers that are read at once: 5 kB */
#define MERGED 8U   /* runs of a size that become one */

/* Of the filter: lines as long as those of a processor's cache, of which one is looked at. */
#define LINE_BITS  512U
#define LINE_WORDS (LINE_BITS / 64)
#define ANSWER_BITS                                                                                \
    10U /* in the filter, for each answer: with 6 set, 1 of 100 is looked for in vain */
#define BITS_SET 6U

typedef struct {
    FILE *file; /* SfSeen, sorted */
    guint64 n;
    guint merged;   /* how often what is in it was merged */
    GArray *firsts; /* guint64: the key of the first of each page */
    guint64 *filter;
    guint64 n_lines;
} SeenRun;

typedef struct {
    GPtrArray *runs; /* SeenRun, the largest first */
    const char *command;
} SeenRuns;

static void run_free(gpointer data)
{
    SeenRun *run = data;
    (void)fclose(run->file);
    g_array_unref(run->firsts);
    g_free(run->filter);
    g_free(run);
}

/* ---- The filter ---- */

static guint64 *line_of(const SeenRun *run, guint64 key)
{
    return run->filter + (((key >> 32) * run->n_lines) >> 32) * LINE_WORDS;
}

/* The bit of 512 that is the @nth of @key: others than those that chose the line. */
static guint bit_of(guint64 key, guint nth)
{
    const guint64 mixed = key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return (guint)(mixed >> (10 + 9 * nth)) % LINE_BITS;
}

static void mark(const SeenRun *run, guint64 key)
{
    guint64 *line = line_of(run, key);
    for (guint nth = 0; nth < BITS_SET; nth++) {
        const guint bit = bit_of(key, nth);
        line[bit / 64] |= G_GUINT64_CONSTANT(1) << bit % 64;
    }
}

static gboolean may_have(const SeenRun *run, guint64 key)
{
    const guint64 *line = line_of(run, key);
    for (guint nth = 0; nth < BITS_SET; nth++) {
        const guint bit = bit_of(key, nth);
        if (!(line[bit / 64] >> bit % 64 & 1))
            return FALSE;
    }
    return TRUE;
}

/* ---- Writing a run ---- */

/* For @n answers. NULL with @why, owned. */
static SeenRun *run_new(guint64 n, char **why)
{
    g_autoptr(GError) error = NULL;
    SfSpool *spool = sf_spool_new(g_get_tmp_dir(), &error);
    if (!spool) {
        *why = g_strdup(error->message);
        return NULL;
    }
    const int descriptor = sf_spool_descriptor(spool);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
    sf_spool_free(spool);
    if (!file) {
        *why = sf_room_on_disk(g_get_tmp_dir(), errno);
        return NULL;
    }
    SeenRun *run = g_new0(SeenRun, 1);
    run->file = file;
    run->firsts = g_array_new(FALSE, FALSE, sizeof(guint64));
    run->n_lines = n * ANSWER_BITS / LINE_BITS + 1;
    run->filter = g_new0(guint64, run->n_lines * LINE_WORDS);
    return run;
}

static gboolean write_one(SeenRun *run, const SfSeen *seen)
{
    const guint64 key = sf_seen_key(seen);
    if (run->n++ % PAGE == 0)
        g_array_append_val(run->firsts, key);
    mark(run, key);
    return fwrite(seen, sizeof *seen, 1, run->file) == 1;
}

/* @good: all of it was taken so far. FALSE with @why, owned; then @run is freed. */
static gboolean end_writing(SeenRun *run, gboolean good, char **why)
{
    if (good && fflush(run->file) == 0)
        return TRUE;
    *why = sf_room_on_disk(g_get_tmp_dir(), errno);
    run_free(run);
    return FALSE;
}

static SeenRun *write_run(const SfSeen *seen, guint n, char **why)
{
    SeenRun *run = run_new(n, why);
    gboolean good = TRUE;
    if (!run)
        return NULL;
    for (guint i = 0; good && i < n; i++)
        good = write_one(run, &seen[i]);
    return end_writing(run, good, why) ? run : NULL;
}

/* ---- Merging ---- */

/* A run that is read from its beginning. */
typedef struct {
    FILE *file;
    guint64 left;
    SfSeen next; /* where something is left */
} Reader;

static void read_next(Reader *reader)
{
    if (reader->left > 0 && fread(&reader->next, sizeof reader->next, 1, reader->file) != 1)
        sf_spool_lost(g_get_tmp_dir());
}

static Reader *least_of(Reader *readers, guint n)
{
    Reader *least = NULL;
    for (guint i = 0; i < n; i++)
        if (readers[i].left > 0 &&
            (!least || sf_seen_key(&readers[i].next) < sf_seen_key(&least->next)))
            least = &readers[i];
    return least;
}

static gboolean write_all(SeenRun *merged, Reader *readers, guint n)
{
    Reader *reader;
    while ((reader = least_of(readers, n)) != NULL) {
        if (!write_one(merged, &reader->next))
            return FALSE;
        reader->left--;
        read_next(reader);
    }
    return TRUE;
}

/* NULL where there is no room for it. */
static SeenRun *merge(SeenRun *const *runs, guint n)
{
    Reader readers[MERGED];
    g_autofree char *why = NULL;
    guint64 all = 0;
    for (guint i = 0; i < n; i++) {
        readers[i] = (Reader){.file = runs[i]->file, .left = runs[i]->n};
        rewind(runs[i]->file);
        read_next(&readers[i]);
        all += runs[i]->n;
    }
    SeenRun *merged = run_new(all, &why);
    if (!merged || !end_writing(merged, write_all(merged, readers, n), &why))
        return NULL;
    merged->merged = runs[0]->merged + 1;
    return merged;
}

/* The last ones, where they are as many as are merged, and of a size. */
static gboolean are_many(const GPtrArray *runs)
{
    if (runs->len < MERGED)
        return FALSE;
    const SeenRun *first = runs->pdata[runs->len - MERGED];
    const SeenRun *last = runs->pdata[runs->len - 1];
    return first->merged == last->merged;
}

/* Where there is no room for that, they are as good as they are. */
static void merge_last(GPtrArray *runs)
{
    while (are_many(runs)) {
        const guint first = runs->len - MERGED;
        SeenRun *merged = merge((SeenRun *const *)&runs->pdata[first], MERGED);
        if (!merged)
            return;
        g_ptr_array_set_size(runs, (gint)first);
        g_ptr_array_add(runs, merged);
    }
}

/* ---- The store ---- */

static gboolean add(gpointer data, const SfSeen *seen, guint n)
{
    const SeenRuns *runs = data;
    g_autofree char *why = NULL;
    SeenRun *run = write_run(seen, n, &why);
    if (!run) {
        g_autofree char *trouble =
            sf_trouble_add(why, ": from here on, what is known of all calls is kept in memory");
        sf_complain_of(runs->command, NULL, trouble);
        return FALSE;
    }
    g_ptr_array_add(runs->runs, run);
    merge_last(runs->runs);
    return TRUE;
}

/* The page that may have it. */
static guint page_of(const SeenRun *run, guint64 key)
{
    guint from = 0, to = run->firsts->len;
    while (to - from > 1) {
        const guint middle = from + (to - from) / 2;
        if (g_array_index(run->firsts, guint64, middle) <= key)
            from = middle;
        else
            to = middle;
    }
    return from;
}

static gboolean find_in_run(const SeenRun *run, guint64 key, SfSeen *seen)
{
    SfSeen page[PAGE];
    const guint64 first = (guint64)page_of(run, key) * PAGE;
    const gsize n = (gsize)MIN(run->n - first, PAGE);
    const gsize size = n * sizeof *page;
    if (pread(fileno(run->file), page, size, (off_t)(first * sizeof *page)) != (gssize)size)
        sf_spool_lost(g_get_tmp_dir());
    for (gsize i = 0; i < n; i++) {
        if (sf_seen_key(&page[i]) == key) {
            *seen = page[i];
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean find(gpointer data, guint64 key, SfSeen *seen)
{
    const SeenRuns *runs = data;
    for (guint i = 0; i < runs->runs->len; i++) {
        const SeenRun *run = runs->runs->pdata[i];
        if (may_have(run, key) && find_in_run(run, key, seen))
            return TRUE;
    }
    return FALSE;
}

static void runs_free(gpointer data)
{
    SeenRuns *runs = data;
    g_ptr_array_unref(runs->runs);
    g_free(runs);
}

SfSeenStore sf_seen_runs_store(guint most, const char *command)
{
    SeenRuns *runs = g_new0(SeenRuns, 1);
    runs->runs = g_ptr_array_new_with_free_func(run_free);
    runs->command = command;
    return (SfSeenStore){.data = runs,
                         .most = most > 0 ? most : SF_SEEN_IN_MEMORY,
                         .add = add,
                         .find = find,
                         .free = runs_free};
}
