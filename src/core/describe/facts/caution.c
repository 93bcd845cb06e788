/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts/caution.h"

#include "core/checks/judged.h"
#include "core/grammar/invisible.h"
#include "knowledge/knowledge.h"

#include <string.h>

/* ---- what others act on ---- */

static gboolean is_letter(const char *user, gsize i)
{
    return g_ascii_isalpha(user[i]);
}

/* A ' as in o'brien, and a ; before a parameter (;rn=), are as usual. */
static gboolean is_usual_at(const char *user, gsize i)
{
    if (user[i] == '\'')
        return i > 0 && is_letter(user, i - 1) && is_letter(user, i + 1);
    return user[i] == ';' && g_ascii_isalnum(user[i + 1]);
}

/* @user: with its escapes undone, as dial plans take it. */
static gboolean is_user_acted_on(const char *user)
{
    static const char *const signs = "$`|<>\"';";
    if (user[0] == '-' || user[0] == '=')
        return TRUE;
    for (gsize i = strcspn(user, signs); user[i]; i += 1 + strcspn(user + i + 1, signs))
        if (!is_usual_at(user, i))
            return TRUE;
    return FALSE;
}

static gboolean is_uri_acted_on(const SfUri *uri)
{
    if (uri->user.length == 0)
        return FALSE;
    g_autofree char *escaped = sf_text_dup(uri->user);
    g_autofree char *user = g_uri_unescape_string(escaped, NULL);
    return is_user_acted_on(user ? user : escaped);
}

static gboolean is_tag_acted_on(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (tag.length > 0 &&
            (tag.at[0] == '-' || sf_text_find(tag, '`') >= 0 || sf_text_find(tag, '\'') >= 0))
            return TRUE;
    }
    return FALSE;
}

/* "<100rel>" */
static gboolean is_in_angles(const char *text)
{
    const gsize end = strcspn(text + 1, "<>") + 1;
    return text[0] == '<' && text[end] == '>' && text[end + 1] == '\0';
}

/* What is no tag is in no list of tags, and is shown all the same. Quotation marks and angle
 * brackets around a tag are slips. */
static gboolean is_entry_acted_on(SfText entry)
{
    g_autofree char *text = sf_text_dup(entry);
    if (strpbrk(text, "<>") && !is_in_angles(text))
        return TRUE;
    for (gsize i = strcspn(text, "$`|';"); text[i]; i += 1 + strcspn(text + i + 1, "$`|';"))
        if (!is_usual_at(text, i))
            return TRUE;
    return FALSE;
}

static gboolean is_list_acted_on(const SfMessage *answer)
{
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(answer, SF_HEADER_REQUIRE, nth)); nth++) {
        SfText rest = header->value;
        SfText entry;
        SfFlaw flaw;
        while (sf_token_next(&rest, &entry, &flaw))
            if (flaw.reason && is_entry_acted_on(entry))
                return TRUE;
    }
    return FALSE;
}

static gboolean are_names_acted_on(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_answer_redirects(answer))
        return is_tag_acted_on(answer->required) || is_tag_acted_on(answer->unsupported) ||
               (answer->message->status == 421 && is_list_acted_on(answer->message));
    if (sf_old_uri(answer->nearest, &old) && is_uri_acted_on(&old))
        return TRUE;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && is_uri_acted_on(&target->entry.uri))
            return TRUE;
    }
    return FALSE;
}

/* ---- what nobody sees ---- */

/* More are not named in a sentence. */
#define MOST_NAMED 4

char *sf_unseen_named(const GArray *found)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < MIN(found->len, MOST_NAMED); i++) {
        g_autofree char *code = g_strdup_printf("U+%04X", g_array_index(found, gunichar, i));
        if (i > 0 && i + 1 == found->len) {
            sf_list_and(list);
            g_string_append(list, code);
        } else {
            sf_list_add(list, sf_text(code));
        }
    }
    if (found->len > MOST_NAMED) {
        g_autofree char *more = g_strdup_printf("%u", found->len - MOST_NAMED);
        g_autofree char *words = sf_phrase_with("value", "more", "n", more, NULL);
        g_string_append_printf(list, " %s", words);
    }
    return g_string_free(list, FALSE);
}

/* What a report shows of it: names of people, products and extensions. */
static gboolean is_shown(SfHeaderName name)
{
    return name == SF_HEADER_FROM || name == SF_HEADER_TO || name == SF_HEADER_CONTACT ||
           name == SF_HEADER_USER_AGENT || name == SF_HEADER_SERVER || name == SF_HEADER_REQUIRE ||
           name == SF_HEADER_SUPPORTED || name == SF_HEADER_UNSUPPORTED;
}

static void note_message(GArray *found, const SfMessage *message)
{
    for (guint i = 0; i < message->n_headers; i++)
        if (is_shown(message->headers[i].name))
            sf_invisible_note(found, message->headers[i].value, SF_INVISIBLE_IN_NAME);
    sf_invisible_note(found, sf_message_call_id(message), SF_INVISIBLE_IN_NAME);
    if (message->is_request)
        sf_invisible_note(found, message->request_uri, SF_INVISIBLE_IN_ADDRESS);
    else
        sf_invisible_note(found, message->reason_phrase, SF_INVISIBLE_IN_NAME);
}

/* Characters (gunichar), and in *@frame what shows them. NULL: there are none. */
static GArray *find_unseen(const SfAnswer *answer, guint32 *frame)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(gunichar));
    for (guint i = 0; i < answer->targets->len; i++)
        sf_invisible_note(found, g_array_index(answer->targets, SfTarget, i).entry.uri_text,
                          SF_INVISIBLE_IN_ADDRESS);
    note_message(found, answer->message);
    *frame = answer->message->frame;
    if (found->len == 0 && answer->request) {
        note_message(found, answer->request);
        *frame = answer->request->frame;
    }
    if (found->len > 0)
        return found;
    g_array_unref(found);
    return NULL;
}

char *sf_answer_unseen(const SfAnswer *answer)
{
    guint32 frame;
    g_autoptr(GArray) found = find_unseen(answer, &frame);
    return found ? sf_unseen_named(found) : NULL;
}

guint32 sf_answer_unseen_frame(const SfAnswer *answer)
{
    guint32 frame;
    g_autoptr(GArray) found = find_unseen(answer, &frame);
    return found ? frame : 0;
}

const char *sf_answer_caution(const SfAnswer *answer)
{
    if (are_names_acted_on(answer))
        return "acted-on";
    return sf_answer_unseen_frame(answer) ? "unseen" : NULL;
}
