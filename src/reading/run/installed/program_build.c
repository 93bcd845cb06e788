/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/program_build.h"

#include "reading/run/confine/libraries.h"

#include <string.h>
#include <sys/stat.h>

static gboolean add_file(GString *build, const char *path)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return FALSE;
    g_string_append_printf(
        build, "%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT "\n", path,
        (guint64)status.st_size, (gint64)status.st_mtim.tv_sec, (gint64)status.st_mtim.tv_nsec);
    return TRUE;
}

/* A line of "ld.so --list": "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f...)"; what is
 * in the kernel has no file, and of the loader there is the path alone. */
static gboolean add_library(GString *build, const char *line)
{
    const char *end = strstr(line, " (0x");
    const char *path = strchr(line, '/');

    if (!end)
        return strstr(line, "not found") == NULL;
    if (!path || path > end)
        return TRUE;
    g_autofree char *file = g_strndup(path, (gsize)(end - path));
    return add_file(build, file);
}

/* FALSE where that cannot be told. */
static gboolean add_libraries(GString *build, const SfIdentity *identity, const char *program,
                              char **environment)
{
    g_autofree char *loader = sf_libraries_loader(program);
    const char *argv[] = {loader, "--list", program, NULL};
    g_autofree char *answer = loader ? sf_child_ask(identity, argv, environment, NULL, NULL) : NULL;
    g_auto(GStrv) lines = answer ? g_strsplit(answer, "\n", -1) : NULL;
    gboolean good = answer != NULL;

    for (guint i = 0; good && lines[i]; i++)
        good = add_library(build, lines[i]);
    return good;
}

char *sf_program_build(const SfIdentity *identity, const char *program, char **environment)
{
    g_autoptr(GString) build = g_string_new(NULL);

    if (!add_file(build, program) || !add_libraries(build, identity, program, environment))
        return NULL;
    return g_strdup(build->str);
}

char *sf_program_libraries(const SfIdentity *identity, const char *program, char **environment)
{
    g_autoptr(GString) build = g_string_new(NULL);

    return add_libraries(build, identity, program, environment) ? g_strdup(build->str) : NULL;
}
