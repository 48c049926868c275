/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"

#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stddef.h>

enum field_kind { FIELD_TEXT, FIELD_NAME, FIELD_LONG_TEXT, FIELD_PRICE, FIELD_PERCENT, FIELD_WHOLE, FIELD_TRUTH, FIELD_ATTRIBUTES };

#define TEXT_PLACE(which) (offsetof(struct product, text) + (which) * sizeof(struct slice))

/* The record's fields, in the order in which they are written. */
static const struct field_row {
    struct slice name;
    struct slice member; /* as it begins in a record: ,"name": */
    enum field_kind kind;
    size_t place; /* in struct product */
    const char *const *choices;
} fields[] = {
    {SLICE_CONSTANT("sku"), SLICE_CONSTANT(",\"sku\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_SKU), NULL},
    {SLICE_CONSTANT("name"), SLICE_CONSTANT(",\"name\":"), FIELD_NAME, TEXT_PLACE(PRODUCT_NAME), NULL},
    {SLICE_CONSTANT("description"), SLICE_CONSTANT(",\"description\":"), FIELD_LONG_TEXT, TEXT_PLACE(PRODUCT_DESCRIPTION), NULL},
    {SLICE_CONSTANT("brand"), SLICE_CONSTANT(",\"brand\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_BRAND), NULL},
    {SLICE_CONSTANT("category"), SLICE_CONSTANT(",\"category\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_CATEGORY), NULL},
    {SLICE_CONSTANT("price"), SLICE_CONSTANT(",\"price\":"), FIELD_PRICE, offsetof(struct product, price), NULL},
    {SLICE_CONSTANT("vat_rate"), SLICE_CONSTANT(",\"vat_rate\":"), FIELD_PERCENT, offsetof(struct product, vat_rate), NULL},
    {SLICE_CONSTANT("cost"), SLICE_CONSTANT(",\"cost\":"), FIELD_PRICE, offsetof(struct product, cost), NULL},
    {SLICE_CONSTANT("unit"), SLICE_CONSTANT(",\"unit\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_UNIT), NULL},
    {SLICE_CONSTANT("gtin"), SLICE_CONSTANT(",\"gtin\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_GTIN), NULL},
    {SLICE_CONSTANT("mpn"), SLICE_CONSTANT(",\"mpn\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_MPN), NULL},
    {SLICE_CONSTANT("weight_g"), SLICE_CONSTANT(",\"weight_g\":"), FIELD_WHOLE, offsetof(struct product, weight_g), NULL},
    {SLICE_CONSTANT("image"), SLICE_CONSTANT(",\"image\":"), FIELD_LONG_TEXT, TEXT_PLACE(PRODUCT_IMAGE), NULL},
    {SLICE_CONSTANT("link"), SLICE_CONSTANT(",\"link\":"), FIELD_LONG_TEXT, TEXT_PLACE(PRODUCT_LINK), NULL},
    {SLICE_CONSTANT("condition"), SLICE_CONSTANT(",\"condition\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_CONDITION),
     (const char *const[]){"new", "refurbished", "used", NULL}},
    {SLICE_CONSTANT("low_stock"), SLICE_CONSTANT(",\"low_stock\":"), FIELD_WHOLE, offsetof(struct product, low_stock), NULL},
    {SLICE_CONSTANT("backorder"), SLICE_CONSTANT(",\"backorder\":"), FIELD_TRUTH, offsetof(struct product, backorder), NULL},
    {SLICE_CONSTANT("status"), SLICE_CONSTANT(",\"status\":"), FIELD_TEXT, TEXT_PLACE(PRODUCT_STATUS),
     (const char *const[]){"active", "draft", "archived", NULL}},
    {SLICE_CONSTANT("google_category"), SLICE_CONSTANT(",\"google_category\":"), FIELD_LONG_TEXT,
     TEXT_PLACE(PRODUCT_GOOGLE_CATEGORY), NULL},
    {SLICE_CONSTANT("attributes"), SLICE_CONSTANT(",\"attributes\":"), FIELD_ATTRIBUTES, 0, NULL},
};

enum { FIELDS = sizeof fields / sizeof *fields, TERM_LIMIT = 200, NAME_LIMIT = 400, WHOLE_LIMIT = 1000000000 };

static struct slice *text_at(const struct product *product, const struct field_row *field)
{
    return (struct slice *)((uintptr_t)product + field->place);
}

static int64_t *number_at(const struct product *product, const struct field_row *field)
{
    return (int64_t *)((uintptr_t)product + field->place);
}

void product_init(struct product *product, struct arena *arena)
{
    *product = (struct product){.arena = arena,
                                .price = PRODUCT_UNSET,
                                .cost = PRODUCT_UNSET,
                                .vat_rate = PRODUCT_UNSET,
                                .weight_g = PRODUCT_UNSET,
                                .low_stock = PRODUCT_UNSET,
                                .backorder = PRODUCT_UNSET};
}

bool gtin_check(struct slice gtin, const char *field, struct fault *fault)
{
    int64_t digits;

    if ((gtin.length == 8 || gtin.length == 12 || gtin.length == 13 || gtin.length == 14) &&
        slice_integer(gtin, INT64_MAX, &digits))
        return true;
    return fault_set(fault, FAULT_REFUSED, "not_a_gtin", field, "\"%.*s\" is no GTIN of 8, 12, 13 or 14 digits", SLICE_ARGS(gtin));
}

static bool wrong_type(const struct field_row *field, const char *wanted, const struct value *value, struct fault *fault)
{
    if (value->kind == VALUE_WHOLE || (value->json && json_is_real(value->json)))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", field->name.bytes, "must be %s, not a number: write it in quotes",
                         wanted);
    return fault_set(fault, FAULT_REFUSED, "wrong_type", field->name.bytes, "must be %s", wanted);
}

static bool is_number(const struct field_row *field)
{
    return field->kind != FIELD_TEXT && field->kind != FIELD_NAME && field->kind != FIELD_LONG_TEXT &&
           field->kind != FIELD_ATTRIBUTES;
}

static void take_away(struct product *product, const struct field_row *field)
{
    if (field->kind == FIELD_ATTRIBUTES)
        product->attribute_count = 0;
    else if (is_number(field))
        *number_at(product, field) = PRODUCT_UNSET;
    else
        *text_at(product, field) = (struct slice){NULL, 0};
}

/* Descriptions may have lines; no other control character belongs in one. */
static bool long_text_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    if (!slice_traits(text).control)
        return true;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (((unsigned char)c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
            return fault_set(fault, FAULT_REFUSED, "control_character", field->name.bytes, "holds a control character");
    }
    return true;
}

static bool choice_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    size_t i = 0;

    while (field->choices[i] && !slice_is(text, field->choices[i]))
        i++;
    return field->choices[i] ||
           fault_set(fault, FAULT_REFUSED, "unknown_choice", field->name.bytes, "cannot be \"%.*s\"", SLICE_ARGS(text));
}

static bool text_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    size_t limit = field->place == TEXT_PLACE(PRODUCT_SKU) ? SKU_LIMIT : field->kind == FIELD_NAME ? NAME_LIMIT : TERM_LIMIT;

    if (field->kind == FIELD_LONG_TEXT)
        return long_text_check(text, field, fault);
    return name_check(text, limit, field->name.bytes, fault) && (!field->choices || choice_check(text, field, fault)) &&
           (field->place != TEXT_PLACE(PRODUCT_GTIN) || gtin_check(text, field->name.bytes, fault));
}

static bool give_text(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    if (value->kind != VALUE_TEXT)
        return wrong_type(field, "a string", value, fault);
    if (field->kind == FIELD_LONG_TEXT && value->text.length == 0) {
        take_away(product, field);
        return true;
    }
    if (!product->unchecked && !text_check(value->text, field, fault))
        return false;
    *text_at(product, field) = value->text;
    return true;
}

static bool give_whole(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    int64_t number = value->whole;

    if (value->from_table ? !slice_integer(value->text, WHOLE_LIMIT, &number) : value->kind != VALUE_WHOLE)
        return fault_set(fault, FAULT_REFUSED, "not_whole", field->name.bytes, "must be a whole number");
    if (number < 0 || number > WHOLE_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", field->name.bytes, "must be from 0 to %d", WHOLE_LIMIT);
    *number_at(product, field) = number;
    return true;
}

static bool give_truth(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    bool yes = slice_is(value->text, "true") || slice_is(value->text, "1") || slice_is(value->text, "yes");
    bool no = slice_is(value->text, "false") || slice_is(value->text, "0") || slice_is(value->text, "no");

    if (value->from_table ? !yes && !no : value->kind != VALUE_TRUTH)
        return fault_set(fault, FAULT_REFUSED, "wrong_type", field->name.bytes, "must be true or false");
    *number_at(product, field) = value->from_table ? yes : value->whole;
    return true;
}

/* An attribute's place: where its name stands already, or the end. Null takes it away. */
static bool give_attribute(struct product *product, struct slice name, const struct value *value, struct fault *fault)
{
    struct text json = TEXT_INIT;
    size_t at = 0;

    if (!name_check(name, 64, "attributes", fault))
        return false;
    while (at < product->attribute_count && !slice_equal(product->attributes[at].name, name))
        at++;
    switch (value->kind) {
    case VALUE_NULL:
        if (at < product->attribute_count) {
            product->attribute_count--;
            memmove(&product->attributes[at], &product->attributes[at + 1],
                    (product->attribute_count - at) * sizeof *product->attributes);
        }
        return true;
    case VALUE_TEXT:
        json_add_string(&json, value->text);
        break;
    case VALUE_WHOLE:
        text_add_integer(&json, value->whole);
        break;
    case VALUE_TRUTH:
        text_add_string(&json, value->whole ? "true" : "false");
        break;
    case VALUE_OBJECT:
    case VALUE_OTHER:
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "attributes",
                         "\"%.*s\" must be a string, a whole number, true or false", SLICE_ARGS(name));
    }
    if (at == product->attribute_room) {
        struct attribute *wider = arena_take(product->arena, (at + 8) * 2 * sizeof *wider);

        if (at)
            memcpy(wider, product->attributes, at * sizeof *wider);
        product->attributes = wider;
        product->attribute_room = (at + 8) * 2;
    }
    product->attributes[at] = (struct attribute){name, arena_copy(product->arena, text_slice(&json))};
    if (at == product->attribute_count)
        product->attribute_count++;
    text_release(&json);
    return true;
}

static bool give_attributes(struct product *product, const struct value *value, struct fault *fault)
{
    const char *name;
    json_t *member;
    struct scan scan;
    struct slice stored_name;
    struct slice stored_value;
    bool done = true;

    if (value->kind != VALUE_OBJECT)
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "attributes", "must be an object");
    if (value->json) {
        json_object_foreach((json_t *)(uintptr_t)value->json, name, member)
        {
            struct value one = value_of_json(member);

            if (!give_attribute(product, slice_of(name), &one, fault))
                return false;
        }
        return true;
    }
    if (scan_object(&scan, value->stored))
        while (done && scan_member(&scan, &stored_name, &stored_value)) {
            struct value one = value_of_stored(stored_value, product->arena);
            struct slice quoted = {stored_name.bytes - 1, stored_name.length + 2};

            done = give_attribute(product, text_of(quoted, product->arena), &one, fault);
        }
    return done;
}

static bool give(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    if (value->kind == VALUE_NULL) {
        take_away(product, field);
        return true;
    }
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_LONG_TEXT:
        return give_text(product, field, value, fault);
    case FIELD_PRICE:
        return (value->kind == VALUE_TEXT || wrong_type(field, "a string like \"19.90\"", value, fault)) &&
               price_read(value->text, field->name.bytes, number_at(product, field), fault);
    case FIELD_PERCENT:
        return (value->kind == VALUE_TEXT || wrong_type(field, "a string like \"21\"", value, fault)) &&
               percent_read(value->text, field->name.bytes, number_at(product, field), fault);
    case FIELD_WHOLE:
        return give_whole(product, field, value, fault);
    case FIELD_TRUTH:
        return give_truth(product, field, value, fault);
    case FIELD_ATTRIBUTES:
        return give_attributes(product, value, fault);
    }
    return false;
}

bool product_give(struct product *product, struct slice name, const struct value *value, struct fault *fault)
{
    /* Columns and members mostly come in the table's order. */
    for (size_t i = 0; i < FIELDS; i++) {
        size_t at = (product->next_field + i) % FIELDS;

        if (slice_equal(name, fields[at].name)) {
            product->next_field = at + 1;
            return give(product, &fields[at], value, fault);
        }
    }
    if (slice_starts(name, "attributes."))
        return give_attribute(product, slice_from(name, strlen("attributes.")), value, fault);
    /* What the project's own lists add to a product's record, so that they can be fed back. */
    if (slice_is(name, "type") || slice_is(name, "available"))
        return true;
    fault_set(fault, FAULT_REFUSED, "unknown_field", NULL, "\"%.*s\" is no field of a product", SLICE_ARGS(name));
    return fault_within(fault, "%.*s", SLICE_ARGS(name));
}

bool product_give_json(struct product *product, const json_t *record, struct fault *fault)
{
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)(uintptr_t)record, name, member)
    {
        struct value value = value_of_json(member);

        if (!product_give(product, slice_of(name), &value, fault))
            return false;
    }
    return true;
}

bool product_from_stored(struct product *product, struct slice record, struct fault *fault)
{
    struct scan scan;
    struct slice name;
    struct slice stored;
    bool done = scan_object(&scan, record);
    size_t next = 0;

    while (done && scan_member(&scan, &name, &stored)) {
        struct value value = value_of_stored(stored, product->arena);
        size_t i = next;

        /* Stored fields come in the table's order. */
        while (i < FIELDS && !slice_equal(name, fields[i].name))
            i++;
        if (i == FIELDS)
            continue;
        next = i + 1;
        done = give(product, &fields[i], &value, fault);
    }
    return done;
}

void product_id(struct slice sku, struct text *id)
{
    text_clear(id);
    text_add_string(id, "product/");
    text_add_slice(id, sku);
}

static bool find(struct store *store, struct slice sku, struct slice *record, struct product_facts *facts, struct fault *fault)
{
    char id[8 + SKU_LIMIT];
    struct slice known = {NULL, 0};

    *record = known;
    if (sku.length <= SKU_LIMIT) {
        memcpy(id, "product/", 8);
        memcpy(id + 8, sku.bytes, sku.length);
        if (!store_record(store, (struct slice){id, sku.length + 8}, record, &known, fault))
            return false;
    }
    if (known.length < sizeof *facts)
        return fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku));
    memcpy(facts, known.bytes, sizeof *facts);
    return true;
}

bool product_offered(struct product_offer *offer, struct store *store, struct slice sku, struct arena *arena, struct fault *fault)
{
    enum { O_NAME, O_CATEGORY, O_PRICE, O_VAT_RATE, O_PARTS };
    static const struct slice names[O_PARTS] = {SLICE_CONSTANT("name"), SLICE_CONSTANT("category"), SLICE_CONSTANT("price"),
                                                SLICE_CONSTANT("vat_rate")};
    struct slice parts[O_PARTS];
    struct slice record;
    struct product_facts facts;

    if (!find(store, sku, &record, &facts, fault))
        return false;
    if (!facts.active)
        return fault_set(fault, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is %.*s", SLICE_ARGS(sku),
                         SLICE_ARGS(scan_text(scan_find(record, "status"))));
    members_of(record, names, parts, O_PARTS);
    *offer = (struct product_offer){.name = text_of(parts[O_NAME], arena),
                                    .category = text_of(parts[O_CATEGORY], arena),
                                    .price = PRODUCT_UNSET,
                                    .vat_rate = PRODUCT_UNSET,
                                    .backorder = facts.backorder};
    return (!parts[O_PRICE].bytes || price_read(scan_text(parts[O_PRICE]), "price", &offer->price, fault)) &&
           (!parts[O_VAT_RATE].bytes || percent_read(scan_text(parts[O_VAT_RATE]), "vat_rate", &offer->vat_rate, fault));
}

bool product_is_active(const struct product *product)
{
    return !product->text[PRODUCT_STATUS].bytes || slice_is(product->text[PRODUCT_STATUS], "active");
}

bool product_check(const struct product *product, const struct settings *settings, struct fault *fault)
{
    if (!product->text[PRODUCT_SKU].bytes)
        return field_missing("sku", fault);
    if (!product->text[PRODUCT_NAME].length)
        return field_missing("name", fault);
    if (!product_is_active(product))
        return true;
    if (product->price == PRODUCT_UNSET)
        return field_missing("price", fault);
    if (product->vat_rate == PRODUCT_UNSET && !settings->has_vat_rate)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "vat_rate", "is missing, and shop.vat_rate is not set");
    return true;
}

static void write_attributes(const struct product *product, struct text *text)
{
    text_add_byte(text, '{');
    for (size_t i = 0; i < product->attribute_count; i++) {
        if (i)
            text_add_byte(text, ',');
        json_add_string(text, product->attributes[i].name);
        text_add_byte(text, ':');
        text_add_slice(text, product->attributes[i].json);
    }
    text_add_byte(text, '}');
}

static bool is_given(const struct product *product, const struct field_row *field)
{
    if (field->kind == FIELD_ATTRIBUTES)
        return product->attribute_count > 0;
    return is_number(field) ? *number_at(product, field) != PRODUCT_UNSET : text_at(product, field)->bytes != NULL;
}

void product_write(const struct product *product, const struct currency *currency, struct text *text)
{
    text_add_string(text, "{\"type\":\"product\"");
    for (size_t i = 0; i < FIELDS; i++) {
        const struct field_row *field = &fields[i];

        if (!is_given(product, field))
            continue;
        text_add_slice(text, field->member);
        switch (field->kind) {
        case FIELD_TEXT:
        case FIELD_NAME:
        case FIELD_LONG_TEXT:
            json_add_string(text, *text_at(product, field));
            break;
        case FIELD_PRICE:
            text_add_byte(text, '"');
            price_write(text, *number_at(product, field), currency);
            text_add_byte(text, '"');
            break;
        case FIELD_PERCENT:
            text_add_byte(text, '"');
            percent_write(text, *number_at(product, field));
            text_add_byte(text, '"');
            break;
        case FIELD_WHOLE:
            text_add_integer(text, *number_at(product, field));
            break;
        case FIELD_TRUTH:
            text_add_string(text, *number_at(product, field) ? "true" : "false");
            break;
        case FIELD_ATTRIBUTES:
            write_attributes(product, text);
            break;
        }
    }
    text_add_byte(text, '}');
}

/* Puts the product into `changes` as its row 0; whether its bytes are not those that are stored. */
static bool differs(const struct product *product, struct slice id, struct slice stored, const struct currency *currency,
                    struct changes *changes)
{
    changes_clear(changes);
    product_write(product, currency, changes_begin(changes, id));
    return !slice_equal(changes_value(changes, changes_end(changes)), stored);
}

bool product_import(struct slice id, struct slice stored, const struct settings *settings, product_giver *give_fields,
                    void *context, struct arena *arena, struct changes *changes, bool *changed, struct fault *fault)
{
    struct product product;
    bool given;

    if (!name_check(slice_from(id, strlen("product/")), SKU_LIMIT, "sku", fault))
        return false;
    product_init(&product, arena);
    product.unchecked = stored.bytes;
    given = give_fields(context, &product, fault);
    *changed = !given || differs(&product, id, stored, &settings->currency, changes);
    if (*changed && stored.bytes) {
        product_init(&product, arena);
        given = product_from_stored(&product, stored, fault) && give_fields(context, &product, fault);
        *changed = given && differs(&product, id, stored, &settings->currency, changes);
    }
    return given && product_check(&product, settings, fault);
}
