/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/mapping_structure.h"
#include "shop/shape.h"
#include "json/projection.h"

static const struct known_field product_fields[] = {{"sku", FIELD_TEXT},
                                                    {"parent", FIELD_TEXT},
                                                    {"kind", FIELD_TEXT},
                                                    {"name", FIELD_TEXT},
                                                    {"description", FIELD_TEXT},
                                                    {"short_description", FIELD_TEXT},
                                                    {"materials", FIELD_TEXT},
                                                    {"usage", FIELD_TEXT},
                                                    {"specifications", FIELD_TEXT},
                                                    {"warnings", FIELD_TEXT},
                                                    {"meta_title", FIELD_TEXT},
                                                    {"meta_description", FIELD_TEXT},
                                                    {"slug", FIELD_TEXT},
                                                    {"brand", FIELD_TEXT},
                                                    {"category", FIELD_TEXT},
                                                    {"categories", FIELD_TEXT},
                                                    {"tags", FIELD_TEXT},
                                                    {"price", FIELD_TEXT},
                                                    {"vat_rate", FIELD_TEXT},
                                                    {"tax_class", FIELD_TEXT},
                                                    {"cost", FIELD_TEXT},
                                                    {"unit", FIELD_TEXT},
                                                    {"gtin", FIELD_TEXT},
                                                    {"mpn", FIELD_TEXT},
                                                    {"weight_g", FIELD_INTEGER},
                                                    {"length_mm", FIELD_INTEGER},
                                                    {"width_mm", FIELD_INTEGER},
                                                    {"height_mm", FIELD_INTEGER},
                                                    {"image", FIELD_TEXT},
                                                    {"media", FIELD_TEXT},
                                                    {"link", FIELD_TEXT},
                                                    {"condition", FIELD_TEXT},
                                                    {"stock", FIELD_INTEGER},
                                                    {"low_stock", FIELD_INTEGER},
                                                    {"backorder", FIELD_BOOLEAN},
                                                    {"sold_individually", FIELD_BOOLEAN},
                                                    {"status", FIELD_TEXT},
                                                    {"launch_on", FIELD_TEXT},
                                                    {"retire_on", FIELD_TEXT},
                                                    {"google_category", FIELD_TEXT},
                                                    {"shipping_class", FIELD_TEXT},
                                                    {"transport", FIELD_TEXT},
                                                    {"axes", FIELD_TEXT},
                                                    {"components", FIELD_TEXT},
                                                    {"manufacturer", FIELD_TEXT},
                                                    {"responsible_person", FIELD_TEXT},
                                                    {"supplier", FIELD_TEXT},
                                                    {"supplier_sku", FIELD_TEXT},
                                                    {"lead_days", FIELD_INTEGER}};

static const struct known_field order_fields[] = {{"channel", FIELD_TEXT},
                                                  {"reference", FIELD_TEXT},
                                                  {"placed_at", FIELD_TEXT},
                                                  {"financial_status", FIELD_TEXT},
                                                  {"buyer", FIELD_TEXT},
                                                  {"buyer_reference", FIELD_TEXT},
                                                  {"group", FIELD_TEXT},
                                                  {"country", FIELD_TEXT},
                                                  {"currency", FIELD_TEXT},
                                                  {"prices_include_tax", FIELD_BOOLEAN},
                                                  {"customer.id", FIELD_TEXT},
                                                  {"customer.name", FIELD_TEXT},
                                                  {"customer.company", FIELD_TEXT},
                                                  {"customer.email", FIELD_TEXT},
                                                  {"customer.phone", FIELD_TEXT},
                                                  {"customer.vat_number", FIELD_TEXT},
                                                  {"customer.language", FIELD_TEXT},
                                                  {"customer.address.name", FIELD_TEXT},
                                                  {"customer.address.company", FIELD_TEXT},
                                                  {"customer.address.street", FIELD_TEXT},
                                                  {"customer.address.postcode", FIELD_TEXT},
                                                  {"customer.address.city", FIELD_TEXT},
                                                  {"customer.address.region", FIELD_TEXT},
                                                  {"customer.address.country", FIELD_TEXT},
                                                  {"customer.shipping_address.name", FIELD_TEXT},
                                                  {"customer.shipping_address.company", FIELD_TEXT},
                                                  {"customer.shipping_address.street", FIELD_TEXT},
                                                  {"customer.shipping_address.postcode", FIELD_TEXT},
                                                  {"customer.shipping_address.city", FIELD_TEXT},
                                                  {"customer.shipping_address.region", FIELD_TEXT},
                                                  {"customer.shipping_address.country", FIELD_TEXT},
                                                  {"line.sku", FIELD_TEXT},
                                                  {"line.quantity", FIELD_INTEGER},
                                                  {"line.price", FIELD_TEXT},
                                                  {"line.discount", FIELD_TEXT},
                                                  {"line.vat_rate", FIELD_TEXT},
                                                  {"line.name", FIELD_TEXT},
                                                  {"shipping.method", FIELD_TEXT},
                                                  {"shipping.price", FIELD_TEXT},
                                                  {"shipping.discount", FIELD_TEXT},
                                                  {"shipping.vat_rate", FIELD_TEXT},
                                                  {"shipping.pickup_point", FIELD_TEXT},
                                                  {"line.told.amount", FIELD_TEXT},
                                                  {"line.told.extra", FIELD_TEXT},
                                                  {"line.told.shipping", FIELD_TEXT},
                                                  {"line.told.shipping_discount", FIELD_TEXT},
                                                  {"line.told.vat", FIELD_TEXT},
                                                  {"told.subtotal", FIELD_TEXT},
                                                  {"told.discount", FIELD_TEXT},
                                                  {"told.vat", FIELD_TEXT},
                                                  {"told.total", FIELD_TEXT},
                                                  {"told.refunded", FIELD_TEXT},
                                                  {"note", FIELD_TEXT}};

static const struct known_field price_fields[] = {
    {"list", FIELD_TEXT},  {"sku", FIELD_TEXT},  {"from_quantity", FIELD_TEXT},
    {"price", FIELD_TEXT}, {"from", FIELD_TEXT}, {"until", FIELD_TEXT},
};

static const struct known_field exchange_rate_fields[] = {
    {"of", FIELD_TEXT}, {"currency", FIELD_TEXT}, {"day", FIELD_TEXT}, {"rate", FIELD_TEXT}, {"source", FIELD_TEXT},
};

static const struct known_field tracking_fields[] = {
    {"carrier", FIELD_TEXT},     {"tracking_number", FIELD_TEXT}, {"state", FIELD_TEXT},        {"code", FIELD_TEXT},
    {"at", FIELD_TEXT},          {"place", FIELD_TEXT},           {"country", FIELD_TEXT},      {"pickup_until", FIELD_TEXT},
    {"corrects", FIELD_BOOLEAN}, {"proof.kind", FIELD_TEXT},      {"proof.sha256", FIELD_TEXT}, {"proof.file", FIELD_TEXT},
};

static const struct known_field pickup_point_fields[] = {
    {"network", FIELD_TEXT},  {"id", FIELD_TEXT},        {"kind", FIELD_TEXT},  {"name", FIELD_TEXT},
    {"street", FIELD_TEXT},   {"postcode", FIELD_TEXT},  {"city", FIELD_TEXT},  {"country", FIELD_TEXT},
    {"latitude", FIELD_TEXT}, {"longitude", FIELD_TEXT}, {"hours", FIELD_TEXT},
};

static const struct known_field licence_key_fields[] = {{"sku", FIELD_TEXT}, {"key", FIELD_TEXT}};

static const struct known_field charge_fields[] = {
    {"carrier", FIELD_TEXT},    {"bill", FIELD_TEXT},     {"line", FIELD_INTEGER}, {"day", FIELD_TEXT},
    {"kind", FIELD_TEXT},       {"parcel", FIELD_TEXT},   {"service", FIELD_TEXT}, {"tracking_number", FIELD_TEXT},
    {"shipped_on", FIELD_TEXT}, {"currency", FIELD_TEXT}, {"fuel", FIELD_TEXT},    {"weight_g", FIELD_INTEGER},
    {"carriage", FIELD_TEXT},   {"net", FIELD_TEXT},      {"vat", FIELD_TEXT},     {"surcharges", FIELD_TEXT},
    {"total", FIELD_TEXT},
};

static const char *const articles[] = {[TARGET_PRODUCT] = "a product",
                                       [TARGET_ORDER] = "an order",
                                       [TARGET_PRICE] = "a price",
                                       [TARGET_EXCHANGE_RATE] = "an exchange_rate",
                                       [TARGET_TRACKING] = "a tracking_event",
                                       [TARGET_PICKUP_POINT] = "a pickup_point",
                                       [TARGET_LICENCE_KEY] = "a licence_key",
                                       [TARGET_CHARGE] = "a carrier_charge",
                                       [TARGET_FEED] = "a feed"};

const char *target_article(enum mapping_target target)
{
    return articles[target];
}

const char *target_type(enum mapping_target target)
{
    return strchr(articles[target], ' ') + 1;
}

static const struct known_field *known_fields(enum mapping_target target, size_t *count)
{
    if (target == TARGET_PRICE) {
        *count = sizeof price_fields / sizeof *price_fields;
        return price_fields;
    }
    if (target == TARGET_EXCHANGE_RATE) {
        *count = sizeof exchange_rate_fields / sizeof *exchange_rate_fields;
        return exchange_rate_fields;
    }
    if (target == TARGET_TRACKING) {
        *count = sizeof tracking_fields / sizeof *tracking_fields;
        return tracking_fields;
    }
    if (target == TARGET_PICKUP_POINT) {
        *count = sizeof pickup_point_fields / sizeof *pickup_point_fields;
        return pickup_point_fields;
    }
    if (target == TARGET_LICENCE_KEY) {
        *count = sizeof licence_key_fields / sizeof *licence_key_fields;
        return licence_key_fields;
    }
    if (target == TARGET_CHARGE) {
        *count = sizeof charge_fields / sizeof *charge_fields;
        return charge_fields;
    }
    if (target == TARGET_PRODUCT) {
        *count = sizeof product_fields / sizeof *product_fields;
        return product_fields;
    }
    *count = sizeof order_fields / sizeof *order_fields;
    return order_fields;
}

/* A member within one of the product's: "sale.price", "texts.fr.name", "attributes.Colour". */
static bool is_within_product(struct slice path)
{
    struct slice shape = slice_of(shape_of("product"));

    for (;;) {
        const char *dot = memchr(path.bytes, '.', path.length);
        struct slice name = {path.bytes, dot ? (size_t)(dot - path.bytes) : path.length};

        if (!shape_enter(&shape, name) || !(dot || name.length))
            return false;
        if (!dot || slice_is(shape, "*"))
            return !dot || name.length + 1 < path.length;
        path = slice_from(path, name.length + 1);
    }
}

bool field_known(enum mapping_target target, struct slice name, enum field_kind *kind)
{
    size_t count;
    const struct known_field *fields = known_fields(target, &count);

    *kind = FIELD_TEXT;
    if (target == TARGET_FEED)
        return true;
    if (target == TARGET_PRODUCT && memchr(name.bytes, '.', name.length))
        return is_within_product(name);
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, fields[i].name)) {
            *kind = fields[i].kind;
            return true;
        }
    return false;
}

static struct slice name_at(const void *names, size_t i)
{
    return slice_of(((const struct known_field *)names)[i].name);
}

void add_fields_like(struct text *text, struct slice wanted, enum mapping_target target)
{
    size_t count;
    const struct known_field *fields = known_fields(target, &count);

    add_like(text, wanted, count, name_at, fields);
}
