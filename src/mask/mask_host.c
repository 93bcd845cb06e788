// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses and names of hosts. */
#include <arpa/inet.h>
#include <string.h>

#include "core/grammar/domain.h"
#include "core/grammar/grammar.h"
#include "mask/mask_private.h"

/* ---- Addresses ---- */

/* Each range of special meaning keeps its own; what replaces begins at @first. */
static const struct {
    gsize length;
    guint bits;
    guint8 prefix[16];
    guint8 first[16];
} ranges[] = {
    {4, 8, {127}, {127, 77, 0, 0}},
    {4, 16, {169, 254}, {169, 254, 77, 0}},
    {4, 8, {10}, {10, 177, 0, 0}},
    {4, 12, {172, 16}, {172, 29, 0, 0}},
    {4, 16, {192, 168}, {192, 168, 177, 0}},
    {4, 10, {100, 64}, {100, 99, 0, 0}},
    {4, 4, {224}, {239, 77, 0, 0}},
    {16, 10, {0xfe, 0x80}, {0xfe, 0x80, [13] = 0x77}},
    {16, 7, {0xfc}, {0xfd, 0x77}},
    {16, 8, {0xff}, {0xff, 0x0e, [13] = 0x77}},
    {16, 0, {0}, {0x20, 0x01, 0x0d, 0xb8, 0x00, 0x77}},
};

/* Documentation addresses (RFC 5737), the highest first, then those for benchmarks (RFC 2544). */
static void public_address(guint8 *address, guint number)
{
    static const guint8 nets[][3] = {{203, 0, 113}, {198, 51, 100}, {192, 0, 2}};
    const guint net = (number - 1) / 254;
    if (net < G_N_ELEMENTS(nets)) {
        memcpy(address, nets[net], 3);
        address[3] = (guint8)(254 - (number - 1) % 254);
        return;
    }
    address[0] = 198;
    address[1] = (guint8)(18 + (number >> 16) % 2);
    address[2] = (guint8)(number >> 8);
    address[3] = (guint8)number;
}

static void add_number(guint8 *address, gsize length, guint number)
{
    for (gsize i = length; i > 0 && number > 0; i--, number >>= 8)
        address[i - 1] = (guint8)(address[i - 1] + (number & 0xff));
}

static void new_address(SfMask *mask, guint8 *address, gsize length)
{
    for (guint i = 0; i < G_N_ELEMENTS(ranges); i++) {
        if (ranges[i].length != length ||
            !sf_address_is_in(address, ranges[i].prefix, ranges[i].bits))
            continue;
        g_autofree char *stem = g_strdup_printf("address-%u", i);
        memcpy(address, ranges[i].first, length);
        add_number(address, length, sf_mask_next(mask, stem));
        return;
    }
    public_address(address, sf_mask_next(mask, "address"));
}

/* No address at all, everybody, and ::1, which has no sister. */
static gboolean stays(const guint8 *address, gsize length)
{
    static const guint8 everybody[4] = {255, 255, 255, 255};
    static const guint8 loopback[16] = {[15] = 1};
    static const guint8 nothing[16];
    return memcmp(address, nothing, length) == 0 ||
           (length == 4 && memcmp(address, everybody, 4) == 0) ||
           (length == 16 && memcmp(address, loopback, 16) == 0);
}

void sf_mask_address(SfMask *mask, guint8 *address, gsize length)
{
    static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (length == 16 && memcmp(address, mapped, sizeof mapped) == 0) {
        sf_mask_address(mask, address + sizeof mapped, 4);
        return;
    }
    if (stays(address, length))
        return;
    char text[INET6_ADDRSTRLEN];
    const int family = length == 4 ? AF_INET : AF_INET6;
    const char *known = sf_mask_known(mask, "ip", (const char *)address, length);
    if (!known) {
        guint8 fresh[16];
        memcpy(fresh, address, length);
        new_address(mask, fresh, length);
        inet_ntop(family, fresh, text, sizeof text);
        known = sf_mask_learn(mask, "ip", (const char *)address, length, g_strdup(text));
    }
    inet_pton(family, known, address);
}

/* ---- Names ---- */

/* Labels that all new top-level domains keep free at the second level, so that "example" below them
 * is nobody's, and yet has an owner by the list of public suffixes, as the original had. */
static const char *const suffixes[] = {
    "academy",  "agency",  "apartments", "associates", "bargains", "bike",      "boutique",
    "builders", "cab",     "camera",     "camp",       "cards",    "care",      "cheap",
    "clothing", "codes",   "coffee",     "cool",       "diamonds", "domains",   "dental",
    "finance",  "fish",    "florist",    "gallery",    "glass",    "graphics",  "guitars",
    "holiday",  "kitchen", "land",       "lighting",   "limo",     "marketing", "plumbing",
    "recipes",  "repair",  "shoes",      "solar",      "tools"};

/* Top-level domains by which no one can be known (RFC 6761, 6762, and by custom). */
static gboolean is_nobodys(const char *label)
{
    static const char *const names[] = {"local", "localhost", "invalid", "test",  "example", "lan",
                                        "home",  "internal",  "corp",    "onion", "arpa",    NULL};
    return g_strv_contains(names, label);
}

static void append_label(SfMask *mask, const char *label, gboolean last, GString *out)
{
    g_autoptr(GString) masked = g_string_new(NULL);
    const gsize length = strlen(label);
    if (length > 0 && label[0] == '-')
        g_string_append_c(out, '-');
    sf_mask_token(mask, "h", (SfText){label, length}, masked);
    if (strchr(label, '_')) /* not allowed, and worth a finding */
        g_string_insert_c(masked, 1, '_');
    if (last && g_ascii_isdigit(label[0]))
        g_string_prepend_c(masked, '9');
    g_string_append(out, masked->str);
    if (length > 1 && label[length - 1] == '-')
        g_string_append_c(out, '-');
}

static void append_domain(SfMask *mask, const char *domain, GString *out)
{
    const char *known = sf_mask_known(mask, "domain", domain, strlen(domain));
    if (!known) {
        const guint number = sf_mask_next(mask, "domain");
        char *fresh = number <= G_N_ELEMENTS(suffixes)
                          ? g_strdup_printf("example.%s", suffixes[number - 1])
                          : g_strdup_printf("example%u.invalid", number);
        known = sf_mask_learn(mask, "domain", domain, strlen(domain), fresh);
    }
    g_string_append(out, known);
}

static void append_labels(SfMask *mask, const char *name, gboolean whole, GString *out)
{
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    for (gsize i = 0; labels[i]; i++) {
        const gboolean last = whole && !labels[i + 1];
        if (i > 0)
            g_string_append_c(out, '.');
        if (last && (i > 0 || g_str_equal(name, "localhost")) && is_nobodys(labels[i]))
            g_string_append(out, labels[i]);
        else if (*labels[i])
            append_label(mask, labels[i], last, out);
    }
}

static void append_name(SfMask *mask, const char *name, GString *out)
{
    g_autofree char *domain = sf_registrable_domain(sf_text(name));
    if (!domain) {
        append_labels(mask, name, TRUE, out);
        return;
    }
    const gsize before = strlen(name) - strlen(domain);
    if (before > 1) {
        g_autofree char *front = g_strndup(name, before - 1);
        append_labels(mask, front, FALSE, out);
        g_string_append_c(out, '.');
    }
    append_domain(mask, domain, out);
}

void sf_mask_host(SfMask *mask, SfText host, GString *out)
{
    guint8 address[16];
    char text[INET6_ADDRSTRLEN];
    const gsize length = sf_host_address(host, address);
    if (length > 0) {
        sf_mask_address(mask, address, length);
        inet_ntop(length == 4 ? AF_INET : AF_INET6, address, text, sizeof text);
        g_string_append(out, text);
        return;
    }
    g_autofree char *written = sf_text_dup(host);
    g_autofree char *name = g_ascii_strdown(written, -1);
    const gboolean dot = g_str_has_suffix(name, ".");
    if (dot)
        name[strlen(name) - 1] = '\0';
    append_name(mask, name, out);
    if (dot)
        g_string_append_c(out, '.');
}
