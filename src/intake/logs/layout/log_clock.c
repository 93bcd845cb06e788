/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/layout/log_clock.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT(1000000000)
#define MINUTE (60 * SECOND)
#define DAY    SF_LOG_A_DAY

static gint64 number_of(SfText text)
{
    gint64 number = 0;

    for (gsize i = 0; i < text.length && g_ascii_isdigit(text.at[i]) && i < 18; i++)
        number = 10 * number + (text.at[i] - '0');
    return number;
}

/* 2, Feb */
static int month_of(SfText text)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    if (text.length != 3)
        return (int)number_of(text);
    for (int i = 0; i < 12; i++)
        if (g_ascii_strncasecmp(text.at, names + (gsize)3 * (gsize)i, 3) == 0)
            return i + 1;
    return (int)number_of(text);
}

static gint64 fraction_of(SfText text)
{
    gint64 number = number_of(text);

    for (gsize i = text.length; i < 9; i++)
        number *= 10;
    return number;
}

/* -1: it is none */
static gint64 time_of_day(const SfText *parts)
{
    if (number_of(parts[SF_LOG_HOUR]) > 23 || number_of(parts[SF_LOG_MINUTE]) > 59 ||
        number_of(parts[SF_LOG_SECOND]) > 60)
        return -1;
    const gint64 seconds = 3600 * number_of(parts[SF_LOG_HOUR]) +
                           60 * number_of(parts[SF_LOG_MINUTE]) + number_of(parts[SF_LOG_SECOND]);
    return seconds * SECOND + fraction_of(parts[SF_LOG_FRACTION]);
}

/* "Z", "+0100", "+01:00": how much later it is there, in ns. */
static gint64 zone_of(SfText text)
{
    gint64 digits = 0;

    if (text.length < 5 || (text.at[0] != '+' && text.at[0] != '-'))
        return 0;
    for (gsize i = 1; i < text.length; i++)
        if (g_ascii_isdigit(text.at[i]))
            digits = 10 * digits + (text.at[i] - '0');
    const gint64 seconds = (digits / 100 * 60 + digits % 100) * 60;
    return (text.at[0] == '-' ? -seconds : seconds) * SECOND;
}

/* The time of day has no days: one that is half a day earlier than the last is of the next; one
 * that is half a day later is of the one before, for lines of several threads change places. */
static SfLogTimeKind read_time_of_day(SfLogClock *clock, gint64 now, gint64 *time)
{
    if (clock->last >= 0 && now < clock->last - DAY / 2)
        clock->days += DAY;
    else if (clock->last >= 0 && clock->last < MINUTE && now > DAY - MINUTE)
        clock->days -= DAY;
    clock->last = now;
    *time = clock->days + now;
    return SF_LOG_TIME_OF_DAY;
}

/* A leap year, and the next ones: nobody says which one it was. */
static int year_of(SfLogClock *clock, int month)
{
    enum { SOME_YEAR = 1972, HALF = 6 };

    if (clock->month > 0 && month < clock->month - HALF)
        clock->years++;
    else if (month > clock->month + HALF && clock->years > 0)
        clock->years--;
    clock->month = month;
    return SOME_YEAR + clock->years;
}

/* Where summer ends, an hour comes twice, and nobody says which of the two it is. */
static void heed_local_time(SfLogClock *clock, gint64 time)
{
    const gint64 hour = 3600 * SECOND;

    if (clock->local != G_MININT64 && time < clock->local - hour / 2 &&
        time > clock->local - 3 * hour / 2)
        clock->back++;
    clock->local = time;
}

static SfLogTimeKind read_uptime(const SfText *parts, gint64 *time)
{
    *time = DAY + number_of(parts[SF_LOG_MILLISECONDS]) * (SECOND / 1000);
    return SF_LOG_TIME_OF_DAY;
}

static SfLogTimeKind read_date(SfLogClock *clock, const SfText *parts, gint64 now, gint64 *time)
{
    const gboolean has_year = sf_text_is_present(parts[SF_LOG_YEAR]);
    const int month = month_of(parts[SF_LOG_MONTH]);
    g_autoptr(GDateTime) date =
        g_date_time_new_utc(has_year ? (int)number_of(parts[SF_LOG_YEAR]) : year_of(clock, month),
                            month, (int)number_of(parts[SF_LOG_DAY]), 0, 0, 0);

    if (!date)
        return SF_LOG_NO_TIME;
    *time = g_date_time_to_unix(date) * SECOND + now - zone_of(parts[SF_LOG_ZONE]);
    if (!sf_text_is_present(parts[SF_LOG_ZONE]))
        heed_local_time(clock, *time);
    if (!has_year)
        return SF_LOG_TIME_OF_DAY;
    return sf_text_is_present(parts[SF_LOG_ZONE]) ? SF_LOG_WHOLE_TIME : SF_LOG_LOCAL_TIME;
}

SfLogTimeKind sf_log_clock_read(SfLogClock *clock, const SfText *parts, gint64 *time)
{
    if (sf_text_is_present(parts[SF_LOG_EPOCH])) {
        const gint64 seconds = number_of(parts[SF_LOG_EPOCH]);
        if (seconds >= G_MAXINT64 / SECOND)
            return SF_LOG_NO_TIME;
        *time = seconds * SECOND + fraction_of(parts[SF_LOG_FRACTION]);
        return SF_LOG_WHOLE_TIME;
    }
    if (sf_text_is_present(parts[SF_LOG_MILLISECONDS]))
        return read_uptime(parts, time);
    if (!sf_text_is_present(parts[SF_LOG_HOUR]))
        return SF_LOG_NO_TIME;
    const gint64 now = time_of_day(parts);
    if (now < 0)
        return SF_LOG_NO_TIME;
    return sf_text_is_present(parts[SF_LOG_DAY]) ? read_date(clock, parts, now, time)
                                                 : read_time_of_day(clock, now, time);
}
