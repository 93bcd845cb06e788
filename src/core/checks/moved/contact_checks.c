/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the Contact of a 301 is written (RFC 3261 §20.10). One finding a check: the first entry at
 * fault names the pattern. */
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/client.h"
#include "core/grammar/scan.h"
#include "knowledge/knowledge.h"

#include <string.h>

/* ---- entries that are none ---- */

/* A second @ between a user and a host. */
static gboolean is_doubled(SfText whole, gsize at)
{
    return at >= 2 && at + 1 < whole.length && whole.at[at] == '@' && whole.at[at - 1] == '@' &&
           g_ascii_isalnum(whole.at[at - 2]) && g_ascii_isalnum(whole.at[at + 1]);
}

/* As it was probably meant; NULL: nobody can guess. */
GString *sf_mended_entry(const SfTarget *target)
{
    const SfText whole = target->entry.whole;
    const gsize at = target->flaw.at;
    if (at == 0 || at >= whole.length)
        return NULL;
    GString *mended = g_string_new_len(whole.at, (gssize)whole.length);
    if (is_doubled(whole, at))
        return g_string_erase(mended, (gssize)at, 1);
    const char *closing = whole.at[at] == '<' ? strstr(mended->str, ">>") : NULL;
    if (closing && whole.at[at - 1] == '<') {
        g_string_erase(mended, closing - mended->str, 1);
        return g_string_erase(mended, (gssize)at, 1);
    }
    const gsize address = strspn(mended->str + at, "0123456789abcdefABCDEF:.");
    g_autofree char *host = g_strndup(mended->str + at, address);
    if (whole.at[at - 1] == '@' && g_hostname_is_ip_address(host) && strchr(host, ':')) {
        g_string_insert_c(mended, (gssize)(at + address), ']');
        return g_string_insert_c(mended, (gssize)at, '[');
    }
    g_string_free(mended, TRUE);
    return NULL;
}

/* A value that the capture cut is no fault of the sender. */
static gboolean is_broken(const SfAnswer *answer, guint nth)
{
    const SfTarget *target = &g_array_index(answer->targets, SfTarget, nth);
    return target->flaw.reason && !target->flaw.slight &&
           !(answer->message->cut && nth + 1 == answer->targets->len);
}

#define MAX_NAMED 3

/* Those behind the first: to mend that alone leaves the answer broken. */
static void tell_further(SfFinding *finding, guint first)
{
    const SfAnswer *answer = finding->answer;
    GString *list = g_string_new(NULL);
    guint n = 0;
    for (guint i = first + 1; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (!is_broken(answer, i) || target->entry.whole.length == 0 || ++n > MAX_NAMED)
            continue;
        g_autofree char *entry = sf_text_show(target->entry.whole);
        g_autofree char *told = sf_phrase_with("value", "broken-entry", "entry", entry, "reason",
                                               sf_phrase("flaw", target->flaw.reason), NULL);
        g_string_append_printf(list, "%s%s", n > 1 ? ", " : "", told);
    }
    if (n > MAX_NAMED) {
        g_autofree char *left = g_strdup_printf("%u", n - MAX_NAMED);
        g_autofree char *more = sf_phrase_with("value", "more", "n", left, NULL);
        g_string_append_printf(list, " %s", more);
    }
    if (n > 0)
        sf_finding_take_string(finding, "further", list);
    else
        g_string_free(list, TRUE);
}

void sf_check_moved_contact_malformed(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (!is_broken(answer, i))
            continue;
        const gboolean empty = target->entry.whole.length == 0;
        GString *mended = sf_mended_entry(target);
        SfFinding *finding = sf_report(check, answer, empty ? "empty" : mended ? "guessed" : NULL);
        if (mended)
            sf_finding_take_string(finding, "mended", mended);
        sf_finding_about(finding, target);
        sf_finding_value(finding, "reason", sf_text(sf_phrase("flaw", target->flaw.reason)));
        sf_finding_number(finding, "position", target->flaw.at + 1);
        tell_further(finding, i);
        sf_finding_fix(finding, "correct");
        return;
    }
}

void sf_check_moved_contact_wildcard(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (!target->entry.wildcard)
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        finding->place = target->place;
        sf_finding_fix(finding, "add-contact");
        return;
    }
}

/* ---- parameters on the wrong side of the > ---- */

static gboolean is_named(const SfParam *param, const char *const *names)
{
    for (; *names; names++)
        if (sf_text_equal_nocase(param->name, sf_text(*names)))
            return TRUE;
    return FALSE;
}

static void append_param(GString *out, const SfParam *param)
{
    const SfText written = sf_param_as_written(param);
    g_string_append_c(out, ';');
    g_string_append_len(out, written.at, (gssize)written.length);
}

/* The ?headers that *@rest begins with; *@rest is then what stands behind. Absent: none. */
static SfText take_headers(SfText *rest)
{
    if (!sf_has_at(*rest, 0, '?'))
        return SF_TEXT_NONE;
    const gsize end = sf_skip_to(*rest, 0, ";");
    const SfText headers = sf_text_trim(sf_text_slice(*rest, 0, end));
    *rest = end < rest->length ? sf_text_slice(*rest, end, G_MAXSIZE) : SF_TEXT_NONE;
    return headers;
}

/*
 * Sorts what follows an address without < > by where it belongs: to the address (RFC 3261 §19.1.1;
 * its headers last), or to the header. What may stand in either stays with the header, which is
 * where it is read now.
 */
static void sort_params(SfText params, GString *of_address, GString *of_header)
{
    static const char *const address_params[] = {"transport", "user",          "maddr", "ttl",
                                                 "gr",        "phone-context", NULL};
    SfText headers = SF_TEXT_NONE;
    while (sf_text_is_present(params)) {
        const SfText found = take_headers(&params);
        if (found.length > 1 && !sf_text_is_present(headers))
            headers = found;
        SfParam param;
        if (sf_param_next(&params, &param, NULL))
            append_param(is_named(&param, address_params) ? of_address : of_header, &param);
    }
    g_string_append_len(of_address, headers.at, (gssize)headers.length);
}

void sf_check_moved_unbracketed(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        const SfNameAddr *entry = &target->entry;
        if (entry->bracketed || entry->params.length == 0)
            continue;
        g_autoptr(GString) lost = g_string_new(NULL);
        g_autoptr(GString) kept = g_string_new(NULL);
        sort_params(entry->params, lost, kept);
        if (lost->len == 0)
            continue;
        GString *bracketed = g_string_new("<");
        g_string_append_len(bracketed, entry->uri_text.at, (gssize)entry->uri_text.length);
        g_string_append_printf(bracketed, "%s>%s", lost->str, kept->str);
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_about(finding, target);
        sf_finding_value(finding, "parameters", sf_text(lost->str));
        sf_finding_take_string(finding, "bracketed", bracketed);
        sf_finding_fix(finding, "brackets");
        return;
    }
}

/* ---- q ---- */

static gboolean report_bad_q(const SfCheck *check, SfAnswer *answer, const SfTarget *target)
{
    SfParam q;
    if (!sf_param_find(target->entry.params, "q", &q) || (target->has_q && !q.quoted))
        return FALSE;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_about(finding, target);
    sf_finding_value(finding, "value", sf_param_as_written(&q));
    sf_finding_fix(finding, "correct-q");
    return TRUE;
}

/* The entry with q and expires outside the brackets, where they are missing. */
static GString *moved_outside(const SfNameAddr *entry, GString **moved)
{
    static const char *const names[] = {"q", "expires", NULL};
    GString *inside = g_string_new(NULL);
    GString *outside = g_string_new(NULL);
    SfText rest = entry->uri.params;
    SfParam param;
    *moved = g_string_new(NULL);
    while (sf_text_is_present(rest)) {
        if (!sf_param_next(&rest, &param, NULL))
            continue;
        const gboolean wrong = is_named(&param, names);
        append_param(wrong ? *moved : inside, &param);
        g_autofree char *name = sf_text_dup(param.name);
        SfParam twin;
        if (wrong && !sf_param_find(entry->params, name, &twin))
            append_param(outside, &param);
    }
    const char *params = entry->uri.params.at;
    const char *behind = params + entry->uri.params.length;
    const SfText whole = entry->whole;
    GString *better = g_string_new_len(whole.at, params - whole.at);
    g_string_append_len(better, inside->str, (gssize)inside->len);
    g_string_append_len(better, behind, whole.at + whole.length - behind);
    g_string_append_len(better, outside->str, (gssize)outside->len);
    g_string_free(inside, TRUE);
    g_string_free(outside, TRUE);
    return better;
}

static gboolean report_q_inside(const SfCheck *check, SfAnswer *answer, const SfTarget *target)
{
    SfParam param;
    const SfNameAddr *entry = &target->entry;
    if (!entry->bracketed ||
        (!sf_uri_param(&entry->uri, "q", &param) && !sf_uri_param(&entry->uri, "expires", &param)))
        return FALSE;
    GString *moved;
    GString *better = moved_outside(entry, &moved);
    SfFinding *finding = sf_report(check, answer, "inside");
    sf_finding_about(finding, target);
    sf_finding_take_string(finding, "parameters", moved);
    sf_finding_take_string(finding, "bracketed", better);
    sf_finding_fix(finding, "correct-q");
    return TRUE;
}

void sf_check_moved_bad_q(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;)
        if (report_bad_q(check, answer, target) || report_q_inside(check, answer, target))
            return;
}

/* ---- expires ---- */

typedef struct {
    SfText written; /* absent: nothing is said */
    SfByteRange place;
    gboolean readable; /* delta-seconds (RFC 3261 §25.1) */
    guint32 seconds;
} Expiry;

static Expiry expiry_of_header(const SfMessage *message)
{
    const SfHeader *header = sf_message_header(message, SF_HEADER_EXPIRES, 0);
    if (!header || !sf_header_is_whole(message, header))
        return (Expiry){.written = SF_TEXT_NONE};
    Expiry expiry = {.written = sf_text_trim(header->value), .place = header->place};
    expiry.readable = sf_delta_seconds_parse(expiry.written, &expiry.seconds);
    return expiry;
}

/* How long the target holds: its own parameter, else the header (RFC 3261 §8.3). */
static Expiry expiry_of(const SfTarget *target, const Expiry *header)
{
    SfParam param;
    if (!sf_param_find(target->entry.params, "expires", &param))
        return *header;
    return (Expiry){.written = sf_param_as_written(&param),
                    .place = target->place,
                    .readable = target->has_expires && !param.quoted,
                    .seconds = target->expires};
}

typedef gboolean (*ExpiryTest)(const Expiry *expiry);

static gboolean is_valid(const Expiry *expiry)
{
    return expiry->readable && expiry->seconds > 0;
}

static gboolean is_unusable(const Expiry *expiry)
{
    return !is_valid(expiry);
}

/* Reports the first target with an expiry of that kind; NULL: there is none. */
static SfFinding *report_expiry(const SfCheck *check, SfAnswer *answer, ExpiryTest test,
                                Expiry *expiry)
{
    if (!sf_is_made_here(answer, 301))
        return NULL;
    const Expiry header = expiry_of_header(answer->message);
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        *expiry = expiry_of(target, &header);
        if (!sf_text_is_present(expiry->written) || !test(expiry))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_about(finding, target);
        finding->place = expiry->place;
        return finding;
    }
    return NULL;
}

static gboolean is_by_design(const char *product, const char *side)
{
    const SfUse use = {.topic = "redirect-register", .side = side, .method = "REGISTER"};
    g_auto(SfSoftware) software = sf_software(product, NULL);
    return software.product && sf_is_ruled_out(&software, &use, "update", "moved.permanently");
}

/* A client that is sent to its user's registrar by design asks again in time: nobody writes down
 * where it went, so how long that holds is nobody's concern. */
static gboolean is_sent_home(const SfAnswer *answer)
{
    const SfHeader *server = sf_message_product(answer->message);
    if (!sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")))
        return FALSE;
    g_autofree char *client = sf_answer_client_product(answer);
    g_autofree char *name = server ? sf_text_dup(server->value) : NULL;
    return is_by_design(client, "caller") || is_by_design(name, "answering");
}

void sf_check_moved_expires(const SfCheck *check, SfAnswer *answer)
{
    if (is_sent_home(answer))
        return;
    Expiry expiry;
    SfFinding *finding = report_expiry(check, answer, is_valid, &expiry);
    if (!finding)
        return;
    sf_finding_number(finding, "expires", expiry.seconds);
    sf_finding_fix(finding, "decide");
}

/* Each is to be put right, or the next 301 has the same fault. */
static void tell_of_each(SfFinding *finding, SfAnswer *answer)
{
    const Expiry header = expiry_of_header(answer->message);
    GString *values = g_string_new(NULL);
    GString *entries = g_string_new(NULL);
    GString *targets = g_string_new(NULL);
    guint next = 0;
    guint count = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        const Expiry expiry = expiry_of(target, &header);
        if (expiry.written.length == 0 || expiry.written.at == header.written.at ||
            !is_unusable(&expiry))
            continue;
        sf_list_add(values, expiry.written);
        sf_list_add(entries, target->entry.whole);
        sf_list_add(targets, target->entry.uri_text);
        count++;
    }
    if (count > 1) {
        finding->variant = "each";
        sf_finding_value(finding, "value", (SfText){values->str, values->len});
        sf_finding_value(finding, "entry", (SfText){entries->str, entries->len});
        sf_finding_value(finding, "target", (SfText){targets->str, targets->len});
    }
    g_string_free(values, TRUE);
    g_string_free(entries, TRUE);
    g_string_free(targets, TRUE);
}

void sf_check_moved_bad_expires(const SfCheck *check, SfAnswer *answer)
{
    Expiry expiry;
    SfFinding *finding = report_expiry(check, answer, is_unusable, &expiry);
    if (!finding)
        return;
    finding->variant = expiry.readable ? "zero" : NULL;
    sf_finding_value(finding, "value",
                     expiry.written.length > 0 ? expiry.written
                                               : sf_text(sf_phrase("value", "empty-expires")));
    tell_of_each(finding, answer);
    sf_finding_fix(finding, "correct-expires");
}
