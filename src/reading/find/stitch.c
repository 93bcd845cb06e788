/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/stitch.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT(1000000000)

/* Without a word in the names, parts follow each other at once. */
#define LONGEST_GAP SECOND

/* Names that differ by a time only say which belong together, but not that none is missing. tcpdump
 * -G begins a part with the packet that comes when it is due, and a line may be silent as long as
 * somebody waits for an answer. */
#define LONGEST_SILENCE (32 * SECOND)

/* Packets from several queues of one machine may be out of order by some microseconds, also where
 * the files were cut. Between neighbours by name that is no overlap. */
#define DISORDER (SECOND / 1000)

typedef struct {
    SfInput *input;
    char *series;  /* same for the parts of one capture, by name; NULL: the name says nothing */
    char *rotated; /* same for the parts of one log, by name; NULL: it is none */
    char *dated;   /* same for those whose names differ by a time only; NULL: there is none in it */
    char *likes;   /* same for captures of the same folder and interfaces */
    guint64 part;  /* number in the series */
} SfPart;

static void part_free(SfPart *part)
{
    g_free(part->series);
    g_free(part->rotated);
    g_free(part->dated);
    g_free(part->likes);
    g_free(part);
}

/* ------------------------------------------------------------------ what names say */

static GRegex *the_regex(GRegex **regex, const char *pattern)
{
    if (!*regex)
        *regex = g_regex_new(pattern, G_REGEX_OPTIMIZE | G_REGEX_RAW, (GRegexMatchFlags)0, NULL);
    return *regex;
}

static gboolean parse_name(SfPart *part, const char *path, GRegex *regex, const char *const *groups)
{
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match(regex, path, (GRegexMatchFlags)0, &match))
        return FALSE;
    g_autofree char *before = g_match_info_fetch_named(match, groups[0]);
    g_autofree char *number = g_match_info_fetch_named(match, groups[1]);
    g_autofree char *after = g_match_info_fetch_named(match, groups[2]);
    part->series = g_strconcat(before, "\n", after, NULL);
    part->part = g_ascii_strtoull(number, NULL, 10);
    return TRUE;
}

static void read_name(SfPart *part)
{
    static const char *const groups[] = {"before", "number", "after"};
    static GRegex *dumpcap, *dumpcap_time_first, *tcpdump;
    const char *path = part->input->path;

    /* dumpcap -b, editcap -c: NAME_00001_20260302081500.pcapng; with nametimenum:2 the time comes
     * first. */
    if (parse_name(
            part, path,
            the_regex(&dumpcap, "^(?<before>.*)_(?<number>\\d{5,})_\\d{14}(?<after>(\\.[^/]*)?)$"),
            groups))
        return;
    if (parse_name(part, path,
                   the_regex(&dumpcap_time_first,
                             "^(?<before>.*)_\\d{14}_(?<number>\\d{5,})(?<after>(\\.[^/]*)?)$"),
                   groups))
        return;
    /* tcpdump -C: trace.pcap, trace.pcap1, trace.pcap2; with -W trace.pcap00 and on, in a circle.
     */
    parse_name(
        part, path,
        the_regex(
            &tcpdump,
            "^(?<before>.*\\.(pcap|pcapng|cap|dmp))(?<number>\\d*)(?<after>(\\.(gz|zst|lz4))?)$"),
        groups);
}

/* tcpdump -G, with what people write for strftime: trace-20260302-0815.pcap,
 * trace_2026-03-02_08:15:00.pcap, trace.1772439300.pcap. */
static void read_time_in_name(SfPart *part)
{
    static GRegex *dated;
    g_autoptr(GMatchInfo) match = NULL;
    const char *pattern =
        "^(?<before>(.*\\D)?)"
        "(\\d{4}-?\\d\\d-?\\d\\d([-_.T ]?\\d\\d([-_:.h]?\\d\\d([-_:.m]?\\d\\d)?)?)?|\\d{10})"
        "(?<after>[^/\\d][^/]*)?$";

    if (!g_regex_match(the_regex(&dated, pattern), part->input->path, (GRegexMatchFlags)0, &match))
        return;
    g_autofree char *before = g_match_info_fetch_named(match, "before");
    g_autofree char *after = g_match_info_fetch_named(match, "after");
    part->dated = g_strconcat(part->likes, "\n", before, "\n", after, NULL);
}

/* logrotate: full.log is the newest, full.log.1 was before it, full.log.2.gz before that. */
static void read_rotation(SfPart *part)
{
    static GRegex *rotated;
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match(
            the_regex(&rotated, "^(?<before>.*?)(\\.(?<number>\\d{1,3}))?(\\.(gz|zst|lz4|xz))?$"),
            part->input->path, (GRegexMatchFlags)0, &match))
        return;
    g_autofree char *number = g_match_info_fetch_named(match, "number");
    part->rotated = g_match_info_fetch_named(match, "before");
    part->part = number ? g_ascii_strtoull(number, NULL, 10) : 0;
}

static SfPart *part_new(SfInput *input)
{
    SfPart *part = g_new0(SfPart, 1);
    g_autofree char *folder = g_path_get_dirname(input->path);

    part->input = input;
    /* Two logs in a folder may be of two programs. */
    part->likes = input->read_as
                      ? g_strdup(input->path)
                      : g_strconcat(folder, "\n", input->interfaces ? input->interfaces : "", NULL);
    if (!input->read_as)
        read_name(part);
    read_time_in_name(part);
    if (input->read_as && !part->dated)
        read_rotation(part);
    return part;
}

/* ------------------------------------------------------------------ chains */

typedef struct {
    GPtrArray *runs;       /* GPtrArray of SfInput */
    GHashTable *by_series; /* series and part number wanted next -> GSequence of SfEnd */
    GHashTable *by_dated;  /* dated -> GSequence of SfEnd */
    GHashTable *by_likes;  /* likes -> GSequence of SfEnd */
    GHashTable *highest;   /* series -> highest part number + 1, for circles */
    GHashTable *empty;     /* parts that hold no packet, as number and series */
} SfChains;

/* The open end of a run. It hangs in all tables and may be found taken in one by way of another. */
typedef struct {
    gint64 last;
    GPtrArray *run;
    gboolean *taken;
} SfEnd;

static int compare_ends(gconstpointer a, gconstpointer b, gpointer data)
{
    const SfEnd *one = a;
    const SfEnd *other = b;

    (void)data;
    return one->last < other->last ? -1 : one->last > other->last;
}

static void end_free(gpointer end)
{
    g_rc_box_release(((SfEnd *)end)->taken);
    g_free(end);
}

static void hang_end(GHashTable *table, const char *key, const SfEnd *end)
{
    GSequence *ends = g_hash_table_lookup(table, key);

    if (!ends) {
        ends = g_sequence_new(end_free);
        g_hash_table_insert(table, g_strdup(key), ends);
    }
    SfEnd *copy = g_memdup2(end, sizeof *end);
    copy->taken = g_rc_box_acquire(end->taken);
    g_sequence_insert_sorted(ends, copy, compare_ends, NULL);
}

/* The run that ended last before @limit, if it did not end before @earliest. It is taken from the
 * table. */
static GPtrArray *take_end(GHashTable *table, const char *key, gint64 earliest, gint64 limit)
{
    GSequence *ends = g_hash_table_lookup(table, key);
    SfEnd wanted = {.last = limit};
    GPtrArray *run = NULL;

    while (ends && !run) {
        GSequenceIter *after = g_sequence_search(ends, &wanted, compare_ends, NULL);
        if (g_sequence_iter_is_begin(after))
            return NULL;
        GSequenceIter *found = g_sequence_iter_prev(after);
        SfEnd *end = g_sequence_get(found);
        if (!*end->taken && end->last < earliest)
            return NULL;
        if (!*end->taken) {
            *end->taken = TRUE;
            run = end->run;
        }
        g_sequence_remove(found);
    }
    return run;
}

static char *place_in_series(const SfPart *part, guint64 number)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT "\n%s", number, part->series);
}

static GPtrArray *find_by_series(SfChains *chains, const SfPart *part)
{
    if (!part->series)
        return NULL;
    g_autofree char *mine = place_in_series(part, part->part);
    return take_end(chains->by_series, mine, G_MININT64, part->input->first + DISORDER);
}

static GPtrArray *find_by_time(SfChains *chains, const SfPart *part)
{
    if (!part->dated)
        return NULL;
    return take_end(chains->by_dated, part->dated, part->input->first - LONGEST_SILENCE,
                    part->input->first);
}

static GPtrArray *find_by_likes(SfChains *chains, const SfPart *part)
{
    return take_end(chains->by_likes, part->likes, part->input->first - LONGEST_GAP,
                    part->input->first);
}

static gboolean is_empty(const SfChains *chains, const SfPart *part, guint64 number)
{
    g_autofree char *place = place_in_series(part, number);
    return g_hash_table_contains(chains->empty, place);
}

/* The number that the next part must have. In a circle (tcpdump -W) 0 follows the highest, and
 * where files are cut by time (dumpcap -b duration) a quiet while leaves parts without packets. */
static guint64 next_number(const SfChains *chains, const SfPart *part)
{
    guint64 highest = GPOINTER_TO_SIZE(g_hash_table_lookup(chains->highest, part->series)) - 1;
    guint64 number = part->part;

    do
        number = number >= highest ? 0 : number + 1;
    while (number != part->part && is_empty(chains, part, number));
    return number;
}

static void append(SfChains *chains, const SfPart *part, GPtrArray *run)
{
    gboolean *taken = g_rc_box_new0(gboolean);
    SfEnd end = {part->input->last, run, taken};

    g_ptr_array_add(run, part->input);
    if (part->series) {
        g_autofree char *next = place_in_series(part, next_number(chains, part));
        hang_end(chains->by_series, next, &end);
    }
    if (part->dated)
        hang_end(chains->by_dated, part->dated, &end);
    hang_end(chains->by_likes, part->likes, &end);
    g_rc_box_release(taken);
}

static GPtrArray *new_run(SfChains *chains)
{
    GPtrArray *run = g_ptr_array_new();
    g_ptr_array_add(chains->runs, run);
    return run;
}

static int compare_parts(gconstpointer a, gconstpointer b)
{
    const SfInput *one = (*(SfPart *const *)a)->input;
    const SfInput *other = (*(SfPart *const *)b)->input;

    if (one->first != other->first)
        return one->first < other->first ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

static void note_highest(GHashTable *highest, const SfPart *part)
{
    gsize known = GPOINTER_TO_SIZE(g_hash_table_lookup(highest, part->series));
    if (part->part + 1 > known)
        g_hash_table_insert(highest, g_strdup(part->series),
                            GSIZE_TO_POINTER((gsize)part->part + 1));
}

static void chain(SfChains *chains, GPtrArray *parts)
{
    g_ptr_array_sort(parts, compare_parts);
    for (guint i = 0; i < parts->len; i++) {
        const SfPart *part = g_ptr_array_index(parts, i);
        if (part->series)
            note_highest(chains->highest, part);
    }
    for (guint i = 0; i < parts->len; i++) {
        const SfPart *part = g_ptr_array_index(parts, i);
        GPtrArray *run = find_by_series(chains, part);
        if (!run)
            run = find_by_time(chains, part);
        if (!run)
            run = find_by_likes(chains, part);
        append(chains, part, run ? run : new_run(chains));
    }
}

/* ------------------------------------------------------------------ logs */

/* The times of many logs are whole seconds. */
#define COARSE SECOND

static int compare_rotated(gconstpointer a, gconstpointer b)
{
    const SfPart *one = *(SfPart *const *)a;
    const SfPart *other = *(SfPart *const *)b;
    const int order = strcmp(one->rotated, other->rotated);

    if (order != 0)
        return order;
    return one->part > other->part ? -1 : one->part < other->part;
}

static gboolean follows(const SfPart *part, const SfPart *before)
{
    return before && strcmp(part->rotated, before->rotated) == 0 &&
           part->part + 1 == before->part &&
           (!part->input->timed || !before->input->timed ||
            part->input->first >= before->input->last - COARSE);
}

/* By their names alone: many have no dates. */
static void chain_logs(SfChains *chains, GPtrArray *logs)
{
    const SfPart *before = NULL;
    GPtrArray *run = NULL;

    g_ptr_array_sort(logs, compare_rotated);
    for (guint i = 0; i < logs->len; i++) {
        const SfPart *part = g_ptr_array_index(logs, i);
        if (!follows(part, before))
            run = new_run(chains);
        g_ptr_array_add(run, part->input);
        before = part;
    }
}

/* ------------------------------------------------------------------ the whole */

static guint first_number(const GPtrArray *run)
{
    guint first = G_MAXUINT;
    for (guint i = 0; i < run->len; i++)
        first = MIN(first, ((const SfInput *)g_ptr_array_index(run, i))->number);
    return first;
}

static int compare_runs(gconstpointer a, gconstpointer b)
{
    guint one = first_number(*(GPtrArray *const *)a);
    guint other = first_number(*(GPtrArray *const *)b);
    return one < other ? -1 : one > other;
}

static void sort_in(SfChains *chains, GPtrArray *parts, GPtrArray *logs, SfInput *input)
{
    SfPart *part = input->kind == SF_INPUT_FILE ? part_new(input) : NULL;

    if (part && part->rotated) {
        g_ptr_array_add(logs, part);
        return;
    }
    if (part && input->timed) {
        g_ptr_array_add(parts, part);
        return;
    }
    g_ptr_array_add(new_run(chains), input);
    if (part && part->series)
        g_hash_table_add(chains->empty, place_in_series(part, part->part));
    g_clear_pointer(&part, part_free);
}

GPtrArray *sf_stitch(const GPtrArray *inputs)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    g_autoptr(GPtrArray) logs = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    SfChains chains = {
        .runs = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref),
        .by_series =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_sequence_free),
        .by_dated =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_sequence_free),
        .by_likes =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_sequence_free),
        .highest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .empty = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };

    for (guint i = 0; i < inputs->len; i++)
        sort_in(&chains, parts, logs, g_ptr_array_index(inputs, i));
    chain(&chains, parts);
    chain_logs(&chains, logs);
    g_ptr_array_sort(chains.runs, compare_runs);
    g_hash_table_unref(chains.by_series);
    g_hash_table_unref(chains.by_dated);
    g_hash_table_unref(chains.by_likes);
    g_hash_table_unref(chains.highest);
    g_hash_table_unref(chains.empty);
    return chains.runs;
}
