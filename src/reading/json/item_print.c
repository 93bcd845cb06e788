/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/json/item_print.h"

#include <string.h>

void sf_print_text(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *plain = text;; text++) {
        if ((guchar)*text >= ' ' && *text != '"' && *text != '\\')
            continue;
        g_string_append_len(out, plain, text - plain);
        plain = text + 1;
        if (*text == '\0')
            break;
        if (*text == '\n')
            g_string_append(out, "\\n");
        else if ((guchar)*text < ' ')
            g_string_append_printf(out, "\\u%04x", (guint)*text);
        else
            g_string_append_printf(out, "\\%c", *text);
    }
    g_string_append_c(out, '"');
}

void sf_print_integer(GString *out, gint64 number)
{
    char digits[20];
    gsize first = sizeof digits;
    guint64 rest = number < 0 ? 0 - (guint64)number : (guint64)number;

    if (number < 0)
        g_string_append_c(out, '-');
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    g_string_append_len(out, digits + first, (gssize)(sizeof digits - first));
}

/* 17 digits tell every number, and make 0.90000000000000002 of a q of 0.9. */
void sf_print_decimal(GString *out, double value)
{
    static const char *const forms[] = {"%.15g", "%.16g", "%.17g"};
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_ascii_formatd(digits, sizeof digits, forms[i], value);
        if (g_ascii_strtod(digits, NULL) == value)
            break;
    }
    g_string_append(out, digits);
}

void sf_print_comma(GString *out)
{
    if (!strchr("{[", out->str[out->len - 1]))
        g_string_append_c(out, ',');
}

void sf_print_name(GString *out, const char *name)
{
    sf_print_comma(out);
    sf_print_text(out, name);
    g_string_append_c(out, ':');
}

static void print_members(GString *out, SfItem object)
{
    SfItemWalk walk;

    g_string_append_c(out, '{');
    for (sf_items_begin(&walk, object); sf_items_next(&walk);) {
        sf_print_name(out, walk.name);
        sf_print_item(out, walk.item);
    }
    g_string_append_c(out, '}');
}

static void print_elements(GString *out, SfItem array)
{
    SfItemWalk walk;

    g_string_append_c(out, '[');
    for (sf_items_begin(&walk, array); sf_items_next(&walk);) {
        sf_print_comma(out);
        sf_print_item(out, walk.item);
    }
    g_string_append_c(out, ']');
}

void sf_print_item(GString *out, SfItem item)
{
    switch (sf_item_kind(item)) {
    case SF_ITEM_OBJECT:
        print_members(out, item);
        break;
    case SF_ITEM_ARRAY:
        print_elements(out, item);
        break;
    case SF_ITEM_TEXT:
        sf_print_text(out, sf_item_text(item));
        break;
    case SF_ITEM_INTEGER:
        sf_print_integer(out, sf_item_integer(item));
        break;
    case SF_ITEM_DECIMAL:
        sf_print_decimal(out, sf_item_decimal(item));
        break;
    case SF_ITEM_BOOLEAN:
        g_string_append(out, sf_item_is_true(item) ? "true" : "false");
        break;
    default:
        g_string_append(out, "null");
    }
}
