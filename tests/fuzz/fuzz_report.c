/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds a file to the reader of reports; what it takes is compared with itself: nothing is new, and
 * nothing mended. */
#include "fuzz.h"

#include "analyzer/cli/analysis/report_read.h"
#include "analyzer/diff/diff.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int file = memfd_create("report", MFD_CLOEXEC);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", file);
    g_autoptr(GError) error = NULL;

    MUST(file >= 0 && write(file, data, size) == (gssize)size);
    sf_report_read_is_json(path);
    g_autoptr(JsonObject) report = sf_report_read(path, &error);
    close(file);
    MUST((report == NULL) == (error != NULL));
    if (!report)
        return 0;
    const SfDiffSide side = {.name = "it", .report = report};
    g_autoptr(SfDiff) diff = sf_diff_new(&side, &side, NULL);
    MUST(sf_diff_fresh_level(diff) == SF_CHAT);
    return 0;
}
