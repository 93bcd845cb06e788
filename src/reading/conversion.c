/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/conversion.h"

#include "reading/find/input.h"
#include "reading/results/spool.h"
#include "reading/run/child/room.h"
#include "reading/run/child/signals.h"
#include "reading/run/feed.h"
#include "reading/run/tools.h"
#include "reading/trouble_words.h"

#include <string.h>
#include <unistd.h>

typedef struct {
    SfInput *input;
    gboolean handed;
    SfFeed *feed;
    gboolean done;
} SfConversion;

static SfInput *next_input(gpointer data)
{
    SfConversion *conversion = data;

    if (conversion->handed)
        return NULL;
    conversion->handed = TRUE;
    return conversion->input;
}

static void feed_done(gpointer data)
{
    ((SfConversion *)data)->done = TRUE;
}

static const SfFeedOwner feed_owner = {next_input, NULL, feed_done};

static gboolean on_signal(int descriptor G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED,
                          gpointer data)
{
    const SfConversion *conversion = data;

    sf_signals_note();
    if (conversion->feed && !conversion->done)
        sf_feed_kill(conversion->feed);
    return G_SOURCE_CONTINUE;
}

/* No program is to blame where there was no room for what it wrote. */
static void say_why(const SfConversion *conversion, const SfSpool *spool, const char *trouble,
                    GError **error)
{
    g_autofree char *obstacle = sf_spool_obstacle(spool);
    g_autofree char *name = sf_trouble_quote(conversion->input->name);

    g_set_error(error, SF_READING_ERROR,
                obstacle ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS, "%s: %s", name,
                obstacle ? obstacle : trouble);
}

static gboolean read_log(SfConversion *conversion, const SfSandbox *sandbox, SfSpool *spool,
                         GError **error)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(GSource) signals = sf_signals_source();

    g_main_context_push_thread_default(context);
    conversion->feed = sf_feed_new(sandbox, "convert", sf_spool_descriptor(spool), -1, &feed_owner,
                                   conversion, error);
    g_source_set_callback(signals, G_SOURCE_FUNC(on_signal), conversion, NULL);
    g_source_attach(signals, context);
    while (conversion->feed && !conversion->done)
        g_main_context_iteration(context, TRUE);
    g_autofree char *trouble = conversion->feed ? sf_feed_trouble(conversion->feed) : NULL;
    g_source_destroy(signals);
    const gboolean good = conversion->feed && !trouble;
    g_clear_pointer(&conversion->feed, sf_feed_free);
    g_main_context_pop_thread_default(context);
    if (trouble)
        say_why(conversion, spool, trouble, error);
    return good;
}

static void write_out(const SfSpool *spool, SfConversionFunction write, gpointer data)
{
    char room[65536];
    off_t place = 0;
    gssize got;
    const int descriptor = sf_spool_descriptor(spool);

    while ((got = pread(descriptor, room, sizeof room, place)) > 0) {
        write(room, (gsize)got, data);
        place += got;
    }
    close(descriptor);
}

static void set_words(char **words, const char *others)
{
    g_free(*words);
    *words = g_strdup(others);
}

static gboolean convert(SfConversion *conversion, SfSandbox *sandbox, SfConversionFunction write,
                        gpointer data, SfConverted *converted, GError **error)
{
    SfInput *input = conversion->input;
    SfSpool *spool = sf_spool_new(sandbox->folder, error);

    if (!spool)
        return FALSE;
    const gboolean good = read_log(conversion, sandbox, spool, error);
    if (good) {
        converted->read_as = g_strdup(input->read_as);
        converted->messages = input->read_as ? input->records : 0;
        converted->trouble = g_strdup(input->trouble);
    }
    if (good && input->told && !input->read_as && !input->trouble)
        converted->trouble =
            g_strdup("it is no log but a capture\nsipfix analyze reads it as it is.");
    else if (good && input->alien)
        set_words(&converted->trouble, "it is no log with SIP in it");
    if (good && input->read_as)
        write_out(spool, write, data);
    sf_spool_free(spool);
    return good;
}

static void refuse(const char *path, const char *reason, GError **error)
{
    g_autofree char *name = sf_trouble_quote(path);

    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS, "%s: %s", name, reason);
}

static SfInput *the_input(const char *path, GError **error)
{
    const char *const paths[] = {path, NULL};
    SfInputs *found = sf_inputs_find(paths, FALSE, NULL, NULL, error);
    SfInput *input = NULL;

    if (!found)
        return NULL;
    if (found->inputs->len == 1)
        input = g_ptr_array_steal_index(found->inputs, 0);
    else if (found->unreadable->len > 0)
        refuse(path, ((SfUnread *)found->unreadable->pdata[0])->trouble, error);
    sf_inputs_free(found);
    return input;
}

gboolean sf_conversion_run(const char *path, SfConversionFunction write, gpointer data,
                           SfConverted *converted, GError **error)
{
    const SfToolPaths given = {NULL, NULL, NULL};
    SfConversion conversion = {.input = the_input(path, error)};
    gboolean good = FALSE;
    guint jobs = 1;

    if (!conversion.input)
        return FALSE;
    if (!sf_room_take(&jobs, NULL, error)) {
        sf_input_free(conversion.input);
        return FALSE;
    }
    SfSandbox *sandbox = sf_sandbox_new(&given, NULL, error);
    if (sandbox && sf_tools_all_there(sandbox->places, &given, error))
        good = convert(&conversion, sandbox, write, data, converted, error);
    g_clear_pointer(&sandbox, sf_sandbox_free);
    sf_input_free(conversion.input);
    return good;
}

void sf_converted_clear(SfConverted *converted)
{
    g_clear_pointer(&converted->read_as, g_free);
    g_clear_pointer(&converted->trouble, g_free);
}
