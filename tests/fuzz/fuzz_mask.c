/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds messages to the mask: what comes out is the same each time, also after the mask was written
 * down and read again; it is nothing new to a second mask's reader; and a word that no standard
 * knows (zqxj) does not come through.
 */
#include "fuzz.h"

#include "mask/mask_message.h"

static char *masked(SfMask *mask, SfText text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    sf_mask_message(mask, text, NULL, out);
    MUST(!g_strstr_len(out->str, (gssize)out->len, "zqxj"));
    MUST(!g_strstr_len(out->str, (gssize)out->len, "ZQXJ"));
    return g_strndup(out->str, out->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *copy = g_malloc(MAX(size, 1));
    if (size > 0)
        memcpy(copy, data, size);
    const SfText text = {copy, size};
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autofree char *first = masked(mask, text);
    g_autofree char *again = masked(mask, text);
    g_autofree char *memory = sf_mask_remember(mask);
    g_autoptr(SfMask) other = sf_mask_new();

    sf_mask_recall(other, memory);
    g_autofree char *recalled = masked(other, text);
    MUST(strcmp(first, again) == 0);
    MUST(strcmp(first, recalled) == 0);
    return 0;
}
