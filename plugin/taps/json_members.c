/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_members.h"

#include <time.h>

#include "core/message/message.h"

void sf_json_string(json_dumper *json, const char *name, const char *value)
{
    if (!value)
        return;
    json_dumper_set_member_name(json, name);
    json_dumper_value_string(json, value);
}

void sf_json_owned(json_dumper *json, const char *name, char *owned)
{
    sf_json_string(json, name, owned);
    g_free(owned);
}

void sf_json_text(json_dumper *json, const char *name, SfText text)
{
    if (text.length > 0)
        sf_json_owned(json, name, sf_text_show(text));
}

void sf_json_number(json_dumper *json, const char *name, guint64 value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%" G_GUINT64_FORMAT, value);
}

void sf_json_decimal(json_dumper *json, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%s", g_ascii_formatd(digits, sizeof digits, "%.9g", value));
}

void sf_json_bool(json_dumper *json, const char *name, gboolean value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%s", value ? "true" : "false");
}

char *sf_iso_time(gint64 nanoseconds)
{
    gint64 seconds = nanoseconds / SF_SECOND;
    gint64 rest = nanoseconds % SF_SECOND;
    if (rest < 0) {
        rest += SF_SECOND;
        seconds--;
    }
    const time_t whole = (time_t)seconds;
    struct tm parts;
    if (!gmtime_r(&whole, &parts))
        return NULL;
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm_year + 1900,
                           parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                           parts.tm_sec, (int)(rest / 1000));
}

void sf_json_time(json_dumper *json, const char *name, gint64 nanoseconds)
{
    sf_json_owned(json, name, sf_iso_time(nanoseconds));
}

void sf_json_begin_object(json_dumper *json, const char *name)
{
    json_dumper_set_member_name(json, name);
    json_dumper_begin_object(json);
}

void sf_json_begin_array(json_dumper *json, const char *name)
{
    json_dumper_set_member_name(json, name);
    json_dumper_begin_array(json);
}
