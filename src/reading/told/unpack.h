/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes out of files that were packed by gzip or zstd, or not at all. */
#ifndef SIPFIX_UNPACK_H
#define SIPFIX_UNPACK_H

#include <gio/gio.h>

typedef enum {
    SF_PACKING_UNKNOWN, /* its first bytes tell, when they are read */
    SF_PACKING_NONE,
    SF_PACKING_GZIP,
    SF_PACKING_ZSTD
} SfPacking;

/** What the first bytes of an open file say; it is read from where it is afterwards, too. */
SfPacking sf_packing_of(int descriptor);

/** Gets the next bytes. @return FALSE with @error: no more */
typedef gboolean (*SfUnpackedFunction)(const void *bytes, gsize length, gpointer data,
                                       GError **error);

/** Reads to the end, several packed files behind one another too. FALSE with @error, for people, at
 * the first fault; what was before it was handed on. */
gboolean sf_unpack(int descriptor, SfPacking packing, SfUnpackedFunction take, gpointer data,
                   GError **error);

#endif
