/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/bounds/memory.h"

#include <unistd.h>

#define LEAST (G_GUINT64_CONSTANT(4) << 30)
#define PER_BYTE                                                                                   \
    256 /* captures may be compressed; what tshark keeps of a packet is a few times it */

static guint64 of_machine(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGESIZE);

    return pages <= 0 || page <= 0 ? 0 : MAX((guint64)pages * (guint64)page, LEAST);
}

guint64 sf_memory_for(guint64 bytes)
{
    const guint64 most = of_machine();

    return bytes > most / PER_BYTE ? most : MIN(most, LEAST + PER_BYTE * bytes);
}

struct rlimit sf_memory_limit(guint64 bytes)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    guint64 wanted = bytes > 0 ? bytes : of_machine();

    getrlimit(RLIMIT_AS, &limit);
#ifdef __SANITIZE_ADDRESS__
    wanted = 0; /* the sanitizer's shadow alone is larger than any machine */
#endif
    if (wanted == 0)
        return limit;
    limit.rlim_max = MIN(limit.rlim_max, (rlim_t)wanted);
    limit.rlim_cur = MIN(limit.rlim_cur, limit.rlim_max);
    return limit;
}

char *sf_memory_words(guint64 bytes)
{
    g_autofree char *words = g_format_size_full(bytes, G_FORMAT_SIZE_IEC_UNITS);
    g_auto(GStrv) parts = g_strsplit(words, "\302\240", -1); /* a blank that breaks no line */

    return g_strjoinv(" ", parts);
}
