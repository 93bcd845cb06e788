/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 421 that asks for the security agreement (RFC 3329). */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/ledger/agreement.h"
#include "core/ledger/story/story.h"

/* ---- the list of mechanisms ---- */

static GArray *server_list(const SfMessage *answer)
{
    GArray *mechanisms = sf_mechanisms(answer, SF_HEADER_SECURITY_SERVER);
    sf_mechanisms_sort(mechanisms);
    return mechanisms;
}

/* "tls (q=0.2), ipsec-3gpp (q=0.1, alg=hmac-sha-1-96)": what a person chooses by. */
static GString *list_of(const GArray *mechanisms)
{
    static const char *const shown[] = {"q",   "alg",   "ealg",  "prot",
                                        "mod", "d-alg", "d-qop", "mediasec"};
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < mechanisms->len; i++) {
        const SfMechanism *mechanism = &g_array_index(mechanisms, SfMechanism, i);
        sf_list_add(list, mechanism->name);
        const char *before = " (";
        for (guint k = 0; k < G_N_ELEMENTS(shown); k++) {
            SfParam param;
            if (!sf_param_find(mechanism->params, shown[k], &param))
                continue;
            const SfText written = sf_param_as_written(&param);
            g_string_append(list, before);
            g_string_append_len(list, written.at, (gssize)written.length);
            before = ", ";
        }
        if (*before == ',')
            g_string_append_c(list, ')');
    }
    return list;
}

/* ---- where another answer is due ---- */

static gboolean asks_for_agreement(const SfAnswer *answer)
{
    return sf_is_made_here(answer, 421) && sf_tags_have(answer->required, sf_text("sec-agree"));
}

void sf_check_extension_should_be_494(const SfCheck *check, SfAnswer *answer)
{
    /* Behind another element it is neither 421 nor 494, but 502 (§2.3.2): extension.not-first-hop.
     */
    if (!asks_for_agreement(answer) || answer->vias > 1 ||
        !sf_tags_have(answer->offered, sf_text("sec-agree")))
        return;
    g_autoptr(GArray) mechanisms = server_list(answer->message);
    SfFinding *finding = sf_report(check, answer, NULL);
    if (mechanisms->len > 0)
        sf_finding_take_string(finding, "mechanisms", list_of(mechanisms));
    sf_finding_fix(finding, "answer-494");
}

/* TRUE where a request asks the first hop for an agreement that there is none of yet (§2.3.1). */
static gboolean demands_agreement(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->offered->len; i++) {
        const SfTag *tag = &g_array_index(answer->offered, SfTag, i);
        if (tag->header != SF_HEADER_SUPPORTED &&
            sf_text_equal_nocase(tag->tag, sf_text("sec-agree")))
            return answer->vias == 1 && answer->request->transport <= SF_TRANSPORT_UDP &&
                   !sf_message_header(answer->request, SF_HEADER_SECURITY_VERIFY, 0);
    }
    return FALSE;
}

/* What the caller itself asks for shows where its first hop got it. */
static void tell_of_caller(SfFinding *finding, const SfAnswer *answer)
{
    const SfAnswer *nearest = answer->nearest;
    if (!nearest->request || nearest->vias > 1 ||
        !sf_tags_have(nearest->offered, sf_text("sec-agree"))) {
        sf_finding_value(finding, "unoffered", sf_text("sec-agree"));
        return;
    }
    sf_finding_number(finding, "first_frame", nearest->request->frame);
    if (demands_agreement(nearest) && answer->above == nearest && answer->offer_known &&
        !sf_tags_have(answer->offered, sf_text("sec-agree")))
        sf_finding_value(finding, "between", answer->message->destination_address);
}

/* Who adds a list there, as extension.no-security-server asks for, asks for what nobody may do. */
void sf_check_extension_not_first_hop(const SfCheck *check, SfAnswer *answer)
{
    if (!asks_for_agreement(answer) || answer->vias <= 1)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_number(finding, "vias", answer->vias);
    sf_finding_value(finding, "other", answer->message->destination_address);
    tell_of_caller(finding, answer);
    sf_finding_fix(finding, "not-first-hop");
}

static gboolean lacks_list(const SfAnswer *answer)
{
    return !answer->message->cut &&
           !sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0);
}

/* A 494 asks for an agreement whatever it requires, be it about media only. */
void sf_check_extension_no_security_server(const SfCheck *check, SfAnswer *answer)
{
    const gboolean is_494 = sf_is_made_here(answer, 494);
    if ((!is_494 && !asks_for_agreement(answer)) || answer->vias > 1 || !lacks_list(answer))
        return;
    sf_finding_fix(sf_report(check, answer, is_494 ? "agreement" : NULL), "add-list");
}

/* ---- how it goes on ---- */

/* Two with one preference are an error (§2.2); so are two without any. */
static gboolean leaves_choice_open(const GArray *mechanisms)
{
    for (guint i = 1; i < mechanisms->len; i++) {
        const SfMechanism *better = &g_array_index(mechanisms, SfMechanism, i - 1);
        const SfMechanism *worse = &g_array_index(mechanisms, SfMechanism, i);
        if (better->has_q == worse->has_q && (!better->has_q || better->q == worse->q))
            return TRUE;
    }
    return FALSE;
}

static const struct {
    const char *variant;
    const char *fix;
} courses[] = {{"ims", "agree"}, {"ims-first", "agree"}, {"equal-q", "order"}, {NULL, "agree"}};

enum { COURSE_IMS, COURSE_IMS_FIRST, COURSE_EQUAL_Q, COURSE_PLAIN };

static gboolean is_ipsec(const SfMechanism *mechanism)
{
    return sf_text_equal_nocase(mechanism->name, sf_text("ipsec-3gpp"));
}

/* Who cannot do IPsec may choose. */
static gboolean has_another(const GArray *mechanisms)
{
    for (guint i = 1; i < mechanisms->len; i++)
        if (!is_ipsec(&g_array_index(mechanisms, SfMechanism, i)))
            return TRUE;
    return FALSE;
}

static guint course_of(const GArray *mechanisms)
{
    if (is_ipsec(&g_array_index(mechanisms, SfMechanism, 0)))
        return has_another(mechanisms) ? COURSE_IMS_FIRST : COURSE_IMS;
    return leaves_choice_open(mechanisms) ? COURSE_EQUAL_Q : COURSE_PLAIN;
}

void sf_check_extension_sec_agree(const SfCheck *check, SfAnswer *answer)
{
    if (!asks_for_agreement(answer) || answer->vias > 1)
        return;
    g_autoptr(GArray) mechanisms = server_list(answer->message);
    if (mechanisms->len == 0)
        return; /* extension.no-security-server says it */
    const guint course = course_of(mechanisms);
    SfFinding *finding = sf_report(check, answer, courses[course].variant);
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0);
    if (header)
        finding->place = header->place;
    sf_finding_value(finding, "mechanism", g_array_index(mechanisms, SfMechanism, 0).name);
    sf_finding_take_string(finding, "mechanisms", list_of(mechanisms));
    sf_finding_fix(finding, courses[course].fix);
}

/* ---- a 494, and what is missing ---- */

static gboolean asks_for_media(const SfAnswer *answer, const GArray *mechanisms)
{
    return sf_tags_have(answer->required, sf_text("mediasec")) ||
           sf_mechanisms_are_of_media(mechanisms);
}

/* The three lists, as far as they are there. @request: that of the answer, or the one after it. */
static void set_lists(SfFinding *finding, const GArray *mechanisms, const SfMessage *request)
{
    g_autoptr(GArray) client = request ? sf_mechanisms(request, SF_HEADER_SECURITY_CLIENT) : NULL;
    g_autoptr(GArray) verify = request ? sf_mechanisms(request, SF_HEADER_SECURITY_VERIFY) : NULL;
    if (mechanisms->len > 0) {
        sf_finding_value(finding, "mechanism", g_array_index(mechanisms, SfMechanism, 0).name);
        sf_finding_take_string(finding, "mechanisms", list_of(mechanisms));
    }
    if (client && client->len > 0)
        sf_finding_take_string(finding, "client_list", list_of(client));
    if (verify && verify->len > 0)
        sf_finding_take_string(finding, "verify_list", list_of(verify));
}

/* Came back with its part: what became of that. */
static void report_agreement_goes_on(const SfCheck *check, SfAnswer *answer,
                                     const GArray *mechanisms)
{
    const SfFollowup *retry = sf_first_followup(answer, SF_FOLLOWUP_RETRY);
    if (!retry)
        return;
    const gboolean again = retry->status == 494 || retry->status == 421;
    SfFinding *finding = sf_report(check, answer, again ? "refused-again" : "goes-on");
    sf_finding_set_message(finding, retry->request);
    if (again)
        sf_finding_set_proof(finding, retry->status_frame, retry->status_part);
    set_lists(finding, mechanisms, retry->request);
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    if (retry->status)
        sf_finding_number(finding, "followup_status", retry->status);
}

/* The client has said what it can do: what is left is to confirm what the server lists. */
static gboolean has_begun(const SfAnswer *answer, const GArray *mechanisms)
{
    return answer->request && mechanisms->len > 0 &&
           sf_message_header(answer->request, SF_HEADER_SECURITY_CLIENT, 0) != NULL;
}

/* The client confirms what it had agreed on before, and the server knows nothing of that. */
static gboolean confirms_another(const SfAnswer *answer, const GArray *mechanisms)
{
    if (!answer->request || mechanisms->len == 0)
        return FALSE;
    g_autoptr(GArray) verify = sf_mechanisms(answer->request, SF_HEADER_SECURITY_VERIFY);
    return verify->len > 0 && !sf_mechanisms_equal(mechanisms, verify);
}

void sf_check_agreement_required(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status != 494 || sf_story_first(answer->story, 494) != answer)
        return;
    g_autoptr(GArray) mechanisms = server_list(answer->message);
    const gboolean begun = has_begun(answer, mechanisms);
    const gboolean stale = !begun && confirms_another(answer, mechanisms);
    const char *variant = begun                                ? "begun"
                          : stale                              ? "stale"
                          : lacks_list(answer)                 ? "no-list"
                          : asks_for_media(answer, mechanisms) ? "media"
                                                               : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0);
    if (header)
        finding->place = header->place;
    set_lists(finding, mechanisms, answer->request);
    /* What it does there, by the protection that was agreed on, nobody can read. */
    if (!sf_answer_leads_into_tls(answer))
        sf_finding_fix(finding, begun ? "verify" : stale ? "renew" : "agree");
    report_agreement_goes_on(check, answer, mechanisms);
}

/* The first mechanism of Security-Client that lacks what its kind needs; NULL: none. */
static const SfMechanism *lame_mechanism(const GArray *client, GString **lacking)
{
    for (guint i = 0; i < client->len; i++) {
        const SfMechanism *mechanism = &g_array_index(client, SfMechanism, i);
        if ((*lacking = sf_mechanism_lacks(mechanism)) != NULL)
            return mechanism;
    }
    return NULL;
}

/* Two of one name are no fault by themselves: they differ in their algorithms. */
static gboolean lists_one_twice(const GArray *verify)
{
    for (guint i = 1; i < verify->len; i++) {
        for (guint k = 0; k < i; k++) {
            const SfMechanism *one = &g_array_index(verify, SfMechanism, k);
            const SfMechanism *other = &g_array_index(verify, SfMechanism, i);
            if (sf_text_equal_nocase(one->name, other->name) &&
                sf_text_equal_nocase(sf_text_trim(one->params), sf_text_trim(other->params)))
                return TRUE;
        }
    }
    return FALSE;
}

static SfFinding *report_incomplete(const SfCheck *check, SfAnswer *answer, const char *variant,
                                    const SfMessage *request)
{
    g_autoptr(GArray) mechanisms = server_list(answer->message);
    SfFinding *finding = sf_report(check, answer, variant);
    set_lists(finding, mechanisms, request);
    if (request != answer->request)
        sf_finding_set_message(finding, request);
    sf_finding_number(finding, "other_frame", request->frame);
    sf_finding_fix(finding, "complete");
    return finding;
}

/* TRUE where something was found. */
static gboolean look_at_client(const SfCheck *check, SfAnswer *answer, const SfMessage *request)
{
    g_autoptr(GArray) client = sf_mechanisms(request, SF_HEADER_SECURITY_CLIENT);
    GString *lacking = NULL;
    const SfMechanism *lame = request->cut ? NULL : lame_mechanism(client, &lacking);
    if (!lame)
        return FALSE;
    SfFinding *finding = report_incomplete(check, answer, NULL, request);
    sf_finding_value(finding, "mechanism", lame->name);
    sf_finding_take_string(finding, "lacking", lacking);
    g_autoptr(GArray) server = server_list(answer->message);
    GString *unsaid = NULL;
    if (!answer->message->cut && lame_mechanism(server, &unsaid))
        sf_finding_take_string(finding, "server_lacking", unsaid);
    return TRUE;
}

/* What came next repeats this answer's list; with credentials, that of the 401 may count. */
static gboolean look_at_verify(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    const SfMessage *request = retry->request;
    g_autoptr(GArray) server = sf_mechanisms(answer->message, SF_HEADER_SECURITY_SERVER);
    if (request->cut || answer->message->cut || server->len == 0)
        return FALSE;
    g_autoptr(GArray) verify = sf_mechanisms(request, SF_HEADER_SECURITY_VERIFY);
    if (verify->len == 0)
        return FALSE;
    const gboolean twice = lists_one_twice(verify) && !lists_one_twice(server);
    if (!twice && sf_mechanisms_equal(server, verify))
        return FALSE;
    report_incomplete(check, answer, twice ? "twice" : "verify", request);
    return TRUE;
}

void sf_check_agreement_incomplete(const SfCheck *check, SfAnswer *answer)
{
    const guint status = answer->message->status;
    if ((status != 421 && status != 494) || !sf_answer_is_nearest(answer) ||
        sf_story_first(answer->story, status) != answer)
        return;
    if (answer->request && look_at_client(check, answer, answer->request))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (look_at_client(check, answer, followup->request) ||
            look_at_verify(check, answer, followup))
            return;
    }
}
