/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/child/access.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAY_READ 4u
#define MAY_RUN  1u /* of a folder: enter */

/* Reckoned, not tried: access() asks for sipfix itself, which may be root. An access list could say
 * otherwise; where it grants more, a copy is made for nothing. */
static gboolean may(const SfIdentity *identity, const char *path, guint wanted)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return FALSE;
    guint shift = status.st_uid == identity->uid ? 6 : status.st_gid == identity->gid ? 3 : 0;
    return ((status.st_mode >> shift) & wanted) == wanted;
}

static gboolean reach(const SfIdentity *identity, const char *path, guint wanted)
{
    /* Nobody else than sipfix itself: it sees what it can do when it does it. */
    if (!identity->drop)
        return TRUE;

    char *real = realpath(path, NULL);
    if (!real)
        return FALSE;
    gboolean good = may(identity, real, wanted);
    for (char *slash = real + 1; good && (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        good = may(identity, real, MAY_RUN);
        *slash = '/';
    }
    free(real);
    return good;
}

gboolean sf_access_file(const SfIdentity *identity, const char *path)
{
    return reach(identity, path, MAY_READ);
}

gboolean sf_access_program(const SfIdentity *identity, const char *path)
{
    return reach(identity, path, MAY_READ | MAY_RUN);
}

gboolean sf_access_folder(const SfIdentity *identity, const char *path)
{
    return reach(identity, path, MAY_RUN);
}
