// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix convert: a log in, a capture out.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/cli/command.h"
#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"
#include "reading/conversion.h"

static void put(const char *bytes, gsize length, gpointer data)
{
    sf_output_write((SfOutput *)data, bytes, length);
}

static gboolean is_folder(const char *path)
{
    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* FALSE after a complaint. */
static gboolean is_well_said(char *const *words, const char *output)
{
    if (g_strv_length((char **)words) != 1) {
        sf_complain("convert", words[0] ? "one log at a time" : "which log?");
        sf_advise("sipfix convert full.log -o full.pcapng");
        return FALSE;
    }
    if (is_folder(words[0])) {
        g_autofree char *shown = sf_visible(words[0]);
        sf_complain("convert", "%s is a folder", shown);
        sf_advise("Give one log.");
        return FALSE;
    }
    if (!output && isatty(STDOUT_FILENO)) {
        sf_complain("convert", "a capture is nothing for a terminal");
        sf_advise("Give -o FILE.pcapng");
        return FALSE;
    }
    return TRUE;
}

static SfExit tell(const char *path, const SfConverted *converted)
{
    g_autofree char *shown = sf_visible(path);

    if (converted->trouble)
        sf_complain_of("convert", path, converted->trouble);
    if (!converted->read_as)
        return SF_EXIT_USE;
    g_autofree char *title = sf_visible(converted->read_as);
    sf_complain("convert", "%s: %" G_GUINT64_FORMAT " %s, read as: %s", shown, converted->messages,
                converted->messages == 1 ? "message" : "messages", title);
    return converted->trouble ? SF_EXIT_PART : SF_EXIT_DONE;
}

static SfExit convert(const char *path, SfOutput *output)
{
    g_autoptr(GError) error = NULL;
    SfConverted converted = {NULL, 0, NULL};

    if (!sf_conversion_run(path, put, output, &converted, &error)) {
        sf_complain_of("convert", NULL, error->message);
        return SF_EXIT_USE;
    }
    SfExit status = tell(path, &converted);
    if (converted.read_as && !sf_output_close(output, &error))
        status = sf_cannot_write("convert", error);
    sf_converted_clear(&converted);
    return status;
}

static SfExit run_convert(const char *const *arguments)
{
    g_autofree char *path = NULL;
    SfExit status = SF_EXIT_DONE;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &path, "Write to FILE", "FILE"},
        SF_NO_MORE_OPTIONS,
    };
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;

    if (!sf_options_parse(&sf_command_convert, arguments, entries, &words, &status))
        return status;
    if (!is_well_said(words, path))
        return SF_EXIT_USE;
    g_autoptr(SfOutput) output = sf_output_open(path, &error);
    if (!output)
        return sf_cannot_write("convert", error);
    return convert(words[0], output);
}

const SfCommand sf_command_convert = {
    .name = "convert",
    .parameters = "LOG -o FILE.pcapng",
    .brief = "A log with SIP in it as a capture",
    .summary = "Writes the SIP messages in a log as a capture that any Wireshark opens: with\n"
               "Flow Sequence, VoIP Calls, and what sipfix says. The comment of each packet\n"
               "names its line in the log. What the log does not say (addresses, times) is not\n"
               "there.",
    .description =
        "Logs of Asterisk, FreeSWITCH, Cisco, Oracle, AudioCodes, Kamailio, Linphone,\n"
        "baresip, PJSIP, JsSIP, SIP.js, SIPp, sngrep, ngrep, and SIP as bare text. A log\n"
        "needs no conversion to be analysed: sipfix analyze LOG.",
    .examples = "  sipfix convert asterisk.log -o calls.pcapng\n",
    .run = run_convert,
};
