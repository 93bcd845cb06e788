// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes for Asterisk: a context for extensions.conf in which each old address is an extension that
 * returns the new one, see the lines at its head.
 */
#include <string.h>

#include "analyzer/routes/route_table.h"
#include "problems/routes/route_place.h"

/* Lines have an end in Asterisk: what lies behind it would be another line. */
#define LONGEST_COMMENT 1000

#define HEAD                                                                                       \
    "; The addresses that have moved. In extensions.conf:\n"                                       \
    ";   #include sipfix-moved.conf\n"                                                             \
    "; and where you dial, here a number at a host that has moved:\n"                              \
    ";   same => n,Set(TO=sip:${EXTEN}@pbx1.example.net)\n"                                        \
    ";   same => n,Set(MOVED=${EVAL_EXTEN(sipfix-moved,${STRREPLACE(TO,-,%2D)},1)})\n"             \
    ";   same => n,GotoIf($[\"${MOVED}\" = \"\"]?dial)\n"                                          \
    ";   same => n,Set(TO=${MOVED})\n"                                                             \
    ";   same => n(dial),Dial(PJSIP/YOUR-ENDPOINT/${TO})\n"                                        \
    "; Old addresses: host in lower case, no port where it is the usual one, %2D for a hyphen,\n"  \
    "; which Asterisk would skip.\n"                                                               \
    "[sipfix-moved]\n"

/* What the reader of extensions.conf, of applications and of expressions does not take for its own;
 * nor Dial(), for which & begins another call. A semicolon is written \; . */
static gboolean is_plain(const char *text, const char *marks)
{
    for (; *text; text++)
        if (!g_ascii_isalnum(*text) && !strchr(marks, *text))
            return FALSE;
    return TRUE;
}

/* Asterisk skips hyphens where it compares extensions: "ab" would find "a-b". */
static char *name_of(const SfRoute *route)
{
    g_autofree char *place = sf_route_place(route);
    GString *name = g_string_new(place);
    g_string_replace(name, "-", "%2D", 0);
    return g_string_free(name, FALSE);
}

static const char *unfit_for_asterisk(const SfRoute *route)
{
    if (!sf_route_is_sip(route))
        return "no place for it in Asterisk's dialplan: not a SIP address";
    g_autofree char *name = name_of(route);
    if (!strchr(name, '@'))
        return "no place for it in Asterisk's dialplan: it has no user";
    if (!is_plain(name, ":@.+_*~=[]%") || !is_plain(route->new_uri, ":@.+-_*~=[]%;"))
        return "no place for it in Asterisk's dialplan: it has characters that mean something "
               "there";
    /* An extension has room for 79 characters, the data of its application for 255. */
    if (strlen(name) > 79 || strlen(route->new_uri) > 200)
        return "no place for it in Asterisk's dialplan: too long";
    return NULL;
}

static void add_line(GString *text, const SfRoute *route)
{
    g_autofree char *name = name_of(route);
    g_autofree char *evidence = sf_route_evidence(route, LONGEST_COMMENT);
    g_autoptr(GString) new_uri = g_string_new(route->new_uri);
    g_autoptr(GString) comment = g_string_new(evidence);
    g_string_replace(new_uri, ";", "\\;", 0);
    g_string_replace(comment, "--", "- -", 0); /* ;-- begins a comment of many lines */
    g_string_append_printf(text, "exten => %s,1,Return(%s) ; %s\n", name, new_uri->str,
                           comment->str);
}

static GString *write_asterisk(const SfRouteTable *table)
{
    GString *text = g_string_new(HEAD);
    for (guint i = 0; i < table->given->len; i++)
        add_line(text, table->given->pdata[i]);
    return text;
}

const SfRouteForm sf_route_form_asterisk = {
    .name = "asterisk", .unfit = unfit_for_asterisk, .write = write_asterisk};
