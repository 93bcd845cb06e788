// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask/mask_sdp.h"

#include <string.h>

#include "core/grammar/grammar.h"

/* The last word of "IN IP4 192.0.2.1". */
static void append_address(SfMask *mask, const char *line, GString *out)
{
    const char *at = strrchr(line, ' ');
    const gboolean six = strstr(line, "IP6") != NULL;
    g_string_append(out, six ? "IN IP6 " : "IN IP4 ");
    sf_mask_host(mask, sf_text(at ? at + 1 : "0.0.0.0"), out);
    g_string_append(out, "\r\n");
}

/* Letters, digits and what codecs are written with; no host can hide in a word without a dot and
 * behind a fixed beginning. */
static gboolean is_plain(const char *line)
{
    return line[strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             " =:/;-,_")] == '\0';
}

static gboolean is_kept(const char *line)
{
    static const char *const beginnings[] = {
        "m=audio ",   "m=video ",   "a=rtpmap:",  "a=fmtp:",    "a=ptime:", "a=sendrecv",
        "a=sendonly", "a=recvonly", "a=inactive", "a=rtcp-mux", NULL};
    for (gsize i = 0; beginnings[i]; i++)
        if (g_str_has_prefix(line, beginnings[i]))
            return is_plain(line);
    return FALSE;
}

static void mask_line(SfMask *mask, const char *line, GString *out)
{
    if (g_str_equal(line, "v=0") || g_str_equal(line, "t=0 0") || is_kept(line)) {
        g_string_append_printf(out, "%s\r\n", line);
    } else if (g_str_has_prefix(line, "o=")) {
        g_string_append(out, "o=- 1 1 ");
        append_address(mask, line, out);
    } else if (g_str_has_prefix(line, "s=")) {
        g_string_append(out, "s=-\r\n");
    } else if (g_str_has_prefix(line, "c=")) {
        g_string_append(out, "c=");
        append_address(mask, line, out);
    }
}

void sf_mask_sdp(SfMask *mask, SfText body, GString *out)
{
    g_autofree char *copy = sf_text_dup(body);
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        mask_line(mask, g_strchomp(lines[i]), out);
}
