/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fresh folder for temporary files. Whoever has one holds a lock in it, so that what a sipfix
 * that was killed has left behind is known by its lock that nobody holds, and removed by the next
 * one of the same user.
 */
#ifndef SIPFIX_READING_TEMPORARY_H
#define SIPFIX_READING_TEMPORARY_H

#include "reading/run/child/child.h"

typedef struct {
    char *path;
    int lock; /* an open file, locked for as long as the folder is needed */
} SfTemporary;

/**
 * Makes one that the children can enter, and run programs in. Sweeps first.
 *
 * @return NULL with errno
 */
SfTemporary *sf_temporary_new(const SfIdentity *identity);

/** Removes it. May be NULL. */
void sf_temporary_free(SfTemporary *temporary);

#endif
