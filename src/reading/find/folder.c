/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char *const compressions[] = {".gz", ".zst", ".lz4", ".xz", ".bz2"};

/* Wireshark lists these as captures of some machine or other; what is called so seldom is one, and
 * then it must not be an error that it is none. */
static const char *const doubtful[] = {"log", "mp2t", "mpg", "out", "ts", "txt", "xml"};

static char *without_compression(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(compressions); i++) {
        if (g_str_has_suffix(name, compressions[i]))
            return g_strndup(name, strlen(name) - strlen(compressions[i]));
    }
    return g_strdup(name);
}

/* tcpdump -C numbers its parts behind the suffix: trace.pcap, trace.pcap1, trace.pcap2. */
static void strip_part_number(char *name)
{
    gsize length = strlen(name);
    while (length > 0 && g_ascii_isdigit(name[length - 1]))
        length--;
    if (length == strlen(name))
        return;
    g_autofree char *bare = g_strndup(name, length);
    if (g_str_has_suffix(bare, ".pcap") || g_str_has_suffix(bare, ".pcapng") ||
        g_str_has_suffix(bare, ".cap") || g_str_has_suffix(bare, ".dmp"))
        name[length] = '\0';
}

/* Where Asterisk, syslog daemons and others keep their logs: no suffix says so. */
static const char *const log_names[] = {"full", "messages", "syslog", "debug", "console"};

/* "messages.1", "full-20260302": what logrotate makes of a name. */
static gboolean is_log_name(const char *bare)
{
    const gsize length = strcspn(bare, ".-");

    for (gsize i = 0; i < G_N_ELEMENTS(log_names); i++)
        if (strlen(log_names[i]) == length && strncmp(bare, log_names[i], length) == 0)
            return strspn(bare + length, ".-0123456789") == strlen(bare + length);
    return FALSE;
}

/* "full.log.1", "full.log-20260302". */
static gboolean is_rotated_log(const char *bare)
{
    const char *found = g_strrstr(bare, ".log");

    return found && found[4] != '\0' && strspn(found + 4, ".-_0123456789") == strlen(found + 4);
}

SfSuffix sf_folder_suffix(const char *name, GHashTable *suffixes)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autofree char *bare = without_compression(lower);

    strip_part_number(bare);
    const char *slash = strrchr(bare, '/');
    const char *file = slash ? slash + 1 : bare;
    if (is_log_name(file) || is_rotated_log(file))
        return SF_SUFFIX_DOUBTFUL;
    const char *dot = strrchr(bare, '.');
    if (!dot || !g_hash_table_contains(suffixes, dot + 1))
        return SF_SUFFIX_OTHER;
    for (gsize i = 0; i < G_N_ELEMENTS(doubtful); i++) {
        if (strcmp(dot + 1, doubtful[i]) == 0)
            return SF_SUFFIX_DOUBTFUL;
    }
    return SF_SUFFIX_CAPTURE;
}

typedef struct {
    const char *folder;
    GPtrArray *found;
    GQueue waiting; /* char *: folders below, still to be listed */
    gboolean recursive;
} SfWalk;

static void meet(SfWalk *walk, const char *below, const char *entry)
{
    g_autofree char *path = *below ? g_build_filename(below, entry, NULL) : g_strdup(entry);
    g_autofree char *full = g_build_filename(walk->folder, path, NULL);
    struct stat status;

    if (lstat(full, &status) == 0 && S_ISDIR(status.st_mode)) {
        if (walk->recursive && entry[0] != '.')
            g_queue_push_tail(&walk->waiting, g_steal_pointer(&path));
        return;
    }
    if (stat(full, &status) == 0 && S_ISDIR(status.st_mode))
        return;
    g_ptr_array_add(walk->found, g_steal_pointer(&path));
}

static int list_one(SfWalk *walk, const char *below)
{
    g_autofree char *full = g_build_filename(walk->folder, *below ? below : NULL, NULL);
    DIR *folder = opendir(full);
    struct dirent *entry;

    if (!folder)
        return errno;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            meet(walk, below, entry->d_name);
    }
    closedir(folder);
    return 0;
}

static int compare_bytes(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *sf_folder_list(const char *folder, gboolean recursive,
                          void (*failed)(const char *below, int number, gpointer data),
                          gpointer data)
{
    SfWalk walk = {
        .folder = folder, .found = g_ptr_array_new_with_free_func(g_free), .recursive = recursive};
    char *below;

    g_queue_init(&walk.waiting);
    g_queue_push_tail(&walk.waiting, g_strdup(""));
    while ((below = g_queue_pop_head(&walk.waiting)) != NULL) {
        int number = list_one(&walk, below);
        if (number != 0)
            failed(below, number, data);
        g_free(below);
    }
    g_ptr_array_sort(walk.found, compare_bytes);
    return walk.found;
}
