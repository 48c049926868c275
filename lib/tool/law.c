/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/law.h"

#include "tool/tool.h"

bool law_read_table(const char *file, struct text *table, struct fault *fault)
{
    return tool_read_data("law", file, table, fault);
}

bool law_read_countries(struct text *table, struct fault *fault)
{
    return tool_read_data("labels", "countries.tsv", table, fault);
}

bool law_read_calendar(struct calendar *calendar, struct fault *fault)
{
    struct text regions = TEXT_INIT;
    struct text holidays = TEXT_INIT;
    struct text weekends = TEXT_INIT;
    bool done = law_read_table("holidays.tsv", &holidays, fault) && calendar_read(calendar, text_slice(&holidays), fault) &&
                law_read_table("weekends.tsv", &weekends, fault) &&
                calendar_read_weekends(calendar, text_slice(&weekends), fault) && law_read_table("regions.tsv", &regions, fault) &&
                calendar_read_regions(calendar, text_slice(&regions), fault);

    text_release(&regions);
    text_release(&holidays);
    text_release(&weekends);
    return done;
}

bool law_read_workplace(struct calendar *calendar, const struct run *run, struct workplace *place, struct fault *fault)
{
    const struct slice *told = run->settings.text;

    if (!law_read_calendar(calendar, fault))
        return false;
    *place = calendar_workplace(calendar, told[COMPANY_COUNTRY], told[COMPANY_POSTCODE], instant_day(run->now));
    return true;
}
