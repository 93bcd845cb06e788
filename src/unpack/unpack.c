/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unpack/unpack.h"

#include <gio/gio.h>
#include <string.h>
#ifdef SIPFIX_ZSTD
#include <zstd.h>
#endif
#ifdef SIPFIX_LZ4
#include <lz4frame.h>
#endif
#ifdef SIPFIX_LZMA
#include <lzma.h>
#endif

#define TAR_MAGIC 257 /* where it stands, behind the first file's name, owner and time */

typedef SfUnpackState (*SfStep)(gpointer state, const guint8 *in, gsize length, guint8 *out,
                                gsize room, gsize *taken, gsize *given);

struct SfUnpack {
    gpointer state;
    SfStep step;
    GDestroyNotify free;
};

static const struct {
    SfPacking packing;
    const char *command;
    gsize length;
    guint8 head[SF_PACKING_HEAD];
} packings[] = {
    {SF_PACKING_GZIP, "gzip -d", 2, {0x1f, 0x8b}},
    {SF_PACKING_ZSTD, "zstd -d", 4, {0x28, 0xb5, 0x2f, 0xfd}},
    {SF_PACKING_LZ4, "lz4 -d", 4, {0x04, 0x22, 0x4d, 0x18}},
    {SF_PACKING_XZ, "xz -d", 6, {0xfd, '7', 'z', 'X', 'Z', 0x00}},
    {SF_PACKING_BZIP2, "bzip2 -d", 3, {'B', 'Z', 'h'}},
    {SF_PACKING_COMPRESS, "uncompress", 2, {0x1f, 0x9d}},
    {SF_PACKING_ZIP, "unzip", 4, {'P', 'K', 0x03, 0x04}},
    {SF_PACKING_7Z, "7z x", 6, {'7', 'z', 0xbc, 0xaf, 0x27, 0x1c}},
    {SF_PACKING_RAR, "unrar x", 6, {'R', 'a', 'r', '!', 0x1a, 0x07}},
    {SF_PACKING_UTF16, "iconv -f UTF-16 -t UTF-8", 2, {0xff, 0xfe}},
    {SF_PACKING_UTF16, "iconv -f UTF-16 -t UTF-8", 2, {0xfe, 0xff}},
};

SfPacking sf_packing_of(const guint8 *bytes, gsize length)
{
    for (guint i = 0; i < G_N_ELEMENTS(packings); i++)
        if (length >= packings[i].length &&
            memcmp(bytes, packings[i].head, packings[i].length) == 0)
            return packings[i].packing;
    return SF_PACKING_NONE;
}

gboolean sf_packing_is_tar(const guint8 *unpacked, gsize length)
{
    return length >= TAR_MAGIC + strlen("ustar") &&
           memcmp(unpacked + TAR_MAGIC, "ustar", strlen("ustar")) == 0;
}

/* Whether it holds files by their names. */
static gboolean is_archive(SfPacking packing)
{
    return packing == SF_PACKING_ZIP || packing == SF_PACKING_7Z || packing == SF_PACKING_RAR ||
           packing == SF_PACKING_TAR;
}

static const char *command_of(SfPacking packing)
{
    if (packing == SF_PACKING_TAR)
        return "tar -xf";
    for (guint i = 0; i < G_N_ELEMENTS(packings); i++)
        if (packings[i].packing == packing)
            return packings[i].command;
    return NULL;
}

char *sf_packing_words(SfPacking packing)
{
    return g_strdup_printf("%s, and cannot be read so\nUnpack it first: %s",
                           is_archive(packing) ? "an archive" : "compressed", command_of(packing));
}

/* ---- gzip ---- */

static SfUnpackState step_gzip(gpointer state, const guint8 *in, gsize length, guint8 *out,
                               gsize room, gsize *taken, gsize *given)
{
    g_autoptr(GError) error = NULL;
    const GConverterResult result = g_converter_convert(G_CONVERTER(state), in, length, out, room,
                                                        G_CONVERTER_NO_FLAGS, taken, given, &error);

    if (result == G_CONVERTER_FINISHED) {
        g_converter_reset(G_CONVERTER(state));
        return SF_UNPACK_END;
    }
    if (result == G_CONVERTER_ERROR &&
        !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        return SF_UNPACK_DAMAGED;
    return SF_UNPACK_MORE;
}

/* ---- UTF-16 ---- */

static SfUnpackState step_utf16(gpointer state, const guint8 *in, gsize length, guint8 *out,
                                gsize room, gsize *taken, gsize *given)
{
    g_autoptr(GError) error = NULL;

    g_converter_convert(G_CONVERTER(state), in, length, out, room, G_CONVERTER_NO_FLAGS, taken,
                        given, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
        return SF_UNPACK_DAMAGED;
    return *taken == length ? SF_UNPACK_MAY_END : SF_UNPACK_MORE;
}

/* ---- zstd ---- */

#ifdef SIPFIX_ZSTD
static SfUnpackState step_zstd(gpointer state, const guint8 *in, gsize length, guint8 *out,
                               gsize room, gsize *taken, gsize *given)
{
    ZSTD_inBuffer from = {in, length, 0};
    ZSTD_outBuffer to = {out, room, 0};
    const gsize left = ZSTD_decompressStream(state, &to, &from);

    *taken = from.pos;
    *given = to.pos;
    if (ZSTD_isError(left))
        return SF_UNPACK_DAMAGED;
    return left == 0 ? SF_UNPACK_END : SF_UNPACK_MORE;
}

static void free_zstd(gpointer state)
{
    ZSTD_freeDStream(state);
}
#endif

/* ---- lz4 ---- */

#ifdef SIPFIX_LZ4
static SfUnpackState step_lz4(gpointer state, const guint8 *in, gsize length, guint8 *out,
                              gsize room, gsize *taken, gsize *given)
{
    *taken = length;
    *given = room;
    const gsize left = LZ4F_decompress(state, out, given, in, taken, NULL);

    if (LZ4F_isError(left)) {
        *taken = *given = 0;
        return SF_UNPACK_DAMAGED;
    }
    return left == 0 ? SF_UNPACK_END : SF_UNPACK_MORE;
}

static gpointer new_lz4(void)
{
    LZ4F_dctx *state = NULL;
    return LZ4F_isError(LZ4F_createDecompressionContext(&state, LZ4F_VERSION)) ? NULL : state;
}

static void free_lz4(gpointer state)
{
    LZ4F_freeDecompressionContext(state);
}
#endif

/* ---- xz ---- */

#ifdef SIPFIX_LZMA
#define MOST_MEMORY (G_GUINT64_CONSTANT(128) << 20) /* xz -9 needs 65 MB */

static gboolean begin_xz(lzma_stream *state)
{
    return lzma_stream_decoder(state, MOST_MEMORY, 0) == LZMA_OK;
}

static SfUnpackState step_xz(gpointer data, const guint8 *in, gsize length, guint8 *out, gsize room,
                             gsize *taken, gsize *given)
{
    lzma_stream *state = data;

    state->next_in = in;
    state->avail_in = length;
    state->next_out = out;
    state->avail_out = room;
    const lzma_ret result = lzma_code(state, LZMA_RUN);
    *taken = length - state->avail_in;
    *given = room - state->avail_out;
    if (result == LZMA_STREAM_END)
        return begin_xz(state) ? SF_UNPACK_END : SF_UNPACK_DAMAGED;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? SF_UNPACK_MORE : SF_UNPACK_DAMAGED;
}

static gpointer new_xz(void)
{
    lzma_stream *state = g_new0(lzma_stream, 1);

    if (begin_xz(state))
        return state;
    g_free(state);
    return NULL;
}

static void free_xz(gpointer state)
{
    lzma_end(state);
    g_free(state);
}
#endif

/* ---- all ---- */

static SfUnpack unpack_of(SfPacking packing)
{
    switch (packing) {
    case SF_PACKING_GZIP:
        return (SfUnpack){g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP), step_gzip,
                          g_object_unref};
    case SF_PACKING_UTF16:
        return (SfUnpack){g_charset_converter_new("UTF-8", "UTF-16", NULL), step_utf16,
                          g_object_unref};
#ifdef SIPFIX_ZSTD
    case SF_PACKING_ZSTD:
        return (SfUnpack){ZSTD_createDStream(), step_zstd, free_zstd};
#endif
#ifdef SIPFIX_LZ4
    case SF_PACKING_LZ4:
        return (SfUnpack){new_lz4(), step_lz4, free_lz4};
#endif
#ifdef SIPFIX_LZMA
    case SF_PACKING_XZ:
        return (SfUnpack){new_xz(), step_xz, free_xz};
#endif
    default:
        return (SfUnpack){NULL, NULL, NULL};
    }
}

SfUnpack *sf_unpack_new(SfPacking packing)
{
    const SfUnpack made = unpack_of(packing);

    return made.state ? g_memdup2(&made, sizeof made) : NULL;
}

void sf_unpack_free(SfUnpack *unpack)
{
    if (!unpack)
        return;
    unpack->free(unpack->state);
    g_free(unpack);
}

SfUnpackState sf_unpack_step(SfUnpack *unpack, const guint8 *in, gsize length, guint8 *out,
                             gsize room, gsize *taken, gsize *given)
{
    *taken = *given = 0;
    return unpack->step(unpack->state, in, length, out, room, taken, given);
}
