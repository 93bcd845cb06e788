// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask/mask_message.h"

#include <string.h>

#include "core/grammar/grammar.h"
#include "knowledge/knowledge.h"
#include "mask/mask_private.h"
#include "mask/mask_sdp.h"

typedef void (*Masker)(SfMask *mask, SfText value, GString *out);

/* ---- Values ---- */

static void mask_addresses(SfMask *mask, SfText value, GString *out)
{
    sf_mask_value(mask, value, "Name", out);
}

static void mask_via(SfMask *mask, SfText value, GString *out)
{
    sf_mask_value(mask, value, "host", out);
}

static void mask_call_id(SfMask *mask, SfText value, GString *out)
{
    sf_mask_token(mask, "call", sf_text_trim(value), out);
}

/* Replaces, Join: the Call-ID, then tags (RFC 3891 §6.1). */
static void mask_call_and_tags(SfMask *mask, SfText value, GString *out)
{
    const gssize end = sf_text_find(value, ';');
    mask_call_id(mask, end < 0 ? value : sf_text_slice(value, 0, (gsize)end), out);
    if (end >= 0)
        sf_mask_value(mask, sf_text_slice(value, (gsize)end, G_MAXSIZE), "word", out);
}

/* Option tags, methods, media types: made up by people who write programs, not by those who call.
 * But what is no list of tokens may be anything. */
static void mask_tokens(SfMask *mask, SfText value, GString *out)
{
    gboolean good = TRUE;
    for (gsize i = 0; i < value.length; i++)
        good &= sf_is_token_char(value.at[i]) || strchr(", \t\r\n/;=", value.at[i]);
    if (good && sf_text_find(value, '\0') < 0)
        g_string_append_len(out, value.at, (gssize)value.length);
    else
        sf_mask_value(mask, value, "word", out);
}

static void mask_words(SfMask *mask, SfText value, GString *out)
{
    sf_mask_value(mask, value, "word", out);
}

/* Takes the blanks, and what of @kept begins @rest. */
static void keep_run(SfText *rest, const char *kept, GString *out)
{
    gsize n = 0;
    while (n < rest->length && g_ascii_isspace(rest->at[n]))
        n++;
    while (n < rest->length && rest->at[n] && strchr(kept, rest->at[n]))
        n++;
    g_string_append_len(out, rest->at, (gssize)n);
    *rest = sf_text_slice(*rest, n, G_MAXSIZE);
}

#define DIGITS  "0123456789"
#define METHODS "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "-_."

/* A number; what somebody wrote behind it, as he may behind Retry-After (RFC 3261 §20.33), stays
 * behind. */
static void keep_number(SfMask *mask, SfText value, GString *out)
{
    (void)mask;
    keep_run(&value, DIGITS "-.", out);
}

/* Numbers, and a method behind them: CSeq, RAck (RFC 3262 §7.2). */
static void keep_sequence(SfMask *mask, SfText value, GString *out)
{
    (void)mask;
    keep_run(&value, DIGITS, out);
    keep_run(&value, DIGITS, out);
    keep_run(&value, METHODS, out);
}

/* Warning: code, agent, text (RFC 3261 §20.43). */
static void mask_warning(SfMask *mask, SfText value, GString *out)
{
    SfText rest = value;
    SfText entry;
    gboolean first = TRUE;
    while (sf_list_next(&rest, &entry)) {
        const gssize quote = sf_text_find(entry, '"');
        if (!first)
            g_string_append(out, ", ");
        first = FALSE;
        sf_mask_value(mask, quote < 0 ? entry : sf_text_slice(entry, 0, (gsize)quote), "host", out);
        if (quote >= 0)
            g_string_append(out, "\"left out\"");
    }
}

/* What says only by being there. */
static void mask_all(SfMask *mask, SfText value, GString *out)
{
    (void)mask;
    (void)value;
    g_string_append(out, "left-out");
}

/* ---- Headers ---- */

/* What comes along. Everything else is dropped: who knows what is in it. */
static const struct {
    const char *name;
    const char *compact;
    Masker mask;
} headers[] = {
    {"Via", "v", mask_via},
    {"From", "f", mask_addresses},
    {"To", "t", mask_addresses},
    {"Contact", "m", mask_addresses},
    {"Route", NULL, mask_addresses},
    {"Record-Route", NULL, mask_addresses},
    {"Path", NULL, mask_addresses},
    {"Service-Route", NULL, mask_addresses},
    {"History-Info", NULL, mask_addresses},
    {"Diversion", NULL, mask_addresses},
    {"Refer-To", "r", mask_addresses},
    {"Referred-By", "b", mask_addresses},
    {"Call-ID", "i", mask_call_id},
    {"Replaces", NULL, mask_call_and_tags},
    {"Join", NULL, mask_call_and_tags},
    {"CSeq", NULL, keep_sequence},
    {"RAck", NULL, keep_sequence},
    {"RSeq", NULL, keep_number},
    {"Max-Forwards", NULL, keep_number},
    {"Expires", NULL, keep_number},
    {"Min-Expires", NULL, keep_number},
    {"Min-SE", NULL, keep_number},
    {"Retry-After", NULL, keep_number},
    {"Session-Expires", "x", mask_words},
    {"Require", NULL, mask_tokens},
    {"Supported", "k", mask_tokens},
    {"Proxy-Require", NULL, mask_tokens},
    {"Unsupported", NULL, mask_tokens},
    {"Allow", NULL, mask_tokens},
    {"Accept", NULL, mask_tokens},
    {"Allow-Events", "u", mask_tokens},
    {"Event", "o", mask_tokens},
    {"Subscription-State", NULL, mask_words},
    {"Privacy", NULL, mask_tokens},
    {"Content-Type", "c", mask_tokens},
    {"Reason", NULL, mask_words},
    {"Warning", NULL, mask_warning},
    {"Security-Client", NULL, mask_words},
    {"Security-Server", NULL, mask_words},
    {"Security-Verify", NULL, mask_words},
    {"P-Asserted-Identity", NULL, mask_addresses},
    {"Identity", "y", mask_all},
    {"WWW-Authenticate", NULL, mask_all},
    {"Proxy-Authenticate", NULL, mask_all},
    {"Authorization", NULL, mask_all},
    {"Proxy-Authorization", NULL, mask_all},
    {"User-Agent", NULL, sf_mask_product},
    {"Server", NULL, sf_mask_product},
};

static Masker masker_of(SfText name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        if (sf_text_equal_nocase(name, sf_text(headers[i].name)) ||
            (headers[i].compact && sf_text_equal_nocase(name, sf_text(headers[i].compact))))
            return headers[i].mask;
    return NULL;
}

/* ---- Lines ---- */

/* Takes the next line off, with its end and the lines that fold it (RFC 3261 §7.3.1). */
static SfText take_line(SfText *rest, gboolean may_fold)
{
    gsize end = 0;
    do {
        const gssize newline = sf_text_find(sf_text_slice(*rest, end, G_MAXSIZE), '\n');
        end = newline < 0 ? rest->length : end + (gsize)newline + 1;
    } while (may_fold && end < rest->length && sf_is_blank(rest->at[end]));
    const SfText line = sf_text_slice(*rest, 0, end);
    *rest = sf_text_slice(*rest, end, G_MAXSIZE);
    return line;
}

static SfText without_end(SfText line)
{
    while (line.length > 0 &&
           (line.at[line.length - 1] == '\n' || line.at[line.length - 1] == '\r'))
        line.length--;
    return line;
}

/* Of whatever code: a phrase that belongs to another one is worth a finding. */
static gboolean is_standard_phrase(SfText phrase)
{
    for (const char *const *code = sf_shelf_stanzas(SF_SHELF_CODES); *code; code++) {
        const char *known = sf_shelf_words(SF_SHELF_CODES, *code, "name");
        if (known && sf_text_equal_nocase(phrase, sf_text(known)))
            return TRUE;
    }
    return FALSE;
}

static void append(GString *out, SfText text)
{
    g_string_append_len(out, text.at, (gssize)text.length);
}

/* SIP-Version SP Status-Code SP Reason-Phrase (RFC 3261 §7.2) */
static void mask_status_line(SfText line, GString *out)
{
    const SfText phrase = sf_text_trim(sf_text_slice(line, strlen("SIP/2.0 301"), G_MAXSIZE));
    SfText code = sf_text_slice(line, strlen("SIP/2.0"), strlen(" 301"));
    append(out, sf_text_slice(line, 0, strlen("SIP/2.0")));
    keep_run(&code, DIGITS, out);
    /* What is no status line is none afterwards either. */
    const SfText behind = sf_text_slice(line, strlen("SIP/2.0 301"), 1);
    g_string_append_c(out, behind.length == 0 || g_ascii_isspace(behind.at[0]) ? ' ' : '~');
    if (phrase.length == 0 || is_standard_phrase(phrase))
        append(out, phrase);
    else
        g_string_append(out, "Own Words");
}

static void mask_start_line(SfMask *mask, SfText line, GString *out)
{
    static const char version[] = "SIP/2.0";
    if (sf_text_equal_nocase(sf_text_slice(line, 0, strlen(version)), sf_text(version))) {
        mask_status_line(line, out);
        return;
    }
    const gssize blank = sf_text_find(line, ' ');
    const gsize method = blank < 0 ? line.length : (gsize)blank;
    SfText word = sf_text_slice(line, 0, method);
    keep_run(&word, METHODS, out);
    sf_mask_value(mask, sf_text_slice(line, method, G_MAXSIZE), "Name", out);
}

/* "SIP/2.0/UDP host" with another transport. */
static void set_transport(GString *value, const char *transport)
{
    const char *slash = strchr(value->str, '/');
    slash = slash ? strchr(slash + 1, '/') : NULL;
    if (!slash)
        return;
    const gssize at = slash + 1 - value->str;
    g_string_erase(value, at, (gssize)strcspn(slash + 1, " \t\r\n"));
    g_string_insert(value, at, transport);
}

/* ---- The whole ---- */

typedef struct {
    SfMask *mask;
    const char *transport; /* for the next Via; NULL: none, or done */
    gboolean has_sdp;
    GString *out;
} Making;

static void make_header(Making *making, SfText line)
{
    const SfText content = without_end(line);
    const gssize colon = sf_text_find(content, ':');
    if (colon < 1)
        return;
    const SfText name = sf_text_trim(sf_text_slice(content, 0, (gsize)colon));
    const SfText value = sf_text_slice(content, (gsize)colon + 1, G_MAXSIZE);
    const Masker mask = masker_of(name);
    if (!mask)
        return;
    g_autoptr(GString) made = g_string_new(NULL);
    mask(making->mask, sf_text_trim(value), made);
    if (mask == mask_via && making->transport) {
        set_transport(made, making->transport);
        making->transport = NULL;
    }
    making->has_sdp |= strstr(made->str, "application/sdp") != NULL;
    append(making->out, sf_text_slice(content, 0, (gsize)colon));
    g_string_append_printf(making->out, ": %s\r\n", made->str);
}

/* A message that was cut has no end of its headers. */
static void make_body(Making *making, SfText body)
{
    g_autoptr(GString) made = g_string_new(NULL);
    if (making->has_sdp)
        sf_mask_sdp(making->mask, body, made);
    g_string_append_printf(making->out, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", made->len,
                           made->str);
}

void sf_mask_message(SfMask *mask, SfText bytes, const char *transport, GString *out)
{
    Making making = {.mask = mask, .transport = transport, .out = out};
    SfText rest = bytes;
    mask_start_line(mask, without_end(take_line(&rest, FALSE)), out);
    g_string_append(out, "\r\n");
    while (rest.length > 0) {
        const gboolean blank = rest.at[0] == '\r' || rest.at[0] == '\n';
        const SfText line = take_line(&rest, !blank);
        if (blank) {
            make_body(&making, rest);
            return;
        }
        make_header(&making, line);
    }
}
