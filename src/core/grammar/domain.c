/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/domain.h"

#include "core/grammar/grammar.h"

#include <libpsl.h>
#include <string.h>

char *sf_registrable_domain(SfText host)
{
    const psl_ctx_t *list = psl_builtin();
    if (!list || host.length == 0 || sf_host_is_literal(host))
        return NULL;
    g_autofree char *written = sf_text_dup(host);
    g_autofree char *name = g_ascii_strdown(written, -1);
    if (g_str_has_suffix(name, "."))
        name[strlen(name) - 1] = '\0';
    const char *dot = strrchr(name, '.');
    if (!dot || !psl_is_public_suffix2(list, dot + 1, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE))
        return NULL;
    return g_strdup(psl_registrable_domain(list, name));
}
