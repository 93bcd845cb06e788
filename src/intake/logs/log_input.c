/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ROOM 65536
#define LOOK 4096 /* bytes of text that are looked at */
#define LOOK_FOR                                                                                   \
    ((off_t)(5 << 20)) /* a block of lz4 may have 4 MB, and comes whole or not at all */

struct SfLogInput {
    int descriptor;
    SfPacking packing;
    SfUnpack *unpack; /* NULL: as it is */
    SfUnpackState state;
    gboolean is_full;  /* the last step may have had more to give */
    gboolean is_stuck; /* the last step could do nothing with what there is: half a letter */
    gsize at;          /* of room */
    gsize end;
    guint64 left; /* bytes that may be given */
    gboolean is_at_end;
    char *trouble;
    guint8 room[ROOM];
};

/* What comes @after bytes from here, without taking it; from a pipe only what comes next. */
static gssize peek(int descriptor, off_t after, void *room, gsize size)
{
    int ends[2];
    const off_t place = lseek(descriptor, 0, SEEK_CUR);

    if (place >= 0)
        return pread(descriptor, room, size, place + after);
    if (after > 0 || pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    gssize got = tee(descriptor, ends[1], size, 0);
    close(ends[1]);
    if (got > 0)
        got = read(ends[0], room, (gsize)got);
    close(ends[0]);
    return got;
}

SfLogInput *sf_log_input_new(int descriptor)
{
    SfLogInput *input = g_new0(SfLogInput, 1);
    guint8 start[SF_PACKING_HEAD];

    input->descriptor = descriptor;
    input->state = SF_UNPACK_END;
    input->left = G_MAXUINT64;
    const gssize got = peek(descriptor, 0, start, sizeof start);
    input->packing = got > 0 ? sf_packing_of(start, (gsize)got) : SF_PACKING_NONE;
    input->unpack = sf_unpack_new(input->packing);
    return input;
}

void sf_log_input_free(SfLogInput *input)
{
    sf_unpack_free(input->unpack);
    g_free(input->trouble);
    g_free(input);
}

static gsize end_with(SfLogInput *input, const char *trouble)
{
    input->is_at_end = TRUE;
    input->trouble = g_strdup(trouble);
    return 0;
}

static gsize read_plain(SfLogInput *input, void *to, gsize size)
{
    gssize got;

    do
        got = read(input->descriptor, to, size);
    while (got < 0 && errno == EINTR);
    return got > 0 ? (gsize)got : end_with(input, got < 0 ? g_strerror(errno) : NULL);
}

/* ---- what is compressed ---- */

/* Behind what waits for it. @return FALSE at the end of the file */
static gboolean fill(SfLogInput *input)
{
    const gsize rest = input->end - input->at;

    memmove(input->room, input->room + input->at, rest);
    input->at = 0;
    input->end = rest;
    const gsize got = read_plain(input, input->room + rest, sizeof input->room - rest);
    input->end += got;
    input->is_stuck = FALSE;
    if (got > 0)
        return TRUE;
    if (!input->trouble && input->state == SF_UNPACK_MORE)
        end_with(input, "cut short");
    return FALSE;
}

/* xz and tapes fill up with them what is between pieces. */
static void skip_zeros(SfLogInput *input)
{
    while (input->at < input->end && input->room[input->at] == '\0')
        input->at++;
}

static const char *words_of_damage(const SfLogInput *input, gboolean is_between)
{
    if (input->packing == SF_PACKING_UTF16)
        return "its UTF-16 is damaged";
    return is_between ? "goes on with what is not compressed" : "its compression is damaged";
}

static gsize step(SfLogInput *input, char *to, gsize size)
{
    const gboolean is_between = input->state == SF_UNPACK_END;
    const gsize length = input->end - input->at;
    gsize taken, given;

    input->state = sf_unpack_step(input->unpack, input->room + input->at, length, (guint8 *)to,
                                  size, &taken, &given);
    input->at += taken;
    input->is_full = given == size && input->state == SF_UNPACK_MORE;
    input->is_stuck = taken == 0 && given == 0 && length > 0;
    if (input->state == SF_UNPACK_DAMAGED ||
        (input->is_stuck && (is_between || length == sizeof input->room)))
        end_with(input, words_of_damage(input, is_between));
    return given;
}

static gsize read_unpacked(SfLogInput *input, char *to, gsize size)
{
    gsize given = 0;

    while (given == 0 && !input->is_at_end) {
        const gboolean has_more = input->at < input->end && !input->is_stuck;
        if (!has_more && !input->is_full && !fill(input))
            break;
        if (input->state == SF_UNPACK_END)
            skip_zeros(input);
        if (input->at < input->end || input->is_full)
            given = step(input, to, size);
    }
    return given;
}

gsize sf_log_input_read(SfLogInput *input, char *to, gsize size)
{
    const gsize most = (gsize)MIN(size, input->left);

    if (input->is_at_end || most == 0)
        return 0;
    const gsize got = input->unpack ? read_unpacked(input, to, most) : read_plain(input, to, most);
    input->left -= got;
    return got;
}

void sf_log_input_limit(SfLogInput *input, guint64 most)
{
    input->left = most;
}

const char *sf_log_input_trouble(const SfLogInput *input)
{
    return input->trouble;
}

/* ---- text or not ---- */

/* As much as can be had of the beginning of what is compressed. */
static gsize unpack_start(int descriptor, SfUnpack *unpack, guint8 *text)
{
    guint8 *packed = g_malloc(ROOM);
    SfUnpackState state = SF_UNPACK_MORE;
    gssize got;
    gsize length = 0;

    for (off_t after = 0; after < LOOK_FOR; after += got) {
        got = peek(descriptor, after, packed, ROOM);
        gsize at = 0;
        gsize taken = 1;
        while (got > 0 && at < (gsize)got && length < LOOK && state == SF_UNPACK_MORE &&
               taken > 0) {
            gsize given;
            state = sf_unpack_step(unpack, packed + at, (gsize)got - at, text + length,
                                   LOOK - length, &taken, &given);
            at += taken;
            length += given;
        }
        if (got <= 0 || length > 0 || state != SF_UNPACK_MORE)
            break;
    }
    g_free(packed);
    return length;
}

static gboolean is_of_text(guint8 byte)
{
    return byte >= 0x20 || (byte >= '\a' && byte <= '\r') || byte == 0x1b;
}

static gboolean is_text(const guint8 *start, gsize length)
{
    gsize strange = 0;

    for (gsize i = 0; i < length; i++) {
        if (start[i] == '\0')
            return FALSE;
        strange += !is_of_text(start[i]);
    }
    return length > 0 && strange <= length / 100;
}

gboolean sf_log_is_text(int descriptor, SfPacking *packing)
{
    guint8 start[LOOK];
    const gssize got = peek(descriptor, 0, start, sizeof start);
    gsize length = got > 0 ? (gsize)got : 0;

    *packing = sf_packing_of(start, length);
    if (*packing != SF_PACKING_NONE) {
        SfUnpack *unpack = sf_unpack_new(*packing);
        length = unpack ? unpack_start(descriptor, unpack, start) : 0;
        sf_unpack_free(unpack);
    }
    if (sf_packing_is_tar(start, length))
        *packing = SF_PACKING_TAR;
    return is_text(start, length);
}
