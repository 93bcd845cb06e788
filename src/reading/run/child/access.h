/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the user that children run as could get at a file: the rights of it and of all folders
 * above. */
#ifndef SIPFIX_READING_ACCESS_H
#define SIPFIX_READING_ACCESS_H

#include "reading/run/child/child.h"

/** Could it be read? */
gboolean sf_access_file(const SfIdentity *identity, const char *path);

/** Could it be read and run? */
gboolean sf_access_program(const SfIdentity *identity, const char *path);

/** Could files in it be reached? */
gboolean sf_access_folder(const SfIdentity *identity, const char *path);

#endif
