/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/live/backlog.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY_SIZE 524288 /* more than the longest packet */
#define AIR         4      /* so much of the file, one part in AIR */

/* What is oldest is in memory: nothing goes there while the file holds something. */
static guint8 memory[MEMORY_SIZE];
static gsize memory_start;
static gsize memory_end;

/* The file is a ring. */
static struct {
    int descriptor;
    guint64 size;
    guint64 start;
    guint64 used;
} ring = {.descriptor = -1};

void sf_backlog_open(int file)
{
    struct stat status;

    ring.descriptor = file;
    ring.size = fstat(file, &status) == 0 ? (guint64)status.st_size : 0;
}

void sf_backlog_close(void)
{
    if (ring.descriptor >= 0)
        close(ring.descriptor);
    ring.descriptor = -1;
}

/* ---- the file ---- */

static gboolean write_at(const guint8 *bytes, gsize length, guint64 place)
{
    while (length > 0) {
        gssize written = pwrite(ring.descriptor, bytes, length, (off_t)place);
        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            bytes += written;
            place += (guint64)written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}

static gboolean put_on_disk(const guint8 *bytes, gsize length)
{
    if (ring.size - ring.used < length)
        return FALSE;
    guint64 place = (ring.start + ring.used) % ring.size;
    gsize before_end = (gsize)MIN((guint64)length, ring.size - place);
    if (!write_at(bytes, before_end, place) ||
        !write_at(bytes + before_end, length - before_end, 0))
        return FALSE;
    ring.used += length;
    return TRUE;
}

/* Gives the disk back what it took. */
static void empty_file(void)
{
    ring.start = 0;
    if (ftruncate(ring.descriptor, 0) < 0 || ftruncate(ring.descriptor, (off_t)ring.size) < 0)
        ring.size = 0; /* nothing can be kept there any more: what does not fit in memory is lost */
}

/* Memory is empty. @return FALSE: the disk does not give back what it took */
static gboolean fetch_from_disk(void)
{
    gsize wanted = (gsize)MIN(MIN(ring.used, ring.size - ring.start), (guint64)sizeof memory);
    gssize got = pread(ring.descriptor, memory, wanted, (off_t)ring.start);

    if (got <= 0)
        return got < 0 && errno == EINTR;
    memory_end = (gsize)got;
    ring.start = (ring.start + (guint64)got) % ring.size;
    ring.used -= (guint64)got;
    if (ring.used == 0)
        empty_file();
    return TRUE;
}

/* ---- both ---- */

static gboolean put_in_memory(const void *bytes, gsize length)
{
    if (ring.used > 0 || memory_end - memory_start + length > sizeof memory)
        return FALSE;
    if (memory_end + length > sizeof memory) {
        memmove(memory, memory + memory_start, memory_end - memory_start);
        memory_end -= memory_start;
        memory_start = 0;
    }
    memcpy(memory + memory_end, bytes, length);
    memory_end += length;
    return TRUE;
}

gboolean sf_backlog_put(const void *bytes, gsize length)
{
    return put_in_memory(bytes, length) || put_on_disk(bytes, length);
}

gboolean sf_backlog_has_air(void)
{
    return ring.used <= ring.size - ring.size / AIR;
}

gboolean sf_backlog_waits(void)
{
    return memory_end > memory_start || ring.used > 0;
}

gboolean sf_backlog_write(int output)
{
    while (sf_backlog_waits()) {
        if (memory_start == memory_end) {
            memory_start = memory_end = 0;
            if (!fetch_from_disk())
                return FALSE;
            continue;
        }
        gssize written = write(output, memory + memory_start, memory_end - memory_start);
        if (written < 0 && errno == EAGAIN)
            return TRUE;
        if (written < 0 && errno != EINTR)
            return FALSE;
        memory_start += written > 0 ? (gsize)written : 0;
    }
    return TRUE;
}
