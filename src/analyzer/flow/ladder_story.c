// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/flow/ladder_story.h"
#include "analyzer/events/members.h"
#include "core/grammar/strings/string_hash.h"

#include <stdlib.h>
#include <string.h>

/* ---- Reading the messages ---- */

static SfFlowMessage *message_at(const GArray *story, guint i)
{
    return &g_array_index(story, SfFlowMessage, i);
}

/* "301 Moved Permanently" is an answer, "INVITE" is none. */
static guint status_of(const char *what)
{
    char *end = NULL;
    const unsigned long status = strtoul(what, &end, 10);
    const gboolean is_answer = end == what + 3 && (*end == ' ' || !*end);
    return is_answer ? (guint)status : 0;
}

static void add_message(GArray *story, JsonObject *object, const char *capture)
{
    const char *own_capture = sf_member_string(object, "capture");
    SfFlowMessage message = {
        .src = sf_member_string(object, "src"),
        .dst = sf_member_string(object, "dst"),
        .what = sf_member_string(object, "what"),
        .frame = sf_member_count(object, "frame"),
        .capture = own_capture ? own_capture : capture,
        .time = sf_member_string(object, "time"),
    };
    if (!message.src || !message.dst || !message.what)
        return;
    message.status = status_of(message.what);
    g_array_append_val(story, message);
}

/* An event without its story still knows two messages. */
static void add_answer_alone(GArray *story, JsonObject *event)
{
    const char *src = sf_member_string(event, "src"), *dst = sf_member_string(event, "dst");
    const char *capture = sf_member_string(event, "capture");
    const char *method = sf_member_string(event, "method");
    const char *reason = sf_member_string(event, "reason");
    JsonObject *request = sf_member_object(event, "request");
    const char *other = sf_member_string(request, "capture");
    if (!src || !dst)
        return;
    if (request && method) {
        const SfFlowMessage asked = {.src = dst,
                                     .dst = src,
                                     .what = method,
                                     .frame = sf_member_count(request, "frame"),
                                     .capture = other ? other : capture};
        g_array_append_val(story, asked);
    }
    const SfFlowMessage answer = {.src = src,
                                  .dst = dst,
                                  .what = reason ? reason : "",
                                  .status = (guint)sf_member_count(event, "status"),
                                  .frame = sf_member_count(event, "frame"),
                                  .capture = capture,
                                  .time = sf_member_string(event, "time")};
    g_array_append_val(story, answer);
}

/* ---- Joining what several events tell ---- */

/* A message in the order of the capture. */
typedef struct {
    SfFlowMessage message;
    const char *begins; /* when the first message of its file was captured; "" not told */
    guint nth;          /* of those alike in its event */
    guint order;        /* as read */
} Placed;

/* The files of a run follow one another, and frames in them are numbered. */
static gint by_place(gconstpointer a, gconstpointer b)
{
    const Placed *one = a, *other = b;
    const gint file = g_strcmp0(one->message.capture, other->message.capture);
    if (file != 0) {
        const gint began = strcmp(one->begins, other->begins);
        return began != 0 ? began : file;
    }
    if (one->message.frame != other->message.frame)
        return one->message.frame < other->message.frame ? -1 : 1;
    return one->order < other->order ? -1 : one->order > other->order;
}

static gboolean is_alike(const SfFlowMessage *a, const SfFlowMessage *b)
{
    return a->frame == b->frame && g_strcmp0(a->capture, b->capture) == 0 &&
           g_str_equal(a->what, b->what) && g_str_equal(a->src, b->src) &&
           g_str_equal(a->dst, b->dst);
}

static const char *time_of(const SfFlowMessage *message)
{
    return message->time ? message->time : "";
}

/* File -> the time of its earliest message. */
static GHashTable *beginnings(const GArray *all)
{
    GHashTable *begins = g_hash_table_new(sf_string_hash, g_str_equal);
    for (guint i = 0; i < all->len; i++) {
        const SfFlowMessage *message = &g_array_index(all, Placed, i).message;
        const char *capture = message->capture ? message->capture : "";
        const char *known = g_hash_table_lookup(begins, capture);
        if (!known || strcmp(time_of(message), known) < 0)
            g_hash_table_insert(begins, (gpointer)capture, (gpointer)time_of(message));
    }
    return begins;
}

static void read_messages(JsonObject *event, GArray *all)
{
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(SfFlowMessage));
    JsonArray *messages = sf_member_array(event, "messages");
    const char *capture = sf_member_string(event, "capture");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonNode *node = json_array_get_element(messages, i);
        if (JSON_NODE_HOLDS_OBJECT(node))
            add_message(own, json_node_get_object(node), capture);
    }
    for (guint i = 0; i < own->len; i++) {
        Placed placed = {.message = *message_at(own, i), .order = all->len};
        for (guint k = i; k > 0 && message_at(own, k - 1)->frame == placed.message.frame; k--)
            placed.nth += is_alike(message_at(own, k - 1), &placed.message) ? 1 : 0;
        g_array_append_val(all, placed);
    }
}

/* A follow-up is told by the answer that it follows, and by the one that it got. */
static gboolean is_told_already(const GArray *all, guint i)
{
    const Placed *placed = &g_array_index(all, Placed, i);
    for (guint k = i; k > 0; k--) {
        const Placed *before = &g_array_index(all, Placed, k - 1);
        if (before->message.frame != placed->message.frame)
            return FALSE;
        if (before->nth == placed->nth && is_alike(&before->message, &placed->message))
            return TRUE;
    }
    return FALSE;
}

static GArray *messages_of(const GPtrArray *events)
{
    GArray *story = g_array_new(FALSE, FALSE, sizeof(SfFlowMessage));
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Placed));
    for (guint i = 0; i < events->len; i++)
        read_messages(events->pdata[i], all);
    g_autoptr(GHashTable) begins = beginnings(all);
    for (guint i = 0; i < all->len; i++) {
        Placed *placed = &g_array_index(all, Placed, i);
        const char *capture = placed->message.capture ? placed->message.capture : "";
        placed->begins = g_hash_table_lookup(begins, capture);
    }
    if (events->len > 1) /* one has them in their order */
        g_array_sort(all, by_place);
    for (guint i = 0; i < all->len; i++)
        if (!is_told_already(all, i))
            g_array_append_val(story, g_array_index(all, Placed, i).message);
    if (story->len == 0)
        add_answer_alone(story, events->pdata[0]);
    return story;
}

/* ---- Who is where ---- */

static gboolean is_same_element(const char *one, const char *other)
{
    g_autofree char *address = sf_address_of(one);
    g_autofree char *other_address = sf_address_of(other);
    return g_str_equal(address, other_address);
}

/* G_MAXUINT where it is not there. */
static guint find(const GArray *story, gint64 frame, const char *capture)
{
    for (guint i = 0; frame > 0 && i < story->len; i++) {
        const SfFlowMessage *message = message_at(story, i);
        if (message->frame == frame && g_strcmp0(message->capture, capture) == 0)
            return i;
    }
    return G_MAXUINT;
}

/* Of two copies of one message on two hops: the earlier one must arrive where the later one
 * leaves. */
static gboolean is_handed_on(const SfFlowMessage *earlier, const SfFlowMessage *later)
{
    const gboolean alike = later->status > 0 ? earlier->status == later->status
                                             : g_str_equal(earlier->what, later->what);
    return alike && is_same_element(earlier->dst, later->src) &&
           !is_same_element(earlier->src, later->dst);
}

/* Back from hop to hop, to the copy that its maker sent. */
static guint origin(const GArray *story, guint index)
{
    guint at = index;
    for (guint i = index; i > 0; i--)
        if (is_handed_on(message_at(story, i - 1), message_at(story, at)))
            at = i - 1;
    return at;
}

/* The request that the answer at @index is to, on the same hop. */
static guint asked_by(const GArray *story, guint index)
{
    const SfFlowMessage *answer = message_at(story, index);
    for (guint i = index; i > 0; i--) {
        const SfFlowMessage *message = message_at(story, i - 1);
        if (message->status == 0 && !g_str_equal(message->what, "ACK") &&
            g_str_equal(message->src, answer->dst) && g_str_equal(message->dst, answer->src))
            return i - 1;
    }
    return G_MAXUINT;
}

/* ---- Parts ---- */

/* What is known of a message for certain is not overwritten by what is known less well. */
static void give(const GArray *story, guint index, SfStepRole role)
{
    if (index < story->len && message_at(story, index)->role == SF_STEP_OTHER)
        message_at(story, index)->role = role;
}

static JsonObject *followup_at(JsonArray *followups, guint i)
{
    JsonNode *node = json_array_get_element(followups, i);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static guint find_member(const GArray *story, JsonObject *event, JsonObject *object,
                         const char *frame, const char *capture)
{
    const char *other = sf_member_string(object, capture);
    return find(story, sf_member_count(object, frame),
                other ? other : sf_member_string(event, "capture"));
}

static void mark_answers(const GArray *story, JsonObject *event)
{
    const guint status = (guint)sf_member_count(event, "status");
    for (guint i = 0; i < story->len; i++)
        if (status > 0 && message_at(story, i)->status == status)
            message_at(story, i)->role = SF_STEP_ANSWER;
}

static void mark_followups(const GArray *story, JsonObject *event)
{
    JsonArray *followups = sf_member_array(event, "followups");
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonObject *followup = followup_at(followups, i);
        give(story, find_member(story, event, followup, "frame", "capture"), SF_STEP_FOLLOWUP);
        give(story, find_member(story, event, followup, "status_frame", "status_capture"),
             SF_STEP_RESULT);
    }
}

/* Each answer's request, on its own hop. */
static void mark_requests(const GArray *story)
{
    for (guint i = 0; i < story->len; i++)
        if (message_at(story, i)->role == SF_STEP_ANSWER)
            give(story, asked_by(story, i), SF_STEP_REQUEST);
}

/* A result is one also on its way from a proxy, which followed up by itself, to the caller. */
static void mark_results_handed_on(const GArray *story)
{
    for (guint i = 0; i < story->len; i++) {
        const SfFlowMessage *result = message_at(story, i);
        if (result->role != SF_STEP_RESULT)
            continue;
        for (guint next = i + 1; next < story->len; next++) {
            SfFlowMessage *message = message_at(story, next);
            if (message->role == SF_STEP_OTHER && g_str_equal(message->what, result->what) &&
                is_handed_on(result, message)) {
                message->role = SF_STEP_RESULT;
                break;
            }
        }
    }
}

/* ---- ICMP errors, which are no SIP messages ---- */

static guint place_of(const GArray *story, gint64 frame, const char *capture, guint after)
{
    guint place = after + 1;
    while (place < story->len) {
        const SfFlowMessage *message = message_at(story, place);
        if (g_strcmp0(message->capture, capture) != 0 || message->frame > frame)
            break;
        place++;
    }
    return place;
}

static void add_unreachable(GArray *story, JsonObject *event)
{
    JsonArray *followups = sf_member_array(event, "followups");
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonObject *followup = followup_at(followups, i);
        const guint sent = find_member(story, event, followup, "frame", "capture");
        const gint64 frame = sf_member_count(followup, "unreachable_frame");
        if (sent == G_MAXUINT || frame == 0)
            continue;
        const char *other = sf_member_string(followup, "unreachable_capture");
        const SfFlowMessage *request = message_at(story, sent);
        const SfFlowMessage message = {
            .role = SF_STEP_UNREACHABLE,
            .src = request->dst,
            .dst = request->src,
            .what = "ICMP: unreachable",
            .frame = frame,
            .capture = other ? other : sf_member_string(event, "capture"),
        };
        g_array_insert_val(story, place_of(story, frame, message.capture, sent), message);
    }
}

static void mark_subject(const GArray *story, JsonObject *event)
{
    const guint index = find_member(story, event, event, "frame", "capture");
    if (index < story->len)
        message_at(story, index)->is_subject = TRUE;
}

GArray *sf_ladder_story(const GPtrArray *events)
{
    GArray *story = messages_of(events);
    for (guint i = 0; i < events->len; i++)
        mark_answers(story, events->pdata[i]);
    for (guint i = 0; i < events->len; i++)
        mark_followups(story, events->pdata[i]);
    mark_subject(story, events->pdata[0]);
    mark_requests(story);
    mark_results_handed_on(story);
    add_unreachable(story, events->pdata[0]);
    return story;
}

/* ---- Products ---- */

/* Who made the message calls itself @product. A proxy hands that header on, so the name is the
 * origin's; where the origin is known to have another name, the one in between has named itself. */
static void name_maker(GHashTable *products, const GArray *story, guint index, const char *product)
{
    if (index >= story->len || !product)
        return;
    char *maker = sf_address_of(message_at(story, origin(story, index))->src);
    const char *known = g_hash_table_lookup(products, maker);
    if (known && !g_str_equal(known, product)) {
        g_free(maker);
        maker = sf_address_of(message_at(story, index)->src);
        known = g_hash_table_lookup(products, maker);
    }
    if (known)
        g_free(maker);
    else
        g_hash_table_insert(products, maker, (gpointer)product);
}

/* From the hop furthest from the caller on: there the answers were made. */
static gint furthest_first(gconstpointer a, gconstpointer b)
{
    JsonObject *one = *(JsonObject *const *)a, *other = *(JsonObject *const *)b;
    const gint64 hop = sf_member_count(one, "hop"), other_hop = sf_member_count(other, "hop");
    return hop > other_hop ? -1 : hop < other_hop;
}

GHashTable *sf_ladder_products(const GPtrArray *events, const GArray *story)
{
    GHashTable *products = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint i = 0; i < events->len; i++)
        g_ptr_array_add(sorted, events->pdata[i]);
    g_ptr_array_sort(sorted, furthest_first);
    for (guint i = 0; i < sorted->len; i++) {
        JsonObject *event = sorted->pdata[i];
        JsonObject *request = sf_member_object(event, "request");
        name_maker(products, story, find_member(story, event, event, "frame", "capture"),
                   sf_member_string(event, "server"));
        name_maker(products, story, find_member(story, event, request, "frame", "capture"),
                   sf_member_string(event, "user_agent"));
    }
    return products;
}
