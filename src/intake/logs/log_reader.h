/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages in a log, one after the other. */
#ifndef SIPFIX_INTAKE_LOG_READER_H
#define SIPFIX_INTAKE_LOG_READER_H

#include "intake/logs/layout/log_clock.h"
#include "intake/logs/layout/log_ends.h"

/** One message, as the log tells it; lent until the next one. */
typedef struct {
    guint64 line; /* its first, from 1 */
    gint64 time;  /* ns; as much as kind says */
    SfLogTimeKind kind;
    SfLogEnd source;
    SfLogEnd destination;
    SfTransport transport; /* SF_TRANSPORT_UNKNOWN: nobody says */
    SfText bytes;          /* as they were sent, as far as the log lets see: lines end in CRLF */
    gboolean is_cut;       /* headers may be missing at its end */
} SfLogMessage;

typedef struct SfLog SfLog;

/** @param descriptor  stays the caller's */
SfLog *sf_log_new(int descriptor);

void sf_log_free(SfLog *log);

/** Its clock, which goes on in the next part of the same log. */
SfLogClock *sf_log_clock(SfLog *log);

/** Whether there is a message in the beginning of what @descriptor gives, which is read. */
gboolean sf_log_begins(int descriptor);

/** Reads the next message. @return FALSE at the end */
gboolean sf_log_next(SfLog *log, SfLogMessage *message);

/** What kind of log it is, for people: of its first message. NULL: there was none yet. */
const char *sf_log_title(const SfLog *log);

/** The least that the times of its messages say. */
SfLogTimeKind sf_log_time_kind(const SfLog *log);

/** Why reading ended before the end of the file, or NULL. */
const char *sf_log_trouble(const SfLog *log);

/** How many searches in its lines were given up, because they would have taken too long: where that
 * was, a message may lack what the log says of it. */
guint64 sf_log_given_up(const SfLog *log);

/** How many messages a page, or a mail, had changed: what was certain was put right. */
guint64 sf_log_pasted(const SfLog *log);

/** How often its clock went back by about an hour, as where summer ends, and no zone says so. */
guint64 sf_log_hours_twice(const SfLog *log);

/** How many messages were there twice, at the same moment: they are read once. */
guint64 sf_log_twice(const SfLog *log);

/** How many messages have addresses that somebody hid: who sent them, or they themselves, are not
 * known. */
guint64 sf_log_hidden(const SfLog *log);

/** The line that was read last, from 1. */
guint64 sf_log_line(const SfLog *log);

#endif
