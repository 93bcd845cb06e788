/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/given/profile.h"

#include "reading/reading_types.h"
#include "reading/run/installed/switched_off.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A profile is a handful of tables; what is larger is something else. */
#define FILE_LIMIT 16777216

char *sf_profile_configuration(const SfIdentity *identity)
{
    const char *named = g_getenv("WIRESHARK_CONFIG_DIR");
    gboolean own_environment = !identity->drop || g_getenv("SUDO_UID") == NULL;

    if (named && own_environment)
        return g_strdup(named);
    if (own_environment) {
        char *folder = g_build_filename(g_get_user_config_dir(), "wireshark", NULL);
        if (g_file_test(folder, G_FILE_TEST_IS_DIR))
            return folder;
        g_free(folder);
    }
    if (!identity->sandbox)
        return NULL;
    char *folder = g_build_filename(identity->sandbox, ".config", "wireshark", NULL);
    if (g_file_test(folder, G_FILE_TEST_IS_DIR))
        return folder;
    g_free(folder);
    return g_build_filename(identity->sandbox, ".wireshark", NULL);
}

static char *profile_folder(const SfIdentity *identity, const char *name)
{
    g_autofree char *configuration = sf_profile_configuration(identity);

    if (configuration && strcmp(name, "Default") == 0)
        return g_steal_pointer(&configuration);
    if (configuration) {
        char *own = g_build_filename(configuration, "profiles", name, NULL);
        if (g_file_test(own, G_FILE_TEST_IS_DIR))
            return own;
        g_free(own);
    }
    char *shared = g_build_filename("/usr/share/wireshark/profiles", name, NULL);
    if (g_file_test(shared, G_FILE_TEST_IS_DIR))
        return shared;
    g_free(shared);
    return NULL;
}

/*
 * Behind sudo root copies the user's files for the user to read, so it must not be led, by a link,
 * to files that the user may not read: only what belongs to the user, or anybody may read, is
 * copied.
 */
static gboolean may_be_shown(const struct stat *status, const SfIdentity *identity)
{
    if (!S_ISREG(status->st_mode) || status->st_size > FILE_LIMIT)
        return FALSE;
    if (!identity->drop || g_getenv("SUDO_UID") == NULL)
        return TRUE;
    return status->st_uid == identity->uid || (status->st_mode & S_IROTH);
}

static GBytes *read_all(int descriptor)
{
    g_autoptr(GInputStream) stream = g_unix_input_stream_new(descriptor, FALSE);
    return g_input_stream_read_bytes(stream, FILE_LIMIT, NULL, NULL);
}

static void copy_one(const SfIdentity *identity, const char *from, const char *to)
{
    struct stat status;
    int descriptor = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (descriptor < 0)
        return;
    if (fstat(descriptor, &status) == 0 && may_be_shown(&status, identity)) {
        g_autoptr(GBytes) bytes = read_all(descriptor);
        if (bytes && g_file_set_contents(to, g_bytes_get_data(bytes, NULL),
                                         (gssize)g_bytes_get_size(bytes), NULL))
            g_chmod(to, 0644);
    }
    close(descriptor);
}

/* The protocols that SIP needs are not switched off for us: Wireshark 4.0 has no option that would
 * take that back. */
static void switch_on(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    g_autofree char *rest = sf_switched_off_without(text);
    g_file_set_contents(path, rest, -1, NULL);
    g_chmod(path, 0644);
}

static void copy_files(const SfIdentity *identity, const char *from, const char *to)
{
    GDir *folder = g_dir_open(from, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        /* A program, not a setting. */
        if (strcmp(name, "init.lua") != 0)
            copy_one(identity, source, target);
    }
    g_clear_pointer(&folder, g_dir_close);
}

gboolean sf_profile_copy(const SfIdentity *identity, const char *name, const char *to,
                         GError **error)
{
    g_autofree char *from = NULL;

    if (*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
        from = profile_folder(identity, name);
    if (!from) {
        g_autofree char *quoted = sf_trouble_quote(name);
        g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS,
                    "Wireshark has no profile \"%s\" for this user\nWireshark lists them: Edit > "
                    "Configuration Profiles",
                    quoted);
        return FALSE;
    }
    copy_files(identity, from, to);
    g_autofree char *disabled = g_build_filename(to, SF_SWITCHED_OFF_FILE, NULL);
    switch_on(disabled);
    return TRUE;
}
