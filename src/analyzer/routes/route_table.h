/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table that `sipfix routes` prints: which routes are given, which are refused and why, and the
 * forms that it is written in. A new form is one file with one SfRouteForm and a line in the table
 * of route_table.c.
 */
#ifndef SIPFIX_ROUTE_TABLE_H
#define SIPFIX_ROUTE_TABLE_H

#include "analyzer/output/terminal.h"
#include "analyzer/report/csv/csv.h"
#include "problems/routes/routes.h"
#include "reading/reading.h"

typedef struct SfRouteForm SfRouteForm;

typedef struct {
    const SfRoute *route;
    SfRefusals reasons; /* those that nobody asked to include */
    const char *unfit;  /* why this form cannot hold the route; static; NULL: it could */
} SfRefused;

typedef struct {
    GPtrArray *given; /* SfRoute, lent */
    GArray *refused;  /* SfRefused */
    SfRefusals included;
    guint64 without_request; /* answers 301 */
    const char *case_prefix; /* only this case was asked for; NULL: all */
    const SfReading *reading;
    SfTerminal terminal;
} SfRouteTable;

struct SfRouteForm {
    const char *name;
    /** Why this form cannot hold the route, in static words; NULL: it can. May be NULL itself. */
    const char *(*unfit)(const SfRoute *route);
    /** The whole table; to be freed with g_string_free(). */
    GString *(*write)(const SfRouteTable *table);
};

/** Sorts the routes (SfRoute) into those that @form gives and those that it refuses. */
SfRouteTable *sf_route_table_new(const GPtrArray *routes, SfRefusals included,
                                 const SfRouteForm *form);
void sf_route_table_free(SfRouteTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfRouteTable, sf_route_table_free)

/** "sip:a@x -> sip:b@y: once (seen in one call only)"; to be freed with g_free(). */
char *sf_refused_words(const SfRefused *refused);

/** Names on standard error what is refused, with old, new and reason, and what is not known. */
void sf_route_table_tell_refused(const SfRouteTable *table, const char *command);

/** "12 calls; a.pcapng frame 122 at 2026-03-02T08:15:00.000769Z, last ...": the evidence in one
 * line of harmless characters, at most @columns of them, for comments; to be freed with g_free().
 */
char *sf_route_evidence(const SfRoute *route, guint columns);

/** The form of that name, or NULL. */
const SfRouteForm *sf_route_form(const char *name);

/** The names of all forms, NULL-terminated. */
const char *const *sf_route_form_names(void);

/** A table of routes as CSV, line by line; for whoever has routes and no SfRouteTable. */
void sf_route_csv_header(SfCsv *csv);
void sf_route_csv_line(SfCsv *csv, const SfRoute *route);

extern const SfRouteForm sf_route_form_text;
extern const SfRouteForm sf_route_form_csv;
extern const SfRouteForm sf_route_form_json;
extern const SfRouteForm sf_route_form_kamailio;
extern const SfRouteForm sf_route_form_asterisk;

#endif
