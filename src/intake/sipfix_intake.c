/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sipfix-intake: the only program of sipfix that reads captures. It has no rights of its own;
 * sipfix hands it open files, one after the other (talk.h), and it
 *
 *   feed      writes their packets that may matter (sieve.h), in order, as one pcapng to standard
 *             output, SIP in its shortest form
 *   feed-each the same, each file a capture of its own, as long as tshark is like new after it
 *   feed-long the same as feed, and each as it is
 *   feed-all  writes all of them
 *   survey    only reads them and tells what they are
 *   digest    does not even look into them: tells a checksum of their bytes
 *   cut       writes those packets that an order names (cut.h), with comments, as one pcapng
 *   live      passes on what dumpcap captures just now (live.h), SIP in its shortest form
 *   live-long the same, and each packet as it is
 *   anonymize makes packets of messages, with other values (anonymize.h)
 *   convert   writes the messages of a log, each with its line as comment, as one pcapng
 *   suffixes  lists the suffixes of file names that Wireshark takes for captures
 *   tries     tries what it has no need of (tries.h): for sipfix doctor
 */
#include "intake/capture/digest.h"
#include "intake/capture/frame_ranges.h"
#include "intake/capture/reader.h"
#include "intake/capture/secrets.h"
#include "intake/capture/writer.h"
#include "intake/evidence/anonymize.h"
#include "intake/evidence/cut.h"
#include "intake/evidence/cut_secrets.h"
#include "intake/live/live.h"
#include "intake/packets/sieve.h"
#include "intake/protocol.h"
#include "intake/tries.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum { SF_MODE_SURVEY, SF_MODE_DIGEST, SF_MODE_FEED, SF_MODE_CUT, SF_MODE_CONVERT } SfMode;

static void on_termination(int number)
{
    (void)number;
    sf_reader_cut_input();
}

/* sipfix wants to end. Interrupted calls go on (SA_RESTART), so that no packet is torn while it is
 * written. */
static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_termination, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* tshark gone: the write fails and is reported */
}

static int fail(const char *reason)
{
    JsonObject *message = json_object_new();

    json_object_set_string_member(message, "is", "failed");
    json_object_set_string_member(message, "reason", reason);
    sf_protocol_say(message);
    return EXIT_FAILURE;
}

/* JSON is UTF-8, and a message must fit into one packet of the socket. */
static void set_text(JsonObject *message, const char *name, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, 2000));
    json_object_set_string_member(message, name, valid);
}

/* Under the names of coverage. */
static JsonObject *notes_on(const SfLog *log)
{
    const struct {
        const char *name;
        guint64 count;
    } counts[] = {{"logs_given_up", sf_log_given_up(log)},
                  {"logs_pasted", sf_log_pasted(log)},
                  {"logs_hidden", sf_log_hidden(log)},
                  {"logs_twice", sf_log_twice(log)},
                  {"logs_hour_twice", sf_log_hours_twice(log)}};
    JsonObject *notes = json_object_new();

    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        if (counts[i].count > 0)
            json_object_set_int_member(notes, counts[i].name, (gint64)counts[i].count);
    return notes;
}

static void report_file(SfReader *reader, const SfSifted *sifted)
{
    JsonObject *message = json_object_new();

    json_object_set_string_member(message, "is", "file");
    json_object_set_boolean_member(message, "capture", !reader->alien);
    json_object_set_int_member(message, "records", (gint64)reader->records);
    json_object_set_int_member(message, "packets", (gint64)reader->packets);
    json_object_set_int_member(message, "written", (gint64)sifted->written);
    json_object_set_int_member(message, "left_out", (gint64)sifted->left_out);
    if (reader->first <= reader->last) {
        json_object_set_int_member(message, "first", reader->first);
        json_object_set_int_member(message, "last", reader->last);
    }
    if (reader->file) {
        g_autofree char *interfaces = sf_reader_interfaces_digest(reader);
        set_text(message, "format",
                 wtap_file_type_subtype_name(wtap_file_type_subtype(reader->file)));
        set_text(message, "interfaces", interfaces);
        json_object_set_int_member(message, "lost",
                                   (gint64)MIN(sf_reader_lost(reader), (guint64)G_MAXINT64));
    }
    if (reader->log && reader->records > 0) {
        static const char *const times[] = {"none", "day", "local", "whole"};
        set_text(message, "log", sf_log_title(reader->log));
        set_text(message, "times", times[sf_log_time_kind(reader->log)]);
        json_object_set_object_member(message, "notes", notes_on(reader->log));
    }
    if (reader->trouble)
        set_text(message, "trouble", reader->trouble);
    sf_protocol_say(message);
}

static char *feed_packets(SfReader *reader, SfSifted *sifted)
{
    while (sf_reader_next(reader)) {
        if (!reader->is_packet)
            continue;
        if (reader->log)
            sf_frame_ranges_note_line(reader->records, reader->message.line);
        char *trouble = sf_sieve_put(reader, sifted);
        if (trouble)
            return trouble;
    }
    return sf_sieve_end(reader, sifted);
}

/* "line 4711", and what there is to be said besides; of a copy in HEP its correlation id. */
static char *place_comment(const SfReader *reader, const char *comment)
{
    g_autofree char *place = reader->log
                                 ? g_strdup_printf("line %" G_GUINT64_FORMAT, reader->message.line)
                                 : g_strdup_printf("HEP correlation id %.200s", reader->call);

    return g_strconcat(place, comment ? ": " : NULL, comment, NULL);
}

static char *cut_packets(SfReader *reader)
{
    sf_cut_next_file();
    while (!sf_cut_file_is_done(reader) && sf_reader_next(reader)) {
        const char *comment = NULL;
        guint64 frame = 0;
        if (!reader->is_packet || !sf_cut_wants(reader, &comment))
            continue;
        sf_cut_secrets_release(sf_record_bytes(reader->record),
                               reader->record->rec.rec_header.packet_header.caplen);
        g_autofree char *with_line =
            reader->log || reader->call ? place_comment(reader, comment) : NULL;
        char *trouble = sf_writer_put(reader, with_line ? with_line : comment, &frame);
        if (trouble)
            return trouble;
        sf_frame_ranges_note(frame, reader->records);
    }
    return NULL;
}

static char *convert_messages(SfReader *reader)
{
    while (reader->log && sf_reader_next(reader)) {
        guint64 frame = 0;
        g_autofree char *comment = place_comment(reader, NULL);
        char *trouble = sf_writer_put(reader, comment, &frame);
        if (trouble)
            return trouble;
    }
    return NULL;
}

/* The files of one capture are parts: the time of day of a log goes on in the next one. */
static void pass_clock_on(SfMode mode, SfLog *log, gboolean is_end)
{
    static SfLogClock clock;
    static gboolean is_set;

    if (mode != SF_MODE_FEED || !log || sf_sieve_is_each())
        return;
    if (is_end) {
        clock = *sf_log_clock(log);
        clock.back = 0;
        is_set = TRUE;
    } else if (is_set) {
        *sf_log_clock(log) = clock;
    }
}

/* Descriptor 0 is the file. @return why the output cannot go on, or NULL. @more: whether another
 * file may follow */
static char *read_file(SfMode mode, gboolean *more)
{
    SfReader reader;
    SfSifted sifted = {0, 0};
    char *trouble = NULL;

    if (sf_reader_open(&reader)) {
        pass_clock_on(mode, reader.log, FALSE);
        if (reader.file)
            sf_secrets_of(reader.file);
        if (mode != SF_MODE_SURVEY)
            sf_writer_next_file();
        if (mode == SF_MODE_FEED) {
            trouble = feed_packets(&reader, &sifted);
        } else if (mode == SF_MODE_CUT) {
            trouble = cut_packets(&reader);
        } else if (mode == SF_MODE_CONVERT) {
            trouble = convert_messages(&reader);
        } else {
            while (sf_reader_next(&reader))
                continue;
        }
    }
    pass_clock_on(mode, reader.log, TRUE);
    if (mode == SF_MODE_FEED && !trouble)
        trouble = sf_sieve_end_capture(more);
    sf_reader_judge(&reader);
    sf_frame_ranges_tell();
    report_file(&reader, &sifted);
    sf_reader_close(&reader);
    return trouble;
}

static void report_digest(void)
{
    JsonObject *message = json_object_new();
    g_autofree char *digest = sf_digest(STDIN_FILENO);

    json_object_set_string_member(message, "is", "file");
    if (digest)
        json_object_set_string_member(message, "digest", digest);
    else
        json_object_set_null_member(message, "digest");
    sf_protocol_say(message);
}

/* An order comes first of all, and with it is known what is to be written on the file. */
static char *take_order(int descriptor)
{
    char *trouble = sf_cut_take_order(descriptor);
    sf_secrets_divert(sf_cut_secrets_take);
    return trouble ? trouble : sf_writer_open(sf_cut_comment());
}

static char *work(SfMode mode)
{
    int descriptor;
    SfWork kind;
    gboolean more = TRUE;

    while (more && !sf_reader_was_cut() && (kind = sf_protocol_next(&descriptor)) != SF_WORK_NONE) {
        char *trouble = NULL;
        if (kind == SF_WORK_KEYLOG) {
            trouble = sf_secrets_add_keylog(descriptor);
            close(descriptor);
        } else if (kind == SF_WORK_CUT) {
            trouble = take_order(descriptor);
            close(descriptor);
        } else {
            dup2(descriptor, STDIN_FILENO);
            close(descriptor);
            if (mode == SF_MODE_DIGEST)
                report_digest();
            else
                trouble = read_file(mode, &more);
        }
        if (trouble)
            return trouble;
    }
    return NULL;
}

static char *put_clock(void)
{
    gint64 time = 0;
    const char *comment = NULL;
    return sf_cut_clock(&time, &comment) ? sf_writer_put_empty(time, comment) : NULL;
}

#define CONVERTED                                                                                  \
    "SIP messages of a log, not packets of a network: what the log does not say is not here."

static int converse(SfMode mode)
{
    if (!sf_protocol_begin()) {
        fputs("sipfix-intake is a part of sipfix, which starts it. See: sipfix --help\n", stderr);
        return EXIT_FAILURE;
    }
    watch_signals();

    char *trouble_at_first = NULL;
    if (mode == SF_MODE_FEED || mode == SF_MODE_CONVERT)
        trouble_at_first = sf_writer_open(mode == SF_MODE_CONVERT ? CONVERTED : NULL);
    g_autofree char *trouble = trouble_at_first;
    if (!trouble)
        trouble = work(mode);
    if (!trouble && mode == SF_MODE_CUT && sf_writer_is_open())
        trouble = put_clock();
    if (sf_writer_is_open()) {
        g_autofree char *closing = sf_writer_close();
        if (!trouble)
            trouble = g_steal_pointer(&closing);
    }
    if (trouble)
        return fail(trouble);

    JsonObject *end = json_object_new();
    json_object_set_string_member(end, "is", "end");
    sf_protocol_say(end);
    return EXIT_SUCCESS;
}

static int feed(SfSieveMode mode)
{
    sf_sieve_open(mode);
    int status = converse(SF_MODE_FEED);
    sf_sieve_close();
    return status;
}

static int list_suffixes(void)
{
    GSList *suffixes = wtap_get_all_capture_file_extensions_list();

    for (GSList *item = suffixes; item; item = item->next)
        puts((const char *)item->data);
    wtap_free_extensions_list(suffixes);
    return EXIT_SUCCESS;
}

static int print_version(void)
{
    puts("sipfix-intake " SIPFIX_VERSION " for Wireshark " SIPFIX_WIRESHARK_VERSION);
    return EXIT_SUCCESS;
}

static int run(const char *command)
{
    if (strcmp(command, "feed") == 0)
        return feed(SF_SIEVE_SHORT);
    if (strcmp(command, "feed-each") == 0)
        return feed(SF_SIEVE_EACH);
    if (strcmp(command, "feed-long") == 0)
        return feed(SF_SIEVE_LONG);
    if (strcmp(command, "feed-all") == 0)
        return feed(SF_SIEVE_ALL);
    if (strcmp(command, "survey") == 0)
        return converse(SF_MODE_SURVEY);
    if (strcmp(command, "digest") == 0)
        return converse(SF_MODE_DIGEST);
    if (strcmp(command, "cut") == 0)
        return converse(SF_MODE_CUT);
    if (strcmp(command, "convert") == 0)
        return converse(SF_MODE_CONVERT);
    if (strcmp(command, "live") == 0)
        return sf_live_run(TRUE);
    if (strcmp(command, "live-long") == 0)
        return sf_live_run(FALSE);
    if (strcmp(command, "anonymize") == 0)
        return sf_anonymize();
    if (strcmp(command, "suffixes") == 0)
        return list_suffixes();
    if (strcmp(command, "tries") == 0)
        return sf_tries();
    if (strcmp(command, "--version") == 0)
        return print_version();
    fputs("sipfix-intake is a part of sipfix, which starts it. See: sipfix --help\n", stderr);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    sf_wiretap_init();
    int status = run(argc == 2 ? argv[1] : "");
    sf_protocol_end();
    sf_secrets_free();
    sf_cut_secrets_free();
    sf_cut_free();
    wtap_cleanup();
    return status;
}
