// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <string.h>

#include "analyzer/events/event_read.h"
#include "problems/routes/routes.h"

/* A 301 in few words: old and new addresses (best first, blanks between), and what else its event
 * has. */
typedef struct {
    guint run; /* 0 ends the table */
    guint frame;
    guint story;
    const char *old_uri; /* NULL: the request was not seen */
    const char *targets;
    const char *more; /* members of the event, quoted with ' for ", each with a comma in front */
} Told;

/* "URI", "URI=STATUS" or "URI!REFUSAL": what a try of it got, what speaks against it. */
static void add_target(GString *json, const char *target, guint rank)
{
    const gsize length = strcspn(target, "!");
    const char *status = g_strrstr_len(target, (gssize)length, "=");
    const gsize uri = status && g_ascii_isdigit(status[1]) ? (gsize)(status - target) : length;
    g_string_append_printf(json, "%s{'uri':'%.*s','rank':%u", rank > 1 ? "," : "", (int)uri, target,
                           rank);
    if (uri < length)
        g_string_append_printf(json, ",'status':%.*s", (int)(length - uri - 1), status + 1);
    if (target[length])
        g_string_append_printf(json, ",'refusals':['%s']", target + length + 1);
    g_string_append_c(json, '}');
}

static void add_targets(GString *json, const char *targets)
{
    g_auto(GStrv) all = g_strsplit(targets, " ", -1);
    for (guint i = 0; all[i]; i++)
        if (*all[i])
            add_target(json, all[i], i + 1);
}

static SfEvent *event_of(const Told *told)
{
    g_autoptr(GString) json = g_string_new(NULL);
    g_string_append_printf(json,
                           "{'capture':'%u.pcapng','run':%u,'frame':%u,'story':%u,'status':301,"
                           "'call_id':'c%u','cseq':1,'time':'2026-03-02T08:15:00.%06uZ',"
                           "'dst':'203.0.113.5:5060','moved':{'hops':1,",
                           told->run, told->run, told->frame, told->story, told->story,
                           told->frame);
    if (told->old_uri)
        g_string_append_printf(json, "'from':'%s',", told->old_uri);
    g_string_append(json, "'targets':[");
    add_targets(json, told->targets);
    g_string_append_printf(json, "]}%s}", told->more ? told->more : "");
    g_strdelimit(json->str, "'", '"');
    SfEvent *event = sf_event_read_text(json->str, json->len);
    if (!event)
        fail_msg("no JSON: %s", json->str);
    return event;
}

/* "old -> new hops count reasons", a line each. */
static char *table_of(const Told *table)
{
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    for (; table->run; table++) {
        g_autoptr(SfEvent) event = event_of(table);
        sf_routes_add(routes, event);
    }
    const GPtrArray *all = sf_routes_finish(routes);
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const SfRoute *route = all->pdata[i];
        g_autofree char *names = sf_refusals_names(route->refusals, ",");
        g_string_append_printf(lines, "%s -> %s %u %" G_GUINT64_FORMAT " %s\n", route->old_uri,
                               route->new_uri ? route->new_uri : "?", route->hops, route->count,
                               names);
    }
    return g_string_free(lines, FALSE);
}

#define A           "sip:a@example.net"
#define B           "sip:b@example.net"
#define C           "sip:c@example.net"
#define FOUND(name) ",'findings':[{'check':'" name "'}]"

static const struct {
    const char *what;
    Told told[6];
    const char *table;
} rows[] = {
    {"a move", {{1, 3, 1, A, B, NULL}, {1, 9, 2, A, B, NULL}}, A " -> " B " 1 2 \n"},
    {"one call is one witness, on whatever hop",
     {{1, 3, 1, A, B, ",'hop':2"}, {1, 4, 1, A, B, ",'hop':1"}, {1, 9, 1, A, B, ",'hop':1"}},
     A " -> " B " 1 1 once\n"},
    {"stories of two runs are two calls",
     {{1, 3, 1, A, B, NULL}, {2, 3, 1, A, B, NULL}},
     A " -> " B " 1 2 \n"},
    {"a chain, across captures",
     {{1, 3, 1, B, C, NULL}, {2, 3, 1, A, B, NULL}, {3, 3, 1, A, B, NULL}, {3, 5, 2, B, C, NULL}},
     A " -> " C " 2 2 \n" B " -> " C " 1 2 \n"},
    {"a chain is as sure as its weakest link",
     {{1, 3, 1, B, C, NULL}, {2, 3, 1, A, B, NULL}, {3, 3, 1, A, B, NULL}},
     A " -> " C " 2 2 once\n" B " -> " C " 1 1 once\n"},
    {"a circle, and what leads into it",
     {{1, 3, 1, B, C, NULL}, {1, 5, 1, C, B, NULL}, {1, 1, 1, A, B, NULL}},
     A " -> " B " 3 1 loop,once\n" B " -> " C " 2 1 loop,once\n" C " -> " B " 2 1 loop,once\n"},
    {"the same address, with the default port",
     {{1, 3, 1, A, A ":5060", NULL}},
     A " -> " A ":5060 1 1 once\n"},
    {"an old address that is shown otherwise than sent",
     {{1, 3, 1, "sip:b\\\\xf6@example.net", B, NULL},
      {1, 9, 2, "sip:b\\\\xf6@example.net", B, NULL}},
     "sip:b\\xf6@example.net -> " B " 1 2 malformed\n"},
    {"such a new one, at the end of a chain",
     {{1, 3, 1, A, B, NULL}, {1, 9, 2, B, "sip:b\\\\xf6@example.net", NULL}},
     A " -> sip:b\\xf6@example.net 2 1 once,malformed\n" B
       " -> sip:b\\xf6@example.net 1 1 once,malformed\n"},
    {"the very same address", {{1, 3, 1, A, A, NULL}}, A " -> " A " 1 1 loop,once\n"},
    {"another transport to the same address is no circle",
     {{1, 3, 1, A, A ";transport=tcp", NULL}},
     A " -> " A ";transport=tcp 1 1 once\n"},
    {"a chain that ends at another transport",
     {{1, 3, 1, A, B, NULL}, {1, 5, 1, B, B ";transport=tcp", NULL}},
     A " -> " B ";transport=tcp 2 1 once\n" B " -> " B ";transport=tcp 1 1 once\n"},
    {"who comes by the new transport is there",
     {{1, 3, 1, A, B ";transport=tcp", NULL}, {1, 5, 1, B, B ";transport=tcp", NULL}},
     A " -> " B ";transport=tcp 1 1 once\n" B " -> " B ";transport=tcp 1 1 once\n"},
    {"a redirect for the time being ends a chain", /* the event of B's 302 */
     {{1, 3, 1, A, B "=302", NULL}, {1, 5, 1, B, C, ",'status':302"}},
     A " -> " B " 1 1 once\n"},
    {"the target that took the call",
     {{1, 3, 1, A, B "=404 " C "=200", NULL}},
     A " -> " C " 1 1 once\n"},
    {"else the one that went on",
     {{1, 3, 1, A, B "=404 " C "=301", NULL}},
     A " -> " C " 1 1 once\n"},
    {"else the best one that SIP can reach",
     {{1, 3, 1, A, "mailto:a@example.net " B " " C, NULL}},
     A " -> " B " 1 1 once\n"},
    {"no address at all", {{1, 3, 1, A, "", NULL}}, A " -> ? 1 1 unusable\n"},
    {"none that SIP can reach",
     {{1, 3, 1, A, "https://example.net/", NULL}},
     A " -> ? 1 1 unusable\n"},
    {"a chain into nowhere",
     {{1, 3, 1, A, B, NULL}, {1, 5, 1, B, "", NULL}},
     A " -> " B " 2 1 unusable,once\n" B " -> ? 1 1 unusable\n"},
    {"a request that was not seen is no route", {{1, 3, 1, NULL, B, NULL}}, ""},
    {"contradictions",
     {{1, 3, 1, A, B, NULL}, {2, 3, 1, A, C, NULL}, {2, 5, 2, A, C, NULL}},
     A " -> " C " 1 2 conflict\n"},
    {"a shorter list is no contradiction",
     {{1, 3, 1, A, B " " C, NULL}, {2, 3, 1, A, C, NULL}},
     A " -> " C " 1 2 \n"},
    {"nor is another server of the same user",
     {{1, 3, 1, A, B ":5070", NULL}, {2, 3, 1, A, B ";transport=tcp", NULL}},
     A " -> " B ":5070 1 1 once\n"},
    {"old addresses are told apart by user, host and port",
     {{1, 3, 1, A ":5060;user=phone", B, NULL}, {1, 5, 2, A, B, NULL}, {1, 7, 3, A ":5070", B, 0}},
     A ":5060;user=phone -> " B " 1 2 \n" A ":5070 -> " B " 1 1 once\n"},
    {"sip and sips are two addresses",
     {{1, 3, 1, "sips:a@example.net", B, NULL}, {1, 5, 2, A, B, NULL}},
     A " -> " B " 1 1 once\nsips:a@example.net -> " B " 1 1 once\n"},
    {"what a client drops",
     {{1, 3, 1, A, B ";method=BYE;user=phone?Subject=x", NULL}},
     A " -> " B ";user=phone 1 1 once\n"},
    {"what speaks against an address",
     {{1, 3, 1, A, B "!insecure", NULL},
      {1, 5, 2, C, "sip:a@10.1.2.3=486!private", NULL},
      {1, 7, 3, B, "sip:a@pbx.example.com!foreign-domain", NULL}},
     A " -> sip:a@pbx.example.com 2 1 foreign-domain,insecure,once\n" B
       " -> sip:a@pbx.example.com 1 1 foreign-domain,once\n" C
       " -> sip:a@10.1.2.3 1 1 private,once\n"},
    {"of an address that is not chosen it does not matter",
     {{1, 3, 1, A, B "!expires " C "=200", NULL}},
     A " -> " C " 1 1 once\n"},
    {"what the findings say, on whatever hop and in whatever order",
     {{1, 3, 1, A, B, ",'hop':2" FOUND("moved.number-routing")},
      {1, 4, 1, A, B, ",'hop':1"},
      {1, 5, 2, C, B, ",'hop':1"},
      {1, 6, 2, C, B, ",'hop':2" FOUND("moved.to-caller")}},
     A " -> " B " 1 1 number-routing,once\n" C " -> " B " 1 1 to-caller,once\n"},
    {"within a call",
     {{1, 3, 1, A, B, FOUND("moved.in-dialog")}},
     A " -> " B " 1 1 in-dialog,once\n"},
    {"for an hour", {{1, 3, 1, A, B, FOUND("moved.expires")}}, A " -> " B " 1 1 expires,once\n"},
    {"for an hour, says the address itself",
     {{1, 3, 1, A, B " " C "!expires", FOUND("moved.expires")}, {1, 5, 2, C, B "!expires", NULL}},
     A " -> " B " 1 1 once\n" C " -> " B " 1 1 expires,once\n"},
    {"numbers",
     {{1, 3, 1, "tel:+1-201-555-0123", B, NULL}, {2, 3, 1, "tel:+12015550123", B, NULL}},
     "tel:+1-201-555-0123 -> " B " 1 2 \n"},
};

static void routes_of_tables(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *table = table_of(rows[i].told);
        want_string(rows[i].what, table, rows[i].table);
    }
}

static void the_witnesses_are_the_first_and_the_last(void **state)
{
    (void)state;
    static const Told told[] = {
        {2, 20, 1, A, B, NULL}, {1, 7, 1, A, B, NULL}, {3, 30, 1, A, B, NULL}, {0}};
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    for (const Told *row = told; row->run; row++) {
        g_autoptr(SfEvent) event = event_of(row);
        sf_routes_add(routes, event);
    }
    const SfRoute *route = sf_routes_finish(routes)->pdata[0];
    assert_string_equal(route->first->capture, "1.pcapng");
    assert_int_equal(route->first->frame, 7);
    assert_string_equal(route->first->time, "2026-03-02T08:15:00.000007Z");
    assert_string_equal(route->last->capture, "3.pcapng");
    assert_int_equal(route->last->frame, 30);
}

static void a_conflict_names_the_rival(void **state)
{
    (void)state;
    static const Told told[] = {
        {1, 3, 1, A, B, NULL}, {1, 5, 2, A, B, NULL}, {2, 8, 1, A, C, NULL}, {0}};
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    for (const Told *row = told; row->run; row++) {
        g_autoptr(SfEvent) event = event_of(row);
        sf_routes_add(routes, event);
    }
    const SfRoute *route = sf_routes_finish(routes)->pdata[0];
    const SfRouteLink *link = route->links->pdata[0];
    assert_string_equal(link->new_uri, B);
    assert_string_equal(link->rival_uri, C);
    assert_string_equal(link->rival.capture, "2.pcapng");
    assert_int_equal(link->rival.frame, 8);
}

static void endless_chains_end(void **state)
{
    (void)state;
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    for (guint i = 0; i < 200; i++) {
        g_autofree char *from = g_strdup_printf("sip:%03u@example.net", i);
        g_autofree char *to = g_strdup_printf("sip:%03u@example.net", i + 1);
        const Told told = {1, i + 1, i + 1, from, to, NULL};
        g_autoptr(SfEvent) event = event_of(&told);
        sf_routes_add(routes, event);
    }
    const GPtrArray *all = sf_routes_finish(routes);
    const SfRoute *longest = all->pdata[0];
    const SfRoute *shortest = all->pdata[199];
    assert_int_equal(longest->hops, 70);
    assert_int_equal(longest->refusals, SF_REFUSAL_LOOP | SF_REFUSAL_ONCE);
    assert_int_equal(shortest->hops, 1);
    assert_int_equal(shortest->refusals, SF_REFUSAL_ONCE);
}

static void more_new_addresses_than_anybody_needs(void **state)
{
    (void)state;
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *to = g_strdup_printf("sip:%03u@example.net", i);
        const Told told = {1, i + 1, i + 1, A, to, NULL};
        g_autoptr(SfEvent) event = event_of(&told);
        sf_routes_add(routes, event);
    }
    const GPtrArray *all = sf_routes_finish(routes);
    assert_int_equal(all->len, 1);
    assert_int_equal(((const SfRoute *)all->pdata[0])->refusals,
                     SF_REFUSAL_CONFLICT | SF_REFUSAL_ONCE);
}

static void requests_not_seen_are_counted(void **state)
{
    (void)state;
    static const Told told = {1, 3, 1, NULL, B, NULL};
    g_autoptr(SfRoutes) routes = sf_routes_new((SfSeenStore){0});
    g_autoptr(SfEvent) event = event_of(&told);
    sf_routes_add(routes, event);
    assert_int_equal(sf_routes_finish(routes)->len, 0);
    assert_int_equal(sf_routes_without_request(routes), 1);
}

static void what_may_be_included(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        SfRefusals included;
        const char *unknown;
    } lists[] = {
        {"once", SF_REFUSAL_ONCE, NULL},
        {"once,private", SF_REFUSAL_ONCE | SF_REFUSAL_PRIVATE, NULL},
        {" once , private ", SF_REFUSAL_ONCE | SF_REFUSAL_PRIVATE, NULL},
        {"loop", 0, "loop"},
        {"once,unusable", 0, "unusable"},
        {"twice", 0, "twice"},
        {"", 0, ""},
        {"once,", 0, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        SfRefusals included = 0;
        g_autofree char *unknown = NULL;
        const gboolean good = sf_refusals_parse(lists[i].list, &included, &unknown);
        want_string(lists[i].list, unknown, lists[i].unknown);
        if (good)
            want_number(lists[i].list, "included", included, lists[i].included);
    }
    SfRefusals all = 0;
    g_autofree char *unknown = NULL;
    assert_true(sf_refusals_parse("all", &all, &unknown));
    assert_true(all & SF_REFUSAL_ONCE);
    assert_false(all & SF_REFUSALS_FOR_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_of_tables),
        cmocka_unit_test(the_witnesses_are_the_first_and_the_last),
        cmocka_unit_test(a_conflict_names_the_rival),
        cmocka_unit_test(endless_chains_end),
        cmocka_unit_test(more_new_addresses_than_anybody_needs),
        cmocka_unit_test(requests_not_seen_are_counted),
        cmocka_unit_test(what_may_be_included),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
