/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts.h"

#include "core/checks/judged.h"
#include "core/describe/client.h"
#include "core/describe/forwarding.h"
#include "core/describe/target_facts.h"
#include "core/ledger/agreement.h"
#include "core/ledger/view.h"
#include "core/message/diversion.h"
#include "core/message/reason.h"

#include <string.h>

/* Texts behind one another. */
G_GNUC_NULL_TERMINATED
static void append_all(GString *out, const char *text, ...)
{
    va_list more;
    va_start(more, text);
    for (; text; text = va_arg(more, const char *)) // NOLINT(clang-analyzer-valist.Uninitialized)
        g_string_append(out, text);
    va_end(more);
}

/* ---- who ---- */

static gboolean is_connection(SfTransport transport)
{
    return transport != SF_TRANSPORT_UDP && transport != SF_TRANSPORT_UNKNOWN;
}

/* An element is named by its address; its port counts where it is not the usual one, and where it
 * is the element's own and not that of one connection. */
static char *element(char *address_and_port, guint port, gboolean port_is_its_own)
{
    if (port_is_its_own && port != 5060 && port != 5061)
        return address_and_port;
    char *colon = strrchr(address_and_port, ':');
    if (colon)
        *colon = '\0';
    if (address_and_port[0] == '[') { /* [2001:db8::1] */
        memmove(address_and_port, address_and_port + 1, strlen(address_and_port));
        char *bracket = strchr(address_and_port, ']');
        if (bracket)
            *bracket = '\0';
    }
    return address_and_port;
}

/* Both sides run on one host: only their ports tell them apart. */
static gboolean is_on_one_host(const SfAnswer *answer)
{
    const SfText server = answer->made_at->message->source_address;
    return server.length > 0 &&
           sf_text_equal(server, answer->nearest->message->destination_address);
}

static char *fact_server(const SfAnswer *answer)
{
    const SfMessage *made = sf_answer_origin(answer)->message;
    if (made->source_address.length == 0) /* a log tells of others, not of who writes it */
        return g_strdup(sf_shelf_words(SF_SHELF_KINDS, "answering", "name"));
    if (is_on_one_host(answer))
        return sf_message_source(made);
    return element(sf_message_source(made), made->source_port, TRUE);
}

static char *fact_asker(const SfAnswer *answer)
{
    const SfMessage *seen = answer->nearest->message;
    if (is_on_one_host(answer) && !is_connection(seen->transport))
        return sf_message_destination(seen);
    return element(sf_message_destination(seen), seen->destination_port,
                   !is_connection(seen->transport));
}

/* A proxy lists no extension of its own, and sets no interval: that is for the one who asked it. To
 * where something moved it may be the one to know, by its routes and registrations. */
static gboolean caller_is_behind(const SfAnswer *answer)
{
    return !sf_answer_redirects(answer) && sf_answer_is_passed_on(answer);
}

static char *fact_caller(const SfAnswer *answer)
{
    if (answer->nearest->message->destination_address.length == 0)
        return g_strdup(sf_shelf_words(SF_SHELF_KINDS, "caller", "name"));
    char *asked = fact_asker(answer);
    if (!caller_is_behind(answer))
        return asked;
    g_autofree char *asker = asked;
    return g_strconcat(sf_shelf_words(SF_SHELF_KINDS, "caller", "behind"), " ", asker, NULL);
}

static char *header_shown(const SfMessage *message, SfHeaderName name)
{
    const SfHeader *header = message ? sf_message_header(message, name, 0) : NULL;
    return header && header->value.length > 0 ? sf_text_show(header->value) : NULL;
}

static char *fact_caller_product(const SfAnswer *answer)
{
    if (caller_is_behind(answer)) /* whose name goes with the request */
        return header_shown(answer->nearest->request, SF_HEADER_USER_AGENT);
    return sf_answer_client_product(answer->nearest);
}

/* A gateway, border controller or PBX has nobody who dials at it. */
static const char *way_of_try(const SfAnswer *answer)
{
    if (sf_answer_is_passed_on(answer))
        return "passed-on";
    g_autofree char *name = fact_caller_product(answer);
    const char *kind = sf_product_kind(name);
    return g_strcmp0(kind, "server") == 0 || g_strcmp0(kind, "pbx") == 0 ? "behind" : "itself";
}

/* A call can be placed from a telephone, and by way of a proxy. */
static char *fact_from_caller(const SfAnswer *answer)
{
    g_autofree char *caller = fact_caller(answer);
    return sf_phrase_with("from", way_of_try(answer), "caller", caller, NULL);
}

/* Where addresses are written at the caller, by what it is. */
static char *fact_caller_places(const SfAnswer *answer)
{
    g_autofree char *name = fact_caller_product(answer);
    const char *kind = sf_answer_is_passed_on(answer) ? "proxy" : sf_product_kind(name);
    const char *places = sf_shelf_words(SF_SHELF_KINDS, kind ? kind : "element", "places");
    return g_strdup_printf(" (%s)", places);
}

/* Many user agents name themselves by User-Agent in answers too; one that names itself in none may
 * do so elsewhere. */
static char *fact_server_product(const SfAnswer *answer)
{
    const SfMessage *made = sf_answer_origin(answer)->message;
    char *server = header_shown(made, SF_HEADER_SERVER);
    if (!server)
        server = header_shown(made, SF_HEADER_USER_AGENT);
    const char *known =
        server ? NULL : sf_senders_product(answer->view->senders, made->source_address);
    return known ? sf_text_show(sf_text(known)) : server;
}

/* ---- what was asked ---- */

static char *fact_status(const SfAnswer *answer)
{
    return g_strdup_printf("%u", answer->message->status);
}

static char *shown_or_null(SfText text)
{
    return sf_text_is_present(text) && text.length > 0 ? sf_text_show(text) : NULL;
}

static char *fact_method(const SfAnswer *answer)
{
    return shown_or_null(sf_message_method(answer->message));
}

/* What people call such a request. @key: "one" or "many". */
static char *kind_of_request(const SfAnswer *answer, const char *key)
{
    const SfText method = sf_message_method(answer->message);
    g_autofree char *kind = sf_text_dup(method);
    g_autofree char *capitals = g_ascii_strup(kind, -1);
    /* Methods are told apart by case, stanzas are not. */
    const char *words =
        g_str_equal(kind, capitals) ? sf_shelf_words(SF_SHELF_KINDS, kind, key) : NULL;
    return g_strdup(words ? words : sf_shelf_words(SF_SHELF_KINDS, "request", key));
}

static char *fact_call(const SfAnswer *answer)
{
    return kind_of_request(answer, "one");
}

static char *fact_calls(const SfAnswer *answer)
{
    return kind_of_request(answer, "many");
}

static char *fact_call_id(const SfAnswer *answer)
{
    return shown_or_null(answer->message->call_id);
}

static char *number(guint32 n)
{
    return g_strdup_printf("%u", n);
}

static char *fact_frame(const SfAnswer *answer)
{
    return number(answer->message->frame);
}

static char *fact_request_frame(const SfAnswer *answer)
{
    return answer->request ? number(answer->request->frame) : NULL;
}

char *sf_time_of_day(gint64 time)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time / SF_SECOND);
    return utc ? g_date_time_format(utc, "%H:%M:%S UTC") : NULL;
}

/* Who is asked what was done when knows no frames. */
static char *fact_request_time(const SfAnswer *answer)
{
    return answer->request ? sf_time_of_day(answer->request->time) : NULL;
}

static char *fact_old(const SfAnswer *answer)
{
    return answer->nearest->request ? shown_or_null(answer->nearest->request->request_uri) : NULL;
}

static char *fact_user(const SfAnswer *answer)
{
    SfUri uri;
    return sf_old_uri(answer->nearest, &uri) ? shown_or_null(uri.user) : NULL;
}

static char *fact_old_host(const SfAnswer *answer)
{
    SfUri uri;
    return sf_old_uri(answer->nearest, &uri) ? shown_or_null(uri.host) : NULL;
}

/* ---- where it moved ---- */

static char *fact_target(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best ? shown_or_null(best->entry.uri_text) : NULL;
}

/* The best that was seen to take the call; where none was, the best. NULL: there is none. */
static const SfTarget *target_to_dial(const SfAnswer *answer)
{
    for (guint rank = 1; rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        if (target && sf_target_served_frame(answer, target))
            return target;
    }
    return sf_answer_target(answer, 1);
}

/* The address as a request would carry it: not the headers and the method that the 301 put into it
 * (RFC 3261 §19.1.5). */
static char *fact_dial(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    if (!best)
        return NULL;
    g_autofree char *uri = sf_uri_for_request(&best->entry.uri);
    const SfText user = best->entry.uri.user;
    /* A registrar is a server: no Request-URI of a REGISTER has a user (RFC 3261 §10.2). */
    const gboolean is_server =
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
    char *host = is_server && sf_text_is_present(user) ? strchr(uri, '@') : NULL;
    if (host)
        memmove(strchr(uri, ':') + 1, host + 1, strlen(host + 1) + 1);
    return shown_or_null(sf_text(uri));
}

static char *fact_dial_host(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    return best ? shown_or_null(best->entry.uri.host) : NULL;
}

static char *fact_dial_number(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    g_autofree char *user = best ? sf_text_dup(best->entry.uri.user) : NULL;
    return user && *user && user[strspn(user, "+0123456789")] == '\0' ? g_steal_pointer(&user)
                                                                      : NULL;
}

static char *fact_dial_transport(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    SfParam transport;
    return best && sf_uri_param(&best->entry.uri, "transport", &transport)
               ? shown_or_null(transport.value)
               : NULL;
}

static char *fact_reached_frame(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    const guint32 frame = best ? sf_target_served_frame(answer, best) : 0;
    return frame ? number(frame) : NULL;
}

/* The refusal of a person or telephone shows as well that the place is the right one. */
static char *fact_reached_how(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    const guint status = best ? sf_target_served_status(answer, best) : 0;
    if (status == 0)
        return NULL;
    const gboolean is_busy = status == 486 || status == 600;
    return g_strdup(sf_phrase("reached", status / 100 == 2 ? "answered"
                                         : is_busy         ? "busy"
                                         : status == 480   ? "away"
                                                           : "declined"));
}

static gboolean was_declined(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    return best && sf_target_served_status(answer, best) >= 300;
}

static char *fact_declined_frame(const SfAnswer *answer)
{
    return was_declined(answer) ? fact_reached_frame(answer) : NULL;
}

static char *fact_declined_how(const SfAnswer *answer)
{
    return was_declined(answer) ? fact_reached_how(answer) : NULL;
}

/* What only this one of all redirects says. */
static char *fact_lasting(const SfAnswer *answer)
{
    return answer->message->status == 301 ? g_strdup(sf_phrase("value", "for-good")) : NULL;
}

/* Where nobody was seen to answer, one try comes before the address is written down: who is busy
 * there need not be the one who is called. */
static char *fact_unproven(const SfAnswer *answer)
{
    const SfTarget *best = target_to_dial(answer);
    return best && sf_target_served_status(answer, best) / 100 != 2 ? fact_dial(answer) : NULL;
}

static char *fact_target_host(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best ? shown_or_null(best->entry.uri.host) : NULL;
}

/* A field for a server takes the port too. */
static char *fact_target_at(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    char *host = best ? shown_or_null(best->entry.uri.host) : NULL;
    if (!host || best->entry.uri.port == 0)
        return host;
    g_autofree char *alone = host;
    return g_strdup_printf("%s:%u", alone, best->entry.uri.port);
}

static char *fact_targets(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    if (ranked->len == 0)
        return NULL;
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < ranked->len; i++) {
        g_autofree char *uri = sf_text_show(((SfTarget *)ranked->pdata[i])->entry.uri_text);
        append_all(list, i ? ", " : "", uri, NULL);
    }
    return g_string_free(list, FALSE);
}

static char *fact_named(const SfAnswer *answer)
{
    return sf_targets_to_choose_from(answer);
}

static char *fact_n_targets(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    return number(ranked->len);
}

/* ---- who forwards, and why (RFC 5806, RFC 7044) ---- */

/* "sip:bob@example.com (unconditional, 2 times)" */
static char *shown_forwarder(const SfForwarder *forwarder)
{
    g_autofree char *who = sf_text_show(forwarder->uri);
    g_autofree char *why =
        sf_text_is_present(forwarder->reason) ? sf_text_show(forwarder->reason) : NULL;
    g_autofree char *times = number(forwarder->counter);
    const gboolean often = forwarder->has_counter && forwarder->counter > 1;
    return sf_phrase_with("forwarder", often ? "often" : "once", "who", who, "why", why, "times",
                          times, NULL);
}

/* Forwarders that are named in one text; more help nobody. */
#define MAX_FORWARDERS 3

/* The latest one, then those before it; NULL: none. */
static char *fact_forwarded(const SfAnswer *answer)
{
    GString *list = g_string_new(NULL);
    SfForwarder forwarder;
    guint next = 0;
    while (next < MAX_FORWARDERS &&
           sf_forwarder_next(answer->made_at->message, SF_HEADER_DIVERSION, &next, &forwarder)) {
        g_autofree char *shown = shown_forwarder(&forwarder);
        if (list->len > 0)
            append_all(list, ", ", sf_phrase("forwarder", "before"), " ", NULL);
        g_string_append(list, shown);
    }
    if (list->len > 0)
        return g_string_free(list, FALSE);
    g_string_free(list, TRUE);
    return NULL;
}

char *sf_cause_words(guint32 cause)
{
    g_autofree char *stanza = g_strdup_printf("%u", cause);
    const char *name = sf_shelf_words(SF_SHELF_CAUSES, stanza, "name");
    const char *meaning = sf_shelf_words(SF_SHELF_CAUSES, stanza, "meaning");
    return name ? sf_phrase_with("value", "cause", "number", stanza, "name", name, "meaning",
                                 meaning, NULL)
                : NULL;
}

/* "17, user busy. It says: The called person is on the telephone." */
static char *fact_cause(const SfAnswer *answer)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(answer->made_at->message, &next, &reason))
        if (reason.cause > 0)
            return sf_cause_words(reason.cause);
    return NULL;
}

static char *fact_history(const SfAnswer *answer)
{
    return header_shown(answer->made_at->message, SF_HEADER_HISTORY_INFO);
}

/* ---- which extension ---- */

/* A stranger may ask for hundreds of tags; what more of them are about helps nobody. */
#define MAX_TOLD 5

static char *list_of_tags(const GArray *tags)
{
    if (tags->len == 0)
        return NULL;
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        g_autofree char *tag = sf_text_show(g_array_index(tags, SfTag, i).tag);
        append_all(list, i ? ", " : "", tag, NULL);
    }
    return g_string_free(list, FALSE);
}

static char *fact_required(const SfAnswer *answer)
{
    return list_of_tags(answer->required);
}

static char *fact_offered(const SfAnswer *answer)
{
    return list_of_tags(answer->offered);
}

static char *fact_missing(const SfAnswer *answer)
{
    return list_of_tags(answer->missing);
}

static char *fact_unsupported(const SfAnswer *answer)
{
    return list_of_tags(answer->unsupported);
}

static char *fact_wanted(const SfAnswer *answer)
{
    return list_of_tags(sf_wanted_tags(answer));
}

static char *fact_several(const SfAnswer *answer)
{
    return sf_wanted_tags(answer)->len > 1 ? fact_wanted(answer) : NULL;
}

/* The tags of one header of the request, written as they should be: where a comma was missing, one
 * stands now, and no tag that is wanted too stands twice. "" where there are none. */
static char *listed_well(const SfAnswer *answer, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const GArray *wanted = sf_wanted_tags(answer);
    const SfMessage *request = answer->nearest->request;
    const SfHeader *header;
    for (guint nth = 0; request && (header = sf_message_header(request, name, nth)) != NULL;
         nth++) {
        g_autofree char *value = sf_text_show(header->value);
        const SfText all = sf_text(value);
        for (gsize i = 0, end = 0; i < all.length; i = end + 1) {
            end = sf_skip_to(all, i, ", \t");
            const SfText tag = sf_text_slice(all, i, end - i);
            if (tag.length == 0 || sf_tags_have(wanted, tag))
                continue;
            g_string_append(list, list->len ? ", " : "");
            g_string_append_len(list, tag.at, (gssize)tag.length);
        }
    }
    return g_string_free(list, FALSE);
}

/* All values of one header of the request as one list; "" where it has none. */
static char *listed(const SfMessage *request, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const SfHeader *header;
    for (guint nth = 0; request && (header = sf_message_header(request, name, nth)) != NULL;
         nth++) {
        g_autofree char *value = sf_text_show(sf_text_trim(header->value));
        if (*value)
            append_all(list, list->len ? ", " : "", value, NULL);
    }
    return g_string_free(list, FALSE);
}

static const SfHeaderName offering_headers[] = {SF_HEADER_SUPPORTED, SF_HEADER_REQUIRE,
                                                SF_HEADER_PROXY_REQUIRE};

/* Whether a client lists the tag in that header; Supported for a tag that nobody knows. */
static gboolean belongs_in(const char *tag, SfHeaderName name)
{
    const char *const *headers = sf_shelf_list(SF_SHELF_TAGS, tag, "header");
    if (!headers[0])
        return name == SF_HEADER_SUPPORTED;
    return g_strv_contains((const gchar *const *)headers, sf_header_name(name));
}

static GString *list_of_wanted_in(const SfAnswer *answer, SfHeaderName name)
{
    GString *list = g_string_new(NULL);
    const GArray *wanted = sf_wanted_tags(answer);
    for (guint i = 0; i < wanted->len; i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        if (belongs_in(tag, name))
            append_all(list, list->len ? ", " : "", tag, NULL);
    }
    return list;
}

/* "Supported: timer" or "nothing in Supported", which is so without that header, and with an empty
 * one. */
static void append_sent(GString *lines, SfHeaderName name, const char *sent)
{
    g_autofree char *none =
        *sent ? NULL : sf_phrase_with("value", "no-header", "header", sf_header_name(name), NULL);
    if (none)
        g_string_append(lines, none);
    else
        append_all(lines, sf_header_name(name), ": ", sent, NULL);
}

/* The headers in which the client should have listed the wanted tags: as sent, or as they should
 * be. */
static char *offering_lines(const SfAnswer *answer, gboolean as_they_should_be)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(offering_headers); i++) {
        const SfHeaderName name = offering_headers[i];
        GString *wanted = list_of_wanted_in(answer, name);
        g_autofree char *sent =
            as_they_should_be ? listed_well(answer, name) : listed(answer->nearest->request, name);
        if (wanted->len > 0)
            sf_list_and(lines);
        if (wanted->len > 0 && as_they_should_be)
            append_all(lines, sf_header_name(name), ": ", sent, *sent ? ", " : "", wanted->str,
                       NULL);
        else if (wanted->len > 0)
            append_sent(lines, name, sent);
        g_string_free(wanted, TRUE);
    }
    if (lines->len > 0)
        return g_string_free(lines, FALSE);
    g_string_free(lines, TRUE);
    return NULL;
}

static char *fact_sent_header(const SfAnswer *answer)
{
    return answer->nearest->offer_known ? offering_lines(answer, FALSE) : NULL;
}

static gboolean lists_any(const SfMessage *request, SfHeaderName name, const GArray *tags)
{
    for (guint i = 0; i < MIN(tags->len, MAX_TOLD); i++)
        if (sf_message_lists(request, name, g_array_index(tags, SfTag, i).tag))
            return TRUE;
    return FALSE;
}

/* The headers of the request in which a tag that the answer requires is listed. */
static char *fact_offering_header(const SfAnswer *answer)
{
    const SfMessage *request = answer->nearest->request;
    GString *lines = g_string_new(NULL);
    for (guint i = 0; request && i < G_N_ELEMENTS(offering_headers); i++) {
        if (!lists_any(request, offering_headers[i], answer->required))
            continue;
        g_autofree char *value = listed(request, offering_headers[i]);
        sf_list_and(lines);
        append_all(lines, sf_header_name(offering_headers[i]), ": ", value, NULL);
    }
    if (lines->len > 0)
        return g_string_free(lines, FALSE);
    g_string_free(lines, TRUE);
    return NULL;
}

static char *fact_wanted_header(const SfAnswer *answer)
{
    return offering_lines(answer, TRUE);
}

/* What tags.ini says of each wanted tag, one after the other; NULL: nothing. */
static char *words_of_tags(const SfAnswer *answer, const char *key, gboolean with_name)
{
    const GArray *wanted = sf_wanted_tags(answer);
    GString *all = g_string_new(NULL);
    for (guint i = 0, told = 0; i < wanted->len && told < MAX_TOLD; i++) {
        g_autofree char *tag = sf_text_dup(g_array_index(wanted, SfTag, i).tag);
        const char *words = sf_shelf_words(SF_SHELF_TAGS, tag, key);
        if (!words)
            continue;
        if (told++ > 0)
            g_string_append_c(all, ' ');
        if (with_name || wanted->len > 1)
            append_all(all, tag, ": ", NULL);
        if (with_name)
            append_all(all, sf_shelf_words(SF_SHELF_TAGS, tag, "name"), ". ", NULL);
        g_string_append(all, words);
    }
    if (all->len > 0)
        return g_string_free(all, FALSE);
    g_string_free(all, TRUE);
    return NULL;
}

static char *fact_tag_does(const SfAnswer *answer)
{
    return words_of_tags(answer, "does", TRUE);
}

static char *fact_tag_needs(const SfAnswer *answer)
{
    return words_of_tags(answer, "needs", FALSE);
}

/* What the request needs besides a tag that stands for it. */
static char *fact_tag_beside(const SfAnswer *answer)
{
    return words_of_tags(answer, "beside", FALSE);
}

/* What is lost where a server does without the tags; "none" where nothing is known of that. */
static char *fact_tag_relaxed(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    g_autofree char *method = fact_method(answer);
    GString *lost = g_string_new(NULL);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        const char *relaxed = sf_shelf_words(SF_SHELF_TAGS, tag, "relaxed");
        const char *const *methods = sf_shelf_list(SF_SHELF_TAGS, tag, "methods");
        if (relaxed && method && g_strv_contains(methods, method))
            append_all(lost, lost->len > 0 ? "; " : "", relaxed, NULL);
    }
    if (lost->len == 0)
        g_string_assign(lost, "none");
    return g_string_free(lost, FALSE);
}

/* What is known of the one tag that is wanted; NULL: nothing, or there are several. */
static char *words_of_only_tag(const SfAnswer *answer, const char *key)
{
    const GArray *wanted = sf_wanted_tags(answer);
    if (wanted->len != 1)
        return NULL;
    g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, 0).tag);
    return g_strdup(sf_shelf_words(SF_SHELF_TAGS, tag, key));
}

static char *fact_tag_each(const SfAnswer *answer)
{
    return words_of_only_tag(answer, "by_each");
}

static char *fact_tag_between(const SfAnswer *answer)
{
    return words_of_only_tag(answer, "between");
}

/* "the setting 'session timer'": the names that most products have for it, else the tag. */
static char *fact_tag_setting(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        const char *called = sf_shelf_words(SF_SHELF_TAGS, tag, "called");
        g_string_append_printf(all, "%s%s", i ? "; " : "", called ? called : tag);
    }
    return g_string_free(all, all->len == 0);
}

/* NULL where that is not known of all of them. */
static char *fact_tag_called(const SfAnswer *answer)
{
    const GArray *wanted = sf_wanted_tags(answer);
    for (guint i = 0; i < MIN(wanted->len, MAX_TOLD); i++) {
        g_autofree char *tag = sf_text_show(g_array_index(wanted, SfTag, i).tag);
        if (!sf_shelf_words(SF_SHELF_TAGS, tag, "called"))
            return NULL;
    }
    return fact_tag_setting(answer);
}

/* "ipsec-3gpp, tls": ways to make a security agreement; NULL: none is named. */
static char *fact_agreements(const SfAnswer *answer)
{
    g_autoptr(GArray) mechanisms = sf_mechanisms(answer->message, SF_HEADER_SECURITY_SERVER);
    sf_mechanisms_sort(mechanisms);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < MIN(mechanisms->len, MAX_TOLD); i++) {
        g_autofree char *name = sf_text_show(g_array_index(mechanisms, SfMechanism, i).name);
        append_all(names, i ? ", " : "", name, NULL);
    }
    return g_string_free(names, names->len == 0);
}

/* ---- by name ---- */

static const struct {
    const char *name;
    char *(*value)(const SfAnswer *answer);
} facts[] = {
    {"status", fact_status},
    {"method", fact_method},
    {"call", fact_call},
    {"calls", fact_calls},
    {"call_id", fact_call_id},
    {"frame", fact_frame},
    {"request_frame", fact_request_frame},
    {"request_time", fact_request_time},
    {"server", fact_server},
    {"server_product", fact_server_product},
    {"caller", fact_caller},
    {"asker", fact_asker},
    {"from_caller", fact_from_caller},
    {"caller_product", fact_caller_product},
    {"caller_places", fact_caller_places},
    {"old", fact_old},
    {"old_host", fact_old_host},
    {"user", fact_user},
    {"target", fact_target},
    {"dial", fact_dial},
    {"dial_host", fact_dial_host},
    {"dial_number", fact_dial_number},
    {"dial_transport", fact_dial_transport},
    {"unproven", fact_unproven},
    {"lasting", fact_lasting},
    {"reached_frame", fact_reached_frame},
    {"reached_how", fact_reached_how},
    {"declined_frame", fact_declined_frame},
    {"declined_how", fact_declined_how},
    {"target_host", fact_target_host},
    {"target_at", fact_target_at},
    {"agreements", fact_agreements},
    {"targets", fact_targets},
    {"named", fact_named},
    {"n_targets", fact_n_targets},
    {"forwarded", fact_forwarded},
    {"history", fact_history},
    {"cause", fact_cause},
    {"forwarder", sf_forwarder},
    {"forward_why", sf_forward_why},
    {"required", fact_required},
    {"offered", fact_offered},
    {"missing", fact_missing},
    {"unsupported", fact_unsupported},
    {"wanted", fact_wanted},
    {"several", fact_several},
    {"sent_header", fact_sent_header},
    {"wanted_header", fact_wanted_header},
    {"offering_header", fact_offering_header},
    {"tag_does", fact_tag_does},
    {"tag_needs", fact_tag_needs},
    {"tag_beside", fact_tag_beside},
    {"tag_relaxed", fact_tag_relaxed},
    {"tag_setting", fact_tag_setting},
    {"tag_each", fact_tag_each},
    {"tag_between", fact_tag_between},
    {"tag_called", fact_tag_called},
};

/* Filled at the first look, for the life of the program: an event asks for eighty of them. */
static GHashTable *places_of_facts(void)
{
    GHashTable *places = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
        g_hash_table_insert(places, (gpointer)facts[i].name, GUINT_TO_POINTER(i + 1));
    return places;
}

/* Where it is in the table; G_MAXUINT: nowhere. */
static guint place_of(const char *name)
{
    static gsize places;
    if (g_once_init_enter(&places))
        g_once_init_leave(&places, GPOINTER_TO_SIZE(places_of_facts()));
    return GPOINTER_TO_UINT(g_hash_table_lookup(GSIZE_TO_POINTER(places), name)) - 1;
}

/* ---- each once ---- */

/* What was found out so far about the answer that is being told of (cases.h). */
static struct {
    gboolean is_known[G_N_ELEMENTS(facts)];
    char *values[G_N_ELEMENTS(facts)];
} told;

void sf_facts_begin(const SfAnswer *answer)
{
    sf_facts_end();
    sf_answer_root_begin(answer);
}

void sf_facts_end(void)
{
    sf_answer_root_begin(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(facts); i++) {
        told.is_known[i] = FALSE;
        g_clear_pointer(&told.values[i], g_free);
    }
}

static char *fact(const SfAnswer *answer, guint i)
{
    if (!sf_answer_is_told_of(answer))
        return facts[i].value(answer);
    if (!told.is_known[i])
        told.values[i] = facts[i].value(answer);
    told.is_known[i] = TRUE;
    return g_strdup(told.values[i]);
}

/* What the element between is called, only its own messages tell. */
static char *product_between(const SfAnswer *answer, const SfFinding *finding)
{
    const char *between = finding ? sf_finding_own(finding, "between") : NULL;
    const char *product =
        between ? sf_senders_product(answer->view->senders, sf_text(between)) : NULL;
    return product ? sf_text_show(sf_text(product)) : NULL;
}

char *sf_fact(const SfAnswer *answer, const SfFinding *finding, const char *name)
{
    const char *own = finding ? sf_finding_own(finding, name) : NULL;
    if (own) /* "": it has none, whatever the answer tells of another element */
        return *own || strcmp(name, "caller_product") != 0 ? g_strdup(own) : NULL;
    const guint i = place_of(name);
    if (i < G_N_ELEMENTS(facts))
        return fact(answer, i);
    return strcmp(name, "between_product") == 0 ? product_between(answer, finding) : NULL;
}
