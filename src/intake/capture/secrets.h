/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decryption secrets on their way through: those that a pcapng brings, and a key log given beside.
 * They are in one array, which the writer watches: what is in it goes out before the next packet.
 */
#ifndef SIPFIX_INTAKE_SECRETS_H
#define SIPFIX_INTAKE_SECRETS_H

#include "intake/capture/wiretap_compat.h"

/** The array; grows only. */
const GArray *sf_secrets(void);

/** Lets the secrets of @file come too, those it has shown already and those it will. */
void sf_secrets_of(wtap *file);

/** From now on secrets go to @taker, which hands on what shall come along with sf_secrets_add(). */
void sf_secrets_divert(void (*taker)(guint32 type, const void *bytes, guint size));

/** Adds secrets to the array. */
void sf_secrets_add(guint32 type, const void *bytes, guint size);

/** Takes the key log behind @descriptor (read from its start). @return why it could not, or NULL */
char *sf_secrets_add_keylog(int descriptor);

void sf_secrets_free(void);

#endif
