/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show/show.h"

#include "plugin/fields.h"

/* The targets, best first; those that the grammar refuses behind them. */
static gint by_rank(gconstpointer a, gconstpointer b)
{
    const SfTarget *one = *(const SfTarget *const *)a;
    const SfTarget *other = *(const SfTarget *const *)b;
    if ((one->rank == 0) != (other->rank == 0))
        return one->rank == 0 ? 1 : -1;
    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return one < other ? -1 : one > other; /* wire order: they lie in one array */
}

static const SfTarget **targets_best_first(const SfShown *page, const SfAnswer *answer)
{
    const guint n = answer->targets->len;
    const SfTarget **targets = wmem_alloc_array(page->pinfo->pool, const SfTarget *, n);
    for (guint i = 0; i < n; i++)
        targets[i] = &g_array_index(answer->targets, SfTarget, i);
    if (n > 1) /* of none, there is no array either */
        qsort(targets, n, sizeof(gpointer), by_rank);
    return targets;
}

static void add_part(const SfShown *page, proto_tree *tree, int hf, SfText part)
{
    if (part.length > 0)
        sf_line(page, tree, hf, sf_pool_show(page->pinfo, part));
}

static void add_uri_parts(const SfShown *page, proto_tree *tree, const SfUri *uri)
{
    add_part(page, tree, hf_sipfix_moved_target_scheme, uri->scheme_name);
    add_part(page, tree, hf_sipfix_moved_target_user, uri->user);
    add_part(page, tree, hf_sipfix_moved_target_host, uri->host);
    if (uri->port > 0)
        sf_line_uint(page, tree, hf_sipfix_moved_target_port, uri->port);
    SfParam transport;
    if (sf_uri_param(uri, "transport", &transport))
        add_part(page, tree, hf_sipfix_moved_target_transport, transport.value);
}

static const char *target_label(const SfShown *page, const SfTarget *target, guint n,
                                const char *uri)
{
    char q[G_ASCII_DTOSTR_BUF_SIZE];
    return sf_told(page->pinfo, "new-address", "rank", sf_pool_number(page->pinfo, target->rank),
                   "n", sf_pool_number(page->pinfo, n), "uri", uri, "q",
                   target->has_q ? g_ascii_formatd(q, sizeof q, "%g", target->q) : NULL, NULL);
}

static proto_item *add_target(const SfShown *page, const SfTarget *target, guint n)
{
    const char *uri = sf_pool_show(page->pinfo, target->entry.uri_text);
    const char *label = target_label(page, target, n, uri);
    proto_item *item =
        sf_line_lit(page, page->tree, hf_sipfix_moved_target, uri, target->place, label);
    proto_tree *tree = proto_item_add_subtree(item, ett_sipfix_target);
    add_uri_parts(page, tree, &target->entry.uri);
    if (target->has_q)
        proto_item_set_generated(
            proto_tree_add_double(tree, hf_sipfix_moved_q, page->tvb, 0, 0, target->q));
    if (target->has_expires)
        sf_line_uint(page, tree, hf_sipfix_moved_expires, target->expires);
    sf_line_uint(page, tree, hf_sipfix_moved_rank, target->rank);
    return item;
}

/* No address, so no field: only a line that shows where the trouble is. */
static proto_item *add_refused(const SfShown *page, const SfTarget *target)
{
    const SfSpan bytes = sf_bytes_at(page, target->place);
    const char *entry = sf_pool_show(page->pinfo, target->entry.whole);
    const char *label = sf_told(page->pinfo, "no-address", "reason",
                                target->flaw.reason ? sf_phrase("flaw", target->flaw.reason)
                                                    : sf_phrase("value", "wildcard"),
                                "entry", entry, NULL);
    proto_item *item;
    proto_tree_add_subtree(page->tree, bytes.tvb, bytes.start, bytes.length, ett_sipfix_target,
                           &item, label);
    return item;
}

static guint count_good(const SfAnswer *answer)
{
    guint n = 0;
    for (guint i = 0; i < answer->targets->len; i++)
        n += g_array_index(answer->targets, SfTarget, i).rank > 0;
    return n;
}

static guint index_of(const SfAnswer *answer, const SfTarget *target)
{
    return (guint)(target - &g_array_index(answer->targets, SfTarget, 0));
}

void sf_show_moved(const SfShown *page, const SfAnswer *answer, wmem_array_t *hooks)
{
    if (answer->request && answer->request->request_uri.length > 0)
        sf_line(page, page->tree, hf_sipfix_moved_from,
                sf_pool_show(page->pinfo, answer->request->request_uri));
    const SfTarget **targets = targets_best_first(page, answer);
    const guint n_good = count_good(answer);
    for (guint i = 0; i < answer->targets->len; i++) {
        SfHook hook = {.place = targets[i]->place, .index = index_of(answer, targets[i])};
        hook.item = targets[i]->rank > 0 ? add_target(page, targets[i], n_good)
                                         : add_refused(page, targets[i]);
        wmem_array_append_one(hooks, hook);
    }
}
