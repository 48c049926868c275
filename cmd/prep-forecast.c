/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "shop/workload.h"
#include "tool/law.h"
#include "tool/tool.h"

#include <stdlib.h>

static const char *given_days;
static bool saturdays;

static const struct option_row options[] = {
    {0, "days", "N", "look so many days ahead, today included (14)", OPTION_TEXT, &given_days},
    {0, "saturdays", NULL, "Saturdays are worked", OPTION_FLAG, &saturdays},
    {0},
};

static struct calendar calendar = CALENDAR_INIT;
static struct workload_terms terms = {.calendar = &calendar, .days = 14};

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;

    terms.today = instant_day(run->now);
    if (!law_read_workplace(&calendar, run, &terms.place, fault))
        return false;
    if (saturdays)
        terms.place.weekdays |= MONDAY_TO_SATURDAY & ~(unsigned)MONDAY_TO_FRIDAY;
    return option_whole("days", given_days, WORKLOAD_DAYS_LIMIT, &terms.days, &given, fault);
}

static bool print(struct run *run, struct fault *fault)
{
    struct workload_day *days = memory_take_zeroed((size_t)terms.days + 1, sizeof *days);
    struct text text = TEXT_INIT;
    bool done = workload_forecast(days, &terms, run->store, fault);

    for (int64_t i = 0; done && i < terms.days; i++) {
        text_clear(&text);
        workload_write(&days[i], run->settings.training, &text);
        text_add_byte(&text, '\n');
        output_add(&run->out, text_slice(&text));
    }
    text_release(&text);
    calendar_release(&calendar);
    free(days);
    return done;
}

static const struct tool tool = {
    .name = "prep-forecast",
    .summary = "Forecasts how many orders there will be to prepare, day by day.",
    .options = options,
    .traits = READS_STORE,
    .prepare = prepare,
    .act = print,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
