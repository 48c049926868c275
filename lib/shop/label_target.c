/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/label_target.h"

#include "shop/goods_return.h"

struct label_target label_target_of(struct slice type, struct slice id, bool comes_back)
{
    static const char *const kinds[] = {"order/", "parcel/", "return/"};
    struct label_target target = {.kind = LABELS_OF_ORDER};
    const char *dash;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (slice_starts(id, kinds[i]))
            id = slice_from(id, strlen(kinds[i]));
    dash = memchr(id.bytes, '-', id.length);
    target.id = id;
    target.order = (struct slice){id.bytes, dash ? (size_t)(dash - id.bytes) : id.length};
    if (comes_back || slice_is(type, "return"))
        target.kind = LABEL_OF_RETURN;
    else if (dash)
        target.kind = LABEL_OF_PARCEL;
    return target;
}

/* Who is asked for, and when. */
struct seeking {
    const struct label_target *target;
    const struct order *order;
    struct store *store;
    struct arena *arena;
    instant now;
};

static bool add_parcel(struct parcels *parcels, const struct seeking *seeking, struct parcel **added, struct fault *fault)
{
    struct parcel *items = arena_take(seeking->arena, (parcels->count + 1) * sizeof *items);

    if (parcels->last >= PARCELS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "parcels", "an order has no more than %d parcels", PARCELS_LIMIT);
    if (parcels->count)
        memcpy(items, parcels->items, parcels->count * sizeof *items);
    parcels->items = items;
    *added = &items[parcels->count];
    parcel_begin(*added, seeking->order, parcels->last, seeking->now, seeking->arena);
    parcels->last++;
    return true;
}

static bool may_have_more(const struct order *order, struct fault *fault)
{
    return order->status != ORDER_CANCELLED ||
           fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
}

static bool all_parcels(struct labelled_parcels *labelled, const struct seeking *seeking, uint64_t wanted, struct fault *fault)
{
    struct parcels *parcels = &labelled->parcels;
    const struct order *order = seeking->order;
    struct parcel *added;

    if (wanted && parcels->count > wanted)
        return fault_set(fault, FAULT_CONFLICT, "more_parcels", "parcels", "order %.*s has %zu parcels already",
                         SLICE_ARGS(order->id), parcels->count);
    if ((!parcels->count || wanted > parcels->count) && !may_have_more(order, fault))
        return false;
    for (bool first = true; !parcels->count || parcels->count < wanted; first = false) {
        if (!add_parcel(parcels, seeking, &added, fault))
            return false;
        if (first)
            parcel_take_open(added, order, parcels, seeking->arena);
        if (!parcels->count && !added->line_count)
            return fault_set(fault, FAULT_REFUSED, "nothing_to_send", "id", "nothing of order %.*s is left to send",
                             SLICE_ARGS(order->id));
        parcels->count++;
    }
    labelled->count = parcels->count;
    return true;
}

static bool keyed_parcel(struct labelled_parcels *labelled, const struct seeking *seeking, struct slice key, struct fault *fault)
{
    struct parcels *parcels = &labelled->parcels;
    struct parcel *added;

    labelled->count = 1;
    for (labelled->first = 0; labelled->first < parcels->count; labelled->first++)
        if (parcels->items[labelled->first].key.bytes && slice_equal(parcels->items[labelled->first].key, key))
            return true;
    if (!may_have_more(seeking->order, fault) || !add_parcel(parcels, seeking, &added, fault))
        return false;
    added->key = key;
    parcel_take_open(added, seeking->order, parcels, seeking->arena);
    parcels->count++;
    return true;
}

/* It stands alone: what comes back is none of how many the order has. */
static void take_alone(struct labelled_parcels *labelled, struct parcel *parcel)
{
    *labelled = (struct labelled_parcels){{parcel, 1, labelled->parcels.last}, 0, 1};
}

static bool named_parcel(struct labelled_parcels *labelled, const struct seeking *seeking, struct fault *fault)
{
    const struct parcels *parcels = &labelled->parcels;
    struct parcel *parcel;

    labelled->count = 1;
    for (labelled->first = 0; labelled->first < parcels->count; labelled->first++)
        if (slice_equal(parcels->items[labelled->first].id, seeking->target->id))
            return true;
    parcel = arena_take(seeking->arena, sizeof *parcel);
    if (!parcel_find(parcel, seeking->store, seeking->target->id, seeking->arena, fault))
        return false;
    if (parcel->status == PARCEL_VOIDED)
        return fault_set(fault, FAULT_REFUSED, "parcel_voided", "id", "parcel %.*s was voided", SLICE_ARGS(parcel->id));
    take_alone(labelled, parcel);
    return true;
}

static bool return_parcel(struct labelled_parcels *labelled, const struct seeking *seeking, struct fault *fault)
{
    struct slice return_id = seeking->target->id;
    struct parcel *parcel = arena_take(seeking->arena, sizeof *parcel);
    struct goods_return known;
    bool found;

    if (!slice_equal(return_id, seeking->order->id) && !goods_return_find(&known, seeking->store, return_id, seeking->arena, fault))
        return false;
    if (!parcel_of_return(parcel, seeking->order->id, return_id, seeking->store, seeking->arena, &found, fault))
        return false;
    if (!found) {
        if (!add_parcel(&labelled->parcels, seeking, &parcel, fault))
            return false;
        parcel->return_id = return_id;
    }
    take_alone(labelled, parcel);
    return true;
}

bool label_target_parcels(struct labelled_parcels *labelled, const struct label_target *target, const struct order *order,
                          const struct label_wish *wish, struct store *store, struct arena *arena, instant now, struct fault *fault)
{
    const struct seeking seeking = {target, order, store, arena, now};

    *labelled = (struct labelled_parcels){.first = 0};
    if (!parcels_of_order(&labelled->parcels, order->id, store, arena, fault))
        return false;
    if (target->kind == LABEL_OF_RETURN)
        return return_parcel(labelled, &seeking, fault);
    if (target->kind == LABEL_OF_PARCEL)
        return named_parcel(labelled, &seeking, fault);
    return wish->key.bytes ? keyed_parcel(labelled, &seeking, wish->key, fault)
                           : all_parcels(labelled, &seeking, (uint64_t)wish->parcels, fault);
}
