/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/story_filter.h"

#include "plugin/compat.h"

#include <epan/conversation_filter.h>

#include "core/ledger/story/story.h"

static SfLedger *(*current_ledger)(void);

/* 0: the packet belongs to none. */
static guint story_of(guint32 frame)
{
    SfLedger *ledger = current_ledger();
    const GArray *marks = ledger ? sf_ledger_marks(ledger, frame) : NULL;
    const SfStory *story = marks ? sf_marks_story((const SfMark *)marks->data, marks->len) : NULL;
    return story ? story->number : 0;
}

static SfFilterValid belongs_to_a_story(packet_info *pinfo SIPFIX_FILTER_DATA)
{
    return story_of(pinfo->num) > 0;
}

static char *filter_of_story(packet_info *pinfo SIPFIX_FILTER_DATA)
{
    return g_strdup_printf("sipfix.story == %u", story_of(pinfo->num));
}

void sf_story_filter_register(SfLedger *(*current)(void))
{
    current_ledger = current;
    register_conversation_filter("sipfix", "SIP Fix: the whole story", belongs_to_a_story,
                                 filter_of_story SIPFIX_FILTER_NO_DATA);
}
