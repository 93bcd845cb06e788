/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one file in C++, since simdjson is: it makes C of it, and does nothing else. */
#include "reading/json/tape.h"

#include <cstring>
#include <new>
#include <type_traits>

#include <simdjson.h>

#include "reading/json/json.h"

namespace dom = simdjson::dom;

struct SfTape {
    dom::parser parser;
};

/* simdjson's values are a pointer to the tape and a place on it, and so are ours. */
template <typename T> static T as(SfItem item)
{
    static_assert(sizeof(T) == sizeof(SfItem) && std::is_trivially_copyable<T>::value,
                  "simdjson's values are no longer two words");
    T value;
    std::memcpy(static_cast<void *>(&value), &item, sizeof value);
    return value;
}

template <typename T> static SfItem item_of(const T &value)
{
    static_assert(sizeof(T) == sizeof(SfItem) && std::is_trivially_copyable<T>::value,
                  "simdjson's values are no longer two words");
    SfItem item;
    std::memcpy(&item, static_cast<const void *>(&value), sizeof item);
    return item;
}

SfTape *sf_tape_new(void)
{
    SfTape *tape = new (std::nothrow) SfTape;
    if (!tape)
        g_error("out of memory");
    return tape;
}

void sf_tape_free(SfTape *tape)
{
    delete tape;
}

/* As deep as the reader in json.h goes, and no deeper. */
static simdjson::error_code make_room(dom::parser &parser, gsize length)
{
    if (parser.capacity() >= length && parser.max_depth() == SF_JSON_DEPTH)
        return simdjson::SUCCESS;
    return parser.allocate(MAX(length, parser.capacity()), SF_JSON_DEPTH);
}

gboolean sf_tape_read(SfTape *tape, const char *text, gsize length, SfItem *root, GError **error)
{
    dom::element element;
    simdjson::error_code flaw = make_room(tape->parser, length);
    const char *why = NULL;

    if (flaw == simdjson::SUCCESS)
        flaw = tape->parser.parse(text, length).get(element);
    if (flaw == simdjson::DEPTH_ERROR)
        why = "nested too deep";
    else if (flaw != simdjson::SUCCESS)
        why = simdjson::error_message(flaw);
    else if (!element.is_object())
        why = "not an object";
    if (why) {
        g_set_error_literal(error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, why);
        return FALSE;
    }
    *root = item_of(element);
    return TRUE;
}

SfItemKind sf_item_kind(SfItem item)
{
    if (!item.tape)
        return SF_ITEM_ABSENT;
    switch (as<dom::element>(item).type()) {
    case dom::element_type::ARRAY:
        return SF_ITEM_ARRAY;
    case dom::element_type::OBJECT:
        return SF_ITEM_OBJECT;
    case dom::element_type::INT64:
        return SF_ITEM_INTEGER;
    case dom::element_type::UINT64: /* beyond a gint64 */
    case dom::element_type::DOUBLE:
        return SF_ITEM_DECIMAL;
    case dom::element_type::STRING:
        return SF_ITEM_TEXT;
    case dom::element_type::BOOL:
        return SF_ITEM_BOOLEAN;
    default:
        return SF_ITEM_NULL;
    }
}

const char *sf_item_text(SfItem item)
{
    const char *text = NULL;
    return item.tape && as<dom::element>(item).get_c_str().get(text) == simdjson::SUCCESS ? text
                                                                                          : NULL;
}

gint64 sf_item_integer(SfItem item)
{
    int64_t number = 0;
    return item.tape && as<dom::element>(item).get_int64().get(number) == simdjson::SUCCESS ? number
                                                                                            : 0;
}

double sf_item_decimal(SfItem item)
{
    double number = 0;
    return item.tape && as<dom::element>(item).get_double().get(number) == simdjson::SUCCESS
               ? number
               : 0;
}

gboolean sf_item_is_true(SfItem item)
{
    bool is_true = false;
    return item.tape && as<dom::element>(item).get_bool().get(is_true) == simdjson::SUCCESS &&
           is_true;
}

void sf_items_begin(SfItemWalk *walk, SfItem item)
{
    dom::object object;
    dom::array array;
    *walk = SfItemWalk{};
    if (!item.tape)
        return;
    const dom::element element = as<dom::element>(item);
    if (element.get_object().get(object) == simdjson::SUCCESS) {
        walk->is_object = TRUE;
        walk->next = item_of(object.begin());
        walk->end = item_of(object.end());
    } else if (element.get_array().get(array) == simdjson::SUCCESS) {
        walk->next = item_of(array.begin());
        walk->end = item_of(array.end());
    }
}

gboolean sf_items_next(SfItemWalk *walk)
{
    if (walk->next.at == walk->end.at)
        return FALSE;
    if (walk->is_object) {
        dom::object::iterator at = as<dom::object::iterator>(walk->next);
        walk->name = at.key_c_str();
        walk->item = item_of(at.value());
        walk->next = item_of(++at);
    } else {
        dom::array::iterator at = as<dom::array::iterator>(walk->next);
        walk->item = item_of(*at);
        walk->next = item_of(++at);
    }
    return TRUE;
}

guint sf_item_length(SfItem item)
{
    SfItemWalk walk;
    guint length = 0;
    for (sf_items_begin(&walk, item); sf_items_next(&walk);)
        length++;
    return length;
}

SfItem sf_item_member(SfItem object, const char *name)
{
    SfItemWalk walk;
    sf_items_begin(&walk, object);
    while (walk.is_object && sf_items_next(&walk))
        if (std::strcmp(walk.name, name) == 0)
            return walk.item;
    return SfItem{};
}
