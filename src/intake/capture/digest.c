/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/digest.h"

#include "intake/capture/reader.h"

#include <unistd.h>

#define CHUNK 262144

char *sf_digest(int descriptor)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *chunk = g_malloc(CHUNK);
    gssize got;

    while ((got = read(descriptor, chunk, CHUNK)) > 0 && !sf_reader_was_cut())
        g_checksum_update(sum, chunk, got);
    return got == 0 ? g_strdup(g_checksum_get_string(sum)) : NULL;
}
