// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The shelves: data files compiled in as resources, read once, at the first look.
 */
#include "knowledge/shelf.h"

#include <gio/gio.h>
#include <string.h>

#include "knowledge_data.h"

/** The words under one key. */
typedef struct {
    char *text;            /* NULL: there are only variants of it */
    gsize list;            /* char **: the text as a list, made when first asked for */
    gboolean has_variants; /* the stanza has keys that begin with this one and a dot */
} Words;

typedef struct {
    const char *name;
    char **keys;       /* in the order of the file, NULL-terminated */
    GHashTable *words; /* key -> Words */
    gsize frames;      /* char **: placeholders of frames, made when first asked for */
} Stanza;

typedef struct {
    char **names;        /* of the stanzas, in the order of the file, NULL-terminated */
    GHashTable *stanzas; /* name, in whatever case -> Stanza */
} Shelf;

static const char *const nothing[] = {NULL};

static const char *const shelf_files[SF_N_SHELVES] = {
    [SF_SHELF_CHECKS] = "checks.ini",     [SF_SHELF_TAGS] = "tags.ini",
    [SF_SHELF_CODES] = "codes.ini",       [SF_SHELF_FIELDS] = "fields.ini",
    [SF_SHELF_CAUSES] = "causes.ini",     [SF_SHELF_WARNINGS] = "warnings.ini",
    [SF_SHELF_PRODUCTS] = "products.ini", [SF_SHELF_RECIPES] = "recipes.ini",
    [SF_SHELF_EXAMPLES] = "examples.ini", [SF_SHELF_TERMS] = "terms.ini",
    [SF_SHELF_LOGS] = "logs.ini",         [SF_SHELF_REFUSALS] = "refusals.ini",
    [SF_SHELF_KINDS] = "kinds.ini",       [SF_SHELF_PHRASES] = "phrases.ini",
};

/* ---- lines that go on with the value above them ---- */

#define BLANKS " \t"

static const char *behind_blanks(const char *text)
{
    return text + strspn(text, BLANKS);
}

/* What stands behind a line with a lone full stop and the blanks that the next one begins with;
 * NULL: @line, behind its own blanks, is another one. */
static const char *behind_lone_stop(const char *line)
{
    if (*line != '.')
        return NULL;
    const char *end = behind_blanks(line + 1);
    const char *next = *end == '\n' ? behind_blanks(end + 1) : end;
    return *end == '\n' && next > end + 1 ? next : NULL;
}

static void strip_blanks(GString *out)
{
    while (out->len > 0 && strchr(BLANKS, out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
}

/* Appends what takes the place of the line end at @end. @return what comes next */
static const char *join(GString *out, const char *end)
{
    const char *line = behind_blanks(end + 1);
    const char *paragraph = line > end + 1 ? behind_lone_stop(line) : NULL;
    if (paragraph) {
        g_string_append(out, "\\n\\n"); /* as GKeyFile writes two line ends */
        return paragraph;
    }
    if (line > end + 1 && *line && *line != '\n') {
        strip_blanks(out);
        g_string_append_c(out, ' ');
        return line;
    }
    g_string_append_c(out, '\n');
    return end + 1;
}

static GString *join_lines(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = join(out, end))
        g_string_append_len(out, text, end - text);
    return g_string_append(out, text);
}

GKeyFile *sf_shelf_parse(const char *text, GError **error)
{
    g_autoptr(GString) joined = join_lines(text);
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_data(file, joined->str, joined->len, G_KEY_FILE_NONE, error))
        return NULL;
    return g_steal_pointer(&file);
}

static void note_variants(const Stanza *stanza)
{
    for (char **key = stanza->keys; *key; key++) {
        g_autofree char *of = g_strdup(*key);
        for (char *dot = strrchr(of, '.'); dot; dot = strrchr(of, '.')) {
            *dot = '\0';
            Words *words = g_hash_table_lookup(stanza->words, of);
            if (!words) {
                words = g_new0(Words, 1);
                g_hash_table_insert(stanza->words, g_strdup(of), words);
            }
            words->has_variants = TRUE;
        }
    }
}

static Stanza *stanza_new(GKeyFile *file, const char *name)
{
    Stanza *stanza = g_new0(Stanza, 1);
    stanza->name = name;
    stanza->keys = g_key_file_get_keys(file, name, NULL, NULL);
    stanza->words = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **key = stanza->keys; *key; key++) {
        g_autoptr(GError) error = NULL;
        Words *words = g_new0(Words, 1);
        words->text = g_key_file_get_string(file, name, *key, &error);
        if (!words->text)
            g_error("sipfix knowledge, [%s] %s: %s", name, *key, error->message);
        g_hash_table_insert(stanza->words, *key, words);
    }
    note_variants(stanza);
    return stanza;
}

/* Stanzas are asked for by the hundred for each answer, so that nobody copies their names. */
guint sf_name_hash(gconstpointer name)
{
    enum { CASE = 0x20 }; /* the bit that letters differ in; that others share a place is no harm */
    guint hash = 5381;
    for (const char *at = name; *at; at++)
        hash = hash * 33 + ((guchar)*at | CASE);
    return hash;
}

gboolean sf_name_equal(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b) == 0 || g_ascii_strcasecmp(a, b) == 0;
}

static Shelf *shelf_new(GKeyFile *file)
{
    Shelf *shelf = g_new(Shelf, 1);
    shelf->names = g_key_file_get_groups(file, NULL);
    shelf->stanzas = g_hash_table_new(sf_name_hash, sf_name_equal);
    for (char **name = shelf->names; *name; name++)
        g_hash_table_insert(shelf->stanzas, *name, stanza_new(file, *name));
    return shelf;
}

/* A data file that cannot be read is a mistake of the build, which the tests find: there is nobody
 * at run time who could mend it, so it aborts. */
static Shelf *shelf_load(SfShelf which)
{
    sf_knowledge_data_register_resource();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strconcat("/sipfix/knowledge/", shelf_files[which], NULL);
    g_autoptr(GBytes) bytes = g_resource_lookup_data(sf_knowledge_data_get_resource(), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (!bytes)
        g_error("sipfix knowledge: %s", error->message);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data, length);
    g_autoptr(GKeyFile) file = sf_shelf_parse(text, &error);
    if (!file)
        g_error("sipfix knowledge, %s: %s", shelf_files[which], error->message);
    return shelf_new(file);
}

static const Shelf *shelf_get(SfShelf which)
{
    static gsize shelves[SF_N_SHELVES];
    if (g_once_init_enter(&shelves[which]))
        g_once_init_leave(&shelves[which], GPOINTER_TO_SIZE(shelf_load(which)));
    return GSIZE_TO_POINTER(shelves[which]);
}

/* Who asks for one thing of a stanza mostly asks for more: that is told by one look. */
static Stanza *find_stanza(SfShelf shelf, const char *stanza)
{
    static _Thread_local Stanza *last[SF_N_SHELVES];
    if (!stanza)
        return NULL;
    if (!last[shelf] || strcmp(last[shelf]->name, stanza) != 0) {
        Stanza *found = g_hash_table_lookup(shelf_get(shelf)->stanzas, stanza);
        if (!found)
            return NULL;
        last[shelf] = found;
    }
    return last[shelf];
}

/* NULL also where there are only variants of it. */
static Words *words_under(const Stanza *stanza, const char *key)
{
    Words *words = stanza ? g_hash_table_lookup(stanza->words, key) : NULL;
    return words && words->text ? words : NULL;
}

const char *const *sf_shelf_stanzas(SfShelf shelf)
{
    return (const char *const *)shelf_get(shelf)->names;
}

const char *const *sf_shelf_keys(SfShelf shelf, const char *stanza)
{
    const Stanza *found = find_stanza(shelf, stanza);
    return found ? (const char *const *)found->keys : nothing;
}

gboolean sf_shelf_has(SfShelf shelf, const char *stanza)
{
    return find_stanza(shelf, stanza) != NULL;
}

const char *sf_shelf_words(SfShelf shelf, const char *stanza, const char *key)
{
    const Words *words = words_under(find_stanza(shelf, stanza), key);
    return words ? words->text : NULL;
}

const char *sf_shelf_plain(SfShelf shelf, const char *stanza, const char *key,
                           gboolean *has_variants)
{
    const Stanza *found = find_stanza(shelf, stanza);
    const Words *words = found ? g_hash_table_lookup(found->words, key) : NULL;
    *has_variants = words && words->has_variants;
    return words ? words->text : NULL;
}

const char *sf_shelf_variant(SfShelf shelf, const char *stanza, const char *key,
                             const char *variant)
{
    gboolean has_variants = FALSE;
    const char *plain = sf_shelf_plain(shelf, stanza, key, &has_variants);
    if (!variant || !has_variants)
        return plain;
    g_autofree char *full = g_strconcat(key, ".", variant, NULL);
    const Words *own = words_under(find_stanza(shelf, stanza), full);
    return own ? own->text : plain;
}

/* ---- Frames that sentences name ---- */

/* Adds those that are not there yet. */
static void add_frames(GPtrArray *names, const char *words)
{
    const char *end;
    for (const char *at = strchr(words, '{'); at && (end = strchr(at, '}'));
         at = strchr(end, '{')) {
        g_autofree char *name = g_strndup(at + 1, (gsize)(end - at - 1));
        if (g_str_has_suffix(name, "frame") &&
            !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
}

static char **frames_of(const Stanza *stanza)
{
    GPtrArray *names = g_ptr_array_new();
    for (char **key = stanza->keys; *key; key++)
        add_frames(names, words_under(stanza, *key)->text);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

const char *const *sf_shelf_frames(SfShelf shelf, const char *stanza)
{
    Stanza *found = find_stanza(shelf, stanza);
    if (!found)
        return nothing;
    if (g_once_init_enter(&found->frames))
        g_once_init_leave(&found->frames, GPOINTER_TO_SIZE(frames_of(found)));
    return GSIZE_TO_POINTER(found->frames);
}

/* ---- Lists ---- */

static char **split_list(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    GPtrArray *list = g_ptr_array_new();
    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part))
            g_ptr_array_add(list, g_strdup(*part));
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}

const char *const *sf_shelf_list(SfShelf shelf, const char *stanza, const char *key)
{
    Words *words = words_under(find_stanza(shelf, stanza), key);
    if (!words)
        return nothing;
    if (g_once_init_enter(&words->list))
        g_once_init_leave(&words->list, GPOINTER_TO_SIZE(split_list(words->text)));
    return GSIZE_TO_POINTER(words->list);
}
