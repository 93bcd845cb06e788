/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/feed_link.h"

#include "reading/json/json.h"

#include <errno.h>
#include <gio/gunixfdmessage.h>
#include <sys/socket.h>

/* The intake's messages are much shorter; a longer one would be cut, and then not understood. */
#define MESSAGE_LIMIT 262144

struct SfFeedLink {
    GSocket *socket;
    GSource *source;
    const SfLinkOwner *owner;
    gpointer data;
    char *message;
};

/* What is not understood ends the conversation: whoever speaks so is not the intake it was. */
static gboolean hear_one(SfFeedLink *link)
{
    gssize length = g_socket_receive(link->socket, link->message, MESSAGE_LIMIT, NULL, NULL);

    if (length <= 0)
        return FALSE;
    g_autoptr(JsonObject) message = sf_json_object(link->message, (gsize)length, NULL);
    if (!message)
        return FALSE;
    link->owner->heard(sf_json_text(message, "is", ""), message, link->data);
    return TRUE;
}

static gboolean on_readable(GSocket *socket, GIOCondition condition, gpointer data)
{
    SfFeedLink *link = data;

    (void)socket;
    (void)condition;
    if (hear_one(link))
        return G_SOURCE_CONTINUE;
    g_socket_close(link->socket, NULL);
    g_clear_pointer(&link->source, g_source_unref);
    link->owner->gone(link->data);
    return G_SOURCE_REMOVE;
}

SfFeedLink *sf_link_new(const SfLinkOwner *owner, gpointer data, int *theirs, GError **error)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        g_set_error_literal(error, G_IO_ERROR, (gint)g_io_error_from_errno(errno),
                            g_strerror(errno));
        return NULL;
    }
    SfFeedLink *link = g_new0(SfFeedLink, 1);
    link->socket = g_socket_new_from_fd(ends[0], NULL);
    link->owner = owner;
    link->data = data;
    link->message = g_malloc(MESSAGE_LIMIT);
    link->source = g_socket_create_source(link->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
    g_source_set_callback(link->source, G_SOURCE_FUNC(on_readable), link, NULL);
    g_source_attach(link->source, g_main_context_get_thread_default());
    *theirs = ends[1];
    return link;
}

gboolean sf_link_hand(SfFeedLink *link, char kind, int descriptor)
{
    g_autoptr(GSocketControlMessage) message = g_unix_fd_message_new();
    GOutputVector word = {&kind, 1};

    if (!g_unix_fd_message_append_fd(G_UNIX_FD_MESSAGE(message), descriptor, NULL))
        return FALSE;
    return g_socket_send_message(link->socket, NULL, &word, 1, &message, 1, G_SOCKET_MSG_NONE, NULL,
                                 NULL) == 1;
}

void sf_link_finish(SfFeedLink *link)
{
    g_socket_shutdown(link->socket, FALSE, TRUE, NULL);
}

void sf_link_free(SfFeedLink *link)
{
    if (link->source) {
        g_source_destroy(link->source);
        g_source_unref(link->source);
    }
    g_object_unref(link->socket);
    g_free(link->message);
    g_free(link);
}
