/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/allocation.h"

#include "shop/stock.h"
#include "json/write.h"

#include <stdlib.h>

struct candidate {
    const struct location *location;
    size_t precision;
    const struct location_area *area; /* by which it serves the order first; NULL: by none */
    bool is_named;                    /* by a line */
    bool is_used;
};

/* A line that is to be allotted, and where its demands stand. */
struct free_line {
    size_t line, first, count;
    int64_t units;
};

struct work {
    const struct allocation *allocation;
    struct arena *arena;
    struct candidate *places;
    size_t place_count;
    struct candidate *others; /* that were not considered */
    size_t other_count;
    size_t *goods; /* of each demand: its SKU's number */
    size_t goods_count;
    int64_t *there, *left; /* of each SKU at each place */
    struct free_line *lines;
    size_t line_count;
    bool falls_short; /* products that allow back-orders have no limit */
    struct allotments *allotments;
    size_t missing_line; /* of the last try: which found no place, and how many units of it did */
    int64_t missing_had;
};

void demands_add(struct demands *demands, struct demand demand, struct arena *arena)
{
    if (demands->count == demands->room) {
        struct demand *wider = arena_take(arena, (demands->room + 4) * 2 * sizeof *wider);

        if (demands->count)
            memcpy(wider, demands->items, demands->count * sizeof *wider);
        demands->items = wider;
        demands->room = (demands->room + 4) * 2;
    }
    demands->items[demands->count++] = demand;
}

static void allot(struct work *work, size_t line, struct slice location, int64_t units)
{
    struct allotments *allotments = work->allotments;

    if (allotments->count == allotments->room) {
        struct allotment *wider = arena_take(work->arena, (allotments->room + 4) * 2 * sizeof *wider);

        if (allotments->count)
            memcpy(wider, allotments->items, allotments->count * sizeof *wider);
        allotments->items = wider;
        allotments->room = (allotments->room + 4) * 2;
    }
    allotments->items[allotments->count++] = (struct allotment){line, location, units};
}

static void find_lines(struct work *work)
{
    const struct demands *wanted = work->allocation->wanted;

    work->lines = arena_take(work->arena, (wanted->count + 1) * sizeof *work->lines);
    for (size_t i = 0; i < wanted->count; i++) {
        struct free_line *last = work->line_count ? &work->lines[work->line_count - 1] : NULL;
        size_t number = wanted->items[i].number;

        if (wanted->items[i].location.bytes)
            continue;
        if (last && last->line == number)
            last->count++;
        else
            work->lines[work->line_count++] = (struct free_line){number, i, 1, work->allocation->units[number]};
    }
}

struct numbered_sku {
    struct slice sku;
    size_t demand;
};

static int by_sku(const void *a, const void *b)
{
    const struct numbered_sku *x = a;
    const struct numbered_sku *y = b;

    return slice_compare(x->sku, y->sku);
}

/* Equal SKUs get the same number. */
static struct numbered_sku *number_goods(struct work *work)
{
    const struct demands *wanted = work->allocation->wanted;
    struct numbered_sku *sorted = arena_take(work->arena, (wanted->count + 1) * sizeof *sorted);

    work->goods = arena_take(work->arena, (wanted->count + 1) * sizeof *work->goods);
    for (size_t i = 0; i < wanted->count; i++)
        sorted[i] = (struct numbered_sku){wanted->items[i].sku, i};
    qsort(sorted, wanted->count, sizeof *sorted, by_sku);
    for (size_t i = 0; i < wanted->count; i++) {
        if (!i || !slice_equal(sorted[i].sku, sorted[i - 1].sku))
            sorted[work->goods_count++].sku = sorted[i].sku;
        work->goods[sorted[i].demand] = work->goods_count - 1;
    }
    return sorted;
}

static int by_rank(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;

    if (x->precision != y->precision)
        return x->precision > y->precision ? -1 : 1;
    if (x->location->priority != y->location->priority)
        return x->location->priority < y->location->priority ? -1 : 1;
    return slice_compare(x->location->id, y->location->id);
}

static bool is_named(const struct demands *wanted, struct slice location)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (wanted->items[i].location.bytes && slice_equal(wanted->items[i].location, location))
            return true;
    return false;
}

/* Whoever may serve the order at all, in their order; then those who may not. */
static void rank_places(struct work *work)
{
    const struct location_book *book = work->allocation->book;
    const struct order *order = work->allocation->order;

    work->places = arena_take(work->arena, (book->count + 1) * sizeof *work->places);
    work->others = arena_take(work->arena, (book->count + 1) * sizeof *work->others);
    for (size_t i = 0; i < book->count; i++) {
        const struct location *location = &book->items[i];
        struct candidate place = {.location = location, .is_named = is_named(work->allocation->wanted, location->id)};

        place.precision = location_serves(location, order->country, order->postcode, &place.area);
        if (location->sells && location->ships &&
            (work->allocation->anywhere || location_goes_to(location, order->country, order->postcode)))
            work->places[work->place_count++] = place;
        else
            work->others[work->other_count++] = place;
    }
    qsort(work->places, work->place_count, sizeof *work->places, by_rank);
}

static int64_t held_there(const struct allocation *allocation, struct slice sku, struct slice location)
{
    int64_t held = 0;

    for (size_t i = 0; allocation->held && i < allocation->held->count; i++)
        if (slice_equal(allocation->held->items[i].sku, sku) && slice_equal(allocation->held->items[i].location, location))
            held += allocation->held->items[i].quantity;
    return held;
}

static int64_t *row_of(int64_t *table, size_t sku)
{
    return table + sku * ALLOCATION_PLACES;
}

/* What is available of each SKU at a place; *some: of any. */
static bool look(struct work *work, const struct numbered_sku *skus, const struct candidate *place, size_t column, bool *some,
                 struct store *store, struct fault *fault)
{
    *some = false;
    for (size_t i = 0; i < work->goods_count; i++) {
        struct stock_level level;
        int64_t available;
        bool found;

        if (!stock_find(store, skus[i].sku, place->location->id, &level, &found, fault))
            return false;
        available = stock_available(&level) + held_there(work->allocation, skus[i].sku, place->location->id);
        row_of(work->there, i)[column] = available > 0 ? available : 0;
        *some |= available > 0;
    }
    return true;
}

/* Those that are considered, with what they have; what lines take from where they say is not there for the others. */
static bool look_around(struct work *work, const struct numbered_sku *skus, struct store *store, struct fault *fault)
{
    const struct demands *wanted = work->allocation->wanted;
    size_t kept = 0;

    work->there = arena_take(work->arena, (work->goods_count + 1) * ALLOCATION_PLACES * sizeof *work->there);
    work->left = arena_take(work->arena, (work->goods_count + 1) * ALLOCATION_PLACES * sizeof *work->left);
    for (size_t i = 0; i < work->place_count; i++) {
        struct candidate place = work->places[i];
        bool some = false;

        if (kept < ALLOCATION_PLACES && !look(work, skus, &place, kept, &some, store, fault))
            return false;
        if (kept < ALLOCATION_PLACES && (some || place.is_named || i == 0))
            work->places[kept++] = place;
        else
            work->others[work->other_count++] = place;
    }
    work->place_count = kept;
    for (size_t i = 0; i < wanted->count; i++)
        for (size_t place = 0; wanted->items[i].location.bytes && place < kept; place++)
            if (slice_equal(work->places[place].location->id, wanted->items[i].location))
                row_of(work->there, work->goods[i])[place] -= wanted->items[i].quantity;
    return true;
}

/* How many units of a line a place has left. */
static int64_t room_for(struct work *work, const struct free_line *line, size_t place)
{
    int64_t room = line->units;

    for (size_t i = line->first; i < line->first + line->count; i++) {
        const struct demand *demand = &work->allocation->wanted->items[i];
        int64_t units = row_of(work->left, work->goods[i])[place] / (demand->quantity / line->units);

        if ((!work->falls_short || !demand->may_fall_short) && units < room)
            room = units > 0 ? units : 0;
    }
    return room;
}

static void take(struct work *work, const struct free_line *line, size_t place, int64_t units)
{
    for (size_t i = line->first; i < line->first + line->count; i++)
        row_of(work->left, work->goods[i])[place] -= work->allocation->wanted->items[i].quantity / line->units * units;
    allot(work, line->line, work->places[place].location->id, units);
}

static bool place_line(struct work *work, const struct free_line *line, unsigned set)
{
    int64_t open = line->units;

    for (size_t place = 0; place < work->place_count; place++)
        if (set >> place & 1 && room_for(work, line, place) == open) {
            take(work, line, place, open);
            return true;
        }
    for (size_t place = 0; open > 0 && place < work->place_count; place++) {
        int64_t room = set >> place & 1 ? room_for(work, line, place) : 0;
        int64_t units = room < open ? room : open;

        if (units > 0)
            take(work, line, place, units);
        open -= units;
    }
    work->missing_line = line->line;
    work->missing_had = line->units - open;
    return open == 0;
}

/* Whether these places together have everything; then the allotments say where. */
static bool fits(struct work *work, unsigned set)
{
    memcpy(work->left, work->there, work->goods_count * ALLOCATION_PLACES * sizeof *work->left);
    work->allotments->count = 0;
    for (size_t i = 0; i < work->line_count; i++)
        if (!place_line(work, &work->lines[i], set))
            return false;
    return true;
}

/* `more` places beside those of the set, from `from` on, in their order. */
static bool fits_with(struct work *work, unsigned set, size_t from, size_t more)
{
    if (!more)
        return fits(work, set);
    for (size_t place = from; place < work->place_count; place++)
        if (!work->places[place].is_named && fits_with(work, set | 1u << place, place + 1, more - 1))
            return true;
    return false;
}

static bool fewest(struct work *work)
{
    unsigned all = (1u << work->place_count) - 1;
    unsigned named = 0;

    for (size_t place = 0; place < work->place_count; place++)
        named |= work->places[place].is_named ? 1u << place : 0;
    if (!fits(work, all))
        return false;
    for (size_t more = 0; more < work->place_count; more++)
        if ((named || more) && fits_with(work, named, 0, more))
            return true;
    return fits(work, all);
}

static bool refuse(const struct work *work, struct fault *fault)
{
    const struct free_line *line = &work->lines[0];

    while (line->line != work->missing_line)
        line++;
    fault_set(fault, FAULT_REFUSED, "not_available", "quantity",
              "only %lld of \"%.*s\" available at all locations that ship to %.*s", (long long)work->missing_had,
              SLICE_ARGS(work->allocation->order->lines[line->line].sku), SLICE_ARGS(work->allocation->order->country));
    fault_short(fault, work->missing_had);
    return fault_within(fault, "lines[%zu]", line->line + 1);
}

static void write_place(const struct candidate *place, const char *outcome, struct text *text)
{
    const struct location *location = place->location;

    json_open(text, NULL, '{');
    json_put_string(text, "location", location->id);
    if (place->area) {
        struct text area = TEXT_INIT;

        text_add_slice(&area, place->area->country);
        if (place->area->postcode.length) {
            text_add_byte(&area, ' ');
            text_add_slice(&area, place->area->postcode);
        }
        json_put_string(text, "serves", text_slice(&area));
        text_release(&area);
    }
    json_put_integer(text, "priority", location->priority);
    json_put_string(text, "outcome", slice_of(outcome));
    json_close(text, '}');
}

static const char *why_not(const struct location *location, const struct order *order)
{
    if (!location->sells)
        return "not_for_sale";
    if (!location->ships)
        return "does_not_ship";
    return location_goes_to(location, order->country, order->postcode) ? "nothing_there" : "does_not_deliver_there";
}

static void explain(struct work *work, const struct allotments *found, struct slice *explained)
{
    struct allotments tried = {NULL, 0, 0};
    struct text text = TEXT_INIT;
    size_t used = 0;

    work->allotments = &tried;
    for (size_t i = 0; i < work->place_count; i++)
        for (size_t j = 0; j < found->count && !work->places[i].is_used; j++)
            work->places[i].is_used = slice_equal(found->items[j].location, work->places[i].location->id);
    for (size_t i = 0; i < work->place_count; i++)
        used += work->places[i].is_used;
    json_open(&text, NULL, '{');
    json_put_string(&text, "rule",
                    work->falls_short ? SLICE("back_order")
                    : used > 1        ? SLICE("fewest_locations")
                                      : SLICE("one_location"));
    json_open(&text, "locations", '[');
    for (size_t i = 0; i < work->place_count; i++) {
        struct candidate *place = &work->places[i];
        bool alone = !place->is_used && fits(work, 1u << i);

        write_place(place, place->is_used ? "chosen" : alone ? "comes_later" : place->is_named ? "named" : "not_all_there", &text);
    }
    for (size_t i = 0; i < work->other_count; i++)
        write_place(&work->others[i], why_not(work->others[i].location, work->allocation->order), &text);
    json_close(&text, ']');
    json_close(&text, '}');
    *explained = arena_copy(work->arena, text_slice(&text));
    text_release(&text);
}

bool allocate(const struct allocation *allocation, struct store *store, struct arena *arena, struct allotments *allotments,
              struct slice *explained, struct fault *fault)
{
    struct work work = {.allocation = allocation, .arena = arena, .allotments = allotments};

    *allotments = (struct allotments){NULL, 0, 0};
    find_lines(&work);
    if (!work.line_count)
        return true;
    rank_places(&work);
    if (!work.place_count)
        return fault_set(fault, FAULT_REFUSED, "no_location", "lines", "no location sells and ships to %.*s",
                         SLICE_ARGS(allocation->order->country));
    if (!look_around(&work, number_goods(&work), store, fault))
        return false;
    if (!fewest(&work)) {
        work.falls_short = true;
        if (!fewest(&work))
            return refuse(&work, fault);
    }
    if (explained)
        explain(&work, allotments, explained);
    return true;
}

struct slice allocation_refused(const struct fault *refusal, struct arena *arena)
{
    struct text text = TEXT_INIT;
    struct slice json;

    json_open(&text, NULL, '{');
    json_put_string(&text, "rule", slice_of(refusal->code));
    json_put_string(&text, "reason", slice_of(refusal->reason));
    json_close(&text, '}');
    json = arena_copy(arena, text_slice(&text));
    text_release(&text);
    return json;
}

static bool is_allotted(const struct allotments *allotments, size_t line, size_t *at)
{
    while (*at < allotments->count && allotments->items[*at].line < line)
        ++*at;
    return *at < allotments->count && allotments->items[*at].line == line;
}

void demands_settle(struct demands *demands, const struct allotments *allotments, const int64_t *units, struct arena *arena)
{
    struct demands settled = {NULL, 0, 0};
    size_t first = 0;

    for (size_t i = 0; i < demands->count; i++) {
        struct demand demand = demands->items[i];
        int64_t each;

        if (demand.location.bytes || !is_allotted(allotments, demand.number, &first)) {
            demands_add(&settled, demand, arena);
            continue;
        }
        each = demand.quantity / units[demand.number];
        for (size_t j = first; j < allotments->count && allotments->items[j].line == demand.number; j++) {
            demand.location = allotments->items[j].location;
            demand.quantity = each * allotments->items[j].units;
            demands_add(&settled, demand, arena);
        }
    }
    *demands = settled;
}
