/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A Wireshark profile of the calling user, copied to where the children find it. */
#ifndef SIPFIX_READING_PROFILE_H
#define SIPFIX_READING_PROFILE_H

#include "reading/run/child/child.h"

/**
 * Copies the files of a profile.
 *
 * @param name  as Wireshark shows it; "Default" is what is not in a profile
 * @param to    folder, which becomes the children's WIRESHARK_CONFIG_DIR
 */
gboolean sf_profile_copy(const SfIdentity *identity, const char *name, const char *to,
                         GError **error);

/** The folder of the caller's Wireshark, as Wireshark itself finds it; NULL: unknown. To be freed.
 */
char *sf_profile_configuration(const SfIdentity *identity);

#endif
