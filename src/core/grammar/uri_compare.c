/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When two URIs are the same one (RFC 3261 §19.1.4, RFC 3966 §4), and the key that they share. */
#include "core/grammar/scan.h"

static gboolean same(SfText a, SfText b, gboolean fold_case)
{
    return sf_text_equal(a, b) || (sf_text_is_present(a) == sf_text_is_present(b) &&
                                   sf_escaped_compare(a, b, fold_case) == 0);
}

/* ---- parameters and headers, in any order ---- */

static gint by_name(gconstpointer a, gconstpointer b)
{
    const SfParam *one = a;
    const SfParam *other = b;
    return sf_escaped_compare(one->name, other->name, TRUE);
}

/* SfParam, sorted by name; several of one name stay in their order. */
static GArray *sorted_params(SfText params)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(SfParam));
    SfParam param;
    while (sf_text_is_present(params))
        if (sf_param_next(&params, &param, NULL))
            g_array_append_val(sorted, param);
    g_array_sort(sorted, by_name);
    return sorted;
}

/* Headers as SfParam, sorted by name. */
static GArray *sorted_headers(SfText headers)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(SfParam));
    SfParam header;
    while (sf_uri_header_next(&headers, &header))
        if (header.name.length > 0 || sf_text_is_present(header.value)) /* a & or ? too many */
            g_array_append_val(sorted, header);
    g_array_sort(sorted, by_name);
    return sorted;
}

static gboolean is_named(const SfParam *param, const char *const *names)
{
    for (; *names; names++)
        if (sf_escaped_compare(param->name, sf_text(*names), TRUE) == 0)
            return TRUE;
    return FALSE;
}

typedef gboolean (*CountsAlone)(const SfParam *param);
typedef gboolean (*SameValue)(const SfParam *a, const SfParam *b);

static gboolean none_counts(const GArray *list, guint from, CountsAlone counts_alone)
{
    for (guint i = from; i < list->len; i++)
        if (counts_alone(&g_array_index(list, SfParam, i)))
            return FALSE;
    return TRUE;
}

/* Walks through both lists side by side. */
static gboolean same_lists(const GArray *a, const GArray *b, CountsAlone counts_alone,
                           SameValue same_value)
{
    guint i = 0;
    guint j = 0;
    while (i < a->len && j < b->len) {
        const SfParam *one = &g_array_index(a, SfParam, i);
        const SfParam *other = &g_array_index(b, SfParam, j);
        const gint order = by_name(one, other);
        if (order == 0 ? !same_value(one, other) : counts_alone(order < 0 ? one : other))
            return FALSE;
        i += order <= 0;
        j += order >= 0;
    }
    return none_counts(a, i, counts_alone) && none_counts(b, j, counts_alone);
}

/* ---- sip and sips ---- */

static gboolean sip_param_counts_alone(const SfParam *param)
{
    static const char *const names[] = {"user", "ttl", "method", "maddr", "transport", "gr", NULL};
    return is_named(param, names);
}

static gboolean same_sip_param(const SfParam *a, const SfParam *b)
{
    static const char *const hosts[] = {"maddr", NULL};
    static const char *const exact[] = {"method", NULL}; /* RFC 3261 §7.1: a method has its case */
    if (is_named(a, hosts) && sf_text_is_present(a->value) && sf_text_is_present(b->value))
        return sf_host_equal(a->value, b->value);
    return same(a->value, b->value, !is_named(a, exact));
}

static gboolean always_counts(const SfParam *param)
{
    (void)param;
    return TRUE;
}

/* Header values have no case unless their own section says so (RFC 3261 §7.3.1): Call-ID §20.8,
 * In-Reply-To §20.21; a body is no header at all. */
static gboolean same_uri_header(const SfParam *a, const SfParam *b)
{
    static const char *const exact[] = {"call-id", "i", "in-reply-to", "body", NULL};
    return same(a->value, b->value, !is_named(a, exact));
}

typedef GArray *(*SortedList)(SfText text);

/* Most are not there at all, or are written alike. */
static gboolean same_texts(SfText a, SfText b, SortedList sorted, CountsAlone counts_alone,
                           SameValue same_value)
{
    if (sf_text_equal(a, b))
        return TRUE;
    g_autoptr(GArray) list = sorted(a);
    g_autoptr(GArray) other = sorted(b);
    return same_lists(list, other, counts_alone, same_value);
}

static gboolean sip_equal(const SfUri *a, const SfUri *b)
{
    return same(a->user, b->user, FALSE) && same(a->password, b->password, FALSE) &&
           sf_host_equal(a->host, b->host) && a->port == b->port &&
           same_texts(a->params, b->params, sorted_params, sip_param_counts_alone,
                      same_sip_param) &&
           same_texts(a->headers, b->headers, sorted_headers, always_counts, same_uri_header);
}

/* ---- tel ---- */

static gboolean same_number(SfText a, SfText b)
{
    gsize i = sf_skip(a, 0, SF_KIND_VISUAL);
    gsize j = sf_skip(b, 0, SF_KIND_VISUAL);
    while (i < a.length && j < b.length) {
        if (sf_escaped_next(a, &i, TRUE) != sf_escaped_next(b, &j, TRUE))
            return FALSE;
        i = sf_skip(a, i, SF_KIND_VISUAL);
        j = sf_skip(b, j, SF_KIND_VISUAL);
    }
    return i == a.length && j == b.length;
}

static gboolean is_global(SfText number)
{
    return sf_has_at(number, 0, '+');
}

static gboolean same_tel_param(const SfParam *a, const SfParam *b)
{
    static const char *const context[] = {"phone-context", NULL};
    static const char *const extension[] = {"ext", NULL};
    if (sf_text_is_present(a->value) != sf_text_is_present(b->value))
        return FALSE;
    if (is_named(a, extension) || (is_named(a, context) && is_global(a->value)))
        return same_number(a->value, b->value);
    if (is_named(a, context))
        return sf_host_equal(a->value, b->value);
    return same(a->value, b->value, TRUE);
}

static gboolean tel_equal(const SfUri *a, const SfUri *b)
{
    return same_number(a->user, b->user) &&
           same_texts(a->params, b->params, sorted_params, always_counts, same_tel_param);
}

gboolean sf_uri_equal(const SfUri *a, const SfUri *b)
{
    if (a->scheme != b->scheme)
        return FALSE;
    switch (a->scheme) {
    case SF_SCHEME_SIP:
    case SF_SCHEME_SIPS:
        return sip_equal(a, b);
    case SF_SCHEME_TEL:
        return tel_equal(a, b);
    case SF_SCHEME_OTHER:
    default:
        return sf_text_equal_nocase(a->scheme_name, b->scheme_name) &&
               sf_text_equal(a->opaque, b->opaque);
    }
}

/* ---- keys ---- */

static void append_lower(GString *out, SfText text)
{
    for (gsize i = 0; i < text.length; i++)
        g_string_append_c(out, g_ascii_tolower(text.at[i]));
}

static void append_number(GString *out, SfText number)
{
    g_autoptr(GString) canonical = g_string_sized_new(number.length);
    sf_escaped_append(canonical, number);
    for (gsize i = 0; i < canonical->len; i++)
        if (!sf_is(canonical->str[i], SF_KIND_VISUAL))
            g_string_append_c(out, g_ascii_tolower(canonical->str[i]));
}

static void append_tel(GString *out, const SfUri *uri)
{
    SfParam context;
    append_number(out, uri->user);
    if (!sf_uri_param(uri, "phone-context", &context))
        return;
    g_string_append(out, ";phone-context=");
    if (is_global(context.value))
        append_number(out, context.value);
    else
        sf_host_append(out, context.value);
}

static void append_other(GString *out, const SfUri *uri)
{
    append_lower(out, uri->scheme_name);
    g_string_append_c(out, ':');
    sf_escaped_append(out, uri->opaque);
}

void sf_uri_append_user_at_host(GString *out, const SfUri *uri)
{
    if (uri->scheme == SF_SCHEME_TEL) {
        append_tel(out, uri);
        return;
    }
    if (uri->scheme == SF_SCHEME_OTHER) {
        append_other(out, uri);
        return;
    }
    if (sf_text_is_present(uri->user)) {
        sf_escaped_append(out, uri->user);
        g_string_append_c(out, '@');
    }
    sf_host_append(out, uri->host);
}

char *sf_uri_user_at_host(const SfUri *uri)
{
    GString *key = g_string_new(NULL);
    sf_uri_append_user_at_host(key, uri);
    return g_string_free(key, FALSE);
}

void sf_uri_append_key(GString *out, const SfUri *uri)
{
    SfUri portless = *uri;
    portless.port = 0;
    sf_uri_append_user_at_host(out, uri);
    if (uri->port == 0 || uri->port == sf_uri_effective_port(&portless))
        return;
    g_string_append_c(out, ':');
    sf_append_number(out, uri->port);
}

char *sf_uri_key(const SfUri *uri)
{
    GString *key = g_string_new(NULL);
    sf_uri_append_key(key, uri);
    return g_string_free(key, FALSE);
}

gboolean sf_uri_same_server(const SfUri *a, const SfUri *b)
{
    SfParam one = {0}, other = {0};
    sf_uri_param(a, "transport", &one);
    sf_uri_param(b, "transport", &other);
    return a->scheme == b->scheme && sf_host_equal(a->host, b->host) &&
           sf_uri_effective_port(a) == sf_uri_effective_port(b) &&
           sf_text_equal_nocase(one.value, other.value);
}
