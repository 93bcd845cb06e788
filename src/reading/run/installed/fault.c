/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/fault.h"

#include "reading/trouble_words.h"

#include <string.h>

SfFault *sf_fault_new(const char *what, const char *advice, const char *command)
{
    SfFault *fault = g_new0(SfFault, 1);

    fault->what = g_strdup(what);
    fault->advice = g_strdup(advice);
    fault->command = g_strdup(command);
    return fault;
}

SfFault *sf_fault_of(const char *trouble)
{
    const gsize cause = strcspn(trouble, "\n");
    g_autofree char *what = g_strdup_printf("%.*s.", (int)cause, trouble);

    return sf_fault_new(what, trouble[cause] ? trouble + cause + 1 : NULL, NULL);
}

void sf_fault_free(SfFault *fault)
{
    g_free(fault->what);
    g_free(fault->advice);
    g_free(fault->command);
    g_free(fault);
}

char *sf_fault_words(const SfFault *fault)
{
    g_autofree char *what = sf_trouble_quote(fault->what);

    return g_strconcat(what, fault->advice ? "\n" : "", fault->advice ? fault->advice : "",
                       fault->command ? " " : "", fault->command ? fault->command : "", NULL);
}
