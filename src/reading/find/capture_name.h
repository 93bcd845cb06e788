/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file is called in events and reports, which are UTF-8, where a path is any bytes. The name
 * is the path, with each byte that is no UTF-8 written \xe9, as a terminal would be shown it; a
 * path that holds such a writing itself has its backslash written \x5c. So no two paths share a
 * name, and the path of a name is known.
 */
#ifndef SIPFIX_READING_CAPTURE_NAME_H
#define SIPFIX_READING_CAPTURE_NAME_H

#include <glib.h>

/** @return valid UTF-8, to be freed; may hold control characters, as paths do */
char *sf_capture_name(const char *path);

/** @return any bytes, to be freed */
char *sf_capture_path(const char *name);

#endif
