/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of the tree. Their labels are cut by us, at a character, since Wireshark cuts at 239 bytes
 * and 4.0 does it inside one; the values behind them are whole.
 *
 * Adding to the tree may throw (longjmp): whoever does it holds no memory of its own. So everything
 * that core made goes to the packet's pool first.
 */
#ifndef SIPFIX_LINES_H
#define SIPFIX_LINES_H

#include "plugin/compat.h"

#include "core/message/message.h"

/** The most bytes that a label, and the text of an expert info, has. */
#define SF_LABEL_BYTES 200

/** What is being shown, and into what. */
typedef struct {
    tvbuff_t *tvb; /* the frame */
    packet_info *pinfo;
    proto_tree *tree; /* below the line SIP Fix; NULL: nobody looks at the tree */
} SfShown;

/** Takes @owned over: a copy in the packet's pool, and @owned is freed. NULL stays NULL. */
const char *sf_pool_take(packet_info *pinfo, char *owned);

/** @text as sf_text_show() shows it, in the packet's pool. */
const char *sf_pool_show(packet_info *pinfo, SfText text);

/** At most SF_LABEL_BYTES of what @format gives, in the packet's pool. */
const char *sf_label(packet_info *pinfo, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** At most SF_LABEL_BYTES of a label of the tree (phrases.ini), in the packet's pool. @...: the
 * names and values of its placeholders in turn, then NULL. */
const char *sf_told(packet_info *pinfo, const char *key, ...) G_GNUC_NULL_TERMINATED;

/** A number as digits, in the packet's pool. */
const char *sf_pool_number(packet_info *pinfo, guint number);

/** A place in a page: where the bytes are now, or nowhere when they are not there (any more). */
typedef struct {
    tvbuff_t *tvb;
    int start;
    int length;
} SfSpan;

SfSpan sf_bytes_at(const SfShown *page, SfByteRange place);

/** A line that we worked out: in [ ], without bytes. Label: the field's title and the value. */
proto_item *sf_line(const SfShown *page, proto_tree *tree, int hf, const char *value);

/** The same with another label, as sf_label() made it. */
proto_item *sf_line_labelled(const SfShown *page, proto_tree *tree, int hf, const char *value,
                             const char *label);

/** A line for what stands in the packet: it lights up its bytes. */
proto_item *sf_line_lit(const SfShown *page, proto_tree *tree, int hf, const char *value,
                        SfByteRange place, const char *label);

proto_item *sf_line_uint(const SfShown *page, proto_tree *tree, int hf, guint32 value);

/** A link to a frame: "[Request: frame 120]". */
proto_item *sf_line_frame(const SfShown *page, proto_tree *tree, int hf, guint32 frame);

/** A line that only groups those below it. @return its tree */
proto_tree *sf_line_group(const SfShown *page, proto_tree *tree, int ett, const char *label);

/** A text of any length: where the label does not hold it, it is repeated whole in lines below. */
proto_item *sf_line_paragraph(const SfShown *page, proto_tree *tree, int hf, const char *value);

/** The lines of @text, none longer than a label, below @item. */
void sf_lines_wrapped(const SfShown *page, proto_item *item, const char *text);

#endif
