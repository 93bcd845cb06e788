/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which build of a program this is, without starting it: Wireshark's programs take a fifth of a
 * second to say their version, and a report whose events are all kept needs nothing else of them.
 */
#ifndef SIPFIX_READING_PROGRAM_BUILD_H
#define SIPFIX_READING_PROGRAM_BUILD_H

#include "reading/run/child/child.h"

/**
 * Names the file of a program and those of the libraries that its loader finds for it, each with
 * its size and the time of its last change: the same on all machines that have the same packages.
 *
 * @param environment  the one that the program will have
 * @return owned; NULL where that cannot be told so: a script, a library that is missing
 */
char *sf_program_build(const SfIdentity *identity, const char *program, char **environment);

/** The same without the program's own file: for one whose bytes tell which it is, wherever it lies.
 */
char *sf_program_libraries(const SfIdentity *identity, const char *program, char **environment);

#endif
