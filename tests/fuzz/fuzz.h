/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzzers share. */
#ifndef SIPFIX_FUZZ_H
#define SIPFIX_FUZZ_H

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Whatever comes in. Aborts: libFuzzer writes down what came in then, and not after g_error(). */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            g_printerr("%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);               \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/** Before the first input: what GLib complains about ends the program like a MUST. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
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
