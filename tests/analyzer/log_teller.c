/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tells what the reader of logs makes of the log on standard input: a line for each message (line,
 * kind of time, nanoseconds, transport, source, destination, whether it is cut, its bytes in
 * hexadecimal), with tabulators between; then "read as", how many were pasted, and hours that came
 * twice. For tests, which have what was written.
 */
#include "core/message/message_read.h"
#include "intake/logs/log_reader.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print_end(const SfLogEnd *end)
{
    char text[INET6_ADDRSTRLEN] = "-";

    if (end->family != 0)
        inet_ntop(end->family == 6 ? AF_INET6 : AF_INET, end->address, text, sizeof text);
    printf("\t%s %u", text, (guint)end->port);
}

static void print_message(const SfLogMessage *message)
{
    static const char *const kinds[] = {"none", "day", "local", "whole"};

    printf("%" G_GUINT64_FORMAT "\t%s\t%" G_GINT64_FORMAT "\t%s", message->line,
           kinds[message->kind], message->time, sf_transport_name(message->transport));
    print_end(&message->source);
    print_end(&message->destination);
    printf("\t%d\t", message->is_cut);
    for (gsize i = 0; i < message->bytes.length; i++)
        printf("%02x", (guint)(guint8)message->bytes.at[i]);
    putchar('\n');
}

int main(void)
{
    SfLog *log = sf_log_new(STDIN_FILENO);
    SfLogMessage message;

    while (sf_log_next(log, &message))
        print_message(&message);
    printf("%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n",
           sf_log_title(log) ? sf_log_title(log) : "", sf_log_pasted(log), sf_log_hours_twice(log));
    sf_log_free(log);
    return EXIT_SUCCESS;
}
