/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/dialled.h"

#include "core/message/pieces.h"

struct SfDialled {
    guint references;
    guint counted : 1; /* of the one that stands for all that are united */
    guint united : 1;  /* with another */
    SfDialled *same;   /* a reference: nearer to the one that stands for all; NULL: this is it */
    const SfCall *call;
};

SfDialled *sf_dialled_new(const SfCall *call)
{
    SfDialled *dialled = sf_piece_take(sizeof *dialled);
    *dialled = (SfDialled){.references = 1, .call = call};
    return dialled;
}

SfDialled *sf_dialled_ref(SfDialled *dialled)
{
    dialled->references++;
    return dialled;
}

void sf_dialled_unref(SfDialled *dialled)
{
    while (dialled && --dialled->references == 0) {
        SfDialled *same = dialled->same;
        sf_piece_give(dialled, sizeof *dialled);
        dialled = same;
    }
}

const SfCall *sf_dialled_call(const SfDialled *dialled)
{
    return dialled->call;
}

void sf_dialled_forget_call(SfDialled *dialled)
{
    dialled->call = NULL;
}

/* The one that stands for all. The way to it is made shorter each time. */
static SfDialled *root_of(SfDialled *dialled)
{
    /* The next one is held by two meanwhile. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    while (dialled->same && dialled->same->same) {
        SfDialled *passed = dialled->same;
        dialled->same = sf_dialled_ref(passed->same);
        sf_dialled_unref(passed);
        dialled = dialled->same;
    }
    return dialled->same ? dialled->same : dialled;
}

gboolean sf_dialled_count(SfDialled *dialled)
{
    SfDialled *root = root_of(dialled);
    const gboolean is_news = !root->counted;
    root->counted = TRUE;
    return is_news;
}

gboolean sf_dialled_is_alone(const SfDialled *dialled)
{
    return !dialled->united;
}

gboolean sf_dialled_unite(SfDialled *one, SfDialled *other)
{
    SfDialled *root = root_of(one);
    SfDialled *joined = root_of(other);
    one->united = other->united = TRUE;
    if (root == joined)
        return FALSE;
    const gboolean both = root->counted && joined->counted;
    root->counted |= joined->counted;
    joined->same = sf_dialled_ref(root);
    return both;
}
