/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/writer.h"

#include "core/grammar/strings/string_hash.h"
#include "intake/capture/secrets.h"

#include <string.h>

/* Where the packets of one interface of this file go, as long as their kind stays the same. */
typedef struct {
    int encap;
    int fcs_length;
    guint number; /* in the output */
} SfOutInterface;

#define NO_ROUTE ((SfOutInterface){WTAP_ENCAP_PER_PACKET, 0, 0})

static wtap_dumper *out;
static guint64 frames;
static gboolean is_used;  /* packets were written */
static guint64 lost;      /* packets before the next one, as far as the capture says */
static guint last_number; /* interface and encapsulation of the last packet */
static int last_encap;
static GHashTable *numbers;     /* what an interface is -> its number in the output + 1 */
static SfOutInterface exported; /* where "Exported PDUs" go */
static GArray
    *routes; /* SfOutInterface; 0: packets without interface, n + 1: interface n of this file */

static char *output_trouble(int err, char *detail)
{
    g_autofree char *owned_detail = detail;
    const char *what = err > 0 ? g_strerror(err) : wtap_strerror(err);
    return owned_detail ? g_strdup_printf("%s: %s", what, owned_detail) : g_strdup(what);
}

gboolean sf_writer_is_open(void)
{
    return out != NULL;
}

void sf_writer_next_file(void)
{
    g_array_set_size(routes, 0);
}

static const char *string_option(wtap_block_t block, guint option)
{
    char *value = NULL;
    if (!block || wtap_block_get_string_option_value(block, option, &value) != WTAP_OPTTYPE_SUCCESS)
        return NULL;
    return value;
}

static void copy_string_option(wtap_block_t to, wtap_block_t from, guint option)
{
    const char *value = string_option(from, option);
    if (value)
        wtap_block_add_string_option(to, option, value, strlen(value));
}

static wtap_block_t interface_block(wtap_block_t source, int encap, int fcs_length)
{
    wtap_block_t block = wtap_block_create(WTAP_BLOCK_IF_ID_AND_INFO);
    wtapng_if_descr_mandatory_t *described =
        (wtapng_if_descr_mandatory_t *)wtap_block_get_mandatory_data(block);

    described->wtap_encap = encap;
    described->time_units_per_second = 1000000000;
    described->tsprecision = WTAP_TSPREC_NSEC;
    wtap_block_add_uint8_option(block, OPT_IDB_TSRESOL, 9);
    if (fcs_length >= 0)
        wtap_block_add_uint8_option(block, OPT_IDB_FCSLEN, (guint8)fcs_length);
    copy_string_option(block, source, OPT_IDB_NAME);
    copy_string_option(block, source, OPT_IDB_DESCRIPTION);
    return block;
}

static void unref_block(gpointer data)
{
    wtap_block_unref(*(wtap_block_t *)data);
}

static void add_string_option(wtap_block_t block, guint option, const char *value)
{
    wtap_block_add_string_option(block, option, value, strlen(value));
}

static GArray *section_with(const char *comment)
{
    GArray *sections = g_array_new(FALSE, FALSE, sizeof(wtap_block_t));
    wtap_block_t block = wtap_block_create(WTAP_BLOCK_SECTION);

    g_array_set_clear_func(sections, unref_block);
    add_string_option(block, OPT_SHB_USERAPPL, "sipfix " SIPFIX_VERSION);
    add_string_option(block, OPT_COMMENT, comment);
    g_array_append_val(sections, block);
    return sections;
}

/* Opens the output without interfaces: they are added as packets come. libwiretap invents one when
 * it is given none, so it is given one and told not to copy it. */
static wtap_dumper *open_bare(const char *comment, int *err, char **detail)
{
    wtapng_iface_descriptions_t unused = {g_array_new(FALSE, FALSE, sizeof(wtap_block_t))};
    wtap_block_t block = interface_block(NULL, WTAP_ENCAP_ETHERNET, -1);
    g_array_append_val(unused.interface_data, block);

    wtap_dump_params params = WTAP_DUMP_PARAMS_INIT;
    params.encap = WTAP_ENCAP_PER_PACKET;
    params.tsprec = WTAP_TSPREC_NSEC;
    params.idb_inf = &unused;
    params.dont_copy_idbs = TRUE;
    params.dsbs_growing = sf_secrets();
    g_autoptr(GArray) sections = comment ? section_with(comment) : NULL;
    params.shb_hdrs = sections;
    wtap_dumper *opened = wtap_dump_open_stdout(wtap_pcapng_file_type_subtype(), WTAP_UNCOMPRESSED,
                                                &params, err, detail);

    wtap_block_unref(block);
    g_array_unref(unused.interface_data);
    return opened;
}

char *sf_writer_open(const char *comment)
{
    int err = 0;
    char *detail = NULL;

    out = open_bare(comment, &err, &detail);
    if (!out)
        return output_trouble(err, detail);
    numbers = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    exported = NO_ROUTE;
    routes = g_array_new(FALSE, FALSE, sizeof(SfOutInterface));
    return NULL;
}

/* Finds the interface of the output for such packets, or adds it. */
static char *find_number(wtap_block_t source, int encap, int fcs_length, guint *number)
{
    const char *name = string_option(source, OPT_IDB_NAME);
    const char *description = string_option(source, OPT_IDB_DESCRIPTION);
    g_autofree char *key = g_strdup_printf("%d %d %s\n%s", encap, fcs_length, name ? name : "",
                                           description ? description : "");
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, key));

    if (known > 0) {
        *number = known - 1;
        return NULL;
    }
    wtap_block_t block = interface_block(source, encap, fcs_length);
    int err = 0;
    char *detail = NULL;
    gboolean added = wtap_dump_add_idb(out, block, &err, &detail);
    wtap_block_unref(block);
    if (!added)
        return output_trouble(err, detail);
    *number = g_hash_table_size(numbers);
    g_hash_table_insert(numbers, g_steal_pointer(&key), GUINT_TO_POINTER(*number + 1));
    return NULL;
}

/* A frame check sequence at the end of an Ethernet frame is known to the file, not to the frame. */
static int fcs_length_of(const wtap_packet_header *packet)
{
    return packet->pkt_encap == WTAP_ENCAP_ETHERNET ? packet->pseudo_header.eth.fcs_len : -1;
}

/* The number of a route is found once. */
static char *find_route(SfOutInterface *route, wtap_block_t source, int encap, int fcs_length)
{
    if (route->encap == encap && route->fcs_length == fcs_length)
        return NULL;
    char *trouble = find_number(source, encap, fcs_length, &route->number);
    if (trouble)
        return trouble;
    route->encap = encap;
    route->fcs_length = fcs_length;
    return NULL;
}

static char *route_packet(SfReader *reader, guint *number)
{
    const wtap_packet_header *packet = &reader->record->rec.rec_header.packet_header;
    guint index;
    wtap_block_t source = sf_reader_interface(reader, &index);
    guint slot = source ? index + 1 : 0;

    while (routes->len <= slot) {
        SfOutInterface none = NO_ROUTE;
        g_array_append_val(routes, none);
    }
    SfOutInterface *route = &g_array_index(routes, SfOutInterface, slot);
    char *trouble = find_route(route, source, packet->pkt_encap, fcs_length_of(packet));
    *number = route->number;
    return trouble;
}

void sf_writer_lose(guint64 packets)
{
    lost = packets > G_MAXUINT64 - lost ? G_MAXUINT64 : lost + packets;
}

/* Comments and custom options of the capture are no use to the analysis, and some cannot be written
 * at all: there are ours, or none. */
static void replace_options(wtap_rec *rec, const char *comment)
{
    g_clear_pointer(&rec->block, wtap_block_unref);
    if (!comment && lost == 0)
        return;
    rec->block = wtap_block_create(WTAP_BLOCK_PACKET);
    rec->block_was_modified = TRUE;
    if (comment)
        add_string_option(rec->block, OPT_COMMENT, comment);
    if (lost > 0)
        wtap_block_add_uint64_option(rec->block, OPT_PKT_DROPCOUNT, lost);
}

static char *put_record(SfRecord *record, guint number, const char *comment, guint64 *frame)
{
    wtap_rec *rec = &record->rec;

    rec->rec_header.packet_header.interface_id = number;
    if (!(rec->presence_flags & WTAP_HAS_TS))
        nstime_set_zero(&rec->ts);
    rec->presence_flags |= WTAP_HAS_INTERFACE_ID | WTAP_HAS_TS | WTAP_HAS_CAP_LEN;
    replace_options(rec, comment);

    int err = 0;
    char *detail = NULL;
    gint64 before = wtap_get_bytes_dumped(out);
    if (sf_record_write(record, out, &err, &detail)) {
        *frame = ++frames;
        lost = 0;
        return NULL;
    }
    /* Refused before a byte of it went out: one packet less. Else the output is broken. */
    if (err < 0 && wtap_get_bytes_dumped(out) == before) {
        g_free(detail);
        return NULL;
    }
    return output_trouble(err, detail);
}

char *sf_writer_put(SfReader *reader, const char *comment, guint64 *frame)
{
    *frame = 0;
    is_used = TRUE;
    char *trouble = route_packet(reader, &last_number);
    if (trouble)
        return trouble;
    last_encap = reader->record->rec.rec_header.packet_header.pkt_encap;
    return put_record(reader->record, last_number, comment, frame);
}

/* Nobody knows how long the packet was; that it was longer is what makes a reader say "cut" instead
 * of "malformed". */
#define EMPTY_LENGTH 64

char *sf_writer_put_empty(gint64 time, const char *comment)
{
    SfRecord record;
    guint64 frame = 0;

    if (frames == 0)
        return NULL; /* there is no interface, and nothing to be the end of */
    sf_record_init(&record);
    sf_record_make_empty(&record, last_encap, time, EMPTY_LENGTH);
    char *trouble = put_record(&record, last_number, comment, &frame);
    sf_record_clear(&record);
    return trouble;
}

guint64 sf_writer_skip(gboolean *is_lost)
{
    *is_lost = lost > 0;
    lost = 0;
    return ++frames;
}

char *sf_writer_put_exported(const guint8 *bytes, gsize length, gint64 time)
{
    char *trouble = find_route(&exported, NULL, WTAP_ENCAP_WIRESHARK_UPPER_PDU, -1);
    if (trouble)
        return trouble;
    SfRecord record;
    int err = 0;
    char *detail = NULL;

    sf_record_init(&record);
    sf_record_make_empty(&record, WTAP_ENCAP_WIRESHARK_UPPER_PDU, time, (guint32)length);
    record.rec.rec_header.packet_header.caplen = (guint32)length;
    record.rec.rec_header.packet_header.interface_id = exported.number;
    record.rec.presence_flags |= WTAP_HAS_INTERFACE_ID;
    const gboolean is_written = sf_record_write_bytes(&record, bytes, out, &err, &detail);
    sf_record_clear(&record);
    return is_written ? NULL : output_trouble(err, detail);
}

gboolean sf_writer_restart(void)
{
    frames = 0;
    lost = 0;
    return !is_used && sf_secrets()->len == 0;
}

char *sf_writer_close(void)
{
    int err = 0;
    char *detail = NULL;
    gboolean closed = wtap_dump_close(out, NULL, &err, &detail);

    out = NULL;
    g_clear_pointer(&numbers, g_hash_table_unref);
    g_clear_pointer(&routes, g_array_unref);
    return closed ? NULL : output_trouble(err, detail);
}
