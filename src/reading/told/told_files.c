// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/told_files.h"

#include "reading/find/capture_name.h"
#include "reading/find/folder.h"
#include "reading/find/input.h"

#include <stdint.h>
#include <sys/stat.h>

typedef struct {
    SfLineFiles *lines;
    GPtrArray *files;
    GPtrArray *unreadable;
    GHashTable *seen; /* "device:inode" */
    const char *folder;
} Search;

gboolean sf_told_has_suffix(const char *name)
{
    return g_str_has_suffix(name, ".ndjson") || g_str_has_suffix(name, ".ndjson.gz") ||
           g_str_has_suffix(name, ".ndjson.zst");
}

static void blame(Search *search, const char *path, const char *reason)
{
    g_autofree char *name = sf_capture_name(path);
    g_ptr_array_add(search->unreadable, sf_unread_new(name, reason));
}

/* What cannot be looked at is left to whoever opens it. */
static gboolean is_new(Search *search, const char *path)
{
    struct stat status;
    if (g_str_equal(path, "-") || stat(path, &status) < 0)
        return TRUE;
    return g_hash_table_add(search->seen, g_strdup_printf("%ju:%ju", (uintmax_t)status.st_dev,
                                                          (uintmax_t)status.st_ino));
}

static void take_file(Search *search, const char *path)
{
    g_autoptr(GError) error = NULL;
    if (!is_new(search, path))
        return;
    SfLineFile *lines = sf_line_files_add(search->lines, path, &error);
    if (lines)
        g_ptr_array_add(search->files, sf_told_file_new(path, lines));
    else
        blame(search, path, error->message);
}

static void folder_failed(const char *below, int number, gpointer data)
{
    Search *search = data;
    g_autofree char *path = g_build_filename(search->folder, *below ? below : NULL, NULL);
    g_autofree char *reason = g_strdup_printf("cannot be listed: %s", g_strerror(number));
    blame(search, path, reason);
}

static void take_folder(Search *search, const char *path, gboolean recursive)
{
    search->folder = path;
    g_autoptr(GPtrArray) names = sf_folder_list(path, recursive, folder_failed, search);
    for (guint i = 0; i < names->len; i++) {
        if (!sf_told_has_suffix(names->pdata[i]))
            continue;
        g_autofree char *below = g_build_filename(path, names->pdata[i], NULL);
        take_file(search, below);
    }
}

GPtrArray *sf_told_files_find(SfLineFiles *lines, const char *const *paths, gboolean recursive,
                              GPtrArray *unreadable)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Search search = {.lines = lines, .unreadable = unreadable, .seen = seen};
    search.files = g_ptr_array_new_with_free_func((GDestroyNotify)sf_told_file_free);
    for (; *paths; paths++) {
        if (!g_str_equal(*paths, "-") && g_file_test(*paths, G_FILE_TEST_IS_DIR))
            take_folder(&search, *paths, recursive);
        else
            take_file(&search, *paths);
    }
    return search.files;
}

/* ---- Are they events? ---- */

static void pass_over(const char *below G_GNUC_UNUSED, int number G_GNUC_UNUSED,
                      gpointer data G_GNUC_UNUSED)
{
}

static gboolean folder_has_events(const char *path, gboolean recursive)
{
    g_autoptr(GPtrArray) names = sf_folder_list(path, recursive, pass_over, NULL);
    for (guint i = 0; i < names->len; i++)
        if (sf_told_has_suffix(names->pdata[i]))
            return TRUE;
    return FALSE;
}

/* Only a name says that it may be worth unpacking. */
static gboolean starts_as_events(const char *path)
{
    gsize length = 0;
    struct stat status;
    if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
        return FALSE;
    if (g_str_has_suffix(path, ".gz") || g_str_has_suffix(path, ".zst"))
        return sf_told_has_suffix(path);
    SfLineFiles *files = sf_line_files_new();
    SfLineFile *file = sf_line_files_add(files, path, NULL);
    if (file)
        sf_line_file_go(file, 0);
    const char *line = file ? sf_line_file_next(file, &length) : NULL;
    const gboolean is_line = line && sf_told_is_line(line, length);
    sf_line_files_free(files);
    return is_line;
}

gboolean sf_told_is_told(const char *path, gboolean recursive)
{
    if (g_str_equal(path, "-"))
        return FALSE;
    return g_file_test(path, G_FILE_TEST_IS_DIR) ? folder_has_events(path, recursive)
                                                 : starts_as_events(path);
}
