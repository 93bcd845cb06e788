/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into a batch comes out of it; what is torn does not. */
#include "core/message/batch.h"

#include "want.h"

#include <arpa/inet.h>
#include <string.h>

static const char text[] = "OPTIONS sip:a@example.com SIP/2.0\r\nCall-ID: c1\r\n\r\n";

static SfBatchEntry entry_of(const char *source, const char *destination)
{
    SfBatchEntry entry = {.kind = SF_BATCH_MESSAGE,
                          .family = strchr(source, ':') ? 6 : 4,
                          .source_port = 5060,
                          .destination_port = 65535,
                          .length = sizeof text - 1,
                          .time = G_GINT64_CONSTANT(1772439300000000400)};
    const int family = entry.family == 6 ? AF_INET6 : AF_INET;
    assert_int_equal(inet_pton(family, source, entry.source), 1);
    assert_int_equal(inet_pton(family, destination, entry.destination), 1);
    return entry;
}

/* RFC 1122 §3.2.1.3, RFC 4291 §2.5.2: not known, as of logs that tell of one side only. */
static void test_nobodys_address(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {"0.0.0.0", "::"};
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SfBatchEntry entry = entry_of(rows[i], rows[i]);
        SfBatchAddresses addresses;
        SfMessage message = {.frame = 7};
        assert_true(sf_batch_message(&entry, sf_text(text), &addresses, headers, &message));
        assert_false(sf_text_is_present(message.source_address));
        assert_false(sf_text_is_present(message.destination_address));
    }
}

static void test_addresses(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {{"192.0.2.1", "203.0.113.255"},
                                          {"0.0.0.1", "255.255.255.255"},
                                          {"10.20.100.9", "100.99.10.1"},
                                          {"2001:db8::1", "::1"},
                                          {"::ffff:192.0.2.1", "fe80::1:0:0:1"}};
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SfBatchEntry entry = entry_of(rows[i][0], rows[i][1]);
        SfBatchAddresses addresses;
        SfMessage message = {.frame = 7};
        assert_true(sf_batch_message(&entry, sf_text(text), &addresses, headers, &message));
        g_autofree char *source = sf_text_dup(message.source_address);
        g_autofree char *destination = sf_text_dup(message.destination_address);
        want_string(rows[i][0], source, rows[i][0]);
        want_string(rows[i][1], destination, rows[i][1]);
        want_number(rows[i][0], "port", message.source_port, 5060);
        want_number(rows[i][0], "port", message.destination_port, 65535);
        want_number(rows[i][0], "time", (guint64)message.time, (guint64)entry.time);
        want_number(rows[i][0], "frame", message.frame, 7);
        want_number(rows[i][0], "cut", message.cut, FALSE);
    }
}

static GByteArray *batch_of_three(void)
{
    GByteArray *batch = g_byte_array_new();
    const SfBatchEntry clock = {.kind = SF_BATCH_CLOCK, .time = 9};
    const SfBatchEntry message = entry_of("192.0.2.1", "192.0.2.2");
    sf_batch_append(batch, &message, (const guint8 *)text);
    sf_batch_append(batch, &clock, NULL);
    sf_batch_append(batch, &message, (const guint8 *)text);
    return batch;
}

static void test_entries_in_their_order(void **state G_GNUC_UNUSED)
{
    static const guint8 kinds[] = {SF_BATCH_MESSAGE, SF_BATCH_CLOCK, SF_BATCH_MESSAGE};
    g_autoptr(GByteArray) batch = batch_of_three();
    SfText rest = {(const char *)batch->data, batch->len};
    SfBatchEntry entry;
    SfText bytes;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        assert_true(sf_batch_next(&rest, &entry, &bytes));
        want_number("entry", "kind", entry.kind, kinds[i]);
        want_number("entry", "length", bytes.length, entry.length);
    }
    assert_false(sf_batch_next(&rest, &entry, &bytes));
    want_number("end", "rest", rest.length, 0);
}

/* Wherever it is torn, something is left that is no entry, or whole entries are missing. */
static void test_torn_batches(void **state G_GNUC_UNUSED)
{
    g_autoptr(GByteArray) batch = batch_of_three();
    for (gsize length = 1; length < batch->len; length++) {
        g_autofree char *torn = g_memdup2(batch->data, length);
        SfText rest = {torn, length};
        SfBatchEntry entry;
        SfText bytes;
        gsize taken = 0;
        while (sf_batch_next(&rest, &entry, &bytes))
            taken += sizeof entry + bytes.length;
        want_number("torn", "bytes", taken + rest.length, length);
        assert_true(taken < batch->len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_nobodys_address),
        cmocka_unit_test(test_entries_in_their_order),
        cmocka_unit_test(test_torn_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
