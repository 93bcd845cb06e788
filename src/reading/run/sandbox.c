/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/sandbox.h"

#include "reading/run/bounds/watchdog.h"
#include "reading/run/child/access.h"
#include "reading/run/child/room.h"
#include "reading/run/given/data_folder.h"
#include "reading/run/given/profile.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean fail(GError **error, const char *what)
{
    const int number = errno;
    g_autofree char *why = g_strconcat(": ", g_strerror(number), NULL);
    g_autofree char *words = sf_trouble_add(what, why);
    g_set_error_literal(
        error, SF_READING_ERROR,
        sf_room_is_short_by(number) ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS, words);
    return FALSE;
}

/* sf_temporary_new() tried them all; who reads for root must be able to enter, too. */
static gboolean fail_to_make(GError **error)
{
    const int number = errno;
    const char *first = g_get_tmp_dir();
    g_autofree char *name = sf_trouble_quote(first);
    g_autofree char *what =
        g_strdup_printf("no folder for temporary files could be made in %s%s/var/tmp or /dev/shm\n"
                        "Let one of them be written, with room in it; or name another: TMPDIR",
                        name, g_str_equal(first, "/tmp") ? ", " : ", /tmp, ");
    errno = number;
    return fail(error, what);
}

/* A copy for the children could not be made: for want of room, or for a reason of its own. */
static gboolean fail_to_fill(GError **error, const SfSandbox *sandbox, const char *what)
{
    const int number = errno;
    if (!sf_room_is_short_by(number))
        return fail(error, what);
    g_autofree char *folder = g_path_get_dirname(sandbox->folder);
    g_autofree char *words = sf_room_on_disk(folder, number);
    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_MACHINE, "nothing could be read: %s",
                words);
    return FALSE;
}

/* ------------------------------------------------------------------ the folder */

/* A folder in ours, for all to read whatever the umask. */
static char *subfolder(const SfSandbox *sandbox, const char *name)
{
    char *path = g_build_filename(sandbox->folder, name, NULL);

    if (g_mkdir_with_parents(path, 0755) == 0 && g_chmod(path, 0755) == 0)
        return path;
    g_free(path);
    return NULL;
}

/* ------------------------------------------------------------------ copies */

/* As write(2); GLib's functions do not hand on why. */
static gboolean write_all(int file, const char *bytes, gsize length)
{
    while (length > 0) {
        const gssize done = write(file, bytes, length);
        if (done < 0 && errno != EINTR)
            return FALSE;
        bytes += MAX(done, 0);
        length -= (gsize)MAX(done, 0);
    }
    return TRUE;
}

/* @return FALSE with errno */
static gboolean copy_file(const char *from, const char *to, mode_t mode)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;

    if (!g_file_get_contents(from, &bytes, &length, NULL)) {
        errno = EIO;
        return FALSE;
    }
    int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return FALSE;
    const gboolean good = write_all(file, bytes, length) && fchmod(file, mode) == 0;
    const int number = errno;
    close(file);
    errno = number;
    return good;
}

static gboolean bring_intake(SfSandbox *sandbox)
{
    if (!sandbox->places->intake)
        return TRUE;
    if (sf_access_program(sandbox->identity, sandbox->places->intake)) {
        sandbox->intake = g_strdup(sandbox->places->intake);
        return TRUE;
    }
    sandbox->intake = g_build_filename(sandbox->folder, "sipfix-intake", NULL);
    return copy_file(sandbox->places->intake, sandbox->intake, 0755);
}

static gboolean copy_plugin(const SfSandbox *sandbox, const char *version)
{
    g_autofree char *version_folder = g_build_filename("plugins", version, NULL);
    g_autofree char *epan_folder = g_build_filename("plugins", version, "epan", NULL);
    g_autofree char *above = subfolder(sandbox, "plugins");
    g_autofree char *middle = subfolder(sandbox, version_folder);
    g_autofree char *below = subfolder(sandbox, epan_folder);
    if (!above || !middle || !below)
        return FALSE;
    g_autofree char *from =
        g_build_filename(sandbox->places->plugins, version, "epan", "sipfix.so", NULL);
    g_autofree char *to = g_build_filename(below, "sipfix.so", NULL);
    return copy_file(from, to, 0644);
}

/* @return what WIRESHARK_PLUGIN_DIR should be, or NULL with errno when a copy failed */
static char *bring_plugins(const SfSandbox *sandbox)
{
    const SfFoundTools *places = sandbox->places;
    g_autoptr(GPtrArray) versions = sf_found_tools_plugin_versions(places->plugins);
    gboolean reachable = TRUE;

    for (guint i = 0; i < versions->len; i++) {
        g_autofree char *file = g_build_filename(places->plugins, g_ptr_array_index(versions, i),
                                                 "epan", "sipfix.so", NULL);
        reachable = reachable && sf_access_file(sandbox->identity, file);
    }
    if (reachable)
        return g_strdup(places->plugins);
    for (guint i = 0; i < versions->len; i++) {
        if (!copy_plugin(sandbox, g_ptr_array_index(versions, i)))
            return NULL;
    }
    return g_build_filename(sandbox->folder, "plugins", NULL);
}

/* ------------------------------------------------------------------ putting it together */

/* By which intake and plugin know each other in what passes between them (core/message/batch.h).
 * Without one, all goes the long way. */
static char *draw_word(void)
{
    guint8 bytes[16];

    if (getentropy(bytes, sizeof bytes) < 0)
        return NULL;
    GString *word = g_string_new(NULL);
    for (gsize i = 0; i < sizeof bytes; i++)
        g_string_append_printf(word, "%02x", bytes[i]);
    return g_string_free(word, FALSE);
}

/* @return what WIRESHARK_DATA_DIR should be; NULL: what it is without being told */
static char *bring_data(const SfSandbox *sandbox)
{
    g_autofree char *data = sandbox->tshark ? subfolder(sandbox, "data") : NULL;

    return data && sf_data_folder_fill(sandbox->tshark, data) ? g_steal_pointer(&data) : NULL;
}

/* To have its memory in large pieces, and of large pages where the kernel has some to give, saves
 * tshark an eighth of its start, which is mostly memory. Other libraries than glibc do not look. */
#define LARGE_PIECES "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216"

/* What is NULL is left out. */
static char **make_environment(const char *configuration, const char *data, const char *plugins,
                               const char *word)
{
    const struct {
        const char *name;
        const char *value;
    } given[] = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                 {"HOME", "/nonexistent"},
                 {"LC_ALL", "C.UTF-8"},
                 {"TZ", "UTC"},
                 {"GLIBC_TUNABLES", LARGE_PIECES},
                 {"WIRESHARK_CONFIG_DIR", configuration},
                 {"WIRESHARK_DATA_DIR", data},
                 {"WIRESHARK_PLUGIN_DIR", plugins},
                 {"SIPFIX_SHORT_WAY", word}};
    char **environment = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].value)
            environment = g_environ_setenv(environment, given[i].name, given[i].value, TRUE);
    return environment;
}

static gboolean furnish(SfSandbox *sandbox, const char *profile, GError **error)
{
    g_autofree char *configuration = subfolder(sandbox, "config");
    g_autofree char *plugins = NULL;
    g_autofree char *word = draw_word();

    if (!configuration || !bring_intake(sandbox))
        return fail_to_fill(error, sandbox, "the folder for temporary files cannot be filled");
    sandbox->tshark = g_strdup(sandbox->places->tshark);
    if (profile && !sf_profile_copy(sandbox->identity, profile, configuration, error))
        return FALSE;
    if (sandbox->places->plugins && !sandbox->places->plugin_known) {
        plugins = bring_plugins(sandbox);
        if (!plugins)
            return fail_to_fill(error, sandbox,
                                "the plugin cannot be copied to the folder for temporary files");
    }

    g_autofree char *data = bring_data(sandbox);
    sandbox->environment = make_environment(configuration, data, plugins, word);
    return TRUE;
}

/* A profile may name files of its user's (keys, databases), wherever they are. */
static void confine(SfSandbox *sandbox, gboolean with_profile)
{
    const char *plugins = g_environ_getenv(sandbox->environment, "WIRESHARK_PLUGIN_DIR");
    const char *programs[] = {sandbox->intake, sandbox->tshark, NULL};
    const char *folders[] = {sandbox->folder, plugins, NULL};

    if (!sandbox->intake)
        programs[0] = sandbox->tshark;
    if (!sandbox->intake || !sandbox->tshark)
        programs[sandbox->intake || sandbox->tshark ? 1 : 0] = NULL;
    sandbox->confinement =
        sf_confinement_new(&(SfConfinementNeeds){programs, folders, with_profile});
    sandbox->identity->confinement = sandbox->confinement;
}

SfSandbox *sf_sandbox_new(const SfToolPaths *given, const char *profile, GError **error)
{
    SfSandbox *sandbox = g_new0(SfSandbox, 1);

    sandbox->patience = SF_PATIENCE;
    sandbox->identity = sf_identity_find();
    sandbox->places = sf_found_tools_find(given, sandbox->identity);
    sandbox->temporary = sf_temporary_new(sandbox->identity);
    sandbox->folder = sandbox->temporary ? g_strdup(sandbox->temporary->path) : NULL;
    gboolean good = sandbox->folder ? furnish(sandbox, profile, error) : fail_to_make(error);
    if (good)
        confine(sandbox, profile != NULL);
    else
        g_clear_pointer(&sandbox, sf_sandbox_free);
    return sandbox;
}

void sf_sandbox_free(SfSandbox *sandbox)
{
    g_clear_pointer(&sandbox->temporary, sf_temporary_free);
    g_clear_pointer(&sandbox->identity, sf_identity_free);
    g_clear_pointer(&sandbox->confinement, sf_confinement_free);
    g_clear_pointer(&sandbox->places, sf_found_tools_free);
    g_strfreev(sandbox->environment);
    g_free(sandbox->tshark);
    g_free(sandbox->intake);
    g_free(sandbox->folder);
    g_free(sandbox);
}
