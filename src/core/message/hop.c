/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/hop.h"

#include "core/message/message_keys.h"

static guint hash_of(SfText text)
{
    return sf_text_is_present(text) ? sf_hash_some(sf_hash(text)) : 0;
}

static guint hash_of_place(SfKey address, guint port)
{
    const guint of_address = address.bytes ? sf_hash_some(address.hash) : 0;
    return sf_hash_some(of_address ^ (port * 2654435761U));
}

/* The port of a connection is not the element's own. */
static guint sender_of(const SfMessage *message)
{
    return hash_of_place(sf_source_key(message), message->in_connection ? 0 : message->source_port);
}

static guint receiver_of(const SfMessage *message)
{
    return hash_of_place(sf_destination_key(message),
                         message->in_connection ? 0 : message->destination_port);
}

gboolean sf_hop_meets(const SfHop *hop, const SfMessage *message)
{
    const guint from = sender_of(message);
    const guint to = receiver_of(message);
    if (hop->sender == 0)
        return TRUE;
    return message->is_request ? from == hop->sender || to == hop->receiver
                               : to == hop->sender || from == hop->receiver;
}

/* Two packets that lie so close may have been captured the other way round, nanoseconds. */
#define SAME_MOMENT 10000000

/* @b was sent by who got @a. */
static gboolean hands_on(const SfHop *a, const SfHop *b)
{
    return a->receiver == b->sender;
}

static gboolean came_first(const SfHop *a, const SfHop *b)
{
    if (ABS(a->asked - b->asked) < SAME_MOMENT && hands_on(a, b) != hands_on(b, a))
        return hands_on(a, b);
    return a->asked < b->asked;
}

SfHop sf_hop_of(const SfMessage *message)
{
    const guint own = hash_of(message->branch);
    SfHop hop = {.vias = message->vias, .origin = own, .own = own};
    if (message->vias > 1) {
        hop.origin = hash_of(sf_message_origin(message));
        hop.parent = hash_of(sf_message_parent(message));
    }
    if (message->is_request) {
        hop.sender = sender_of(message);
        hop.receiver = receiver_of(message);
        hop.asked = message->time;
    }
    return hop;
}

static gboolean keeps_vias(const SfHop *a, const SfHop *b)
{
    return a->origin == 0 || b->origin == 0 || a->origin == b->origin;
}

gboolean sf_hop_is_above(const SfHop *a, const SfHop *b)
{
    if (keeps_vias(a, b) || a->sender == 0 || b->sender == 0)
        return a->vias < b->vias;
    return a->sender != b->sender && came_first(a, b);
}

static gboolean are_two(guint one, guint other)
{
    return one != 0 && other != 0 && one != other;
}

/* Of two elements that the same one asked, neither is on the way to what the other asked. */
gboolean sf_hop_leads_to(const SfHop *a, const SfHop *b)
{
    const gboolean is_next = keeps_vias(a, b) && a->vias + 1 == b->vias;
    return sf_hop_is_above(a, b) && !(is_next && are_two(a->own, b->parent));
}

gboolean sf_hop_is_beside(const SfHop *a, const SfHop *b)
{
    if (keeps_vias(a, b) || a->sender == 0 || b->sender == 0)
        return a->vias == b->vias && !are_two(a->parent, b->parent);
    return a->sender == b->sender;
}
