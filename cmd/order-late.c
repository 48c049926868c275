/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/late_order.h"
#include "tool/law.h"
#include "tool/listing.h"

static const char *given_order, *given_scan, *given_transit, *given_pickup, *given_within, *with;

static const struct option_row options[] = {
    {0, "order-days", "N", "an order has so many working days to leave, where nothing was promised (2)", OPTION_TEXT, &given_order},
    {0, "pickup-days", "N", "warn so many days before a pickup point sends it back (2)", OPTION_TEXT, &given_pickup},
    {0, "scan-days", "N", "a parcel may be unheard of for so many working days (3)", OPTION_TEXT, &given_scan},
    {0, "transit-days", "N", "a parcel may take so many working days, where nothing was promised (5)", OPTION_TEXT, &given_transit},
    {0, "with", "person", "with the data of the customers to warn", OPTION_TEXT, &with},
    {0, "within", "DAYS", "leave out parcels that left longer ago (60)", OPTION_TEXT, &given_within},
    {0},
};

static struct calendar calendar = CALENDAR_INIT;
static struct late_terms terms = {
    .calendar = &calendar, .order_days = 2, .scan_days = 3, .transit_days = 5, .pickup_days = 2, .within_days = 60};

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;

    terms.today = instant_day(run->now);
    if (!law_read_workplace(&calendar, run, &terms.place, fault))
        return false;
    return option_whole("order-days", given_order, 3660, &terms.order_days, &given, fault) &&
           option_whole("scan-days", given_scan, 3660, &terms.scan_days, &given, fault) &&
           option_whole("transit-days", given_transit, 3660, &terms.transit_days, &given, fault) &&
           option_whole("pickup-days", given_pickup, 3660, &terms.pickup_days, &given, fault) &&
           option_whole("within", given_within, 36600, &terms.within_days, &given, fault) && option_with(with, "person", fault);
}

static bool print(struct run *run, const struct late_order *late, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done;

    arena_clear(&run->arena);
    done = late_order_write(late, run->store, &run->arena, &text, fault);
    if (done && with)
        done = listing_print_with_person(run, text_slice(&text), fault);
    else if (done)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool list(struct run *run, struct fault *fault)
{
    struct late_orders orders = {NULL, 0, 0};
    bool done = late_orders_find(&orders, run->store, &terms, &run->arena, fault);

    run->answer_is_no = orders.count > 0;
    for (size_t i = 0; done && i < orders.count && !listing_full(run); i++)
        done = print(run, &orders.items[i], fault);
    late_orders_release(&orders);
    calendar_release(&calendar);
    return done;
}

static const struct tool tool = {
    .name = "order-late",
    .summary = "Lists orders that are late or stuck, worst first, and whom to warn.",
    .options = options,
    .traits = READS_STORE,
    .lists = "late_order",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
