/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds sequences of messages to the ledger, and asks for everything that a reader would: whatever
 * comes, in whatever order, the bounds hold, all that is shown is text, and what one looks at first
 * changes nothing. Its mutator knows what a step is: it copies, moves, turns requests into answers,
 * and changes one thing of one message.
 */
#include "fuzz.h"

#include "ledger_ask.h"
#include "ledger_feed.h"

#define MOST_STEPS 60
#define MAX_OPEN   8

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

static char *tale_of(const uint8_t *data, guint steps, gboolean look_early)
{
    SfLedger *ledger = sf_ledger_new();
    gint64 time = 1600000000 * SF_SECOND;
    SfStep step;

    sf_ledger_set_max_open(ledger, MAX_OPEN);
    if (steps > 0 && data[0] & 0x20)
        ledger_explain_all(ledger);
    for (guint i = 0; i < steps; i++) {
        memcpy(&step, data + i * sizeof step, sizeof step);
        step_feed(ledger, i + 1, &time, &step);
        MUST(sf_ledger_open(ledger) <= MAX_OPEN);
        if (look_early)
            ledger_look(ledger, i + 1);
    }
    char *tale = ledger_tale(ledger, steps);
    sf_ledger_free(ledger);
    return tale;
}

/* As who watches does: what was told of is let go while the capture goes on, now and then after a
 * pause that is long enough for all. */
static void watch(const uint8_t *data, guint steps)
{
    SfLedger *ledger = sf_ledger_new();
    gint64 time = 1600000000 * SF_SECOND;
    SfStep step;

    sf_ledger_set_max_open(ledger, MAX_OPEN);
    sf_ledger_show_nothing(ledger);
    if (steps > 0 && data[0] & 0x20)
        ledger_explain_all(ledger);
    for (guint i = 0; i < steps; i++) {
        memcpy(&step, data + i * sizeof step, sizeof step);
        if (step.kind & 0x40)
            time += (SF_LEDGER_KEPT_SECONDS + SF_LEDGER_WINDOW_SECONDS) * SF_SECOND;
        step_feed(ledger, i + 1, &time, &step);
        GPtrArray *settled = sf_ledger_settled(ledger, FALSE);
        if (settled)
            g_ptr_array_unref(settled);
        sf_ledger_forget_told(ledger);
    }
    g_free(ledger_tale(ledger, steps));
    sf_ledger_free(ledger);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const guint steps = (guint)MIN(size / sizeof(SfStep), MOST_STEPS);
    g_autofree char *tale = tale_of(data, steps, FALSE);
    g_autofree char *looked_at = tale_of(data, steps, TRUE);

    MUST(strcmp(tale, looked_at) == 0);
    watch(data, steps);
    return 0;
}

/* ------------------------------------------------------------------ mutating */

static guint next(guint *seed)
{
    *seed = *seed * 1103515245 + 12345;
    return *seed >> 8;
}

static size_t insert(SfStep *steps, guint n, guint most, guint at, SfStep step)
{
    if (n == most)
        n--;
    at = MIN(at, n);
    memmove(steps + at + 1, steps + at, (n - at) * sizeof *steps);
    steps[at] = step;
    return n + 1;
}

/* The next step of the same tale: the answer to a request, the request again, on another hop, ...
 */
static SfStep follow(SfStep step, guint *seed)
{
    switch (next(seed) % 6) {
    case 0:
        step.kind ^= 1;
        step.status = (uint8_t)next(seed);
        break;
    case 1:
        step.cseq++;
        break;
    case 2:
        step.client = (uint8_t)next(seed);
        break;
    case 3:
        step.call++;
        break;
    case 4:
        step.method = (uint8_t)next(seed);
        break;
    default:
        step.headers[next(seed) % G_N_ELEMENTS(step.headers)] = (uint8_t)next(seed);
    }
    return step;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    const guint most = (guint)MIN(max_size / sizeof(SfStep), MOST_STEPS);
    guint n = (guint)MIN(size / sizeof(SfStep), most);
    SfStep steps[MOST_STEPS + 1];

    memcpy(steps, data, n * sizeof *steps);
    if (most == 0 || next(&seed) % 8 == 0 || n == 0)
        return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, max_size) : size;
    const guint at = next(&seed) % n;
    switch (next(&seed) % 5) {
    case 0:
        n = (guint)insert(steps, n, most, next(&seed) % (n + 1), follow(steps[at], &seed));
        break;
    case 1:
        n = (guint)insert(steps, n, most, at + 1, follow(steps[at], &seed));
        break;
    case 2:
        memmove(steps + at, steps + at + 1, (n - at - 1) * sizeof *steps);
        n--;
        break;
    case 3:
        steps[at] = follow(steps[at], &seed);
        break;
    default:
        ((uint8_t *)&steps[at])[next(&seed) % sizeof *steps] = (uint8_t)next(&seed);
    }
    memcpy(data, steps, n * sizeof *steps);
    return n * sizeof *steps;
}
