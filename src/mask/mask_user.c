// SPDX-License-Identifier: GPL-2.0-or-later
/* Users: names and numbers. */
#include <string.h>

#include "mask/mask_private.h"

/* ---- Numbers ---- */

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

/* ---- Users ---- */

/* A character may stand escaped, and is the same then (RFC 3261 §19.1.4). */
static GString *unescape(SfText text)
{
    GString *plain = g_string_new(NULL);
    for (gsize i = 0; i < text.length; i++) {
        if (text.at[i] == '%' && i + 2 < text.length && g_ascii_isxdigit(text.at[i + 1]) &&
            g_ascii_isxdigit(text.at[i + 2])) {
            g_string_append_c(plain, (char)(g_ascii_xdigit_value(text.at[i + 1]) * 16 +
                                            g_ascii_xdigit_value(text.at[i + 2])));
            i += 2;
        } else {
            g_string_append_c(plain, text.at[i]);
        }
    }
    return plain;
}

static gboolean is_nobody(const char *user)
{
    static const char *const names[] = {"anonymous", "unknown", "unavailable", "restricted", NULL};
    return g_strv_contains(names, user);
}

static void mask_name(SfMask *mask, SfText name, GString *out)
{
    if (name.length == 0)
        return;
    g_autoptr(GString) plain = unescape(name);
    if (sf_is_number(name))
        sf_mask_number(mask, name, out);
    else if (is_nobody(plain->str))
        g_string_append(out, plain->str);
    else
        sf_mask_token(mask, "user", (SfText){plain->str, plain->len}, out);
    sf_mask_flaw(name, out);
}

void sf_mask_user(SfMask *mask, SfText user, GString *out)
{
    const gssize colon = sf_text_find(user, ':');
    const SfText name = colon < 0 ? user : sf_text_slice(user, 0, (gsize)colon);
    const gssize semicolon = sf_text_find(name, ';');
    mask_name(mask, semicolon < 0 ? name : sf_text_slice(name, 0, (gsize)semicolon), out);
    if (semicolon >= 0)
        sf_mask_value(mask, sf_text_slice(name, (gsize)semicolon, G_MAXSIZE), "word", out);
    if (colon < 0)
        return;
    g_string_append_c(out, ':');
    sf_mask_token(mask, "secret", sf_text_slice(user, (gsize)colon + 1, G_MAXSIZE), out);
}
