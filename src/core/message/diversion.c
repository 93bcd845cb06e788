/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/diversion.h"

#include "core/grammar/grammar.h"

static SfText param_of(const SfNameAddr *entry, const char *name)
{
    SfParam param;
    return sf_param_find(entry->params, name, &param) && param.value.length > 0 ? param.value
                                                                                : SF_TEXT_NONE;
}

static void read_entry(const SfNameAddr *entry, SfForwarder *forwarder)
{
    const SfText counter = param_of(entry, "counter");
    *forwarder = (SfForwarder){.uri = entry->uri_text,
                               .reason = param_of(entry, "reason"),
                               .index = param_of(entry, "index")};
    forwarder->has_counter =
        sf_text_is_present(counter) && sf_delta_seconds_parse(counter, &forwarder->counter);
}

gboolean sf_forwarder_next(const SfMessage *message, SfHeaderName name, guint *next,
                           SfForwarder *forwarder)
{
    const SfHeader *header;
    guint seen = 0;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfNameAddr entry;
        SfFlaw flaw;
        while (sf_name_addr_next(&rest, &entry, &flaw)) {
            if ((flaw.reason && !flaw.slight) || entry.wildcard || seen++ < *next)
                continue;
            *next = seen;
            read_entry(&entry, forwarder);
            return TRUE;
        }
    }
    return FALSE;
}
