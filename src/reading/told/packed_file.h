/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes out of files that were compressed (unpack/unpack.h), or not at all. */
#ifndef SIPFIX_PACKED_FILE_H
#define SIPFIX_PACKED_FILE_H

#include <gio/gio.h>

#include "unpack/unpack.h"

/** What the first bytes of an open file say; it is read from where it is afterwards, too. */
SfPacking sf_packed_as(int descriptor);

/** Gets the next bytes. @return FALSE with @error: no more */
typedef gboolean (*SfPackedFunction)(const void *bytes, gsize length, gpointer data,
                                     GError **error);

/** Reads to the end, several packed files behind one another too. FALSE with @error, for people, at
 * the first fault; what was before it was handed on. */
gboolean sf_packed_read(int descriptor, SfPackedFunction take, gpointer data, GError **error);

#endif
