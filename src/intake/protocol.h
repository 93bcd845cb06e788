/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this program and sipfix say to each other, over the socket that it was born with. This side
 * asks for work ("ready") and gets a descriptor, one at a time; it answers with messages, each one
 * JSON object in one packet of the socket:
 *
 *   {"is":"ready"}                          give me the next file
 *   {"is":"frames","ranges":"w f n ..."}    written frames w to w+n-1 are frames f to f+n-1 of this
 * file; a text, as a capture of calls has a range for each message, and a list costs more than
 * those
 *   {"is":"file","capture":true,...}        this file is done; see sf_report_file() in main.c
 *   {"is":"file","digest":"..."}            the same, where nothing but that was asked for
 *   {"is":"end"}                            all is written and closed
 *   {"is":"failed","reason":"..."}          the output failed; nothing comes any more
 */
#ifndef SIPFIX_INTAKE_PROTOCOL_H
#define SIPFIX_INTAKE_PROTOCOL_H

#include <json-glib/json-glib.h>

/** The descriptor that the socket has, by agreement with sipfix. */
#define SF_TALK_DESCRIPTOR 3

typedef enum {
    SF_WORK_NONE,   /* no more: finish */
    SF_WORK_FILE,   /* a capture to read */
    SF_WORK_KEYLOG, /* TLS secrets to put in front */
    SF_WORK_CUT,    /* an order: which frames to take (cut.h) */
} SfWork;

/** Takes the socket over. @return FALSE when there is none: somebody started this program by hand
 */
gboolean sf_protocol_begin(void);

/** Asks for work and waits for it. @param descriptor is the caller's to close, -1 with SF_WORK_NONE
 */
SfWork sf_protocol_next(int *descriptor);

/** Says it. Takes @message over. */
void sf_protocol_say(JsonObject *message);

/** Lets go of the socket, which is what sipfix takes for goodbye. */
void sf_protocol_end(void);

#endif
