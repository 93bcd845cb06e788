/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/changes/change_parts.h"

#include <string.h>

#include "core/describe/finding_words.h"

const SfSideFacts sf_side_facts[SF_N_SIDES] = {{"caller", "caller", "caller_product"},
                                               {"answering", "server", "server_product"},
                                               {"between", "between", "between_product"}};

void sf_fix_words_free(SfFixWords *words)
{
    g_free(words->side);
    g_free(words->at);
    g_free(words->element);
    g_free(words->product);
    g_free(words->what);
    g_free(words->old_value);
    g_free(words->new_value);
    g_free(words->price);
    g_free(words->text);
    g_free(words->source);
    g_clear_pointer(&words->usual, g_ptr_array_unref);
    g_free(words);
}

char *sf_fix_part(const SfFinding *finding, const char *fix, const char *part)
{
    g_autofree char *key = g_strconcat("fix.", fix, ".", part, NULL);
    return sf_finding_words(finding, key);
}

/* The tag that an element has put into a request: one that passes on what others asked has none of
 * its own there. @host: whose it must be; NULL: its sender's, whoever that is. */
static SfText tag_of_request(const SfAnswer *answer, const char *host)
{
    const SfMessage *request = answer ? answer->request : NULL;
    const gboolean is_its_own = request && request->vias <= 1 &&
                                (!host || sf_text_equal(request->source_address, sf_text(host)));
    return is_its_own ? request->from_tag : (SfText){0};
}

/* An agent between has a leg of its own below. */
static SfText tag_between(const SfFinding *finding)
{
    g_autofree char *host = sf_fact(finding->answer, finding, "between");
    const SfText tag = tag_of_request(finding->answer, host ? host : "");
    return sf_text_is_present(tag)
               ? tag
               : tag_of_request(sf_answer_origin(finding->answer), host ? host : "");
}

/* The tag that the element of that side has put into the messages; NULL: not known. */
static char *own_tag(const SfFinding *finding, const char *side)
{
    SfText tag = {0};
    if (g_str_equal(side, "answering"))
        tag = sf_answer_origin(finding->answer)->message->to_tag;
    else if (g_str_equal(side, "caller"))
        tag = tag_of_request(finding->answer->nearest, NULL);
    else
        tag = tag_between(finding);
    return sf_text_is_present(tag) ? sf_text_dup(tag) : NULL;
}

/* @name: the element's product by its own words; NULL: not known. */
SfSoftware sf_software_at(const SfFinding *finding, const char *side, const char *name)
{
    g_autofree char *tag = own_tag(finding, side);
    return sf_software(name, tag);
}

/* An element whose address nobody knows has a name in words. */
char *sf_address_or_null(const char *element)
{
    return element && !strchr(element, ' ') ? g_strdup(element) : NULL;
}

char *sf_method_or_empty(const SfAnswer *answer)
{
    const SfText method = sf_message_method(answer->message);
    return sf_text_is_present(method) ? sf_text_dup(method) : g_strdup("");
}

/* "redirect-register", "lifetime-subscribe": what recipes.ini files under a method. */
static char *topic_of_method(const SfAnswer *answer, const char *kind)
{
    g_autofree char *method = sf_method_or_empty(answer);
    g_autofree char *name = g_ascii_strdown(method, -1);
    return g_strconcat(kind, "-", name, NULL);
}

/* What recipes.ini files under a redirect. */
static char *redirect_topic(const SfAnswer *answer, const char *aim)
{
    const gboolean registers =
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
    if (g_strcmp0(aim, "update") == 0 && !registers)
        return g_strdup("address");
    return topic_of_method(answer, "redirect");
}

/* Of the refusals that name no option tag; NULL for the others. */
static char *topic_of_refusal(const SfAnswer *answer)
{
    switch (answer->message->status) {
    case 494: /* about the agreement, whatever the tag is called in it (mediasec) */
        return g_strdup("sec-agree");
    case 422:
        return g_strdup("timer");
    case 423:
        return topic_of_method(answer, "lifetime");
    case 439:
        return g_strdup("outbound");
    default:
        return NULL;
    }
}

/* A stranger may ask for hundreds of tags; settings for more of them help nobody. */
#define MAX_TOPICS 8

/* What recipes.ini files this answer under: the tags wanted, or the redirect and the address, or
 * what another refusal is about. */
GPtrArray *sf_recipe_topics(const SfAnswer *answer, const char *aim)
{
    GPtrArray *topics = g_ptr_array_new_with_free_func(g_free);
    if (sf_answer_redirects(answer)) {
        g_ptr_array_add(topics, redirect_topic(answer, aim));
        return topics;
    }
    char *topic = topic_of_refusal(answer);
    if (topic) {
        g_ptr_array_add(topics, topic);
        return topics;
    }
    const GArray *tags = sf_wanted_tags(answer);
    for (guint i = 0; i < MIN(tags->len, MAX_TOPICS); i++)
        g_ptr_array_add(topics, sf_text_dup(g_array_index(tags, SfTag, i).tag));
    return topics;
}
