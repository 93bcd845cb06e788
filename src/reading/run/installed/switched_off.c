/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/switched_off.h"
#include "reading/shell_word.h"

#include "reading/run/installed/fault.h"

#include <string.h>

#define FILE_LIMIT 1048576

/* As plugin/taps/at_end.c has them. */
static const char *const needed[] = {"sipfix", "sip", "ip", "ipv6", "udp", "tcp"};

/* One protocol a line; '!' behind it: not to be changed in the window; '#': a comment. */
static gboolean names(const char *line, const char *protocol)
{
    g_autofree char *word = g_strdup(line);

    word[strcspn(word, "!#")] = '\0';
    return strcmp(g_strstrip(word), protocol) == 0;
}

static guint line_of(char **lines, const char *protocol)
{
    for (guint i = 0; lines[i]; i++)
        if (names(lines[i], protocol))
            return i + 1;
    return 0;
}

static void complain(const char *path, const char *protocol, guint line, gboolean sudo,
                     GPtrArray *faults)
{
    g_autofree char *quoted = sf_shell_word(path);
    g_autofree char *what =
        g_strdup_printf("The protocol %s is switched off in %s, line %u.", protocol, path, line);
    g_autofree char *command =
        g_strdup_printf("%ssed -i '/^ *%s *!*$/d' %s", sudo ? "sudo " : "", protocol, quoted);
    g_ptr_array_add(faults, sf_fault_new(what,
                                         "Switch it on: Analyze > Enabled Protocols in Wireshark, "
                                         "or, while Wireshark is closed:",
                                         command));
}

guint sf_switched_off_find(const char *folder, gboolean sudo, GPtrArray *faults)
{
    g_autofree char *path = folder ? g_build_filename(folder, SF_SWITCHED_OFF_FILE, NULL) : NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    guint n = 0;

    if (!path || !g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
        !g_file_get_contents(path, &text, &length, NULL) || length > FILE_LIMIT)
        return 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
        const guint line = line_of(lines, needed[i]);
        if (line > 0) {
            complain(path, needed[i], line, sudo, faults);
            n++;
        }
    }
    return n;
}

char *sf_switched_off_without(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) rest = g_string_new(NULL);

    for (guint i = 0; lines[i]; i++) {
        gboolean is_needed = FALSE;
        for (gsize j = 0; j < G_N_ELEMENTS(needed); j++)
            is_needed = is_needed || names(lines[i], needed[j]);
        if (!is_needed)
            g_string_append_printf(rest, "%s%s", lines[i], lines[i + 1] ? "\n" : "");
    }
    return g_strdup(rest->str);
}
