/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 421 that asks for the security agreement (RFC 3329). */
#include "core/checks/judged.h"

static gboolean asks_for_agreement(const SfAnswer *answer)
{
    return sf_is_made_here(answer, 421) && sf_tags_have(answer->required, sf_text("sec-agree"));
}

void sf_check_extension_should_be_494(const SfCheck *check, SfAnswer *answer)
{
    /* Behind another element it is neither 421 nor 494, but 502 (§2.3.2): extension.sec-agree. */
    if (!asks_for_agreement(answer) || answer->vias > 1 ||
        !sf_tags_have(answer->offered, sf_text("sec-agree")))
        return;
    sf_finding_fix(sf_report(check, answer, NULL), "answer-494");
}

void sf_check_extension_no_security_server(const SfCheck *check, SfAnswer *answer)
{
    if (!asks_for_agreement(answer) || answer->message->cut ||
        sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0))
        return;
    sf_finding_fix(sf_report(check, answer, NULL), "add-list");
}

/* ---- the list of mechanisms ---- */

/* sec-mechanism = mechanism-name *(SEMI mech-parameters) (§2.2) */
typedef struct {
    SfText name;
    SfText params;
    gboolean has_q;
    double q;
    guint position;
} Mechanism;

/* The greater q first; without q last, in the order written. */
static gint by_preference(gconstpointer a, gconstpointer b)
{
    const Mechanism *one = a;
    const Mechanism *other = b;
    if (one->has_q != other->has_q)
        return one->has_q ? -1 : 1;
    if (one->has_q && one->q != other->q)
        return one->q > other->q ? -1 : 1;
    return one->position < other->position ? -1 : 1;
}

static void add_mechanism(GArray *mechanisms, SfText entry)
{
    const gssize semicolon = sf_text_find(entry, ';');
    const gsize end = semicolon < 0 ? entry.length : (gsize)semicolon;
    Mechanism mechanism = {.name = sf_text_trim(sf_text_slice(entry, 0, end)),
                           .params = sf_text_slice(entry, end, G_MAXSIZE),
                           .position = mechanisms->len};
    SfParam q;
    if (!sf_text_is_token(mechanism.name))
        return;
    mechanism.has_q =
        sf_param_find(mechanism.params, "q", &q) && sf_qvalue_parse(q.value, &mechanism.q);
    g_array_append_val(mechanisms, mechanism);
}

/* Mechanism, best first. */
static GArray *mechanisms_of(const SfMessage *message)
{
    GArray *mechanisms = g_array_new(FALSE, FALSE, sizeof(Mechanism));
    const SfHeader *header;
    for (guint nth = 0;
         (header = sf_message_header(message, SF_HEADER_SECURITY_SERVER, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        while (sf_list_next(&rest, &entry))
            add_mechanism(mechanisms, entry);
    }
    g_array_sort(mechanisms, by_preference);
    return mechanisms;
}

/* Two with one preference are an error (§2.2); so are two without any. */
static gboolean leaves_choice_open(const GArray *mechanisms)
{
    for (guint i = 1; i < mechanisms->len; i++) {
        const Mechanism *better = &g_array_index(mechanisms, Mechanism, i - 1);
        const Mechanism *worse = &g_array_index(mechanisms, Mechanism, i);
        if (better->has_q == worse->has_q && (!better->has_q || better->q == worse->q))
            return TRUE;
    }
    return FALSE;
}

/* "tls (q=0.2), ipsec-3gpp (q=0.1, alg=hmac-sha-1-96)": what a person chooses by. */
static GString *list_of(const GArray *mechanisms)
{
    static const char *const shown[] = {"q", "alg", "ealg", "prot", "mod", "d-alg", "d-qop"};
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < mechanisms->len; i++) {
        const Mechanism *mechanism = &g_array_index(mechanisms, Mechanism, i);
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

/* ---- how it goes on ---- */

static const struct {
    const char *variant;
    const char *fix;
} courses[] = {
    {"several-vias", "not-first-hop"}, {"ims", "agree"}, {"equal-q", "order"}, {NULL, "agree"}};

enum { COURSE_SEVERAL_VIAS, COURSE_IMS, COURSE_EQUAL_Q, COURSE_PLAIN };

static guint course_of(const SfAnswer *answer, const GArray *mechanisms)
{
    if (answer->vias > 1)
        return COURSE_SEVERAL_VIAS;
    if (sf_text_equal_nocase(g_array_index(mechanisms, Mechanism, 0).name, sf_text("ipsec-3gpp")))
        return COURSE_IMS;
    return leaves_choice_open(mechanisms) ? COURSE_EQUAL_Q : COURSE_PLAIN;
}

void sf_check_extension_sec_agree(const SfCheck *check, SfAnswer *answer)
{
    if (!asks_for_agreement(answer))
        return;
    g_autoptr(GArray) mechanisms = mechanisms_of(answer->message);
    if (mechanisms->len == 0 && answer->vias <= 1)
        return; /* extension.no-security-server says it */
    const guint course = course_of(answer, mechanisms);
    SfFinding *finding = sf_report(check, answer, courses[course].variant);
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0);
    if (header)
        finding->place = header->place;
    sf_finding_number(finding, "vias", answer->vias);
    if (mechanisms->len > 0) {
        sf_finding_value(finding, "mechanism", g_array_index(mechanisms, Mechanism, 0).name);
        sf_finding_take_string(finding, "mechanisms", list_of(mechanisms));
    }
    sf_finding_fix(finding, courses[course].fix);
}
