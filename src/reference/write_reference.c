// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the reference pages (docs/reference) from the knowledge: reference SCHEMAS FOLDER.
 */
#include <glib/gstdio.h>

#include "reference/page_parts.h"

static const struct {
    const char *file;
    const char *title;
    void (*page)(GString *page);
} pages[] = {
    {"README.md", NULL, sf_page_index},
    {"checks.md", "The checks", sf_page_checks},
    {"option-tags.md", "The option tags", sf_page_option_tags},
    {"status-codes.md", "The status codes", sf_page_status_codes},
    {"fields.md", "The fields", sf_page_fields},
    {"warnings.md", "The warn-codes", sf_page_warnings},
    {"logs.md", "The logs", sf_page_logs},
    {"causes.md", "The causes of the telephone network", sf_page_causes},
    {"recipes.md", "The settings of products", sf_page_recipes},
};

static const char events_file[] = "events.md";

void sf_page_index(GString *page)
{
    sf_md_title(
        page, "Reference",
        "What sipfix knows, word by word. The same words stand in Wireshark's tree, in the reports "
        "and behind `sipfix explain`.");
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
        if (pages[i].title)
            g_string_append_printf(page, "- [%s](%s)\n", pages[i].title, pages[i].file);
    g_string_append_printf(page, "- [The events](%s)\n", events_file);
}

/* Takes @page over. */
static gboolean write_page(const char *folder, const char *file, GString *page, GError **error)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    while (g_str_has_suffix(page->str, "\n\n")) /* one line end closes a file */
        g_string_truncate(page, page->len - 1);
    const gboolean written = g_file_set_contents(path, page->str, (gssize)page->len, error);
    g_string_free(page, TRUE);
    return written;
}

static gboolean write_events(const char *schemas, const char *folder, GError **error)
{
    GString *page = g_string_new(NULL);
    if (!sf_page_events(page, schemas, error)) {
        g_string_free(page, TRUE);
        return FALSE;
    }
    return write_page(folder, events_file, page, error);
}

static gboolean write_pages(const char *schemas, const char *folder, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        GString *page = g_string_new(NULL);
        pages[i].page(page);
        if (!write_page(folder, pages[i].file, page, error))
            return FALSE;
    }
    return write_events(schemas, folder, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 3) {
        g_printerr("Usage: reference SCHEMAS FOLDER\n");
        return 2;
    }
    if (g_mkdir_with_parents(argv[2], 0777) != 0) {
        g_printerr("reference: %s: %s\n", argv[2], g_strerror(errno));
        return 1;
    }
    if (!write_pages(argv[1], argv[2], &error)) {
        g_printerr("reference: %s\n", error->message);
        return 1;
    }
    return 0;
}
