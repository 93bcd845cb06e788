/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/survey.h"

#include "reading/run/feed.h"

/* One of the intakes. */
typedef struct {
    SfSurvey *survey;
    SfFeed *feed;
} SfSurveyor;

struct SfSurvey {
    const SfSandbox *sandbox;
    const char *mode; /* of the intakes */
    GPtrArray *inputs;
    guint next;
    GPtrArray *surveyors;
    guint working;
    gboolean stopped;
    char *trouble;
    void (*done)(gpointer data);
    gpointer data;
};

static SfInput *next_input(gpointer data)
{
    SfSurvey *survey = ((SfSurveyor *)data)->survey;

    if (survey->stopped || survey->next == survey->inputs->len)
        return NULL;
    return g_ptr_array_index(survey->inputs, survey->next++);
}

static void surveyor_done(gpointer data);

static const SfFeedOwner feed_owner = {next_input, NULL, surveyor_done};

static gboolean start_surveyor(SfSurvey *survey, SfSurveyor *surveyor, GError **error)
{
    surveyor->feed =
        sf_feed_new(survey->sandbox, survey->mode, -1, -1, &feed_owner, surveyor, error);
    if (surveyor->feed)
        survey->working++;
    return surveyor->feed != NULL;
}

/* One that fell over a file is followed by another, for the files that are left. */
static gboolean goes_on(SfSurvey *survey, SfSurveyor *surveyor)
{
    gboolean spoke = sf_feed_spoke(surveyor->feed);
    g_autofree char *trouble = sf_feed_trouble(surveyor->feed);

    g_clear_pointer(&surveyor->feed, sf_feed_free);
    if (!trouble || survey->stopped)
        return FALSE;
    if (!spoke) {
        g_free(survey->trouble);
        survey->trouble = g_steal_pointer(&trouble);
        survey->stopped = TRUE;
        return FALSE;
    }
    return survey->next < survey->inputs->len && start_surveyor(survey, surveyor, NULL);
}

static void surveyor_done(gpointer data)
{
    SfSurveyor *surveyor = data;
    SfSurvey *survey = surveyor->survey;

    survey->working--;
    if (!goes_on(survey, surveyor) && survey->working == 0)
        survey->done(survey->data);
}

static void surveyor_free(SfSurveyor *surveyor)
{
    g_clear_pointer(&surveyor->feed, sf_feed_free);
    g_free(surveyor);
}

static SfSurvey *start(const SfSandbox *sandbox, const char *mode, GPtrArray *inputs, guint jobs,
                       void (*done)(gpointer data), gpointer data, GError **error)
{
    SfSurvey *survey = g_new0(SfSurvey, 1);
    guint count = CLAMP(inputs->len, 1, jobs);

    survey->sandbox = sandbox;
    survey->mode = mode;
    survey->inputs = inputs;
    survey->done = done;
    survey->data = data;
    survey->surveyors = g_ptr_array_new_with_free_func((GDestroyNotify)surveyor_free);
    for (guint i = 0; i < count; i++) {
        SfSurveyor *surveyor = g_new0(SfSurveyor, 1);
        surveyor->survey = survey;
        g_ptr_array_add(survey->surveyors, surveyor);
        /* One is enough; where even that does not start, there is an error to tell. */
        if (!start_surveyor(survey, surveyor, i == 0 ? error : NULL))
            break;
    }
    if (survey->working == 0)
        g_clear_pointer(&survey, sf_survey_free);
    return survey;
}

SfSurvey *sf_survey_new(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                        void (*done)(gpointer data), gpointer data, GError **error)
{
    return start(sandbox, "survey", inputs, jobs, done, data, error);
}

SfSurvey *sf_survey_digest(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                           void (*done)(gpointer data), gpointer data, GError **error)
{
    return start(sandbox, "digest", inputs, jobs, done, data, error);
}

const char *sf_survey_trouble(const SfSurvey *survey)
{
    return survey->trouble;
}

static void for_each(SfSurvey *survey, void (*what)(SfFeed *feed))
{
    survey->stopped = TRUE;
    for (guint i = 0; i < survey->surveyors->len; i++) {
        SfSurveyor *surveyor = g_ptr_array_index(survey->surveyors, i);
        if (surveyor->feed)
            what(surveyor->feed);
    }
}

void sf_survey_stop(SfSurvey *survey)
{
    for_each(survey, sf_feed_stop);
}

void sf_survey_kill(SfSurvey *survey)
{
    for_each(survey, sf_feed_kill);
}

void sf_survey_free(SfSurvey *survey)
{
    g_ptr_array_unref(survey->surveyors);
    g_free(survey->trouble);
    g_free(survey);
}
