/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a program as sipfix starts sipfix-intake: confine PROGRAM WORD... */
#include "reading/run/sandbox.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    if (argc < 2)
        return EXIT_FAILURE;
    const SfToolPaths given = {.intake = argv[1]};
    SfSandbox *sandbox = sf_sandbox_new(&given, NULL, &error);
    if (!sandbox)
        g_error("%s", error->message);
    g_autofree char *means = sf_confinement_means(sandbox->confinement);
    argv[1] = sandbox->intake;
    g_autofree char *answer = sf_child_ask(sandbox->identity, (const char *const *)(argv + 1),
                                           sandbox->environment, NULL, &error);
    printf("means %s\n%s%s\n", means, answer ? answer : "", error ? error->message : "");
    sf_sandbox_free(sandbox);
    return answer ? EXIT_SUCCESS : EXIT_FAILURE;
}
