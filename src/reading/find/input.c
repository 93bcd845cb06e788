/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/input.h"

#include "reading/json/json.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

SfUnread *sf_unread_new(const char *path, const char *trouble)
{
    SfUnread *unread = g_new0(SfUnread, 1);

    unread->path = g_strdup(path);
    unread->reason = sf_trouble_line(trouble);
    unread->trouble = g_strdup(trouble);
    return unread;
}

void sf_unread_free(SfUnread *unread)
{
    g_free(unread->path);
    g_free(unread->reason);
    g_free(unread->trouble);
    g_free(unread->true_path);
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

/* Changes with every change of the file; NULL for what is no file. */
static char *stamp_of(int descriptor)
{
    struct stat status;

    if (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode))
        return NULL;
    return g_strdup_printf("%ju %ju %jd.%09ld", (uintmax_t)status.st_ino, (uintmax_t)status.st_size,
                           (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

gboolean sf_inputs_are_as_digested(const GPtrArray *inputs)
{
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        int descriptor = input->path ? open_path(input->path) : -1;
        if (descriptor < 0)
            return FALSE;
        g_autofree char *now = stamp_of(descriptor);
        close(descriptor);
        if (!now || g_strcmp0(now, input->stamp) != 0)
            return FALSE;
    }
    return TRUE;
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
    if (!input->stamp)
        input->stamp = stamp_of(descriptor);
    return descriptor;
}

static const char *const times_names[] = {"whole", "local", "day", "none"};

JsonObject *sf_input_report(const SfInput *input)
{
    JsonObject *report = json_object_new();
    guint64 written = input->records - input->left_out - input->skipped;

    json_object_set_boolean_member(report, "capture", !input->alien);
    json_object_set_int_member(report, "records", (gint64)input->records);
    json_object_set_int_member(report, "written", (gint64)written);
    json_object_set_int_member(report, "left_out", (gint64)input->left_out);
    json_object_set_int_member(report, "lost", (gint64)input->lost);
    if (input->timed) {
        json_object_set_int_member(report, "first", input->first);
        json_object_set_int_member(report, "last", input->last);
    }
    if (input->interfaces)
        json_object_set_string_member(report, "interfaces", input->interfaces);
    if (input->trouble)
        json_object_set_string_member(report, "trouble", input->trouble);
    if (input->read_as) {
        json_object_set_string_member(report, "log", input->read_as);
        json_object_set_string_member(report, "times", times_names[input->times]);
        if (input->notes)
            json_object_set_object_member(report, "notes", json_object_ref(input->notes));
    }
    if (input->lines) {
        json_object_set_int_member(report, "first_line", 1);
        json_object_set_array_member(report, "lines", sf_line_map_steps(input->lines));
    }
    return report;
}

void sf_input_take_lines(SfInput *input, JsonObject *message)
{
    JsonNode *steps = json_object_get_member(message, "lines");

    if (!steps || !JSON_NODE_HOLDS_ARRAY(steps))
        return;
    if (!input->lines)
        input->lines = sf_line_map_new();
    sf_line_map_add(input->lines,
                    (guint64)json_object_get_int_member_with_default(message, "first_line", 0),
                    json_node_get_array(steps));
}

#define NOTE "logs_"

/* Each is a number under a name of coverage's. */
static void take_notes(SfInput *input, JsonObject *report)
{
    JsonNode *node = json_object_get_member(report, "notes");
    JsonObjectIter iter;
    const char *name;

    g_clear_pointer(&input->notes, json_object_unref);
    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return;
    input->notes = json_object_new();
    json_object_iter_init(&iter, json_node_get_object(node));
    while (json_object_iter_next(&iter, &name, &node))
        if (g_str_has_prefix(name, NOTE) && JSON_NODE_HOLDS_VALUE(node))
            json_object_set_int_member(input->notes, name, MAX(0, json_node_get_int(node)));
}

static void take_log(SfInput *input, JsonObject *report)
{
    const char *times = sf_json_text(report, "times", "");

    g_free(input->read_as);
    input->read_as = g_strdup(sf_json_text(report, "log", NULL));
    input->times = SF_TIMES_WHOLE;
    for (guint i = 0; i < G_N_ELEMENTS(times_names); i++)
        if (strcmp(times, times_names[i]) == 0)
            input->times = (SfTimes)i;
    take_notes(input, report);
    sf_input_take_lines(input, report);
}

static void take_digest(SfInput *input, const char *digest)
{
    g_free(input->digest);
    input->digest = g_strdup(digest);
}

void sf_input_take_report(SfInput *input, JsonObject *report)
{
    if (json_object_has_member(report, "digest")) {
        take_digest(input, sf_json_text(report, "digest", NULL));
        return;
    }
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
    take_log(input, report);
}

void sf_input_forget(SfInput *input)
{
    input->told = FALSE;
    input->alien = FALSE;
    input->unseen = FALSE;
    input->records = 0;
    input->timed = FALSE;
    g_clear_pointer(&input->trouble, g_free);
    g_clear_pointer(&input->read_as, g_free);
    g_clear_pointer(&input->notes, json_object_unref);
}

void sf_input_free(SfInput *input)
{
    g_free(input->path);
    g_free(input->name);
    g_free(input->true_name);
    g_free(input->interfaces);
    g_free(input->trouble);
    g_free(input->digest);
    g_free(input->stamp);
    g_free(input->read_as);
    g_clear_pointer(&input->notes, json_object_unref);
    sf_line_map_free(input->lines);
    g_free(input);
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    const SfUnread *one = *(SfUnread *const *)a;
    const SfUnread *other = *(SfUnread *const *)b;
    const int order = strcmp(one->path, other->path);
    return order != 0 ? order : g_strcmp0(one->reason, other->reason);
}

void sf_unread_sort(GPtrArray *list)
{
    g_ptr_array_sort(list, by_path);
    for (guint i = list->len; i > 1; i--)
        if (by_path(&list->pdata[i - 2], &list->pdata[i - 1]) == 0)
            g_ptr_array_remove_index(list, i - 1);
}
