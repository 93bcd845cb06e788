/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files a child may read, and which it may run; it may write to none (Landlock). Descriptors
 * that it is given are not asked about. */
#ifndef SIPFIX_READING_FILES_H
#define SIPFIX_READING_FILES_H

#include <glib.h>

typedef struct SfFiles SfFiles;

/** What the children need. All is lent for the call. */
typedef struct {
    const char *const *programs; /* to be started, absolute paths; NULL-terminated */
    const char *const *folders;  /* to be read besides; NULL-terminated */
    gboolean all_files;          /* to read whatever their user may: nobody knows what they need */
} SfConfinementNeeds;

/** @return NULL where this kernel has no Landlock, or it is switched off. To be freed with
 * sf_files_free() */
SfFiles *sf_files_new(const SfConfinementNeeds *needs);

void sf_files_free(SfFiles *files);

/** The version of the kernel's Landlock; 0: there is none. */
int sf_files_version(void);

/** Binds the calling process, for good. Needs PR_SET_NO_NEW_PRIVS; safe between fork and exec. */
void sf_files_enter(const SfFiles *files);

#endif
