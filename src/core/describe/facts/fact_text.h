/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How facts are written, whatever they are about. */
#ifndef SIPFIX_FACT_TEXT_H
#define SIPFIX_FACT_TEXT_H

#include "core/message/message.h"

/** Appends texts behind one another; the last is NULL. */
void sf_append_all(GString *out, const char *text, ...) G_GNUC_NULL_TERMINATED;

/** As it is shown; NULL where it is missing or empty. To be freed with g_free(). */
char *sf_shown_or_null(SfText text);

/** The same of the first header of that name; @message may be NULL. */
char *sf_header_shown(const SfMessage *message, SfHeaderName name);

/** To be freed with g_free(). */
char *sf_fact_number(guint32 n);

#endif
