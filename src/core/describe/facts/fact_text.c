/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts/fact_text.h"

#include "core/grammar/grammar.h"

void sf_append_all(GString *out, const char *text, ...)
{
    va_list more;
    va_start(more, text);
    for (; text; text = va_arg(more, const char *)) // NOLINT(clang-analyzer-valist.Uninitialized)
        g_string_append(out, text);
    va_end(more);
}

char *sf_shown_or_null(SfText text)
{
    return sf_text_is_present(text) && text.length > 0 ? sf_text_show(text) : NULL;
}

char *sf_header_shown(const SfMessage *message, SfHeaderName name)
{
    const SfHeader *header = message ? sf_message_header(message, name, 0) : NULL;
    return header && header->value.length > 0 ? sf_text_show(header->value) : NULL;
}

char *sf_fact_number(guint32 n)
{
    return g_strdup_printf("%u", n);
}
