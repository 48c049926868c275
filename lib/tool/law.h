/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LAW_H
#define COLPORTEUR_TOOL_LAW_H

#include "base/fault.h"
#include "base/text.h"
#include "shop/calendar.h"

struct run;

/* For lib/shop, which opens no files: fills `table` with a table of law that is installed with the tools. */
bool law_read_table(const char *file, struct text *table, struct fault *fault) CHECKED;
/* How parcels are addressed, shop/countries.h. */
bool law_read_countries(struct text *table, struct fault *fault) CHECKED;
/* Public holidays, on which days of the week countries rest, and in which of their parts a postcode lies. */
bool law_read_calendar(struct calendar *calendar, struct fault *fault) CHECKED;
/* The same, and by them where the shop is (company.country, company.postcode), on whose working days its people work. */
bool law_read_workplace(struct calendar *calendar, const struct run *run, struct workplace *place, struct fault *fault) CHECKED;

#endif
