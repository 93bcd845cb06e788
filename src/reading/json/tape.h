/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line of JSON, read fast: simdjson, seen from C. Nothing is built but simdjson's own "tape",
 * which is used again for the next line; what is asked of it is lent until then.
 */
#ifndef SIPFIX_TAPE_H
#define SIPFIX_TAPE_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct SfTape SfTape;

/** A value on a tape: two words, to be copied. Without a tape it is none, and all that is asked of
 * it is "absent". */
typedef struct {
    const void *tape;
    gsize at;
} SfItem;

typedef enum {
    SF_ITEM_ABSENT,
    SF_ITEM_NULL,
    SF_ITEM_BOOLEAN,
    SF_ITEM_INTEGER, /* that fits a gint64 */
    SF_ITEM_DECIMAL, /* any other number */
    SF_ITEM_TEXT,
    SF_ITEM_ARRAY,
    SF_ITEM_OBJECT
} SfItemKind;

/** A walk through an array or an object. */
typedef struct {
    SfItem item;      /* where it is now */
    const char *name; /* of it, in an object; lent by the tape */
    SfItem next;      /* private, as is the end */
    SfItem end;
    gboolean is_object;
} SfItemWalk;

/** Without anything on it; to be freed with sf_tape_free(), and with it what it lends. */
SfTape *sf_tape_new(void);
void sf_tape_free(SfTape *tape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfTape, sf_tape_free)

/**
 * Reads one object, in valid UTF-8, nested no deeper than SF_JSON_DEPTH; all of it is looked at.
 * What was read before is forgotten.
 *
 * @param root  gets the object
 * @return FALSE with @error (JSON_PARSER_ERROR) for anything else
 */
gboolean sf_tape_read(SfTape *tape, const char *text, gsize length, SfItem *root, GError **error);

/** What it is. */
SfItemKind sf_item_kind(SfItem item);

/** The text that it is, ended by a NUL; else NULL. Lent by the tape. */
const char *sf_item_text(SfItem item);

/** The whole number that it is, else 0. */
gint64 sf_item_integer(SfItem item);

/** The number that it is, else 0. */
double sf_item_decimal(SfItem item);

/** TRUE where it is true; FALSE for anything else. */
gboolean sf_item_is_true(SfItem item);

/** How many elements or members it has. */
guint sf_item_length(SfItem item);

/** A member of an object by its name: of two of one name the first. Each time all members are gone
 * through. */
SfItem sf_item_member(SfItem object, const char *name);

/** Begins a walk; through anything but arrays and objects it is over at once. */
void sf_items_begin(SfItemWalk *walk, SfItem item);

/** Goes to the next one. FALSE: that was all. */
gboolean sf_items_next(SfItemWalk *walk);

G_END_DECLS

#endif
