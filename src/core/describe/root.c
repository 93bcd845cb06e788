/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/root.h"

#include "core/checks/check.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"

#include <string.h>

/* Findings that say themselves that the fault lies elsewhere, if there is one. Where nothing is
 * missing (extension.required), another tells which: extension.already-offered, extension.stripped;
 * that must not be one problem with a client that does not offer the tag. So does
 * extension.unknown-tag where nobody can offer it, and extension.forgot-in-dialog where it was
 * offered before. Of a leg of its own extension.stripped tells that the one that asked got a
 * request with the tag. */
static gboolean points_elsewhere(const SfFinding *finding)
{
    const gboolean is_required = strcmp(finding->check->id, "extension.required") == 0;
    const gboolean is_forgotten =
        is_required && (sf_answer_finding(finding->answer, "extension.forgot-in-dialog") != NULL ||
                        sf_answer_finding(finding->answer, "extension.stripped") != NULL);
    return is_forgotten || g_strcmp0(finding->variant, "offered") == 0 ||
           g_strcmp0(finding->variant, "unknown") == 0;
}

/* What the first proxy of an operator does against RFC 3329, nobody who registers there can mend:
 * what the client lacks comes first. To a 494 without a list no client has
 * an answer, whatever it can do. */
gboolean sf_finding_is_of_operator(const SfFinding *finding)
{
    return finding->answer->message->status != 494 &&
           sf_text_equal(sf_message_method(finding->answer->message), sf_text("REGISTER")) &&
           (strcmp(finding->check->id, "extension.should-be-494") == 0 ||
            strcmp(finding->check->id, "extension.no-security-server") == 0);
}

gboolean sf_finding_is_way_of_the_moment(const SfFinding *finding)
{
    return strcmp(finding->check->id, "moved.chain") == 0 &&
           g_strcmp0(finding->variant, "temporary") == 0;
}

/* How far from what cost the call: at the end what asks for no change (severity.c). */
static guint distance(const SfFinding *finding)
{
    if (sf_finding_is_way_of_the_moment(finding))
        return 2;
    return finding->check->is_beside_the_point ? 1 : 0;
}

/* The earlier of two in the order of the table, after those that are beside the point. */
static const SfFinding *earlier(const SfFinding *a, const SfFinding *b)
{
    if (!a || !b)
        return a ? a : b;
    if (distance(a) != distance(b))
        return distance(a) < distance(b) ? a : b;
    return a->check <= b->check ? a : b;
}

/* @of_operator: only those that are, or only those that are not. */
static const SfFinding *first_of(const SfAnswer *answer, SfSeverity severity, gboolean of_operator)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    const SfFinding *first = NULL;
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (finding->check->severity == severity && !points_elsewhere(finding) &&
            sf_finding_is_of_operator(finding) == of_operator)
            first = earlier(first, finding);
    }
    return first;
}

static const SfFinding *always(const SfAnswer *answer)
{
    return sf_answer_finding(answer, sf_always_check(answer->message->status));
}

/* The circle that the chain through this answer runs in, found on the link that closes it. */
static const SfFinding *circle_of(const SfAnswer *answer)
{
    for (guint links = 0; answer->link.came_by && links < SF_MAX_LINKS; links++)
        answer = answer->link.came_by->answer;
    for (guint links = 0; answer && links < SF_MAX_LINKS; links++) {
        const SfFinding *circle =
            sf_answer_closes_circle(answer, NULL) ? sf_answer_finding(answer, "moved.loop") : NULL;
        if (circle)
            return circle;
        answer = sf_answer_next_link(answer);
    }
    return NULL;
}

/* The call ended at a telephone number, which no SIP request can go to as it stands. */
static const SfFinding *number_not_called(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer->nearest, 1);
    const SfOutcomeKind kind = sf_answer_outcome(answer).kind;
    if (!best || best->entry.uri.scheme != SF_SCHEME_TEL ||
        (kind != SF_OUTCOME_LOST && kind != SF_OUTCOME_REFUSED))
        return NULL;
    return sf_answer_finding(answer->made_at, "moved.tel");
}

/* A 301 after which nobody has to write anything down (moved.permanently says so) is another thing
 * to mend than a move. */
static const SfFinding *better_than_always(const SfAnswer *answer, const SfFinding *plain)
{
    static const struct {
        const char *variant;
        const char *better;
    } names[] = {{"look-up", "moved.number-routing"},
                 {"not-sip", "moved.not-sip"},
                 {"inside", "moved.to-server"},
                 {"masked", "moved.masked"}};
    const SfFinding *better =
        plain && sf_answer_redirects(answer) ? number_not_called(answer) : NULL;
    const gboolean is_number = plain && (!plain->variant || g_str_equal(plain->variant, "tel"));
    /* The route that was looked up, and that nobody took, before the code of the look-up. */
    if (better && !is_number && g_strcmp0(better->variant, "route") != 0)
        better = NULL;
    for (guint i = 0; plain && !better && i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(plain->variant, names[i].variant) == 0)
            better = sf_answer_finding(answer->made_at, names[i].better);
    return better ? better : plain;
}

/* Asked for of every link of a chain, for each answer in it: so nothing is allocated. */
typedef struct {
    guint n;
    const SfAnswer *answers[2 * SF_MAX_LINKS + 3]; /* two a leg, and the three hops of the answer */
} Hops;

/* The same answer on the hops that matter, and on the further legs of back-to-back agents, where it
 * was made first. */
static void find_hops(const SfAnswer *answer, Hops *hops)
{
    hops->n = 0;
    const SfAnswer *leg = answer->made_at->agent.below ? sf_answer_origin(answer) : NULL;
    for (guint legs = 0; leg && leg->nearest != answer->nearest && legs < SF_MAX_LINKS; legs++) {
        hops->answers[hops->n++] = leg;
        hops->answers[hops->n++] = leg->nearest;
        leg = leg->nearest->agent.above ? leg->nearest->agent.above->made_at : NULL;
    }
    hops->answers[hops->n++] = answer;
    if (answer->made_at != answer)
        hops->answers[hops->n++] = answer->made_at;
    if (answer->nearest != answer && answer->nearest != answer->made_at)
        hops->answers[hops->n++] = answer->nearest;
}

/* The particular thing, on whichever hop it was found. */
static const SfFinding *heading_of(const SfAnswer *answer)
{
    Hops hops;
    const SfFinding *heading = NULL;
    find_hops(answer, &hops);
    for (guint i = 0; i < hops.n; i++) {
        const GPtrArray *findings = sf_answer_findings(hops.answers[i]);
        for (guint n = 0; n < findings->len; n++) {
            const SfFinding *finding = findings->pdata[n];
            if (finding->check->heads && !points_elsewhere(finding))
                heading = earlier(heading, finding);
        }
    }
    return heading;
}

static const SfFinding *root_on_hops(const SfAnswer *answer, SfSeverity severity,
                                     gboolean of_operator)
{
    Hops hops;
    const SfFinding *root = NULL;
    find_hops(answer, &hops);
    for (guint i = 0; i < hops.n; i++)
        root = earlier(root, first_of(hops.answers[i], severity, of_operator));
    return root;
}

/* The first link of the chain that the answer is one of. */
static const SfAnswer *first_link(const SfAnswer *answer)
{
    for (guint links = 0; answer->link.came_by && links < SF_MAX_LINKS &&
                          sf_answer_redirects(answer->link.came_by->answer);
         links++)
        answer = answer->link.came_by->answer->nearest;
    return answer;
}

/* What somebody else refused at the end of the chain, and why, is one thing to mend with the
 * redirects that led there. */
static const SfAnswer *refusal_at_end(const SfAnswer *answer)
{
    const SfAnswer *last = sf_answer_last_link(answer->nearest);
    if (!sf_answer_redirects(answer))
        return NULL;
    if (sf_answer_outcome(answer).kind != SF_OUTCOME_REFUSED &&
        sf_answer_outcome(answer).kind != SF_OUTCOME_LOST)
        return NULL;
    for (guint i = last->followups->len; i > 0; i--) {
        const SfFollowup *followup = last->followups->pdata[i - 1];
        if (sf_followup_heeds(followup))
            return followup->refused_by;
    }
    return NULL;
}

/* The links of one chain are one thing to mend, too. */
static const SfFinding *root_of_chain(const SfAnswer *answer, SfSeverity severity)
{
    const SfFinding *root = NULL;
    if (!sf_answer_redirects(answer))
        return root_on_hops(answer, severity, FALSE);
    answer = first_link(answer->nearest);
    for (guint links = 0; answer && links < SF_MAX_LINKS; links++) {
        if (answer->explained)
            root = earlier(root, root_on_hops(answer, severity, FALSE));
        answer = sf_answer_next_link(answer);
    }
    return root;
}

static gboolean is_relative(const SfAnswer *answer)
{
    return answer->message->status != 301 && answer->message->status != 421;
}

/* Whoever is refused again is refused for the same reason. */
static const SfFinding *root_of_relative(const SfAnswer *first)
{
    const SfFinding *root = root_on_hops(first, SF_ERROR, FALSE);
    if (!root)
        root = root_on_hops(first, SF_WARN, FALSE);
    return root ? root : always(first);
}

/* What gets such a call through, where that is no fault of the answer: a number that is called, an
 * address that is none of SIP. A fault that costs no call stands behind it: with that mended alone
 * the call is lost again. Who acknowledges nothing may have got nothing. NULL: there is none. */
static const SfFinding *what_costs_the_call(const SfAnswer *answer)
{
    const SfFinding *plain = always(answer->nearest);
    const SfOutcomeKind kind = sf_answer_outcome(answer).kind;
    if (!sf_answer_redirects(answer) || sf_answer_wants_ack(answer->nearest) ||
        sf_answer_is_undelivered(answer->nearest) ||
        (kind != SF_OUTCOME_LOST && kind != SF_OUTCOME_REFUSED))
        return NULL;
    const SfFinding *better = better_than_always(answer, plain);
    return better != plain ? better : NULL;
}

static const SfFinding *root_without_refusal(const SfAnswer *answer)
{
    const SfFinding *root = circle_of(answer->nearest);
    if (!root)
        root = root_of_chain(answer, SF_ERROR);
    if (!root)
        root = root_of_chain(answer, SF_WARN);
    if (root && root->check->is_beside_the_point) {
        const SfFinding *cost = what_costs_the_call(answer);
        root = cost ? cost : root;
    }
    if (!root)
        root = heading_of(answer);
    if (root)
        return root;
    const SfFinding *plain = always(answer->nearest);
    /* It is said once a story: of a further answer it stands on the first. */
    const SfAnswer *first = sf_story_first(answer->story, answer->message->status);
    if (!plain && first && first != answer->nearest && is_relative(answer))
        return root_of_relative(first);
    if (!plain && first)
        plain = always(first);
    /* So is what the client's list lacks. */
    if (first && (!plain || points_elsewhere(plain)))
        root = sf_answer_finding(first, "agreement.incomplete");
    if (!root && (!plain || points_elsewhere(plain)))
        root = root_on_hops(answer, SF_ERROR, TRUE);
    return root ? root : better_than_always(answer, plain);
}

static const SfFinding *find_root(const SfAnswer *answer)
{
    if (answer->nearest->agent.above)
        answer = sf_answer_received(answer);
    const SfFinding *root = root_without_refusal(answer);
    const SfAnswer *refusal = refusal_at_end(answer);
    const gboolean is_error = root && root->check->severity == SF_ERROR;
    return refusal && !is_error ? root_without_refusal(refusal) : root;
}

/* The answer that is being told of, and its root: nearly every sentence asks for it. */
static struct {
    const SfAnswer *answer; /* NULL: none */
    const SfFinding *root;
} told;

void sf_answer_root_begin(const SfAnswer *answer)
{
    told.root = answer ? find_root(answer) : NULL;
    told.answer = answer;
}

gboolean sf_answer_is_told_of(const SfAnswer *answer)
{
    return told.answer == answer;
}

const SfFinding *sf_answer_root(const SfAnswer *answer)
{
    return sf_answer_is_told_of(answer) ? told.root : find_root(answer);
}

static void add_if_wanted(GPtrArray *findings, const SfFinding *finding, gboolean only_final)
{
    if (finding->is_final || !only_final)
        g_ptr_array_add(findings, (gpointer)finding);
}

GPtrArray *sf_answer_findings_root_first(const SfAnswer *answer, gboolean only_final)
{
    GPtrArray *sorted = g_ptr_array_new();
    const GPtrArray *findings = sf_answer_findings(answer);
    const SfFinding *root = sf_answer_root(answer);
    if (root && root->answer == answer)
        add_if_wanted(sorted, root, only_final);
    for (guint i = 0; i < findings->len; i++)
        if (findings->pdata[i] != root)
            add_if_wanted(sorted, findings->pdata[i], only_final);
    return sorted;
}
