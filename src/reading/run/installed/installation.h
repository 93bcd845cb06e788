/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with what is installed: the copies of the plugin in the folders where the caller's
 * own Wireshark looks, and the protocols that are switched off there. The sandbox of an analysis
 * sees some of it only, the window all.
 */
#ifndef SIPFIX_READING_INSTALLATION_H
#define SIPFIX_READING_INSTALLATION_H

#include "reading/run/child/child.h"
#include "reading/run/installed/fault.h"

/**
 * What is wrong with the copies of the plugin, for the caller's own Wireshark.
 *
 * @param tshark   the program
 * @param version  its version, "4.0.17"
 * @return SfFault, owned, the one to mend first; empty when all is well
 */
GPtrArray *sf_installation_faults(const SfIdentity *identity, const char *tshark,
                                  const char *version);

/**
 * Which protocols that SIP needs are switched off: for everybody, and by the caller.
 *
 * @param bare    an environment in which @tshark loads no plugin
 * @param faults  gets a SfFault for each
 * @return how many are switched off for everybody, so in an analysis too
 */
guint sf_installation_switched_off(const SfIdentity *identity, const char *tshark, char **bare,
                                   GPtrArray *faults);

/** What installs sipfix again, as a command: of the package where that is installed. */
const char *sf_installation_again(void);

/** Which sipfix is to be installed for Wireshark @version, as a sentence. To be freed. */
char *sf_installation_for(const char *version);

/** Where the profile "SIP Fix" for the window is: for everybody or the caller's own; NULL: nowhere.
 * To be freed. */
char *sf_installation_profile(const SfIdentity *identity, const char *tshark, char **bare);

#endif
