/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who asked whom for what: facts that every answer has. */
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/facts/caution.h"
#include "core/describe/facts/fact_tables.h"
#include "core/describe/facts/fact_text.h"
#include "core/ledger/view.h"

/* ---- who ---- */

static char *fact_server(const SfAnswer *answer)
{
    const SfMessage *made = sf_answer_origin(answer)->message;
    if (made->source_address.length == 0) /* a log tells of others, not of who writes it */
        return g_strdup(sf_shelf_words(SF_SHELF_KINDS, "answering", "name"));
    return sf_named_source(answer, made);
}

static char *fact_asker(const SfAnswer *answer)
{
    return sf_named_destination(answer, answer->nearest->message);
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
    if (!caller_is_behind(answer))
        return fact_asker(answer);
    if (answer->nearest->first_asker && *answer->nearest->first_asker)
        return sf_text_show(sf_text(answer->nearest->first_asker));
    g_autofree char *asker = fact_asker(answer);
    return g_strconcat(sf_shelf_words(SF_SHELF_KINDS, "caller", "behind"), " ", asker, NULL);
}

static char *fact_caller_product(const SfAnswer *answer)
{
    if (caller_is_behind(answer)) /* whose name goes with the request */
        return sf_header_shown(answer->nearest->request, SF_HEADER_USER_AGENT);
    return sf_answer_client_product(answer->nearest);
}

/* Who asks had the call of another: in a call of its own, or changed on its way through. */
static gboolean asks_for_another(const SfAnswer *answer)
{
    const SfAnswer *nearest = answer->nearest;
    return nearest->agent.asks_for_another || (nearest->first_asker && *nearest->first_asker);
}

/* A gateway, border controller or PBX has nobody who dials at it. */
static const char *way_of_try(const SfAnswer *answer)
{
    if (sf_answer_is_passed_on(answer))
        return "passed-on";
    g_autofree char *name = fact_caller_product(answer);
    const char *kind = sf_product_kind(name);
    const gboolean serves = asks_for_another(answer) || g_strcmp0(kind, "server") == 0;
    return serves || g_strcmp0(kind, "pbx") == 0 ? "behind" : "itself";
}

/* A call can be placed from a telephone, and by way of a proxy. */
static char *fact_from_caller(const SfAnswer *answer)
{
    g_autofree char *caller = fact_caller(answer);
    return sf_phrase_with("from", way_of_try(answer), "caller", caller, NULL);
}

/* What the caller is, by what it was seen to do, else by its product; NULL: not known. */
static const char *kind_of_caller(const SfAnswer *answer)
{
    if (sf_answer_is_passed_on(answer))
        return "proxy";
    g_autofree char *name = fact_caller_product(answer);
    const char *kind = sf_product_kind(name);
    const gboolean is_agent = asks_for_another(answer);
    return is_agent && g_strcmp0(kind, "pbx") != 0 ? "agent" : kind;
}

/* Where addresses are written at the caller, by what it is. */
static char *fact_caller_places(const SfAnswer *answer)
{
    const char *kind = kind_of_caller(answer);
    const char *places = sf_shelf_words(SF_SHELF_KINDS, kind ? kind : "element", "places");
    return g_strdup_printf(" (%s)", places);
}

/* Many user agents name themselves by User-Agent in answers too; one that names itself in none may
 * do so elsewhere. */
static char *fact_server_product(const SfAnswer *answer)
{
    const SfMessage *made = sf_answer_origin(answer)->message;
    const SfHeader *name = sf_message_product(made);
    if (name && name->value.length > 0)
        return sf_text_show(name->value);
    const char *known = sf_senders_product(answer->view->senders, made->source_address);
    if (!known)
        known = sf_answer_origin(answer)->answers_as;
    return known ? sf_text_show(sf_text(known)) : NULL;
}

/* ---- what was asked ---- */

static char *fact_status(const SfAnswer *answer)
{
    return g_strdup_printf("%u", answer->message->status);
}

static char *fact_method(const SfAnswer *answer)
{
    return sf_shown_or_null(sf_message_method(answer->message));
}

/* A recorder is asked to record a call, which goes on without it (RFC 7866 §6.1.1). */
static gboolean is_recording(const SfAnswer *answer)
{
    return answer->request && sf_text_equal(answer->request->method, sf_text("INVITE")) &&
           sf_message_lists(answer->request, SF_HEADER_REQUIRE, sf_text("siprec"));
}

/* What people call such a request. @key: "one" or "many". */
static char *kind_of_request(const SfAnswer *answer, const char *key)
{
    const SfText method = sf_message_method(answer->message);
    if (is_recording(answer))
        return g_strdup(sf_shelf_words(SF_SHELF_KINDS, "recording", key));
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
    return sf_shown_or_null(sf_message_call_id(answer->message));
}

static char *fact_frame(const SfAnswer *answer)
{
    return sf_fact_number(answer->message->frame);
}

/* Of the answer where it was made: who made it finds it there, and not where others handed it on.
 */
static char *fact_refusal_frame(const SfAnswer *answer)
{
    return sf_fact_number(sf_answer_origin(answer)->message->frame);
}

static char *fact_request_frame(const SfAnswer *answer)
{
    return answer->request ? sf_fact_number(answer->request->frame) : NULL;
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
    return answer->nearest->request ? sf_shown_or_null(answer->nearest->request->request_uri)
                                    : NULL;
}

/* A caller that asks for an address writes it into To as well, and nobody on the way changes that;
 * what was asked may be another by then (RFC 3261 §8.1.1.2, §16.6). */
static char *fact_likely_old(const SfAnswer *answer)
{
    const SfHeader *to = sf_message_header(answer->message, SF_HEADER_TO, 0);
    SfNameAddr address;
    if (answer->nearest->request || !to || !sf_name_addr_parse(to->value, &address, NULL))
        return NULL;
    return sf_shown_or_null(address.uri_text);
}

static char *fact_user(const SfAnswer *answer)
{
    SfUri uri;
    return sf_old_uri(answer->nearest, &uri) ? sf_shown_or_null(uri.user) : NULL;
}

static char *fact_old_host(const SfAnswer *answer)
{
    SfUri uri;
    return sf_old_uri(answer->nearest, &uri) ? sf_shown_or_null(uri.host) : NULL;
}

static char *fact_unseen(const SfAnswer *answer)
{
    return sf_answer_unseen(answer);
}

static char *fact_unseen_frame(const SfAnswer *answer)
{
    const guint32 frame = sf_answer_unseen_frame(answer);
    return frame ? sf_fact_number(frame) : NULL;
}

/* ---- why a silence means something ---- */

/* What the capture shows of the caller besides: it would have shown one request more. */
static char *fact_elsewhere_frame(const SfAnswer *answer)
{
    const SfAnswer *received = sf_answer_received(answer);
    const guint32 frame = sf_answer_redirects(answer) ? sf_answer_client_frame(received) : 0;
    return frame ? sf_fact_number(frame) : NULL;
}

static char *fact_hole_frame(const SfAnswer *answer)
{
    const SfHole *hole = sf_answer_hole(sf_answer_received(answer));
    return hole ? sf_fact_number(hole->frame) : NULL;
}

static char *fact_hole_hours(const SfAnswer *answer)
{
    const SfHole *hole = sf_answer_hole(sf_answer_received(answer));
    if (!hole)
        return NULL;
    const gint64 hours = (hole->between.to - hole->between.from) / (3600 * SF_SECOND);
    return g_strdup_printf("%" G_GINT64_FORMAT, hours);
}

/* Who had acknowledged it is there no more. */
static char *fact_gone_frame(const SfAnswer *answer)
{
    const SfAnswer *received = sf_answer_received(answer);
    return received->ack.frame && received->bounced_frame > received->ack.frame
               ? sf_fact_number(received->bounced_frame)
               : NULL;
}

static const SfFactRow rows[] = {
    {"status", fact_status},
    {"method", fact_method},
    {"call", fact_call},
    {"calls", fact_calls},
    {"call_id", fact_call_id},
    {"frame", fact_frame},
    {"refusal_frame", fact_refusal_frame},
    {"request_frame", fact_request_frame},
    {"request_time", fact_request_time},
    {"server", fact_server},
    {"server_product", fact_server_product},
    {"caller", fact_caller},
    {"asker", fact_asker},
    {"from_caller", fact_from_caller},
    {"elsewhere_frame", fact_elsewhere_frame},
    {"gone_frame", fact_gone_frame},
    {"hole_frame", fact_hole_frame},
    {"hole_hours", fact_hole_hours},
    {"caller_product", fact_caller_product},
    {"caller_places", fact_caller_places},
    {"old", fact_old},
    {"likely_old", fact_likely_old},
    {"old_host", fact_old_host},
    {"user", fact_user},
    {"unseen", fact_unseen},
    {"unseen_frame", fact_unseen_frame},
};

const SfFactTable sf_facts_of_call = {rows, G_N_ELEMENTS(rows)};
