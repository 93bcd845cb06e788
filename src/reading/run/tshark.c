/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/tshark.h"

GStrv sf_tshark_arguments(const char *tshark, const char *tap, const char *codes,
                          const char *const *decode_as)
{
    /* The SIP dissector may be switched off in a profile; and what overtook on its way (TCP) is put
     * right before it is dissected, as every receiver does. No check looks into a body, and taking
     * the session descriptions apart is an eighth of tshark's work on SIP. */
    const char *const fixed[] = {tshark,
                                 "-n",
                                 "-q",
                                 "-r",
                                 "-",
                                 "-z",
                                 tap,
                                 "--enable-protocol",
                                 "sip",
                                 "--enable-protocol",
                                 "sipfix",
                                 "--disable-protocol",
                                 "sdp",
                                 "-o",
                                 "tcp.reassemble_out_of_order:TRUE"};
    g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();

    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_strv_builder_add(arguments, fixed[i]);
    if (codes) {
        g_autofree char *preference = g_strconcat("sipfix.codes:", codes, NULL);
        g_strv_builder_add(arguments, "-o");
        g_strv_builder_add(arguments, preference);
    }
    for (gsize i = 0; decode_as && decode_as[i]; i++) {
        g_strv_builder_add(arguments, "-d");
        g_strv_builder_add(arguments, decode_as[i]);
    }
    return g_strv_builder_end(arguments);
}
