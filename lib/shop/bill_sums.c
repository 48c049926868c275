/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/bill_sums.h"

#include "base/memory.h"
#include "json/write.h"

#include <stdlib.h>

/* Lines of a bill come one after the other, nearly always: the last is looked at first. */
static struct bill_sum *find_sum(struct bill_sums *sums, const struct carrier_charge *charge)
{
    struct bill_sum *sum;

    for (size_t i = sums->count; i > 0; i--) {
        sum = &sums->items[i - 1];
        if (slice_equal(sum->bill, charge->bill) && slice_equal(sum->carrier, charge->carrier) &&
            strcmp(sum->currency.code, charge->currency.code) == 0)
            return sum;
    }
    sums->items = memory_grow(sums->items, &sums->room, sums->count + 1, sizeof *sums->items);
    sum = &sums->items[sums->count++];
    *sum = (struct bill_sum){.carrier = arena_copy(&sums->arena, charge->carrier),
                             .bill = arena_copy(&sums->arena, charge->bill),
                             .currency = charge->currency,
                             .day = charge->day};
    return sum;
}

bool bill_sums_add(struct bill_sums *sums, const struct carrier_charge *charge, const struct bill_findings *findings,
                   struct fault *fault)
{
    struct bill_sum *sum = find_sum(sums, charge);

    sums->training |= charge->training;
    sum->lines++;
    sum->with_parcel += charge->parcel.bytes != NULL;
    sum->with_differences += findings->differences != 0;
    return (amount_add(&sum->net, charge->net) && amount_add(&sum->vat, charge->vat) && amount_add(&sum->total, charge->total) &&
            amount_add(&sum->disputed, findings->disputed > 0 ? findings->disputed : 0)) ||
           fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the sum of bill %.*s is too large", SLICE_ARGS(charge->bill));
}

void bill_sum_write(const struct bill_sums *sums, const struct bill_sum *sum, struct text *text)
{
    text_add_string(text, "{\"type\":\"carrier_bill\"");
    if (sums->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "carrier", sum->carrier);
    json_put_string(text, "bill", sum->bill);
    json_put_day(text, "day", sum->day);
    json_put_string(text, "currency", slice_of(sum->currency.code));
    json_put_integer(text, "lines", sum->lines);
    json_put_integer(text, "with_parcel", sum->with_parcel);
    json_put_integer(text, "with_differences", sum->with_differences);
    json_put_amount(text, "net", sum->net, &sum->currency);
    json_put_amount(text, "vat", sum->vat, &sum->currency);
    json_put_amount(text, "total", sum->total, &sum->currency);
    json_put_amount(text, "disputed", sum->disputed, &sum->currency);
    text_add_byte(text, '}');
}

void bill_sums_release(struct bill_sums *sums)
{
    free(sums->items);
    arena_release(&sums->arena);
}
