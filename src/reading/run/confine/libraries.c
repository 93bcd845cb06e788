/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/confine/libraries.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER  "/etc/ld.so.conf.d"
#define LONGEST 4096 /* of a path */

static gboolean read_head(int file, ElfW(Ehdr) * head)
{
    return pread(file, head, sizeof *head, 0) == (gssize)sizeof *head &&
           memcmp(head->e_ident, ELFMAG, SELFMAG) == 0;
}

gboolean sf_libraries_is_program(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ElfW(Ehdr) head;
    gboolean is_program = file >= 0 && read_head(file, &head);

    if (file >= 0)
        close(file);
    return is_program;
}

static char *loader_in(int file)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) part;

    if (!read_head(file, &head) || head.e_phentsize != sizeof part)
        return NULL;
    for (guint i = 0; i < head.e_phnum; i++) {
        const off_t place = (off_t)head.e_phoff + (off_t)(i * sizeof part);
        if (pread(file, &part, sizeof part, place) != (gssize)sizeof part)
            return NULL;
        if (part.p_type != PT_INTERP || part.p_filesz == 0 || part.p_filesz > LONGEST)
            continue;
        g_autofree char *loader = g_malloc0(part.p_filesz + 1);
        return pread(file, loader, part.p_filesz, (off_t)part.p_offset) == (gssize)part.p_filesz
                   ? g_steal_pointer(&loader)
                   : NULL;
    }
    return NULL;
}

char *sf_libraries_loader(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    char *loader = file >= 0 ? loader_in(file) : NULL;

    if (file >= 0)
        close(file);
    return loader;
}

/* As they are installed (PREFIX/bin, PREFIX/lib, ...), or in a folder where Wireshark was built
 * (run/). */
GStrv sf_libraries_of(const char *path)
{
    static const char *const beside[] = {"lib", "lib64", "lib32", "libexec", "share", "etc"};
    g_autoptr(GStrvBuilder) folders = g_strv_builder_new();
    char *real = realpath(path, NULL);

    if (real) {
        g_autofree char *folder = g_path_get_dirname(real);
        g_autofree char *above = g_path_get_dirname(folder);
        g_autofree char *name = g_path_get_basename(folder);
        if (g_str_equal(name, "bin") || g_str_equal(name, "run"))
            g_strv_builder_add(folders, folder);
        for (gsize i = 0; i < G_N_ELEMENTS(beside) && g_str_equal(name, "bin"); i++) {
            g_autofree char *next = g_build_filename(above, beside[i], NULL);
            g_strv_builder_add(folders, next);
        }
    }
    free(real);
    return g_strv_builder_end(folders);
}

static void add_folders(GStrvBuilder *folders, const char *name)
{
    g_autofree char *path = g_build_filename(FOLDER, name, NULL);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        if (*g_strstrip(lines[i]) == '/')
            g_strv_builder_add(folders, lines[i]);
    }
}

GStrv sf_libraries_elsewhere(void)
{
    g_autoptr(GStrvBuilder) folders = g_strv_builder_new();
    g_autoptr(GDir) dir = g_dir_open(FOLDER, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir)) != NULL)
        add_folders(folders, name);
    return g_strv_builder_end(folders);
}
