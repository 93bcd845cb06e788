/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/preferences.h"

#include "plugin/compat.h"

#include <epan/prefs.h>
#include <epan/uat.h>
#include <wsutil/report_message.h>

#include "core/checks/check.h"

/* Seconds. A day is longer than any answer is waited for, and far from what nanoseconds do not
 * hold. */
#define LEAST_WINDOW 1
#define MOST_WINDOW  86400

static guint window_seconds = SF_LEDGER_WINDOW_SECONDS;
static SfPreferenceBool texts = TRUE;
static SfPreferenceBool info = TRUE;
static int severity_floor = SF_CHAT;
static const char *codes = SF_CODES_USUAL;

static const enum_val_t severities[] = {{"chat", "Chat: everything", SF_CHAT},
                                        {"note", "Note", SF_NOTE},
                                        {"warn", "Warning", SF_WARN},
                                        {"error", "Error", SF_ERROR},
                                        {NULL, NULL, 0}};

/* ---- the table of own option tags ---- */

typedef struct {
    char *tag;
    char *name;
} OwnTag;

static OwnTag *own_tags;
static guint n_own_tags;

UAT_CSTRING_CB_DEF(own_tags, tag, OwnTag)
UAT_CSTRING_CB_DEF(own_tags, name, OwnTag)

static void *own_tag_copy(void *to, const void *from, size_t length _U_)
{
    OwnTag *copy = to;
    const OwnTag *original = from;
    copy->tag = g_strdup(original->tag);
    copy->name = g_strdup(original->name);
    return to;
}

static void own_tag_free(void *record)
{
    OwnTag *own = record;
    g_free(own->tag);
    g_free(own->name);
}

static void own_tags_changed(void)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new();
    for (guint i = 0; i < n_own_tags; i++)
        g_ptr_array_add(tags, own_tags[i].tag);
    g_ptr_array_add(tags, NULL);
    sf_checks_set_own_tags((const char *const *)tags->pdata);
}

static void register_own_tags(module_t *module)
{
    static uat_field_t fields[] = {
        UAT_FLD_CSTRING(own_tags, tag, "Option tag", "As it stands in Require and Supported"),
        UAT_FLD_CSTRING(own_tags, name, "What it is", "For yourself"), UAT_END_FIELDS};
    uat_t *table = uat_new("Own option tags", sizeof(OwnTag), "sipfix_tags", TRUE, &own_tags,
                           &n_own_tags, UAT_AFFECTS_DISSECTION, NULL, own_tag_copy, NULL,
                           own_tag_free, own_tags_changed, NULL, fields);
    prefs_register_uat_preference(module, "tags", "Own option tags",
                                  "Option tags of your own products, which are not to be taken for "
                                  "typing errors",
                                  table);
}

/* ---- all of them ---- */

/* What Wireshark lets through and means nothing is put right where preferences are applied, so that
 * what is shown of them is what holds; and it is said. */
static void put_window_right(void)
{
    const guint asked = window_seconds;
    window_seconds = CLAMP(asked, LEAST_WINDOW, MOST_WINDOW);
    if (asked != window_seconds)
        report_warning("sipfix.window is %u to %u seconds; %u is taken as %u.", LEAST_WINDOW,
                       MOST_WINDOW, asked, window_seconds);
}

static void put_codes_right(void)
{
    char *flaw = NULL;
    GArray *wanted = sf_codes_parse(codes, &flaw);
    if (flaw)
        report_warning("sipfix.codes is about answers from %u to %u, or all; %s is none%s",
                       SF_CODES_FIRST, SF_CODES_LAST, flaw,
                       wanted->len > 0 ? " and left out." : ": " SF_CODES_USUAL " are taken.");
    g_free(flaw);
    g_array_unref(wanted);
}

static void put_right(void)
{
    put_window_right();
    put_codes_right();
}

void sf_preferences_register(int protocol)
{
    module_t *module = prefs_register_protocol(protocol, put_right);
    prefs_register_uint_preference(
        module, "window", "Window for follow-ups (seconds)",
        "How long after an answer a request may come that follows it up. "
        "32 is Timer B of RFC 3261. 1 to 86400; beyond, the nearest of them",
        10, &window_seconds);
    prefs_register_bool_preference(
        module, "texts", "Explain",
        "Say why, and what to change; without it only the facts are shown", &texts);
    prefs_register_enum_preference(module, "floor", "Least severity",
                                   "Findings below it are not shown", &severity_floor, severities,
                                   FALSE);
    prefs_register_string_preference(
        module, "codes", "Status codes",
        "The answers that are explained: numbers and ranges with commas between, such as "
        "301,302,420-423; all: 301, 421 and their relatives, which are 300, 302, 305, 380, 420, "
        "422, 423, 439 and 494. Empty: 301 and 421",
        &codes);
    register_own_tags(module);
    prefs_register_bool_preference(module, "info", "Hint in the Info column",
                                   "Tell in the packet list what a 301 or 421 is about", &info);
}

void sf_preferences_apply(SfLedger *ledger)
{
    g_autofree char *flaw = NULL;
    g_autoptr(GArray) wanted = sf_codes_parse(codes, &flaw);
    if (wanted->len > 0) /* else those that a ledger begins with */
        sf_ledger_set_codes(ledger, (const guint *)(gpointer)wanted->data, wanted->len);
    sf_ledger_set_window(ledger, window_seconds);
}

gboolean sf_preferences_texts(void)
{
    return texts;
}

gboolean sf_preferences_info(void)
{
    return info;
}

SfSeverity sf_preferences_floor(void)
{
    return (SfSeverity)severity_floor;
}
