// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/analysis/report_read.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/events/members.h"
#include "analyzer/output/terminal.h"
#include "analyzer/report/json/report_json.h"
#include "problems/case_prefix.h"
#include "problems/event.h"
#include "reading/json/json.h"
#include "reading/trouble_words.h"

gboolean sf_report_read_is_json(const char *path)
{
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return FALSE;
    FILE *file = fopen(path, "re");
    if (!file)
        return FALSE;
    int first = fgetc(file);
    while (first == ' ' || first == '\n' || first == '\r' || first == '\t')
        first = fgetc(file);
    (void)fclose(file);
    return first == '{';
}

static void refuse(GError **error, const char *path, const char *why)
{
    g_autofree char *name = sf_trouble_quote(path);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", name, why);
}

static void refuse_other(GError **error, const char *path, const char *why)
{
    g_autofree char *trouble =
        g_strconcat(why, "\nMake it anew from its captures: sipfix analyze --format json", NULL);
    refuse(error, path, trouble);
}

static gboolean has_schema(JsonObject *object, const char *path, GError **error)
{
    const char *schema = sf_member_string(object, "schema");
    if (g_strcmp0(schema, SF_REPORT_SCHEMA) == 0)
        return TRUE;
    if (schema && g_str_has_prefix(schema, "sipfix-report/")) {
        g_autofree char *why =
            g_strdup_printf("a report of another sipfix (%s, not %s)", schema, SF_REPORT_SCHEMA);
        refuse_other(error, path, why);
    } else {
        refuse(error, path, "no report, which is what sipfix analyze --format json prints");
    }
    return FALSE;
}

/* Where cases got other names, all would be mended and new at once. */
static gboolean has_case_rule(JsonObject *object, const char *path, GError **error)
{
    if (sf_member_count(object, "case_rule") == SF_CASE_RULE)
        return TRUE;
    refuse_other(
        error, path,
        "made by a sipfix that named problems by another rule, so they cannot be told again");
    return FALSE;
}

static gboolean is_problem(JsonNode *node)
{
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return FALSE;
    JsonObject *problem = json_node_get_object(node);
    const char *id = sf_member_string(problem, "case");
    g_autofree char *flaw = id ? sf_case_prefix_flaw(id) : NULL;
    return id && !flaw && strlen(id) == SF_CASE_DIGITS &&
           sf_severity_named(sf_member_string(problem, "level"), SF_CHAT) != SF_CHAT;
}

static gboolean has_problems(JsonObject *object, const char *path, GError **error)
{
    JsonArray *problems = sf_member_array(object, "problems");
    const guint length = problems ? json_array_get_length(problems) : 0;
    for (guint i = 0; i < length; i++) {
        if (is_problem(json_array_get_element(problems, i)))
            continue;
        g_autofree char *why =
            g_strdup_printf("a damaged report: problem %u has no case or no level", i + 1);
        refuse(error, path, why);
        return FALSE;
    }
    if (!problems)
        refuse(error, path, "a damaged report: it has no list of problems");
    return problems != NULL;
}

/* GLib's message would name the file once more. */
static const char *why_unread(const GError *error)
{
    switch (error->code) {
    case G_FILE_ERROR_NOENT:
        return "there is no such file";
    case G_FILE_ERROR_ISDIR:
        return "no report, but a folder";
    case G_FILE_ERROR_ACCES:
        return "may not be read";
    default:
        return error->message;
    }
}

JsonObject *sf_report_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) flaw = NULL;
    if (!g_file_get_contents(path, &text, &length, &flaw)) {
        refuse(error, path, why_unread(flaw));
        return NULL;
    }
    g_autoptr(JsonObject) object = sf_json_object(text, length, &flaw);
    if (!object) {
        g_autofree char *why = g_strdup_printf("no report: it is no JSON (%s)", flaw->message);
        refuse(error, path, why);
        return NULL;
    }
    if (!has_schema(object, path, error) || !has_problems(object, path, error) ||
        !has_case_rule(object, path, error))
        return NULL;
    return g_steal_pointer(&object);
}
