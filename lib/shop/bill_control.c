/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/bill_control.h"

#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

static const char *const words[] = {"unknown_parcel", "parcel_voided",  "billed_twice", "weight_above",
                                    "price_above",    "fuel_surcharge", "sent_back",    "other_currency"};
enum { WORDS = sizeof words / sizeof *words };

bool bill_difference_read(struct slice word, unsigned *difference)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (slice_is(word, words[i])) {
            *difference = 1u << i;
            return true;
        }
    return false;
}

/* A line that takes back as much: both are settled. */
static bool is_credited(const struct carrier_charges *charges, const struct carrier_charge *charge)
{
    for (size_t i = 0; i < charges->count; i++)
        if (charges->items[i].net == -charge->net && strcmp(charges->items[i].currency.code, charge->currency.code) == 0)
            return true;
    return false;
}

static bool is_way(const struct carrier_charge *charge)
{
    return charge->kind == FOR_CARRIAGE && charge->carriage > 0;
}

/* Legs of a way are their carriers', or have numbers of their own. */
static bool same_leg(const struct carrier_charge *a, const struct carrier_charge *b)
{
    return slice_equal(a->carrier, b->carrier) &&
           (!a->tracking_number.bytes || !b->tracking_number.bytes || slice_equal(a->tracking_number, b->tracking_number));
}

/* The line before it that billed the same way; NULL: there is none. */
static const struct carrier_charge *billed_before(const struct carrier_charges *charges, const struct carrier_charge *charge)
{
    if (!is_way(charge) || is_credited(charges, charge))
        return NULL;
    for (size_t i = 0; i < charges->count && !charge_same_line(&charges->items[i], charge); i++) {
        const struct carrier_charge *before = &charges->items[i];
        bool on_one_bill = slice_equal(before->bill, charge->bill);

        if (is_way(before) && same_leg(before, charge) && !is_credited(charges, before) &&
            (!on_one_bill || (slice_equal(before->service, charge->service) && before->carriage == charge->carriage)))
            return before;
    }
    return NULL;
}

static bool is_first_of_way(const struct carrier_charges *charges, const struct carrier_charge *charge)
{
    for (size_t i = 0; i < charges->count; i++)
        if (is_way(&charges->items[i]))
            return charge_same_line(&charges->items[i], charge);
    return false;
}

/* Its part of what the quote of the order says. */
static bool find_expected(const struct parcel *parcel, amount *expected, bool *found, struct store *store, struct arena *arena,
                          struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct parcels all;
    struct slice record;
    struct slice cost;
    wide weights = 0;
    bool weighed = true;
    bool done;

    text_add_string(&id, "order/");
    text_add_slice(&id, parcel->order);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    *found = false;
    if (!done)
        return false;
    cost = scan_find(scan_find(scan_find(record, "shipping"), "quote"), "cost");
    *found = cost.bytes != NULL;
    if (!*found)
        return true;
    *expected = amount_of(cost, &parcel->currency);
    if (!parcels_of_order(&all, parcel->order, store, arena, fault))
        return false;
    for (size_t i = 0; i < all.count; i++) {
        weighed &= all.items[i].weight_g > 0;
        weights += all.items[i].weight_g;
    }
    if (all.count > 1)
        *expected = (amount)(weighed ? divide_rounded((wide)*expected * parcel->weight_g, weights)
                                     : divide_rounded(*expected, (wide)all.count));
    return true;
}

static void judge_weight(struct bill_findings *findings, const struct carrier_charge *charge, const struct parcel *parcel,
                         const struct bill_terms *terms)
{
    int64_t declared = parcel->weight_g;
    int64_t volumetric = 0;
    wide volume = (wide)parcel->length_mm * parcel->width_mm * parcel->height_mm;

    if (terms->divisor && volume)
        volumetric = (int64_t)((volume + terms->divisor - 1) / terms->divisor);
    declared = declared > volumetric ? declared : volumetric;
    declared = (declared + terms->weight_step - 1) / terms->weight_step * terms->weight_step;
    findings->declared_g = declared;
    if (parcel->weight_g && charge->weight_g > declared)
        findings->differences |= WEIGHT_ABOVE;
}

static bool judge_price(struct bill_findings *findings, const struct carrier_charges *charges, const struct parcel *parcel,
                        const struct bill_terms *terms, struct store *store, struct arena *arena, struct fault *fault)
{
    amount tolerance = 0;
    amount fuel = 0;
    bool found;

    if (!find_expected(parcel, &findings->expected, &found, store, arena, fault) || !found)
        return !found;
    if (terms->tolerance && !amount_read(slice_of(terms->tolerance), &parcel->currency, false, "tolerance", &tolerance, fault))
        return false;
    for (size_t i = 0; i < charges->count; i++) {
        const struct carrier_charge *charge = &charges->items[i];

        if (charge->kind == FOR_WAY_BACK || strcmp(charge->currency.code, parcel->currency.code) != 0 ||
            billed_before(charges, charge))
            continue;
        if (!amount_add(&findings->billed, charge->net) || !amount_add(&fuel, charge->fuel))
            return fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the charges of parcel %.*s are too large",
                             SLICE_ARGS(parcel->id));
    }
    if (findings->billed - findings->expected <= tolerance)
        return true;
    findings->above = findings->billed - findings->expected;
    findings->fuel = fuel <= 0 ? 0 : fuel < findings->above ? fuel : findings->above;
    findings->differences |= findings->fuel ? FUEL_SURCHARGE : 0;
    findings->differences |= findings->above - findings->fuel > tolerance ? PRICE_ABOVE : 0;
    return true;
}

/* A line that is wrong as a whole is disputed as a whole. */
static void find_disputed(struct bill_findings *findings, const struct carrier_charge *charge, bool is_settled)
{
    const unsigned whole = UNKNOWN_PARCEL | PARCEL_WAS_VOIDED | BILLED_TWICE;

    if (findings->differences & whole && !is_settled)
        findings->disputed = charge->net;
    else if (findings->differences & PRICE_ABOVE)
        findings->disputed = findings->above - findings->fuel;
}

static bool judge_parcel(struct bill_findings *findings, const struct carrier_charge *charge, const struct bill_terms *terms,
                         struct store *store, struct arena *arena, struct fault *fault)
{
    struct carrier_charges charges;
    struct parcel parcel;
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    parcel_id(charge->parcel, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    record = done ? arena_copy(arena, record) : record;
    if (!done || !parcel_from_stored(&parcel, record, arena, fault) ||
        !charges_of_parcel(&charges, charge->parcel, store, arena, fault))
        return false;
    if (strcmp(parcel.currency.code, charge->currency.code) != 0)
        findings->differences |= OTHER_CURRENCY;
    findings->state = scan_text(scan_find(record, "state"));
    if (slice_is(findings->state, "refused") || slice_is(findings->state, "returned_to_sender") ||
        (charge->kind == FOR_WAY_BACK && !parcel.return_id.bytes))
        findings->differences |= SENT_BACK;
    findings->first = billed_before(&charges, charge);
    findings->differences |= findings->first ? BILLED_TWICE : 0;
    if (parcel.status == PARCEL_VOIDED && charge->net > 0 && !is_credited(&charges, charge))
        findings->differences |= PARCEL_WAS_VOIDED;
    judge_weight(findings, charge, &parcel, terms);
    if (parcel.status != PARCEL_VOIDED && !parcel.return_id.bytes && is_first_of_way(&charges, charge) &&
        !judge_price(findings, &charges, &parcel, terms, store, arena, fault))
        return false;
    find_disputed(findings, charge, false);
    return true;
}

bool bill_control(struct bill_findings *findings, const struct carrier_charge *charge, const struct bill_terms *terms,
                  struct store *store, struct arena *arena, struct fault *fault)
{
    *findings = (struct bill_findings){.differences = 0};
    if (charge->parcel.bytes)
        return judge_parcel(findings, charge, terms, store, arena, fault);
    if (charge->tracking_number.bytes)
        findings->differences = UNKNOWN_PARCEL;
    find_disputed(findings, charge, charge->net < 0);
    return true;
}

static void write_difference(const struct bill_findings *findings, const struct carrier_charge *charge, unsigned number,
                             struct text *text)
{
    const struct currency *currency = &charge->currency;
    const unsigned difference = 1u << number;
    struct text id = TEXT_INIT;

    json_open(text, NULL, '{');
    json_put_string(text, "code", slice_of(words[number]));
    if (difference & (UNKNOWN_PARCEL | PARCEL_WAS_VOIDED | BILLED_TWICE))
        json_put_amount(text, "amount", charge->net, currency);
    if (difference == PRICE_ABOVE)
        json_put_amount(text, "amount", findings->above - findings->fuel, currency);
    if (difference == FUEL_SURCHARGE)
        json_put_amount(text, "amount", findings->fuel, currency);
    if (difference & (PRICE_ABOVE | FUEL_SURCHARGE)) {
        json_put_amount(text, "expected", findings->expected, currency);
        json_put_amount(text, "billed", findings->billed, currency);
    }
    if (difference == WEIGHT_ABOVE) {
        json_put_integer(text, "declared_g", findings->declared_g);
        json_put_integer(text, "billed_g", charge->weight_g);
    }
    if (difference == BILLED_TWICE) {
        charge_id(findings->first, &id);
        json_put_string(text, "charge", slice_from(text_slice(&id), strlen("carrier_charge/")));
    }
    if (difference == SENT_BACK)
        json_put_optional(text, "state", findings->state);
    json_close(text, '}');
    text_release(&id);
}

void bill_findings_write(const struct bill_findings *findings, const struct carrier_charge *charge, struct text *text)
{
    charge_write_open(charge, text);
    if (findings->differences) {
        json_open(text, "differences", '[');
        for (unsigned i = 0; i < WORDS; i++)
            if (findings->differences >> i & 1)
                write_difference(findings, charge, i, text);
        json_close(text, ']');
    }
    if (findings->disputed > 0)
        json_put_amount(text, "disputed", findings->disputed, &charge->currency);
    text_add_byte(text, '}');
}
