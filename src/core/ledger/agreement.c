/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/agreement.h"

#include <string.h>

/* A list is compared with another; a stranger may send thousands. */
#define MOST_MECHANISMS 64

/* ---- reading ---- */

static void add_mechanism(GArray *mechanisms, SfText entry)
{
    const gssize semicolon = sf_text_find(entry, ';');
    const gsize end = semicolon < 0 ? entry.length : (gsize)semicolon;
    SfMechanism mechanism = {.name = sf_text_trim(sf_text_slice(entry, 0, end)),
                             .params = sf_text_slice(entry, end, G_MAXSIZE),
                             .position = mechanisms->len};
    SfParam q;
    if (!sf_text_is_token(mechanism.name) || mechanisms->len >= MOST_MECHANISMS)
        return;
    mechanism.has_q =
        sf_param_find(mechanism.params, "q", &q) && sf_qvalue_parse(q.value, &mechanism.q);
    g_array_append_val(mechanisms, mechanism);
}

GArray *sf_mechanisms(const SfMessage *message, SfHeaderName name)
{
    GArray *mechanisms = g_array_new(FALSE, FALSE, sizeof(SfMechanism));
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        while (sf_list_next(&rest, &entry))
            add_mechanism(mechanisms, entry);
    }
    return mechanisms;
}

static gint by_preference(gconstpointer a, gconstpointer b)
{
    const SfMechanism *one = a;
    const SfMechanism *other = b;
    if (one->has_q != other->has_q)
        return one->has_q ? -1 : 1;
    if (one->has_q && one->q != other->q)
        return one->q > other->q ? -1 : 1;
    return one->position < other->position ? -1 : 1;
}

void sf_mechanisms_sort(GArray *mechanisms)
{
    g_array_sort(mechanisms, by_preference);
}

/* ---- comparing ---- */

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One form for all ways to write it: names in small letters, parameters in order. */
static char *form_of(const SfMechanism *mechanism)
{
    g_autofree char *name = sf_text_dup(mechanism->name);
    g_autofree char *params = sf_text_dup(mechanism->params);
    g_auto(GStrv) parts = g_strsplit(params, ";", -1);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part))
            g_ptr_array_add(sorted, *part);
    g_ptr_array_sort(sorted, by_text);
    g_ptr_array_add(sorted, NULL);
    g_autofree char *list = g_strjoinv(";", (char **)sorted->pdata);
    g_autofree char *whole = g_strconcat(name, ";", list, NULL);
    return g_ascii_strdown(whole, -1);
}

static char *form_of_all(const GArray *mechanisms)
{
    g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < mechanisms->len; i++)
        g_ptr_array_add(forms, form_of(&g_array_index(mechanisms, SfMechanism, i)));
    g_ptr_array_sort(forms, by_text);
    g_ptr_array_add(forms, NULL);
    return g_strjoinv("\n", (char **)forms->pdata);
}

gboolean sf_mechanisms_equal(const GArray *one, const GArray *other)
{
    g_autofree char *a = form_of_all(one);
    g_autofree char *b = form_of_all(other);
    return strcmp(a, b) == 0;
}

gboolean sf_mechanisms_are_of_media(const GArray *mechanisms)
{
    SfParam media;
    for (guint i = 0; i < mechanisms->len; i++)
        if (sf_param_find(g_array_index(mechanisms, SfMechanism, i).params, "mediasec", &media))
            return TRUE;
    return FALSE;
}

/* ---- what a mechanism needs ---- */

/* 3GPP TS 33.203, annex H: the client names its two pairs of security associations. */
static const char *const of_ipsec_3gpp[] = {"alg", "spi-c", "spi-s", "port-c", "port-s"};

GString *sf_mechanism_lacks(const SfMechanism *mechanism)
{
    GString *lacking = g_string_new(NULL);
    SfParam param;
    if (sf_text_equal_nocase(mechanism->name, sf_text("ipsec-3gpp")))
        for (guint i = 0; i < G_N_ELEMENTS(of_ipsec_3gpp); i++)
            if (!sf_param_find(mechanism->params, of_ipsec_3gpp[i], &param))
                g_string_append_printf(lacking, "%s%s", lacking->len ? ", " : "", of_ipsec_3gpp[i]);
    if (lacking->len > 0)
        return lacking;
    g_string_free(lacking, TRUE);
    return NULL;
}
