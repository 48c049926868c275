/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/sold_order.h"

#include "base/memory.h"
#include "json/read.h"

#include <stdlib.h>

/* What is told of an order, in minor units. */
struct sold {
    struct currency currency;
    json_t *request;
    json_t *lines;
    size_t count;
    amount *left; /* of each line, after its own discount */
    amount goods; /* their sum */
    amount shipping, shipping_discount;
    bool has_line_shipping, has_line_vat;
    bool has_subtotal, has_discount;
    amount subtotal, discount;
    amount line_vat, line_discounts;
    struct sold_sums sums;
};

static bool told_amount(const json_t *object, const char *name, const struct currency *currency, amount *value, bool *present,
                        struct fault *fault)
{
    struct slice text;

    *value = 0;
    if (!field_string(object, name, &text, fault))
        return false;
    *present = text.bytes != NULL;
    return !text.bytes || amount_read(text, currency, false, name, value, fault);
}

static bool add(amount *sum, amount more, struct fault *fault)
{
    return amount_add(sum, more) || fault_set(fault, FAULT_REFUSED, "out_of_range", NULL, "comes to too much");
}

static void put_amount(json_t *object, const char *name, amount value, const struct currency *currency)
{
    struct text text = TEXT_INIT;

    amount_write(&text, value, currency);
    json_object_set_new(object, name, json_stringn(text.bytes, text.length));
    text_release(&text);
}

/* The smallest price that comes to no less than the line; what it is more is taken off. */
static bool price_from_amount(struct sold *sold, json_t *line, amount whole, amount *discount, struct fault *fault)
{
    int64_t quantity;
    bool present;
    amount each;

    if (!field_integer(line, "quantity", 1, QUANTITY_LIMIT, &quantity, &present, fault))
        return false;
    if (!present)
        return field_missing("quantity", fault);
    each = whole / quantity + (whole % quantity > 0);
    put_amount(line, "price", each, &sold->currency);
    *discount += each * quantity - whole;
    if (*discount)
        put_amount(line, "discount", *discount, &sold->currency);
    return true;
}

static bool line_amount(const struct sold *sold, const json_t *line, amount *whole, struct fault *fault)
{
    struct slice text;
    int64_t quantity;
    price each;
    bool present;

    if (!field_string(line, "price", &text, fault) ||
        !field_integer(line, "quantity", 1, QUANTITY_LIMIT, &quantity, &present, fault))
        return false;
    if (!text.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "price",
                         "is missing: sums are told of the order, so prices must be");
    if (!present)
        return field_missing("quantity", fault);
    return price_read(text, "price", &each, fault) &&
           (price_times(each, quantity, &sold->currency, whole) ||
            fault_set(fault, FAULT_REFUSED, "out_of_range", "price", "comes to too much"));
}

static bool read_told_of_line(struct sold *sold, json_t *line, amount *whole, amount *discount, struct fault *fault)
{
    static const char *const known[] = {"amount", "extra", "shipping", "shipping_discount", "vat", NULL};
    const json_t *told;
    amount extra, shipping, shipping_discount, vat;
    bool has_amount, has_extra, has_shipping, has_discount, has_vat;

    if (!field_object(line, "told", &told, fault))
        return false;
    if (!told)
        return line_amount(sold, line, whole, fault);
    if (!fields_known(told, known, fault) || !told_amount(told, "amount", &sold->currency, whole, &has_amount, fault) ||
        !told_amount(told, "extra", &sold->currency, &extra, &has_extra, fault) ||
        !told_amount(told, "shipping", &sold->currency, &shipping, &has_shipping, fault) ||
        !told_amount(told, "shipping_discount", &sold->currency, &shipping_discount, &has_discount, fault) ||
        !told_amount(told, "vat", &sold->currency, &vat, &has_vat, fault))
        return fault_within(fault, "told");
    sold->has_line_shipping |= has_shipping || has_discount;
    sold->has_line_vat |= has_vat;
    if (!add(&sold->shipping, shipping, fault) || !add(&sold->shipping_discount, shipping_discount, fault) ||
        !add(&sold->line_vat, vat, fault))
        return false;
    if (has_extra && !has_amount)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "told.amount", "is missing: it is what told.extra comes on top of");
    if (has_amount && !add(whole, extra, fault))
        return false;
    if (has_amount && !price_from_amount(sold, line, *whole, discount, fault))
        return false;
    json_object_del(line, "told");
    return line_amount(sold, line, whole, fault);
}

static bool read_line(struct sold *sold, size_t i, struct fault *fault)
{
    json_t *line = json_array_get(sold->lines, i);
    amount whole, discount;
    bool present;

    if (!json_is_object(line))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!told_amount(line, "discount", &sold->currency, &discount, &present, fault) || !add(&sold->line_discounts, discount, fault))
        return false;
    if (!read_told_of_line(sold, line, &whole, &discount, fault))
        return false;
    if (discount > whole)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "discount", "is more than what it is taken off");
    sold->left[i] = whole - discount;
    return add(&sold->goods, sold->left[i], fault);
}

static bool read_lines(struct sold *sold, struct fault *fault)
{
    sold->lines = json_object_get(sold->request, "lines");
    sold->count = json_array_size(sold->lines);
    if (!sold->count)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "an order needs at least one line");
    sold->left = memory_take_zeroed(sold->count, sizeof *sold->left);
    for (size_t i = 0; i < sold->count; i++)
        if (!read_line(sold, i, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

static bool read_told(struct sold *sold, struct fault *fault)
{
    static const char *const known[] = {"subtotal", "discount", "vat", "total", "refunded", NULL};
    const json_t *told;
    bool is_refunded;
    amount refunded;

    if (!field_object(sold->request, "told", &told, fault))
        return false;
    if (told && (!fields_known(told, known, fault) ||
                 !told_amount(told, "subtotal", &sold->currency, &sold->subtotal, &sold->has_subtotal, fault) ||
                 !told_amount(told, "discount", &sold->currency, &sold->discount, &sold->has_discount, fault) ||
                 !told_amount(told, "vat", &sold->currency, &sold->sums.vat, &sold->sums.has_vat, fault) ||
                 !told_amount(told, "total", &sold->currency, &sold->sums.total, &sold->sums.has_total, fault) ||
                 !told_amount(told, "refunded", &sold->currency, &refunded, &is_refunded, fault)))
        return fault_within(fault, "told");
    json_object_del(sold->request, "told");
    return true;
}

/* What the request says of the delivery, besides what its lines do. */
static bool read_shipping(struct sold *sold, struct fault *fault)
{
    const json_t *shipping;
    bool has_price, has_discount;
    amount charged, discount;

    if (!field_object(sold->request, "shipping", &shipping, fault))
        return false;
    if (!shipping)
        return true;
    return ((told_amount(shipping, "price", &sold->currency, &charged, &has_price, fault) &&
             told_amount(shipping, "discount", &sold->currency, &discount, &has_discount, fault)) ||
            fault_within(fault, "shipping")) &&
           add(&sold->shipping, charged, fault) && add(&sold->shipping_discount, discount, fault);
}

/* How much the lines have still to bear of what was taken off the order. */
static bool order_discount(const struct sold *sold, amount *off, struct fault *fault)
{
    struct text sums[3] = {TEXT_INIT, TEXT_INIT, TEXT_INIT};

    *off = sold->has_subtotal ? sold->goods - sold->subtotal : sold->discount;
    if (!sold->has_subtotal ? *off <= sold->goods
                            : *off == 0 || (*off > 0 && (*off == sold->discount || *off == sold->discount - sold->line_discounts ||
                                                         *off == sold->discount - sold->shipping)))
        return true;
    amount_write(&sums[0], sold->goods, &sold->currency);
    amount_write(&sums[1], sold->discount, &sold->currency);
    amount_write(&sums[2], sold->subtotal, &sold->currency);
    if (sold->has_subtotal)
        fault_set(fault, FAULT_REFUSED, "sums_differ", "told.subtotal",
                  "is %s, but the lines come to %s, and %s was taken off: was the order changed after it was placed?",
                  text_string(&sums[2]), text_string(&sums[0]), text_string(&sums[1]));
    else
        fault_set(fault, FAULT_REFUSED, "out_of_range", "told.discount", "is more than the lines come to");
    for (size_t i = 0; i < 3; i++)
        text_release(&sums[i]);
    return false;
}

static void spread(struct sold *sold, amount off)
{
    amount *parts;

    if (!off)
        return;
    parts = memory_take_zeroed(sold->count, sizeof *parts);
    amount_share(off, sold->left, sold->count, parts);
    for (size_t i = 0; i < sold->count; i++) {
        json_t *line = json_array_get(sold->lines, i);
        const char *before = json_string_value(json_object_get(line, "discount"));
        amount discount = 0;

        /* It was read once already. */
        if (before && !amount_read(slice_of(before), &sold->currency, false, "discount", &discount, &(struct fault)FAULT_INIT))
            discount = 0;
        if (parts[i])
            put_amount(line, "discount", discount + parts[i], &sold->currency);
    }
    sold->goods -= off;
    free(parts);
}

static bool refuse_total(const struct sold *sold, struct fault *fault)
{
    struct text sums[4] = {TEXT_INIT, TEXT_INIT, TEXT_INIT, TEXT_INIT};

    amount_write(&sums[0], sold->sums.total, &sold->currency);
    amount_write(&sums[1], sold->goods, &sold->currency);
    amount_write(&sums[2], sold->shipping - sold->shipping_discount, &sold->currency);
    amount_write(&sums[3], sold->sums.vat, &sold->currency);
    fault_set(fault, FAULT_REFUSED, "sums_differ", "told.total",
              "is %s, but goods of %s and delivery of %s do not come to that, with VAT of %s in them or on top",
              text_string(&sums[0]), text_string(&sums[1]), text_string(&sums[2]),
              sold->sums.has_vat ? text_string(&sums[3]) : "0");
    for (size_t i = 0; i < 4; i++)
        text_release(&sums[i]);
    return false;
}

/* Whether the total comes out with this delivery, prices with tax or without. */
static bool fits(const struct sold *sold, amount delivery, bool with_tax)
{
    amount total = sold->goods + delivery;

    /* Which tax comes on top, nobody tells: what is placed is compared with the total. */
    if (!with_tax && !sold->sums.has_vat)
        return sold->sums.total >= total;
    return sold->sums.total == total + (with_tax ? 0 : sold->sums.vat);
}

/* Finds what the file leaves open by what makes the total come out: delivery that was charged before delivery that was free. */
static bool fit_total(struct sold *sold, struct fault *fault)
{
    const json_t *said = json_object_get(sold->request, "prices_include_tax");
    amount delivery = sold->shipping - sold->shipping_discount;

    for (int is_free = 0; is_free <= (delivery > 0); is_free++)
        for (int with_tax = 1; with_tax >= 0; with_tax--) {
            if ((said && json_is_true(said) != with_tax) || !fits(sold, is_free ? 0 : delivery, with_tax))
                continue;
            if (is_free)
                sold->shipping_discount = sold->shipping;
            /* Where there was no tax, both are alike, and the shop's way is as good. */
            if (!said && (!with_tax || sold->sums.vat))
                json_object_set_new(sold->request, "prices_include_tax", json_boolean(with_tax));
            return true;
        }
    return refuse_total(sold, fault);
}

static void write_shipping(const struct sold *sold)
{
    json_t *shipping = json_object_get(sold->request, "shipping");

    if (!shipping && !sold->has_line_shipping)
        return;
    if (!shipping) {
        shipping = json_object();
        json_object_set_new(sold->request, "shipping", shipping);
    }
    if (sold->has_line_shipping)
        put_amount(shipping, "price", sold->shipping, &sold->currency);
    if (sold->shipping_discount)
        put_amount(shipping, "discount", sold->shipping_discount, &sold->currency);
}

/* What the lines did not bear is the delivery's, if it is all of that. Where a total is told, that one decides. */
static void free_delivery(struct sold *sold, amount off)
{
    amount rest = sold->has_subtotal ? sold->discount - off : 0;

    if (!sold->sums.has_total && rest > 0 && rest == sold->shipping && rest != sold->line_discounts)
        sold->shipping_discount = sold->shipping;
}

static bool settle(struct sold *sold, struct fault *fault)
{
    amount off;

    if (!read_lines(sold, fault) || !read_told(sold, fault) || !read_shipping(sold, fault))
        return false;
    if (!sold->sums.has_vat && sold->has_line_vat) {
        sold->sums.has_vat = true;
        sold->sums.vat = sold->line_vat;
    }
    if (!order_discount(sold, &off, fault))
        return false;
    spread(sold, off);
    free_delivery(sold, off);
    if (sold->sums.has_total && !fit_total(sold, fault))
        return false;
    write_shipping(sold);
    return true;
}

/* Whether it tells anything besides what a request does. */
static bool tells_sums(const json_t *request)
{
    const json_t *lines = json_object_get(request, "lines");
    const json_t *line;
    size_t i;

    if (json_object_get(request, "told"))
        return true;
    json_array_foreach(lines, i, line)
    {
        if (json_object_get(line, "told"))
            return true;
    }
    return false;
}

bool sold_order_settle(const json_t *request, const struct settings *settings, json_t **settled, struct sold_sums *told,
                       struct fault *fault)
{
    struct sold sold = {.currency = settings->currency};
    struct slice code;
    bool done;

    *told = (struct sold_sums){0};
    *settled = NULL;
    if (!tells_sums(request)) {
        *settled = json_incref((json_t *)request);
        return true;
    }
    if (!field_string(request, "currency", &code, fault) || (code.bytes && !currency_find(code, &sold.currency, fault)))
        return false;
    sold.request = json_deep_copy(request);
    done = settle(&sold, fault);
    free(sold.left);
    if (!done) {
        json_decref(sold.request);
        return false;
    }
    *told = sold.sums;
    *settled = sold.request;
    return true;
}

static bool refuse_sum(const char *field, amount here, amount there, const struct currency *currency, const char *why,
                       struct fault *fault)
{
    struct text sums[2] = {TEXT_INIT, TEXT_INIT};

    amount_write(&sums[0], here, currency);
    amount_write(&sums[1], there, currency);
    fault_set(fault, FAULT_REFUSED, "sums_differ", field, "comes to %s here, and to %s where it was sold: %s",
              text_string(&sums[0]), text_string(&sums[1]), why);
    text_release(&sums[0]);
    text_release(&sums[1]);
    return false;
}

bool sold_order_check(const struct order *order, const struct sold_sums *told, struct fault *fault)
{
    amount rounding = (amount)order->line_count + order->shipping.given;
    amount off = order->totals.gross - told->total;

    if (told->has_total && (off > 0 ? off : -off) > (order->prices_include_tax ? 0 : rounding))
        return refuse_sum("total", order->totals.gross, told->total, &order->currency,
                          "prices_include_tax, or a line's vat_rate, is another", fault);
    off = order->totals.vat - told->vat;
    return !told->has_vat || (off > 0 ? off : -off) <= rounding ||
           refuse_sum("vat_total", order->totals.vat, told->vat, &order->currency,
                      "the mapping can tell line.vat_rate, or the products and settings another rate", fault);
}
