/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every fuzzer begins with. */
#include "fuzz.h"

static void complain(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)data;
    if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) {
        g_printerr("%s: %s\n", domain ? domain : "", message);
        abort();
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    g_log_set_default_handler(complain, NULL);
    return 0;
}
