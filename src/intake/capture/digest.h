/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a file as one number: by it a cache knows what it has read before. */
#ifndef SIPFIX_INTAKE_DIGEST_H
#define SIPFIX_INTAKE_DIGEST_H

/** SHA-256, in hexadecimal digits, of all bytes behind @descriptor; to be freed. NULL when they
 * cannot be read, or sipfix wants to end. */
char *sf_digest(int descriptor);

#endif
