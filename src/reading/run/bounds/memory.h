/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much memory a child may have. */
#ifndef SIPFIX_READING_MEMORY_H
#define SIPFIX_READING_MEMORY_H

#include <glib.h>
#include <sys/resource.h>

/**
 * What reading so many bytes of captures may need: far more than any honest one does, and no more
 * than the machine has, or 4 GiB where that is less. So a dishonest one fells its own tshark, and
 * not the machine.
 *
 * @return bytes
 */
guint64 sf_memory_for(guint64 bytes);

/** For setrlimit(RLIMIT_AS). @param bytes  0: as little is known as of a pipe */
struct rlimit sf_memory_limit(guint64 bytes);

/** "4.0 GiB". To be freed. */
char *sf_memory_words(guint64 bytes);

#endif
