/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_quote.h"

#include "base/fault.h"

/* In minor units: above it is no price of a delivery, but a slip in a table. */
#define CHARGE_LIMIT ((amount)100000000000)

struct quoting {
    struct tariff *tariff;
    const struct tariff_question *question;
    const struct tariff_goods *goods;
    struct calendar *calendar;
    struct arena *arena;
    struct tariff_answer *answer;
    day on;
    int minutes; /* of that day */
    bool has_way;
    struct tariff_way way;
    const struct tariff_zone **zones; /* by carrier; the last is that of none */
    const struct tariff_surcharge **surcharges;
    size_t surcharge_count;
    bool *told; /* services that are told among the exclusions */
};

/* A service that does not take the goods: why, in the words of a refusal. */
static void exclude(struct quoting *work, int service, const struct fault *why)
{
    if (!work->answer->explain)
        return;
    work->told[service] = true;
    work->answer->exclusions[work->answer->exclusion_count++] =
        (struct tariff_exclusion){service, why->code, arena_copy(work->arena, slice_of(why->reason))};
}

static const struct tariff_zone *zone_for(const struct quoting *work, int carrier)
{
    return work->zones[carrier == TARIFF_NONE ? (int)work->tariff->carriers.count : carrier];
}

/* Rows of a service differ by whom and from where they serve; the first that is meant holds. */
static bool leaves_here(const struct quoting *work, const struct tariff_service *service)
{
    return !service->location.length || slice_equal(service->location, work->goods->location);
}

static bool is_meant(const struct quoting *work, const struct tariff_service *service)
{
    return leaves_here(work, service) &&
           (service->customers == CUSTOMERS_ALL || (service->customers == CUSTOMERS_BUSINESSES) == work->question->is_business);
}

static struct slice class_name(const struct tariff *tariff, uint64_t bits)
{
    return tariff->classes.items[__builtin_ctzll(bits)];
}

static bool takes_goods(const struct quoting *work, const struct tariff_service *service, struct fault *why)
{
    const struct tariff_goods *goods = work->goods;
    uint64_t excluded = goods->classes & service->excludes;
    uint64_t special = goods->classes & work->tariff->special & ~service->carries;

    if (excluded) {
        struct slice class = class_name(work->tariff, excluded);

        fault_set(why, FAULT_REFUSED, "class_excluded", NULL, "does not take goods of class %.*s", SLICE_ARGS(class));
    } else if (special) {
        struct slice class = class_name(work->tariff, special);

        fault_set(why, FAULT_REFUSED, "class_not_carried", NULL, "goods of class %.*s go by services that carry them alone",
                  SLICE_ARGS(class));
    } else if (service->max_length && goods->longest > service->max_length) {
        fault_set(why, FAULT_REFUSED, "too_long", NULL, "takes %lld mm at most, and one is %lld mm long",
                  (long long)service->max_length, (long long)goods->longest);
    } else if (service->max_girth && goods->girth > service->max_girth) {
        fault_set(why, FAULT_REFUSED, "too_large", NULL, "takes %lld mm of length and girth at most, and one has %lld mm",
                  (long long)service->max_girth, (long long)goods->girth);
    } else if (service->max_value && goods->value > service->max_value) {
        fault_set(why, FAULT_REFUSED, "too_valuable", NULL, "takes goods up to a value, and these are above it");
    } else {
        return true;
    }
    return false;
}

static int64_t begun(int64_t whole, int64_t part)
{
    return whole / part + (whole % part != 0);
}

/* Goods whose pieces nobody told are one. */
static int64_t parcels_of(const struct quoting *work, const struct tariff_service *service)
{
    const struct tariff_goods *goods = work->goods;
    const struct parcel_limits limits = {service->max_weight, service->max_volume, service->alone};

    if (!goods->piece_count || (!(goods->classes & limits.alone) && (!limits.weight || goods->weight <= limits.weight) &&
                                (!limits.volume || goods->volume <= limits.volume)))
        return 1;
    return parcels_needed(goods->pieces, goods->piece_count, &limits, work->arena);
}

static bool count_parcels(const struct quoting *work, struct tariff_option *option, struct fault *why)
{
    const struct tariff_service *service = option->service;
    const struct tariff_goods *goods = work->goods;

    option->parcels = 1;
    if (service->max_weight && goods->heaviest > service->max_weight) {
        fault_set(why, FAULT_REFUSED, "too_heavy", NULL, "takes %lld g a parcel at most, and one piece weighs %lld g",
                  (long long)service->max_weight, (long long)goods->heaviest);
    } else if (service->max_volume && goods->bulkiest > service->max_volume) {
        fault_set(why, FAULT_REFUSED, "too_large", NULL, "takes %lld cm3 a parcel at most, and one piece has %lld cm3",
                  (long long)(service->max_volume / 1000), (long long)(goods->bulkiest / 1000));
    } else if (service->max_weight && goods->weight > service->max_weight * service->max_parcels) {
        fault_set(why, FAULT_REFUSED, "too_heavy", NULL, "takes %lld g at most, and these weigh %lld g",
                  (long long)(service->max_weight * service->max_parcels), (long long)goods->weight);
    } else {
        option->parcels = parcels_of(work, service);
        return option->parcels <= service->max_parcels ||
               fault_set(why, FAULT_REFUSED, "too_many_parcels", NULL, "takes %lld parcels at most, and these make %lld",
                         (long long)service->max_parcels, (long long)option->parcels);
    }
    return false;
}

static amount base_of(const struct quoting *work, const struct tariff_base *base)
{
    amount sum = work->question->bases[base->undiscounted][base->without_tax];

    if (base->less_gift_cards)
        sum -= work->question->gift_cards;
    return sum < 0 ? 0 : sum;
}

static bool bill(const struct quoting *work, struct tariff_option *option, struct fault *why)
{
    const struct tariff_goods *goods = work->goods;
    int64_t volumetric = option->service->divisor ? begun(goods->volume, option->service->divisor) : 0;

    switch (option->basis) {
    case BASIS_FLAT:
        option->billed = 0;
        return true;
    case BASIS_WEIGHT:
        if (goods->unweighed.bytes) {
            fault_set(why, FAULT_REFUSED, "weight_unknown", NULL, "is by weight, and \"%.*s\" has none",
                      SLICE_ARGS(goods->unweighed));
            return false;
        }
        option->is_volumetric = volumetric > goods->weight;
        option->billed = option->is_volumetric ? volumetric : goods->weight;
        return true;
    case BASIS_PRICE:
        option->billed = base_of(work, &option->service->free_base);
        return true;
    case BASIS_QUANTITY:
        option->billed = goods->units;
        return true;
    case BASIS_DISTANCE:
        option->billed = work->question->distance;
        if (option->billed == TARIFF_NONE)
            fault_set(why, FAULT_REFUSED, "distance_unknown", NULL, "is by distance, and that is not told");
        return option->billed != TARIFF_NONE;
    case BASIS_PARCELS:
        option->billed = option->parcels;
        return true;
    }
    return false;
}

static bool stepped(const struct quoting *work, const struct tariff_rate *rate, int64_t billed, price first, price each,
                    amount *sum)
{
    wide value = first + (wide)each * begun(billed - rate->over, rate->step);

    if (value > (wide)1000000000 * PRICE_UNIT)
        return false;
    return price_times((price)value, 1, &work->tariff->currency, sum);
}

static void charge(struct tariff_option *option, struct tariff_charge one)
{
    option->charges[option->charge_count++] = one;
    option->price += one.price;
    option->cost += one.cost;
}

static bool charge_rate(const struct quoting *work, struct tariff_option *option, const struct tariff_rate *first,
                        struct tariff_charge *paid, struct fault *why)
{
    const struct tariff_rate *rate;

    if (!first) {
        fault_set(why, FAULT_REFUSED, "no_rate", NULL, "has no rate in this zone");
        return false;
    }
    option->basis = first->basis;
    if (!bill(work, option, why))
        return false;
    rate = tariff_band(work->tariff, first, option->billed);
    *paid = (struct tariff_charge){.kind = CHARGE_RATE, .line = rate ? rate->line : 0};
    if (!rate || !stepped(work, rate, option->billed, rate->price, rate->each, &paid->price) ||
        !stepped(work, rate, option->billed, rate->cost, rate->cost_each, &paid->cost)) {
        fault_set(why, FAULT_REFUSED, "above_bands", NULL, "has no band of %s that goes so far", tariff_basis_name(option->basis));
        return false;
    }
    option->has_cost = rate->has_cost;
    return true;
}

static bool has_number(const struct tariff_numbers *numbers, int number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->items[i] == number)
            return true;
    return !numbers->count;
}

/* A fixed sum so many times, and a part of another one. */
static bool multiplied(const struct quoting *work, price unit, int64_t times, amount of, percent part, price least, amount *sum)
{
    wide share = divide_rounded((wide)of * part, PERCENT_WHOLE);
    amount fixed;
    amount floor;

    if (!price_times(unit, times, &work->tariff->currency, &fixed) || !price_times(least, 1, &work->tariff->currency, &floor) ||
        share > CHARGE_LIMIT)
        return false;
    *sum = fixed + (share < floor ? floor : (amount)share);
    return true;
}

static bool charge_surcharges(const struct quoting *work, struct tariff_option *option, const struct tariff_charge *rate,
                              struct fault *why)
{
    for (size_t i = 0; i < work->surcharge_count; i++) {
        const struct tariff_surcharge *surcharge = work->surcharges[i];
        int64_t times = surcharge->per == PER_PARCEL ? option->parcels : surcharge->per == PER_GOODS_UNIT ? work->goods->units : 1;
        struct tariff_charge added = {.kind = CHARGE_SURCHARGE, .line = surcharge->line, .name = surcharge->name};

        if (!has_number(&surcharge->services, option->service->name) || !has_number(&surcharge->zones, option->zone->name))
            continue;
        if (!multiplied(work, surcharge->amount, times, surcharge->of_goods ? work->goods->value : rate->price, surcharge->percent,
                        surcharge->least, &added.price) ||
            !multiplied(work, surcharge->cost, times, surcharge->of_goods ? work->goods->value : rate->cost,
                        surcharge->cost_percent, 0, &added.cost)) {
            fault_set(why, FAULT_REFUSED, "number_too_large", NULL, "costs more than can be reckoned");
            return false;
        }
        if (option->is_free && !surcharge->even_free)
            added.price = 0;
        charge(option, added);
        if (option->price > CHARGE_LIMIT || option->cost > CHARGE_LIMIT) {
            fault_set(why, FAULT_REFUSED, "number_too_large", NULL, "costs more than can be reckoned");
            return false;
        }
    }
    return true;
}

static void find_free(struct quoting *work, struct tariff_option *option)
{
    const struct tariff_service *service = option->service;

    option->base = base_of(work, &service->free_base);
    option->is_free =
        service->has_free && (option->base > service->free_above || (service->free_at && option->base == service->free_above));
}

/* Found once for all services, by the first that tells days. */
static const struct tariff_way *find_way(struct quoting *work)
{
    const struct tariff_question *question = work->question;
    const struct tariff_goods *goods = work->goods;

    if (!work->has_way)
        work->way = (struct tariff_way){.from_country = goods->country,
                                        .from_region = calendar_region(work->calendar, goods->country, goods->postcode, work->on),
                                        .country = question->country,
                                        .region = calendar_region(work->calendar, question->country, question->postcode, work->on)};
    work->has_way = true;
    return &work->way;
}

static void offer(struct quoting *work, const struct tariff_service *service, const struct tariff_zone *zone,
                  const struct tariff_rate *first)
{
    struct tariff_option *option = &work->answer->options[work->answer->option_count];
    struct tariff_charge rate;
    struct fault why = FAULT_INIT;

    *option = (struct tariff_option){.service = service, .zone = zone};
    if (!takes_goods(work, service, &why) || !count_parcels(work, option, &why) || !charge_rate(work, option, first, &rate, &why)) {
        exclude(work, service->name, &why);
        return;
    }
    find_free(work, option);
    option->charges = arena_take(work->arena, (work->surcharge_count + 2) * sizeof *option->charges);
    charge(option, rate);
    if (option->is_free)
        charge(option, (struct tariff_charge){.kind = CHARGE_FREE, .line = service->line, .price = -rate.price});
    if (!charge_surcharges(work, option, &rate, &why)) {
        exclude(work, service->name, &why);
        return;
    }
    option->has_days = service->has_days;
    if (option->has_days)
        option->days = tariff_promise(work->tariff, service, find_way(work), work->on, work->minutes, work->calendar);
    work->answer->option_count++;
}

/* The services of a zone, whose rows stand together. */
static void offer_zone(struct quoting *work, const struct tariff_zone *zone)
{
    const struct tariff *tariff = work->tariff;
    int taken = TARIFF_NONE;

    for (size_t i = tariff->zone_starts[zone->name]; i < tariff->zone_starts[zone->name + 1]; i++) {
        const struct tariff_service *service = &tariff->services[tariff->offers[i].service];

        if (service->name == taken || zone_for(work, service->carrier) != zone || !is_meant(work, service))
            continue;
        taken = service->name;
        offer(work, service, zone, tariff->offers[i].rate);
    }
}

static void find_surcharges(struct quoting *work)
{
    const struct tariff *tariff = work->tariff;

    work->surcharges = arena_take(work->arena, tariff->counts[TARIFF_SURCHARGES] * sizeof *work->surcharges);
    for (size_t i = 0; i < tariff->counts[TARIFF_SURCHARGES]; i++) {
        const struct tariff_surcharge *surcharge = &tariff->surcharges[i];

        if (work->on >= surcharge->from && work->on <= surcharge->until &&
            (surcharge->class == TARIFF_NONE || (work->goods->classes >> surcharge->class & 1)))
            work->surcharges[work->surcharge_count++] = surcharge;
    }
}

static void find_zones(struct quoting *work)
{
    struct tariff *tariff = work->tariff;
    size_t carriers = tariff->carriers.count;

    work->zones = arena_take(work->arena, (carriers + 1) * sizeof(const struct tariff_zone *));
    work->zones[carriers] = tariff_zone_of(tariff, TARIFF_NONE, work->question->country, work->question->postcode);
    for (size_t i = 0; i < carriers; i++)
        work->zones[i] = !tariff->carriers_differ
                             ? work->zones[carriers]
                             : tariff_zone_of(tariff, (int)i, work->question->country, work->question->postcode);
    work->answer->zone = work->zones[carriers];
}

/* What of zone, location and customer the rows of a service fail by: by the least of it, where several rows fail by different ones.
 */
static void explain_absence(const struct quoting *work, int service_name, struct fault *why)
{
    const struct tariff *tariff = work->tariff;
    const struct tariff_zone *zone = NULL;
    bool in_zone = false;
    bool left_here = false;

    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++) {
        const struct tariff_service *service = &tariff->services[i];
        const struct tariff_zone *its = service->name == service_name ? zone_for(work, service->carrier) : NULL;

        if (!its || !its->served)
            continue;
        zone = its;
        for (size_t at = tariff->zone_starts[its->name]; at < tariff->zone_starts[its->name + 1]; at++)
            if ((size_t)tariff->offers[at].service == i) {
                in_zone = true;
                left_here = left_here || leaves_here(work, service);
            }
    }
    if (left_here)
        fault_set(why, FAULT_REFUSED, "not_here", NULL, "is not for %s", work->question->is_business ? "businesses" : "consumers");
    else if (in_zone)
        fault_set(why, FAULT_REFUSED, "not_here", NULL, "is not for what leaves from %.*s", SLICE_ARGS(work->goods->location));
    else
        fault_set(why, FAULT_REFUSED, "not_here", NULL, "is not for zone %.*s", SLICE_ARGS(tariff->zone_names.items[zone->name]));
}

/* Of services that were not even looked at. */
static void explain_rest(struct quoting *work)
{
    const struct tariff *tariff = work->tariff;
    bool *offered = arena_take(work->arena, tariff->service_names.count * sizeof *offered);

    memset(offered, 0, tariff->service_names.count * sizeof *offered);
    for (size_t i = 0; i < work->answer->option_count; i++)
        offered[work->answer->options[i].service->name] = true;
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++) {
        const struct tariff_service *service = &tariff->services[i];
        const struct tariff_zone *zone = zone_for(work, service->carrier);
        struct fault fault = FAULT_INIT;
        struct fault *why = &fault;

        if (offered[service->name] || work->told[service->name])
            continue;
        if (!zone)
            fault_set(why, FAULT_REFUSED, "no_zone", NULL, "no zone of the tariff has this address");
        else if (!zone->served)
            fault_set(why, FAULT_REFUSED, "not_served", NULL, "zone %.*s is not served%s%.*s",
                      SLICE_ARGS(tariff->zone_names.items[zone->name]), zone->note.length ? ": " : "", SLICE_ARGS(zone->note));
        else
            explain_absence(work, service->name, why);
        exclude(work, service->name, why);
    }
}

/* Where carriers have zones of their own, their services come one zone after the other. */
static void sort_options(struct tariff_answer *answer)
{
    for (size_t i = 1; i < answer->option_count; i++) {
        struct tariff_option option = answer->options[i];
        size_t at = i;

        for (; at && answer->options[at - 1].service > option.service; at--)
            answer->options[at] = answer->options[at - 1];
        answer->options[at] = option;
    }
}

static bool came_before(const struct quoting *work, size_t carrier)
{
    for (size_t i = 0; i < carrier; i++)
        if (work->zones[i] == work->zones[carrier])
            return true;
    return false;
}

void tariff_answer(struct tariff *tariff, const struct tariff_question *question, const struct tariff_goods *goods,
                   struct calendar *calendar, struct arena *arena, struct tariff_answer *answer)
{
    struct quoting work = {.tariff = tariff,
                           .question = question,
                           .goods = goods,
                           .calendar = calendar,
                           .arena = arena,
                           .answer = answer,
                           .on = instant_day(question->at)};
    size_t services = tariff->service_names.count;

    work.minutes = (int)(instant_local_seconds(question->at) / 60 - (int64_t)work.on * 24 * 60);
    *answer = (struct tariff_answer){.explain = answer->explain};
    answer->options = arena_take(arena, (services + 1) * sizeof *answer->options);
    if (answer->explain) {
        answer->exclusions = arena_take(arena, services * sizeof *answer->exclusions);
        work.told = arena_take(arena, services * sizeof *work.told);
        memset(work.told, 0, services * sizeof *work.told);
    }
    find_zones(&work);
    find_surcharges(&work);
    for (size_t i = 0; i <= tariff->carriers.count; i++)
        if (work.zones[i] && work.zones[i]->served && !came_before(&work, i))
            offer_zone(&work, work.zones[i]);
    if (tariff->carriers_differ)
        sort_options(answer);
    if (answer->explain)
        explain_rest(&work);
}

static bool is_cheaper(const struct tariff_option *a, const struct tariff_option *b)
{
    return a->price != b->price ? a->price < b->price : a->has_cost && b->has_cost && a->cost < b->cost;
}

int64_t tariff_option_co2(const struct tariff_option *option)
{
    int64_t grams = 0;

    if (!option->shipment_count && option->service->co2 == TARIFF_NONE)
        return TARIFF_NONE;
    if (!option->shipment_count)
        return __builtin_mul_overflow(option->service->co2, option->parcels, &grams) ? INT64_MAX : grams;
    for (size_t i = 0; i < option->shipment_count; i++) {
        int64_t of_one = tariff_option_co2(option->shipments[i]);

        if (of_one == TARIFF_NONE)
            return TARIFF_NONE;
        if (__builtin_add_overflow(grams, of_one, &grams))
            grams = INT64_MAX;
    }
    return grams;
}

static bool is_greener(const struct tariff_option *a, const struct tariff_option *b)
{
    int64_t grams = tariff_option_co2(a);
    int64_t others = tariff_option_co2(b);

    if (grams != others)
        return others == TARIFF_NONE || (grams != TARIFF_NONE && grams < others);
    return a->service->is_green != b->service->is_green ? a->service->is_green : is_cheaper(a, b);
}

static const struct tariff_option *find_first(const struct tariff_answer *answer, enum tariff_mode mode,
                                              bool (*is_before)(const struct tariff_option *, const struct tariff_option *))
{
    const struct tariff_option *first = NULL;

    for (size_t i = 0; i < answer->option_count; i++) {
        const struct tariff_option *option = &answer->options[i];

        if ((mode == TARIFF_MODES || option->service->mode == mode) && (!first || is_before(option, first)))
            first = option;
    }
    return first;
}

const struct tariff_option *tariff_cheapest(const struct tariff_answer *answer, enum tariff_mode mode)
{
    return find_first(answer, mode, is_cheaper);
}

const struct tariff_option *tariff_greenest(const struct tariff_answer *answer, enum tariff_mode mode)
{
    return find_first(answer, mode, is_greener);
}

bool tariff_standard_price(const struct tariff_answer *answer, const struct tariff_option *option, amount *standard)
{
    bool found = false;

    for (size_t i = 0; i < answer->option_count && !option->service->is_standard; i++) {
        const struct tariff_option *other = &answer->options[i];

        if (!other->service->is_standard || other->price >= (found ? *standard : option->price))
            continue;
        found = true;
        *standard = other->price;
    }
    return found;
}
