/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery.h"

#include "shop/location.h"
#include "shop/members.h"
#include "shop/product.h"
#include "json/scan.h"

/* In the order in which records have them. */
enum { M_PARENT, M_COST, M_WEIGHT, M_LENGTH, M_WIDTH, M_HEIGHT, M_CLASS, M_TRANSPORT, MEMBERS };

/* One unit of what is sold. */
struct unit {
    int64_t weight, volume, longest, girth; /* weight -1: not known */
    uint64_t classes;
    price cost;                 /* PRODUCT_UNSET: not known */
    struct parcel_piece *parts; /* of a bundle that is packed by them; NULL: it is one piece */
    size_t part_count;
};

struct measuring {
    const struct tariff *tariff;
    struct store *store;
    struct arena *arena;
    uint64_t apart; /* classes that make shipments of their own */
    size_t pieces;  /* of the order at most: one for each line and part, at each of its places */
};

static void find_members(const struct tariff *tariff, struct slice record, struct slice values[MEMBERS])
{
    static const struct slice names[MEMBERS] = {
        SLICE_CONSTANT("parent"),   SLICE_CONSTANT("cost"),      SLICE_CONSTANT("weight_g"),       SLICE_CONSTANT("length_mm"),
        SLICE_CONSTANT("width_mm"), SLICE_CONSTANT("height_mm"), SLICE_CONSTANT("shipping_class"), SLICE_CONSTANT("transport")};

    memset(values, 0, MEMBERS * sizeof *values);
    if (record.bytes)
        members_of(record, names, values, tariff->classes.count ? MEMBERS : M_CLASS);
}

static bool find_record(const struct measuring *work, struct slice sku, struct slice *record, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    product_id(sku, &id);
    done = store_get(work->store, text_slice(&id), record, fault);
    text_release(&id);
    return done;
}

static void add_class(const struct tariff *tariff, struct slice name, uint64_t *classes)
{
    int number = tariff_name_number(&tariff->classes, name);

    if (number != TARIFF_NONE)
        *classes |= UINT64_C(1) << number;
}

static void read_classes(const struct measuring *work, const struct slice values[MEMBERS], uint64_t *classes)
{
    struct scan scan;
    struct slice item;

    if (!work->tariff->classes.count)
        return;
    if (values[M_CLASS].bytes)
        add_class(work->tariff, text_of(values[M_CLASS], work->arena), classes);
    if (!values[M_TRANSPORT].bytes || !scan_array(&scan, values[M_TRANSPORT]))
        return;
    while (scan_element(&scan, &item))
        add_class(work->tariff, text_of(item, work->arena), classes);
}

static void measure(struct unit *unit, int64_t length, int64_t width, int64_t height)
{
    int64_t longest = length > width ? length : width;

    longest = height > longest ? height : longest;
    unit->longest = longest;
    unit->girth = longest + 2 * (length + width + height - longest);
    if (__builtin_mul_overflow(length, width, &unit->volume) || __builtin_mul_overflow(unit->volume, height, &unit->volume))
        unit->volume = INT64_MAX;
}

static bool read_unit(const struct measuring *work, struct slice record, struct slice parent, struct unit *unit,
                      struct fault *fault)
{
    struct slice values[MEMBERS];
    struct slice inherited[MEMBERS];

    find_members(work->tariff, record, values);
    if (values[M_PARENT].bytes) {
        if (!parent.bytes && !find_record(work, text_of(values[M_PARENT], work->arena), &parent, fault))
            return false;
        find_members(work->tariff, parent, inherited);
        for (int i = M_COST; i < MEMBERS; i++)
            if (!values[i].bytes)
                values[i] = inherited[i];
    }
    *unit = (struct unit){.weight = values[M_WEIGHT].bytes ? whole_of(values[M_WEIGHT]) : -1, .cost = PRODUCT_UNSET};
    measure(unit, whole_of(values[M_LENGTH]), whole_of(values[M_WIDTH]), whole_of(values[M_HEIGHT]));
    read_classes(work, values, &unit->classes);
    return !values[M_COST].bytes || price_read(scan_text(values[M_COST]), "cost", &unit->cost, fault);
}

static bool find_unit(const struct measuring *work, struct slice sku, struct unit *unit, struct fault *fault)
{
    struct slice record;

    return find_record(work, sku, &record, fault) && read_unit(work, record, (struct slice){NULL, 0}, unit, fault);
}

static bool line_unit(const struct measuring *work, const struct order_line *line, struct unit *unit, struct fault *fault)
{
    return line->record.bytes ? read_unit(work, line->record, line->parent_record, unit, fault)
                              : find_unit(work, line->sku, unit, fault);
}

static void saturate(int64_t *sum, int64_t each, int64_t times)
{
    int64_t product;

    if (__builtin_mul_overflow(each, times, &product) || __builtin_add_overflow(*sum, product, sum))
        *sum = INT64_MAX;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* What a bundle does not know of itself. */
static bool add_parts(const struct measuring *work, const struct order_line *line, struct unit *unit, struct fault *fault)
{
    bool needs_weight = unit->weight < 0;
    bool needs_size = !unit->volume;

    if (needs_weight) {
        unit->weight = 0;
        unit->parts = arena_take(work->arena, line->component_count * sizeof *unit->parts);
    }
    for (size_t i = 0; i < line->component_count; i++) {
        struct unit part;

        if (!find_unit(work, line->components[i].sku, &part, fault))
            return false;
        unit->classes |= part.classes;
        if (needs_weight)
            unit->parts[unit->part_count++] =
                (struct parcel_piece){line->components[i].quantity, larger(part.weight, 0), part.volume, part.classes};
        if (needs_weight && unit->weight >= 0 && part.weight >= 0)
            saturate(&unit->weight, part.weight, line->components[i].quantity);
        else if (needs_weight)
            unit->weight = -1;
        if (!needs_size)
            continue;
        saturate(&unit->volume, part.volume, line->components[i].quantity);
        unit->longest = larger(unit->longest, part.longest);
        unit->girth = larger(unit->girth, part.girth);
    }
    return true;
}

static struct tariff_goods *shipment_for(struct delivery *delivery, const struct measuring *work, struct slice location,
                                         uint64_t classes)
{
    for (size_t i = 0; i < delivery->shipment_count; i++)
        if (slice_equal(delivery->shipments[i].location, location) &&
            (delivery->shipments[i].classes & work->apart) == (classes & work->apart))
            return &delivery->shipments[i];
    delivery->shipments[delivery->shipment_count] =
        (struct tariff_goods){.location = location, .pieces = arena_take(work->arena, work->pieces * sizeof(struct parcel_piece))};
    return &delivery->shipments[delivery->shipment_count++];
}

static void add_piece(struct tariff_goods *goods, struct parcel_piece piece, int64_t times)
{
    if (__builtin_mul_overflow(piece.units, times, &piece.units))
        piece.units = INT64_MAX;
    goods->heaviest = larger(goods->heaviest, piece.weight);
    goods->bulkiest = larger(goods->bulkiest, piece.volume);
    goods->pieces[goods->piece_count++] = piece;
}

static void add_units(struct tariff_goods *goods, struct slice sku, const struct unit *unit, int64_t units, amount value)
{
    goods->units += units;
    goods->value += value;
    goods->classes |= unit->classes;
    if (unit->weight < 0)
        goods->unweighed = sku;
    else
        saturate(&goods->weight, unit->weight, units);
    saturate(&goods->volume, unit->volume, units);
    goods->longest = larger(goods->longest, unit->longest);
    goods->girth = larger(goods->girth, unit->girth);
    for (size_t i = 0; i < unit->part_count; i++)
        add_piece(goods, unit->parts[i], units);
    if (!unit->parts)
        add_piece(goods, (struct parcel_piece){1, larger(unit->weight, 0), unit->volume, unit->classes}, units);
}

/* A line goes with one shipment, or, if it is split, with that of each of its places; `value`, of the whole line, is dealt out. */
static void send_line(struct delivery *delivery, const struct order *order, size_t number, const struct measuring *work,
                      const struct unit *unit, amount value)
{
    const struct order_line *line = &order->lines[number];
    const struct order_allocation whole = {.location = line->location, .quantity = line->quantity};
    const struct order_allocation *places = line->allocation_count ? line->allocations : &whole;
    size_t count = line->allocation_count ? line->allocation_count : 1;
    int64_t open = line->quantity;
    amount left = value;

    for (size_t i = 0; open && i < count; i++) {
        int64_t units = places[i].quantity < open ? places[i].quantity : open;
        struct tariff_goods *goods = shipment_for(delivery, work, places[i].location, unit->classes);

        /* Its share of what is left: so the parts add up to the whole. */
        amount part = (amount)divide_rounded((wide)left * units, open);

        add_units(goods, line->sku, unit, units, part);
        left -= part;
        delivery->parts[delivery->part_count++] = (struct delivery_part){number, (size_t)(goods - delivery->shipments), units};
        open -= units;
    }
}

/* A line's sum before discounts, without tax or with it. False: too large. */
static bool undiscounted(const struct order *order, const struct order_line *line, amount sums[2])
{
    amount charged;

    sums[false] = line->gross;
    sums[true] = line->net;
    if (!line->discount)
        return true;
    if (!price_times(line->price, line->quantity, &order->currency, &charged))
        return false;
    if (order->prices_include_tax) {
        sums[false] = charged;
        sums[true] = (amount)divide_rounded((wide)charged * PERCENT_WHOLE, PERCENT_WHOLE + line->vat_rate);
    } else {
        sums[true] = charged;
        sums[false] = charged + (amount)divide_rounded((wide)charged * line->vat_rate, PERCENT_WHOLE);
    }
    return true;
}

static bool add_cost(struct delivery *delivery, const struct order_line *line, const struct unit *unit,
                     const struct settings *settings)
{
    amount cost;

    delivery->has_cost &= unit->cost != PRODUCT_UNSET;
    return !delivery->has_cost ||
           (price_times(unit->cost, line->quantity, &settings->currency, &cost) && amount_add(&delivery->cost, cost));
}

static bool take_line(struct delivery *delivery, const struct order *order, size_t number, const struct measuring *work,
                      const struct settings *settings, struct fault *fault)
{
    const struct order_line *line = &order->lines[number];
    struct tariff_question *question = &delivery->question;
    amount before[2];
    struct unit unit;

    if (!undiscounted(order, line, before) || !amount_add(&question->bases[true][false], before[false]) ||
        !amount_add(&question->bases[true][true], before[true]) || !amount_add(&question->bases[false][false], line->gross) ||
        !amount_add(&question->bases[false][true], line->net))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "the order's total is too large");
    if (!line_unit(work, line, &unit, fault) || (line->component_count && !add_parts(work, line, &unit, fault)))
        return false;
    if (!add_cost(delivery, line, &unit, settings))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "the goods cost too much");
    if (line->goods == TAX_GOODS)
        send_line(delivery, order, number, work, &unit, before[false]);
    return true;
}

static uint64_t classes_apart(const struct tariff *tariff)
{
    uint64_t classes = tariff->special;

    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++)
        classes |= tariff->services[i].excludes;
    return classes;
}

/* Each shipment leaves from its location, which is where the shop is, unless its record says otherwise. */
static bool find_addresses(struct delivery *delivery, struct store *store, const struct settings *settings, struct arena *arena,
                           struct fault *fault)
{
    for (size_t i = 0; i < delivery->shipment_count; i++) {
        struct tariff_goods *goods = &delivery->shipments[i];

        if (!location_address(store, goods->location, settings, arena, &goods->country, &goods->postcode, fault))
            return false;
    }
    return true;
}

bool delivery_of(struct delivery *delivery, const struct order *order, bool apart, const struct tariff *tariff, struct store *store,
                 const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct measuring work = {tariff, store, arena, apart ? classes_apart(tariff) : 0, 0};
    size_t places = order->line_count;

    for (size_t i = 0; i < order->line_count; i++) {
        places += order->lines[i].allocation_count;
        work.pieces += (1 + order->lines[i].allocation_count) * (1 + order->lines[i].component_count);
    }
    *delivery = (struct delivery){.question = {.country = order->country,
                                               .postcode = order->postcode,
                                               .distance = order->distance,
                                               .is_business = order->buyer == BUYER_BUSINESS,
                                               .gift_cards = order->gift_cards,
                                               .at = order->placed_at},
                                  .is_paid_once = slice_is(settings->text[SHIPPING_SPLIT], "once"),
                                  .has_cost = !order->is_foreign};
    delivery->shipments = arena_take(arena, places * sizeof *delivery->shipments);
    delivery->parts = arena_take(arena, places * sizeof *delivery->parts);
    for (size_t i = 0; i < order->line_count; i++)
        if (!take_line(delivery, order, i, &work, settings, fault))
            return false;
    return find_addresses(delivery, store, settings, arena, fault);
}
