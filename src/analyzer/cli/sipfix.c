// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The command `sipfix`: finds the subcommand. Links no library of Wireshark, so that it starts, and
 * `sipfix doctor` can speak, after Wireshark was upgraded under it.
 */
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/cli/command.h"
#include "analyzer/cli/complete.h"
#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"
#include "knowledge/knowledge.h"
#include "reading/run/child/signals.h"
#include "version.h"

static const SfCommand *const commands[] = {
    &sf_command_analyze, &sf_command_report,  &sf_command_diff,
    &sf_command_routes,  &sf_command_watch,   &sf_command_convert,
    &sf_command_explain, &sf_command_compare, &sf_command_doctor,
};

static const SfCommand *find_command(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        if (g_str_equal(commands[i]->name, name))
            return commands[i];
    return NULL;
}

static const char *nearest_command(const char *word)
{
    const char *names[G_N_ELEMENTS(commands) + 1] = {NULL};
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        names[i] = commands[i]->name;
    return sf_nearest(names, word);
}

static char *help_text(void)
{
    GString *help = g_string_new("Usage: sipfix COMMAND [OPTION...]\n\n"
                                 "Explains SIP 301 Moved Permanently and 421 Extension Required in "
                                 "captures:\nwhat happened, why, and what to change where.\n\n"
                                 "Commands:\n");
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        g_string_append_printf(help, "  %-8s %s\n", commands[i]->name, commands[i]->brief);
    g_string_append(help,
                    "\nOptions:\n  -h, --help     Print this help\n  --version      Print the "
                    "version\n\n'sipfix COMMAND --help' tells more about a command.\n");
    return g_string_free(help, FALSE);
}

static SfExit tell_unknown_command(const char *word)
{
    const gboolean is_option = *word == '-';
    if (!g_file_test(word, G_FILE_TEST_EXISTS))
        return is_option ? sf_wrong_word(NULL, "option", word, NULL)
                         : sf_wrong_word(NULL, "command", word, nearest_command(word));
    g_autofree char *path = g_strconcat(is_option ? "./" : "", word, NULL);
    g_autofree char *shell_word = sf_shell_word(path);
    sf_complain(NULL, "'%s' is no command", word);
    sf_advise("For a capture: sipfix analyze %s", shell_word);
    return SF_EXIT_USE;
}

static gboolean is_call_for_help(const char *word)
{
    return g_str_equal(word, "--help") || g_str_equal(word, "-h") || g_str_equal(word, "help");
}

/* "sipfix help analyze" is "sipfix analyze --help". */
static SfExit help_of(const char *const *words, const char *general)
{
    const SfCommand *command = words[0] ? find_command(words[0]) : NULL;
    if (!words[0] || is_call_for_help(words[0]))
        return sf_print(general);
    if (!command)
        return tell_unknown_command(words[0]);
    if (words[1])
        return sf_wrong_word("help", "argument", words[1], NULL);
    return command->run((const char *const[]){command->name, "--help", NULL});
}

/* What is closed would be given to the first file that is opened, and the report would go there.
 * What is put in its place can be read or written as little as what is closed. */
static void hold_standard_descriptors(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
    }
}

/* What grows with calls are a few arrays that double by turns. glibc learns from the first that is
 * freed to take them from the heap, where each leaves a hole as large as it was; mapped on its own,
 * one grows where it is. */
static void map_large_arrays(void)
{
#ifdef M_MMAP_THRESHOLD
    (void)mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

int main(int argc, char **argv)
{
    map_large_arrays();
    hold_standard_descriptors();
    sf_signals_before_end(sf_output_abandon);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told of, not died of */
    /* The encoding of file names and of options is the user's; numbers stay as programs write them.
     */
    (void)setlocale(LC_CTYPE, "");
    g_autofree char *help = help_text();
    if (argc < 2) {
        (void)fputs(help, stderr);
        return SF_EXIT_USE;
    }
    if (is_call_for_help(argv[1]))
        return (int)help_of((const char *const *)(argv + 2), help);
    if (g_str_equal(argv[1], "--version"))
        return (int)sf_print("sipfix " SF_VERSION "\n");
    if (g_str_equal(argv[1], "--complete"))
        return (int)sf_complete(commands, G_N_ELEMENTS(commands), (const char *const *)(argv + 2));
    const SfCommand *command = find_command(argv[1]);
    if (!command)
        return (int)tell_unknown_command(argv[1]);
    return (int)command->run((const char *const *)(argv + 1));
}
