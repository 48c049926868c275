/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/law.h"

#include "tool/tool.h"

bool law_read_table(const char *file, struct text *table, struct fault *fault)
{
    return tool_read_data("law", file, table, fault);
}

bool law_read_calendar(struct calendar *calendar, struct fault *fault)
{
    struct text holidays = TEXT_INIT;
    struct text weekends = TEXT_INIT;
    bool done = law_read_table("holidays.tsv", &holidays, fault) && calendar_read(calendar, text_slice(&holidays), fault) &&
                law_read_table("weekends.tsv", &weekends, fault) && calendar_read_weekends(calendar, text_slice(&weekends), fault);

    text_release(&holidays);
    text_release(&weekends);
    return done;
}
