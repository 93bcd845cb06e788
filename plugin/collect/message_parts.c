/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/message_parts.h"

#include "plugin/collect/batches.h"

/* Fragments of a datagram and segments of a stream: reassembly notes them on the frame that
 * completes them, and on the first pass already. Up to 4.0 it notes them with the packet, later
 * with the frame. */
#ifdef SIPFIX_HAVE_FRAME_DEPENDENTS

static guint n_parts(const packet_info *pinfo)
{
    return pinfo->fd->dependent_frames ? g_hash_table_size(pinfo->fd->dependent_frames) : 0;
}

static void list_parts(const packet_info *pinfo, guint32 *parts)
{
    GHashTableIter iter;
    gpointer frame;
    g_hash_table_iter_init(&iter, pinfo->fd->dependent_frames);
    while (g_hash_table_iter_next(&iter, &frame, NULL))
        *parts++ = GPOINTER_TO_UINT(frame);
}

#else

static guint n_parts(const packet_info *pinfo)
{
    return g_slist_length(pinfo->dependent_frames);
}

static void list_parts(const packet_info *pinfo, guint32 *parts)
{
    for (const GSList *item = pinfo->dependent_frames; item; item = item->next)
        *parts++ = GPOINTER_TO_UINT(item->data);
}

#endif

static int by_number(const void *a, const void *b)
{
    const guint32 one = *(const guint32 *)a;
    const guint32 other = *(const guint32 *)b;
    return one < other ? -1 : one > other;
}

/* One datagram inside another one is named once for each. */
static guint without_repeats(guint32 *parts, guint n)
{
    guint kept = 0;
    qsort(parts, n, sizeof *parts, by_number);
    for (guint i = 0; i < n; i++)
        if (kept == 0 || parts[kept - 1] != parts[i])
            parts[kept++] = parts[i];
    return kept;
}

guint sf_parts_of_frame(packet_info *pinfo, guint32 **parts)
{
    const guint n = n_parts(pinfo);
    if (n == 0)
        return 0;
    guint32 *all = wmem_alloc_array(pinfo->pool, guint32, n);
    list_parts(pinfo, all);
    *parts = all;
    return without_repeats(all, n);
}

void sf_parts_read(packet_info *pinfo, SfMessage *message)
{
    message->in_connection = pinfo->ptype == PT_TCP || pinfo->ptype == PT_SCTP;
    guint32 *parts = NULL;
    message->n_parts = sf_parts_of_frame(pinfo, &parts);
    for (guint i = 0; i < message->n_parts; i++)
        parts[i] = sf_batches_number(parts[i]);
    message->parts = parts;
}
