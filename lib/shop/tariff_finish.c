/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_structure.h"

#include "base/memory.h"

#include <stdlib.h>

/* What only the whole of a tariff can tell: whether names are there, and bands go together. */

struct finishing {
    struct tariff *tariff;
    tariff_complaint *complain;
    void *context;
    bool right;
    const bool *refused; /* sections of which rows are missing, because they were wrong: then nobody misses them */
    bool *zones_known, *services_known;
};

static void wrong(struct finishing *work, enum tariff_section section, size_t line, const struct fault *fault)
{
    work->right = false;
    work->complain(work->context, section, line, fault);
}

static void unknown(struct finishing *work, enum tariff_section section, size_t line, const char *column, struct slice name)
{
    struct fault fault = FAULT_INIT;

    if (strcmp(column, "zones") == 0)
        fault_set(&fault, FAULT_REFUSED, "unknown_zone", column, "\"%.*s\" is no zone: the zones have no such row",
                  SLICE_ARGS(name));
    else
        fault_set(&fault, FAULT_REFUSED, "unknown_service", column, "\"%.*s\" is none of the services", SLICE_ARGS(name));
    wrong(work, section, line, &fault);
}

static void check_numbers(struct finishing *work, enum tariff_section section, size_t line, const char *column,
                          const struct tariff_numbers *numbers, const struct tariff_names *names, const bool *known)
{
    if (work->refused[known == work->zones_known ? TARIFF_ZONES : TARIFF_SERVICES])
        return;
    for (size_t i = 0; i < numbers->count; i++)
        if (!known[numbers->items[i]])
            unknown(work, section, line, column, names->items[numbers->items[i]]);
}

static void check_names(struct finishing *work)
{
    const struct tariff *tariff = work->tariff;

    for (size_t i = 0; i < tariff->counts[TARIFF_ZONES]; i++)
        work->zones_known[tariff->zones[i].name] = true;
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        work->services_known[tariff->services[i].name] = true;
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        check_numbers(work, TARIFF_SERVICES, tariff->services[i].line, "zones", &tariff->services[i].zones, &tariff->zone_names,
                      work->zones_known);
    for (size_t i = 0; i < tariff->counts[TARIFF_RATES]; i++) {
        const struct tariff_rate *rate = &tariff->rates[i];

        if (rate->zone != TARIFF_NONE && !work->zones_known[rate->zone] && !work->refused[TARIFF_ZONES])
            unknown(work, TARIFF_RATES, rate->line, "zones", tariff->zone_names.items[rate->zone]);
        if (!work->services_known[rate->service] && !work->refused[TARIFF_SERVICES])
            unknown(work, TARIFF_RATES, rate->line, "service", tariff->service_names.items[rate->service]);
    }
    for (size_t i = 0; i < tariff->counts[TARIFF_SURCHARGES]; i++) {
        const struct tariff_surcharge *surcharge = &tariff->surcharges[i];

        check_numbers(work, TARIFF_SURCHARGES, surcharge->line, "zones", &surcharge->zones, &tariff->zone_names, work->zones_known);
        check_numbers(work, TARIFF_SURCHARGES, surcharge->line, "services", &surcharge->services, &tariff->service_names,
                      work->services_known);
    }
}

static int by_band(const void *a, const void *b)
{
    const struct tariff_rate *x = a;
    const struct tariff_rate *y = b;

    if (x->service != y->service)
        return x->service < y->service ? -1 : 1;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    if (x->up_to != y->up_to)
        return x->up_to < y->up_to ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static size_t first_line(const struct tariff_rate *a, const struct tariff_rate *b)
{
    return a->line < b->line ? a->line : b->line;
}

/* Bands begin where the one before ends. */
static void join_bands(struct finishing *work)
{
    struct tariff *tariff = work->tariff;

    if (tariff->counts[TARIFF_RATES])
        qsort(tariff->rates, tariff->counts[TARIFF_RATES], sizeof *tariff->rates, by_band);
    for (size_t i = 1; i < tariff->counts[TARIFF_RATES]; i++) {
        const struct tariff_rate *before = &tariff->rates[i - 1];
        struct tariff_rate *rate = &tariff->rates[i];
        struct fault fault = FAULT_INIT;

        if (rate->service != before->service || rate->zone != before->zone)
            continue;
        rate->over = before->up_to;
        if (rate->up_to == before->up_to)
            fault_set(&fault, FAULT_REFUSED, "duplicate_band", "up_to", "is that of line %zu, for the same service and zone",
                      first_line(before, rate));
        else if (rate->basis != before->basis)
            fault_set(&fault, FAULT_REFUSED, "mixed_bases", "basis",
                      "is another one than in line %zu, for the same service and zone", first_line(before, rate));
        if (fault.kind != FAULT_NONE)
            wrong(work, TARIFF_RATES, rate->line > before->line ? rate->line : before->line, &fault);
    }
}

static void check_rates(struct finishing *work)
{
    const struct tariff *tariff = work->tariff;

    if (work->refused[TARIFF_RATES] || work->refused[TARIFF_SERVICES])
        return;
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++) {
        const struct tariff_service *service = &tariff->services[i];

        for (size_t j = 0; j < service->zones.count; j++) {
            struct fault fault = FAULT_INIT;
            int zone = service->zones.items[j];

            if (!work->zones_known[zone] || tariff_first_rate(tariff, service->name, zone))
                continue;
            fault_set(&fault, FAULT_REFUSED, "no_rate", "zones", "\"%.*s\" has no rate in \"%.*s\"",
                      SLICE_ARGS(tariff->service_names.items[service->name]), SLICE_ARGS(tariff->zone_names.items[zone]));
            wrong(work, TARIFF_SERVICES, service->line, &fault);
        }
    }
}

static int by_service(const void *a, const void *b)
{
    const struct tariff_service *x = a;
    const struct tariff_service *y = b;

    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void check_carriers(struct finishing *work)
{
    const struct tariff *tariff = work->tariff;

    for (size_t i = 1; i < tariff->counts[TARIFF_SERVICES]; i++) {
        const struct tariff_service *before = &tariff->services[i - 1];
        const struct tariff_service *service = &tariff->services[i];
        struct fault fault = FAULT_INIT;

        if (service->name != before->name || service->carrier == before->carrier)
            continue;
        fault_set(&fault, FAULT_REFUSED, "other_carrier", "carrier", "is another one than in line %zu: a service has one",
                  before->line);
        wrong(work, TARIFF_SERVICES, service->line, &fault);
    }
}

/* Counts the row at each of its zones, or with `offers` writes it there. */
static void list_service(const struct tariff *tariff, int row, size_t *at, struct tariff_offer *offers)
{
    const struct tariff_numbers *zones = &tariff->services[row].zones;
    size_t count = zones->count ? zones->count : tariff->zone_names.count;

    for (size_t i = 0; i < count; i++) {
        int zone = zones->count ? zones->items[i] : (int)i;
        size_t place = at[zone]++;

        if (offers)
            offers[place] = (struct tariff_offer){row, tariff_first_rate(tariff, tariff->services[row].name, zone)};
    }
}

static void list_services(struct tariff *tariff)
{
    size_t zones = tariff->zone_names.count;
    size_t *at = memory_take_zeroed(zones + 1, sizeof *at);
    size_t total = 0;

    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        list_service(tariff, (int)i, at, NULL);
    tariff->zone_starts = memory_take_zeroed(zones + 1, sizeof *tariff->zone_starts);
    for (size_t zone = 0; zone < zones; zone++) {
        tariff->zone_starts[zone] = total;
        total += at[zone];
        at[zone] = tariff->zone_starts[zone];
    }
    tariff->zone_starts[zones] = total;
    tariff->offers = memory_take_zeroed(total + 1, sizeof *tariff->offers);
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        list_service(tariff, (int)i, at, tariff->offers);
    free(at);
}

static void list_closed_days(struct tariff *tariff)
{
    size_t carriers = tariff->carriers.count;
    size_t total = 0;

    for (size_t i = 0; i < tariff->counts[TARIFF_CLOSINGS]; i++)
        total += (size_t)(tariff->closings[i].until - tariff->closings[i].from) + 1;
    tariff->closed = arena_take(&tariff->arena, (carriers + 1) * sizeof *tariff->closed);
    for (size_t carrier = 0; carrier <= carriers; carrier++) {
        struct tariff_days *days = &tariff->closed[carrier];

        *days = (struct tariff_days){.items = arena_take(&tariff->arena, total * sizeof *days->items)};
        for (size_t i = 0; i < tariff->counts[TARIFF_CLOSINGS]; i++) {
            const struct tariff_closing *closing = &tariff->closings[i];

            if (closing->carrier != TARIFF_NONE && closing->carrier != (int)carrier)
                continue;
            for (day on = closing->from; on <= closing->until; on++)
                days->items[days->count++] = on;
        }
    }
}

const struct tariff_days *tariff_closed_days(const struct tariff *tariff, int carrier)
{
    return &tariff->closed[carrier == TARIFF_NONE ? (int)tariff->carriers.count : carrier];
}

static void check_sections(struct finishing *work)
{
    for (int section = TARIFF_ZONES; section <= TARIFF_RATES; section++) {
        struct fault fault = FAULT_INIT;

        if (work->tariff->counts[section] || work->refused[section])
            continue;
        fault_set(&fault, FAULT_REFUSED, "missing_section", NULL, "there is no row of %s",
                  tariff_section_name((enum tariff_section)section));
        wrong(work, (enum tariff_section)section, 0, &fault);
    }
}

bool tariff_finish(struct tariff *tariff, const bool refused[TARIFF_SECTIONS], tariff_complaint *complain, void *context)
{
    struct finishing work = {.tariff = tariff,
                             .complain = complain,
                             .context = context,
                             .right = true,
                             .refused = refused,
                             .zones_known = memory_take_zeroed(tariff->zone_names.count + 1, sizeof(bool)),
                             .services_known = memory_take_zeroed(tariff->service_names.count + 1, sizeof(bool))};

    check_sections(&work);
    check_names(&work);
    join_bands(&work);
    if (tariff->counts[TARIFF_SERVICES])
        qsort(tariff->services, tariff->counts[TARIFF_SERVICES], sizeof *tariff->services, by_service);
    check_carriers(&work);
    list_services(tariff);
    list_closed_days(tariff);
    check_rates(&work);
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        tariff->special |= tariff->services[i].carries;
    free(work.zones_known);
    free(work.services_known);
    return work.right;
}

/* The first band of exactly that service and zone. */
static const struct tariff_rate *first_of(const struct tariff *tariff, int service, int zone)
{
    size_t low = 0;
    size_t high = tariff->counts[TARIFF_RATES];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tariff_rate *rate = &tariff->rates[middle];

        if (rate->service < service || (rate->service == service && rate->zone < zone))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == tariff->counts[TARIFF_RATES] || tariff->rates[low].service != service || tariff->rates[low].zone != zone)
        return NULL;
    return &tariff->rates[low];
}

const struct tariff_rate *tariff_first_rate(const struct tariff *tariff, int service, int zone)
{
    const struct tariff_rate *first = first_of(tariff, service, zone);

    return first ? first : first_of(tariff, service, TARIFF_NONE);
}

const struct tariff_rate *tariff_band(const struct tariff *tariff, const struct tariff_rate *first, int64_t value)
{
    const struct tariff_rate *end = tariff->rates + tariff->counts[TARIFF_RATES];

    for (const struct tariff_rate *rate = first; rate < end && rate->service == first->service && rate->zone == first->zone; rate++)
        if (value <= rate->up_to)
            return rate;
    return NULL;
}
