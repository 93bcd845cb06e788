/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireshark's folder of data, without the names of ports, vendors and enterprises: reading them,
 * twice, is half of what a start of Wireshark 4.0 takes, and nobody asks for a name (tshark -n).
 * Later versions have them compiled in; there the folder does no harm.
 */
#ifndef SIPFIX_DATA_FOLDER_H
#define SIPFIX_DATA_FOLDER_H

#include <glib.h>

/**
 * Fills a folder with links to what is in the folder of data.
 *
 * @param tshark  where it is: the folder of data is share/wireshark beside its bin
 * @param folder  empty
 * @return FALSE where there is no such folder, or not all could be linked: then @folder is not to
 * be used
 */
gboolean sf_data_folder_fill(const char *tshark, const char *folder);

#endif
