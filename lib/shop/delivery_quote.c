/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_quote.h"

#include "base/fault.h"
#include "json/write.h"

/* The shipments' answers on their way to the whole one. */
struct joining {
    const struct delivery *delivery;
    const struct tariff *tariff;
    struct arena *arena;
    const struct tariff_answer *answers; /* of each shipment */
    struct tariff_answer *whole;
};

static const struct tariff_option *option_named(const struct tariff_answer *answer, int service)
{
    for (size_t i = 0; i < answer->option_count; i++)
        if (answer->options[i].service->name == service)
            return &answer->options[i];
    return NULL;
}

static const struct tariff_exclusion *exclusion_named(const struct tariff_answer *answer, int service)
{
    for (size_t i = 0; i < answer->exclusion_count; i++)
        if (answer->exclusions[i].service == service)
            return &answer->exclusions[i];
    return NULL;
}

static void exclude(const struct joining *work, int service, size_t shipment)
{
    const struct tariff_exclusion *why = exclusion_named(&work->answers[shipment], service);
    struct slice from = work->delivery->shipments[shipment].location;
    struct text reason = TEXT_INIT;

    if (!why)
        return;
    text_printf(&reason, "from %.*s: %.*s", SLICE_ARGS(from), SLICE_ARGS(why->reason));
    work->whole->exclusions[work->whole->exclusion_count++] =
        (struct tariff_exclusion){service, why->code, arena_copy(work->arena, text_slice(&reason))};
    text_release(&reason);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct tariff_option sum_up(const struct joining *work, int service, const struct tariff_option **shipments)
{
    size_t count = work->delivery->shipment_count;
    struct tariff_option sum = {.has_cost = true, .is_free = true, .has_days = true, .shipments = shipments};

    sum.shipment_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct tariff_option *one = shipments[i];

        if (!sum.service && one->service->name == service) {
            sum.service = one->service;
            sum.zone = one->zone;
            sum.base = one->base;
        }
        sum.price = work->delivery->is_paid_once ? later(sum.price, one->price) : sum.price + one->price;
        sum.cost += one->cost;
        sum.parcels += one->parcels;
        sum.has_cost &= one->has_cost;
        sum.is_free &= one->is_free;
        sum.has_days &= one->has_days;
        sum.days.leaves_on = i ? (day)later(sum.days.leaves_on, one->days.leaves_on) : one->days.leaves_on;
        sum.days.promised_from = i ? (day)later(sum.days.promised_from, one->days.promised_from) : one->days.promised_from;
        sum.days.promised_until = i ? (day)later(sum.days.promised_until, one->days.promised_until) : one->days.promised_until;
    }
    return sum;
}

/* Two services that stand in for one another in different shipments are one option. */
static bool is_told(const struct joining *work, const struct tariff_option **shipments)
{
    for (size_t i = 0; i < work->whole->option_count; i++)
        if (memcmp(work->whole->options[i].shipments, shipments, work->delivery->shipment_count * sizeof *shipments) == 0)
            return true;
    return false;
}

static void join_service(const struct joining *work, int service)
{
    size_t count = work->delivery->shipment_count;
    const struct tariff_option **shipments = arena_take(work->arena, count * sizeof *shipments);
    const struct tariff_option *own = NULL;

    for (size_t i = 0; i < count; i++) {
        shipments[i] = option_named(&work->answers[i], service);
        own = own ? own : shipments[i];
    }
    if (!own) {
        exclude(work, service, 0);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!shipments[i])
            shipments[i] = tariff_cheapest(&work->answers[i], own->service->mode);
        if (!shipments[i]) {
            exclude(work, service, i);
            return;
        }
    }
    if (!is_told(work, shipments))
        work->whole->options[work->whole->option_count++] = sum_up(work, service, shipments);
}

static void join(const struct joining *work)
{
    size_t services = work->tariff->service_names.count;
    bool *seen = arena_take(work->arena, services * sizeof *seen);

    memset(seen, 0, services * sizeof *seen);
    *work->whole = (struct tariff_answer){.explain = work->whole->explain, .zone = work->answers[0].zone};
    work->whole->options = arena_take(work->arena, (services + 1) * sizeof *work->whole->options);
    work->whole->exclusions = arena_take(work->arena, (services + 1) * sizeof *work->whole->exclusions);
    for (size_t i = 0; i < work->tariff->counts[TARIFF_SERVICES]; i++) {
        int service = work->tariff->services[i].name;

        if (!seen[service])
            join_service(work, service);
        seen[service] = true;
    }
}

static void answer_all(const struct delivery *delivery, struct tariff *tariff, struct calendar *calendar, struct arena *arena,
                       struct tariff_answer *answer)
{
    struct tariff_answer *answers;

    if (delivery->shipment_count < 2) {
        tariff_answer(tariff, &delivery->question, delivery->shipments, calendar, arena, answer);
        return;
    }
    answers = arena_take(arena, delivery->shipment_count * sizeof *answers);
    for (size_t i = 0; i < delivery->shipment_count; i++) {
        answers[i] = (struct tariff_answer){.explain = answer->explain};
        tariff_answer(tariff, &delivery->question, &delivery->shipments[i], calendar, arena, &answers[i]);
    }
    join(&(struct joining){delivery, tariff, arena, answers, answer});
}

bool delivery_find_options(struct delivery *delivery, struct tariff_answer *answer, const struct order *order,
                           struct tariff *tariff, struct calendar *calendar, struct store *store, const struct settings *settings,
                           struct arena *arena, struct fault *fault)
{
    struct tariff_answer parted = {.explain = false};
    struct delivery apart;

    if (!delivery_of(delivery, order, false, tariff, store, settings, arena, fault))
        return false;
    if (!delivery->shipment_count) {
        *answer = (struct tariff_answer){.explain = answer->explain};
        return true;
    }
    answer_all(delivery, tariff, calendar, arena, answer);
    if (answer->option_count)
        return true;
    if (!delivery_of(&apart, order, true, tariff, store, settings, arena, fault))
        return false;
    if (apart.shipment_count == delivery->shipment_count)
        return true;
    parted.explain = answer->explain;
    answer_all(&apart, tariff, calendar, arena, &parted);
    if (parted.option_count) {
        *delivery = apart;
        *answer = parted;
    }
    return true;
}

const struct tariff_option *delivery_option_of(const struct tariff_answer *answer, int service)
{
    const struct tariff_option *option = option_named(answer, service);

    for (size_t i = 0; !option && i < answer->option_count; i++)
        for (size_t j = 0; !option && j < answer->options[i].shipment_count; j++)
            if (answer->options[i].shipments[j]->service->name == service)
                option = &answer->options[i];
    return option;
}

void delivery_shipment_write(const struct delivery *delivery, size_t shipment, struct text *text)
{
    const struct tariff_goods *goods = &delivery->shipments[shipment];

    json_put_string(text, "location", goods->location);
    json_open(text, "lines", '[');
    for (size_t i = 0; i < delivery->part_count; i++) {
        if (delivery->parts[i].shipment != shipment)
            continue;
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)delivery->parts[i].line + 1);
        json_put_integer(text, "quantity", delivery->parts[i].units);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_put_integer(text, "units", goods->units);
    json_put_integer(text, "weight_g", goods->weight);
    if (goods->volume)
        json_put_integer(text, "volume_cm3", goods->volume / 1000);
}

void delivery_option_write(const struct delivery *delivery, const struct tariff *tariff, const struct tariff_option *option,
                           bool with_charges, struct text *text)
{
    tariff_option_write(tariff, option, with_charges, text);
    if (!option->shipment_count)
        return;
    json_put_string(text, "paid", delivery->is_paid_once ? SLICE("once") : SLICE("each"));
    json_open(text, "shipments", '[');
    for (size_t i = 0; i < option->shipment_count; i++) {
        json_open(text, NULL, '{');
        delivery_shipment_write(delivery, i, text);
        tariff_option_write(tariff, option->shipments[i], with_charges, text);
        json_close(text, '}');
    }
    json_close(text, ']');
}
