// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_head.h"

#include <gio/gio.h>

#include "analyzer/report/html/html.h"
#include "analyzer_data.h"

#define STYLE  "/sipfix/analyzer/report.css"
#define SCRIPT "/sipfix/analyzer/report.js"

static GBytes *resource(const char *path)
{
    g_autoptr(GError) error = NULL;
    sf_analyzer_data_register_resource();
    GBytes *bytes = g_resource_lookup_data(sf_analyzer_data_get_resource(), path,
                                           G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (!bytes)
        g_error("sipfix: %s", error->message);
    return bytes;
}

static void add_resource(GString *html, const char *path)
{
    g_autoptr(GBytes) bytes = resource(path);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_string_append_len(html, data, (gssize)length);
}

/* What a Content-Security-Policy calls an inline style or script by: the hash of every byte between
 * its tags. */
static char *source_of(const char *path)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GBytes) bytes = resource(path);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    g_checksum_get_digest(checksum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    return g_strdup_printf("sha256-%s", base64);
}

void sf_html_head(GString *html, const char *title)
{
    g_autofree char *style = source_of(STYLE);
    g_autofree char *script = source_of(SCRIPT);
    sf_html_add(html,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'; "
                "require-trusted-types-for 'script'; trusted-types 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<title>%s</title>\n<style>",
                style, script, title);
    add_resource(html, STYLE);
    g_string_append(html, "</style>\n</head>\n<body>\n");
}

void sf_html_tail(GString *html)
{
    g_string_append(html, "<script>");
    add_resource(html, SCRIPT);
    g_string_append(html, "</script>\n</body>\n</html>\n");
}
