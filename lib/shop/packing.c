/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/packing.h"

#include "shop/carrier_bill.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"

static bool read_scans(const json_t *object, struct packing *packing, struct arena *arena, struct fault *fault)
{
    const json_t *scans;

    if (!field_array(object, "scans", &scans, fault))
        return false;
    packing->scan_count = json_array_size(scans);
    packing->scans = arena_take(arena, packing->scan_count * sizeof *packing->scans + 1);
    for (size_t i = 0; i < packing->scan_count; i++) {
        const json_t *scan = json_array_get(scans, i);

        if (!json_is_string(scan))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "scans", "must be an array of strings");
        packing->scans[i] = (struct slice){json_string_value(scan), json_string_length(scan)};
    }
    /* No scan at all is the whole order, which is not what somebody meant who scanned nothing. */
    return !scans || packing->scan_count || fault_set(fault, FAULT_REFUSED, "missing_field", "scans", "names nothing");
}

static bool read_lines(const json_t *object, struct packing *packing, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", NULL};
    const json_t *lines;

    if (!field_array(object, "lines", &lines, fault))
        return false;
    packing->line_count = json_array_size(lines);
    packing->lines = arena_take(arena, packing->line_count * sizeof *packing->lines + 1);
    for (size_t i = 0; i < packing->line_count; i++) {
        const json_t *line = json_array_get(lines, i);
        bool has_line;
        bool has_quantity;

        if (!json_is_object(line))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "lines", "must be an array of objects");
        if (!fields_known(line, known, fault) ||
            !field_integer(line, "line", 1, ORDER_LINES_LIMIT, &packing->lines[i].line, &has_line, fault) ||
            !field_integer(line, "quantity", 1, QUANTITY_LIMIT, &packing->lines[i].quantity, &has_quantity, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
        if (!has_line || !has_quantity)
            return field_missing(has_line ? "quantity" : "line", fault) || fault_within(fault, "lines[%zu]", i + 1);
    }
    return !lines || packing->line_count || fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "names no line");
}

static bool read_measure(const json_t *object, const char *name, int64_t limit, int64_t *measure, struct fault *fault)
{
    bool present;

    *measure = 0;
    return field_integer(object, name, 1, limit, measure, &present, fault);
}

bool packing_from_json(struct packing *packing, const json_t *object, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"key",      "location",  "scans",    "lines",     "partial",
                                        "weight_g", "length_mm", "width_mm", "height_mm", NULL};
    bool present;

    *packing = (struct packing){.is_partial = false};
    if (!fields_known(object, known, fault) || !field_string(object, "key", &packing->key, fault) ||
        !field_string(object, "location", &packing->location, fault) ||
        !field_bool(object, "partial", &packing->is_partial, &present, fault) ||
        !read_measure(object, "weight_g", PARCEL_WEIGHT_LIMIT, &packing->weight_g, fault) ||
        !read_measure(object, "length_mm", PARCEL_LENGTH_LIMIT, &packing->length_mm, fault) ||
        !read_measure(object, "width_mm", PARCEL_LENGTH_LIMIT, &packing->width_mm, fault) ||
        !read_measure(object, "height_mm", PARCEL_LENGTH_LIMIT, &packing->height_mm, fault))
        return false;
    packing->is_partial &= present;
    return read_scans(object, packing, arena, fault) && read_lines(object, packing, arena, fault);
}

/* What is in parcels that have not left is taken from the places, as if it had. */
struct line_places *packing_places(const struct order *order, const struct parcels *parcels, struct arena *arena)
{
    struct line_places *places = order_places(order, arena);

    for (size_t i = 0; i < parcels->count; i++)
        for (size_t j = 0;
             parcels->items[i].status != PARCEL_SHIPPED && !parcels->items[i].shipped && j < parcels->items[i].line_count; j++) {
            const struct parcel_line *line = &parcels->items[i].lines[j];

            /* A line may have been moved to another place since: then it is packed there. */
            if (line->line >= 1 && (uint64_t)line->line <= order->line_count)
                (void)order_places_ship(&places[line->line - 1], (struct slice){NULL, 0},
                                        order_places_ship(&places[line->line - 1], parcels->items[i].location, line->quantity));
        }
    return places;
}

int64_t *packing_open(const struct order *order, const struct parcels *parcels, struct slice location, struct arena *arena)
{
    struct line_places *places = packing_places(order, parcels, arena);
    int64_t *open = arena_take(arena, order->line_count * sizeof *open + 1);

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        bool has_goods = !line->has_components || line->component_count;

        open[i] = 0;
        for (size_t j = 0; has_goods && j < places[i].count; j++)
            if (!location.bytes || slice_equal(location, places[i].rows[j].location))
                open[i] += order_place_open(&places[i].rows[j]);
    }
    return open;
}

/* Where all that is to be packed is promised. */
static bool find_location(const struct order *order, const struct parcels *parcels, struct slice *location, struct arena *arena,
                          struct fault *fault)
{
    struct line_places *places = packing_places(order, parcels, arena);

    for (size_t i = 0; i < order->line_count; i++)
        for (size_t j = 0; j < places[i].count; j++) {
            const struct order_allocation *place = &places[i].rows[j];

            if (!order_place_open(place) || (order->lines[i].has_components && !order->lines[i].component_count))
                continue;
            if (location->bytes && !slice_equal(*location, place->location))
                return fault_set(fault, FAULT_REFUSED, "missing_field", "location",
                                 "order %.*s comes from %.*s and %.*s: one has to be named", SLICE_ARGS(order->id),
                                 SLICE_ARGS(*location), SLICE_ARGS(place->location));
            *location = place->location;
        }
    return true;
}

/* Goods that may be scanned: one for each SKU, in the order of the lines. */
struct expected {
    struct slice sku, gtin;
    int64_t wanted, scanned;
};

struct expectation {
    struct expected *items;
    size_t count;
};

static struct slice without_zeros(struct slice code)
{
    while (code.length > 1 && *code.bytes == '0')
        code = slice_from(code, 1);
    return code;
}

static bool find_gtin(struct expected *expected, struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    product_id(expected->sku, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    expected->gtin = done && record.bytes ? scan_text(scan_find(record, "gtin")) : (struct slice){NULL, 0};
    if (expected->gtin.bytes)
        expected->gtin = without_zeros(arena_copy(arena, expected->gtin));
    return done;
}

static struct expected *expected_sku(struct expectation *expectation, struct slice sku)
{
    for (size_t i = 0; i < expectation->count; i++)
        if (slice_equal(expectation->items[i].sku, sku))
            return &expectation->items[i];
    return NULL;
}

static bool expect(struct expectation *expectation, const struct order *order, const int64_t *open, struct store *store,
                   struct arena *arena, struct fault *fault)
{
    size_t room = 1;

    for (size_t i = 0; i < order->line_count; i++)
        room += order->lines[i].has_components ? order->lines[i].component_count : 1;
    *expectation = (struct expectation){arena_take(arena, room * sizeof *expectation->items), 0};
    for (size_t i = 0; i < order->line_count; i++) {
        struct slice sku;
        int64_t quantity;
        size_t at = 0;

        while (open[i] > 0 && order_line_takes(&order->lines[i], open[i], &at, &sku, &quantity)) {
            struct expected *expected = expected_sku(expectation, sku);

            if (!expected) {
                expected = &expectation->items[expectation->count++];
                *expected = (struct expected){.sku = sku};
                if (!find_gtin(expected, store, arena, fault))
                    return false;
            }
            expected->wanted += quantity;
        }
    }
    return true;
}

static struct expected *scanned(struct expectation *expectation, struct slice code)
{
    struct expected *expected = expected_sku(expectation, code);
    struct slice plain = without_zeros(code);

    for (size_t i = 0; !expected && i < expectation->count; i++)
        if (expectation->items[i].gtin.bytes && slice_equal(expectation->items[i].gtin, plain))
            expected = &expectation->items[i];
    return expected;
}

static bool count_scans(struct expectation *expectation, const struct order *order, const struct packing *packing,
                        struct fault *fault)
{
    for (size_t i = 0; i < packing->scan_count; i++) {
        struct expected *expected = scanned(expectation, packing->scans[i]);

        if (!expected)
            return fault_set(fault, FAULT_REFUSED, "wrong_goods", "scans", "\"%.*s\" is not in what is to be packed of order %.*s",
                             SLICE_ARGS(packing->scans[i]), SLICE_ARGS(order->id));
        if (++expected->scanned > expected->wanted)
            return fault_set(fault, FAULT_REFUSED, "too_many", "scans", "there are more than %lld of \"%.*s\" for order %.*s",
                             (long long)expected->wanted, SLICE_ARGS(expected->sku), SLICE_ARGS(order->id));
    }
    return true;
}

static bool are_all_there(const struct expectation *expectation, const struct order *order, struct fault *fault)
{
    struct text missing = TEXT_INIT;
    bool all;

    for (size_t i = 0; i < expectation->count && missing.length < FAULT_REASON / 2; i++)
        if (expectation->items[i].scanned < expectation->items[i].wanted)
            text_printf(&missing, "%s%lld of \"%.*s\"", missing.length ? ", " : "",
                        (long long)(expectation->items[i].wanted - expectation->items[i].scanned),
                        SLICE_ARGS(expectation->items[i].sku));
    all = !missing.length || fault_set(fault, FAULT_REFUSED, "missing_goods", "scans", "of order %.*s %.*s are missing",
                                       SLICE_ARGS(order->id), SLICE_ARGS(text_slice(&missing)));
    text_release(&missing);
    return all;
}

/* How many units of a line are whole among what was scanned and no line before had. */
static int64_t whole_units(struct expectation *expectation, const struct order_line *line, int64_t open)
{
    struct slice sku;
    int64_t each;
    size_t at = 0;

    while (order_line_takes(line, 1, &at, &sku, &each)) {
        int64_t units = expected_sku(expectation, sku)->scanned / each;

        open = units < open ? units : open;
    }
    at = 0;
    while (order_line_takes(line, open, &at, &sku, &each))
        expected_sku(expectation, sku)->scanned -= each;
    return open;
}

/* Scans become units of lines; a part of a bundle alone is none. */
static bool take_scans(const struct order *order, const struct packing *packing, const int64_t *open, int64_t *packed,
                       struct store *store, struct arena *arena, struct fault *fault)
{
    struct expectation expectation;

    if (!expect(&expectation, order, open, store, arena, fault) || !count_scans(&expectation, order, packing, fault) ||
        (!packing->is_partial && !are_all_there(&expectation, order, fault)))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        packed[i] = open[i] > 0 ? whole_units(&expectation, &order->lines[i], open[i]) : 0;
    for (size_t i = 0; i < expectation.count; i++)
        if (expectation.items[i].scanned)
            return fault_set(fault, FAULT_REFUSED, "missing_goods", "scans",
                             "%lld of \"%.*s\" are parts of a bundle whose other parts are missing",
                             (long long)expectation.items[i].scanned, SLICE_ARGS(expectation.items[i].sku));
    return true;
}

static bool take_lines(const struct order *order, const struct packing *packing, const int64_t *open, int64_t *packed,
                       struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++)
        packed[i] = packing->line_count ? 0 : open[i];
    for (size_t i = 0; i < packing->line_count; i++) {
        size_t line = (size_t)packing->lines[i].line;

        if (line > order->line_count)
            return fault_set(fault, FAULT_REFUSED, "unknown_line", "lines", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                             line);
        packed[line - 1] += packing->lines[i].quantity;
        if (packed[line - 1] > open[line - 1])
            return fault_set(fault, FAULT_REFUSED, "too_many", "lines", "only %lld of line %zu are to be packed",
                             (long long)open[line - 1], line);
    }
    return true;
}

static void fill(struct parcel *parcel, const struct order *order, const struct packing *packing, struct slice location,
                 const int64_t *packed, struct arena *arena)
{
    parcel->key = packing->key;
    parcel->location = location;
    parcel->weight_g = packing->weight_g;
    parcel->length_mm = packing->length_mm;
    parcel->width_mm = packing->width_mm;
    parcel->height_mm = packing->height_mm;
    parcel->lines = arena_take(arena, order->line_count * sizeof *parcel->lines + 1);
    parcel->line_count = 0;
    for (size_t i = 0; i < order->line_count; i++)
        if (packed[i] > 0)
            parcel->lines[parcel->line_count++] = (struct parcel_line){(int64_t)i + 1, order->lines[i].sku, packed[i]};
}

/* What is in the new parcel, where `others` hold the rest. */
static bool compose(struct parcel *parcel, const struct order *order, const struct packing *packing, const struct parcels *others,
                    struct store *store, struct arena *arena, struct fault *fault)
{
    int64_t *packed = arena_take(arena, order->line_count * sizeof *packed + 1);
    struct slice location = packing->location;
    int64_t *open;

    if (location.bytes ? !location_check(location, "location", fault) : !find_location(order, others, &location, arena, fault))
        return false;
    open = packing_open(order, others, location, arena);
    if (packing->scan_count ? !take_scans(order, packing, open, packed, store, arena, fault)
                            : !take_lines(order, packing, open, packed, fault))
        return false;
    fill(parcel, order, packing, location, packed, arena);
    return parcel->line_count > 0 ||
           fault_set(fault, FAULT_REFUSED, "nothing_to_pack", "id", "nothing of order %.*s is to be packed%s%.*s",
                     SLICE_ARGS(order->id), location.bytes ? " at " : "", SLICE_ARGS(location));
}

static struct parcel *keyed(const struct parcels *parcels, struct slice key)
{
    for (size_t i = 0; key.bytes && i < parcels->count; i++)
        if (slice_equal(parcels->items[i].key, key))
            return &parcels->items[i];
    return NULL;
}

/* Whether what is asked for is what the parcel of that key has. */
static bool check_same(const struct parcel *parcel, const struct order *order, const struct packing *packing, struct store *store,
                       struct arena *arena, struct fault *fault)
{
    int64_t *has = arena_take(arena, order->line_count * sizeof *has + 1);
    int64_t *asked = arena_take(arena, order->line_count * sizeof *asked + 1);
    struct packing whole = *packing;
    struct fault refusal = FAULT_INIT;
    bool same = packing->weight_g == parcel->weight_g && packing->length_mm == parcel->length_mm &&
                packing->width_mm == parcel->width_mm && packing->height_mm == parcel->height_mm &&
                (!packing->location.bytes || slice_equal(packing->location, parcel->location));

    memset(has, 0, order->line_count * sizeof *has);
    for (size_t i = 0; i < parcel->line_count; i++)
        has[parcel->lines[i].line - 1] += parcel->lines[i].quantity;
    whole.is_partial = false;
    if (same && packing->scan_count)
        same = take_scans(order, &whole, has, asked, store, arena, &refusal);
    else if (same && packing->line_count)
        same = take_lines(order, packing, has, asked, &refusal) && memcmp(has, asked, order->line_count * sizeof *has) == 0;
    if (refusal.kind == FAULT_SYSTEM) {
        *fault = refusal;
        return false;
    }
    return same || fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" is parcel %.*s already, with other content",
                             SLICE_ARGS(packing->key), SLICE_ARGS(parcel->id));
}

bool parcel_pack(struct parcel *parcel, const struct order *order, const struct packing *packing, struct store *store, instant now,
                 struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct parcels parcels;
    struct parcel *known;

    *changed = false;
    if (packing->key.bytes && !name_check(packing->key, PARCEL_KEY_LIMIT, "key", fault))
        return false;
    if (packing->scan_count && packing->line_count)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "lines", "only one of \"scans\" and \"lines\" makes sense");
    if (!parcels_of_order(&parcels, order->id, store, arena, fault))
        return false;
    known = keyed(&parcels, packing->key);
    if (known) {
        *parcel = *known;
        return check_same(known, order, packing, store, arena, fault);
    }
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (parcels.last >= PARCELS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "id", "order %.*s has %d parcels, and cannot have more",
                         SLICE_ARGS(order->id), PARCELS_LIMIT);
    parcel_begin(parcel, order, parcels.last, now, arena);
    if (!compose(parcel, order, packing, &parcels, store, arena, fault))
        return false;
    *row = parcel_change(parcel, changes);
    *changed = true;
    return bill_reopen(order, changes, fault);
}
