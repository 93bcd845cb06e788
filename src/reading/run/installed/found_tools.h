/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the other programs and the plugin are. Three ways to have sipfix are known: the build tree,
 * where the plugin built beside this program is the one meant; an installation for the whole
 * system; and a personal one.
 */
#ifndef SIPFIX_READING_FOUND_TOOLS_H
#define SIPFIX_READING_FOUND_TOOLS_H

#include "reading/reading_types.h"
#include "reading/run/child/child.h"
#include "reading/run/installed/fault.h"

typedef struct {
    char *tshark;          /* NULL: not found */
    char *intake;          /* NULL: not found */
    char *plugins;         /* folder above VERSION/epan/sipfix.so; NULL: not found */
    gboolean plugin_known; /* tshark looks there by itself: the plugin is installed for the whole
                              system */
    char *looked;          /* where the plugin was looked for, for people */
} SfFoundTools;

/**
 * Looks for them; to be freed with sf_found_tools_free().
 *
 * @param given     places that the user named; what is NULL of them is looked for; NULL: none
 * @param identity  who the children are to be, who must be able to read the plugin
 */
SfFoundTools *sf_found_tools_find(const SfToolPaths *given, const SfIdentity *identity);

void sf_found_tools_free(SfFoundTools *places);

/** What is missing, and what to do about it; NULL: nothing. To be freed with sf_fault_free(). */
SfFault *sf_found_tools_missing(const SfFoundTools *places);

/**
 * The versions of Wireshark that there is a plugin for in a folder: "4.0". Sorted.
 *
 * @param plugins  may be NULL
 * @return char *, owned
 */
GPtrArray *sf_found_tools_plugin_versions(const char *plugins);

#endif
