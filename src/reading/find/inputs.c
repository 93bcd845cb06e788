/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/input.h"

#include "reading/find/capture_name.h"
#include "reading/find/folder.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    SfInputs *found;
    GHashTable *seen;     /* "device:inode" of each file taken */
    GHashTable *suffixes; /* NULL: not asked for yet */
    SfSuffixFunction ask_suffixes;
    gpointer data;
    gboolean recursive;
    const char *folder; /* the one being listed, for its failures */
} SfSearch;

static void add_unreadable(SfSearch *search, const char *path, char *reason)
{
    G_GNUC_UNUSED g_autofree char *owned_reason = reason;
    g_autofree char *name = sf_capture_name(path);
    g_ptr_array_add(search->found->unreadable, sf_unread_new(name, reason));
}

static SfInput *add_input(SfSearch *search, const char *path, SfInputKind kind,
                          const struct stat *status)
{
    g_autofree char *key =
        g_strdup_printf("%ju:%ju", (uintmax_t)status->st_dev, (uintmax_t)status->st_ino);
    if (!g_hash_table_add(search->seen, g_steal_pointer(&key)))
        return NULL;

    SfInput *input = g_new0(SfInput, 1);
    input->path = kind == SF_INPUT_STDIN ? NULL : g_strdup(path);
    input->name = sf_capture_name(path);
    input->kind = kind;
    input->number = search->found->inputs->len;
    input->size = S_ISREG(status->st_mode) ? (guint64)status->st_size : 0;
    g_ptr_array_add(search->found->inputs, input);
    return input;
}

static void take_stdin(SfSearch *search)
{
    struct stat status;

    if (fstat(STDIN_FILENO, &status) < 0)
        add_unreadable(search, "-", g_strdup("standard input is closed"));
    else if (isatty(STDIN_FILENO))
        add_unreadable(search, "-",
                       g_strdup("standard input is a terminal\nPipe a capture into it."));
    else if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
        add_unreadable(search, "-", g_strdup("standard input is neither a file nor a pipe"));
    else
        add_input(search, "-", SF_INPUT_STDIN, &status);
}

static void take_from_folder(SfSearch *search, const char *path)
{
    SfSuffix suffix = sf_folder_suffix(path, search->suffixes);
    struct stat status;
    int number = stat(path, &status) < 0 ? errno : 0;

    if (suffix == SF_SUFFIX_OTHER || (number == 0 && !S_ISREG(status.st_mode))) {
        g_autofree char *name = sf_capture_name(path);
        g_ptr_array_add(search->found->not_captures, sf_unread_new(name, NULL));
        return;
    }
    if (number != 0) {
        add_unreadable(search, path, g_strdup_printf("cannot be opened: %s", g_strerror(number)));
        return;
    }
    SfInput *input = add_input(search, path, SF_INPUT_FILE, &status);
    if (input)
        input->doubtful = suffix == SF_SUFFIX_DOUBTFUL;
}

static void folder_failed(const char *below, int number, gpointer data)
{
    SfSearch *search = data;
    g_autofree char *path = g_build_filename(search->folder, *below ? below : NULL, NULL);
    add_unreadable(search, path,
                   g_strdup_printf("the folder cannot be listed: %s", g_strerror(number)));
}

static gboolean take_folder(SfSearch *search, const char *folder, GError **error)
{
    if (!search->suffixes)
        search->suffixes = search->ask_suffixes(search->data, error);
    if (!search->suffixes)
        return FALSE;

    search->folder = folder;
    g_autoptr(GPtrArray) files = sf_folder_list(folder, search->recursive, folder_failed, search);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(files, i), NULL);
        take_from_folder(search, path);
    }
    return TRUE;
}

static gboolean take_path(SfSearch *search, const char *path, GError **error)
{
    struct stat status;

    if (strcmp(path, "-") == 0)
        take_stdin(search);
    else if (stat(path, &status) < 0)
        add_unreadable(search, path, g_strdup_printf("cannot be opened: %s", g_strerror(errno)));
    else if (S_ISDIR(status.st_mode))
        return take_folder(search, path, error);
    else if (S_ISFIFO(status.st_mode))
        add_input(search, path, SF_INPUT_PIPE, &status);
    else if (S_ISREG(status.st_mode))
        add_input(search, path, SF_INPUT_FILE, &status);
    else
        add_unreadable(search, path, g_strdup("no capture: neither a file nor a pipe"));
    return TRUE;
}

static SfInputs *inputs_new(void)
{
    SfInputs *inputs = g_new0(SfInputs, 1);

    inputs->inputs = g_ptr_array_new_with_free_func((GDestroyNotify)sf_input_free);
    inputs->unreadable = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    inputs->not_captures = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    return inputs;
}

SfInputs *sf_inputs_find(const char *const *paths, gboolean recursive, SfSuffixFunction suffixes,
                         gpointer data, GError **error)
{
    SfSearch search = {.found = inputs_new(),
                       .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                       .ask_suffixes = suffixes,
                       .data = data,
                       .recursive = recursive};
    gboolean good = TRUE;

    for (gsize i = 0; good && paths[i]; i++)
        good = take_path(&search, paths[i], error);
    g_hash_table_unref(search.seen);
    g_clear_pointer(&search.suffixes, g_hash_table_unref);
    if (!good)
        g_clear_pointer(&search.found, sf_inputs_free);
    return search.found;
}

void sf_inputs_free(SfInputs *inputs)
{
    g_clear_pointer(&inputs->inputs, g_ptr_array_unref);
    g_clear_pointer(&inputs->unreadable, g_ptr_array_unref);
    g_clear_pointer(&inputs->not_captures, g_ptr_array_unref);
    g_free(inputs);
}
