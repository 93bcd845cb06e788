/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do the programs and the plugin work together, and what is wrong if not. */
#ifndef SIPFIX_READING_TOOLS_H
#define SIPFIX_READING_TOOLS_H

#include "reading/run/confine/trial.h"
#include "reading/run/installed/found_tools.h"
#include "reading/run/sandbox.h"

/** What `sipfix doctor` looks at. Text that is NULL is unknown. */
typedef struct {
    char *tshark;           /* path */
    char *tshark_version;   /* "4.0.17"; NULL: it is missing or does not start */
    char *intake;           /* path */
    char *intake_version;   /* "0.1.0"; NULL: it is missing or does not start */
    char *intake_wireshark; /* version of Wireshark that it was built with: "4.0.17" */
    char *plugin;           /* the file sipfix.so that tshark should load */
    char *plugin_wireshark; /* version of Wireshark that the file's place stands for: "4.0" */
    char *plugin_version;   /* as tshark lists it; NULL: tshark does not list it */
    char *profile;     /* folder of the profile "SIP Fix" for the window; NULL: there is none */
    char *runs_as;     /* user that the children run as: "nobody" */
    SfTrial *trial;    /* what children are kept from; NULL: the intake does not start */
    gboolean looked;   /* FALSE: there was no room to look for any of it */
    gboolean machine;  /* what is wrong is not with the programs: the machine has too little */
    gboolean fit;      /* all of it is there and works together */
    GPtrArray *faults; /* SfFault: what is wrong, what matters most first; where it is fit,
                          with the caller's own Wireshark only; empty: all is well */
} SfTools;

/**
 * Looks for the programs and the plugin, starts each as the unprivileged user that would run it,
 * and asks tshark whether it loads the plugin; then looks at what is installed for the caller's own
 * Wireshark. Takes about a second; never fails, the verdict is in the result.
 *
 * @param given  may be NULL
 * @return to be freed with sf_tools_free()
 */
SfTools *sf_tools_find(const SfToolPaths *given);

/** What hinders an analysis, and what to do about it, in words; NULL when fit. To be freed. */
char *sf_tools_reason(const SfTools *tools);

void sf_tools_free(SfTools *tools);

/** The version of the plugin that tshark loads, where it is not this one's. Takes a start of
 * tshark. To be freed; NULL: it is, or none can be told. */
char *sf_tools_other_plugin(const SfSandbox *sandbox);

/**
 * Whether an analysis can begin.
 *
 * @param places  what was found
 * @param given   as where it was looked for
 * @return FALSE with @error, which says what is wrong and what to do, where something is missing
 */
gboolean sf_tools_all_there(const SfFoundTools *places, const SfToolPaths *given, GError **error);

#endif
