/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/elements.h"

#include "core/message/key_table.h"
#include "core/message/message_keys.h"

/* Those that may begin something (RFC 3261, 3265, 3428, 3515, 3903). */
static const char *const methods[] = {"INVITE",  "REGISTER", "SUBSCRIBE", "MESSAGE", "OPTIONS",
                                      "PUBLISH", "REFER",    "NOTIFY",    "other"};
#define OTHER (G_N_ELEMENTS(methods) - 1)

/* Tags that servers insist on of calls, and can do without. */
static const char *const tags[] = {"100rel", "timer"};

/* Of an element that refuses calls with 421, the calls that it served all the same. */
typedef struct {
    guint port;         /* of its latest answer to an INVITE; 0: none yet */
    gboolean is_shared; /* others came from another port */
    gboolean insists;
    guint64 without[G_N_ELEMENTS(tags)]; /* that did not list the tag */
} Took;

typedef struct {
    SfKeyed key; /* lends the address */
    char *address;
    guint64 counts[2][G_N_ELEMENTS(methods)]; /* asked, answered */
    Took took;
} Element;

struct SfElements {
    SfKeyTable by_address; /* Element, lent by in_order */
    GPtrArray *in_order;   /* the same, owned */
    guint64 left_out;      /* what would have been counted for others */
};

static void element_free(gpointer data)
{
    Element *element = data;
    g_free(element->address);
    g_free(element);
}

SfElements *sf_elements_new(void)
{
    SfElements *elements = g_new0(SfElements, 1);
    sf_key_table_init(&elements->by_address);
    elements->in_order = g_ptr_array_new_with_free_func(element_free);
    return elements;
}

void sf_elements_free(SfElements *elements)
{
    sf_key_table_clear(&elements->by_address);
    g_ptr_array_unref(elements->in_order);
    g_free(elements);
}

/* NULL where there are too many already. */
static Element *element_of(SfElements *elements, const SfMessage *message)
{
    const SfKey key = sf_source_key(message);
    Element *element = sf_key_table_find(&elements->by_address, &key);
    if (element || elements->in_order->len >= SF_ELEMENTS_MAX)
        return element;
    element = g_new0(Element, 1);
    element->address = sf_text_dup(message->source_address);
    element->key.key = key;
    element->key.key.bytes = element->address;
    g_ptr_array_add(elements->in_order, element);
    sf_key_table_add(&elements->by_address, &element->key);
    return element;
}

static guint index_of(SfText method)
{
    guint i = 0;
    while (i < OTHER && !sf_text_equal(method, sf_text(methods[i])))
        i++;
    return i;
}

const char *sf_elements_method(SfText method)
{
    return methods[index_of(method)];
}

static void count(SfElements *elements, const SfMessage *message, guint which)
{
    Element *element = element_of(elements, message);
    if (element)
        element->counts[which][index_of(sf_message_method(message))]++;
    else
        elements->left_out++;
}

void sf_elements_asked(SfElements *elements, const SfMessage *request)
{
    if (!sf_text_is_present(request->to_tag))
        count(elements, request, 0);
}

void sf_elements_answered(SfElements *elements, const SfMessage *answer)
{
    if (answer->status >= 200 && answer->status != 401 && answer->status != 407)
        count(elements, answer, 1);
}

static gboolean is_invite(const SfMessage *message)
{
    return sf_text_equal(message->cseq_method, sf_text("INVITE"));
}

/* Of several programs on one address, nobody can say that what one takes another refuses. */
static void note_port(Took *took, guint port)
{
    took->is_shared |= took->port && took->port != port;
    took->port = port;
}

void sf_elements_took(SfElements *elements, const SfMessage *request, const SfMessage *answer)
{
    const gboolean is_served = answer->status / 100 == 2;
    if (!is_invite(answer) || request->cut || (!is_served && answer->status != 421))
        return;
    Element *element = element_of(elements, answer);
    if (!element)
        return;
    note_port(&element->took, answer->source_port);
    element->took.insists |= !is_served;
    for (guint i = 0; is_served && i < G_N_ELEMENTS(tags); i++)
        if (!sf_message_offers(request, sf_text(tags[i])))
            element->took.without[i]++;
}

guint64 sf_elements_left_out(const SfElements *elements)
{
    return elements->left_out;
}

static void each_taken(const Element *element, SfElementsFunction each, gpointer data)
{
    if (!element->took.insists || element->took.is_shared)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
        if (element->took.without[i] > 0)
            each(element->address, "took_without", tags[i], element->took.without[i], data);
}

void sf_elements_each(const SfElements *elements, SfElementsFunction each, gpointer data)
{
    static const char *const kinds[] = {"asked", "answered"};
    for (guint i = 0; i < elements->in_order->len; i++) {
        const Element *element = elements->in_order->pdata[i];
        for (guint which = 0; which < G_N_ELEMENTS(element->counts); which++)
            for (guint method = 0; method < G_N_ELEMENTS(methods); method++)
                if (element->counts[which][method] > 0)
                    each(element->address, kinds[which], methods[method],
                         element->counts[which][method], data);
        each_taken(element, each, data);
    }
}
