/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place that knows how Wireshark 4.0, 4.2, 4.4 and 4.6 differ. Features are probed by
 * CMake, versions are not compared.
 */
#ifndef SIPFIX_COMPAT_H
#define SIPFIX_COMPAT_H

#include <wireshark.h>

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>

#include "probed.h"

#ifdef SIPFIX_HAVE_PLUGIN_DESCRIBE
#include <wsutil/plugins.h>
#endif

/* What a function that takes a -z argument returns: nothing, or (4.6) whether it understood. */
#ifdef SIPFIX_HAVE_STAT_TAP_INIT_BOOL
#define SIPFIX_STAT_TAP_INIT             bool
#define SIPFIX_STAT_TAP_INIT_RETURN(yes) return (yes)
#else
#define SIPFIX_STAT_TAP_INIT void
/* A tap of an older Wireshark that does not understand its argument ends the program itself. */
#define SIPFIX_STAT_TAP_INIT_RETURN(yes)                                                           \
    do {                                                                                           \
        if (!(yes))                                                                                \
            exit(1);                                                                               \
        return;                                                                                    \
    } while (0)
#endif

#ifdef SIPFIX_HAVE_TELEPHONY_GROUP_UNSORTED
#define SIPFIX_TELEPHONY_GROUP REGISTER_TELEPHONY_GROUP_UNSORTED
#else
#define SIPFIX_TELEPHONY_GROUP REGISTER_STAT_GROUP_TELEPHONY
#endif

/* The variable behind a preference that is on or off. */
#ifdef SIPFIX_HAVE_BOOL_PREFERENCE
typedef bool SfPreferenceBool;
#else
typedef gboolean SfPreferenceBool;
#endif

/* Functions of a conversation filter: since 4.2 they take data of whoever registers them. */
#ifdef SIPFIX_HAVE_FILTER_DATA
typedef bool SfFilterValid;
#define SIPFIX_FILTER_DATA    , void *data _U_
#define SIPFIX_FILTER_NO_DATA , NULL
#else
typedef gboolean SfFilterValid;
#define SIPFIX_FILTER_DATA
#define SIPFIX_FILTER_NO_DATA
#endif

/** TRUE where the frame has a data source of that name, e.g. "Decrypted TLS". */
static inline gboolean sf_has_data_source(packet_info *pinfo, const char *name)
{
#ifdef SIPFIX_HAVE_DATA_SOURCE_BY_NAME
    return get_data_source_by_name(pinfo, name) != NULL;
#else
    return get_data_source_tvb_by_name(pinfo, name) != NULL;
#endif
}

#endif
