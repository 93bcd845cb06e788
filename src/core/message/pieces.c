/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/pieces.h"

/* Sizes are rounded up to steps. What is larger than all of them is malloc()'s. */
#define STEP       64
#define N_SIZES    33
#define BLOCK_SIZE 65536

/* What came back; the next one of its size lies in it. */
typedef struct Spare Spare;
struct Spare {
    Spare *next;
};

static Spare *spares[N_SIZES];
static char *fresh; /* what is left of the newest block; blocks stay to the end */
static gsize n_fresh;

/* AddressSanitizer is to see who uses what was given back. */
#if defined __has_feature
#define IS_WATCHED __has_feature(address_sanitizer)
#elif defined __SANITIZE_ADDRESS__
#define IS_WATCHED 1
#else
#define IS_WATCHED 0
#endif

static inline gsize index_of(gsize size)
{
    return IS_WATCHED ? N_SIZES : (size + STEP - 1) / STEP;
}

static G_GNUC_NO_INLINE gpointer cut(gsize size)
{
    if (n_fresh < size) {
        fresh = g_malloc(BLOCK_SIZE);
        n_fresh = BLOCK_SIZE;
    }
    char *piece = fresh;
    fresh += size;
    n_fresh -= size;
    return piece;
}

gpointer sf_piece_take(gsize size)
{
    const gsize i = index_of(size);
    if (i >= N_SIZES)
        return g_malloc(size);
    Spare *spare = spares[i];
    if (!spare)
        return cut(i * STEP);
    spares[i] = spare->next;
    return spare;
}

void sf_piece_give(gpointer piece, gsize size)
{
    const gsize i = index_of(size);
    if (i >= N_SIZES || !piece) {
        g_free(piece);
        return;
    }
    Spare *spare = piece;
    spare->next = spares[i];
    spares[i] = spare;
}
