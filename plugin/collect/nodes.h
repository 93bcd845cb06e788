/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Going through a frame's tree in the order in which it was built. */
#ifndef SIPFIX_NODES_H
#define SIPFIX_NODES_H

#include "plugin/compat.h"

/** The node behind @node and all that is below it, inside @top; NULL at the end. */
static inline proto_node *sf_node_after(proto_node *node, const proto_node *top)
{
    for (; node && node != top; node = node->parent)
        if (node->next)
            return node->next;
    return NULL;
}

static inline proto_node *sf_node_below_or_after(proto_node *node, const proto_node *top)
{
    return node->first_child ? node->first_child : sf_node_after(node, top);
}

/** The field's id; 0 for a node without one (the root, what nobody asked for). */
static inline int sf_node_id(const proto_node *node)
{
    return PNODE_FINFO(node) ? PNODE_FINFO(node)->hfinfo->id : 0;
}

#endif
