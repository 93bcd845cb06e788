/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a log, unpacked where they are compressed. */
#ifndef SIPFIX_INTAKE_LOG_INPUT_H
#define SIPFIX_INTAKE_LOG_INPUT_H

#include "unpack/unpack.h"

typedef struct SfLogInput SfLogInput;

/** @param descriptor  stays the caller's */
SfLogInput *sf_log_input_new(int descriptor);

void sf_log_input_free(SfLogInput *input);

/** Takes what is behind the next @most bytes for not there. */
void sf_log_input_limit(SfLogInput *input, guint64 most);

/** Reads on. @return how many bytes, at most @size; 0 at the end, and for good */
gsize sf_log_input_read(SfLogInput *input, char *to, gsize size);

/** Why reading ended before the end of the file: "cut short". NULL: it did not. */
const char *sf_log_input_trouble(const SfLogInput *input);

/** Whether what a descriptor will give looks like text, compressed or not. Nothing is taken from
 * it. @param packing  gets how it is compressed */
gboolean sf_log_is_text(int descriptor, SfPacking *packing);

#endif
