/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLS secrets for an evidence file: a key log may open all of a machine's connections, and only
 * those of the connections in the file shall go along.
 */
#ifndef SIPFIX_INTAKE_CUT_SECRETS_H
#define SIPFIX_INTAKE_CUT_SECRETS_H

#include "intake/capture/wiretap_compat.h"

/** Remembers secrets; for sf_secrets_divert(). What is no TLS key log goes along as it is. */
void sf_cut_secrets_take(guint32 type, const void *bytes, guint size);

/** Lets go along what opens the connection that begins with this frame, if one does. */
void sf_cut_secrets_release(const guint8 *bytes, gsize length);

void sf_cut_secrets_free(void);

#endif
