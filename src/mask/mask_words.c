// SPDX-License-Identifier: GPL-2.0-or-later
/* The words that stay. */
#include <string.h>

#include "core/grammar/strings/string_hash.h"
#include "knowledge/knowledge.h"
#include "mask/mask_private.h"

/* Of the grammars of RFC 3261 and its extensions: schemes, transports, names of parameters and
 * those of their values that are words of a standard. */
static const char *const words[] = {"from",
                                    "f",
                                    "i",
                                    "m",
                                    "v",
                                    "to",
                                    "t",
                                    "via",
                                    "record-route",
                                    "cseq",
                                    "max-forwards",
                                    "accept",
                                    "allow",
                                    "accept-encoding",
                                    "accept-language",
                                    "organization",
                                    "supported",
                                    "k",
                                    "user-agent",
                                    "server",
                                    "date",
                                    "content-length",
                                    "content-encoding",
                                    "content-language",
                                    "content-disposition",
                                    "mime-version",
                                    "in-reply-to",
                                    "alert-info",
                                    "call-info",
                                    "error-info",
                                    "reply-to",
                                    "retry-after",
                                    "timestamp",
                                    "warning",
                                    "unsupported",
                                    "authorization",
                                    "proxy-authorization",
                                    "proxy-authenticate",
                                    "www-authenticate",
                                    "proxy-require",
                                    "authentication-info",
                                    "min-expires",
                                    "diversion",
                                    "referred-by",
                                    "refer-to",
                                    "join",
                                    "session-expires",
                                    "min-se",
                                    "x",
                                    "sip",
                                    "sips",
                                    "tel",
                                    "mailto",
                                    "http",
                                    "https",
                                    "urn",
                                    "im",
                                    "pres",
                                    "xmpp",
                                    "h323",
                                    "cid",
                                    "service",
                                    "sos",
                                    "uuid",
                                    "udp",
                                    "tcp",
                                    "tls",
                                    "sctp",
                                    "ws",
                                    "wss",
                                    "sip/2.0",
                                    "2.0",
                                    "transport",
                                    "user",
                                    "phone",
                                    "ip",
                                    "dialstring",
                                    "method",
                                    "ttl",
                                    "maddr",
                                    "lr",
                                    "on",
                                    "true",
                                    "false",
                                    "yes",
                                    "no",
                                    "ob",
                                    "gr",
                                    "q",
                                    "expires",
                                    "tag",
                                    "branch",
                                    "received",
                                    "rport",
                                    "alias",
                                    "keep",
                                    "index",
                                    "rc",
                                    "mp",
                                    "np",
                                    "reason",
                                    "counter",
                                    "privacy",
                                    "limit",
                                    "screen",
                                    "cause",
                                    "text",
                                    "q.850",
                                    "unconditional",
                                    "user-busy",
                                    "no-answer",
                                    "unavailable",
                                    "deflection",
                                    "time-of-day",
                                    "do-not-disturb",
                                    "follow-me",
                                    "out-of-service",
                                    "away",
                                    "unknown",
                                    "id",
                                    "off",
                                    "full",
                                    "uri",
                                    "name",
                                    "from-tag",
                                    "to-tag",
                                    "early-only",
                                    "refresher",
                                    "uac",
                                    "uas",
                                    "phone-context",
                                    "isub",
                                    "ext",
                                    "enumdi",
                                    "npdi",
                                    "tgrp",
                                    "trunk-context",
                                    "rn",
                                    "cic",
                                    "npi",
                                    "reg-id",
                                    "+sip.instance",
                                    "alg",
                                    "ealg",
                                    "prot",
                                    "mod",
                                    "mode",
                                    "esp",
                                    "ah",
                                    "trans",
                                    "tun",
                                    "port-c",
                                    "port-s",
                                    "spi-c",
                                    "spi-s",
                                    "hmac-md5-96",
                                    "hmac-sha-1-96",
                                    "aes-cbc",
                                    "des-ede3-cbc",
                                    "null",
                                    "ipsec-3gpp",
                                    "ipsec-ike",
                                    "ipsec-man",
                                    "digest",
                                    "d-alg",
                                    "d-qop",
                                    "md5",
                                    "auth",
                                    "auth-int",
                                    "replaces",
                                    "require",
                                    "supported",
                                    "call-id",
                                    "contact",
                                    "route",
                                    "history-info",
                                    "subject",
                                    "priority",
                                    "body",
                                    "content-type",
                                    "anonymous",
                                    "invalid",
                                    "localhost",
                                    "purpose",
                                    "duration",
                                    "active",
                                    "pending",
                                    "terminated",
                                    "deactivated",
                                    "timeout",
                                    "noresource",
                                    "probation",
                                    "giveup",
                                    "rejected",
                                    "application",
                                    "sdp",
                                    "message",
                                    "sipfrag",
                                    "isup",
                                    "multipart",
                                    "mixed",
                                    "alternative",
                                    "boundary",
                                    "charset",
                                    "utf-8",
                                    "plain",
                                    "html",
                                    "json",
                                    "pidf+xml",
                                    "xml",
                                    "simple-message-summary",
                                    "dtmf-relay",
                                    "media_control+xml",
                                    "version",
                                    "handling",
                                    "optional",
                                    "required",
                                    "session",
                                    "header",
                                    "critical",
                                    "none",
                                    "audio",
                                    "video",
                                    NULL};

static const char *const methods[] = {"INVITE",   "ACK",   "BYE",     "CANCEL",  "OPTIONS",
                                      "REGISTER", "PRACK", "UPDATE",  "INFO",    "SUBSCRIBE",
                                      "NOTIFY",   "REFER", "MESSAGE", "PUBLISH", NULL};

static GHashTable *all_words(void)
{
    static GHashTable *table;
    if (table)
        return table;
    table = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; words[i]; i++)
        g_hash_table_add(table, g_strdup(words[i]));
    for (gsize i = 0; methods[i]; i++)
        g_hash_table_add(table, g_ascii_strdown(methods[i], -1));
    for (const char *const *tag = sf_shelf_stanzas(SF_SHELF_TAGS); *tag; tag++)
        g_hash_table_add(table, g_ascii_strdown(*tag, -1));
    return table;
}

gboolean sf_mask_knows_word(SfText word)
{
    g_autofree char *copy = sf_text_dup(word);
    g_autofree char *lower = g_ascii_strdown(copy, -1);
    return strlen(lower) == word.length && g_hash_table_contains(all_words(), lower);
}

/* ---- Products ---- */

static void append_version(const char *text, GString *out)
{
    const char *at = text + strcspn(text, "0123456789");
    g_string_append_len(out, at, (gssize)strspn(at, "0123456789."));
}

void sf_mask_product(SfMask *mask, SfText value, GString *out)
{
    g_autofree char *written = sf_text_dup(value);
    g_autofree char *known = sf_product_plain_name(written);
    const gsize from = out->len;
    if (known) {
        g_string_append(out, known);
    } else {
        g_autofree char *name = g_strndup(written, strcspn(written, "/0123456789("));
        sf_mask_token(mask, "Product", sf_text(g_strstrip(name)), out);
        g_string_append_c(out, '/');
        append_version(written, out);
    }
    if (strchr(out->str + from, '(') && !strchr(out->str + from, ')'))
        g_string_append_c(out, ')');
}
