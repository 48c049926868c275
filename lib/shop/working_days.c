/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/working_days.h"

#include "base/memory.h"

#include <stdlib.h>

/* A country's weekend may change with a law: the weekdays are those of the day. */
static bool is_working(struct working_days *days, day of)
{
    struct workplace place = days->place;

    place.weekdays = calendar_weekdays(days->calendar, place.country, of);
    return calendar_is_working(days->calendar, &place, of);
}

static void look_up(struct working_days *days, day to)
{
    while (days->first + (day)days->count <= to) {
        int32_t before = days->count ? days->until[days->count - 1] : 0;

        days->until = memory_grow(days->until, &days->room, days->count + 1, sizeof *days->until);
        days->until[days->count] = before + is_working(days, days->first + (day)days->count);
        days->count++;
    }
}

static int64_t count_each(struct working_days *days, day from, day to)
{
    int64_t count = 0;

    while (from < to)
        count += is_working(days, ++from);
    return count;
}

int64_t working_days_between(struct working_days *days, day from, day to)
{
    if (!days->calendar || from >= to)
        return 0;
    if (!days->count)
        days->first = from - WORKING_DAYS_BEFORE;
    if (from < days->first || to - days->first > WORKING_DAYS_SPAN)
        return count_each(days, from, to);
    look_up(days, to);
    return days->until[to - days->first] - days->until[from - days->first];
}

void working_days_release(struct working_days *days)
{
    free(days->until);
    days->until = NULL;
    days->count = days->room = 0;
}
