/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/menu.h"

#include "plugin/compat.h"

#include <epan/plugin_if.h>

#include "plugin/fields.h"

/* The buttons of the profile (share/profile/dfilter_buttons), for those who keep their own. */
static struct {
    const char *label;
    const char *tooltip;
    char filter[80];
} filters[] = {
    {"Show All Answers and Their Calls", "Each 301 and 421, and the calls around them", "sipfix"},
    {"Show Lost", "Calls that got nowhere",
     "sipfix.outcome == \"lost\" || sipfix.outcome == \"refused\""},
    {"Show Slower", "Calls that got through by a detour",
     "sipfix.outcome == \"rescued\" || sipfix.detour >= 0.01"},
    {"Show Not Followed", "301s and 421s that nothing was seen to follow",
     "sipfix.status && !sipfix.followup_in && !sipfix.retransmission_of"},
    {"Show Errors", "Findings of severity error", "sipfix && _ws.expert.severity == 0x800000"},
};

static void apply(ext_menubar_gui_type gui_type _U_, gpointer window _U_, gpointer filter)
{
    plugin_if_apply_filter(filter, TRUE);
}

/* The guide on this computer, where it was installed with the plugin. */
static void add_guide(ext_menu_t *menu)
{
    if (!g_file_test(SIPFIX_GUIDE, G_FILE_TEST_IS_REGULAR))
        return;
    char *uri = g_filename_to_uri(SIPFIX_GUIDE, NULL, NULL);
    if (uri)
        ext_menubar_add_website(menu, "Guide",
                                "How to use SIP Fix, in this window and at the prompt",
                                wmem_strdup(wmem_epan_scope(), uri));
    g_free(uri);
}

void sf_menu_register(void)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto_sipfix, "SIP Fix", TRUE);
    ext_menubar_set_parentmenu(menu, "Telephony");
    for (guint i = 0; i < G_N_ELEMENTS(filters); i++)
        ext_menubar_add_entry(menu, filters[i].label, filters[i].tooltip, apply, filters[i].filter);
    ext_menubar_add_separator(menu);
    ext_menubar_add_website(menu, "RFC 3261: 301 Moved Permanently", "Where it is defined",
                            "https://www.rfc-editor.org/rfc/rfc3261#section-21.3.2");
    ext_menubar_add_website(menu, "RFC 3261: 421 Extension Required", "Where it is defined",
                            "https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16");
    add_guide(menu);
}
