/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in words: the knowledge's, filled with the facts of the answer. */
#include <string.h>

#include "core/describe/facts.h"
#include "core/describe/facts/caution.h"
#include "core/describe/facts/choice_facts.h"
#include "core/describe/finding_words.h"
#include "core/describe/root.h"

/* A text that asks a side for what its product cannot do has other words for that. NULL: it has
 * none, or asks for what can be done. */
static char *text_that_spares(const SfFinding *finding)
{
    const char *id = finding->check->id;
    if (!sf_shelf_words(SF_SHELF_CHECKS, id, "text.not-caller") &&
        !sf_shelf_words(SF_SHELF_CHECKS, id, "text.not-answering"))
        return NULL;
    const char *spared = sf_finding_spared(finding);
    if (!spared)
        return NULL;
    g_autofree char *variant =
        finding->variant ? g_strconcat(finding->variant, "-", spared, NULL) : g_strdup(spared);
    const char *words = sf_shelf_variant(SF_SHELF_CHECKS, id, "text", variant);
    const gboolean has_own = words != sf_shelf_words(SF_SHELF_CHECKS, id, "text");
    return has_own ? sf_finding_filled(finding, words) : NULL;
}

char *sf_finding_text(const SfFinding *finding)
{
    char *text = text_that_spares(finding);
    if (!text)
        text = sf_finding_words(finding, "text");
    return text ? text : g_strdup(finding->check->id);
}

static void add_frame(GArray *frames, guint32 frame)
{
    for (guint i = 0; i < frames->len; i++)
        if (g_array_index(frames, guint32, i) == frame)
            return;
    g_array_append_val(frames, frame);
}

static void add_frame_of(GArray *frames, const SfFinding *finding, const char *name)
{
    g_autofree char *value = sf_fact(finding->answer, finding, name);
    guint64 number = 0;
    if (value && g_ascii_string_to_unsigned(value, 10, 1, G_MAXUINT32, &number, NULL))
        add_frame(frames, (guint32)number);
}

/* What asks which address takes the place of the old one names those that rang at once. */
static void add_ringing(GArray *frames, const SfFinding *finding)
{
    g_autoptr(GArray) ringing = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (g_ptr_array_find_with_equal_func(finding->fixes, "update", g_str_equal, NULL))
        sf_add_ringing_at_once(finding->answer, ringing);
    for (guint i = 0; i < ringing->len; i++)
        add_frame(frames, g_array_index(ringing, guint32, i));
}

/* In all sentences that the check has, whichever of them are said: none can be forgotten so. */
GArray *sf_finding_frames(const SfFinding *finding)
{
    GArray *frames = g_array_new(FALSE, FALSE, sizeof(guint32));
    const char *const *name = sf_shelf_frames(SF_SHELF_CHECKS, finding->check->id);
    for (; *name; name++)
        add_frame_of(frames, finding, *name);
    for (guint i = 0; finding->named && i < finding->named->len; i++)
        add_frame(frames, g_array_index(finding->named, guint32, i));
    add_ringing(frames, finding);
    const char *caution = sf_answer_caution(finding->answer);
    if (caution) /* its words name one */
        add_frame_of(frames, finding, g_str_equal(caution, "unseen") ? "unseen_frame" : "frame");
    return frames;
}

char *sf_finding_why(const SfFinding *finding)
{
    return sf_finding_words(finding, "why");
}

char *sf_finding_headline(const SfFinding *finding)
{
    char *headline = sf_finding_words(finding, "headline");
    const char *title = sf_shelf_words(SF_SHELF_CHECKS, finding->check->id, "title");
    if (g_strcmp0(headline, title) == 0)
        g_clear_pointer(&headline, g_free);
    return headline;
}

/* Where what is to be found out stands: with the check, else with its first change. NULL: nowhere.
 */
static char *key_of_question(const SfFinding *finding, const char *part)
{
    g_autofree char *own = sf_finding_words_or_none(finding, "beforehand");
    if (own)
        return g_strdup(part);
    return finding->fixes->len > 0
               ? g_strconcat("fix.", (char *)finding->fixes->pdata[0], ".", part, NULL)
               : NULL;
}

static gboolean is_settled(const GPtrArray *fixes)
{
    return fixes->len > 0 && ((const SfFixWords *)fixes->pdata[0])->settles;
}

/* Of a change only, where anything is left to be changed, and to be found out. */
static char *question_of(const SfFinding *finding, const GPtrArray *fixes)
{
    g_autofree char *key = key_of_question(finding, "beforehand");
    char *question = key ? sf_finding_words_or_none(finding, key) : NULL;
    if (question && g_str_has_prefix(key, "fix.") && (fixes->len == 0 || is_settled(fixes)))
        g_clear_pointer(&question, g_free);
    return question;
}

/* What the words are called that ask for it; NULL: nothing is to be copied, or nothing speaks
 * against that. */
static const char *caution_of(const SfFinding *finding, const GPtrArray *fixes)
{
    return fixes->len > 0 ? sf_answer_caution(finding->answer) : NULL;
}

/* Names that others act on, or that nobody sees as they are, are looked at before anybody copies
 * them. */
char *sf_finding_beforehand(const SfFinding *finding, const GPtrArray *fixes)
{
    char *question = question_of(finding, fixes);
    const char *why = caution_of(finding, fixes);
    if (!why)
        return question;
    g_autofree char *asked = question;
    g_autofree char *caution = sf_finding_filled(finding, sf_phrase("caution", why));
    g_autofree char *then =
        asked ? sf_phrase_with("caution", "go-on", "question", asked, NULL) : NULL;
    return g_strconcat(caution, then ? " " : "", then, NULL);
}

typedef struct {
    const SfFinding *finding;
    const GPtrArray *fixes; /* SfFixWords */
} Deciding;

static char *look_up_decided(const char *name, gpointer data)
{
    const Deciding *deciding = data;
    return sf_finding_fact(name, (gpointer)deciding->finding);
}

/* "change": the first one, whatever it is, as of a question that other findings take over. */
static guint number_of_fix(const char *name, gpointer data)
{
    const Deciding *deciding = data;
    const gboolean is_any = g_str_equal(name, "change");
    for (guint i = 0; i < deciding->fixes->len; i++)
        if (is_any || g_str_equal(((SfFixWords *)deciding->fixes->pdata[i])->name, name))
            return i + 1;
    return 0;
}

/* @words: what answers to the finding's own question lead to; NULL: it has none. */
static char *decisions_with_care(const char *words)
{
    return words ? g_strconcat(words, " | ", sf_phrase("caution", "attack"), NULL)
                 : g_strdup(sf_phrase("caution", "decisions"));
}

GPtrArray *sf_finding_decisions(const SfFinding *finding, const GPtrArray *fixes)
{
    g_autofree char *question = question_of(finding, fixes);
    g_autofree char *key = question ? key_of_question(finding, "decisions") : NULL;
    const char *words = key ? sf_finding_unfilled(finding, key) : NULL;
    g_autofree char *cautious = caution_of(finding, fixes) ? decisions_with_care(words) : NULL;
    Deciding deciding = {finding, fixes};
    const SfDecisionSource source = {look_up_decided, number_of_fix, &deciding};
    return sf_decisions(cautious ? cautious : words, &source);
}

const char *sf_finding_reference(const SfFinding *finding)
{
    return sf_reference_url(sf_shelf_words(SF_SHELF_CHECKS, finding->check->id, "reference"));
}

char *sf_answer_summary(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    const GPtrArray *findings = sf_answer_findings(answer);
    if (!root && findings->len > 0)
        root = findings->pdata[0];
    if (!root) {
        g_autofree char *code = g_strdup_printf("%u", answer->message->status);
        const char *name = sf_shelf_words(SF_SHELF_CODES, code, "name");
        return g_strdup_printf("%s%s%s", code, name ? " " : "", name ? name : "");
    }
    char *summary = sf_finding_words(root, "summary");
    return summary ? summary : sf_finding_text(root);
}

/* What became of the call; NULL: not known yet. */
static char *end_of(const SfAnswer *answer, gboolean only_final)
{
    const SfOutcome outcome = sf_answer_outcome(answer);
    if (only_final && !sf_outcome_is_final(outcome))
        return NULL;
    g_autofree char *call = sf_fact(answer, NULL, "call");
    char *end = sf_phrase_with("title", sf_outcome_name(outcome.kind), "call", call, NULL);
    if (outcome.kind == SF_OUTCOME_UNKNOWN || outcome.certain)
        return end;
    g_autofree char *sure = end;
    return sf_phrase_with("title", "likely", "end", sure, NULL);
}

/* What the answer is about: the words for it, and the fact that fills them. */
typedef struct {
    const char *words;
    const char *fact;
} Point;

static Point point_of(const SfAnswer *answer)
{
    if (sf_answer_redirects(answer))
        return (Point){"redirect", "target"};
    return answer->message->status == 420 ? (Point){"unknown-there", "unsupported"}
                                          : (Point){"refusal", "required"};
}

char *sf_answer_title(const SfAnswer *answer, gboolean only_final)
{
    const Point point = point_of(answer);
    g_autofree char *end = end_of(answer, only_final);
    g_autofree char *status = sf_fact(answer, NULL, "status");
    g_autofree char *server = sf_fact(answer, NULL, "server");
    g_autofree char *value = sf_fact(answer, NULL, point.fact);
    return sf_phrase_with("title", point.words, "end", end, "status", status, "server", server,
                          "value", value, NULL);
}
