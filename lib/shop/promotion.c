/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/promotion.h"

#include "shop/members.h"
#include "shop/order.h"
#include "shop/product.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

enum { NAMES_LIMIT = 1000, CATEGORY_LIMIT = 200 };

static const char *const kinds[] = {"percent", "amount", "fixed_price", "free_shipping", "buy_n_pay_m", "bundle", NULL};
static const char *const pers[] = {"order", "line", "unit", NULL};

static bool word_of(struct slice text, const char *const words[], const char *field, unsigned *number, struct fault *fault)
{
    for (*number = 0; words[*number]; ++*number)
        if (slice_is(text, words[*number]))
            return true;
    return fault_set(fault, FAULT_REFUSED, "unknown_choice", field, "cannot be \"%.*s\"", SLICE_ARGS(text));
}

static bool read_names(struct names *names, const json_t *object, const char *field, size_t most, struct arena *arena,
                       struct fault *fault)
{
    const json_t *array;

    *names = (struct names){0};
    if (!field_array(object, field, &array, fault))
        return false;
    names->count = json_array_size(array);
    if (names->count > NAMES_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", field, "has more than %d names", NAMES_LIMIT);
    names->items = arena_take(arena, names->count * sizeof *names->items);
    for (size_t i = 0; i < names->count; i++) {
        const json_t *item = json_array_get(array, i);

        if (!json_is_string(item))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", field, "must be an array of strings");
        names->items[i] = (struct slice){json_string_value(item), json_string_length(item)};
        if (!name_check(names->items[i], most, field, fault))
            return false;
    }
    return true;
}

static bool read_applies(struct promotion *promotion, const json_t *record, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"skus", "categories", "brands", NULL};
    const json_t *applies;

    if (!field_object(record, "applies", &applies, fault))
        return false;
    if (!applies)
        return true;
    return (fields_known(applies, known, fault) && read_names(&promotion->skus, applies, "skus", SKU_LIMIT, arena, fault) &&
            read_names(&promotion->categories, applies, "categories", CATEGORY_LIMIT, arena, fault) &&
            read_names(&promotion->brands, applies, "brands", CATEGORY_LIMIT, arena, fault)) ||
           fault_within(fault, "applies");
}

static bool read_countries(struct promotion *promotion, const json_t *record, struct arena *arena, struct fault *fault)
{
    if (!read_names(&promotion->countries, record, "countries", 2, arena, fault))
        return false;
    for (size_t i = 0; i < promotion->countries.count; i++)
        if (!country_check(promotion->countries.items[i], "countries", fault))
            return false;
    return true;
}

static bool read_value(struct promotion *promotion, const json_t *record, struct fault *fault)
{
    bool has_none = promotion->kind == PROMOTION_FREE_SHIPPING || promotion->kind == PROMOTION_BUY_N_PAY_M;
    struct slice text;

    if (!field_string(record, "value", &text, fault))
        return false;
    if (has_none)
        return !text.bytes || fault_set(fault, FAULT_REFUSED, "contradiction", "value", "means nothing for this kind");
    if (!text.bytes)
        return field_missing("value", fault);
    if (promotion->kind != PROMOTION_PERCENT)
        return price_read(text, "value", &promotion->value, fault);
    return percent_read(text, "value", &promotion->percent, fault);
}

static bool read_limit(const json_t *record, const char *field, int64_t *limit, struct fault *fault)
{
    bool present;

    *limit = PROMOTION_UNLIMITED;
    return field_integer(record, field, 1, QUANTITY_LIMIT, limit, &present, fault);
}

static bool read_kind(struct promotion *promotion, const json_t *record, struct fault *fault)
{
    struct slice kind;
    struct slice per;
    unsigned number = PER_ORDER;

    if (!field_string(record, "kind", &kind, fault) || !field_string(record, "per", &per, fault))
        return false;
    if (!kind.bytes)
        return field_missing("kind", fault);
    if (per.bytes && !word_of(per, pers, "per", &number, fault))
        return false;
    promotion->per = (enum promotion_per)number;
    if (!word_of(kind, kinds, "kind", &number, fault))
        return false;
    promotion->kind = (enum promotion_kind)number;
    return !per.bytes || promotion->kind == PROMOTION_AMOUNT ||
           fault_set(fault, FAULT_REFUSED, "contradiction", "per", "is for the kind amount alone");
}

static bool read_counts(struct promotion *promotion, const json_t *record, struct fault *fault)
{
    bool buys;
    bool pays;

    if (!field_integer(record, "buy", 2, QUANTITY_LIMIT, &promotion->buy, &buys, fault) ||
        !field_integer(record, "pay", 0, QUANTITY_LIMIT, &promotion->pay, &pays, fault))
        return false;
    if (promotion->kind != PROMOTION_BUY_N_PAY_M)
        return (!buys && !pays) ||
               fault_set(fault, FAULT_REFUSED, "contradiction", buys ? "buy" : "pay", "is for the kind buy_n_pay_m alone");
    if (!buys || !pays)
        return field_missing(buys ? "pay" : "buy", fault);
    return promotion->pay < promotion->buy ||
           fault_set(fault, FAULT_REFUSED, "contradiction", "pay", "is not less than \"buy\": nothing would be free");
}

static bool read_conditions(struct promotion *promotion, const json_t *record, struct fault *fault)
{
    struct slice minimum;
    bool present;

    return field_string(record, "coupon", &promotion->coupon, fault) &&
           (!promotion->coupon.bytes || name_check(promotion->coupon, COUPON_LIMIT, "coupon", fault)) &&
           read_limit(record, "limit", &promotion->limit, fault) &&
           read_limit(record, "limit_per_customer", &promotion->limit_per_customer, fault) &&
           read_limit(record, "stock_cap", &promotion->stock_cap, fault) && field_string(record, "minimum", &minimum, fault) &&
           (!minimum.bytes || price_read(minimum, "minimum", &promotion->minimum, fault)) &&
           field_bool(record, "combines", &promotion->combines, &present, fault) &&
           field_integer(record, "priority", -PRIORITY_LIMIT, PRIORITY_LIMIT, &promotion->priority, &present, fault);
}

static bool check_whole(const struct promotion *promotion, struct fault *fault)
{
    if (promotion->kind == PROMOTION_BUNDLE && promotion->skus.count < 2)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "applies.skus", "a bundle needs two SKUs at least");
    if (promotion->kind == PROMOTION_BUNDLE && (promotion->categories.count || promotion->brands.count))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "applies", "a bundle is made of SKUs alone");
    if (promotion->stock_cap != PROMOTION_UNLIMITED && (!promotion_is_shown(promotion) || promotion->combines))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "stock_cap",
                         "is for a price that is shown: no coupon, no minimum, nothing that combines");
    return true;
}

bool promotion_from_json(struct promotion *promotion, const json_t *record, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"type",
                                        "id",
                                        "name",
                                        "kind",
                                        "value",
                                        "per",
                                        "buy",
                                        "pay",
                                        "applies",
                                        "channels",
                                        "countries",
                                        "groups",
                                        "from",
                                        "until",
                                        "coupon",
                                        "limit",
                                        "limit_per_customer",
                                        "stock_cap",
                                        "minimum",
                                        "combines",
                                        "priority",
                                        NULL};

    *promotion = (struct promotion){0};
    if (!fields_known(record, known, fault) || !field_string(record, "id", &promotion->id, fault) ||
        !field_string(record, "name", &promotion->name, fault))
        return false;
    if (!promotion->id.bytes)
        return field_missing("id", fault);
    return name_check(promotion->id, PROMOTION_LIMIT, "id", fault) &&
           (!promotion->name.bytes || name_check(promotion->name, 400, "name", fault)) && read_kind(promotion, record, fault) &&
           read_value(promotion, record, fault) && read_counts(promotion, record, fault) &&
           read_applies(promotion, record, arena, fault) &&
           read_names(&promotion->channels, record, "channels", CHANNEL_LIMIT, arena, fault) &&
           read_countries(promotion, record, arena, fault) &&
           read_names(&promotion->groups, record, "groups", GROUP_LIMIT, arena, fault) &&
           validity_from_json(&promotion->validity, record, fault) && read_conditions(promotion, record, fault) &&
           check_whole(promotion, fault);
}

/* Reading back what promotion_write wrote. */

struct names names_of_stored(struct slice json, struct arena *arena)
{
    struct names names = {arena_take(arena, scan_count(json) * sizeof *names.items), 0};
    struct scan scan;
    struct slice value;

    if (scan_array(&scan, json))
        while (scan_element(&scan, &value))
            names.items[names.count++] = text_of(value, arena);
    return names;
}

static int64_t stored_limit(struct slice value)
{
    return value.bytes ? whole_of(value) : PROMOTION_UNLIMITED;
}

enum {
    P_ID,
    P_NAME,
    P_KIND,
    P_VALUE,
    P_PER,
    P_BUY,
    P_PAY,
    P_APPLIES,
    P_CHANNELS,
    P_COUNTRIES,
    P_GROUPS,
    P_FROM,
    P_UNTIL,
    P_COUPON,
    P_LIMIT,
    P_PER_CUSTOMER,
    P_STOCK_CAP,
    P_MINIMUM,
    P_COMBINES,
    P_PRIORITY,
    P_PARTS
};

static bool stored_value(struct promotion *promotion, const struct slice *parts, struct fault *fault)
{
    unsigned number = 0;

    if (!word_of(scan_text(parts[P_KIND]), kinds, "kind", &number, fault))
        return false;
    promotion->kind = (enum promotion_kind)number;
    if (parts[P_PER].bytes && !word_of(scan_text(parts[P_PER]), pers, "per", &number, fault))
        return false;
    promotion->per = parts[P_PER].bytes ? (enum promotion_per)number : PER_ORDER;
    if (parts[P_MINIMUM].bytes && !price_read(scan_text(parts[P_MINIMUM]), "minimum", &promotion->minimum, fault))
        return false;
    if (!parts[P_VALUE].bytes)
        return true;
    return promotion->kind == PROMOTION_PERCENT ? percent_read(scan_text(parts[P_VALUE]), "value", &promotion->percent, fault)
                                                : price_read(scan_text(parts[P_VALUE]), "value", &promotion->value, fault);
}

bool promotion_from_stored(struct promotion *promotion, struct slice record, struct arena *arena, struct fault *fault)
{
    static const struct slice names[P_PARTS] = {
        SLICE_CONSTANT("id"),        SLICE_CONSTANT("name"),      SLICE_CONSTANT("kind"),     SLICE_CONSTANT("value"),
        SLICE_CONSTANT("per"),       SLICE_CONSTANT("buy"),       SLICE_CONSTANT("pay"),      SLICE_CONSTANT("applies"),
        SLICE_CONSTANT("channels"),  SLICE_CONSTANT("countries"), SLICE_CONSTANT("groups"),   SLICE_CONSTANT("from"),
        SLICE_CONSTANT("until"),     SLICE_CONSTANT("coupon"),    SLICE_CONSTANT("limit"),    SLICE_CONSTANT("limit_per_customer"),
        SLICE_CONSTANT("stock_cap"), SLICE_CONSTANT("minimum"),   SLICE_CONSTANT("combines"), SLICE_CONSTANT("priority"),
    };
    struct slice parts[P_PARTS];

    members_of(record, names, parts, P_PARTS);
    *promotion = (struct promotion){
        .id = text_of(parts[P_ID], arena),
        .name = text_of(parts[P_NAME], arena),
        .coupon = text_of(parts[P_COUPON], arena),
        .buy = whole_of(parts[P_BUY]),
        .pay = whole_of(parts[P_PAY]),
        .skus = names_of_stored(scan_find(parts[P_APPLIES], "skus"), arena),
        .categories = names_of_stored(scan_find(parts[P_APPLIES], "categories"), arena),
        .brands = names_of_stored(scan_find(parts[P_APPLIES], "brands"), arena),
        .channels = names_of_stored(parts[P_CHANNELS], arena),
        .countries = names_of_stored(parts[P_COUNTRIES], arena),
        .groups = names_of_stored(parts[P_GROUPS], arena),
        .validity = validity_of_stored(parts[P_FROM], parts[P_UNTIL]),
        .limit = stored_limit(parts[P_LIMIT]),
        .limit_per_customer = stored_limit(parts[P_PER_CUSTOMER]),
        .stock_cap = stored_limit(parts[P_STOCK_CAP]),
        .combines = slice_is(parts[P_COMBINES], "true"),
        .priority = whole_of(parts[P_PRIORITY]),
    };
    return stored_value(promotion, parts, fault) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a promotion's record in the journal cannot be read");
}

static void write_names(const struct names *names, const char *field, struct text *text)
{
    if (!names->count)
        return;
    json_open(text, field, '[');
    for (size_t i = 0; i < names->count; i++)
        json_put_string(text, NULL, names->items[i]);
    json_close(text, ']');
}

static void write_applies(const struct promotion *promotion, struct text *text)
{
    if (!promotion->skus.count && !promotion->categories.count && !promotion->brands.count)
        return;
    json_open(text, "applies", '{');
    write_names(&promotion->skus, "skus", text);
    write_names(&promotion->categories, "categories", text);
    write_names(&promotion->brands, "brands", text);
    json_close(text, '}');
}

static void write_value(const struct promotion *promotion, const struct currency *currency, struct text *text)
{
    switch (promotion->kind) {
    case PROMOTION_PERCENT:
        json_put_percent(text, "value", promotion->percent);
        break;
    case PROMOTION_AMOUNT:
        json_put_price(text, "value", promotion->value, currency);
        json_put_string(text, "per", slice_of(pers[promotion->per]));
        break;
    case PROMOTION_FIXED_PRICE:
    case PROMOTION_BUNDLE:
        json_put_price(text, "value", promotion->value, currency);
        break;
    case PROMOTION_BUY_N_PAY_M:
        json_put_integer(text, "buy", promotion->buy);
        json_put_integer(text, "pay", promotion->pay);
        break;
    case PROMOTION_FREE_SHIPPING:
        break;
    }
}

static void write_limit(int64_t limit, const char *field, struct text *text)
{
    if (limit != PROMOTION_UNLIMITED)
        json_put_integer(text, field, limit);
}

void promotion_write(const struct promotion *promotion, const struct currency *currency, struct text *text)
{
    text_add_string(text, "{\"type\":\"promotion\"");
    json_put_string(text, "id", promotion->id);
    json_put_optional(text, "name", promotion->name);
    json_put_string(text, "kind", slice_of(kinds[promotion->kind]));
    write_value(promotion, currency, text);
    write_applies(promotion, text);
    write_names(&promotion->channels, "channels", text);
    write_names(&promotion->countries, "countries", text);
    write_names(&promotion->groups, "groups", text);
    validity_write(&promotion->validity, text);
    json_put_optional(text, "coupon", promotion->coupon);
    write_limit(promotion->limit, "limit", text);
    write_limit(promotion->limit_per_customer, "limit_per_customer", text);
    write_limit(promotion->stock_cap, "stock_cap", text);
    if (promotion->minimum)
        json_put_price(text, "minimum", promotion->minimum, currency);
    if (promotion->combines)
        json_put_bool(text, "combines", true);
    if (promotion->priority)
        json_put_integer(text, "priority", promotion->priority);
    text_add_byte(text, '}');
}

void promotion_id(struct slice name, struct text *id)
{
    text_clear(id);
    text_add_string(id, "promotion/");
    text_add_slice(id, name);
}

static bool is_among(struct slice name, const struct names *names)
{
    for (size_t i = 0; name.bytes && i < names->count; i++)
        if (slice_equal(names->items[i], name))
            return true;
    return false;
}

bool category_covers(struct slice category, struct slice path)
{
    return path.bytes && path.length >= category.length && memcmp(path.bytes, category.bytes, category.length) == 0 &&
           (path.length == category.length || slice_starts(slice_from(path, category.length), " > "));
}

static bool lies_within(struct slice path, const struct names *categories)
{
    for (size_t i = 0; i < categories->count; i++)
        if (category_covers(categories->items[i], path))
            return true;
    return false;
}

bool promotion_covers(const struct promotion *promotion, const struct promoted *product)
{
    if (!promotion->skus.count && !promotion->categories.count && !promotion->brands.count)
        return true;
    if (is_among(product->sku, &promotion->skus) || is_among(product->parent, &promotion->skus) ||
        is_among(product->brand, &promotion->brands) || lies_within(product->category, &promotion->categories))
        return true;
    for (size_t i = 0; i < product->categories.count; i++)
        if (lies_within(product->categories.items[i], &promotion->categories))
            return true;
    return false;
}

const char *promotion_misfit(const struct promotion *promotion, const struct market *market)
{
    if (promotion->groups.count && !is_among(market->group, &promotion->groups))
        return "other_group";
    if (promotion->channels.count && !is_among(market->channel, &promotion->channels))
        return "other_channel";
    if (promotion->countries.count && !is_among(market->country, &promotion->countries))
        return "other_country";
    return market->is_foreign && (promotion->value || promotion->minimum) ? "other_currency" : NULL;
}

bool promotion_is_shown(const struct promotion *promotion)
{
    return (promotion->kind == PROMOTION_PERCENT || promotion->kind == PROMOTION_FIXED_PRICE ||
            (promotion->kind == PROMOTION_AMOUNT && promotion->per == PER_UNIT)) &&
           !promotion->coupon.bytes && !promotion->minimum && promotion->limit_per_customer == PROMOTION_UNLIMITED;
}

price promotion_unit_price(const struct promotion *promotion, price unit, const struct currency *currency)
{
    price step = PRICE_UNIT;
    wide lowered = unit;

    for (unsigned i = 0; i < currency->decimals; i++)
        step /= 10;
    if (promotion->kind == PROMOTION_PERCENT)
        lowered = divide_rounded((wide)unit * (PERCENT_WHOLE - promotion->percent), (wide)PERCENT_WHOLE * step) * step;
    else if (promotion->kind == PROMOTION_FIXED_PRICE)
        lowered = promotion->value;
    else
        lowered = (wide)unit - promotion->value;
    if (lowered < 0)
        lowered = 0;
    return lowered < unit ? (price)lowered : unit;
}

int promotion_compare(const struct promotion *a, const struct promotion *b)
{
    if (a->priority != b->priority)
        return a->priority > b->priority ? -1 : 1;
    return slice_compare(a->id, b->id);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool coupon_same(struct slice a, struct slice b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.bytes[i]) != lower(b.bytes[i]))
            return false;
    return true;
}
