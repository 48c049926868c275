/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/workload.h"

#include "base/memory.h"
#include "shop/appointment.h"
#include "shop/figures.h"
#include "shop/order.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

enum {
    WEEK = 7,
    YEAR = 52 * WEEK,
    RECENT = WORKLOAD_WEEKS * WEEK,
    AROUND = 10, /* days before and after a day: three weeks */
    HISTORY = YEAR + RECENT + AROUND + WEEK,
    SEASON_WHOLE = 10000
};

/* Orders of each day from the first on, which is `first`. */
struct history {
    day first, today;
    bool has_begun;
    day begun; /* the first day with an order */
    int64_t orders[HISTORY + WORKLOAD_DAYS_LIMIT], units[HISTORY + WORKLOAD_DAYS_LIMIT];
};

static bool read_history(struct history *history, struct store *store, struct fault *fault)
{
    const struct figures_question question = {
        .grain = GRAIN_DAY, .basis = 'o', .has_since = true, .has_until = true, .since = history->first, .until = history->today};
    struct figures_walk walk;
    bool found = true;
    bool done = figures_begin(&walk, store, &question, fault);

    while (done && found) {
        done = figures_next(&walk, &found, fault);
        for (size_t i = 0; done && i < walk.table.count; i++) {
            const struct figures *row = &walk.table.rows[i];

            if (row->first < history->first)
                continue;
            history->orders[row->first - history->first] += row->orders;
            history->units[row->first - history->first] += row->units;
            if (row->orders && (!history->has_begun || row->first < history->begun)) {
                history->has_begun = true;
                history->begun = row->first;
            }
        }
    }
    figures_end(&walk);
    return done;
}

static int64_t orders_of(const struct history *history, day from, day until)
{
    int64_t sum = 0;

    for (day of = from < history->first ? history->first : from; of < until; of++)
        sum += history->orders[of - history->first];
    return sum;
}

/* How busy the same weeks of last year were, beside those before them. */
static void find_season(const struct history *history, struct workload_day *of)
{
    day then = of->day - YEAR;
    day until = history->today - YEAR;
    int64_t before = orders_of(history, until - RECENT, until);
    int64_t around = orders_of(history, then - AROUND, then + AROUND + 1);

    of->has_season = history->has_begun && history->begun <= until - RECENT + WEEK && before > 0;
    if (of->has_season)
        of->season = (int64_t)divide_rounded((wide)around * RECENT * SEASON_WHOLE, (wide)before * (2 * AROUND + 1));
}

/* What will be ordered on that day. */
static void expect(const struct history *history, struct workload_day *of, int64_t *orders, int64_t *units)
{
    int64_t recent = orders_of(history, history->today - RECENT, history->today);
    int64_t recent_units = 0;
    day last = history->today - WEEK + (of->day - history->today) % WEEK;

    for (day past = last; of->weeks < WORKLOAD_WEEKS && history->has_begun && past >= history->begun; past -= WEEK) {
        of->weeks++;
        of->weekday_orders += history->orders[past - history->first];
    }
    find_season(history, of);
    *orders = *units = 0;
    if (!of->weeks)
        return;
    *orders = (int64_t)divide_rounded((wide)of->weekday_orders * (of->has_season ? of->season : SEASON_WHOLE),
                                      (wide)of->weeks * SEASON_WHOLE);
    if (of->day == history->today)
        *orders -= history->orders[of->day - history->first];
    *orders = *orders < 0 ? 0 : *orders;
    for (day past = history->today - RECENT; past < history->today; past++)
        recent_units += history->units[past - history->first];
    if (recent)
        *units = (int64_t)divide_rounded((wide)*orders * recent_units, recent);
}

static day worked_from(const struct workload_terms *terms, day from)
{
    return calendar_working_from(terms->calendar, &terms->place, from < terms->today ? terms->today : from);
}

static int64_t units_to_leave(struct slice order)
{
    struct scan scan;
    struct slice line;
    int64_t units = 0;

    if (scan_array(&scan, scan_find(order, "lines")))
        while (scan_element(&scan, &line)) {
            static const struct {
                const char *name;
                int sign;
            } parts[] = {{"quantity", 1}, {"shipped", -1}, {"cancelled", -1}, {"resent", 1}};

            for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
                int64_t number;

                if (scan_integer(scan_find(line, parts[i].name), &number))
                    units += parts[i].sign * number;
            }
        }
    return units;
}

static day day_to_leave(struct slice order, const struct order_facts *facts)
{
    struct slice slot = scan_text(scan_find(scan_find(order, "pickup"), "slot"));
    struct slice quote = scan_find(scan_find(order, "shipping"), "quote");
    struct slot appointment;
    bool is_quoted;
    day leaves;
    day comes;

    is_quoted = day_read(scan_text(scan_find(quote, "leaves_on")), &leaves);
    /* As long before the appointment as the delivery takes. */
    if (appointment_of(order, &appointment))
        return is_quoted && day_read(scan_text(scan_find(quote, "promised_from")), &comes) ? appointment.day - (comes - leaves)
                                                                                           : appointment.day;
    if (is_quoted)
        return leaves;
    if (slot.length > strlen("2026-11-23") && day_read((struct slice){slot.bytes, strlen("2026-11-23")}, &leaves))
        return leaves;
    return facts->day;
}

static bool add_order(struct workload_day *days, const struct workload_terms *terms, struct store_walk *walk, struct fault *fault)
{
    struct order_facts facts;
    struct slice order;
    day due;

    if (walk->facts.length < sizeof facts)
        return true;
    memcpy(&facts, walk->facts.bytes, sizeof facts);
    if (facts.status != ORDER_OPEN || facts.fulfillment == FULFILLMENT_WHOLE ||
        (facts.financial != FINANCIAL_PAID && facts.financial != FINANCIAL_AUTHORIZED &&
         facts.financial != FINANCIAL_PARTIALLY_REFUNDED))
        return true;
    if (!store_walk_value(walk, &order, fault))
        return false;
    due = worked_from(terms, day_to_leave(order, &facts));
    if (due - terms->today < terms->days) {
        days[due - terms->today].known_orders++;
        days[due - terms->today].known_units += units_to_leave(order);
    }
    return true;
}

static bool add_known(struct workload_day *days, const struct workload_terms *terms, struct store *store, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, SLICE("order/"), fault);

    while (done && found)
        done = store_walk_next(&walk, &found, fault) && (!found || add_order(days, terms, &walk, fault));
    store_walk_end(&walk);
    return done;
}

bool workload_forecast(struct workload_day *days, const struct workload_terms *terms, struct store *store, struct fault *fault)
{
    struct history *history = memory_take_zeroed(1, sizeof *history);
    bool done;

    history->today = terms->today;
    history->first = terms->today - HISTORY;
    done = read_history(history, store, fault);
    for (int64_t i = 0; done && i < terms->days; i++)
        days[i] = (struct workload_day){.day = terms->today + (day)i,
                                        .is_working = calendar_is_working(terms->calendar, &terms->place, terms->today + (day)i)};
    for (int64_t i = 0; done && i < terms->days; i++) {
        day prepared = worked_from(terms, days[i].day);
        int64_t orders;
        int64_t units;

        expect(history, &days[i], &orders, &units);
        if (prepared - terms->today < terms->days) {
            days[prepared - terms->today].expected_orders += orders;
            days[prepared - terms->today].expected_units += units;
        }
    }
    done = done && add_known(days, terms, store, fault);
    free(history);
    return done;
}

void workload_write(const struct workload_day *of, bool training, struct text *text)
{
    text_add_string(text, "{\"type\":\"workload\"");
    if (training)
        json_put_bool(text, "training", true);
    json_put_day(text, "day", of->day);
    json_put_bool(text, "working", of->is_working);
    json_put_integer(text, "known_orders", of->known_orders);
    json_put_integer(text, "known_units", of->known_units);
    json_put_integer(text, "expected_orders", of->expected_orders);
    json_put_integer(text, "expected_units", of->expected_units);
    json_put_integer(text, "orders", of->known_orders + of->expected_orders);
    json_put_integer(text, "units", of->known_units + of->expected_units);
    json_put_integer(text, "weeks", of->weeks);
    json_put_integer(text, "weekday_orders", of->weekday_orders);
    if (of->has_season)
        json_put_percent(text, "season", of->season * (PERCENT_UNIT / 100));
    text_add_byte(text, '}');
}
