/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/terms.h"

bool terms_read(struct retention *retention, struct fault *fault)
{
    struct text table = TEXT_INIT;
    bool done = tool_read_data("law", "retention.tsv", &table, fault) && retention_read(retention, text_slice(&table), fault);

    text_release(&table);
    return done;
}

struct dossier_terms terms_of_run(const struct run *run, const struct retention *retention)
{
    return (struct dossier_terms){
        .retention = retention,
        .inactive_years = run->settings.inactive_years,
        .country = run->settings.text[COMPANY_COUNTRY],
        .today = instant_day(run->now),
    };
}
