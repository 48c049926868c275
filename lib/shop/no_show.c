/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/no_show.h"

#include "shop/payment.h"
#include "shop/selection.h"
#include "shop/stored_record.h"
#include "json/scan.h"

/* Of one order. */
static bool count_pickup(struct store *store, struct slice order, day since, struct no_shows *shows, struct fault *fault)
{
    struct slice pickup;
    instant at;
    day on;

    if (!stored_record(store, "pickup/", scan_text(scan_find(order, "id")), &pickup, fault))
        return false;
    if (!pickup.bytes || !scan_find(pickup, "no_show").bytes)
        return true;
    if (!instant_read(scan_text(scan_find(pickup, "over_at")), &at))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a pickup's record in the journal cannot be read");
    on = instant_day(at);
    if (on >= since) {
        shows->count++;
        shows->last = on > shows->last ? on : shows->last;
    }
    return true;
}

bool no_shows_of_customer(struct store *store, struct slice customer, day since, struct no_shows *shows, struct fault *fault)
{
    const struct selection selection = {.customer = customer};
    struct order_walk walk;
    bool found = true;
    bool done = order_walk_begin(&walk, store, &selection, fault);

    *shows = (struct no_shows){0, since};
    while (done && (done = order_walk_next(&walk, &found, fault)) && found)
        done = count_pickup(store, walk.value, since, shows, fault);
    order_walk_end(&walk);
    return done;
}

/* Of the total; rounded up, to the cent. */
static bool is_prepaid(const struct order *order, percent share)
{
    const wide wanted = (wide)order->totals.gross * share;

    return order->financial_status == FINANCIAL_AUTHORIZED || order->financial_status >= FINANCIAL_PAID ||
           (wide)order_paid(order) * PERCENT_WHOLE >= wanted;
}

bool no_show_check(const struct order *order, const struct settings *settings, struct store *store, struct fault *fault)
{
    struct no_shows shows;
    struct text last = TEXT_INIT;
    int64_t limit;
    int64_t days;
    percent share;

    if (!slice_integer(settings->text[PICKUP_NO_SHOWS], INT64_MAX / 2, &limit) || !limit || !order->customer.id.bytes ||
        !slice_integer(settings->text[PICKUP_NO_SHOW_DAYS], DUE_DAYS_LIMIT, &days) ||
        !percent_read(settings->text[PICKUP_NO_SHOW_PREPAID], "pickup.no_show_prepaid", &share, fault))
        return fault->kind == FAULT_NONE;
    if (is_prepaid(order, share))
        return true;
    if (!no_shows_of_customer(store, order->customer.id, (day)(instant_day(order->placed_at) - days), &shows, fault))
        return false;
    if (shows.count < limit)
        return true;
    day_write(&last, shows.last);
    fault_set(fault, FAULT_REFUSED, "no_shows", "customer",
              "did not come for %lld orders in %lld days, the last on %s: this one is to be paid first, %.*s %% of it",
              (long long)shows.count, (long long)days, text_string(&last), SLICE_ARGS(settings->text[PICKUP_NO_SHOW_PREPAID]));
    text_release(&last);
    return false;
}
