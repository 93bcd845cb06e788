// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A header value, word by word. It need not be well-formed: what is wrong with it is often the very
 * thing to be shown, so that the structure must stay and nothing else. A word stays only where it
 * is one of SIP's own (mask_words.c); all else is replaced.
 */
#include <string.h>

#include "core/grammar/grammar.h"
#include "mask/mask_private.h"

typedef struct {
    SfMask *mask;
    SfText value;
    gsize at;
    const char *stem; /* for words whose place tells nothing */
    SfText name;      /* of the parameter whose value comes now; absent: none does */
    GString *out;
} Reading;

static char look(const Reading *reading, gsize at)
{
    if (at >= reading->value.length)
        return '\0';
    return reading->value.at[at];
}

/* What a word is made of: all but white space and what separates the parts of addresses. Bytes that
 * have no business there count as letters, so that they go too. */
static gboolean is_word_char(char c)
{
    return !strchr(" \t\r\n<>\"@;,:=?&/()[]{}%", c) && c != '\0';
}

static SfText word_at(const Reading *reading, gsize at)
{
    gsize end = at;
    while (end < reading->value.length &&
           (is_word_char(reading->value.at[end]) || reading->value.at[end] == '\0'))
        end++;
    return sf_text_slice(reading->value, at, end - at);
}

/* ---- users ---- */

/* A character may stand escaped, and is the same then (RFC 3261 §19.1.4). */
static GString *unescape(SfText text)
{
    GString *plain = g_string_new(NULL);
    for (gsize i = 0; i < text.length; i++) {
        if (text.at[i] == '%' && i + 2 < text.length && g_ascii_isxdigit(text.at[i + 1]) &&
            g_ascii_isxdigit(text.at[i + 2])) {
            g_string_append_c(plain, (char)(g_ascii_xdigit_value(text.at[i + 1]) * 16 +
                                            g_ascii_xdigit_value(text.at[i + 2])));
            i += 2;
        } else {
            g_string_append_c(plain, text.at[i]);
        }
    }
    return plain;
}

static gboolean is_nobody(const char *user)
{
    static const char *const names[] = {"anonymous", "unknown", "unavailable", "restricted", NULL};
    return g_strv_contains(names, user);
}

static void mask_name(SfMask *mask, SfText name, GString *out)
{
    if (name.length == 0)
        return;
    g_autoptr(GString) plain = unescape(name);
    if (sf_is_number(name))
        sf_mask_number(mask, name, out);
    else if (is_nobody(plain->str))
        g_string_append(out, plain->str);
    else
        sf_mask_token(mask, "user", (SfText){plain->str, plain->len}, out);
    sf_mask_flaw(name, out);
}

static void mask_user(SfMask *mask, SfText user, GString *out)
{
    const gssize colon = sf_text_find(user, ':');
    const SfText name = colon < 0 ? user : sf_text_slice(user, 0, (gsize)colon);
    const gssize semicolon = sf_text_find(name, ';');
    mask_name(mask, semicolon < 0 ? name : sf_text_slice(name, 0, (gsize)semicolon), out);
    if (semicolon >= 0)
        sf_mask_value(mask, sf_text_slice(name, (gsize)semicolon, G_MAXSIZE), "word", out);
    if (colon < 0)
        return;
    g_string_append_c(out, ':');
    sf_mask_token(mask, "secret", sf_text_slice(user, (gsize)colon + 1, G_MAXSIZE), out);
}

/* ---- sip:user@host ---- */

/* Where the @ of the URI that begins at @at is, or -1. */
static gssize find_at_sign(const Reading *reading, gsize at)
{
    for (gsize i = at; i < reading->value.length; i++) {
        const char c = reading->value.at[i];
        if (c == '@')
            return (gssize)i;
        if ((i == at && c == '[') || (strchr("<>\" \t\r\n,", c) && c != '\0'))
            return -1;
    }
    return -1;
}

static void read_host(Reading *reading)
{
    SfText host = word_at(reading, reading->at);
    if (host.length > 0)
        sf_mask_host(reading->mask, host, reading->out);
    sf_mask_flaw(host, reading->out);
    reading->at += host.length;
}

/* Behind "sip:": a user, if there is an @, then a host. */
static void read_sip_uri(Reading *reading)
{
    const gssize sign = find_at_sign(reading, reading->at);
    if (sign >= 0) {
        const SfText user = sf_text_slice(reading->value, reading->at, (gsize)sign - reading->at);
        mask_user(reading->mask, user, reading->out);
        g_string_append_c(reading->out, '@');
        reading->at = (gsize)sign + 1;
    }
    read_host(reading);
}

static void read_number(Reading *reading)
{
    gsize end = reading->at;
    while (end < reading->value.length &&
           (is_word_char(reading->value.at[end]) || strchr("()", reading->value.at[end]) != NULL) &&
           reading->value.at[end] != '\0')
        end++;
    const SfText number = sf_text_slice(reading->value, reading->at, end - reading->at);
    if (number.length > 0)
        mask_user(reading->mask, number, reading->out);
    reading->at = end;
}

/* ---- IPv6 ---- */

/* An address holds the same characters as words and ports do; it is tried first. */
static gsize ipv6_length(const Reading *reading)
{
    guint8 address[16];
    gsize end = reading->at;
    while (end < reading->value.length &&
           (g_ascii_isxdigit(reading->value.at[end]) ||
            strchr(":.", reading->value.at[end]) != NULL) &&
           reading->value.at[end] != '\0')
        end++;
    const SfText text = sf_text_slice(reading->value, reading->at, end - reading->at);
    return text.length > 2 && sf_host_address(text, address) == 16 ? text.length : 0;
}

/* ---- Quotes ---- */

/* Length of the quoted string at the place, or 0 where it is never closed. */
static gsize quoted_length(const Reading *reading)
{
    for (gsize i = reading->at + 1; i < reading->value.length; i++) {
        if (reading->value.at[i] == '\\')
            i++;
        else if (reading->value.at[i] == '"')
            return i + 1 - reading->at;
    }
    return 0;
}

static void read_quoted(Reading *reading, gsize length)
{
    const SfText inside = sf_text_slice(reading->value, reading->at + 1, length - 2);
    g_string_append_c(reading->out, '"');
    if (sf_mask_knows_word(inside))
        g_string_append_len(reading->out, inside.at, (gssize)inside.length);
    else
        sf_mask_token(reading->mask, "Name", inside, reading->out);
    g_string_append_c(reading->out, '"');
    reading->at += length;
    reading->name = SF_TEXT_NONE;
}

/* ---- Words ---- */

static gboolean is_named(SfText name, const char *const *names)
{
    for (; *names; names++)
        if (sf_text_equal_nocase(name, sf_text(*names)))
            return TRUE;
    return FALSE;
}

/* RFC 3261 §8.1.1.7: the cookie tells how the branch was made. */
static void mask_branch(SfMask *mask, SfText branch, GString *out)
{
    static const char cookie[] = "z9hG4bK";
    const gsize length = strlen(cookie);
    const gboolean has = sf_text_equal_nocase(sf_text_slice(branch, 0, length), sf_text(cookie));
    if (has)
        g_string_append_len(out, branch.at, (gssize)length);
    if (has && branch.length == length)
        return;
    sf_mask_token(mask, "b", branch, out);
}

static gboolean is_digits(SfText word)
{
    for (gsize i = 0; i < word.length; i++)
        if (!g_ascii_isdigit(word.at[i]) && word.at[i] != '.')
            return FALSE;
    return word.length > 0;
}

/* Short ones are versions, q-values, ports, seconds, codes. */
static gboolean is_small_number(SfText word)
{
    return is_digits(word) && word.length <= 5;
}

/* The whole value of a parameter that names a call, a dialog or a hop, up to what ends it. */
static SfText opaque_value(const Reading *reading)
{
    gsize end = reading->at;
    while (end < reading->value.length &&
           (!strchr(" \t\r\n<>\";,?&", reading->value.at[end]) || reading->value.at[end] == '\0'))
        end++;
    return sf_text_slice(reading->value, reading->at, end - reading->at);
}

/* TRUE where the parameter's name says what its value is. */
static gboolean read_named_value(Reading *reading)
{
    static const char *const tags[] = {"tag", "from-tag", "to-tag", NULL};
    static const char *const branches[] = {"branch", NULL};
    static const char *const hosts[] = {"received", "maddr", "phone-context", NULL};
    static const char *const counts[] = {"expires", "rport", "index", "counter", "refresh",
                                         "cause",   "ttl",   "q",     "reg-id",  "port-c",
                                         "port-s",  "keep",  NULL};
    const SfText value = opaque_value(reading);
    if (is_named(reading->name, tags))
        sf_mask_tag(reading->mask, value, reading->out);
    else if (is_named(reading->name, branches))
        mask_branch(reading->mask, value, reading->out);
    else if (is_named(reading->name, hosts) && look(reading, reading->at) != '[' &&
             !sf_is_number(value))
        sf_mask_host(reading->mask, value, reading->out);
    else if (is_named(reading->name, counts) && is_digits(value))
        g_string_append_len(reading->out, value.at, (gssize)value.length);
    else
        return FALSE;
    reading->at += value.length;
    reading->name = SF_TEXT_NONE;
    return TRUE;
}

static gboolean is_scheme(const Reading *reading, SfText word, const char *scheme)
{
    return look(reading, reading->at + word.length) == ':' &&
           sf_text_equal_nocase(word, sf_text(scheme));
}

static gboolean looks_like_host(const Reading *reading, SfText word)
{
    guint8 address[16];
    if (reading->at > 0 && look(reading, reading->at - 1) == '@')
        return TRUE;
    return sf_host_address(word, address) > 0 ||
           (sf_text_find(word, '.') > 0 && !is_digits(word) && !sf_is_number(word));
}

static void replace_word(Reading *reading, SfText word)
{
    SfMask *mask = reading->mask;
    const char next = look(reading, reading->at + word.length);
    if (next == '@') {
        mask_user(mask, word, reading->out);
        return;
    }
    if (looks_like_host(reading, word) || g_str_equal(reading->stem, "host"))
        sf_mask_host(mask, word, reading->out);
    else if (sf_is_number(word))
        sf_mask_number(mask, word, reading->out);
    else
        sf_mask_token(mask, reading->stem, word, reading->out);
    sf_mask_flaw(word, reading->out);
}

static void read_word(Reading *reading, SfText word)
{
    const gboolean sip = is_scheme(reading, word, "sip") || is_scheme(reading, word, "sips");
    const gboolean tel = is_scheme(reading, word, "tel");
    if (sip || tel || sf_mask_knows_word(word) || is_small_number(word) ||
        sf_text_equal(word, sf_text("*")))
        g_string_append_len(reading->out, word.at, (gssize)word.length);
    else
        replace_word(reading, word);
    reading->at += word.length;
    reading->name = look(reading, reading->at) == '=' ? word : SF_TEXT_NONE;
    if (!sip && !tel)
        return;
    g_string_append_c(reading->out, ':');
    reading->at++;
    if (sip)
        read_sip_uri(reading);
    else
        read_number(reading);
}

/* ---- One after the other ---- */

static gboolean is_escaped_letter(const Reading *reading)
{
    const int byte = g_ascii_xdigit_value(look(reading, reading->at + 1)) * 16 +
                     g_ascii_xdigit_value(look(reading, reading->at + 2));
    return byte >= 0x80 || g_ascii_isalnum((char)byte);
}

static void read_separator(Reading *reading)
{
    const char c = look(reading, reading->at);
    const gboolean escape = c == '%' && g_ascii_isxdigit(look(reading, reading->at + 1)) &&
                            g_ascii_isxdigit(look(reading, reading->at + 2));
    const gsize length = escape ? 3 : 1;
    /* An escaped character may be a letter of somebody's name. */
    if (escape && is_escaped_letter(reading))
        g_string_append(reading->out, "%20");
    else if (escape)
        g_string_append_len(reading->out, reading->value.at + reading->at, 3);
    else
        g_string_append_c(reading->out, c);
    if (c != '=')
        reading->name = SF_TEXT_NONE;
    reading->at += length;
}

static void read_next(Reading *reading)
{
    const char c = look(reading, reading->at);
    const gsize quoted = c == '"' ? quoted_length(reading) : 0;
    const gsize ipv6 = ipv6_length(reading);
    const SfText word = word_at(reading, reading->at);
    if (quoted > 0) {
        read_quoted(reading, quoted);
    } else if (ipv6 > 0) {
        sf_mask_host(reading->mask, sf_text_slice(reading->value, reading->at, ipv6), reading->out);
        reading->at += ipv6;
    } else if (word.length == 0) {
        read_separator(reading);
    } else if (!sf_text_is_present(reading->name) || !read_named_value(reading)) {
        read_word(reading, word);
    }
}

void sf_mask_value(SfMask *mask, SfText value, const char *stem, GString *out)
{
    Reading reading = {.mask = mask, .value = value, .stem = stem, .out = out};
    while (reading.at < value.length)
        read_next(&reading);
}
