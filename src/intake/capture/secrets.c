/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/secrets.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <wiretap/secrets-types.h>

/* A pcapng block may be some megabytes long before a reader calls it damaged; a browser's key log
 * of a year is longer. It is cut between lines into blocks of this size. */
#define KEYLOG_BLOCK 1048576

static GArray *secrets;

static GArray *the_secrets(void)
{
    if (!secrets)
        secrets = g_array_new(FALSE, FALSE, sizeof(wtap_block_t));
    return secrets;
}

const GArray *sf_secrets(void)
{
    return the_secrets();
}

static void (*diverted)(guint32 type, const void *bytes, guint size);

void sf_secrets_divert(void (*taker)(guint32 type, const void *bytes, guint size))
{
    diverted = taker;
}

void sf_secrets_add(guint32 type, const void *bytes, guint size)
{
    wtap_block_t block = wtap_block_create(WTAP_BLOCK_DECRYPTION_SECRETS);
    wtapng_dsb_mandatory_t *dsb = (wtapng_dsb_mandatory_t *)wtap_block_get_mandatory_data(block);

    dsb->secrets_type = type;
    dsb->secrets_len = size;
    dsb->secrets_data = (guint8 *)g_memdup2(bytes, size);
    g_array_append_val(the_secrets(), block);
}

/* libwiretap hands no user data to this callback: hence the one array of the program. */
static void add_secrets(guint32 type, const void *bytes, guint size)
{
    (diverted ? diverted : sf_secrets_add)(type, bytes, size);
}

void sf_secrets_of(wtap *file)
{
    wtap_set_cb_new_secrets(file, add_secrets);
}

/* How many of the @length bytes to take, so that no line is cut. */
static gsize whole_lines(const char *bytes, gsize length)
{
    gsize taken = length;
    while (taken > 0 && bytes[taken - 1] != '\n')
        taken--;
    return taken > 0 ? taken : length;
}

char *sf_secrets_add_keylog(int descriptor)
{
    g_autofree char *bytes = (char *)g_malloc(KEYLOG_BLOCK);
    gsize have = 0;
    off_t at = 0;

    for (;;) {
        /* pread(): the other runs read the same open file. */
        gssize got = pread(descriptor, bytes + have, KEYLOG_BLOCK - have, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return g_strdup(g_strerror(errno));
        at += got;
        have += (gsize)got;
        if (have == KEYLOG_BLOCK) {
            gsize taken = whole_lines(bytes, have);
            add_secrets(SECRETS_TYPE_TLS, bytes, (guint)taken);
            memmove(bytes, bytes + taken, have - taken);
            have -= taken;
        }
        if (got == 0)
            break;
    }
    if (have > 0)
        add_secrets(SECRETS_TYPE_TLS, bytes, (guint)have);
    return NULL;
}

void sf_secrets_free(void)
{
    for (guint i = 0; secrets && i < secrets->len; i++)
        wtap_block_unref(g_array_index(secrets, wtap_block_t, i));
    g_clear_pointer(&secrets, g_array_unref);
}
