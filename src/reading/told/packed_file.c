// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/packed_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((gsize)256 * 1024)

/* Bytes on their way. */
typedef struct {
    int descriptor;
    guint8 *in;
    gsize at;
    gsize length;
    gboolean is_over;
    guint8 *out;
    SfPackedFunction take;
    gpointer data;
} Flow;

SfPacking sf_packed_as(int descriptor)
{
    guint8 start[SF_PACKING_HEAD];
    const gssize got = pread(descriptor, start, sizeof start, 0);
    return sf_packing_of(start, (gsize)MAX(got, 0));
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
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                        "cut short: its packed data end early");
    return FALSE;
}

static gboolean is_damaged(GError **error)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its packed data are damaged");
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

/* Nothing went in and nothing came out: more is needed than is there. */
static gboolean read_on(Flow *flow, GError **error)
{
    if (flow->is_over)
        return is_cut(error);
    if (flow->length - flow->at == PIECE)
        return is_damaged(error);
    return read_more(flow, error);
}

static gboolean unpack_all(Flow *flow, SfUnpack *unpack, GError **error)
{
    SfUnpackState state = SF_UNPACK_END;
    gboolean is_full = FALSE; /* there may be more to come out of what went in */

    for (;;) {
        if (flow->at == flow->length && !flow->is_over && !is_full && !read_more(flow, error))
            return FALSE;
        if (flow->at == flow->length && flow->is_over && !is_full)
            return state != SF_UNPACK_MORE || is_cut(error);
        gsize taken, given;
        state = sf_unpack_step(unpack, flow->in + flow->at, flow->length - flow->at, flow->out,
                               PIECE, &taken, &given);
        if (state == SF_UNPACK_DAMAGED)
            return is_damaged(error);
        flow->at += taken;
        is_full = given == PIECE;
        if (given > 0 && !flow->take(flow->out, given, flow->data, error))
            return FALSE;
        if (taken == 0 && given == 0 && flow->at < flow->length && !read_on(flow, error))
            return FALSE;
    }
}

/* Enough to see how it is packed: a pipe gives what it has. */
static gboolean read_start(Flow *flow, GError **error)
{
    while (flow->length < SF_PACKING_HEAD && !flow->is_over)
        if (!read_more(flow, error))
            return FALSE;
    return TRUE;
}

static gboolean read_all(Flow *flow, GError **error)
{
    if (!read_start(flow, error))
        return FALSE;
    const SfPacking packing = sf_packing_of(flow->in, flow->length);
    if (packing == SF_PACKING_NONE)
        return copy(flow, error);
    SfUnpack *unpack = sf_unpack_new(packing);
    if (!unpack) {
        g_autofree char *words = sf_packing_words(packing);
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, words);
        return FALSE;
    }
    const gboolean good = unpack_all(flow, unpack, error);
    sf_unpack_free(unpack);
    return good;
}

gboolean sf_packed_read(int descriptor, SfPackedFunction take, gpointer data, GError **error)
{
    Flow flow = {.descriptor = descriptor, .take = take, .data = data};
    flow.in = g_malloc(PIECE);
    flow.out = g_malloc(PIECE);
    const gboolean good = read_all(&flow, error);
    g_free(flow.in);
    g_free(flow.out);
    return good;
}
