/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_structure.h"

#include "base/memory.h"
#include "shop/tariff_quote.h"

#include <stdlib.h>

/* Of one moment, a service has few answers: as many as there are countries that customers live in. */
enum { PROMISES = 1024 };

struct tariff_promise {
    const struct tariff_service *service; /* NULL: nothing is remembered here */
    int home, country;
    day on;
    bool is_late;
    struct delivery_days days;
};

static struct delivery_days reckon(const struct tariff *tariff, const struct tariff_service *service,
                                   const struct tariff_question *question, day on, bool is_late, struct calendar *calendar)
{
    const struct tariff_days *closed = tariff_closed_days(tariff, service->carrier);
    unsigned saturday = service->saturday ? MONDAY_TO_SATURDAY & ~(unsigned)MONDAY_TO_FRIDAY : 0;
    struct workplace shop = {question->home, SLICE(""), calendar_weekdays(calendar, question->home, on), closed->items,
                             closed->count};
    struct workplace carrier = {question->country, SLICE(""), calendar_weekdays(calendar, question->country, on) | saturday,
                                closed->items, closed->count};
    struct delivery_days days = {.leaves_on = calendar_working_from(calendar, &shop, on)};

    if (is_late && days.leaves_on == on)
        days.leaves_on = calendar_working_after(calendar, &shop, on, 1);
    days.promised_from = calendar_working_after(calendar, &carrier, days.leaves_on, service->days_min);
    days.promised_until = calendar_working_after(calendar, &carrier, days.leaves_on, service->days_max);
    return days;
}

void tariff_promises_release(struct tariff *tariff)
{
    free(tariff->promises);
}

struct delivery_days tariff_promise(struct tariff *tariff, const struct tariff_service *service,
                                    const struct tariff_question *question, day on, int minutes, struct calendar *calendar)
{
    struct tariff_promise asked = {.service = service,
                                   .home = tariff_country_list(question->home),
                                   .country = tariff_country_list(question->country),
                                   .on = on,
                                   .is_late = service->cut_off != TARIFF_NONE && minutes >= service->cut_off};
    size_t number = (size_t)(service - tariff->services);
    struct tariff_promise *known;

    if (!tariff->promises)
        tariff->promises = memory_take_zeroed(PROMISES, sizeof *tariff->promises);
    known = &tariff->promises[(number * 31 + (unsigned)asked.country + (unsigned)on) % PROMISES];
    if (known->service != service || known->home != asked.home || known->country != asked.country || known->on != on ||
        known->is_late != asked.is_late) {
        *known = asked;
        known->days = reckon(tariff, service, question, on, asked.is_late, calendar);
    }
    return known->days;
}
