// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/offer.h"

/* Where a client lists the tag; Supported for one that nobody knows (RFC 3261 section 20.37). */
static gboolean belongs_in(const char *tag, const char *header)
{
    const char *const *headers = sf_shelf_list(SF_SHELF_TAGS, tag, "header");
    if (!headers[0])
        return g_str_equal(header, "Supported");
    return g_strv_contains(headers, header);
}

/* What of @tags belongs in @header, with commas between. */
static char *missing_in(char **tags, const char *header)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (char **tag = tags; *tag; tag++)
        if (belongs_in(*tag, header))
            g_ptr_array_add(list, *tag);
    g_ptr_array_add(list, NULL);
    return g_strjoinv(", ", (char **)list->pdata);
}

static void append_sent(GString *lines, const char *header, char **sent)
{
    g_autofree char *list = g_strjoinv(", ", sent);
    const char *separator = lines->len > 0 ? " and " : "";
    if (*list)
        g_string_append_printf(lines, "%s%s: %s", separator, header, list);
    else
        g_string_append_printf(lines, "%sno %s header", separator, header);
}

static void append_wanted(GString *lines, const char *header, char **sent, const char *missing)
{
    g_autofree char *list = sent ? g_strjoinv(", ", sent) : g_strdup("");
    g_string_append_printf(lines, "%s%s: %s%s%s", lines->len > 0 ? " and " : "", header, list,
                           *list ? ", " : "", missing);
}

static char *lines_of(const SfEvent *event, gboolean wanted)
{
    const struct {
        const char *name;
        char **sent; /* NULL: events do not tell */
    } headers[] = {
        {"Supported", event->supported},
        {"Require", event->require},
        {"Proxy-Require", NULL},
    };
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *missing = missing_in(event->missing, headers[i].name);
        if (*missing && wanted)
            append_wanted(lines, headers[i].name, headers[i].sent, missing);
        else if (*missing && headers[i].sent)
            append_sent(lines, headers[i].name, headers[i].sent);
    }
    return g_string_free(lines, lines->len == 0);
}

char *sf_offer_sent(const SfEvent *event)
{
    return lines_of(event, FALSE);
}

char *sf_offer_wanted(const SfEvent *event)
{
    return lines_of(event, TRUE);
}
