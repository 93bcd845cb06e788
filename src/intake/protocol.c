/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/protocol.h"

#include <gio/gio.h>
#include <gio/gunixfdmessage.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static GSocket *the_socket;

gboolean sf_protocol_begin(void)
{
    struct stat status;

    if (fstat(SF_TALK_DESCRIPTOR, &status) < 0 || !S_ISSOCK(status.st_mode))
        return FALSE;
    the_socket = g_socket_new_from_fd(SF_TALK_DESCRIPTOR, NULL);
    return the_socket != NULL;
}

void sf_protocol_say(JsonObject *message)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, message);
    g_autofree char *text = json_to_string(node, FALSE);

    /* Whoever cannot be told has gone, and then there is nobody to work for. */
    if (g_socket_send(the_socket, text, strlen(text), NULL, NULL) < 0)
        exit(EXIT_FAILURE);
}

static int take_descriptor(GSocketControlMessage **messages, int count)
{
    int taken = -1;

    for (int i = 0; i < count; i++) {
        if (!G_IS_UNIX_FD_MESSAGE(messages[i]))
            continue;
        int found = 0;
        g_autofree int *descriptors =
            g_unix_fd_message_steal_fds(G_UNIX_FD_MESSAGE(messages[i]), &found);
        for (int n = 0; n < found; n++) {
            if (taken < 0)
                taken = descriptors[n];
            else
                close(descriptors[n]);
        }
    }
    return taken;
}

SfWork sf_protocol_next(int *descriptor)
{
    *descriptor = -1;

    JsonObject *ready = json_object_new();
    json_object_set_string_member(ready, "is", "ready");
    sf_protocol_say(ready);

    char kind = 0;
    GInputVector buffer = {&kind, 1};
    GSocketControlMessage **messages = NULL;
    int count = 0;
    gssize received =
        g_socket_receive_message(the_socket, NULL, &buffer, 1, &messages, &count, NULL, NULL, NULL);
    *descriptor = take_descriptor(messages, count);
    for (int i = 0; i < count; i++)
        g_object_unref(messages[i]);
    g_free(messages);

    if (received <= 0 || *descriptor < 0)
        return SF_WORK_NONE;
    if (kind == 'C')
        return SF_WORK_CUT;
    return kind == 'K' ? SF_WORK_KEYLOG : SF_WORK_FILE;
}

void sf_protocol_end(void)
{
    g_clear_object(&the_socket);
}
