/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/fault.h"

SfFault *sf_fault_new(const char *what, const char *advice, const char *command)
{
    SfFault *fault = g_new0(SfFault, 1);

    fault->what = g_strdup(what);
    fault->advice = g_strdup(advice);
    fault->command = g_strdup(command);
    return fault;
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
    return g_strconcat(fault->what, fault->advice ? " " : "", fault->advice ? fault->advice : "",
                       fault->command ? " " : "", fault->command ? fault->command : "", NULL);
}
