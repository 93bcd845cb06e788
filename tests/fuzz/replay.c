/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a fuzzer's function once over each file of the folders given: the seeds, and inputs that
 * broke something once, hold in every build, with any compiler. */
#include "fuzz.h"

static guint replay(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    if (!dir)
        g_error("%s", error->message);
    guint files = 0;
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length;
        if (!g_file_get_contents(path, &bytes, &length, &error))
            g_error("%s", error->message);
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
        files++;
    }
    return files;
}

int main(int argc, char **argv)
{
    guint files = 0;

    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        files += replay(argv[i]);
    g_print("%u files\n", files);
    return files > 0 ? 0 : 1;
}
