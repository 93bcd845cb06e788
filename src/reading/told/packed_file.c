// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/packed_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#define PIECE ((gsize)256 * 1024)

/* Bytes on their way. */
typedef struct {
    int descriptor;
    char *in;
    gsize at;
    gsize length;
    gboolean is_over;
    char *out;
    SfPackedFunction take;
    gpointer data;
} Flow;

static SfPackedAs packed_by(const void *bytes, gsize length)
{
    if (length >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0)
        return SF_PACKED_GZIP;
    if (length >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0)
        return SF_PACKED_ZSTD;
    return SF_PACKED_NONE;
}

SfPackedAs sf_packed_as(int descriptor)
{
    char start[4];
    const gssize got = pread(descriptor, start, sizeof(start), 0);
    return packed_by(start, (gsize)MAX(got, 0));
}

/* FALSE with @error; at the end is_over. */
static gboolean read_more(Flow *flow, GError **error)
{
    memmove(flow->in, flow->in + flow->at, flow->length - flow->at);
    flow->length -= flow->at;
    flow->at = 0;
    const gssize got = read(flow->descriptor, flow->in + flow->length, PIECE - flow->length);
    if (got < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot be read: %s", g_strerror(errno));
        return FALSE;
    }
    flow->length += (gsize)got;
    flow->is_over = got == 0;
    return TRUE;
}

static gboolean is_cut(GError **error)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                "cut short: its packed data end early");
    return FALSE;
}

static gboolean is_damaged(GError **error, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its packed data are damaged (%s)",
                why);
    return FALSE;
}

static gboolean copy(Flow *flow, GError **error)
{
    while (!flow->is_over) {
        if (flow->length > 0 && !flow->take(flow->in, flow->length, flow->data, error))
            return FALSE;
        flow->at = flow->length;
        if (!read_more(flow, error))
            return FALSE;
    }
    return TRUE;
}

/* One step. @is_whole: nothing of a member is open. */
static gboolean gunzip_some(Flow *flow, GConverter *gunzip, gboolean *is_whole, GError **error)
{
    g_autoptr(GError) flaw = NULL;
    gsize used = 0, made = 0;
    const GConverterResult result = g_converter_convert(
        gunzip, flow->in + flow->at, flow->length - flow->at, flow->out, PIECE,
        flow->is_over ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &used, &made, &flaw);
    if (result == G_CONVERTER_ERROR) {
        if (!g_error_matches(flaw, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
            return is_damaged(error, flaw->message);
        return flow->is_over ? is_cut(error) : read_more(flow, error);
    }
    flow->at += used;
    *is_whole = result == G_CONVERTER_FINISHED;
    if (*is_whole)
        g_converter_reset(gunzip);
    return made == 0 || flow->take(flow->out, made, flow->data, error);
}

static gboolean gunzip_all(Flow *flow, GError **error)
{
    g_autoptr(GZlibDecompressor) gunzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    gboolean is_whole = FALSE;
    for (;;) {
        if (flow->at == flow->length && !flow->is_over && !read_more(flow, error))
            return FALSE;
        if (is_whole && flow->at == flow->length && flow->is_over)
            return TRUE;
        if (!gunzip_some(flow, G_CONVERTER(gunzip), &is_whole, error))
            return FALSE;
    }
}

static gboolean unzstd_with(Flow *flow, ZSTD_DStream *stream, GError **error)
{
    size_t left = 0;          /* of the frame: 0, it is whole */
    gboolean is_full = FALSE; /* there may be more to come out of what went in */
    for (;;) {
        if (flow->at == flow->length && !flow->is_over && !is_full && !read_more(flow, error))
            return FALSE;
        if (flow->at == flow->length && flow->is_over && !is_full)
            return left == 0 || is_cut(error);
        ZSTD_inBuffer in = {flow->in, flow->length, flow->at};
        ZSTD_outBuffer out = {flow->out, PIECE, 0};
        left = ZSTD_decompressStream(stream, &out, &in);
        if (ZSTD_isError(left))
            return is_damaged(error, ZSTD_getErrorName(left));
        flow->at = in.pos;
        is_full = out.pos == PIECE;
        if (out.pos > 0 && !flow->take(flow->out, out.pos, flow->data, error))
            return FALSE;
    }
}

static gboolean unzstd_all(Flow *flow, GError **error)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    const gboolean good = unzstd_with(flow, stream, error);
    ZSTD_freeDStream(stream);
    return good;
}

/* Enough to see how it is packed: a pipe gives what it has. */
static gboolean read_start(Flow *flow, GError **error)
{
    while (flow->length < 4 && !flow->is_over)
        if (!read_more(flow, error))
            return FALSE;
    return TRUE;
}

static gboolean read_all(Flow *flow, SfPackedAs packing, GError **error)
{
    if (!read_start(flow, error))
        return FALSE;
    if (packing == SF_PACKED_UNKNOWN)
        packing = packed_by(flow->in, flow->length);
    if (packing == SF_PACKED_GZIP)
        return gunzip_all(flow, error);
    return packing == SF_PACKED_ZSTD ? unzstd_all(flow, error) : copy(flow, error);
}

gboolean sf_packed_read(int descriptor, SfPackedAs packing, SfPackedFunction take, gpointer data,
                        GError **error)
{
    Flow flow = {.descriptor = descriptor, .take = take, .data = data};
    flow.in = g_malloc(PIECE);
    flow.out = g_malloc(PIECE);
    const gboolean good = read_all(&flow, packing, error);
    g_free(flow.in);
    g_free(flow.out);
    return good;
}
