/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/scope.h"

#include "core/grammar/grammar.h"

#include <string.h>

static const struct {
    gsize length; /* bytes of an address of that family */
    guint8 prefix[16];
    guint bits;
    SfScope scope;
} ranges[] = {
    {4, {0}, 32, {SF_REACH_NOWHERE, "unspecified"}}, /* RFC 1122 §3.2.1.3 */
    {4, {127}, 8, {SF_REACH_HOST, "loopback"}},
    {4, {169, 254}, 16, {SF_REACH_LINK, "link-local"}}, /* RFC 3927 */
    {4, {10}, 8, {SF_REACH_SITE, "private"}},           /* RFC 1918 */
    {4, {172, 16}, 12, {SF_REACH_SITE, "private"}},
    {4, {192, 168}, 16, {SF_REACH_SITE, "private"}},
    {4, {100, 64}, 10, {SF_REACH_SITE, "carrier-NAT"}}, /* RFC 6598 */
    {16, {0}, 128, {SF_REACH_NOWHERE, "unspecified"}},  /* RFC 4291 §2.5.2 */
    {16, {[15] = 1}, 128, {SF_REACH_HOST, "loopback"}},
    {16, {0xfe, 0x80}, 10, {SF_REACH_LINK, "link-local"}},
    {16, {0xfc}, 7, {SF_REACH_SITE, "unique-local"}}, /* RFC 4193 */
};

/* ::ffff:10.1.2.3 is 10.1.2.3 (RFC 4291 §2.5.5.2). */
static gsize unmap(guint8 address[16], gsize length)
{
    static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (length != 16 || memcmp(address, mapped, sizeof mapped) != 0)
        return length;
    memmove(address, address + sizeof mapped, 4);
    return 4;
}

/* RFC 3323 §4.1.1.3 has anonymous.invalid for who does not want to be found. */
static gboolean is_invalid(SfText host)
{
    const SfText top = sf_text(".invalid");
    if (host.length > 0 && host.at[host.length - 1] == '.')
        host.length--;
    return host.length > top.length &&
           sf_text_equal_nocase(sf_text_slice(host, host.length - top.length, host.length), top);
}

SfScope sf_scope_of(SfText host)
{
    guint8 address[16];
    if (is_invalid(host))
        return (SfScope){SF_REACH_NOWHERE, "made-up"};
    const gsize length = unmap(address, sf_host_address(host, address));
    for (guint i = 0; i < G_N_ELEMENTS(ranges); i++)
        if (ranges[i].length == length &&
            sf_address_is_in(address, ranges[i].prefix, ranges[i].bits))
            return ranges[i].scope;
    return (SfScope){SF_REACH_ANYWHERE, NULL};
}
