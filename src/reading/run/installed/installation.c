/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/installed/installation.h"

#include "reading/run/child/access.h"
#include "reading/run/given/profile.h"
#include "reading/run/installed/switched_off.h"
#include "reading/shell_word.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACKAGE     "wireshark-plugin-sipfix"
#define PLUGIN_NAME "sipfix.so"
#define MARK        "sipfix.check" /* in every copy of the plugin, whatever the file is called */

/* What the caller's tshark says of itself, and what was found there. */
typedef struct {
    const SfIdentity *identity;
    const char *tshark;
    const char *version;
    char *series;       /* "4.0" */
    char **environment; /* the caller's, of what matters to Wireshark */
    char *global_plugins;
    char *personal_plugins; /* folders above VERSION/epan */
    GPtrArray *copies;      /* SfCopy: of this series */
    char *other;            /* a copy of another series, or NULL */
    char *other_series;
    GPtrArray *faults;
} SfExam;

typedef struct {
    char *path;
    gboolean personal;
} SfCopy;

/* ------------------------------------------------------------------ faults */

/* Takes @what and @command over. */
static void add_fault(SfExam *exam, char *what, const char *advice, char *command)
{
    SfFault *fault = g_new0(SfFault, 1);

    fault->what = what;
    fault->advice = g_strdup(advice);
    fault->command = command;
    g_ptr_array_add(exam->faults, fault);
}

static char *command_on(const char *words, const char *path)
{
    g_autofree char *quoted = sf_shell_word(path);
    return g_strdup_printf("%s %s", words, quoted);
}

static gboolean is_packaged(void)
{
    return g_file_test("/var/lib/dpkg/info/" PACKAGE ".list", G_FILE_TEST_EXISTS);
}

const char *sf_installation_again(void)
{
    return is_packaged() ? "sudo apt-get install --reinstall sipfix " PACKAGE : "./run install";
}

char *sf_installation_for(const char *version)
{
    g_auto(GStrv) parts = g_strsplit(version, ".", 3);
    const char *minor = parts[0] && parts[1] ? parts[1] : "";

    if (is_packaged())
        return g_strdup_printf("Install the " PACKAGE " that was built for Wireshark %s.%s; the "
                               "package's version ends in +ws%s.%s.",
                               parts[0], minor, parts[0], minor);
    return g_strdup("Build and install sipfix again, against the Wireshark that is there now: "
                    "./run install in sipfix's folder.");
}

/* ------------------------------------------------------------------ the caller's Wireshark */

static char **keep_variable(char **environment, const char *name)
{
    const char *value = g_getenv(name);
    return value ? g_environ_setenv(environment, name, value, TRUE) : environment;
}

static char **caller_environment(const SfIdentity *identity)
{
    const gboolean own = !identity->drop || g_getenv("SUDO_UID") == NULL;
    char **environment = NULL;

    environment = g_environ_setenv(environment, "PATH", "/usr/local/bin:/usr/bin:/bin", TRUE);
    environment = g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
    environment = g_environ_setenv(environment, "HOME",
                                   identity->sandbox ? identity->sandbox : "/nonexistent", TRUE);
    if (!own)
        return environment;
    environment = keep_variable(environment, "XDG_CONFIG_HOME");
    environment = keep_variable(environment, "WIRESHARK_CONFIG_DIR");
    environment = keep_variable(environment, "WIRESHARK_DATA_DIR");
    return keep_variable(environment, "WIRESHARK_PLUGIN_DIR");
}

static char *own_variable(const SfIdentity *identity, const char *name)
{
    const gboolean own = !identity->drop || g_getenv("SUDO_UID") == NULL;
    return own ? g_strdup(g_getenv(name)) : NULL;
}

/* Tshark is not asked where it looks for plugins: one that cannot bear what it finds there does not
 * answer. */
static void find_folders(SfExam *exam)
{
    exam->global_plugins = own_variable(exam->identity, "WIRESHARK_PLUGIN_DIR");
    if (!exam->global_plugins)
        exam->global_plugins = g_strdup(SIPFIX_WIRESHARK_PLUGINS);
    if (exam->identity->sandbox)
        exam->personal_plugins = g_build_filename(exam->identity->sandbox, ".local", "lib",
                                                  "wireshark", "plugins", NULL);
}

/* Wireshark's own folder of settings for everybody, or NULL. @bare: without plugins. */
static char *global_settings(const SfExam *exam, char **bare)
{
    char *named = own_variable(exam->identity, "WIRESHARK_DATA_DIR");
    if (named)
        return named;
    const char *argv[] = {exam->tshark, "-G", "folders", NULL};
    /* The children have a folder of data of their own. */
    g_auto(GStrv) elsewhere = g_environ_unsetenv(g_strdupv(bare), "WIRESHARK_DATA_DIR");
    g_autofree char *folders = sf_child_ask(exam->identity, argv, elsewhere, NULL, NULL);
    g_autoptr(GRegex) regex = g_regex_new("^Global configuration:[ \\t]+(\\S.*)$",
                                          G_REGEX_MULTILINE, (GRegexMatchFlags)0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!folders || !g_regex_match(regex, folders, (GRegexMatchFlags)0, &match))
        return NULL;
    return g_match_info_fetch(match, 1);
}

/* ------------------------------------------------------------------ copies of the plugin */

static gboolean is_plugin(const char *path, const char *name)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;

    if (!g_str_has_suffix(name, ".so") || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return FALSE;
    if (strstr(name, "sipfix"))
        return TRUE;
    return g_file_get_contents(path, &bytes, &length, NULL) &&
           memmem(bytes, length, MARK, strlen(MARK)) != NULL;
}

static void add_copy(SfExam *exam, const char *series, const char *path, gboolean personal)
{
    if (strcmp(series, exam->series) != 0) {
        if (!exam->other) {
            exam->other = g_strdup(path);
            exam->other_series = g_strdup(series);
        }
        return;
    }
    SfCopy *copy = g_new0(SfCopy, 1);
    copy->path = g_strdup(path);
    copy->personal = personal;
    g_ptr_array_add(exam->copies, copy);
}

static void free_copy(gpointer data)
{
    SfCopy *copy = data;
    g_free(copy->path);
    g_free(copy);
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const SfCopy *const *)a)->path, (*(const SfCopy *const *)b)->path);
}

static void find_in_series(SfExam *exam, const char *root, const char *series, gboolean personal)
{
    g_autofree char *epan = g_build_filename(root, series, "epan", NULL);
    GDir *folder = g_dir_open(epan, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(epan, name, NULL);
        if (is_plugin(path, name))
            add_copy(exam, series, path, personal);
    }
    g_clear_pointer(&folder, g_dir_close);
}

static void find_copies(SfExam *exam, const char *root, gboolean personal)
{
    GDir *folder = root ? g_dir_open(root, 0, NULL) : NULL;
    const char *name;

    while (folder && (name = g_dir_read_name(folder)) != NULL)
        if (g_ascii_isdigit(*name))
            find_in_series(exam, root, name, personal);
    g_clear_pointer(&folder, g_dir_close);
}

/* ------------------------------------------------------------------ what may not be read */

/* Whether it is there, and closed to those who should read it. */
static gboolean is_closed(const SfExam *exam, const char *path, gboolean folder)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return errno == EACCES;
    if (!exam->identity->drop)
        return access(path, folder ? R_OK | X_OK : R_OK) < 0;
    return folder ? !sf_access_program(exam->identity, path)
                  : !sf_access_file(exam->identity, path);
}

static const char *chmod_for(gboolean personal, gboolean folder)
{
    if (personal)
        return folder ? "chmod u+rx" : "chmod u+r";
    return folder ? "sudo chmod a+rx" : "sudo chmod a+r";
}

static void complain_of_closed(SfExam *exam, const char *path, gboolean personal, gboolean folder)
{
    add_fault(exam,
              g_strdup_printf("%s may not be read by %s, so Wireshark %s.", path,
                              exam->identity->user,
                              folder ? "finds no plugin there" : "does not load it"),
              "Let it be read:",
              command_on(geteuid() == 0 ? chmod_for(FALSE, folder) + strlen("sudo ")
                                        : chmod_for(personal, folder),
                         path));
}

/* The outermost folder that is closed: those in it cannot be judged. */
static gboolean check_folders(SfExam *exam, const char *root, gboolean personal)
{
    g_autofree char *series = g_build_filename(root, exam->series, NULL);
    g_autofree char *epan = g_build_filename(series, "epan", NULL);
    const char *const folders[] = {root, series, epan};

    if (!root)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        if (!g_file_test(folders[i], G_FILE_TEST_IS_DIR) || !is_closed(exam, folders[i], TRUE))
            continue;
        complain_of_closed(exam, folders[i], personal, TRUE);
        return FALSE;
    }
    return TRUE;
}

/* Root's own folder is closed to the user that children run as, and to be so. */
static gboolean is_of_root(const SfExam *exam)
{
    return exam->identity->drop && g_getenv("SUDO_UID") == NULL;
}

static gboolean check_rights(SfExam *exam)
{
    gboolean good = check_folders(exam, exam->global_plugins, FALSE);

    if (!is_of_root(exam) && exam->personal_plugins)
        good = check_folders(exam, exam->personal_plugins, TRUE) && good;
    for (guint i = 0; i < exam->copies->len; i++) {
        const SfCopy *copy = exam->copies->pdata[i];
        if ((copy->personal && is_of_root(exam)) || !is_closed(exam, copy->path, FALSE))
            continue;
        complain_of_closed(exam, copy->path, copy->personal, FALSE);
        good = FALSE;
    }
    return good;
}

/* ------------------------------------------------------------------ which copy */

/* The one to go: not the system's, nor the one that is called as it should be. */
static const SfCopy *copy_too_many(const SfExam *exam)
{
    const SfCopy *one = exam->copies->pdata[0];
    const SfCopy *other = exam->copies->pdata[1];

    if (one->personal != other->personal)
        return one->personal ? one : other;
    g_autofree char *name = g_path_get_basename(other->path);
    return strcmp(name, PLUGIN_NAME) == 0 ? one : other;
}

static gboolean check_number(SfExam *exam)
{
    if (exam->copies->len < 2)
        return TRUE;
    const SfCopy *spare = copy_too_many(exam);
    const gboolean sudo = !spare->personal && geteuid() != 0;
    add_fault(exam,
              g_strdup_printf("The plugin is installed twice: %s and %s.",
                              ((const SfCopy *)exam->copies->pdata[0])->path,
                              ((const SfCopy *)exam->copies->pdata[1])->path),
              "Wireshark takes one of them, or does not start. Remove one:",
              command_on(sudo ? "sudo rm" : "rm", spare->path));
    return FALSE;
}

static gboolean check_series(SfExam *exam)
{
    if (exam->copies->len > 0 || !exam->other)
        return TRUE;
    g_autofree char *advice = sf_installation_for(exam->version);
    add_fault(exam,
              g_strdup_printf("The plugin %s is for Wireshark %s, and tshark is %s.", exam->other,
                              exam->other_series, exam->version),
              advice, is_packaged() ? NULL : g_strdup(sf_installation_again()));
    return FALSE;
}

/* Root's Wireshark loads what is installed for everybody, nothing else. */
static gboolean check_root(SfExam *exam)
{
    const SfCopy *copy = exam->copies->len > 0 ? exam->copies->pdata[0] : NULL;

    if (!copy || !copy->personal || !is_of_root(exam))
        return TRUE;
    g_autofree char *from = sf_shell_word(copy->path);
    g_autofree char *folder = g_build_filename(exam->global_plugins, exam->series, "epan", NULL);
    g_autofree char *to = sf_shell_word(folder);
    add_fault(exam,
              g_strdup_printf("%s is in root's own folder, and Wireshark that root starts loads "
                              "nothing from there.",
                              copy->path),
              "Put it where it is for everybody:", g_strdup_printf("mv %s %s/", from, to));
    return FALSE;
}

/* The last word is tshark's own. */
static void check_loading(SfExam *exam)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *complaint = NULL;
    const char *argv[] = {exam->tshark, "-G", "plugins", NULL};
    g_autofree char *plugins =
        sf_child_ask(exam->identity, argv, exam->environment, &complaint, &error);
    const SfCopy *copy = exam->copies->len > 0 ? exam->copies->pdata[0] : NULL;

    if (!copy || (plugins && strstr(plugins, PLUGIN_NAME)))
        return;
    const char *words = error ? error->message : complaint;
    add_fault(exam,
              g_strdup_printf("tshark %s does not load the plugin %s%s%s.", exam->version,
                              copy->path, *words ? ": " : "", words),
              "The file is cut short, or for another Wireshark. Install sipfix again:",
              g_strdup(sf_installation_again()));
}

/* ------------------------------------------------------------------ all */

static void check_plugin(SfExam *exam)
{
    find_folders(exam);
    find_copies(exam, exam->global_plugins, FALSE);
    if (g_strcmp0(exam->global_plugins, exam->personal_plugins) != 0)
        find_copies(exam, exam->personal_plugins, TRUE);
    g_ptr_array_sort(exam->copies, by_path);
    if (check_rights(exam) && check_number(exam) && check_series(exam) && check_root(exam))
        check_loading(exam);
}

static void free_exam(SfExam *exam)
{
    g_free(exam->series);
    g_strfreev(exam->environment);
    g_free(exam->global_plugins);
    g_free(exam->personal_plugins);
    g_ptr_array_unref(exam->copies);
    g_free(exam->other);
    g_free(exam->other_series);
}

/* Whoever examines what is its user's needs what its user has; no capture is looked into. */
static SfIdentity unconfined(const SfIdentity *identity)
{
    SfIdentity owner = *identity;
    owner.confinement = NULL;
    return owner;
}

static SfExam new_exam(const SfIdentity *identity, const char *tshark, const char *version)
{
    const char *patch = strrchr(version, '.');

    return (SfExam){
        .identity = identity,
        .tshark = tshark,
        .version = version,
        .series = g_strndup(version, patch ? (gsize)(patch - version) : strlen(version)),
        .environment = caller_environment(identity),
        .copies = g_ptr_array_new_with_free_func(free_copy),
        .faults = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fault_free),
    };
}

GPtrArray *sf_installation_faults(const SfIdentity *identity, const char *tshark,
                                  const char *version)
{
    const SfIdentity owner = unconfined(identity);
    SfExam exam = new_exam(&owner, tshark, version);

    check_plugin(&exam);
    free_exam(&exam);
    return exam.faults;
}

guint sf_installation_switched_off(const SfIdentity *identity, const char *tshark, char **bare,
                                   GPtrArray *faults)
{
    const SfIdentity owner = unconfined(identity);
    SfExam exam = new_exam(&owner, tshark, "");
    g_autofree char *global = global_settings(&exam, bare);
    g_autofree char *personal = sf_profile_configuration(identity);
    const guint n = sf_switched_off_find(global, geteuid() != 0, faults);

    if (g_strcmp0(global, personal) != 0)
        sf_switched_off_find(personal, FALSE, faults);
    free_exam(&exam);
    g_ptr_array_unref(exam.faults);
    return n;
}

static char *profile_in(const char *settings)
{
    char *path = settings ? g_build_filename(settings, "profiles", "SIP Fix", NULL) : NULL;
    if (path && !g_file_test(path, G_FILE_TEST_IS_DIR))
        g_clear_pointer(&path, g_free);
    return path;
}

char *sf_installation_profile(const SfIdentity *identity, const char *tshark, char **bare)
{
    const SfIdentity owner = unconfined(identity);
    SfExam exam = new_exam(&owner, tshark, "");
    g_autofree char *global = global_settings(&exam, bare);
    g_autofree char *personal = sf_profile_configuration(identity);
    char *profile = profile_in(global);

    free_exam(&exam);
    g_ptr_array_unref(exam.faults);
    return profile ? profile : profile_in(personal);
}
