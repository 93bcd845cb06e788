/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs and results are kept compressed: by gzip, zstd, lz4 or xz, in one piece or several, one
 * behind the other. And Windows' shell writes UTF-16, where each letter takes two bytes. */
#ifndef SIPFIX_UNPACK_H
#define SIPFIX_UNPACK_H

#include <glib.h>

/** So many bytes at the beginning tell how a file is compressed. */
#define SF_PACKING_HEAD 6

typedef enum {
    SF_PACKING_NONE,
    SF_PACKING_GZIP,
    SF_PACKING_ZSTD,
    SF_PACKING_LZ4,
    SF_PACKING_XZ,
    SF_PACKING_BZIP2,
    SF_PACKING_COMPRESS,
    SF_PACKING_ZIP,
    SF_PACKING_7Z,
    SF_PACKING_RAR,
    SF_PACKING_TAR,
    SF_PACKING_UTF16
} SfPacking;

SfPacking sf_packing_of(const guint8 *bytes, gsize length);

/** Whether what is unpacked of it begins an archive of files, which stand one behind the other. */
gboolean sf_packing_is_tar(const guint8 *unpacked, gsize length);

/** Why what is packed so cannot be read, and, on a line of its own, the command that unpacks it. To
 * be freed. */
char *sf_packing_words(SfPacking packing);

/** What a step came to. */
typedef enum {
    SF_UNPACK_MORE,    /* in the middle of a piece */
    SF_UNPACK_MAY_END, /* as good an end as any; or it goes on */
    SF_UNPACK_END,     /* a piece has ended: another may follow */
    SF_UNPACK_DAMAGED
} SfUnpackState;

typedef struct SfUnpack SfUnpack;

/** @return NULL: this sipfix was built without it */
SfUnpack *sf_unpack_new(SfPacking packing);

void sf_unpack_free(SfUnpack *unpack);

/**
 * Unpacks as much of @in as is possible.
 *
 * @param taken, given  get how many bytes of @in were used, and how many were written to @out
 */
SfUnpackState sf_unpack_step(SfUnpack *unpack, const guint8 *in, gsize length, guint8 *out,
                             gsize room, gsize *taken, gsize *given);

#endif
