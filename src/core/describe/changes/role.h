/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the capture shows an element to be, whatever its product: advice for another kind of element
 * is of no use to it. */
#ifndef SIPFIX_ROLE_H
#define SIPFIX_ROLE_H

#include "core/describe/facts.h"

typedef enum {
    SF_ELEMENT_UNKNOWN,
    SF_ELEMENT_AGENT, /* makes a call of its own of each that it gets: a gateway, PBX, border
                      controller */
    SF_ELEMENT_PROXY, /* passes requests on as they came, with a Via of its own */
} SfElementRole;

/** The role of the element on @side. */
SfElementRole sf_role_at(const SfFinding *finding, const char *side);

/** The same as recipes.ini has it: "agent", "proxy"; NULL: not known. */
const char *sf_role_name(const SfFinding *finding, const char *side);

/** Where the best new address is, seen from the element on @side that asked for it, as recipes.ini
 * has it: "home" where that element serves it itself, else "elsewhere"; NULL: none is named. */
const char *sf_target_name(const SfFinding *finding, const char *side);

/** "What 192.0.2.1 is, its messages do not say: ask whoever runs it.", or what they do say.
 * @param element  its address
 * @return to be freed with g_free() */
char *sf_nameless_words(const SfFinding *finding, const char *side, const char *element);

#endif
