/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment.h"
#include "tool/listing.h"

static const char *since, *until, *order_asked, *method;
static day first, last;
static bool has_first, has_last;
static enum payment_means means;

static const struct option_row options[] = {
    {'S', "since", "DAY", "of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of this day or earlier", OPTION_TEXT, &until},
    {0, "method", "MEANS", "by this means", OPTION_TEXT, &method},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order_asked},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    if (method && !payment_means_read(slice_of(method), &means, fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    return option_day("since", since, &first, &has_first, fault) && option_day("until", until, &last, &has_last, fault);
}

static bool is_wanted(const struct order_payment *payment)
{
    return !(has_first && payment->day < first) && !(has_last && payment->day > last) && !(method && payment->means != means);
}

static void print_payments(struct run *run, const struct order *order)
{
    struct text text = TEXT_INIT;

    for (size_t i = 0; i < order->payment_count && !listing_full(run); i++) {
        if (!is_wanted(&order->payments[i]))
            continue;
        text_clear(&text);
        payment_write(order, i, &text);
        listing_print_made(run, text_slice(&text));
    }
    text_release(&text);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct order order;

    arena_clear(&run->arena);
    if (!order_from_stored(&order, row->value, &run->arena, fault))
        return false;
    print_payments(run, &order);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct order order;

    if (!order_asked)
        return listing_walk(run, SLICE("order/"), print, fault);
    if (!order_find(&order, run->store, slice_of(order_asked), &run->arena, fault))
        return false;
    print_payments(run, &order);
    return true;
}

static const struct tool tool = {
    .name = "payment-list",
    .summary = "Lists payments of orders.",
    .options = options,
    .traits = READS_STORE,
    .lists = "payment",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
