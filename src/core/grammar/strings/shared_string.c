/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/shared_string.h"

#include <string.h>

#include "core/grammar/strings/string_hash.h"

#define N_LATEST 1024

char *sf_shared_string(const char *string)
{
    static char *latest[N_LATEST]; /* references; NULL: none */
    char **one = &latest[sf_string_hash(string) % N_LATEST];
    if (!*one || strcmp(*one, string) != 0) {
        g_clear_pointer(one, g_ref_string_release);
        *one = g_ref_string_new(string);
    }
    return g_ref_string_acquire(*one);
}
