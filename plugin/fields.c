/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/fields.h"

int proto_sipfix = -1;

int hf_sipfix_status = -1;
int hf_sipfix_method = -1;
int hf_sipfix_request_in = -1;
int hf_sipfix_answered_in = -1;
int hf_sipfix_retransmission_of = -1;
int hf_sipfix_followup_in = -1;
int hf_sipfix_followup_status = -1;
int hf_sipfix_followup_delay = -1;
int hf_sipfix_followup_to = -1;
int hf_sipfix_belongs_to = -1;
int hf_sipfix_outcome = -1;
int hf_sipfix_detour = -1;
int hf_sipfix_case = -1;
int hf_sipfix_story = -1;
int hf_sipfix_summary = -1;
int hf_sipfix_why = -1;
int hf_sipfix_fix = -1;
int hf_sipfix_fix_price = -1;
int hf_sipfix_fix_source = -1;
int hf_sipfix_reference = -1;
int hf_sipfix_check = -1;
int hf_sipfix_moved_from = -1;
int hf_sipfix_moved_target = -1;
int hf_sipfix_moved_target_scheme = -1;
int hf_sipfix_moved_target_user = -1;
int hf_sipfix_moved_target_host = -1;
int hf_sipfix_moved_target_port = -1;
int hf_sipfix_moved_target_transport = -1;
int hf_sipfix_moved_q = -1;
int hf_sipfix_moved_expires = -1;
int hf_sipfix_moved_rank = -1;
int hf_sipfix_moved_hops = -1;
int hf_sipfix_moved_final = -1;
int hf_sipfix_extension_required = -1;
int hf_sipfix_extension_offered = -1;
int hf_sipfix_extension_missing = -1;
int hf_sipfix_extension_name = -1;
int hf_sipfix_extension_rfc = -1;

int ett_sipfix = -1;
int ett_sipfix_target = -1;
int ett_sipfix_tag = -1;
int ett_sipfix_offered = -1;
int ett_sipfix_fixes = -1;
int ett_sipfix_fix = -1;
int ett_sipfix_after = -1;
int ett_sipfix_followup = -1;
int ett_sipfix_paragraph = -1;
int ett_sipfix_details = -1;

static expert_field *experts; /* one a check, in the order of sf_checks() */
static expert_field
    *lesser_experts; /* likewise, of severity SF_NOTE; 0 where its own is none above */

#define TEXT(id, title, filter)                                                                    \
    {                                                                                              \
        id,                                                                                        \
        {                                                                                          \
            title, filter, FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL                              \
        }                                                                                          \
    }
#define NUMBER(id, title, filter, type)                                                            \
    {                                                                                              \
        id,                                                                                        \
        {                                                                                          \
            title, filter, type, BASE_DEC, NULL, 0, NULL, HFILL                                    \
        }                                                                                          \
    }
#define FRAME(id, title, filter, kind)                                                             \
    {                                                                                              \
        id,                                                                                        \
        {                                                                                          \
            title, filter, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(kind), 0, NULL, HFILL             \
        }                                                                                          \
    }

static hf_register_info fields[] = {
    NUMBER(&hf_sipfix_status, "Status explained", "sipfix.status", FT_UINT16),
    TEXT(&hf_sipfix_method, "Method answered", "sipfix.method"),
    FRAME(&hf_sipfix_request_in, "Request answered", "sipfix.request_in", FT_FRAMENUM_REQUEST),
    FRAME(&hf_sipfix_answered_in, "Answered in", "sipfix.answered_in", FT_FRAMENUM_RESPONSE),
    FRAME(&hf_sipfix_retransmission_of, "First copy of the answer", "sipfix.retransmission_of",
          FT_FRAMENUM_RETRANS_PREV),
    FRAME(&hf_sipfix_followup_in, "Followed up", "sipfix.followup_in", FT_FRAMENUM_NONE),
    NUMBER(&hf_sipfix_followup_status, "Follow-up got", "sipfix.followup_status", FT_UINT16),
    {&hf_sipfix_followup_delay,
     {"Follow-up after", "sipfix.followup_delay", FT_RELATIVE_TIME, BASE_NONE, NULL, 0, NULL,
      HFILL}},
    FRAME(&hf_sipfix_followup_to, "Follows up the answer", "sipfix.followup_to", FT_FRAMENUM_NONE),
    FRAME(&hf_sipfix_belongs_to, "Belongs to the answer", "sipfix.belongs_to", FT_FRAMENUM_NONE),
    TEXT(&hf_sipfix_outcome, "Outcome of the call", "sipfix.outcome"),
    {&hf_sipfix_detour,
     {"Waited in vain", "sipfix.detour", FT_RELATIVE_TIME, BASE_NONE, NULL, 0, NULL, HFILL}},
    TEXT(&hf_sipfix_case, "Problem", "sipfix.case"),
    NUMBER(&hf_sipfix_story, "Story (all that belongs to one call), number", "sipfix.story",
           FT_UINT32),
    TEXT(&hf_sipfix_summary, "What happened", "sipfix.summary"),
    TEXT(&hf_sipfix_why, "Why it happened", "sipfix.why"),
    TEXT(&hf_sipfix_fix, "Fix", "sipfix.fix"),
    TEXT(&hf_sipfix_fix_price, "Price", "sipfix.fix.price"),
    TEXT(&hf_sipfix_fix_source, "Source", "sipfix.fix.source"),
    TEXT(&hf_sipfix_reference, "RFC section", "sipfix.reference"),
    TEXT(&hf_sipfix_check, "What was found", "sipfix.check"),
    TEXT(&hf_sipfix_moved_from, "Old address", "sipfix.moved.from"),
    TEXT(&hf_sipfix_moved_target, "New address", "sipfix.moved.target"),
    TEXT(&hf_sipfix_moved_target_scheme, "New scheme", "sipfix.moved.target.scheme"),
    TEXT(&hf_sipfix_moved_target_user, "New user", "sipfix.moved.target.user"),
    TEXT(&hf_sipfix_moved_target_host, "New host", "sipfix.moved.target.host"),
    NUMBER(&hf_sipfix_moved_target_port, "New port", "sipfix.moved.target.port", FT_UINT16),
    TEXT(&hf_sipfix_moved_target_transport, "New transport", "sipfix.moved.target.transport"),
    {&hf_sipfix_moved_q,
     {"Preference (q)", "sipfix.moved.q", FT_DOUBLE, BASE_NONE, NULL, 0, NULL, HFILL}},
    NUMBER(&hf_sipfix_moved_expires, "Good for (s)", "sipfix.moved.expires", FT_UINT32),
    NUMBER(&hf_sipfix_moved_rank, "Rank of the new address", "sipfix.moved.rank", FT_UINT32),
    NUMBER(&hf_sipfix_moved_hops, "Redirects in a row", "sipfix.moved.hops", FT_UINT32),
    TEXT(&hf_sipfix_moved_final, "The last leads to", "sipfix.moved.final"),
    TEXT(&hf_sipfix_extension_required, "Extension required", "sipfix.extension.required"),
    TEXT(&hf_sipfix_extension_offered, "Extension offered", "sipfix.extension.offered"),
    TEXT(&hf_sipfix_extension_missing, "Extension missing", "sipfix.extension.missing"),
    TEXT(&hf_sipfix_extension_name, "Extension", "sipfix.extension.name"),
    NUMBER(&hf_sipfix_extension_rfc, "Defined in RFC", "sipfix.extension.rfc", FT_UINT16),
};

static int *subtrees[] = {
    &ett_sipfix,           &ett_sipfix_target,  &ett_sipfix_tag,   &ett_sipfix_offered,
    &ett_sipfix_fixes,     &ett_sipfix_fix,     &ett_sipfix_after, &ett_sipfix_followup,
    &ett_sipfix_paragraph, &ett_sipfix_details,
};

/* ---- expert infos ---- */

static int expert_severity(SfSeverity severity)
{
    switch (severity) {
    case SF_CHAT:
        return PI_CHAT;
    case SF_NOTE:
        return PI_NOTE;
    case SF_WARN:
        return PI_WARN;
    case SF_ERROR:
        return PI_ERROR;
    }
    return PI_NOTE;
}

static int expert_group(const char *check)
{
    const char *group = sf_shelf_words(SF_SHELF_CHECKS, check, "group");
    if (g_strcmp0(group, "protocol") == 0)
        return PI_PROTOCOL;
    if (g_strcmp0(group, "sequence") == 0)
        return PI_SEQUENCE;
    return PI_RESPONSE_CODE;
}

static ei_register_info expert_of(const SfCheck *check, SfSeverity severity, expert_field *id)
{
    const char *title = sf_shelf_words(SF_SHELF_CHECKS, check->id, "title");
    *id = (expert_field)EI_INIT;
    ei_register_info info = {id,
                             {wmem_strdup_printf(wmem_epan_scope(), "sipfix.check.%s", check->id),
                              expert_group(check->id), expert_severity(severity),
                              title ? title : check->id, EXPFILL}};
    return info;
}

/* Wireshark fixes the severity of an expert info when it is registered. So a check that may weigh
 * less has a second one, of the same name: one filter finds both. The check's own is the last,
 * which Wireshark's table of severities goes by. */
static void register_experts(void)
{
    guint n;
    const SfCheck *checks = sf_checks(&n);
    experts = wmem_alloc_array(wmem_epan_scope(), expert_field, n);
    lesser_experts = wmem_alloc_array(wmem_epan_scope(), expert_field, n);
    ei_register_info *infos = wmem_alloc_array(wmem_epan_scope(), ei_register_info, (gsize)n * 2);
    guint registered = 0;
    for (guint i = 0; i < n; i++)
        if (checks[i].severity > SF_NOTE)
            infos[registered++] = expert_of(&checks[i], SF_NOTE, &lesser_experts[i]);
    for (guint i = 0; i < n; i++)
        infos[registered++] = expert_of(&checks[i], checks[i].severity, &experts[i]);
    expert_register_field_array(expert_register_protocol(proto_sipfix), infos, (int)registered);
}

expert_field *sf_fields_expert(const SfCheck *check, SfSeverity severity)
{
    guint n;
    const gsize place = (gsize)(check - sf_checks(&n));
    return severity < check->severity ? &lesser_experts[place] : &experts[place];
}

/* ---- all ---- */

void sf_fields_register(void)
{
    proto_sipfix = proto_register_protocol("SIP Fix", "SIP Fix", "sipfix");
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        fields[i].hfinfo.blurb =
            sf_shelf_words(SF_SHELF_FIELDS, fields[i].hfinfo.abbrev, "meaning");
    proto_register_field_array(proto_sipfix, fields, G_N_ELEMENTS(fields));
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
    register_experts();
}

void sf_fields_open_advice(void)
{
    static gboolean is_open;
    if (!is_open)
        tree_expanded_set(ett_sipfix_fixes, TRUE);
    is_open = TRUE;
}
