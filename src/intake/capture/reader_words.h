/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a file was not, or not wholly, read: phrases like "cut short after frame 12". To be freed
 * with g_free(). */
#ifndef SIPFIX_INTAKE_READER_WORDS_H
#define SIPFIX_INTAKE_READER_WORDS_H

#include "intake/logs/log_reader.h"

/** Of libwiretap's error when it read on behind so many @records. @detail: its own words, or NULL
 */
char *sf_reading_trouble(int err, const char *detail, guint64 records);

/** Of its error when it opened the file. */
char *sf_opening_trouble(int err, const char *detail);

/** Of records that are no packets which pcapng could hold. */
char *sf_words_of_no_use(int encap);

/** Where a log broke off. */
char *sf_place_in_log(const SfLog *log);

#endif
