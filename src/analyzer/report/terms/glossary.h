/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that a reader who knows no SIP stumbles over, each told once in a report, at its first use.
 */
#ifndef SIPFIX_GLOSSARY_H
#define SIPFIX_GLOSSARY_H

#include <glib.h>

typedef struct SfGlossary SfGlossary;

SfGlossary *sf_glossary_new(void);
void sf_glossary_free(SfGlossary *glossary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfGlossary, sf_glossary_free)

/** Option tags, which may be plain words too. Both are NULL-terminated, and lent. */
typedef struct {
    const char *const *wanted;  /* what the text is about */
    const char *const *offered; /* what the request listed anyway */
} SfGlossaryTags;

/**
 * What the words in @text mean of which this glossary has not told yet: "301 = \"moved for good,
 * ask there instead\". q = from 0 to 1, ...". A number is a status code only where it stands like
 * one: that of a frame, an address or a time is none.
 *
 * @param tags  an option tag is told only where the text is about it, or has the request list it
 * @return to be freed with g_free(); NULL where there is nothing to tell
 */
char *sf_glossary_tell(SfGlossary *glossary, const char *text, const SfGlossaryTags *tags);

#endif
