/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/header_lines.h"

#include <string.h>

/* ---- names ---- */

/* The compact forms of those headers that count (RFC 3261 §7.3.3, RFC 4028 §4). */
static const struct {
    char letter;
    SfHeaderName name;
} compact_forms[] = {
    {'C', SF_HEADER_CONTENT_TYPE}, {'F', SF_HEADER_FROM},
    {'I', SF_HEADER_CALL_ID},      {'K', SF_HEADER_SUPPORTED},
    {'M', SF_HEADER_CONTACT},      {'T', SF_HEADER_TO},
    {'V', SF_HEADER_VIA},          {'X', SF_HEADER_SESSION_EXPIRES},
};

static SfHeaderName header_of_letter(char letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(compact_forms); i++)
        if (compact_forms[i].letter == letter)
            return compact_forms[i].name;
    return SF_N_HEADERS;
}

/* Of every header of every message it is asked which one it is, so a name and its colon are
 * compared by words. Names with the same first letter stand in a row, first those that every
 * message has. */
typedef struct Spelling Spelling;
struct Spelling {
    guint64 words[3];
    guint64 counts[3]; /* bits that do: not the case of a letter, and nothing behind the colon */
    gsize n_words;
    gsize colon; /* its offset */
    SfHeaderName name;
    const Spelling *next;
};

static Spelling spellings[SF_N_HEADERS];
static const Spelling *rows[32];
static gboolean are_spelt;

static const Spelling **row_of(char letter)
{
    return &rows[(guchar)letter % G_N_ELEMENTS(rows)]; /* in any case */
}

static void spell(SfHeaderName name)
{
    Spelling *spelling = &spellings[name];
    char letters[sizeof spelling->words] = "";
    guint8 counts[sizeof spelling->counts] = {0};
    const gsize colon = strlen(sf_header_name(name));
    g_assert(colon < sizeof letters);
    memcpy(letters, sf_header_name(name), colon);
    letters[colon] = ':';
    for (gsize i = 0; i <= colon; i++)
        counts[i] = g_ascii_isalpha(letters[i]) ? 0xff ^ 'a' ^ 'A' : 0xff;
    memcpy(spelling->words, letters, sizeof letters);
    memcpy(spelling->counts, counts, sizeof counts);
    spelling->n_words = colon / sizeof(guint64) + 1;
    spelling->colon = colon;
    spelling->name = name;
    spelling->next = *row_of(letters[0]);
    *row_of(letters[0]) = spelling;
}

static void spell_all(void)
{
    for (SfHeaderName name = 0; name < SF_HEADER_PRIVATE; name++)
        spell(name);
    are_spelt = TRUE;
}

/* @at: as many bytes as the words have. */
static inline gboolean is_spelt(const char *at, const Spelling *spelling)
{
    gsize i = 0;
    do {
        guint64 word;
        memcpy(&word, at + i * sizeof word, sizeof word);
        if (((word ^ spelling->words[i]) & spelling->counts[i]) != 0)
            return FALSE;
    } while (++i < spelling->n_words);
    return TRUE;
}

/* The name that the line begins with, and a colon. NULL: none, or it is too short to tell. */
static inline const Spelling *spelling_of(const char *at, const char *end)
{
    const gsize n_words = (gsize)(end - at) / sizeof(guint64);
    const Spelling *spelling = *row_of(*at);
    while (spelling && (n_words < spelling->n_words || !is_spelt(at, spelling)))
        spelling = spelling->next;
    return spelling;
}

static SfHeaderName header_of_name(SfText name)
{
    if (name.length == 1)
        return header_of_letter(g_ascii_toupper(name.at[0]));
    for (const Spelling *known = *row_of(name.at[0]); known; known = known->next)
        if (name.length == known->colon &&
            sf_text_equal_nocase(name, sf_text(sf_header_name(known->name))))
            return known->name;
    return SF_N_HEADERS;
}

/* ---- lines ---- */

/* The array is room, which is made by the dozen: nothing is asked of it for each header. */
typedef struct {
    const SfHeaderLines *lines;
    GArray *room; /* SfHeader */
    guint n;
} Headers;

static inline void add_header(Headers *headers, SfHeaderName name, const char *at, const char *end)
{
    enum { DOZEN = 12 };
    while (at < end && sf_is(*at, SF_KIND_LWS))
        at++;
    while (at < end && sf_is(end[-1], SF_KIND_LWS))
        end--;
    if (headers->n == headers->room->len)
        g_array_set_size(headers->room, headers->n + DOZEN);
    g_array_index(headers->room, SfHeader, headers->n++) =
        (SfHeader){.name = name, .value = {at, (gsize)(end - at)}};
}

static inline gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* What a product says of its own in a refusal is only quoted; elsewhere nobody asks for it. */
static gboolean is_private(const Headers *headers, SfText name)
{
    return headers->lines->of_refusal && name.length >= 2 && sf_lower(name.at[0]) == 'x' &&
           name.at[1] == '-';
}

/* A line that is short, or whose name is compact, does not count, or has blanks between it and its
 * colon (RFC 3261 §25.1, HCOLON). */
static G_GNUC_NO_INLINE void read_other(Headers *headers, const char *at, const char *end)
{
    const char *const colon = (const char *)memchr(at, ':', (gsize)(end - at));
    if (!colon || colon == at || is_blank(*at))
        return;
    SfText name = {at, (gsize)(colon - at)};
    while (is_blank(name.at[name.length - 1]))
        name.length--;
    const SfHeaderName header = header_of_name(name);
    if (header != SF_N_HEADERS)
        add_header(headers, header, colon + 1, end);
    else if (is_private(headers, name))
        add_header(headers, SF_HEADER_PRIVATE, at, end);
}

static inline void read_header(Headers *headers, const char *at, const char *end)
{
    const Spelling *spelling = spelling_of(at, end);
    if (spelling)
        add_header(headers, spelling->name, at + spelling->colon + 1, end);
    else
        read_other(headers, at, end);
}

/* The line feed of the line at @at; @end: there is none. */
static inline const char *line_feed(const char *at, const char *end)
{
    const char *feed = (const char *)memchr(at, '\n', (gsize)(end - at));
    return feed ? feed : end;
}

static inline gboolean is_empty(const char *at, const char *feed)
{
    return feed - at <= 1 && (feed == at || *at == '\r');
}

guint sf_header_lines_read(const SfHeaderLines *lines, GArray *room, gboolean *whole)
{
    Headers headers = {.lines = lines, .room = room};
    const char *at = lines->bytes.at;
    const char *const end = at + lines->bytes.length;
    if (!are_spelt)
        spell_all();
    *whole = FALSE;
    while (at < end) {
        const char *feed = line_feed(at, end);
        if (is_empty(at, feed) && feed < end) {
            *whole = TRUE;
            break;
        }
        /* It goes on in lines that begin with white space (RFC 3261 §7.3.1). */
        while (end - feed > 1 && is_blank(feed[1]))
            feed = line_feed(feed + 1, end);
        if (lines->ended || end - feed > 1)
            read_header(&headers, at, feed);
        if (feed == end)
            break;
        at = feed + 1;
    }
    return headers.n;
}
