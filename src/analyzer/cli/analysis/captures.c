// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/analysis/captures.h"

#include <string.h>
#include <unistd.h>

#include "analyzer/cli/analysis/progress.h"
#include "analyzer/cli/analysis/report_read.h"
#include "analyzer/cli/codes_option.h"
#include "analyzer/cli/size_option.h"
#include "analyzer/events/end_line.h"
#include "analyzer/events/event_read.h"
#include "analyzer/events/narrow.h"
#include "analyzer/events/seen_runs.h"
#include "analyzer/output/terminal.h"
#include "core/grammar/strings/string_hash.h"
#include "problems/case_prefix.h"
#include "reading/told/told_files.h"
#include "reading/told/told_reading.h"

/* ---- Options ---- */

void sf_captures_clear(SfCaptures *captures)
{
    g_free(captures->output);
    g_free(captures->case_prefix);
    g_free(captures->keylog);
    g_free(captures->cache);
    g_strfreev(captures->decode_as);
    g_free(captures->codes);
    g_free(captures->profile);
    g_free(captures->memory_text);
    g_strfreev(captures->paths);
}

/* The command's own entries, then those of all commands that read captures, then none. */
static GArray *all_entries(const GOptionEntry *own, SfCaptures *captures)
{
    const GOptionEntry always[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &captures->output,
         "Write to FILE; it is complete or not there", "FILE"},
        {"case", 0, 0, G_OPTION_ARG_STRING, &captures->case_prefix,
         "Only the problem that begins so (4 digits or more)", "PREFIX"},
        {"codes", 0, 0, G_OPTION_ARG_STRING, &captures->codes,
         "Which answers, in place of 301 and 421; or all", "CODE,..."},
        {"recursive", 'r', 0, G_OPTION_ARG_NONE, &captures->recursive, "Folders in folders too",
         NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &captures->quiet,
         "On standard error only what ends the work", NULL},
        {"no-progress", 0, 0, G_OPTION_ARG_NONE, &captures->no_progress, "No progress bar", NULL},
        {"seen-in-memory", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &captures->seen_in_memory,
         NULL, NULL},
    };
    const GOptionEntry of_packets[] = {
        {"keylog", 0, 0, G_OPTION_ARG_FILENAME, &captures->keylog,
         "TLS secrets, in the format of SSLKEYLOGFILE", "FILE"},
        {"decode-as", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &captures->decode_as,
         "As in tshark: 'udp.port==5080,sip'", "RULE"},
        {"profile", 0, 0, G_OPTION_ARG_FILENAME, &captures->profile,
         "Read with this Wireshark profile of yours", "NAME"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &captures->jobs, "Captures read at the same time", "N"},
        {"no-stitch", 0, 0, G_OPTION_ARG_NONE, &captures->no_stitch,
         "Read each file by itself, rotated ones too", NULL},
        {"cache", 0, 0, G_OPTION_ARG_FILENAME, &captures->cache,
         "Keep what files told, and do not read them twice", "DIR"},
        {"all-frames", 0, 0, G_OPTION_ARG_NONE, &captures->all_frames,
         "Have tshark dissect every packet, RTP too", NULL},
        {"memory", 0, 0, G_OPTION_ARG_STRING, &captures->memory_text,
         "That each program which reads captures may have", "SIZE"},
        {"patience", 0, 0, G_OPTION_ARG_INT, &captures->patience,
         "End what works so long and gets nowhere (120)", "SECONDS"},
    };
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    for (const GOptionEntry *entry = own; entry->long_name; entry++)
        g_array_append_vals(entries, entry, 1);
    g_array_append_vals(entries, always, G_N_ELEMENTS(always));
    if (!captures->told)
        g_array_append_vals(entries, of_packets, G_N_ELEMENTS(of_packets));
    return entries;
}

/* FALSE after a complaint. */
static gboolean check_bounds(SfCaptures *captures, const SfCommand *command)
{
    if (captures->memory_text && !sf_size_parse(captures->memory_text, &captures->memory)) {
        sf_complain(command->name, "--memory %s: no size, or too small", captures->memory_text);
        sf_advise("Give %s at least, such as 800M or 4G.", SF_SIZE_LEAST);
        return FALSE;
    }
    if (captures->patience < 0) {
        sf_wrong_number(command->name, "patience", captures->patience,
                        "Give seconds, 1 or more; 0 for the usual.");
        return FALSE;
    }
    return TRUE;
}

/* FALSE after a complaint. */
static gboolean check(SfCaptures *captures, const SfCommand *command)
{
    g_autofree char *flaw =
        captures->case_prefix ? sf_case_prefix_flaw(captures->case_prefix) : NULL;
    if (flaw) {
        sf_complain(command->name, "--case %s: %s", captures->case_prefix, flaw);
        sf_advise("The report has it: \"problem 1a6e\" is --case 1a6e.");
        return FALSE;
    }
    if (captures->jobs < 0) {
        sf_wrong_number(command->name, "jobs", captures->jobs,
                        "Give 1 or more; 0 for one a processor.");
        return FALSE;
    }
    return check_bounds(captures, command);
}

gboolean sf_captures_are_given(const SfCaptures *captures, const SfCommand *command)
{
    if (captures->paths[0])
        return TRUE;
    sf_complain(command->name, "which %s?", captures->told ? "events" : "captures");
    sf_advise("Give files or folders, or - for standard input.");
    return FALSE;
}

gboolean sf_captures_look(SfCaptures *captures, const SfCommand *command)
{
    const char *told = NULL, *other = NULL;
    for (char **path = captures->paths; *path; path++)
        *(sf_told_is_told(*path, captures->recursive) ? &told : &other) = *path;
    captures->told = told != NULL;
    if (!told || !other)
        return TRUE;
    sf_complain(command->name, "%s is of events, %s is not", told, other);
    sf_advise("Give only one kind.");
    return FALSE;
}

gboolean sf_captures_parse(SfCaptures *captures, const SfCommand *command,
                           const char *const *arguments, const GOptionEntry *own, SfExit *status)
{
    g_autoptr(GArray) entries = all_entries(own, captures);
    if (!sf_options_parse(command, arguments, (const GOptionEntry *)(gpointer)entries->data,
                          &captures->paths, status))
        return FALSE;
    *status = SF_EXIT_USE;
    return check(captures, command) && sf_codes_take(command->name, &captures->codes);
}

SfSeenStore sf_captures_seen_store(const SfCaptures *captures, const SfCommand *command)
{
    return sf_seen_runs_store((guint)MAX(captures->seen_in_memory, 0), command->name);
}

SfOutput *sf_captures_open_output(const SfCaptures *captures, const SfCommand *command)
{
    g_autoptr(GError) error = NULL;
    SfOutput *output = sf_output_open(captures->output, &error);
    if (!output)
        sf_complain(command->name, "%s", error->message);
    return output;
}

gboolean sf_captures_close_output(SfOutput *output, const SfCommand *command)
{
    g_autoptr(GError) error = NULL;
    if (sf_output_close(output, &error))
        return TRUE;
    sf_cannot_write(command->name, error);
    return FALSE;
}

SfTerminal sf_captures_terminal(const SfCaptures *captures)
{
    if (captures->output && !g_str_equal(captures->output, "-"))
        return (SfTerminal){.width = SF_WIDTH_DEFAULT};
    return sf_terminal_look(STDOUT_FILENO);
}

/* ---- Reading ---- */

typedef struct {
    const SfCaptures *captures;
    const SfCapturesListener *listener;
    SfProgress *progress;
    SfNarrow *narrow;     /* fewer codes than the events tell of; NULL: all */
    GHashTable *problems; /* cases of the events so far that did not end well */
} Taking;

/* What a problem costs, only all its calls tell; until then this much is plain. */
static gboolean went_well(const SfEvent *event)
{
    return !event->case_id || (event->status != 301 && event->outcome == SF_END_ANSWERED);
}

static void take_event(const SfEventLine *line, gpointer data)
{
    const Taking *taking = data;
    const char *prefix = taking->captures->case_prefix;
    g_autoptr(SfEvent) event = sf_event_read(line);
    if (taking->narrow && !sf_narrow_take(taking->narrow, event))
        return;
    if (prefix && !sf_event_in_case(event, prefix))
        return;
    if (!went_well(event))
        g_hash_table_add(taking->problems, g_strdup(event->case_id));
    taking->listener->event(event, taking->listener->data);
}

static void take_run_line(JsonObject *line, gpointer data)
{
    const Taking *taking = data;
    if (taking->listener->run_line)
        taking->listener->run_line(line, taking->listener->data);
}

static void take_progress(guint64 bytes, guint64 total_bytes, guint files, gpointer data)
{
    const Taking *taking = data;
    const SfProgressState state = {.bytes = bytes,
                                   .total = total_bytes,
                                   .files = files,
                                   .problems = g_hash_table_size(taking->problems)};
    sf_progress_show(taking->progress, &state);
}

static const char *path_of(const SfUnread *unread)
{
    return unread->true_path ? unread->true_path : unread->path;
}

/* That an advice names; the others are counted. */
#define NAMES_ADVISED 3

static const char *reason_of(const SfUnread *unread)
{
    return unread->trouble ? unread->trouble : "not a capture";
}

static void complain_of_files(const SfCommand *command, const SfReading *reading)
{
    for (guint i = 0; i < reading->unreadable->len; i++) {
        const SfUnread *unread = reading->unreadable->pdata[i];
        sf_complain_of(command->name, path_of(unread), reason_of(unread));
    }
}

/* The one reason of all; NULL: they have several. */
static const char *common_reason(const GPtrArray *unreadable)
{
    const char *reason = reason_of(unreadable->pdata[0]);
    for (guint i = 1; i < unreadable->len; i++)
        if (!g_str_equal(reason, reason_of(unreadable->pdata[i])))
            return NULL;
    return reason;
}

static gboolean has_folder_below(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        if (g_file_test(below, G_FILE_TEST_IS_DIR))
            return TRUE;
    }
    return FALSE;
}

/* What may help where a folder holds no capture. */
static void advise_for_folders(const SfCaptures *captures)
{
    for (char **path = captures->paths; !captures->recursive && *path; path++)
        if (has_folder_below(*path)) {
            sf_advise("--recursive looks into the folders below.");
            return;
        }
}

/* Of a folder only what has a capture's name is taken; what has not is read where it is given
 * itself. */
static void advise_for_names(const GPtrArray *files)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < files->len && i < NAMES_ADVISED; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", path_of(files->pdata[i]));
    if (files->len > NAMES_ADVISED)
        g_string_append_printf(names, " and %u more", files->len - NAMES_ADVISED);
    if (files->len > 0) {
        sf_advise("Not read, by name: %s", names->str);
        sf_advise("A file that is given itself is read, whatever its name.");
    }
}

static void complain_of_no_capture(const SfCaptures *captures, const SfCommand *command,
                                   const SfReading *reading)
{
    const char *what = captures->told ? "file of events (.ndjson)" : "capture";
    const char *where = captures->paths[1] ? "what was given" : captures->paths[0];
    sf_complain(command->name, "nothing could be read: no %s in %s", what, where);
    advise_for_names(reading->not_captures);
    advise_for_folders(captures);
}

/* What sipfix wrote itself is for another command. */
static void advise_for_results(const SfCaptures *captures)
{
    for (char **path = captures->paths; !captures->told && *path; path++) {
        g_autofree char *word = sf_shell_word(*path);
        if (sf_told_is_told(*path, FALSE))
            sf_advise("Events are read by: sipfix report %s", word);
        else if (sf_report_read_is_json(*path))
            sf_advise("A json report is compared by: sipfix diff %s NEW", word);
    }
}

#define NOTHING_READ "nothing could be read"

/* Why comes first: it may be one reason for thousands of files. */
static void complain_of_nothing(const SfCaptures *captures, const SfCommand *command,
                                const SfReading *reading)
{
    const GPtrArray *unreadable = reading->unreadable;
    const char *reason = unreadable->len > 0 ? common_reason(unreadable) : NULL;
    if (unreadable->len == 0) {
        complain_of_no_capture(captures, command, reading);
        return;
    }
    if (unreadable->len == 1) {
        g_autofree char *place =
            g_strconcat(NOTHING_READ, ": ", path_of(unreadable->pdata[0]), NULL);
        sf_complain_of(command->name, place, reason);
        advise_for_results(captures);
        return;
    }
    sf_complain_of(command->name, NOTHING_READ,
                   reason ? reason : "there is a reason for each file");
    if (!reason || !captures->quiet)
        complain_of_files(command, reading);
    advise_for_results(captures);
}

/* FALSE after a complaint: what cannot be put together. */
static gboolean codes_fit(const SfReading *reading, const SfNarrow *narrow,
                          const SfCommand *command)
{
    g_autofree char *common = narrow ? NULL : sf_narrow_common(reading);
    const guint missing = narrow ? sf_narrow_missing(narrow, reading) : 0;
    if (common) {
        sf_complain(command->name, "not all of these events were looked at for the same answers");
        sf_advise("--codes %s tells of those that all were.", common);
    }
    if (missing > 0) {
        sf_complain(command->name,
                    "--codes %u: these events, or some of them, were not looked at for it",
                    missing);
        sf_advise("Analyze the captures with --codes %u.", missing);
    }
    return !common && missing == 0;
}

/* FALSE after a complaint. */
static gboolean fits(const SfReading *reading, const SfCaptures *captures, const SfCommand *command)
{
    if (reading->case_rule != 0 && reading->case_rule != SF_CASE_RULE) {
        sf_complain(command->name, "these events name problems by another rule than this sipfix");
        sf_advise("Analyze the captures again.");
        return FALSE;
    }
    if (!reading->is_mixed || captures->case_prefix)
        return TRUE;
    sf_complain(command->name, "some of these events are of one problem only, others of all");
    sf_advise("Leave out those that analyze --case wrote, or name their problem by --case.");
    return FALSE;
}

static SfReading *run_told(const SfCaptures *captures, const SfCommand *command, Taking *taking)
{
    const SfToldOptions options = {
        .paths = (const char *const *)captures->paths,
        .recursive = captures->recursive,
    };
    const SfReadingListener listener = {
        .event = take_event, .run_line = take_run_line, .progress = take_progress, .data = taking};
    SfReading *reading = sf_told_reading_run(&options, &listener);
    g_clear_pointer(&taking->progress, sf_progress_free);
    if (fits(reading, captures, command) && codes_fit(reading, taking->narrow, command)) {
        if (taking->narrow)
            sf_narrow_finish(taking->narrow, reading);
        return reading;
    }
    sf_reading_free(reading);
    return NULL;
}

static SfReading *run(const SfCaptures *captures, const SfCommand *command, Taking *taking)
{
    g_autoptr(GError) error = NULL;
    const SfReadingOptions options = {
        .paths = (const char *const *)captures->paths,
        .recursive = captures->recursive,
        .keylog = captures->keylog,
        .profile = captures->profile,
        .decode_as = (const char *const *)captures->decode_as,
        .codes = captures->codes,
        .jobs = (guint)captures->jobs,
        .stitch = !captures->no_stitch,
        .all_frames = captures->all_frames,
        .memory = captures->memory,
        .patience = (guint)captures->patience,
        /* What is kept is of the true values. */
        .cache = captures->anonymize ? NULL : captures->cache,
        .anonymize = captures->anonymize,
        .keep = captures->keep,
        .brief = captures->brief,
    };
    const SfReadingListener listener = {
        .event = take_event, .run_line = take_run_line, .progress = take_progress, .data = taking};
    SfReading *reading = sf_reading_run(&options, &listener, &error);
    g_clear_pointer(&taking->progress, sf_progress_free);
    if (reading)
        return reading;
    const gboolean ill = g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS);
    sf_complain_of(command->name, NULL, error->message);
    if (ill)
        sf_advise("'sipfix doctor' tells more.");
    return NULL;
}

SfReading *sf_captures_read(const SfCaptures *captures, const SfCommand *command,
                            const SfCapturesListener *listener)
{
    g_autoptr(GHashTable) problems =
        g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    Taking taking = {
        .problems = problems,
        .captures = captures,
        .listener = listener,
        .progress = sf_progress_new(!captures->quiet && !captures->no_progress),
        .narrow = captures->told && captures->codes ? sf_narrow_new(captures->codes) : NULL,
    };
    SfReading *reading =
        captures->told ? run_told(captures, command, &taking) : run(captures, command, &taking);
    sf_narrow_free(taking.narrow);
    if (!reading)
        return NULL;
    if (reading->other_plugin && !captures->quiet)
        sf_complain_of_plugin(command->name, reading->other_plugin);
    if (reading->captures > 0 || reading->interrupted) {
        if (!captures->quiet)
            complain_of_files(command, reading);
        return reading;
    }
    complain_of_nothing(captures, command, reading);
    sf_reading_free(reading);
    return NULL;
}

SfExit sf_captures_exit(const SfReading *reading)
{
    return reading->interrupted || reading->unreadable->len > 0 ? SF_EXIT_PART : SF_EXIT_DONE;
}
