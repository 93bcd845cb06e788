// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes for Kamailio: a table of db_text that htable loads, see share/kamailio.cfg. Values are
 * data there: no pseudo-variable in them is ever looked at. The table has no comments; its column
 * `evidence`, which Kamailio does not read, holds them.
 */
#include <string.h>

#include "analyzer/routes/route_table.h"
#include "problems/routes/route_place.h"

/* MAX_URI_SIZE of a usual build, less one. */
#define LONGEST_URI 1023

/* db_text reads no value of more than 16384 bytes. */
#define LONGEST_COMMENT 1000

static const char *unfit_for_kamailio(const SfRoute *route)
{
    if (!sf_route_is_sip(route))
        return "no place for it in Kamailio's table: not a SIP address";
    if (strlen(route->old_uri) > LONGEST_URI || strlen(route->new_uri) > LONGEST_URI)
        return "no place for it in Kamailio's table: too long";
    return NULL;
}

/* The escapes of db_text; all other control characters were made visible before. */
static void add_value(GString *text, const char *value)
{
    for (; *value; value++) {
        if (*value == ':' || *value == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *value);
    }
}

static void add_row(GString *text, const SfRoute *route)
{
    g_autofree char *place = sf_route_place(route);
    g_autofree char *new_uri = sf_visible(route->new_uri);
    g_autofree char *evidence = sf_route_evidence(route, LONGEST_COMMENT);
    add_value(text, place);
    g_string_append(text, ":0:0:"); /* both are strings */
    add_value(text, new_uri);
    g_string_append_c(text, ':');
    add_value(text, evidence);
    g_string_append_c(text, '\n');
}

static GString *write_kamailio(const SfRouteTable *table)
{
    GString *text = g_string_new("key_name(string) key_type(int) value_type(int) "
                                 "key_value(string) evidence(string,null)\n");
    for (guint i = 0; i < table->given->len; i++)
        add_row(text, table->given->pdata[i]);
    return text;
}

const SfRouteForm sf_route_form_kamailio = {
    .name = "kamailio", .unfit = unfit_for_kamailio, .write = write_kamailio};
