/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/header_lines.h"

#include <string.h>

/* ---- names ---- */

/* The compact forms of those headers that count (RFC 3261 §7.3.3, RFC 4028 §4,
 * RFC 3515 §2.1, RFC 3892 §3). */
static const struct {
    char letter;
    SfHeaderName name;
} compact_forms[] = {
    {'B', SF_HEADER_REFERRED_BY},     {'C', SF_HEADER_CONTENT_TYPE}, {'F', SF_HEADER_FROM},
    {'I', SF_HEADER_CALL_ID},         {'K', SF_HEADER_SUPPORTED},    {'M', SF_HEADER_CONTACT},
    {'R', SF_HEADER_REFER_TO},        {'T', SF_HEADER_TO},           {'V', SF_HEADER_VIA},
    {'X', SF_HEADER_SESSION_EXPIRES},
};

static SfHeaderName header_of_letter(char letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(compact_forms); i++)
        if (compact_forms[i].letter == letter)
            return compact_forms[i].name;
    return SF_N_HEADERS;
}

/* Of every header of every message it is asked which one it is, so a name and its colon are
 * compared by words. Names that begin with the same two letters stand in a row. */
#define N_WORDS 3
#define LONGEST (N_WORDS * sizeof(guint64))
typedef struct Spelling Spelling;
struct Spelling {
    guint64 words[N_WORDS];
    guint64 counts[N_WORDS]; /* bits that do: not a letter's case, and nothing behind the colon */
    gsize colon;             /* its offset */
    gsize room;              /* of the words up to there, in bytes */
    const char *letters;
    SfHeaderName name;
    const Spelling *next;
};

/* Those of which nobody asks the value are known, too, where many messages have them: who is not
 * found here is looked at more closely. */
static const char *const others[] = {"Content-Length",  "Date",
                                     "Allow-Events",    "Organization",
                                     "Accept-Language", "Content-Disposition"};

static Spelling spellings[SF_HEADER_PRIVATE + G_N_ELEMENTS(others)];
enum { LETTERS = 32 }; /* what letters of either case have in common: their last five bits */
static const Spelling *rows[LETTERS][LETTERS];
static gboolean are_spelt;

/* @name: two bytes at least. */
static const Spelling **row_of(const char *name)
{
    return &rows[(guchar)name[0] % LETTERS][(guchar)name[1] % LETTERS];
}

static void spell(Spelling *spelling, const char *word, SfHeaderName name)
{
    char letters[LONGEST] = "";
    guint8 counts[LONGEST] = {0};
    const gsize colon = strlen(word);
    g_assert(colon < sizeof letters);
    memcpy(letters, word, colon);
    letters[colon] = ':';
    for (gsize i = 0; i <= colon; i++)
        counts[i] = g_ascii_isalpha(letters[i]) ? 0xff ^ 'a' ^ 'A' : 0xff;
    memcpy(spelling->words, letters, sizeof letters);
    memcpy(spelling->counts, counts, sizeof counts);
    spelling->colon = colon;
    spelling->room = (colon / sizeof(guint64) + 1) * sizeof(guint64);
    spelling->letters = word;
    spelling->name = name;
    spelling->next = *row_of(letters);
    *row_of(letters) = spelling;
}

/* What is spelt last is looked for first: Content-Length stands in every message. */
static void spell_all(void)
{
    for (SfHeaderName name = 0; name < SF_HEADER_PRIVATE; name++)
        spell(&spellings[name], sf_header_name(name), name);
    for (guint i = G_N_ELEMENTS(others); i > 0; i--)
        spell(&spellings[SF_HEADER_PRIVATE + i - 1], others[i - 1], SF_N_HEADERS);
    are_spelt = TRUE;
}

static inline gboolean is_word(const char *at, const Spelling *spelling, gsize i)
{
    guint64 word;
    memcpy(&word, at + i * sizeof word, sizeof word);
    return ((word ^ spelling->words[i]) & spelling->counts[i]) == 0;
}

/* @left: so many bytes are there. Behind the word with the colon there is nothing more to see. */
static inline gboolean is_spelt(const char *at, gsize left, const Spelling *spelling)
{
    const gsize room = spelling->room;
    return room <= left && is_word(at, spelling, 0) &&
           (room < 2 * sizeof(guint64) || is_word(at, spelling, 1)) &&
           (room < LONGEST || is_word(at, spelling, 2));
}

/* The name that stands at @at, and a colon. NULL: none; or, where fewer than LONGEST bytes are
 * @left, perhaps one. */
static inline const Spelling *spelling_at(const char *at, gsize left)
{
    const Spelling *spelling = *row_of(at);
    while (spelling && !is_spelt(at, left, spelling))
        spelling = spelling->next;
    return spelling;
}

static SfHeaderName header_of_name(SfText name)
{
    if (name.length == 1)
        return header_of_letter(g_ascii_toupper(name.at[0]));
    for (const Spelling *known = *row_of(name.at); known; known = known->next)
        if (name.length == known->colon && sf_text_equal_nocase(name, sf_text(known->letters)))
            return known->name;
    return SF_N_HEADERS;
}

/* ---- lines ---- */

/* What a product says of its own in a refusal is only quoted; elsewhere nobody asks for it. */
static gboolean is_private(SfText name)
{
    return name.length >= 2 && sf_lower(name.at[0]) == 'x' && name.at[1] == '-';
}

/* Of a line whose name is compact, does not count, or has blanks between it and its colon (RFC 3261
 * §25.1, HCOLON), or that stands near the end of all. */
static SfHeaderName header_of_other(const char **at, const char *end, gboolean of_refusal)
{
    const char *const colon = (const char *)memchr(*at, ':', (gsize)(end - *at));
    if (!colon || colon == *at || sf_is_blank(**at))
        return SF_N_HEADERS;
    SfText name = {*at, (gsize)(colon - *at)};
    while (sf_is_blank(name.at[name.length - 1]))
        name.length--;
    const SfHeaderName header = header_of_name(name);
    if (header == SF_N_HEADERS)
        return of_refusal && is_private(name) ? SF_HEADER_PRIVATE : SF_N_HEADERS;
    *at = colon + 1;
    return header;
}

/* As spelling_at(), where there are fewer bytes than it may look at. */
static const Spelling *spelling_near_end(const char *at, gsize left)
{
    char bytes[LONGEST] = "";
    memcpy(bytes, at, left);
    return spelling_at(bytes, sizeof bytes);
}

/* The header whose line begins at *@at and ends at @feed; *@at is then where its value begins. */
static inline SfHeaderName header_of(const char **at, const char *feed, const char *end,
                                     gboolean of_refusal)
{
    const gsize left = (gsize)(end - *at);
    const Spelling *spelling = left > 1 ? spelling_at(*at, left) : NULL;
    if (!spelling && left < LONGEST)
        spelling = spelling_near_end(*at, left);
    if (!spelling)
        return header_of_other(at, feed, of_refusal);
    *at += spelling->colon + 1;
    return spelling->name;
}

static inline gboolean is_lws(char c)
{
    return sf_is(c, SF_KIND_LWS);
}

/* What is above a blank is no white space. */
static inline gboolean is_visible(char c)
{
    return (guchar)c > ' ';
}

static inline SfText trimmed(const char *at, const char *end)
{
    /* " value" and the CR: so nearly all are written. */
    if (end - at > 2 && *at == ' ' && end[-1] == '\r' && is_visible(at[1]) && is_visible(end[-2]))
        return (SfText){at + 1, (gsize)(end - at) - 2};
    while (at < end && is_lws(*at))
        at++;
    while (at < end && is_lws(end[-1]))
        end--;
    return (SfText){at, (gsize)(end - at)};
}

/* Where the line at @at ends: its line feed, or @end where there is none. */
static inline const char *line_end(const char *at, const char *end)
{
    const char *feed = (const char *)memchr(at, '\n', (gsize)(end - at));
    return feed ? feed : end;
}

/* @at: a byte is there. */
static inline gboolean is_empty(const char *at, const char *feed)
{
    return !is_visible(*at) && feed - at <= 1 && (feed == at || *at == '\r');
}

/* In lines that begin with white space (RFC 3261 §7.3.1). */
static inline gboolean goes_on(const char *feed)
{
    return !is_visible(feed[1]) && sf_is_blank(feed[1]);
}

/* The array is only room, which is made by the dozen: nothing is asked of it for each header. */
static SfHeader *make_room(GArray *room)
{
    enum { DOZEN = 12 };
    g_array_set_size(room, room->len + DOZEN);
    return (SfHeader *)(gpointer)room->data;
}

/* Who asks for credentials wants to know that they were brought; what they are, nobody. */
static inline gboolean is_secret(SfHeaderName name)
{
    return name == SF_HEADER_AUTHORIZATION || name == SF_HEADER_PROXY_AUTHORIZATION;
}

guint sf_header_lines_read(const SfHeaderLines *lines, GArray *room, gboolean *whole)
{
    const char *at = lines->bytes.at;
    const char *const end = at + lines->bytes.length;
    SfHeader *headers = (SfHeader *)(gpointer)room->data;
    guint n = 0;
    if (!are_spelt)
        spell_all();
    *whole = FALSE;
    while (at < end) {
        const char *feed = line_end(at, end);
        if (is_empty(at, feed) && feed < end) {
            *whole = TRUE;
            break;
        }
        while (feed < end - 1 && goes_on(feed))
            feed = line_end(feed + 1, end);
        if (feed >= end - 1 && !lines->ended)
            break;
        const SfHeaderName name = header_of(&at, feed, end, lines->of_refusal);
        if (name != SF_N_HEADERS) {
            if (n == room->len)
                headers = make_room(room);
            headers[n++] =
                (SfHeader){.name = name, .value = trimmed(at, is_secret(name) ? at : feed)};
        }
        at = feed + 1;
    }
    return n;
}
