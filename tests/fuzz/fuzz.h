/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzzers share. */
#ifndef SIPFIX_FUZZ_H
#define SIPFIX_FUZZ_H

#include <glib.h>
#include <stdint.h>
#include <string.h>

/** Whatever comes in. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            g_error("%s:%d: %s does not hold", __FILE__, __LINE__, #condition);                    \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** What is shown to people: UTF-8 without control characters. Frees it. */
static inline void must_be_shown(char *text)
{
    MUST(!text || g_utf8_validate(text, -1, NULL));
    for (const char *at = text; at && *at; at++)
        MUST(!g_ascii_iscntrl(*at));
    g_free(text);
}

#endif
