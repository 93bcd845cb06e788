/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/evidence/cut.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

/* Both addresses and both ports as they follow one another in IPv4 and IPv6 with TCP or SCTP
 * behind: found wherever it stands in a frame, whatever the link and the tunnel. */
typedef struct {
    guint8 there[2 * 16 + 2 * 2];
    guint8 back[2 * 16 + 2 * 2];
    gsize length;
    gint64 since; /* ns */
    guint file;
    guint64 last;
} SfConnection;

typedef struct {
    GHashTable *comments; /* guint64 * -> char * */
    guint64 last;
} SfWanted;

static JsonParser *order;
static GPtrArray *files; /* SfWanted */
static GArray *connections;
static guint current; /* number of the file that is read, from 1; 0: none yet */
static gint64 latest; /* time of the last frame that went out, ns */

static void wanted_free(gpointer data)
{
    SfWanted *wanted = (SfWanted *)data;
    g_hash_table_unref(wanted->comments);
    g_free(wanted);
}

/* ------------------------------------------------------------------ taking the order */

static void take_frame(JsonObject *frames, const char *name, JsonNode *node, gpointer data)
{
    SfWanted *wanted = (SfWanted *)data;
    guint64 *frame = g_new(guint64, 1);

    (void)frames;
    *frame = g_ascii_strtoull(name, NULL, 10);
    g_hash_table_insert(wanted->comments, frame, json_node_dup_string(node));
}

static void take_file(JsonArray *array, guint index, JsonNode *node, gpointer data)
{
    JsonObject *file = json_node_get_object(node);
    SfWanted *wanted = g_new0(SfWanted, 1);

    (void)array;
    (void)index;
    (void)data;
    wanted->comments = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    wanted->last = (guint64)json_object_get_int_member(file, "last");
    json_object_foreach_member(json_object_get_object_member(file, "frames"), take_frame, wanted);
    g_ptr_array_add(files, wanted);
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060" */
static GInetSocketAddress *read_address(const char *text)
{
    g_autofree char *copy = g_strdup(text);
    char *colon = strrchr(copy, ':');

    if (!colon)
        return NULL;
    *colon = '\0';
    char *host = copy;
    if (*host == '[') {
        host++;
        host[strcspn(host, "]")] = '\0';
    }
    guint port = (guint)g_ascii_strtoull(colon + 1, NULL, 10);
    return (GInetSocketAddress *)g_inet_socket_address_new_from_string(host, port);
}

static gsize put_side(guint8 *at, GInetSocketAddress *side)
{
    GInetAddress *address = g_inet_socket_address_get_address(side);
    gsize length = g_inet_address_get_native_size(address);

    memcpy(at, g_inet_address_to_bytes(address), length);
    return length;
}

static void put_port(guint8 *at, GInetSocketAddress *side)
{
    guint16 port = g_inet_socket_address_get_port(side);

    at[0] = (guint8)(port >> 8);
    at[1] = (guint8)(port & 0xff);
}

static void put_pattern(guint8 *pattern, GInetSocketAddress *from, GInetSocketAddress *to)
{
    gsize size = put_side(pattern, from);

    put_side(pattern + size, to);
    put_port(pattern + 2 * size, from);
    put_port(pattern + 2 * size + 2, to);
}

static void take_connection(JsonArray *array, guint index, JsonNode *node, gpointer data)
{
    JsonObject *object = json_node_get_object(node);
    g_autoptr(GInetSocketAddress) one = read_address(json_object_get_string_member(object, "one"));
    g_autoptr(GInetSocketAddress) other =
        read_address(json_object_get_string_member(object, "other"));

    (void)array;
    (void)index;
    (void)data;
    if (!one || !other ||
        g_socket_address_get_family(G_SOCKET_ADDRESS(one)) !=
            g_socket_address_get_family(G_SOCKET_ADDRESS(other)))
        return; /* what carried it has no such addresses */
    SfConnection connection = {
        .since = json_object_get_int_member_with_default(object, "since", G_MININT64),
        .file = (guint)json_object_get_int_member(object, "file"),
        .last = (guint64)json_object_get_int_member(object, "last")};
    put_pattern(connection.there, one, other);
    put_pattern(connection.back, other, one);
    connection.length =
        2 * g_inet_address_get_native_size(g_inet_socket_address_get_address(one)) + 4;
    g_array_append_val(connections, connection);
}

static JsonObject *the_order(void)
{
    return json_node_get_object(json_parser_get_root(order));
}

char *sf_cut_take_order(int descriptor)
{
    g_autoptr(GInputStream) stream = g_unix_input_stream_new(descriptor, FALSE);
    g_autoptr(GError) error = NULL;

    order = json_parser_new();
    if (lseek(descriptor, 0, SEEK_SET) < 0 ||
        !json_parser_load_from_stream(order, stream, NULL, &error))
        return g_strdup(error ? error->message : "the order cannot be read");
    files = g_ptr_array_new_with_free_func(wanted_free);
    connections = g_array_new(FALSE, FALSE, sizeof(SfConnection));
    json_array_foreach_element(json_object_get_array_member(the_order(), "files"), take_file, NULL);
    json_array_foreach_element(json_object_get_array_member(the_order(), "connections"),
                               take_connection, NULL);
    return NULL;
}

const char *sf_cut_comment(void)
{
    return json_object_get_string_member_with_default(the_order(), "comment", "");
}

/* ------------------------------------------------------------------ choosing */

void sf_cut_next_file(void)
{
    current++;
}

static const SfWanted *wanted_here(void)
{
    return current > 0 && current <= files->len ? (SfWanted *)g_ptr_array_index(files, current - 1)
                                                : NULL;
}

static gboolean holds(const guint8 *bytes, gsize length, const SfConnection *connection)
{
    return memmem(bytes, length, connection->there, connection->length) ||
           memmem(bytes, length, connection->back, connection->length);
}

static gint64 time_of(const SfReader *reader)
{
    const nstime_t *time = &reader->record->rec.ts;
    return (gint64)time->secs * G_GINT64_CONSTANT(1000000000) + time->nsecs;
}

static gboolean is_of_connection(SfReader *reader)
{
    const guint8 *bytes = sf_record_bytes(reader->record);
    gsize length = reader->record->rec.rec_header.packet_header.caplen;

    for (guint i = 0; i < connections->len; i++) {
        const SfConnection *connection = &g_array_index(connections, SfConnection, i);
        gboolean in_time = current - 1 < connection->file ||
                           (current - 1 == connection->file && reader->records <= connection->last);
        if (in_time && time_of(reader) >= connection->since && holds(bytes, length, connection))
            return TRUE;
    }
    return FALSE;
}

gboolean sf_cut_wants(SfReader *reader, const char **comment)
{
    const SfWanted *wanted = wanted_here();
    guint64 frame = reader->records;
    gpointer words = NULL;

    *comment = NULL;
    gboolean named = wanted && g_hash_table_lookup_extended(wanted->comments, &frame, NULL, &words);
    if (!named && !is_of_connection(reader))
        return FALSE;
    if (words && *(const char *)words)
        *comment = (const char *)words;
    latest = MAX(latest, time_of(reader));
    return TRUE;
}

gboolean sf_cut_file_is_done(const SfReader *reader)
{
    const SfWanted *wanted = wanted_here();
    return !wanted || reader->records >= wanted->last;
}

gboolean sf_cut_clock(gint64 *time, const char **comment)
{
    *time = json_object_get_int_member_with_default(the_order(), "clock", 0);
    *comment = json_object_get_string_member_with_default(the_order(), "clock_comment", "");
    return *time > latest;
}

void sf_cut_free(void)
{
    g_clear_object(&order);
    g_clear_pointer(&files, g_ptr_array_unref);
    g_clear_pointer(&connections, g_array_unref);
}
