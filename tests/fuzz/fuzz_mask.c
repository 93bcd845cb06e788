/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds messages to the mask: what comes out is the same each time, also after the mask was written
 * down and read again; it is nothing new to a second mask's reader; and a word that no standard
 * knows (zqxj) does not come through, but as what guide.md says is kept: a method, an option tag, a
 * media type.
 */
#include "fuzz.h"

#include "core/grammar/text.h"
#include "mask/mask_message.h"

static gboolean is_kept(SfText name)
{
    static const char *const names[] = {"CSeq",
                                        "RAck",
                                        "Require",
                                        "Supported",
                                        "k",
                                        "Proxy-Require",
                                        "Unsupported",
                                        "Allow",
                                        "Event",
                                        "Accept",
                                        "Allow-Events",
                                        "Privacy",
                                        "u",
                                        "o",
                                        "Content-Type",
                                        "c"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (sf_text_equal_nocase(sf_text_trim(name), sf_text(names[i])))
            return TRUE;
    return FALSE;
}

/* Whether the line goes on with a header of which tokens are kept, or begins one. */
static gboolean is_of_tokens(SfText line, gboolean before)
{
    if (line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
        return before;
    const gssize colon = sf_text_find(line, ':');
    return colon > 0 && is_kept(sf_text_slice(line, 0, (gsize)colon));
}

static void must_not_tell(const GString *out)
{
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    gboolean is_kept_here = FALSE;

    MUST(strlen(out->str) == out->len);
    for (gsize i = 0; lines[i]; i++) {
        const char *line = i == 0 ? lines[i] + strcspn(lines[i], " ") : lines[i];
        g_autofree char *lower = g_ascii_strdown(line, -1);
        is_kept_here = is_of_tokens(sf_text(lines[i]), is_kept_here);
        MUST(is_kept_here || !strstr(lower, "zqxj"));
    }
}

static char *masked(SfMask *mask, SfText text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    sf_mask_message(mask, text, NULL, out);
    must_not_tell(out);
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
