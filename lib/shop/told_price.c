/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/told_price.h"

#include "shop/product.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/write.h"

bool tax_factor_find(struct tax_factor *factor, bool with_tax, percent vat_rate, const struct settings *settings,
                     struct fault *fault)
{
    percent rate = vat_rate != PRODUCT_UNSET ? vat_rate : settings->vat_rate;

    *factor = (struct tax_factor){PERCENT_WHOLE, PERCENT_WHOLE};
    if (with_tax == settings->prices_include_tax)
        return true;
    if (vat_rate == PRODUCT_UNSET && !settings->has_vat_rate)
        return field_missing("vat_rate", fault);
    if (with_tax)
        factor->denominator += rate;
    else
        factor->numerator += rate;
    return true;
}

price tax_factor_apply(const struct tax_factor *factor, price told)
{
    return (price)divide_rounded((wide)told * factor->numerator, factor->denominator);
}

const json_t *sale_at(const json_t *sale, price reduced, struct arena *arena)
{
    static const struct currency at_least = {"", 2};
    struct fault never = FAULT_INIT;
    struct text text = TEXT_INIT;
    const char *name;
    json_t *value;
    const json_t *made;

    json_open(&text, NULL, '{');
    json_put_price(&text, "price", reduced, &at_least);
    json_object_foreach((json_t *)(uintptr_t)sale, name, value)
    {
        if (strcmp(name, "price") != 0)
            json_put_value(&text, name, value);
    }
    json_close(&text, '}');
    made = record_read(arena_copy(arena, text_slice(&text)), arena, &never);
    text_release(&text);
    return made;
}

price reduced_alike(price whole, price reduced, percent share, price own)
{
    price by_share = (price)divide_rounded((wide)own * (PERCENT_WHOLE - share), PERCENT_WHOLE);
    price less = whole - reduced;

    if (share && (price)divide_rounded((wide)whole * (PERCENT_WHOLE - share), PERCENT_WHOLE) == reduced)
        return by_share;
    return own > less ? own - less : 0;
}
