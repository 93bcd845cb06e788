/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two status codes side by side.
 */
#ifndef SIPFIX_COMPARE_H
#define SIPFIX_COMPARE_H

#include "analyzer/report/text/page.h"

/** Adds to @page the comparison of two different codes of the shelf. */
void sf_compare(SfPage *page, const char *one, const char *other);

#endif
