/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/evidence/cut_secrets.h"

#include <string.h>
#include <wiretap/secrets-types.h>

#include "core/grammar/strings/string_hash.h"
#include "intake/capture/secrets.h"

#define RANDOM_BYTES ((gsize)32) /* of a ClientHello (RFC 8446 §4.1.2) */

/* client random, as upper-case hex -> GString of its lines */
static GHashTable *lines;

static void lines_free(gpointer data)
{
    g_string_free((GString *)data, TRUE);
}

/* LABEL client_random secret: the format of NSS, which all write. */
static void remember_line(const char *line, gsize length)
{
    g_autofree char *copy = g_strndup(line, length);
    g_auto(GStrv) words = g_strsplit(g_strstrip(copy), " ", 3);

    if (g_strv_length(words) != 3 || strlen(words[1]) != 2 * RANDOM_BYTES)
        return; /* a comment, or the secret of an RSA session, which names no connection */
    g_autofree char *random = g_ascii_strup(words[1], -1);
    GString *known = (GString *)g_hash_table_lookup(lines, random);
    if (!known) {
        known = g_string_new(NULL);
        g_hash_table_insert(lines, g_steal_pointer(&random), known);
    }
    g_string_append_printf(known, "%s %s %s\n", words[0], words[1], words[2]);
}

void sf_cut_secrets_take(guint32 type, const void *bytes, guint size)
{
    const char *at = (const char *)bytes;
    const char *end = at + size;

    if (type != SECRETS_TYPE_TLS) {
        sf_secrets_add(type, bytes, size);
        return;
    }
    if (!lines)
        lines = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, lines_free);
    while (at < end) {
        const char *newline = (const char *)memchr(at, '\n', (gsize)(end - at));
        const char *stop = newline ? newline : end;
        remember_line(at, (gsize)(stop - at));
        at = stop + 1;
    }
}

static void release(const guint8 *random)
{
    char hex[2 * RANDOM_BYTES + 1];

    for (gsize i = 0; i < RANDOM_BYTES; i++)
        g_snprintf(hex + 2 * i, 3, "%02X", random[i]);
    GString *known = (GString *)g_hash_table_lookup(lines, hex);
    if (!known)
        return;
    sf_secrets_add(SECRETS_TYPE_TLS, known->str, (guint)known->len);
    g_hash_table_remove(lines, hex);
}

/* A record of the handshake that begins with a ClientHello: type 22, version, length; type 1,
 * length, version; then the random (RFC 8446 §5.1, §4). Wherever it stands: there may be tunnels
 * around it. */
void sf_cut_secrets_release(const guint8 *bytes, gsize length)
{
    enum { HANDSHAKE = 22, CLIENT_HELLO = 1, MAJOR = 3, TYPE = 5, BEFORE = 11 };

    for (gsize i = 0; lines && i + BEFORE + RANDOM_BYTES <= length; i++)
        if (bytes[i] == HANDSHAKE && bytes[i + 1] == MAJOR && bytes[i + TYPE] == CLIENT_HELLO)
            release(bytes + i + BEFORE);
}

void sf_cut_secrets_free(void)
{
    g_clear_pointer(&lines, g_hash_table_unref);
}
