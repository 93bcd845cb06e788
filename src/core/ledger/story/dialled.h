/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody dialled. It may have several Call-IDs: who is redirected or refused may try again
 * under a new one, and a back-to-back agent asks under its own. Where the capture shows that two
 * are one call, they are united, and count as one.
 */
#ifndef SIPFIX_DIALLED_H
#define SIPFIX_DIALLED_H

#include <glib.h>

typedef struct SfCall SfCall;
typedef struct SfDialled SfDialled;

/** That of one Call-ID, for now. To be freed with sf_dialled_unref(). */
SfDialled *sf_dialled_new(const SfCall *call);
/** One more reference to it. @return @dialled */
SfDialled *sf_dialled_ref(SfDialled *dialled);

/** One less; with the last it goes, and so does its reference to what it was united with. NULL is
 * none. */
void sf_dialled_unref(SfDialled *dialled);

/** The call that it was made for; NULL: it was forgotten. */
const SfCall *sf_dialled_call(const SfDialled *dialled);

/** That call is forgotten. */
void sf_dialled_forget_call(SfDialled *dialled);

/** It is counted from now on. FALSE: it, or what it was united with, is counted already. */
gboolean sf_dialled_count(SfDialled *dialled);

/** TRUE where no other call is known to be the same that somebody dialled. */
gboolean sf_dialled_is_alone(const SfDialled *dialled);

/** The two are one. TRUE: both were counted, so there is one less. */
gboolean sf_dialled_unite(SfDialled *one, SfDialled *other);

#endif
