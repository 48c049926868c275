/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_structure.h"

#include "base/memory.h"
#include "shop/tariff_quote.h"

#include <stdlib.h>

/* Of one moment, a service has few answers: as many as there are countries, and parts of them, that customers live in. */
enum { PROMISES = 1024 };

struct tariff_promise {
    const struct tariff_service *service; /* NULL: nothing is remembered here */
    int from_country, country;
    struct slice from_region, region;
    day on;
    bool is_late;
    struct delivery_days days;
};

static struct delivery_days reckon(const struct tariff *tariff, const struct tariff_service *service, const struct tariff_way *way,
                                   day on, bool is_late, struct calendar *calendar)
{
    const struct tariff_days *closed = tariff_closed_days(tariff, service->carrier);
    unsigned saturday = service->saturday ? MONDAY_TO_SATURDAY & ~(unsigned)MONDAY_TO_FRIDAY : 0;
    struct workplace shop = {way->from_country, way->from_region, calendar_weekdays(calendar, way->from_country, on), closed->items,
                             closed->count};
    struct workplace carrier = {way->country, way->region, calendar_weekdays(calendar, way->country, on) | saturday, closed->items,
                                closed->count};
    struct delivery_days days = {.leaves_on = calendar_working_from(calendar, &shop, on)};

    if (is_late && days.leaves_on == on)
        days.leaves_on = calendar_working_after(calendar, &shop, on, 1);
    days.promised_from = calendar_working_after(calendar, &carrier, days.leaves_on, service->days_min);
    days.promised_until = calendar_working_after(calendar, &carrier, days.leaves_on, service->days_max);
    return days;
}

static unsigned hash_region(struct slice region)
{
    unsigned hash = 0;

    for (size_t i = 0; i < region.length; i++)
        hash = hash * 37 + (unsigned char)region.bytes[i];
    return hash;
}

void tariff_promises_release(struct tariff *tariff)
{
    free(tariff->promises);
}

struct delivery_days tariff_promise(struct tariff *tariff, const struct tariff_service *service, const struct tariff_way *way,
                                    day on, int minutes, struct calendar *calendar)
{
    struct tariff_promise asked = {.service = service,
                                   .from_country = tariff_country_list(way->from_country),
                                   .country = tariff_country_list(way->country),
                                   .from_region = way->from_region,
                                   .region = way->region,
                                   .on = on,
                                   .is_late = service->cut_off != TARIFF_NONE && minutes >= service->cut_off};
    size_t number = (size_t)(service - tariff->services);
    struct tariff_promise *known;

    if (!tariff->promises)
        tariff->promises = memory_take_zeroed(PROMISES, sizeof *tariff->promises);
    known = &tariff->promises[(number * 31 + (unsigned)asked.country + hash_region(asked.region) + (unsigned)on) % PROMISES];
    if (known->service != service || known->from_country != asked.from_country || known->country != asked.country ||
        known->on != on || known->is_late != asked.is_late || !slice_equal(known->from_region, asked.from_region) ||
        !slice_equal(known->region, asked.region)) {
        *known = asked;
        known->days = reckon(tariff, service, way, on, asked.is_late, calendar);
    }
    return known->days;
}
