/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frame numbers inside sentences: tshark wrote them as it counts, people look for them in a file.
 */
#ifndef SIPFIX_READING_FRAME_WORDS_H
#define SIPFIX_READING_FRAME_WORDS_H

#include <json-glib/json-glib.h>

/**
 * Puts the settled numbers into a finding's "text" and "why". Which ones they name, its "frames"
 * say.
 *
 * @param settled  gets the new words; its "frames" are settled already (remap.h)
 * @param told     as tshark told it
 */
void sf_frame_words_remap(JsonObject *settled, JsonObject *told);

#endif
