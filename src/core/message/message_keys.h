/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By what a message is looked up: the keys of its Call-ID and its addresses. Their hashes come with
 * the message, where who made it knew them, so that the many who look something up share them.
 */
#ifndef SIPFIX_MESSAGE_KEYS_H
#define SIPFIX_MESSAGE_KEYS_H

#include "core/message/key.h"
#include "core/message/message.h"

/** As sf_key(text), of which @known may be known. */
static inline SfKey sf_known_key(SfText text, SfHashed known)
{
    return known.hash ? (SfKey){text.at, text.length, known.hash, known.row} : sf_key(text);
}

static inline SfHashed sf_hashed(SfText text)
{
    const SfKey key = sf_key(text);
    return (SfHashed){key.hash, key.row};
}

static inline SfKey sf_call_key(const SfMessage *message)
{
    return sf_known_key(message->call_id, message->hashes.call_id);
}

static inline SfKey sf_source_key(const SfMessage *message)
{
    return sf_known_key(message->source_address, message->hashes.source);
}

static inline SfKey sf_destination_key(const SfMessage *message)
{
    return sf_known_key(message->destination_address, message->hashes.destination);
}

#endif
