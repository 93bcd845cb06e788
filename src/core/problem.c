/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "problem.h"

#include "check.h"
#include "story.h"

#include <string.h>

/* Findings that say themselves that the fault lies elsewhere, if there is one. Where nothing is
 * missing (extension.required), another tells which: extension.already-offered, extension.stripped;
 * that must not be one problem with a client that does not offer the tag. So does
 * extension.unknown-tag where nobody can offer it. Where the user was busy
 * (moved.all-failed), the redirect did its work. */
static gboolean points_elsewhere(const SfFinding *finding)
{
    return g_strcmp0(finding->variant, "offered") == 0 ||
           g_strcmp0(finding->variant, "unknown") == 0 ||
           g_strcmp0(finding->variant, "declined") == 0;
}

static const SfFinding *first_of(const SfAnswer *answer, SfSeverity severity)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (sf_check_severity(finding->check->id) == severity && !points_elsewhere(finding))
            return finding;
    }
    return NULL;
}

static const SfFinding *always(const SfAnswer *answer)
{
    return sf_answer_finding(answer, sf_answer_redirects(answer) ? "moved.permanently"
                                                                 : "extension.required");
}

/* The circle that the chain through this answer runs in, found on the link that closes it. */
static const SfFinding *circle_of(const SfAnswer *answer)
{
    for (guint links = 0; answer->came_by && links < SF_MAX_LINKS; links++)
        answer = answer->came_by->answer;
    for (guint links = 0; answer && links < SF_MAX_LINKS; links++) {
        const SfFinding *circle =
            sf_answer_closes_circle(answer, NULL) ? sf_answer_finding(answer, "moved.loop") : NULL;
        if (circle)
            return circle;
        answer = sf_answer_next_link(answer);
    }
    return NULL;
}

/* The earlier of two in the order of the table. */
static const SfFinding *earlier(const SfFinding *a, const SfFinding *b)
{
    if (!a || !b)
        return a ? a : b;
    return a->check <= b->check ? a : b;
}

/* A 301 after which nobody has to write anything down (moved.permanently says so) is another thing
 * to mend than a move. */
static const SfFinding *better_than_always(const SfAnswer *answer, const SfFinding *plain)
{
    const char *variant = plain ? plain->variant : NULL;
    const SfFinding *better = NULL;
    if (g_strcmp0(variant, "look-up") == 0)
        better = sf_answer_finding(answer->made_at, "moved.number-routing");
    else if (g_strcmp0(variant, "not-sip") == 0)
        better = sf_answer_finding(answer->made_at, "moved.not-sip");
    return better ? better : plain;
}

const SfFinding *sf_answer_root(const SfAnswer *answer)
{
    static const SfSeverity order[] = {SF_ERROR, SF_WARN};
    const SfAnswer *hops[] = {answer, answer->made_at, answer->nearest};
    const SfFinding *circle = circle_of(answer->nearest);
    if (circle)
        return circle;
    for (guint level = 0; level < G_N_ELEMENTS(order); level++) {
        const SfFinding *root = NULL;
        for (guint i = 0; i < G_N_ELEMENTS(hops); i++)
            root = earlier(root, first_of(hops[i], order[level]));
        if (root)
            return root;
    }
    const SfFinding *plain = always(answer->nearest);
    /* It is said once a story: of a further answer it stands on the first. */
    const SfAnswer *first = sf_story_first(answer->story, answer->message->status);
    return better_than_always(answer, plain || !first ? plain : always(first));
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *joined(GPtrArray *texts)
{
    g_ptr_array_sort(texts, by_text);
    g_ptr_array_add(texts, NULL);
    return g_strjoinv(",", (char **)texts->pdata);
}

static char *key_of_tags(const SfAnswer *answer)
{
    const GArray *tags = sf_wanted_tags(answer);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        g_ptr_array_add(names, g_ascii_strdown(tag.at, (gssize)tag.length));
    }
    return joined(names);
}

static char *key_of_circle(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) circle = NULL;
    return sf_answer_closes_circle(answer, &circle) ? joined(circle) : g_strdup("");
}

static char *key_of_old(const SfAnswer *answer, gboolean host_only)
{
    SfUri old;
    if (!sf_old_uri(answer->nearest, &old))
        return g_strdup("");
    g_autofree char *key = sf_uri_user_at_host(&old);
    const char *at = strchr(key, '@');
    return g_strdup(host_only && at ? at + 1 : key);
}

/* What is set up for a server as a whole, not for each address of it. */
static gboolean is_of_whole_server(const SfFinding *root)
{
    return strcmp(root->check->id, "moved.permanently") == 0 ||
           strcmp(root->check->id, "moved.number-routing") == 0;
}

char *sf_answer_case(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    if (!root)
        return NULL;
    const gboolean is_circle = strcmp(root->check->id, "moved.loop") == 0;
    g_autofree char *address =
        is_circle ? g_strdup("") : sf_text_dup(answer->made_at->message->source_address);
    g_autofree char *key = NULL;
    if (is_circle)
        key = key_of_circle(root->answer);
    else if (sf_answer_redirects(answer))
        key = key_of_old(answer, is_of_whole_server(root));
    else
        key = key_of_tags(answer->nearest);
    g_autofree char *whole = g_strjoin("\n", root->check->id, address, key, NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, whole, -1);
    return g_strndup(digest, 8);
}
