/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/reason.h"

#include "core/grammar/grammar.h"
#include "core/grammar/scan.h"

static void read_entry(SfText entry, SfReason *reason)
{
    const gsize end = sf_skip_to(entry, 0, ";");
    SfParam cause;
    guint32 number;
    gboolean is_sip;
    *reason = (SfReason){.entry = entry, .protocol = sf_text_trim(sf_text_slice(entry, 0, end))};
    is_sip = sf_text_equal_nocase(reason->protocol, sf_text("SIP"));
    if ((is_sip || sf_text_equal_nocase(reason->protocol, sf_text("Q.850"))) &&
        end < entry.length &&
        sf_param_find(sf_text_slice(entry, end, G_MAXSIZE), "cause", &cause) &&
        sf_delta_seconds_parse(cause.value, &number))
        *(is_sip ? &reason->sip_cause : &reason->cause) = number;
}

gboolean sf_reason_next(const SfMessage *message, guint *next, SfReason *reason)
{
    const SfHeader *header;
    guint seen = 0;
    for (guint nth = 0; (header = sf_message_header(message, SF_HEADER_REASON, nth)) != NULL;
         nth++) {
        SfText rest = header->value;
        SfText entry;
        while (sf_list_next(&rest, &entry)) {
            if (seen++ < *next)
                continue;
            *next = seen;
            read_entry(entry, reason);
            return TRUE;
        }
    }
    return FALSE;
}
