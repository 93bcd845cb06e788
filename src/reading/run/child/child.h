/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting a program with as few rights as can be: another user than root, no groups, no way to get
 * more, walls around it (confine/), its own process group (a Ctrl-C is for sipfix alone), and an
 * end when sipfix ends.
 */
#ifndef SIPFIX_READING_CHILD_H
#define SIPFIX_READING_CHILD_H

#include "reading/run/confine/confinement.h"

#include <gio/gio.h>
#include <sys/types.h>

/** Whom the children run as. */
typedef struct {
    gboolean drop; /* give up root for uid and gid; else they stay what sipfix is */
    uid_t uid;
    gid_t gid;
    char *user;    /* its name, or its number */
    char *sandbox; /* folder of whoever called: of the user behind sudo, not root's; may be NULL */
    const SfConfinement *confinement; /* lent; NULL: a child may do what its user may */
    guint64 memory; /* bytes that a child may have; 0: as many as the machine has */
} SfIdentity;

/** As whom children are to run: the user behind sudo, or nobody, when this is root; else as this
 * is. */
SfIdentity *sf_identity_find(void);

void sf_identity_free(SfIdentity *identity);

/** Descriptors for a child; -1: /dev/null for the standard ones, none for talk. Taken over, always.
 */
typedef struct {
    int in;
    int out;
    int err;
    int talk; /* becomes descriptor 3 */
} SfChildDescriptors;

#define SF_CHILD_NO_DESCRIPTORS ((SfChildDescriptors){-1, -1, -1, -1})

/**
 * Starts a program.
 *
 * @param argv         argv[0] is its absolute path
 * @param environment  all of it, nothing is inherited
 */
GSubprocess *sf_child_start(const SfIdentity *identity, const char *const *argv, char **environment,
                            SfChildDescriptors descriptors, GError **error);

/**
 * Starts a program, waits for it and gives what it wrote to standard output.
 *
 * @param complaint  gets its last line on standard error ("" for none), owned; may be NULL
 * @return NULL with @error when it could not start, or ended otherwise than with status 0
 */
char *sf_child_ask(const SfIdentity *identity, const char *const *argv, char **environment,
                   char **complaint, GError **error);

/** How it ended, in words: "status 1", "signal 11 (Segmentation fault)"; NULL when all was well. */
char *sf_child_ending(GSubprocess *child);

/** Ends a child and all that it may have started, at once. */
void sf_child_kill(GSubprocess *child);

#endif
