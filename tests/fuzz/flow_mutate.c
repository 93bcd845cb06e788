/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mutates flows by what they are made of: messages are copied, moved, answered and followed up,
 * lines are changed, taken out, and taken over from other messages. */
#include "flow_text.h"
#include "ledger_feed.h"

#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other,
                                 size_t other_size, uint8_t *out, size_t max_size,
                                 unsigned int seed);

static guint next(guint *seed)
{
    *seed = *seed * 1103515245 + 12345;
    return *seed >> 8;
}

static void append(GString *out, SfText text)
{
    g_string_append_len(out, text.at, (gssize)text.length);
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
}

static size_t put(const Flow *flow, uint8_t *data, size_t max_size)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (flow->before.length > 0)
        append(out, flow->before);
    for (guint i = 0; i < flow->n; i++)
        append(out, flow->parts[i]);
    const size_t size = MIN(out->len, max_size);
    memcpy(data, out->str, size);
    return size;
}

static guint lines_of(SfText part)
{
    guint n = 0;

    while (part.length > 0) {
        flow_line(&part);
        n++;
    }
    return n;
}

static SfText line_of(SfText part, guint number)
{
    for (guint i = 0; i < number; i++)
        flow_line(&part);
    return flow_line(&part);
}

/* A line of the message's headers, by luck. */
static guint some_header(SfText part, guint *seed)
{
    return 2 + next(seed) % MAX(lines_of(part), 3u) % (MAX(lines_of(part), 3u) - 2);
}

/* The part with another text in place of line @number; NULL: without it. */
static void with_line(GString *out, SfText part, guint number, const SfText *line)
{
    for (guint i = 0; part.length > 0; i++) {
        const SfText it = flow_line(&part);
        if (i != number)
            append(out, it);
        else if (line)
            append(out, *line);
    }
}

/* ------------------------------------------------------------------ one message */

static void new_header(GString *out, SfText part, guint *seed)
{
    const SfText line = sf_text(feed_header(next(seed)));
    const guint number = some_header(part, seed);
    const gboolean is_more = next(seed) % 2 == 1;

    for (guint i = 0; part.length > 0; i++) {
        const SfText it = flow_line(&part);
        if (i == number && line.length > 0)
            append(out, line);
        if (i != number || is_more)
            append(out, it);
    }
}

static SfText uri_of(const Flow *flow, guint *seed)
{
    const SfText part = flow->parts[next(seed) % flow->n];

    for (guint i = 2; i < lines_of(part); i++) {
        const SfText line = line_of(part, i);
        const gssize at = sf_text_find(line, '<');
        const gssize end = sf_text_find(line, '>');
        if (g_ascii_strncasecmp(line.at, "Contact", MIN(line.length, 7)) == 0 && at >= 0 &&
            end > at)
            return sf_text_slice(line, (gsize)at + 1, (gsize)(end - at) - 1);
    }
    return sf_text(feed_uri(next(seed)));
}

/* The request again, to where a message of the flow points. */
static void followed(GString *out, const Flow *flow, SfText part, guint *seed)
{
    const SfText uri = uri_of(flow, seed);
    g_autofree char *start =
        g_strdup_printf("%s %.*s SIP/2.0", feed_method(next(seed)), (int)uri.length, uri.at);
    const SfText line = sf_text(start);

    with_line(out, part, 1, &line);
}

static void answered(GString *out, SfText part, guint *seed)
{
    g_autofree char *start = g_strdup_printf("SIP/2.0 %s", feed_status(next(seed)));
    const SfText line = sf_text(start);

    with_line(out, part, 1, &line);
}

static void elsewhere(GString *out, SfText part, guint *seed)
{
    static const char *const hows[] = {"udp",  "udp",   "udp",       "tcp",      "tls",
                                       "ws",   "wss",   "sctp",      "quoted",   "cut",
                                       "lost", "ipsec", "encrypted", "fragment", "udp"};
    static const long waits[] = {0, 1, 20, 400, 600, 2000, 5000, 31000, 33000, 65000, 250000, -20};
    static const char *const places[] = {"198.51.100.20", "203.0.113.5", "192.0.2.1",
                                         "192.0.2.2",     "2001:db8::5", "10.1.2.3"};
    g_autofree char *head = g_strdup_printf(
        "@ %ld %s %s 5060 %s 5060", waits[next(seed) % G_N_ELEMENTS(waits)],
        hows[next(seed) % G_N_ELEMENTS(hows)], places[next(seed) % G_N_ELEMENTS(places)],
        places[next(seed) % G_N_ELEMENTS(places)]);
    const SfText line = sf_text(head);

    with_line(out, part, 0, &line);
}

/* ------------------------------------------------------------------ all of them */

static void insert(Flow *flow, guint at, SfText part)
{
    if (flow->n == FLOW_MOST)
        flow->n--;
    at = MIN(at, flow->n);
    memmove(flow->parts + at + 1, flow->parts + at, (flow->n - at) * sizeof *flow->parts);
    flow->parts[at] = part;
    flow->n++;
}

static void take_out(Flow *flow, guint at)
{
    memmove(flow->parts + at, flow->parts + at + 1, (flow->n - at - 1) * sizeof *flow->parts);
    flow->n--;
}

static void change_order(Flow *flow, guint at, guint *seed)
{
    const SfText part = flow->parts[at];

    switch (next(seed) % 4) {
    case 0:
        insert(flow, next(seed) % (flow->n + 1), part);
        break;
    case 1:
        take_out(flow, at);
        break;
    case 2:
        take_out(flow, at);
        insert(flow, next(seed) % (flow->n + 1), part);
        break;
    default:
        flow->before = flow->before.length > 0 ? sf_text("") : sf_text("family\n");
    }
}

/* @out keeps what is new. */
static void change_message(Flow *flow, guint at, GString *out, guint *seed)
{
    const SfText part = flow->parts[at];
    const SfText other = flow->parts[next(seed) % flow->n];
    const SfText line = line_of(other, some_header(other, seed));
    const guint kind = next(seed) % 7;

    if (kind < 2)
        new_header(out, part, seed);
    else if (kind == 2)
        with_line(out, part, some_header(part, seed), next(seed) % 3 ? &line : NULL);
    else if (kind == 3)
        answered(out, part, seed);
    else if (kind == 4)
        followed(out, flow, part, seed);
    else
        elsewhere(out, part, seed);
    const SfText changed = {out->str, out->len};
    if ((kind == 3 || kind == 4) && next(seed) % 2)
        insert(flow, at + 1, changed);
    else
        flow->parts[at] = changed;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    g_autoptr(GString) changed = g_string_new(NULL);
    g_auto(Flow) flow;

    flow_split(&flow, data, size);
    if (flow.n == 0 || next(&seed) % 4 == 0)
        return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, max_size) : size;
    if (next(&seed) % 3 == 0)
        change_order(&flow, next(&seed) % flow.n, &seed);
    else
        change_message(&flow, next(&seed) % flow.n, changed, &seed);
    return put(&flow, data, max_size);
}

/* Two flows become one: their messages lie between each other's. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other,
                                 size_t other_size, uint8_t *out, size_t max_size,
                                 unsigned int seed)
{
    g_auto(Flow) flow;
    g_auto(Flow) more;

    flow_split(&flow, data, size);
    flow_split(&more, other, other_size);
    guint at = next(&seed) % (flow.n + 1);
    for (guint i = 0; i < more.n && flow.n < FLOW_MOST; i++) {
        if (next(&seed) % 4)
            insert(&flow, at, more.parts[i]);
        at += 1 + next(&seed) % 2;
    }
    return put(&flow, out, max_size);
}
