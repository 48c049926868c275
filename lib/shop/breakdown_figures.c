/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/breakdown_figures.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum {
    BY_PLACE = TALLY_COUNTRY | TALLY_CHANNEL,
    BY_CARRIAGE = BY_PLACE | TALLY_CARRIER | TALLY_SERVICE | TALLY_MODE | TALLY_ZONE,
    BY_RETURN = TALLY_KIND | TALLY_REASON
};

enum {
    ORDERS = 0,
    COSTS = ORDERS + COUNTS,
    PARCELS = COSTS + COUNTS,
    PROMISES = PARCELS + COUNTS,
    CARBON = PROMISES + COUNTS,
    BILLED = CARBON + COUNTS,
    TO_SHIP = BILLED + COUNTS,
    ON_WAY = TO_SHIP + DELAY_NUMBERS,
    TO_DELIVER = ON_WAY + DELAY_NUMBERS,
    DELIVERY_NUMBERS = TO_DELIVER + DELAY_NUMBERS
};
_Static_assert((int)DELIVERY_NUMBERS == (int)BREAKDOWN_NUMBERS, "deliveries have the most numbers");

static const struct breakdown_measure delivery_measures[] = {
    {TALLY_ORDERS, BY_CARRIAGE, ORDERS, false},        {TALLY_COSTS, BY_CARRIAGE, COSTS, false},
    {TALLY_PARCELS, BY_CARRIAGE, PARCELS, false},      {TALLY_PROMISES, BY_CARRIAGE, PROMISES, false},
    {TALLY_CARBON, BY_CARRIAGE, CARBON, false},        {TALLY_BILLED, BY_CARRIAGE, BILLED, false},
    {TALLY_TO_SHIP, BY_CARRIAGE, TO_SHIP, true},       {TALLY_ON_WAY, BY_CARRIAGE, ON_WAY, true},
    {TALLY_TO_DELIVER, BY_CARRIAGE, TO_DELIVER, true},
};

static const struct breakdown_figure delivery_figures[] = {
    {"orders", FIGURE_COUNT, ORDERS, BREAKDOWN_NONE, 0, false, true},
    {"goods", FIGURE_AMOUNT, ORDERS + 1, BREAKDOWN_NONE, 0, false, false},
    {"charged", FIGURE_AMOUNT, ORDERS + 2, BREAKDOWN_NONE, 0, false, false},
    {"free", FIGURE_COUNT, ORDERS + 3, BREAKDOWN_NONE, 0, false, false},
    {"average_charge", FIGURE_AVERAGE, ORDERS + 2, BREAKDOWN_NONE, ORDERS, false, true},
    {"charge_rate", FIGURE_RATE, ORDERS + 2, BREAKDOWN_NONE, ORDERS + 1, false, true},
    {"with_cost", FIGURE_COUNT, COSTS, BREAKDOWN_NONE, 0, false, false},
    {"cost", FIGURE_AMOUNT, COSTS + 1, BREAKDOWN_NONE, 0, false, false},
    {"delivery_cost", FIGURE_AVERAGE, COSTS + 1, BREAKDOWN_NONE, COSTS, false, true},
    {"net_delivery_cost", FIGURE_AVERAGE, COSTS + 2, BREAKDOWN_NONE, COSTS, false, false},
    {"above_charge", FIGURE_COUNT, COSTS + 3, BREAKDOWN_NONE, 0, false, false},
    {"billed", FIGURE_COUNT, BILLED, BREAKDOWN_NONE, 0, false, false},
    {"billed_cost", FIGURE_AMOUNT, BILLED + 1, BREAKDOWN_NONE, 0, false, false},
    {"estimated", FIGURE_COUNT, BILLED + 3, BREAKDOWN_NONE, 0, false, false},
    {"estimated_cost", FIGURE_AMOUNT, BILLED + 2, BREAKDOWN_NONE, 0, false, false},
    {"shipped", FIGURE_COUNT, TO_SHIP + DELAY_COUNT, BREAKDOWN_NONE, 0, false, false},
    {"shipping_days", FIGURE_MEAN, TO_SHIP, BREAKDOWN_NONE, 0, false, true},
    {"shipping_days_median", FIGURE_MEDIAN, TO_SHIP, BREAKDOWN_NONE, 0, false, false},
    {"shipping_days_p90", FIGURE_P90, TO_SHIP, BREAKDOWN_NONE, 0, false, false},
    {"shipping_working_days", FIGURE_WORKING_MEAN, TO_SHIP, BREAKDOWN_NONE, 0, false, false},
    {"shipping_working_days_median", FIGURE_WORKING_MEDIAN, TO_SHIP, BREAKDOWN_NONE, 0, false, false},
    {"shipping_working_days_p90", FIGURE_WORKING_P90, TO_SHIP, BREAKDOWN_NONE, 0, false, false},
    {"parcels", FIGURE_COUNT, PARCELS, BREAKDOWN_NONE, 0, false, true},
    {"delivered", FIGURE_COUNT, PARCELS + 1, BREAKDOWN_NONE, 0, false, false},
    {"transit_days", FIGURE_MEAN, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"transit_days_median", FIGURE_MEDIAN, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"transit_days_p90", FIGURE_P90, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"transit_working_days", FIGURE_WORKING_MEAN, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"transit_working_days_median", FIGURE_WORKING_MEDIAN, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"transit_working_days_p90", FIGURE_WORKING_P90, ON_WAY, BREAKDOWN_NONE, 0, false, false},
    {"delivery_days", FIGURE_MEAN, TO_DELIVER, BREAKDOWN_NONE, 0, false, true},
    {"delivery_days_median", FIGURE_MEDIAN, TO_DELIVER, BREAKDOWN_NONE, 0, false, false},
    {"delivery_days_p90", FIGURE_P90, TO_DELIVER, BREAKDOWN_NONE, 0, false, true},
    {"delivery_working_days", FIGURE_WORKING_MEAN, TO_DELIVER, BREAKDOWN_NONE, 0, false, false},
    {"delivery_working_days_median", FIGURE_WORKING_MEDIAN, TO_DELIVER, BREAKDOWN_NONE, 0, false, false},
    {"delivery_working_days_p90", FIGURE_WORKING_P90, TO_DELIVER, BREAKDOWN_NONE, 0, false, false},
    {"promised", FIGURE_COUNT, PROMISES + 1, BREAKDOWN_NONE, 0, false, false},
    {"on_time", FIGURE_COUNT, PROMISES + 2, BREAKDOWN_NONE, 0, false, false},
    {"on_time_rate", FIGURE_RATE, PROMISES + 2, BREAKDOWN_NONE, PROMISES + 1, false, true},
    {"lost", FIGURE_COUNT, PARCELS + 2, BREAKDOWN_NONE, 0, false, false},
    {"damaged", FIGURE_COUNT, PARCELS + 3, BREAKDOWN_NONE, 0, false, false},
    {"loss_rate", FIGURE_RATE, PARCELS + 2, PARCELS + 3, PARCELS, false, true},
    {"sent_back", FIGURE_COUNT, PROMISES, BREAKDOWN_NONE, 0, false, false},
    {"with_co2", FIGURE_COUNT, CARBON, BREAKDOWN_NONE, 0, false, false},
    {"co2_g", FIGURE_COUNT, CARBON + 1, BREAKDOWN_NONE, 0, false, false},
    {"average_co2_g", FIGURE_SHARE, CARBON + 1, BREAKDOWN_NONE, CARBON, false, false},
};

enum {
    SHIPPED = 0,
    BACK = SHIPPED + COUNTS,
    GIVEN_BACK = BACK + COUNTS,
    ANNOUNCED = GIVEN_BACK + COUNTS,
    UNITS = ANNOUNCED + COUNTS,
    RECEIVED = UNITS + COUNTS,
    RETURN_NUMBERS = RECEIVED + COUNTS
};

static const struct breakdown_measure return_measures[] = {
    {TALLY_SHIPPED, BY_PLACE | TALLY_CARRIER, SHIPPED, false},
    {TALLY_BACK, BY_PLACE | TALLY_CARRIER, BACK, false},
    {TALLY_GIVEN_BACK, BY_PLACE | TALLY_CARRIER, GIVEN_BACK, false},
    {TALLY_ANNOUNCED, BY_PLACE | TALLY_CARRIER | TALLY_KIND, ANNOUNCED, false},
    {TALLY_UNITS, BY_PLACE | TALLY_CARRIER | BY_RETURN, UNITS, false},
    {TALLY_RECEIVED, BY_PLACE | TALLY_CARRIER | BY_RETURN, RECEIVED, false},
};

static const struct breakdown_measure category_measures[] = {
    {TALLY_SHIPPED, BY_PLACE | TALLY_CATEGORY, SHIPPED, false},
    {TALLY_BACK, BY_PLACE | TALLY_CATEGORY, BACK, false},
};

static const struct breakdown_measure sku_measures[] = {
    {TALLY_SHIPPED, TALLY_SKU, SHIPPED, false},
    {TALLY_BACK, TALLY_SKU, BACK, false},
    {TALLY_UNITS, TALLY_SKU | BY_RETURN, UNITS, false},
    {TALLY_RECEIVED, TALLY_SKU | BY_RETURN, RECEIVED, false},
};

static const struct breakdown_figure return_figures[] = {
    {"orders_shipped", FIGURE_COUNT, SHIPPED, BREAKDOWN_NONE, 0, true, false},
    {"units_shipped", FIGURE_COUNT, SHIPPED + 1, BREAKDOWN_NONE, 0, true, true},
    {"net_shipped", FIGURE_AMOUNT, SHIPPED + 2, BREAKDOWN_NONE, 0, true, false},
    {"orders_returned", FIGURE_COUNT, BACK, BREAKDOWN_NONE, 0, false, true},
    {"units_returned", FIGURE_COUNT, BACK + 1, BREAKDOWN_NONE, 0, false, true},
    {"units_returned", FIGURE_COUNT, RECEIVED, BREAKDOWN_NONE, 0, false, true},
    {"net_returned", FIGURE_AMOUNT, BACK + 2, BREAKDOWN_NONE, 0, false, false},
    {"return_rate", FIGURE_RATE, BACK + 1, BREAKDOWN_NONE, SHIPPED + 1, false, true},
    {"return_rate", FIGURE_RATE, RECEIVED, BREAKDOWN_NONE, SHIPPED + 1, false, true},
    {"order_return_rate", FIGURE_RATE, BACK, BREAKDOWN_NONE, SHIPPED, false, true},
    {"net_return_rate", FIGURE_RATE, BACK + 2, BREAKDOWN_NONE, SHIPPED + 2, false, false},
    {"returns", FIGURE_COUNT, ANNOUNCED, BREAKDOWN_NONE, 0, false, false},
    {"units_announced", FIGURE_COUNT, UNITS, BREAKDOWN_NONE, 0, false, false},
    {"as_new", FIGURE_COUNT, UNITS + 1, BREAKDOWN_NONE, 0, false, false},
    {"second_choice", FIGURE_COUNT, UNITS + 2, BREAKDOWN_NONE, 0, false, false},
    {"scrap", FIGURE_COUNT, UNITS + 3, BREAKDOWN_NONE, 0, false, false},
    {"loss", FIGURE_AMOUNT, RECEIVED + 1, BREAKDOWN_NONE, 0, false, false},
    {"paid_by_shop", FIGURE_COUNT, ANNOUNCED + 1, BREAKDOWN_NONE, 0, false, false},
    {"ways_back", FIGURE_COUNT, ANNOUNCED + 2, BREAKDOWN_NONE, 0, false, false},
    {"ways_back_cost", FIGURE_AMOUNT, ANNOUNCED + 3, BREAKDOWN_NONE, 0, false, false},
    {"delivery_given_back", FIGURE_AMOUNT, GIVEN_BACK, BREAKDOWN_NONE, 0, false, false},
    {"return_cost", FIGURE_AMOUNT, GIVEN_BACK, ANNOUNCED + 3, 0, false, true},
    {"average_return_cost", FIGURE_AVERAGE, GIVEN_BACK, ANNOUNCED + 3, BACK, false, false},
};

static const struct breakdown_measure pickup_measures[] = {
    {TALLY_PICKUPS_ENDED, BY_PLACE | TALLY_COUNTER, 0, false},
};

static const struct breakdown_figure pickup_figures[] = {
    {"pickups", FIGURE_COUNT, 0, BREAKDOWN_NONE, 0, false, true},
    {"collected", FIGURE_COUNT, 1, BREAKDOWN_NONE, 0, false, true},
    {"expired", FIGURE_COUNT, 2, BREAKDOWN_NONE, 0, false, true},
    {"no_shows", FIGURE_COUNT, 3, BREAKDOWN_NONE, 0, false, true},
    {"no_show_rate", FIGURE_RATE, 3, BREAKDOWN_NONE, 0, false, true},
};

static const struct breakdown_set sets[] = {
    {"delivery_figures", TALLY_DELIVERIES, delivery_measures, COUNT_OF(delivery_measures), delivery_figures,
     COUNT_OF(delivery_figures), DELIVERY_NUMBERS},
    {"return_figures", TALLY_RETURNS, return_measures, COUNT_OF(return_measures), return_figures, COUNT_OF(return_figures),
     RETURN_NUMBERS},
    {"return_figures", TALLY_RETURNS_OF_CATEGORY, category_measures, COUNT_OF(category_measures), return_figures,
     COUNT_OF(return_figures), RETURN_NUMBERS},
    {"return_figures", TALLY_RETURNS_OF_SKU, sku_measures, COUNT_OF(sku_measures), return_figures, COUNT_OF(return_figures),
     RETURN_NUMBERS},
    {"pickup_figures", TALLY_PICKUPS, pickup_measures, COUNT_OF(pickup_measures), pickup_figures, COUNT_OF(pickup_figures), COUNTS},
};

const struct breakdown_set *breakdown_set(enum tally_set set)
{
    size_t i = 0;

    while (i + 1 < COUNT_OF(sets) && sets[i].set != set)
        i++;
    return &sets[i];
}

const struct breakdown_measure *breakdown_measure_at(const struct breakdown_set *set, int at)
{
    for (size_t i = 0; i < set->measure_count; i++) {
        const struct breakdown_measure *measure = &set->measures[i];

        if (at >= measure->at && at < measure->at + (measure->is_delay ? (int)DELAY_NUMBERS : (int)COUNTS))
            return measure;
    }
    return NULL;
}

static bool is_counted(const struct breakdown_set *set, int at, unsigned by, bool for_all)
{
    const struct breakdown_measure *measure = breakdown_measure_at(set, at);

    return measure && (for_all || !(by & ~measure->dimensions));
}

static bool can_be_told(const struct breakdown_set *set, const struct breakdown_figure *figure, unsigned by)
{
    return is_counted(set, figure->of, by, figure->is_told_for_all) &&
           (figure->plus == BREAKDOWN_NONE || is_counted(set, figure->plus, by, false));
}

bool breakdown_figure_is_told(const struct breakdown_set *set, size_t figure, unsigned by)
{
    for (size_t i = 0; i < figure; i++)
        if (strcmp(set->figures[i].name, set->figures[figure].name) == 0 && can_be_told(set, &set->figures[i], by))
            return false;
    return can_be_told(set, &set->figures[figure], by);
}

/* The smallest number of days that so many in a hundred deliveries did not exceed: the nearest rank. */
static int64_t days_of(const int64_t *of_days, int64_t count, int64_t part)
{
    int64_t rank = (count * part + 99) / 100;
    int64_t so_far = 0;
    int days = 0;

    while (days < DELAY_DAYS_LIMIT && (so_far += of_days[days]) < rank)
        days++;
    return days;
}

static bool delay_value(enum figure_form form, const int64_t *delay, int64_t *value)
{
    bool works = form == FIGURE_WORKING_MEAN || form == FIGURE_WORKING_MEDIAN || form == FIGURE_WORKING_P90;
    const int64_t *sums = works ? &delay[DELAY_WORKING] : &delay[DELAY_SUM];
    int64_t count = delay[DELAY_COUNT];

    if (count <= 0)
        return false;
    if (form == FIGURE_MEAN || form == FIGURE_WORKING_MEAN)
        *value = (int64_t)divide_rounded((wide)sums[0] * 100, count);
    else
        *value = days_of(&sums[1], count, form == FIGURE_P90 || form == FIGURE_WORKING_P90 ? 90 : 50);
    return true;
}

bool breakdown_figure_value(const struct breakdown_figure *figure, const int64_t *numbers, int64_t *value)
{
    int64_t of = numbers[figure->of] + (figure->plus == BREAKDOWN_NONE ? 0 : numbers[figure->plus]);
    int64_t by = numbers[figure->by];

    switch (figure->form) {
    case FIGURE_COUNT:
    case FIGURE_AMOUNT:
        *value = of;
        return true;
    case FIGURE_SHARE:
    case FIGURE_AVERAGE:
    case FIGURE_RATE:
        if (by > 0)
            *value = (int64_t)divide_rounded((wide)of * (figure->form == FIGURE_RATE ? 10000 : 1), by);
        return by > 0;
    case FIGURE_MEAN:
    case FIGURE_MEDIAN:
    case FIGURE_P90:
    case FIGURE_WORKING_MEAN:
    case FIGURE_WORKING_MEDIAN:
    case FIGURE_WORKING_P90:
        return delay_value(figure->form, &numbers[figure->of], value);
    }
    return false;
}
