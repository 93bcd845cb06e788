// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/callers.h"

#include "core/grammar/strings/string_hash.h"

#include <string.h>

/* Callers at one address that are told apart; more count as the last of them. */
#define MOST_AT_ADDRESS 500

typedef struct {
    SfCaller shown; /* first: what is lent is this */
    char *account;
    guint own_port; /* the only one seen; 0: none of its own, or several */
    gboolean several_ports;
} Caller;

struct SfCallers {
    GHashTable *by_end;     /* address and port, owned -> Caller */
    GHashTable *by_address; /* address, owned -> GPtrArray of Caller, in order of appearance */
    GPtrArray *in_order;    /* Caller, owned */
};

static void caller_free(gpointer data)
{
    Caller *caller = data;
    g_free(caller->shown.tallied.name);
    g_free(caller->shown.tallied.note);
    g_free(caller->shown.address);
    g_free(caller->account);
    g_free(caller);
}

SfCallers *sf_callers_new(void)
{
    SfCallers *callers = g_new0(SfCallers, 1);
    callers->by_end = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    callers->by_address = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free,
                                                (GDestroyNotify)g_ptr_array_unref);
    callers->in_order = g_ptr_array_new_with_free_func(caller_free);
    return callers;
}

void sf_callers_free(SfCallers *callers)
{
    if (!callers)
        return;
    g_hash_table_unref(callers->by_end);
    g_hash_table_unref(callers->by_address);
    g_ptr_array_unref(callers->in_order);
    g_free(callers);
}

/* ---- which of them ---- */

/* What is not known is not other. */
static gboolean is_other(const char *one, const char *another)
{
    return one && another && !g_str_equal(one, another);
}

static gboolean may_be(const Caller *caller, const SfEvent *event)
{
    return !is_other(caller->shown.tallied.note, event->client) &&
           !is_other(caller->account, event->account);
}

static GPtrArray *those_at(SfCallers *callers, const char *address)
{
    GPtrArray *there = g_hash_table_lookup(callers->by_address, address);
    if (!there) {
        there = g_ptr_array_new();
        g_hash_table_insert(callers->by_address, g_strdup(address), there);
    }
    return there;
}

static Caller *at_address(SfCallers *callers, const SfEvent *event)
{
    GPtrArray *there = those_at(callers, event->caller_address);
    for (guint i = 0; i < there->len; i++)
        if (may_be(there->pdata[i], event))
            return there->pdata[i];
    if (there->len >= MOST_AT_ADDRESS)
        return there->pdata[there->len - 1];
    Caller *caller = g_new0(Caller, 1);
    caller->shown.address = g_strdup(event->caller_address);
    g_ptr_array_add(there, caller);
    g_ptr_array_add(callers->in_order, caller);
    return caller;
}

/* A port of one connection tells nobody who it was. */
static void note_port(Caller *caller, const SfEvent *event)
{
    const guint port = event->is_udp ? event->caller_port : 0;
    if (port == 0 || caller->several_ports || port == caller->own_port)
        return;
    caller->several_ports = caller->own_port != 0;
    caller->own_port = caller->several_ports ? 0 : port;
}

static Caller *caller_of(SfCallers *callers, const SfEvent *event)
{
    if (event->caller_port == 0)
        return at_address(callers, event);
    char *end = g_strdup_printf("%s %u", event->caller_address, event->caller_port);
    Caller *caller = g_hash_table_lookup(callers->by_end, end);
    if (caller) {
        g_free(end);
        return caller;
    }
    caller = at_address(callers, event);
    g_hash_table_insert(callers->by_end, end, caller);
    return caller;
}

void sf_callers_add(SfCallers *callers, const SfEvent *event, guint64 n)
{
    if (!event->caller_address)
        return;
    Caller *caller = caller_of(callers, event);
    SfTallied *tallied = &caller->shown.tallied;
    note_port(caller, event);
    tallied->varies |= is_other(tallied->note, event->client);
    if (!tallied->note)
        tallied->note = g_strdup(event->client);
    if (!caller->account)
        caller->account = g_strdup(event->account);
    tallied->count += n;
}

guint sf_callers_size(const SfCallers *callers)
{
    return callers->in_order->len;
}

/* ---- as a list ---- */

static gboolean is_usual(guint port)
{
    return port == 5060 || port == 5061;
}

/* The port is told where it is not the usual one, and where another is at the same address. */
static void give_name(SfCallers *callers, Caller *caller)
{
    const gboolean is_alone = those_at(callers, caller->shown.address)->len == 1;
    const char *address = caller->shown.address;
    caller->shown.port = is_alone && is_usual(caller->own_port) ? 0 : caller->own_port;
    g_free(caller->shown.tallied.name);
    caller->shown.tallied.name = !caller->shown.port ? g_strdup(address)
                                 : strchr(address, ':')
                                     ? g_strdup_printf("[%s]:%u", address, caller->shown.port)
                                     : g_strdup_printf("%s:%u", address, caller->shown.port);
}

static gint most_first(gconstpointer a, gconstpointer b)
{
    const SfCaller *one = *(SfCaller *const *)a;
    const SfCaller *other = *(SfCaller *const *)b;
    if (one->tallied.count == other->tallied.count)
        return 0;
    return one->tallied.count > other->tallied.count ? -1 : 1;
}

const GPtrArray *sf_callers_sorted(SfCallers *callers)
{
    for (guint i = 0; i < callers->in_order->len; i++)
        give_name(callers, callers->in_order->pdata[i]);
    /* g_ptr_array_sort() keeps the order of equals: GLib promises a merge sort since 2.32. */
    g_ptr_array_sort(callers->in_order, most_first);
    return callers->in_order;
}
