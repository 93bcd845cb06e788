// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/output/output.h"

typedef struct {
    char *folder;
    char *path;
} Place;

static int make_place(void **state)
{
    Place *place = g_new0(Place, 1);
    place->folder = g_dir_make_tmp("sipfix-test-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "report.html", NULL);
    *state = place;
    return place->folder ? 0 : 1;
}

static int clear_place(void **state)
{
    Place *place = *state;
    g_unlink(place->path);
    const int status = g_rmdir(place->folder); /* fails where something was left behind */
    g_free(place->folder);
    g_free(place->path);
    g_free(place);
    return status;
}

static void write_to(const char *path, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SfOutput) output = sf_output_open(path, &error);
    assert_non_null(output);
    sf_output_write(output, text, strlen(text));
    if (!sf_output_close(output, &error))
        fail_msg("%s", error->message);
}

static void want_content(const char *path, const char *wanted)
{
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    want_string(path, text, wanted);
}

static guint rights_of(const char *path)
{
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    return file.st_mode & 07777;
}

static void a_new_file_has_the_rights_of_the_mask(void **state)
{
    const Place *place = *state;
    const mode_t before = umask(027);
    write_to(place->path, "new");
    umask(before);
    want_content(place->path, "new");
    want_number(place->path, "rights", rights_of(place->path), 0640);
}

static void the_old_file_stays_until_the_new_one_is_whole(void **state)
{
    const Place *place = *state;
    write_to(place->path, "old");
    assert_int_equal(g_chmod(place->path, 0604), 0);

    SfOutput *output = sf_output_open(place->path, NULL);
    sf_output_write(output, "half", 4);
    want_content(place->path, "old");
    sf_output_free(output); /* never closed: as if it had failed */
    want_content(place->path, "old");

    write_to(place->path, "whole");
    want_content(place->path, "whole");
    want_number(place->path, "rights", rights_of(place->path), 0604);
}

static void a_link_is_followed(void **state)
{
    const Place *place = *state;
    g_autofree char *link_path = g_build_filename(place->folder, "link", NULL);
    write_to(place->path, "old");
    assert_int_equal(symlink("report.html", link_path), 0);
    write_to(link_path, "new");
    assert_true(g_file_test(link_path, G_FILE_TEST_IS_SYMLINK));
    want_content(place->path, "new");
    g_unlink(link_path);
}

static void a_device_stays_a_device(void **state)
{
    (void)state;
    struct stat device;
    write_to("/dev/null", "gone");
    assert_int_equal(stat("/dev/null", &device), 0);
    assert_true(S_ISCHR(device.st_mode));
}

static void what_cannot_be_written_is_told_at_once(void **state)
{
    const Place *place = *state;
    g_autoptr(GError) error = NULL;
    assert_null(sf_output_open(place->folder, &error));
    assert_non_null(strstr(error->message, "it is a folder"));
    g_clear_error(&error);
    assert_null(sf_output_open("/nonexistent/report.html", &error));
    assert_non_null(strstr(error->message, "/nonexistent"));
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(SfOutput) output = sf_output_open("/dev/full", &error);
    assert_non_null(output);
    sf_output_write(output, "text", 4);
    assert_false(sf_output_close(output, &error));
    assert_non_null(error);
}

static void an_empty_result_is_a_file(void **state)
{
    const Place *place = *state;
    g_autoptr(SfOutput) output = sf_output_open(place->path, NULL);
    assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
    assert_true(sf_output_close(output, NULL));
    want_content(place->path, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_file_has_the_rights_of_the_mask, make_place,
                                        clear_place),
        cmocka_unit_test_setup_teardown(the_old_file_stays_until_the_new_one_is_whole, make_place,
                                        clear_place),
        cmocka_unit_test_setup_teardown(a_link_is_followed, make_place, clear_place),
        cmocka_unit_test(a_device_stays_a_device),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_told_at_once, make_place,
                                        clear_place),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test_setup_teardown(an_empty_result_is_a_file, make_place, clear_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
