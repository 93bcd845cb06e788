/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/given/data_folder.h"

#include <unistd.h>

static const char *const names[] = {"enterprises.tsv", "manuf", "services", "wka", NULL};

/* "/usr/bin/tshark" -> "/usr/share/wireshark" */
static char *data_of(const char *tshark)
{
    g_autofree char *programs = g_path_get_dirname(tshark);
    g_autofree char *prefix = g_path_get_dirname(programs);
    return g_build_filename(prefix, "share", "wireshark", NULL);
}

static gboolean link_entry(const char *data, const char *folder, const char *name)
{
    g_autofree char *from = g_build_filename(data, name, NULL);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    return symlink(from, to) == 0;
}

gboolean sf_data_folder_fill(const char *tshark, const char *folder)
{
    g_autofree char *data = data_of(tshark);
    g_autoptr(GDir) entries = g_dir_open(data, 0, NULL);
    const char *name;
    gboolean is_whole = entries != NULL;

    while (is_whole && (name = g_dir_read_name(entries)) != NULL)
        is_whole = g_strv_contains(names, name) || link_entry(data, folder, name);
    return is_whole;
}
