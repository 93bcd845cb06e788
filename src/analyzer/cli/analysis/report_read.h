/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report of `sipfix analyze --format json`, read back. */
#ifndef SIPFIX_REPORT_READ_H
#define SIPFIX_REPORT_READ_H

#include <json-glib/json-glib.h>

/** TRUE where the file begins as JSON does, which no capture does. */
gboolean sf_report_read_is_json(const char *path);

/**
 * Reads a report. Every problem in it has a case and a level; of all else any may be missing.
 *
 * @return to be freed with json_object_unref(); NULL with @error, which names the file and what is
 *         wrong with it
 */
JsonObject *sf_report_read(const char *path, GError **error);

#endif
