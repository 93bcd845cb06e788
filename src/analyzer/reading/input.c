/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input.h"

#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

SfUnread *sf_unread_new(const char *path, const char *reason)
{
    SfUnread *unread = g_new0(SfUnread, 1);

    unread->path = g_strdup(path);
    unread->reason = g_strdup(reason);
    return unread;
}

void sf_unread_free(SfUnread *unread)
{
    g_free(unread->path);
    g_free(unread->reason);
    g_free(unread);
}

/* Where nobody has opened the other end yet, waiting is the main loop's business: O_NONBLOCK here.
 */
static int open_path(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static void make_blocking(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    if (flags >= 0 && (flags & O_NONBLOCK))
        fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
}

int sf_input_open(SfInput *input)
{
    int descriptor = input->path ? open_path(input->path) : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

    if (descriptor < 0) {
        g_free(input->trouble);
        input->trouble = g_strdup_printf("cannot be opened: %s", g_strerror(errno));
        return -1;
    }
    make_blocking(descriptor);
    return descriptor;
}

void sf_input_take_report(SfInput *input, JsonObject *report)
{
    input->told = TRUE;
    input->alien = !json_object_get_boolean_member_with_default(report, "capture", FALSE);
    input->records = (guint64)json_object_get_int_member_with_default(report, "records", 0);
    gint64 written = json_object_get_int_member_with_default(report, "written", 0);
    gint64 left_out = json_object_get_int_member_with_default(report, "left_out", 0);
    input->left_out = MIN(input->records, (guint64)left_out);
    input->skipped = input->records - MIN(input->records, (guint64)written + input->left_out);
    input->lost = (guint64)json_object_get_int_member_with_default(report, "lost", 0);
    input->timed =
        json_object_has_member(report, "first") && json_object_has_member(report, "last");
    input->first = json_object_get_int_member_with_default(report, "first", 0);
    input->last = json_object_get_int_member_with_default(report, "last", 0);
    g_free(input->interfaces);
    input->interfaces = g_strdup(sf_json_text(report, "interfaces", ""));
    g_free(input->trouble);
    input->trouble = g_strdup(sf_json_text(report, "trouble", NULL));
}

void sf_input_forget(SfInput *input)
{
    input->told = FALSE;
    input->alien = FALSE;
    input->records = 0;
    input->timed = FALSE;
    g_clear_pointer(&input->trouble, g_free);
}

void sf_input_free(SfInput *input)
{
    g_free(input->path);
    g_free(input->name);
    g_free(input->interfaces);
    g_free(input->trouble);
    g_free(input);
}
