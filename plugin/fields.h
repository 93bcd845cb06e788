/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people filter on: the fields sipfix.*, and one expert info a check. What each field means
 * stands in the knowledge (fields.ini), the checks in checks.ini.
 */
#ifndef SIPFIX_FIELDS_H
#define SIPFIX_FIELDS_H

#include "plugin/compat.h"

#include <epan/expert.h>

#include "core/checks/check.h"

extern int proto_sipfix;

extern int hf_sipfix_status;
extern int hf_sipfix_method;
extern int hf_sipfix_request_in;
extern int hf_sipfix_answered_in;
extern int hf_sipfix_retransmission_of;
extern int hf_sipfix_followup_in;
extern int hf_sipfix_followup_status;
extern int hf_sipfix_followup_delay;
extern int hf_sipfix_followup_to;
extern int hf_sipfix_belongs_to;
extern int hf_sipfix_outcome;
extern int hf_sipfix_detour;
extern int hf_sipfix_case;
extern int hf_sipfix_story;
extern int hf_sipfix_summary;
extern int hf_sipfix_why;
extern int hf_sipfix_fix;
extern int hf_sipfix_fix_price;
extern int hf_sipfix_fix_source;
extern int hf_sipfix_reference;
extern int hf_sipfix_check;
extern int hf_sipfix_moved_from;
extern int hf_sipfix_moved_target;
extern int hf_sipfix_moved_target_scheme;
extern int hf_sipfix_moved_target_user;
extern int hf_sipfix_moved_target_host;
extern int hf_sipfix_moved_target_port;
extern int hf_sipfix_moved_target_transport;
extern int hf_sipfix_moved_q;
extern int hf_sipfix_moved_expires;
extern int hf_sipfix_moved_rank;
extern int hf_sipfix_moved_hops;
extern int hf_sipfix_moved_final;
extern int hf_sipfix_extension_required;
extern int hf_sipfix_extension_offered;
extern int hf_sipfix_extension_missing;
extern int hf_sipfix_extension_name;
extern int hf_sipfix_extension_rfc;

extern int ett_sipfix;
extern int ett_sipfix_target;
extern int ett_sipfix_tag;
extern int ett_sipfix_offered;
extern int ett_sipfix_fixes;
extern int ett_sipfix_fix;
extern int ett_sipfix_after;
extern int ett_sipfix_followup;
extern int ett_sipfix_paragraph;
extern int ett_sipfix_details;

/** Registers the protocol, its fields, subtrees and expert infos. */
void sf_fields_register(void);

/** The expert info of a check, of its own severity or of SF_NOTE, where that is less. */
expert_field *sf_fields_expert(const SfCheck *check, SfSeverity severity);

/** Unfolds the fixes in the tree, the first time that it is called, so that nobody has to click for
 * the advice. Who folds them later is obeyed. Once Wireshark knows all its trees: when a capture is
 * opened, not before. */
void sf_fields_open_advice(void);

#endif
