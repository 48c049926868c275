/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup_network.h"

#include "base/memory.h"
#include "shop/selection.h"
#include "json/scan.h"

#include <stdlib.h>

void pickup_network_release(struct pickup_network *network)
{
    free(network->points);
    free(network->places);
    free(network->vanished);
    arena_release(&network->arena);
    *network = (struct pickup_network)PICKUP_NETWORK_INIT;
}

/* "relais/BE" */
static void place_of(struct slice record, struct text *place)
{
    struct text room = TEXT_INIT;

    text_clear(place);
    text_add_slice(place, scan_decoded(scan_find(record, "network"), &room));
    text_add_byte(place, '/');
    text_add_slice(place, scan_text(scan_find(record, "country")));
    text_release(&room);
}

static bool has_place(const struct pickup_network *network, struct slice place)
{
    for (size_t i = 0; i < network->place_count; i++)
        if (slice_equal(network->places[i], place))
            return true;
    return false;
}

void pickup_network_add(struct pickup_network *network, struct slice id, struct slice record)
{
    struct text place = TEXT_INIT;

    network->points = memory_grow(network->points, &network->point_room, network->point_count + 1, sizeof *network->points);
    network->points[network->point_count++] = arena_copy(&network->arena, id);
    place_of(record, &place);
    if (!has_place(network, text_slice(&place))) {
        network->places = memory_grow(network->places, &network->place_room, network->place_count + 1, sizeof *network->places);
        network->places[network->place_count++] = arena_copy(&network->arena, text_slice(&place));
    }
    text_release(&place);
}

static int by_id(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static bool is_listed(const struct pickup_network *network, struct slice id)
{
    return network->point_count && bsearch(&id, network->points, network->point_count, sizeof id, by_id);
}

static void compare_point(struct pickup_network *network, struct slice id, struct slice record, size_t *open)
{
    struct text place = TEXT_INIT;

    place_of(record, &place);
    if (!scan_find(record, "closed_on").bytes && has_place(network, text_slice(&place))) {
        ++*open;
        if (!is_listed(network, id)) {
            network->vanished =
                memory_grow(network->vanished, &network->vanished_room, network->vanished_count + 1, sizeof *network->vanished);
            network->vanished[network->vanished_count++] = arena_copy(&network->arena, id);
        }
    }
    text_release(&place);
}

bool pickup_network_compare(struct pickup_network *network, struct store *store, int64_t most_percent, struct fault *fault)
{
    struct store_walk walk;
    struct slice record;
    size_t open = 0;
    bool found = true;
    bool done = store_walk_begin(&walk, store, SLICE("pickup_point/"), fault);

    network->vanished_count = 0;
    if (network->point_count)
        qsort(network->points, network->point_count, sizeof *network->points, by_id);
    while (done && (done = store_walk_next(&walk, &found, fault)) && found) {
        done = store_walk_value(&walk, &record, fault);
        if (done)
            compare_point(network, store_walk_id(&walk), record, &open);
    }
    store_walk_end(&walk);
    if (done && network->vanished_count * 100 > open * (size_t)most_percent) {
        done = fault_set(fault, FAULT_REFUSED, "too_many_vanished", NULL,
                         "%zu of %zu points are not in the list any more, more than %lld %%: none is closed",
                         network->vanished_count, open, (long long)most_percent);
        network->vanished_count = 0;
    }
    return done;
}

bool pickup_point_find(struct store *store, struct slice carrier, struct slice point, struct slice *record, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    *record = (struct slice){NULL, 0};
    text_add_string(&id, "pickup_point/");
    if (!memchr(point.bytes, '/', point.length)) {
        text_add_slice(&id, carrier);
        text_add_byte(&id, '/');
    }
    text_add_slice(&id, point);
    if (id.length < STORE_ID_LIMIT)
        done = store_get(store, text_slice(&id), record, fault);
    text_release(&id);
    return done;
}

static bool find_closing(struct store *store, struct slice carrier, struct slice point, bool *closed, day *on, struct fault *fault)
{
    struct slice stored;
    struct slice day_text;

    if (!pickup_point_find(store, carrier, point, &stored, fault))
        return false;
    day_text = stored.bytes ? scan_text(scan_find(stored, "closed_on")) : (struct slice){NULL, 0};
    *closed = day_text.bytes && day_read(day_text, on);
    return true;
}

bool pickup_point_of_order_closed(struct store *store, struct slice shipping, bool *closed, day *on, struct fault *fault)
{
    struct slice quote = scan_find(shipping, "quote");
    struct slice point = scan_find(quote.bytes ? quote : shipping, "pickup_point");
    struct text room = TEXT_INIT;
    struct text carrier = TEXT_INIT;
    bool done = true;

    *closed = false;
    if (point.bytes)
        done =
            find_closing(store, scan_decoded(scan_find(quote, "carrier"), &carrier), scan_decoded(point, &room), closed, on, fault);
    text_release(&room);
    text_release(&carrier);
    return done;
}

bool pickup_point_check_open(struct store *store, struct slice carrier, struct slice point, struct fault *fault)
{
    bool closed = false;
    day on;

    if (point.bytes && !find_closing(store, carrier, point, &closed, &on, fault))
        return false;
    return !closed || fault_set(fault, FAULT_REFUSED, "pickup_point_closed", "pickup_point", "\"%.*s\" hands nothing out any more",
                                SLICE_ARGS(point));
}

bool pickup_network_orders(struct store *store, pickup_network_order *tell, void *context, struct fault *fault)
{
    const struct selection selection = {.has_status = true, .status = ORDER_OPEN, .unshipped = true};
    struct order_walk walk;
    bool found = true;
    bool done = order_walk_begin(&walk, store, &selection, fault);

    while (done && (done = order_walk_next(&walk, &found, fault)) && found) {
        struct slice shipping = scan_find(walk.value, "shipping");
        struct slice quote = scan_find(shipping, "quote");
        bool closed;
        day on;

        done = pickup_point_of_order_closed(store, shipping, &closed, &on, fault);
        if (done && closed)
            tell(context, scan_text(scan_find(walk.value, "id")),
                 scan_text(scan_find(quote.bytes ? quote : shipping, "pickup_point")));
    }
    order_walk_end(&walk);
    return done;
}
