/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a program's loader, libraries and data are. */
#ifndef SIPFIX_READING_LIBRARIES_H
#define SIPFIX_READING_LIBRARIES_H

#include <glib.h>

/** Whether a file is a program, and no script. */
gboolean sf_libraries_is_program(const char *path);

/** The loader that it names, or NULL. To be freed. */
char *sf_libraries_loader(const char *path);

/** Folders beside a program where its libraries and data are, should it not be where the system has
 * its programs. To be freed. */
GStrv sf_libraries_of(const char *path);

/** Folders that the system's loader has been told of (/etc/ld.so.conf.d). To be freed. */
GStrv sf_libraries_elsewhere(void);

#endif
