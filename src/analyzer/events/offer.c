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

/* An event does not tell an empty header from none. */
static void append_sent(GString *lines, const char *header, char **sent)
{
    g_autofree char *list = g_strjoinv(", ", sent);
    const char *separator = lines->len > 0 ? " and " : "";
    if (*list)
        g_string_append_printf(lines, "%s%s: %s", separator, header, list);
    else
        g_string_append_printf(lines, "%snothing in %s", separator, header);
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

/* ---- most events are like the one before ---- */

/* What was made of the lists of one event. */
typedef struct {
    char **supported;
    char **require;
    char **missing;
    char *sent;
    char *wanted;
} Offer;

static void offer_clear(Offer *offer)
{
    g_strfreev(offer->supported);
    g_strfreev(offer->require);
    g_strfreev(offer->missing);
    g_free(offer->sent);
    g_free(offer->wanted);
}

static gboolean are_equal(char **one, char **other)
{
    return g_strv_equal((const char *const *)one, (const char *const *)other);
}

static const Offer *offer_of(const SfEvent *event)
{
    static Offer last;
    if (last.missing && are_equal(last.missing, event->missing) &&
        are_equal(last.supported, event->supported) && are_equal(last.require, event->require))
        return &last;
    offer_clear(&last);
    last = (Offer){.supported = g_strdupv(event->supported),
                   .require = g_strdupv(event->require),
                   .missing = g_strdupv(event->missing),
                   .sent = lines_of(event, FALSE),
                   .wanted = lines_of(event, TRUE)};
    return &last;
}

char *sf_offer_sent(const SfEvent *event)
{
    return g_strdup(offer_of(event)->sent);
}

char *sf_offer_wanted(const SfEvent *event)
{
    return g_strdup(offer_of(event)->wanted);
}
