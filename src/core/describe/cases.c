/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/cases.h"

#include "core/checks/refused/tag_facts.h"
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/wants.h"

#include <string.h>

/* ---- the key ---- */

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

/* @unknown: only those that nobody knows: what else a client lacks is not mended with them. */
static char *key_of_tags(const SfAnswer *answer, gboolean unknown)
{
    const GArray *tags = sf_wanted_tags(answer);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (unknown && sf_tag_is_known(tag))
            continue;
        g_ptr_array_add(names, g_ascii_strdown(tag.at, (gssize)tag.length));
    }
    return joined(names);
}

/* The mechanisms of a 494, the two numbers of a 422 or 423: what a client asks for bit by bit is
 * one thing to mend. */
static char *key_of_wants(const SfAnswer *answer)
{
    const SfAnswer *first = sf_story_first(answer->story, answer->message->status);
    const SfInterval interval = sf_answer_interval(first ? first : answer);
    g_autoptr(GPtrArray) wants = sf_answer_wants(answer);
    if (interval.has_minimum)
        return g_strdup_printf("%u,%u", interval.asked, interval.minimum);
    return joined(wants);
}

static char *key_of_circle(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) circle = NULL;
    return sf_answer_closes_circle(answer, &circle) ? joined(circle) : g_strdup("");
}

/* ---- what moved ---- */

static char *host_of(char *taken)
{
    g_autofree char *user_at_host = taken;
    const char *at = strrchr(user_at_host, '@');
    return g_strdup(at ? at + 1 : user_at_host);
}

/* Whom the request was about; a REGISTER is about its To, not about the Request-URI. */
static gboolean read_about(const SfAnswer *answer, SfUri *about)
{
    const SfHeader *to = sf_message_header(answer->message, SF_HEADER_TO, 0);
    SfNameAddr address;
    if (!sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")))
        return sf_old_uri(answer->nearest, about);
    if (!to || !sf_name_addr_parse(to->value, &address, NULL))
        return FALSE;
    *about = address.uri;
    return TRUE;
}

static char *key_of_user(const SfAnswer *answer)
{
    SfUri about;
    return read_about(answer, &about) ? sf_uri_user_at_host(&about) : g_strdup("");
}

/* A telephone number is at no host: whoever cannot call one cannot call the next. */
static char *place_of(const SfTarget *target, gboolean any_number)
{
    if (any_number && target->entry.uri.scheme == SF_SCHEME_TEL)
        return g_strdup("tel:");
    return host_of(sf_uri_user_at_host(&target->entry.uri));
}

/* Numbers that moved alike are one thing to mend: the old host, and the new ones. */
static char *key_of_move(const SfAnswer *answer, gboolean any_number)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < answer->made_at->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->made_at->targets, SfTarget, i);
        if (target->rank == 0)
            continue;
        char *host = place_of(target, any_number);
        if (g_hash_table_add(seen, g_strdup(host)))
            g_ptr_array_add(hosts, host);
        else
            g_free(host);
    }
    g_autofree char *old = host_of(key_of_user(answer));
    g_autofree char *new = joined(hosts);
    return g_strconcat(old, "\n", new, NULL);
}

/* Where the fault is one user's, and not the server's. */
static gboolean is_of_one_user(const SfFinding *root)
{
    static const char *const checks[] = {"moved.self",
                                         "moved.conflict",
                                         "moved.duplicate-target",
                                         "moved.contact-malformed",
                                         "moved.contact-wildcard",
                                         "moved.to-caller",
                                         "moved.to-server"};
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
        if (strcmp(root->check->id, checks[i]) == 0)
            return TRUE;
    return FALSE;
}

/* ---- the case ---- */

/* The first of several that say different things of one address is one thing to mend with the
 * others, which have a finding that says so. */
static gboolean begins_conflict(const SfFinding *root)
{
    return root->answer->contradicted_soon && !root->variant &&
           strcmp(root->check->id, "moved.permanently") == 0;
}

/* Checks that are mended by the same change go by one name. */
static const char *mend_of(const SfFinding *root)
{
    if (begins_conflict(root))
        return "moved.conflict";
    /* What was asked for was brought: it is not the same thing as where it was not. */
    if (root->variant && g_str_has_prefix(root->variant, "then-"))
        return "extension.required then-refused";
    if (g_strcmp0(root->variant, "route") == 0)
        return "moved.tel.route";
    if (g_strcmp0(root->variant, "later") == 0)
        return "extension.required later";
    return strcmp(root->check->id, "moved.ignored") == 0 ? "moved.permanently" : root->check->id;
}

const char *sf_answer_root_check(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    if (!root)
        return NULL;
    return begins_conflict(root) ? mend_of(root) : root->check->id;
}

static char *key_of(const SfFinding *root)
{
    const SfAnswer *answer = root->answer;
    if (strcmp(root->check->id, "moved.loop") == 0)
        return key_of_circle(answer);
    if (!sf_answer_redirects(answer))
        return answer->message->status == 421 || answer->message->status == 420
                   ? key_of_tags(answer->nearest,
                                 strcmp(root->check->id, "extension.unknown-tag") == 0)
                   : key_of_wants(answer->nearest);
    return is_of_one_user(root) || begins_conflict(root)
               ? key_of_user(answer)
               : key_of_move(answer, strcmp(mend_of(root), "moved.tel") == 0);
}

enum { CASE_LENGTH = 8 };

/* The name of what @text says, which is the same everywhere. Many answers have one case: it is not
 * worked out again for each. */
static char *digest_of(const char *text)
{
    static struct {
        char *text;
        char name[CASE_LENGTH + 1];
    } known[64];
    const guint place = g_str_hash(text) % G_N_ELEMENTS(known);
    if (g_strcmp0(known[place].text, text) != 0) {
        g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
        g_free(known[place].text);
        known[place].text = g_strdup(text);
        g_strlcpy(known[place].name, digest, sizeof known[place].name);
    }
    return g_strdup(known[place].name);
}

static char *name_case(const SfFinding *root)
{
    const SfMessage *made = root->answer->made_at->message;
    g_autofree char *key = key_of(root);
    g_autoptr(GString) whole = g_string_new(NULL);
    sf_append_number(whole, root->answer->message->status);
    g_string_append_c(whole, '\n');
    g_string_append(whole, mend_of(root));
    g_string_append_c(whole, '\n');
    if (strcmp(root->check->id, "moved.loop") != 0)
        g_string_append_len(whole, made->source_address.at, (gssize)made->source_address.length);
    g_string_append_c(whole, '\n');
    g_string_append(whole, key);
    return digest_of(whole->str);
}

/* Of the answer that is being told of; NULL: not asked for yet. */
static char *told_case;

void sf_answer_case_begin(const SfAnswer *answer)
{
    g_clear_pointer(&told_case, g_free);
    sf_answer_root_begin(answer);
}

char *sf_answer_case(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    if (!root || !sf_answer_is_told_of(answer))
        return root ? name_case(root) : NULL;
    if (!told_case)
        told_case = name_case(root);
    return g_strdup(told_case);
}
