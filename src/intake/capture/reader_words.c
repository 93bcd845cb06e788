/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/reader_words.h"

#include "intake/capture/wiretap_compat.h"

/* In pcapng's own words for where it stopped: everything up to frame N was read. */
static char *place(const char *what, guint64 records)
{
    if (records == 0)
        return g_strdup_printf("%s before its first frame", what);
    return g_strdup_printf("%s after frame %" G_GUINT64_FORMAT, what, records);
}

static char *with_detail(char *phrase, const char *detail)
{
    if (!detail || !*detail)
        return phrase;
    g_autofree char *start = phrase;
    g_auto(GStrv) lines = g_strsplit(detail, "\n", -1);
    g_autofree char *line = g_strjoinv(" ", lines);
    return g_strdup_printf("%s: %s", start, line);
}

char *sf_reading_trouble(int err, const char *detail, guint64 records)
{
    switch (err) {
    case WTAP_ERR_SHORT_READ:
        return place("cut short", records);
    case WTAP_ERR_BAD_FILE:
        return with_detail(place("damaged", records), detail);
    case WTAP_ERR_DECOMPRESS:
        return with_detail(place("its compression is damaged", records), detail);
    case WTAP_ERR_UNSUPPORTED:
        return with_detail(place("holds what Wireshark cannot read,", records), detail);
    default:
        return with_detail(place(err > 0 ? g_strerror(err) : wtap_strerror(err), records), detail);
    }
}

char *sf_opening_trouble(int err, const char *detail)
{
    switch (err) {
    case WTAP_ERR_FILE_UNKNOWN_FORMAT:
        return g_strdup("no capture, by its format, and no log with SIP messages in it");
    case WTAP_ERR_NOT_REGULAR_FILE:
        return g_strdup("no capture: neither a file nor a pipe");
    case WTAP_ERR_SHORT_READ:
        return g_strdup("cut short inside its header");
    case WTAP_ERR_BAD_FILE:
        return with_detail(g_strdup("its header is damaged"), detail);
    case WTAP_ERR_DECOMPRESS:
        return with_detail(g_strdup("its compression is damaged"), detail);
    case WTAP_ERR_UNSUPPORTED:
    case WTAP_ERR_DECOMPRESSION_NOT_SUPPORTED:
        return with_detail(g_strdup("this Wireshark cannot read its format"), detail);
    default:
        return with_detail(
            g_strdup_printf("cannot be read: %s", err > 0 ? g_strerror(err) : wtap_strerror(err)),
            detail);
    }
}

/* Packets of a network, in an envelope that only files of their own format have. */
static gboolean is_tied_to_its_format(int encap)
{
    switch (encap) {
    case WTAP_ENCAP_CATAPULT_DCT2000:
    case WTAP_ENCAP_K12:
    case WTAP_ENCAP_NSTRACE_1_0:
    case WTAP_ENCAP_NSTRACE_2_0:
    case WTAP_ENCAP_NSTRACE_3_0:
    case WTAP_ENCAP_NSTRACE_3_5:
        return TRUE;
    default:
        return FALSE;
    }
}

char *sf_words_of_no_use(int encap)
{
    if (!is_tied_to_its_format(encap))
        return g_strdup("no capture of packets, and no log with SIP messages in it");
    return g_strdup_printf("its packets (%s) fit no other format\nOpen it in Wireshark, where "
                           "sipfix explains them too.",
                           wtap_encap_description(encap));
}

char *sf_place_in_log(const SfLog *log)
{
    return g_strdup_printf("%s after line %" G_GUINT64_FORMAT, sf_log_trouble(log),
                           sf_log_line(log));
}
