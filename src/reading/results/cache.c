/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/cache.h"

#include "reading/results/entry.h"
#include "reading/run/installed/program_build.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

struct SfCache {
    char *path;
    int folder;
    char *basis; /* what is the same for all keys */
};

/* ------------------------------------------------------------------ keys */

static void add_text(GChecksum *sum, const char *text)
{
    /* With its end, so that no two lists of texts are the same bytes. */
    g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static gboolean add_file(GChecksum *sum, const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return FALSE;
    g_autofree char *digest =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guchar *)bytes, length);
    add_text(sum, digest);
    return TRUE;
}

static void add_descriptor(GChecksum *sum, int descriptor)
{
    guchar chunk[CHUNK];
    off_t place = 0;
    gssize got;

    while ((got = pread(descriptor, chunk, sizeof chunk, place)) > 0) {
        g_checksum_update(sum, chunk, got);
        place += got;
    }
    add_text(sum, "end of file");
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The profile's files; none without a profile. */
static void add_settings(GChecksum *sum, const SfSandbox *sandbox)
{
    g_autofree char *path = g_build_filename(sandbox->folder, "config", NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)) != NULL)
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_build_filename(path, names->pdata[i], NULL);
        add_text(sum, names->pdata[i]);
        add_file(sum, file);
    }
}

static char *version_of(const SfSandbox *sandbox, const char *program)
{
    const char *argv[] = {program, "--version", NULL};
    return sf_child_ask(sandbox->identity, argv, sandbox->environment, NULL, NULL);
}

static void add_tshark(GChecksum *sum, const SfSandbox *sandbox)
{
    const char *tshark = sandbox->tshark;
    g_autofree char *build = sf_program_build(sandbox->identity, tshark, sandbox->environment);
    g_autofree char *version = build ? NULL : version_of(sandbox, tshark);
    add_text(sum, build ? build : version ? version : "unknown");
}

/* Its path may be another at each start: children that may not enter its folder get a copy. */
static void add_intake(GChecksum *sum, const SfSandbox *sandbox)
{
    const char *intake = sandbox->intake;
    g_autofree char *build = sf_program_libraries(sandbox->identity, intake, sandbox->environment);
    add_text(sum, build ? build : "unknown");
    add_file(sum, intake);
}

static void add_programs(GChecksum *sum, const SfSandbox *sandbox)
{
    g_autoptr(GPtrArray) versions = sf_found_tools_plugin_versions(sandbox->places->plugins);

    add_tshark(sum, sandbox);
    add_intake(sum, sandbox);
    for (guint i = 0; i < versions->len; i++) {
        g_autofree char *plugin = g_build_filename(sandbox->places->plugins, versions->pdata[i],
                                                   "epan", "sipfix.so", NULL);
        add_text(sum, versions->pdata[i]);
        add_file(sum, plugin);
    }
}

static char *basis_of(const SfSandbox *sandbox, const SfRunOptions *options)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    add_text(sum, SF_ENTRY_KIND);
    add_programs(sum, sandbox);
    add_settings(sum, sandbox);
    for (gsize i = 0; options->decode_as && options->decode_as[i]; i++)
        add_text(sum, options->decode_as[i]);
    add_text(sum, options->codes ? options->codes : "the usual codes");
    add_text(sum, options->all_frames ? "all frames" : "what may be SIP");
    if (options->keylog >= 0)
        add_descriptor(sum, options->keylog);
    return g_strdup(g_checksum_get_string(sum));
}

/* NULL when one of the files has no digest: a pipe, or one that was not read. */
static char *key_of(const SfCache *cache, const SfRun *run)
{
    const GPtrArray *inputs = sf_run_inputs(run);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    add_text(sum, cache->basis);
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (!input->digest)
            return NULL;
        add_text(sum, input->digest);
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* ------------------------------------------------------------------ the folder */

static gboolean refuse(GError **error, const char *path, const char *why)
{
    g_autofree char *name = sf_trouble_quote(path);

    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS,
                "the cache folder %s cannot be used: %s", name, why);
    return FALSE;
}

static gboolean is_ours_alone(const struct stat *status)
{
    return status->st_uid == geteuid() && (status->st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static gboolean open_folder(SfCache *cache, GError **error)
{
    struct stat status;

    if (g_mkdir_with_parents(cache->path, 0700) < 0)
        return refuse(error, cache->path, g_strerror(errno));
    cache->folder = open(cache->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (cache->folder < 0 || fstat(cache->folder, &status) < 0)
        return refuse(error, cache->path, g_strerror(errno));
    if (status.st_uid != geteuid())
        return refuse(error, cache->path,
                      "it belongs to another user\nGive --cache one of your own, or one that is "
                      "not there yet.");
    if (!is_ours_alone(&status))
        return refuse(error, cache->path,
                      "others may enter it\nGive --cache a folder that is yours alone, or one that "
                      "is not there yet.");
    return TRUE;
}

SfCache *sf_cache_open(const char *folder, const SfSandbox *sandbox, const SfRunOptions *options,
                       GError **error)
{
    SfCache *cache = g_new0(SfCache, 1);

    cache->path = g_strdup(folder);
    cache->folder = -1;
    if (open_folder(cache, error)) {
        cache->basis = basis_of(sandbox, options);
        return cache;
    }
    sf_cache_free(cache);
    return NULL;
}

void sf_cache_free(SfCache *cache)
{
    if (cache->folder >= 0)
        close(cache->folder);
    g_free(cache->path);
    g_free(cache->basis);
    g_free(cache);
}

/* ------------------------------------------------------------------ entries */

gboolean sf_cache_recall(SfCache *cache, SfRun *run)
{
    g_autofree char *key = key_of(cache, run);
    struct stat status;

    if (!key)
        return FALSE;
    int descriptor = openat(cache->folder, key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return FALSE;
    gboolean good = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                    is_ours_alone(&status) && sf_entry_read(descriptor, run);
    close(descriptor);
    return good;
}

void sf_cache_keep(SfCache *cache, SfRun *run)
{
    g_autofree char *key = key_of(cache, run);
    g_autofree char *beside = g_build_filename(cache->path, ".new-XXXXXX", NULL);

    if (!key || !sf_inputs_are_as_digested(sf_run_inputs(run)))
        return;
    int descriptor = g_mkstemp_full(beside, O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return;
    g_autofree char *name = g_path_get_basename(beside);
    gboolean good = sf_entry_write(descriptor, run);
    good = close(descriptor) == 0 && good;
    /* Whoever else has the same entry has the same bytes: the last one stays. */
    if (!good || renameat(cache->folder, name, cache->folder, key) < 0)
        unlinkat(cache->folder, name, 0);
}
