/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier_bill.h"

#include "shop/goods_return.h"
#include "shop/number_range.h"
#include "shop/parcel.h"
#include "json/read.h"

/* Parcels of which a charge changes the cost: the one that it had, and the one that it has. */
struct billed_parcels {
    struct parcel items[2];
    size_t count;
};

int64_t bill_import_line(struct bill_import *import, const struct charge_row *row, int64_t read)
{
    struct text bill = TEXT_INIT;

    text_add_slice(&bill, row->carrier);
    text_add_byte(&bill, '/');
    text_add_slice(&bill, row->bill);
    if (!slice_equal(text_slice(&bill), text_slice(&import->bill))) {
        text_clear(&import->bill);
        text_add_slice(&import->bill, text_slice(&bill));
        import->before = read - 1;
    }
    text_release(&bill);
    return read - import->before;
}

static bool know_carrier(struct slice carrier, struct store *store, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done;

    if (!carrier.bytes)
        return field_missing("carrier", fault);
    text_add_string(&id, "carrier/");
    text_add_slice(&id, carrier);
    done = carrier.length <= 64 && !memchr(carrier.bytes, '/', carrier.length);
    done = !done || store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    if (!done)
        return false;
    return record.bytes ||
           fault_set(fault, FAULT_REFUSED, "unknown_carrier", "carrier", "there is no carrier \"%.*s\"", SLICE_ARGS(carrier));
}

/* That the carrier's file names by our id, else the one that has the number. */
static bool find_parcel(struct carrier_charge *charge, const struct charge_row *row, struct store *store, struct arena *arena,
                        struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice found = {NULL, 0};
    bool done = true;

    if (row->parcel.bytes) {
        parcel_id(row->parcel, &id);
        done = store_get(store, text_slice(&id), &found, fault);
        if (found.bytes)
            charge->parcel = row->parcel;
    }
    text_release(&id);
    if (!done || charge->parcel.bytes || !row->tracking_number.bytes)
        return done;
    charge->tracking_number = number_plain(row->tracking_number, arena);
    if (!numbered_parcel(charge->carrier, charge->tracking_number, store, &found, fault))
        return false;
    if (found.bytes)
        charge->parcel = arena_copy(arena, found);
    return true;
}

/* Whether another charge than this one bills it in its currency. */
static bool is_billed_without(const struct parcel *parcel, const struct carrier_charge *charge, struct store *store,
                              struct arena *arena, bool *billed, struct fault *fault)
{
    struct carrier_charges charges;

    *billed = false;
    if (!charges_of_parcel(&charges, parcel->id, store, arena, fault))
        return false;
    for (size_t i = 0; i < charges.count; i++) {
        const struct carrier_charge *other = &charges.items[i];

        *billed |= strcmp(other->currency.code, parcel->currency.code) == 0 && !charge_same_line(other, charge);
    }
    return true;
}

static bool add_to_parcel(struct billed_parcels *parcels, const struct carrier_charge *charge, bool taken_off, struct store *store,
                          struct arena *arena, struct fault *fault)
{
    struct parcel *parcel = &parcels->items[parcels->count];

    if (!charge->parcel.bytes)
        return true;
    if (parcels->count && slice_equal(parcels->items[0].id, charge->parcel))
        parcel = &parcels->items[0];
    else if (!parcel_find(parcel, store, charge->parcel, arena, fault))
        return false;
    if (strcmp(parcel->currency.code, charge->currency.code) != 0)
        return true;
    if (!amount_add(&parcel->billed, taken_off ? -charge->net : charge->net))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "net", "the parcel's cost becomes too large");
    parcel->has_billed = true;
    parcels->count = (size_t)(parcel - parcels->items) + 1 > parcels->count ? parcels->count + 1 : parcels->count;
    return !taken_off || is_billed_without(parcel, charge, store, arena, &parcel->has_billed, fault);
}

static const struct parcel *now_of(const struct billed_parcels *parcels, const struct parcel *parcel)
{
    for (size_t i = 0; i < parcels->count; i++)
        if (slice_equal(parcels->items[i].id, parcel->id))
            return &parcels->items[i];
    return parcel;
}

/* What all of them were billed; as long as one was not, the order's cost is not known. */
static bool bill_order(const struct billed_parcels *parcels, struct slice id, struct store *store, struct arena *arena,
                       struct changes *changes, struct fault *fault)
{
    struct parcels all;
    struct order order;
    uint64_t number;
    size_t count = 0;
    amount sum = 0;
    bool known = true;

    if (!order_number(id, &number, fault) || !order_find(&order, store, id, arena, fault) ||
        !parcels_of_order(&all, id, store, arena, fault))
        return false;
    for (size_t i = 0; i < all.count; i++) {
        const struct parcel *parcel = now_of(parcels, &all.items[i]);

        if (parcel->status == PARCEL_VOIDED)
            continue;
        count++;
        known &= parcel->has_billed && strcmp(parcel->currency.code, order.currency.code) == 0;
        if (!amount_add(&sum, parcel->billed))
            return fault_set(fault, FAULT_REFUSED, "number_too_large", "net", "the order's cost becomes too large");
    }
    known &= count > 0;
    if (!order.shipping.given || (known == order.shipping.has_billed && (!known || sum == order.shipping.billed)))
        return true;
    order.shipping.has_billed = known;
    order.shipping.billed = sum;
    order_change(&order, number, changes);
    return true;
}

static bool bill_return(const struct parcel *parcel, struct store *store, struct arena *arena, struct changes *changes,
                        struct fault *fault)
{
    struct goods_return of;

    if (!memchr(parcel->return_id.bytes, '-', parcel->return_id.length))
        return true;
    if (!goods_return_find(&of, store, parcel->return_id, arena, fault))
        return false;
    of.has_billed = parcel->has_billed && parcel->status != PARCEL_VOIDED;
    of.billed = parcel->billed;
    goods_return_change(&of, changes);
    return true;
}

/* Two parcels of one order, or of one return, change it once; one that was voided does not. */
static bool is_told_already(const struct billed_parcels *parcels, size_t i)
{
    const struct parcel *first = &parcels->items[0];
    const struct parcel *second = &parcels->items[1];

    return i == 1 && first->status != PARCEL_VOIDED && slice_equal(first->return_id, second->return_id) &&
           slice_equal(first->order, second->order);
}

static bool change_costs(const struct billed_parcels *parcels, struct store *store, struct arena *arena, struct changes *changes,
                         struct fault *fault)
{
    bool done = true;

    for (size_t i = 0; i < parcels->count; i++)
        parcel_change(&parcels->items[i], changes);
    for (size_t i = 0; done && i < parcels->count; i++) {
        const struct parcel *parcel = &parcels->items[i];

        if (parcel->status == PARCEL_VOIDED || is_told_already(parcels, i))
            continue;
        done = parcel->return_id.bytes ? bill_return(parcel, store, arena, changes, fault)
                                       : bill_order(parcels, parcel->order, store, arena, changes, fault);
    }
    return done;
}

static bool says_the_same(const struct carrier_charge *charge, struct slice parcel, struct slice stored)
{
    struct carrier_charge as_stored = *charge;
    struct text text = TEXT_INIT;
    bool same;

    as_stored.parcel = parcel;
    charge_write(&as_stored, &text);
    same = slice_equal(text_slice(&text), stored);
    text_release(&text);
    return same;
}

/* What stands of the line, with its parcel, which stays where the row finds none. */
static bool compare(struct carrier_charge *charge, struct carrier_charge *before, bool correct, struct text *id,
                    struct store *store, struct arena *arena, bool *changed, struct fault *fault)
{
    struct slice stored;

    charge_id(charge, id);
    *before = (struct carrier_charge){.net = 0};
    *changed = true;
    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    if (!stored.bytes)
        return true;
    stored = arena_copy(arena, stored);
    if (!charge_from_stored(before, stored, arena, fault))
        return false;
    if (!charge->parcel.bytes && slice_equal(charge->tracking_number, before->tracking_number))
        charge->parcel = before->parcel;
    *changed = !says_the_same(charge, charge->parcel, stored);
    if (!*changed || correct || (!before->parcel.bytes && says_the_same(charge, before->parcel, stored)))
        return true;
    return fault_set(fault, FAULT_CONFLICT, "other_charge", "line",
                     "line %lld of bill %.*s is known otherwise; --correct replaces it", (long long)charge->line,
                     SLICE_ARGS(charge->bill));
}

bool bill_import_row(const struct charge_row *row, bool correct, const struct settings *settings, struct store *store,
                     struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault)
{
    struct billed_parcels parcels = {.count = 0};
    struct carrier_charge charge;
    struct carrier_charge before;

    if (!know_carrier(row->carrier, store, fault) || !charge_from_row(&charge, row, settings, fault))
        return false;
    if (!find_parcel(&charge, row, store, arena, fault) || !compare(&charge, &before, correct, id, store, arena, changed, fault))
        return false;
    if (!*changed)
        return true;
    charge_write(&charge, changes_begin(changes, text_slice(id)));
    changes_end(changes);
    return add_to_parcel(&parcels, &before, true, store, arena, fault) &&
           add_to_parcel(&parcels, &charge, false, store, arena, fault) && change_costs(&parcels, store, arena, changes, fault);
}

bool bill_reopen(const struct order *order, struct changes *changes, struct fault *fault)
{
    struct order open = *order;
    uint64_t number;

    if (!order->shipping.has_billed)
        return true;
    if (!order_number(order->id, &number, fault))
        return false;
    open.shipping.has_billed = false;
    order_change(&open, number, changes);
    return true;
}

bool bill_follow_voided(const struct parcel *parcel, struct store *store, struct arena *arena, struct changes *changes,
                        struct fault *fault)
{
    const struct billed_parcels parcels = {{*parcel}, 1};

    if (parcel->return_id.bytes)
        return !parcel->has_billed || bill_return(parcel, store, arena, changes, fault);
    return bill_order(&parcels, parcel->order, store, arena, changes, fault);
}
