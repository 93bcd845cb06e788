// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers that somebody dials. */
#include <string.h>

#include "mask/mask_private.h"

static gboolean is_separator(char c)
{
    return strchr("-.()*#", c) != NULL && c != '\0';
}

gboolean sf_is_number(SfText text)
{
    guint digits = 0;
    for (gsize i = 0; i < text.length; i++) {
        if (g_ascii_isdigit(text.at[i]))
            digits++;
        else if (!(i == 0 && text.at[i] == '+') && !is_separator(text.at[i]))
            return FALSE;
    }
    return digits > 0;
}

/* The n-th number of that many digits, from the highest down: short ones in use are mostly low. */
static char *nth_number(guint n, gsize length)
{
    GString *digits = g_string_new(NULL);
    for (gsize i = 0; i < length; i++, n /= 10)
        g_string_prepend_c(digits, (char)('9' - n % 10));
    return g_string_free(digits, FALSE);
}

static const char *number_for(SfMask *mask, const char *digits)
{
    const gsize length = strlen(digits);
    const char *known = sf_mask_known(mask, "number", digits, length);
    if (known)
        return known;
    g_autofree char *stem = g_strdup_printf("number-%" G_GSIZE_FORMAT, length);
    return sf_mask_learn(mask, "number", digits, length,
                         nth_number(sf_mask_next(mask, stem) - 1, length));
}

void sf_mask_number(SfMask *mask, SfText number, GString *out)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    for (gsize i = 0; i < number.length; i++)
        if (g_ascii_isdigit(number.at[i]))
            g_string_append_c(digits, number.at[i]);
    const char *fresh = number_for(mask, digits->str);
    for (gsize i = 0; i < number.length; i++)
        g_string_append_c(out, g_ascii_isdigit(number.at[i]) ? *fresh++ : number.at[i]);
}
