/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the subcommands of `sipfix` have in common: options, complaints, exit statuses.
 */
#ifndef SIPFIX_COMMAND_H
#define SIPFIX_COMMAND_H

#include <glib.h>

/** Exit statuses; where several hold, 2 goes before 3, and 3 before 1. */
typedef enum {
    SF_EXIT_DONE = 0,
    SF_EXIT_MET = 1,  /* --fail-on was met; doctor: ill */
    SF_EXIT_USE = 2,  /* wrong use, or nothing could be read, or nothing written */
    SF_EXIT_PART = 3, /* part of the input could not be read */
} SfExit;

/** One subcommand. @arguments: its name, then what followed it; NULL-terminated. */
typedef struct {
    const char *name;
    const char *parameters;  /* "[OPTION...] PATH..." behind the name in the help */
    const char *brief;       /* a few words, for the list of commands */
    const char *summary;     /* above the options */
    const char *description; /* below the options; may be NULL */
    const char *examples;    /* below that: commands, one a line */
    SfExit (*run)(const char *const *arguments);
    /** For completion: the values of an option ("format"), NULL-terminated; NULL: not a few. May be
     * NULL itself. */
    const char *const *(*choices)(const char *option);
} SfCommand;

extern const SfCommand sf_command_analyze;
extern const SfCommand sf_command_report;
extern const SfCommand sf_command_diff;
extern const SfCommand sf_command_routes;
extern const SfCommand sf_command_explain;
extern const SfCommand sf_command_compare;
extern const SfCommand sf_command_doctor;
extern const SfCommand sf_command_watch;
extern const SfCommand sf_command_convert;

/** Ends a table of options. */
#define SF_NO_MORE_OPTIONS                                                                         \
    {                                                                                              \
        NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL                                            \
    }

/**
 * Parses @arguments with @entries (ended by SF_NO_MORE_OPTIONS), to which --help and --version
 * are added.
 *
 * @param words   gets what is no option, NULL-terminated, raw bytes; to be freed with g_strfreev()
 * @param status  gets the exit status where there is nothing left to do
 * @return TRUE: go on; FALSE: help or version was printed, or the use was wrong and was told
 */
gboolean sf_options_parse(const SfCommand *command, const char *const *arguments,
                          const GOptionEntry *entries, char ***words, SfExit *status);

/** While a function is set, sf_options_parse() hands it all options of the command, those that all
 * commands have too, and goes no further. NULL: sets none. */
void sf_options_watch(void (*function)(const GOptionEntry *entries, gpointer data), gpointer data);

/** "sipfix NAME: message" on standard error, one line, made safe: what is wrong, and no more. @name
 * may be NULL. */
void sf_complain(const char *name, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** As sf_complain(), of a trouble (reading/trouble_words.h): its cause, behind @place (a name,
 * NULL: none), and what would help on lines of its own. */
void sf_complain_of(const char *name, const char *place, const char *trouble);

/** What would help, on a line of its own below the complaint. */
void sf_advise(const char *format, ...) G_GNUC_PRINTF(1, 2);

/** Tells that the plugin is of another version than this command (SfReading.other_plugin). */
void sf_complain_of_plugin(const char *name, const char *version);

/** Tells a number that --@option cannot be, and what it can be; returns SF_EXIT_USE. */
SfExit sf_wrong_number(const char *name, const char *option, int number, const char *advice);

/** Tells a wrong use and the nearest right word, if any; returns SF_EXIT_USE. */
SfExit sf_wrong_word(const char *name, const char *what, const char *word, const char *nearest);

/** The same for a word that must be one of a few @choices (NULL-terminated), which are told. */
SfExit sf_wrong_choice(const char *name, const char *what, const char *word,
                       const char *const *choices);

/** Tells why the result could not be written; returns SF_EXIT_USE. Not a word where the reader has
 * gone away ("| head"): that is no news for anybody. @name may be NULL. */
SfExit sf_cannot_write(const char *name, const GError *error);

/** Writes @text to standard output. SF_EXIT_DONE where it got there, else as sf_cannot_write(). */
SfExit sf_print(const char *text);

#endif
