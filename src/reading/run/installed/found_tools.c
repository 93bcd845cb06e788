/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/found_tools.h"

#include "reading/run/installed/installation.h"

#include <string.h>
#include <unistd.h>

/* Beside /usr/bin, where a cron job's PATH may not lead. */
#define USUAL_FOLDERS "/usr/local/bin:/usr/bin:/bin:/usr/sbin"

/* In both trees programs are found by where this one is: a path fixed at build time would be wrong
 * for a package that is unpacked elsewhere, and dangerous where root runs what a user built. */
static char *own_folder(void)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    return self ? g_path_get_dirname(self) : g_strdup("/");
}

/* The folder that this program was built in, or NULL. */
static char *build_tree(const char *own)
{
    g_autofree char *folder = g_strdup(own);

    for (guint level = 0; level < 4; level++) {
        g_autofree char *mark = g_build_filename(folder, "CMakeCache.txt", NULL);
        if (g_file_test(mark, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&folder);
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
    return NULL;
}

static char *if_executable(char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
        return path;
    g_free(path);
    return NULL;
}

static char *absolute(const char *path)
{
    return g_canonicalize_filename(path, NULL);
}

static char *find_tshark(void)
{
    char *path = g_find_program_in_path("tshark");

    if (path) {
        g_autofree char *relative = path;
        return absolute(relative);
    }
    g_auto(GStrv) folders = g_strsplit(USUAL_FOLDERS, ":", -1);
    for (gsize i = 0; !path && folders[i]; i++)
        path = if_executable(g_build_filename(folders[i], "tshark", NULL));
    return path;
}

static char *find_intake(const char *own, const char *built)
{
    char *path = NULL;

    if (built)
        path = if_executable(g_build_filename(built, "src", "intake", "sipfix-intake", NULL));
    if (!path)
        path = if_executable(
            g_build_filename(own, SIPFIX_LIBEXEC_FROM_BIN, "sipfix", "sipfix-intake", NULL));
    if (!path)
        return NULL;
    g_autofree char *found = path;
    return absolute(found);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *sf_found_tools_plugin_versions(const char *plugins)
{
    GPtrArray *versions = g_ptr_array_new_with_free_func(g_free);
    GDir *folder = plugins ? g_dir_open(plugins, 0, NULL) : NULL;
    const char *name;

    while (folder && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *file = g_build_filename(plugins, name, "epan", "sipfix.so", NULL);
        if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add(versions, g_strdup(name));
    }
    g_clear_pointer(&folder, g_dir_close);
    g_ptr_array_sort(versions, compare_names);
    return versions;
}

/* Takes the folder if there is a plugin in it; either way it is one of those that were looked in.
 */
static gboolean try_plugins(SfFoundTools *places, GString *looked, char *folder)
{
    G_GNUC_UNUSED g_autofree char *owned_folder = folder;
    g_autoptr(GPtrArray) versions = sf_found_tools_plugin_versions(folder);

    g_string_append_printf(looked, "%s%s", looked->len > 0 ? ", " : "", folder);
    if (versions->len == 0)
        return FALSE;
    places->plugins = absolute(folder);
    return TRUE;
}

static void find_plugins(SfFoundTools *places, const char *given, const char *built,
                         const char *sandbox)
{
    g_autoptr(GString) looked = g_string_new(NULL);
    gboolean found = given != NULL;

    if (given)
        try_plugins(places, looked, g_strdup(given));
    else if (built)
        found = try_plugins(places, looked, g_build_filename(built, "plugins", NULL));

    if (!found && SIPFIX_WIRESHARK_PLUGINS[0] != '\0') {
        found = try_plugins(places, looked, g_strdup(SIPFIX_WIRESHARK_PLUGINS));
        places->plugin_known = found;
    }
    if (!found && sandbox)
        try_plugins(places, looked,
                    g_build_filename(sandbox, ".local", "lib", "wireshark", "plugins", NULL));
    places->looked = g_strdup(looked->str);
}

SfFoundTools *sf_found_tools_find(const SfToolPaths *given, const SfIdentity *identity)
{
    static const SfToolPaths nothing_given = {NULL, NULL, NULL};
    SfFoundTools *places = g_new0(SfFoundTools, 1);
    g_autofree char *own = own_folder();
    g_autofree char *built = build_tree(own);

    if (!given)
        given = &nothing_given;
    places->tshark = given->tshark ? absolute(given->tshark) : find_tshark();
    places->intake = given->intake ? absolute(given->intake) : find_intake(own, built);
    find_plugins(places, given->plugins, built, identity->sandbox);
    return places;
}

void sf_found_tools_free(SfFoundTools *places)
{
    g_free(places->tshark);
    g_free(places->intake);
    g_free(places->plugins);
    g_free(places->looked);
    g_free(places);
}

SfFault *sf_found_tools_missing(const SfFoundTools *places)
{
    if (!places->tshark)
        return sf_fault_new("tshark was not found in PATH.",
                            "Install tshark, Wireshark's program for the terminal; in Debian:",
                            "sudo apt-get install tshark");
    if (!places->intake)
        return sf_fault_new(
            "sipfix-intake was not found where it belongs, beside sipfix.",
            "Install sipfix again, this program is a part of it:", sf_installation_again());
    if (places->plugins)
        return NULL;
    g_autofree char *what =
        g_strdup_printf("The plugin sipfix.so was not found. Looked in: %s.", places->looked);
    return sf_fault_new(what, "Install sipfix again:", sf_installation_again());
}
