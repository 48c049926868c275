/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/return_tables.h"

#include "tool/tool.h"

bool return_tables_read(struct return_law *law, struct fault *fault)
{
    struct text terms = TEXT_INIT;
    struct text members = TEXT_INIT;
    struct text exceptions = TEXT_INIT;
    struct text holidays = TEXT_INIT;
    struct text regions = TEXT_INIT;
    bool done = tool_read_data("law", "return-terms.tsv", &terms, fault) &&
                tool_read_data("law", "eu-members.tsv", &members, fault) &&
                tool_read_data("law", "withdrawal-exceptions.tsv", &exceptions, fault) &&
                tool_read_data("law", "holidays.tsv", &holidays, fault) && tool_read_data("law", "regions.tsv", &regions, fault) &&
                return_law_read(law, text_slice(&terms), text_slice(&members), text_slice(&exceptions), text_slice(&holidays),
                                text_slice(&regions), fault);

    text_release(&terms);
    text_release(&members);
    text_release(&exceptions);
    text_release(&holidays);
    text_release(&regions);
    return done;
}
