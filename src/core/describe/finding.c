/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/finding.h"

#include <string.h>

/* A finding has two or three. */
struct SfFindingValue {
    const char *name; /* static */
    char *text;
    SfFindingValue *next;
};

static SfFindingValue *find_value(const SfFinding *finding, const char *name)
{
    SfFindingValue *value = finding->values;
    while (value && strcmp(value->name, name) != 0)
        value = value->next;
    return value;
}

void sf_finding_fix(SfFinding *finding, const char *fix)
{
    g_ptr_array_add(finding->fixes, (gpointer)fix);
}

void sf_finding_value(SfFinding *finding, const char *name, SfText text)
{
    if (text.length == 0)
        return; /* what is not there is not said */
    SfFindingValue *value = find_value(finding, name);
    if (!value) {
        value = g_new(SfFindingValue, 1);
        *value = (SfFindingValue){.name = name, .next = finding->values};
        finding->values = value;
    }
    g_free(value->text);
    value->text = sf_text_show(text);
}

const char *sf_finding_own(const SfFinding *finding, const char *name)
{
    const SfFindingValue *value = find_value(finding, name);
    return value ? value->text : NULL;
}

void sf_finding_drop(SfFinding *finding, const char *name)
{
    for (SfFindingValue **at = &finding->values; *at; at = &(*at)->next) {
        SfFindingValue *value = *at;
        if (strcmp(value->name, name) != 0)
            continue;
        *at = value->next;
        g_free(value->text);
        g_free(value);
        return;
    }
}

void sf_finding_number(SfFinding *finding, const char *name, guint64 number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    sf_finding_value(finding, name, sf_text(digits));
}

void sf_finding_name_frame(SfFinding *finding, guint32 frame)
{
    if (!finding->named)
        finding->named = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_val(finding->named, frame);
}

void sf_finding_free(SfFinding *finding)
{
    g_ptr_array_unref(finding->fixes);
    g_clear_pointer(&finding->named, g_array_unref);
    while (finding->values) {
        SfFindingValue *value = finding->values;
        finding->values = value->next;
        g_free(value->text);
        g_free(value);
    }
    g_free(finding);
}
