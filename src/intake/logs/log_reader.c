/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_reader.h"

#include "core/message/message_read.h"
#include "intake/logs/log_body.h"
#include "intake/logs/log_dress.h"
#include "intake/logs/log_start.h"

#include <string.h>

#define BARE_TITLE "SIP as text"

#define RECENT 8

/* A message that was read, for whoever writes it again. */
typedef struct {
    char *sum; /* SHA-256 */
    gint64 time;
} SfWritten;

struct SfLog {
    SfLogLines *lines;
    SfLogLayouts *layouts;
    SfLogDress dress;
    SfLogClock clock;
    GString *bytes;
    GArray *headers; /* SfHeader */
    SfText parts[SF_LOG_N_PARTS];
    GString *whole;     /* one that was put together */
    gboolean is_dotted; /* the first line of a message without layout ends in a dot */
    GString *held;      /* the beginning of a line that was broken */
    GString *words;     /* what the parts look at: the lines do not last */
    const char *latest; /* title of the message that is read now */
    const char *title;
    SfLogTimeKind kind;
    gboolean has_kind;
    char *last; /* SHA-256 of the message before */
    SfWritten written[RECENT];
    guint next_written;
    guint64 hidden;          /* messages whose addresses somebody hid */
    guint64 twice;           /* messages that two loggers wrote */
    guint64 given_up_before; /* searches, in other logs */
    guint64 pasted;          /* messages that a page had changed */
};

SfLog *sf_log_new(int descriptor)
{
    SfLog *log = g_new0(SfLog, 1);

    log->lines = sf_log_lines_new(descriptor);
    log->layouts = sf_log_layouts_new();
    log->given_up_before = sf_log_patterns_given_up();
    sf_log_dress_init(&log->dress);
    log->held = g_string_new(NULL);
    log->whole = g_string_new(NULL);
    log->clock = SF_LOG_CLOCK_NEW;
    log->bytes = g_string_new(NULL);
    log->words = g_string_new(NULL);
    log->headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    return log;
}

void sf_log_free(SfLog *log)
{
    sf_log_lines_free(log->lines);
    sf_log_layouts_free(log->layouts);
    sf_log_dress_clear(&log->dress);
    g_string_free(log->held, TRUE);
    g_string_free(log->whole, TRUE);
    g_string_free(log->bytes, TRUE);
    g_string_free(log->words, TRUE);
    g_array_unref(log->headers);
    g_free(log->last);
    for (guint i = 0; i < RECENT; i++)
        g_free(log->written[i].sum);
    g_free(log);
}

/* ---- the lines of one message ---- */

/* Puts what is held before @line; good until the next call. */
static SfText with_held(SfLog *log, SfText line)
{
    if (log->held->len == 0)
        return line;
    g_string_append_len(log->held, line.at, (gssize)line.length);
    GString *whole = log->whole;
    log->whole = log->held;
    log->held = g_string_truncate(whole, 0);
    return (SfText){log->whole->str, log->whole->len};
}

static void hold(SfLog *log, SfText line)
{
    if (log->held->len + line.length <= SF_LOG_LINE_MOST)
        g_string_append_len(log->held, line.at, (gssize)line.length);
}

/* The last one may have lost the blank at its end. */
static SfText without_end(SfText line, const char *line_end)
{
    const gsize length = strlen(line_end) - 1;
    const gboolean is_there = line_end[length] == ' ' && length > 1 && line.length >= length &&
                              memcmp(line.at + line.length - length, line_end, length) == 0;

    return is_there ? sf_text_slice(line, 0, line.length - length) : line;
}

/* Takes the lines that stand in @rest. What has no end is held, if @holds_rest. @return TRUE: that
 * was all of the message */
static gboolean take_ends(SfLog *log, SfLogBody *body, SfText rest, const char *line_end,
                          gboolean holds_rest)
{
    const gsize length = strlen(line_end);

    while (rest.length > 0) {
        const char *found = memmem(rest.at, rest.length, line_end, length);
        const gsize end = found ? (gsize)(found - rest.at) : rest.length;
        SfText line = sf_text_slice(rest, 0, end);
        if (!found && holds_rest) {
            hold(log, line);
            return FALSE;
        }
        if (!found)
            line = without_end(line, line_end);
        if (line.length == 1 && line.at[0] == ' ')
            line.length = 0;
        const SfLogVerdict verdict = sf_log_body_take(body, line);
        if (verdict == SF_LOG_LAST || verdict == SF_LOG_BEHIND || !found)
            return TRUE;
        rest = sf_text_slice(rest, end + length, G_MAXSIZE);
    }
    return FALSE;
}

/* Whether @line cannot be of this message, whatever it holds. */
static gboolean ends_here(const SfLogLayout *layout, const SfLogBody *body, SfText line)
{
    SfLogStart start;

    if (!sf_log_body_is_in_fragment(body) && sf_log_start_find(line, &start) &&
        !sf_log_is_header(line))
        return TRUE;
    while (line.length > 0 && line.at[line.length - 1] == ' ')
        line.length--;
    return layout && ((layout->end && sf_log_pattern_takes(layout->end, line, NULL, NULL)) ||
                      sf_log_layout_begins(layout, line));
}

/* All of it stands in one line; or in the next ones too, where packets of syslog were too short. */
static void take_whole_line(SfLog *log, const SfLogLayout *layout, SfLogBody *body, SfText rest,
                            const char *line_end)
{
    const gboolean may_go_on = layout && layout->line;

    sf_log_lines_mark(log->lines);
    if (take_ends(log, body, rest, line_end, may_go_on) || !may_go_on)
        return;
    while (sf_log_lines_next(log->lines)) {
        SfText line = sf_log_dress_clean(&log->dress, sf_log_lines_text(log->lines));
        if (ends_here(layout, body, line) || !sf_log_dress_off(&log->dress, &line) ||
            !log->dress.is_packet || !memmem(line.at, line.length, line_end, strlen(line_end))) {
            sf_log_lines_again(log->lines);
            break;
        }
        sf_log_lines_mark(log->lines);
        if (take_ends(log, body, with_held(log, line), line_end, TRUE))
            return;
    }
    if (log->held->len > 0)
        sf_log_body_take(body, with_held(log, SF_TEXT_NONE));
}

/* A line that a program broke in two: the rest comes with the next one. */
static gboolean is_broken(const SfLogDress *dress, const SfLogBody *body, SfText *line)
{
    const SfLogLayout *layout = dress->layout;
    SfText place;

    if (layout && layout->joint && sf_log_pattern_takes(layout->joint, *line, NULL, &place)) {
        line->length = (gsize)(place.at - line->at);
        return TRUE;
    }
    return layout && layout->line && dress->has_tail && !sf_log_body_may_go_on(body, *line) &&
           !(dress->had_tail && dress->is_packet);
}

/* The rest of the line before, which was the last of its packet. */
static gboolean is_rest(const SfLogDress *dress, const SfLogBody *body, SfText line)
{
    return dress->layout && dress->layout->line && dress->had_tail && dress->is_packet &&
           body->lines > 0 && !sf_log_body_may_go_on(body, line);
}

/* What ends a message, behind what a page or a program put before each line. */
static gboolean ends_undressed(const SfLogLayout *layout, SfText line)
{
    return layout && !layout->line &&
           ((layout->end && sf_log_pattern_takes(layout->end, line, NULL, NULL)) ||
            sf_log_layout_begins(layout, line));
}

static gboolean ends_in_dot(SfText line)
{
    return line.length > 0 && line.at[line.length - 1] == '.';
}

/* The dots of ngrep, where nothing else of it was copied: the first line has one, and the next. */
static void begin_dots(SfLog *log, SfLogBody *body, SfText line)
{
    GString *bytes = body->bytes;

    if (sf_text_trim(line).length == 0)
        return;
    if (log->is_dotted && ends_in_dot(line)) {
        log->dress.cr = '.';
        log->dress.paste.has_undone = TRUE;
        if (bytes->str[bytes->len - 3] == '.')
            g_string_erase(bytes, (gssize)bytes->len - 3, 1);
    }
    log->is_dotted = FALSE;
}

static SfLogVerdict take_line(SfLog *log, const SfLogLayout *layout, SfLogBody *body, SfText line)
{
    const gsize length = line.length;

    if (ends_here(layout, body, line))
        return SF_LOG_BEHIND;
    begin_dots(log, body, line);
    if (!sf_log_dress_off(&log->dress, &line))
        return SF_LOG_STRANGE;
    if (line.length < length && ends_undressed(layout, line))
        return SF_LOG_BEHIND;
    if (log->held->len == 0 && is_rest(&log->dress, body, line)) {
        sf_log_body_join(body, line);
        return SF_LOG_TAKEN;
    }
    if (is_broken(&log->dress, body, &line)) {
        hold(log, line);
        return SF_LOG_TAKEN;
    }
    return sf_log_body_take(body, with_held(log, line));
}

static void take_lines(SfLog *log, const SfLogLayout *layout, SfLogBody *body)
{
    sf_log_lines_mark(log->lines);
    while (sf_log_lines_next(log->lines)) {
        const SfText line = sf_log_dress_clean(&log->dress, sf_log_lines_text(log->lines));
        const SfLogVerdict verdict = take_line(log, layout, body, line);
        if (verdict == SF_LOG_BEHIND) {
            sf_log_lines_again(log->lines);
            return;
        }
        if (verdict != SF_LOG_STRANGE)
            sf_log_lines_mark(log->lines);
        if (verdict == SF_LOG_LAST)
            return;
    }
}

/* The parts outlive the lines that they were found in. */
static void keep_parts(SfLog *log)
{
    gsize places[SF_LOG_N_PARTS] = {0};

    g_string_truncate(log->words, 0);
    for (guint i = 0; i < SF_LOG_N_PARTS; i++) {
        places[i] = log->words->len;
        if (log->parts[i].at)
            g_string_append_len(log->words, log->parts[i].at, (gssize)log->parts[i].length);
    }
    for (guint i = 0; i < SF_LOG_N_PARTS; i++)
        if (log->parts[i].at)
            log->parts[i].at = log->words->str + places[i];
}

static SfTransport transport_of(SfText name)
{
    if (sf_text_equal(name, sf_text("U")))
        return SF_TRANSPORT_UDP;
    if (sf_text_equal(name, sf_text("T")))
        return SF_TRANSPORT_TCP;
    for (guint i = SF_TRANSPORT_UDP; i <= SF_TRANSPORT_SCTP; i++)
        if (sf_text_equal_nocase(name, sf_text(sf_transport_name((SfTransport)i))))
            return (SfTransport)i;
    return SF_TRANSPORT_UNKNOWN;
}

/* ---- one message ---- */

/* @whole: the line with what stands behind its text, which may be a time. */
static void collect(SfLog *log, SfText line, SfText whole, const SfLogStart *start,
                    SfLogMessage *message)
{
    SfLogBody body;
    const SfText prefix = sf_text_slice(line, 0, start->offset);
    SfText text = start->text;

    memset(log->parts, 0, sizeof log->parts);
    const SfLogLayout *layout =
        sf_log_layouts_find(log->layouts, log->lines, &log->dress.paste, prefix, log->parts);
    sf_log_layouts_take_time(log->layouts, sf_text_slice(whole, line.length, G_MAXSIZE),
                             log->parts);
    keep_parts(log);
    log->latest = layout ? layout->title : BARE_TITLE;
    sf_log_dress_begin(&log->dress, layout, prefix);
    if (layout && layout->cr && text.length > 0 && text.at[text.length - 1] == layout->cr)
        text.length--;
    log->is_dotted = !layout && ends_in_dot(sf_text_slice(line, start->offset, G_MAXSIZE));
    sf_log_body_begin(&body, log->bytes, text);
    g_string_truncate(log->held, 0);
    if (start->line_end)
        take_whole_line(
            log, layout, &body,
            sf_text_slice(line, start->offset + text.length + strlen(start->line_end), G_MAXSIZE),
            start->line_end);
    else
        take_lines(log, layout, &body);
    message->is_cut = sf_log_body_finish(&body);
    log->dress.paste.has_undone |= body.has_joined;
}

/* Some programs write a message once more where they have something to say of it, and then say of
 * it neither when it came nor from where. */
static gboolean is_said_again(SfLog *log)
{
    char *now = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)log->bytes->str,
                                            log->bytes->len);
    const gboolean is_same = g_strcmp0(log->last, now) == 0;

    g_free(log->last);
    log->last = now;
    return is_same && g_str_equal(log->latest, BARE_TITLE) &&
           g_strcmp0(log->title, BARE_TITLE) != 0;
}

/* Two loggers, one for the console and one for the file, write a message at the same moment; who
 * sends it again waits for 500 ms (RFC 3261 §17.1.1.2), which a time in whole seconds does not
 * show.
 */
static gboolean is_written_twice(SfLog *log, gint64 time)
{
    if (log->parts[SF_LOG_FRACTION].length < 3)
        return FALSE;
    for (guint i = 0; i < RECENT; i++)
        if (log->written[i].time == time && g_strcmp0(log->written[i].sum, log->last) == 0)
            return TRUE;
    SfWritten *place = &log->written[log->next_written++ % RECENT];
    g_free(place->sum);
    *place = (SfWritten){g_strdup(log->last), time};
    return FALSE;
}

static gboolean has_hidden_end(const SfText *parts)
{
    return sf_log_is_hidden(parts[SF_LOG_REMOTE]) || sf_log_is_hidden(parts[SF_LOG_LOCAL]) ||
           sf_log_is_hidden(parts[SF_LOG_SOURCE]) || sf_log_is_hidden(parts[SF_LOG_DESTINATION]);
}

/* sip:[email protected]: a page that hides addresses of mail takes them for some. Who is meant is
 * lost, and so is the message. */
static gboolean is_lost(SfText line)
{
    static const char hidden[] = "[email protected]";
    return line.length > 0 && memmem(line.at, line.length, hidden, sizeof hidden - 1) != NULL;
}

/* Without a Call-ID and a CSeq it is words about a message, or too little of one. */
static gboolean understand(SfLog *log, SfLogMessage *message)
{
    SfMessage read = {.frame = 1};

    message->bytes = (SfText){log->bytes->str, log->bytes->len};
    const SfWire wire = {.bytes = message->bytes, .ended = !message->is_cut};
    if (!sf_message_read(&wire, log->headers, &read) || read.call_id.length == 0 ||
        read.cseq_method.length == 0)
        return FALSE;
    if (is_lost(read.call_id)) {
        /* All calls of the page would be one. */
        log->hidden++;
        return FALSE;
    }
    if (is_said_again(log))
        return FALSE;
    message->transport = transport_of(log->parts[SF_LOG_TRANSPORT]);
    message->kind = sf_log_clock_read(&log->clock, log->parts, &message->time);
    if (message->kind != SF_LOG_NO_TIME && is_written_twice(log, message->time)) {
        log->twice++;
        return FALSE;
    }
    sf_log_ends_read(log->parts, &read, &message->source, &message->destination);
    if (log->dress.paste.has_undone)
        log->pasted++;
    if (has_hidden_end(log->parts))
        log->hidden++;
    log->kind = log->has_kind ? MIN(log->kind, message->kind) : message->kind;
    log->has_kind = TRUE;
    /* Words around a log may hold a message, too. */
    if (!log->title || strcmp(log->title, BARE_TITLE) == 0)
        log->title = log->latest;
    return TRUE;
}

gboolean sf_log_next(SfLog *log, SfLogMessage *message)
{
    while (sf_log_lines_find(log->lines, SF_LOG_VERSION)) {
        SfLogStart start;
        const SfText whole = sf_log_dress_first(&log->dress, sf_log_lines_text(log->lines),
                                                sf_log_lines_before(log->lines, 1));
        SfText line = whole;
        sf_log_layouts_take_tail(log->layouts, &line);
        if (!sf_log_start_find(line, &start)) {
            log->hidden += is_lost(line) ? 1 : 0;
            continue;
        }
        *message = (SfLogMessage){.line = sf_log_lines_number(log->lines)};
        collect(log, line, whole, &start, message);
        /* What is none leaves the next one what stands before it. */
        if (!understand(log, message))
            continue;
        sf_log_lines_forget(log->lines);
        return TRUE;
    }
    return FALSE;
}

#define BEGINNING ((guint64)4 << 20)

gboolean sf_log_begins(int descriptor)
{
    SfLog *log = sf_log_new(descriptor);
    SfLogMessage message;

    sf_log_lines_limit(log->lines, BEGINNING);
    const gboolean is_there = sf_log_next(log, &message);
    sf_log_free(log);
    return is_there;
}

const char *sf_log_title(const SfLog *log)
{
    return log->title;
}

SfLogTimeKind sf_log_time_kind(const SfLog *log)
{
    return log->kind;
}

const char *sf_log_trouble(const SfLog *log)
{
    return sf_log_lines_trouble(log->lines);
}

guint64 sf_log_line(const SfLog *log)
{
    return sf_log_lines_number(log->lines);
}

guint64 sf_log_given_up(const SfLog *log)
{
    return sf_log_patterns_given_up() - log->given_up_before;
}

guint64 sf_log_pasted(const SfLog *log)
{
    return log->pasted;
}

guint64 sf_log_hours_twice(const SfLog *log)
{
    return log->clock.back;
}

SfLogClock *sf_log_clock(SfLog *log)
{
    return &log->clock;
}

guint64 sf_log_twice(const SfLog *log)
{
    return log->twice;
}

guint64 sf_log_hidden(const SfLog *log)
{
    return log->hidden;
}
