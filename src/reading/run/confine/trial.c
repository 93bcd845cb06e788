/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/confine/trial.h"

#include <string.h>
#include <unistd.h>

static gboolean has_line(char **lines, const char *line)
{
    return g_strv_contains((const char *const *)lines, line);
}

/* In another space than this program is. */
static gboolean is_elsewhere(char **lines)
{
    char here[64] = "";

    if (readlink("/proc/self/ns/net", here, sizeof here - 1) <= 0)
        return FALSE;
    for (gsize i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], "space "))
            return strcmp(lines[i] + strlen("space "), here) != 0;
    }
    return FALSE;
}

SfTrial *sf_trial_new(const SfIdentity *identity, const char *intake, char **environment)
{
    const char *argv[] = {intake, "tries", NULL};
    g_autofree char *answer = sf_child_ask(identity, argv, environment, NULL, NULL);

    if (!answer)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
    SfTrial *trial = g_new0(SfTrial, 1);
    trial->own_network = is_elsewhere(lines);
    trial->network = trial->own_network || has_line(lines, "network refused");
    trial->programs = has_line(lines, "fork refused") && has_line(lines, "run refused");
    trial->processes = has_line(lines, "trace refused") && has_line(lines, "signal refused");
    trial->writing = has_line(lines, "write refused");
    trial->reading = has_line(lines, "read refused");
    trial->means =
        identity->confinement ? sf_confinement_means(identity->confinement) : g_strdup("nothing");
    return trial;
}

void sf_trial_free(SfTrial *trial)
{
    if (!trial)
        return;
    g_free(trial->means);
    g_free(trial);
}
