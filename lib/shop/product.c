/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"

#include "shop/life.h"
#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stddef.h>

enum field_kind {
    FIELD_TEXT,
    FIELD_NAME,
    FIELD_LONG_TEXT,
    FIELD_DAY,
    FIELD_UNIT,
    FIELD_PRICE,
    FIELD_PERCENT,
    FIELD_WHOLE,
    FIELD_TRUTH,
    FIELD_OBJECT,
    FIELD_LIST
};

#define RULE(member, ...)                                                                                                          \
    {                                                                                                                              \
        .name = SLICE_CONSTANT(member), .kind = __VA_ARGS__                                                                        \
    }
#define RULES_END                                                                                                                  \
    {                                                                                                                              \
        .name = { NULL, 0 }                                                                                                        \
    }

static const struct nested_rule sale_rules[] = {RULE("price", NESTED_PRICE), RULE("from", NESTED_MOMENT),
                                                RULE("until", NESTED_MOMENT), RULES_END};

static const struct nested_rule media_rules[] = {
    RULE("url", NESTED_PROSE, .needed = true),
    RULE("role", NESTED_TERM,
         .choices = (const char *const[]){"picture", "video", "document", "swatch", "lifestyle", "size_chart", NULL}),
    RULE("alt", NESTED_PROSE),
    RULE("width", NESTED_WHOLE),
    RULE("height", NESTED_WHOLE),
    RULE("sha256", NESTED_DIGEST),
    RULES_END};

static const struct nested_rule season_rules[] = {RULE("from", NESTED_SEASON_DAY, .needed = true),
                                                  RULE("until", NESTED_SEASON_DAY, .needed = true), RULES_END};

static const struct nested_rule component_rules[] = {RULE("sku", NESTED_TERM, .needed = true), RULE("quantity", NESTED_WHOLE),
                                                     RULES_END};

static const struct nested_rule language_rules[] = {
    RULE("name", NESTED_TERM),       RULE("description", NESTED_PROSE), RULE("short_description", NESTED_PROSE),
    RULE("materials", NESTED_PROSE), RULE("usage", NESTED_PROSE),       RULE("specifications", NESTED_PROSE),
    RULE("warnings", NESTED_PROSE),  RULE("meta_title", NESTED_PROSE),  RULE("meta_description", NESTED_PROSE),
    RULE("slug", NESTED_PROSE),      RULE("link", NESTED_PROSE),        RULES_END};

static const struct nested_rule text_rules[] = {RULE("*", NESTED_OBJECT, .within = language_rules, .language = true), RULES_END};
static const struct nested_rule term_rules[] = {RULE("*", NESTED_TERM), RULES_END};
static const struct nested_rule scalar_rules[] = {RULE("*", NESTED_SCALAR), RULES_END};
static const struct nested_rule percent_rules[] = {RULE("*", NESTED_PERCENT), RULES_END};
static const struct nested_rule cell_rules[] = {RULE("*", NESTED_PROSE), RULES_END};
static const struct nested_rule column_rules[] = {RULE("*", NESTED_OBJECT, .within = cell_rules), RULES_END};

static const char *const kinds[] = {"physical", "digital", "service", "made_to_measure", "bookable", "dropship", "gift_card", NULL};
static const char *const vat_categories[] = {"S", "Z", "E", "AE", "O", "margin", NULL};
static const char *const conditions[] = {"new", "refurbished", "used", NULL};
static const char *const statuses[] = {"active", "draft", "archived", "end_of_life", NULL};

/* `extra` is what else the kind wants to know: choices of a text, rules of an object or a list. */
#define FIELD(name, kind, place, extra)                                                                                            \
    {                                                                                                                              \
        SLICE_CONSTANT(name), SLICE_CONSTANT(",\"" name "\":"), kind, place, extra                                                 \
    }
#define TEXT(name, kind, which) FIELD(name, kind, offsetof(struct product, text) + (which) * sizeof(struct slice), NULL)
#define CHOICE(name, which, choices)                                                                                               \
    FIELD(name, FIELD_TEXT, offsetof(struct product, text) + (which) * sizeof(struct slice), choices)
#define NUMBER(name, kind) FIELD(#name, kind, offsetof(struct product, name), NULL)
#define NESTED(name, kind, which, rules)                                                                                           \
    FIELD(name, kind, offsetof(struct product, nested) + (which) * sizeof(struct nested), rules)

/* The record's fields, in the order in which they are written. */
static const struct field_row {
    struct slice name;
    struct slice member; /* as it begins in a record: ,"name": */
    enum field_kind kind;
    size_t place; /* in struct product */
    const void *extra;
} fields[] = {
    TEXT("sku", FIELD_TEXT, PRODUCT_SKU),
    TEXT("parent", FIELD_TEXT, PRODUCT_PARENT),
    CHOICE("kind", PRODUCT_KIND, kinds),
    TEXT("name", FIELD_NAME, PRODUCT_NAME),
    TEXT("description", FIELD_LONG_TEXT, PRODUCT_DESCRIPTION),
    TEXT("short_description", FIELD_LONG_TEXT, PRODUCT_SHORT_DESCRIPTION),
    TEXT("materials", FIELD_LONG_TEXT, PRODUCT_MATERIALS),
    TEXT("usage", FIELD_LONG_TEXT, PRODUCT_USAGE),
    TEXT("specifications", FIELD_LONG_TEXT, PRODUCT_SPECIFICATIONS),
    TEXT("warnings", FIELD_LONG_TEXT, PRODUCT_WARNINGS),
    TEXT("meta_title", FIELD_LONG_TEXT, PRODUCT_META_TITLE),
    TEXT("meta_description", FIELD_LONG_TEXT, PRODUCT_META_DESCRIPTION),
    TEXT("slug", FIELD_LONG_TEXT, PRODUCT_SLUG),
    TEXT("brand", FIELD_TEXT, PRODUCT_BRAND),
    TEXT("category", FIELD_TEXT, PRODUCT_CATEGORY),
    NESTED("categories", FIELD_LIST, PRODUCT_CATEGORIES, NULL),
    NESTED("tags", FIELD_LIST, PRODUCT_TAGS, NULL),
    NUMBER(price, FIELD_PRICE),
    NESTED("sale", FIELD_OBJECT, PRODUCT_SALE, sale_rules),
    NUMBER(vat_rate, FIELD_PERCENT),
    TEXT("tax_class", FIELD_TEXT, PRODUCT_TAX_CLASS),
    CHOICE("vat_category", PRODUCT_VAT_CATEGORY, vat_categories),
    TEXT("exemption", FIELD_TEXT, PRODUCT_EXEMPTION),
    NESTED("vat_rates", FIELD_OBJECT, PRODUCT_VAT_RATES, percent_rules),
    NUMBER(cost, FIELD_PRICE),
    TEXT("unit", FIELD_UNIT, PRODUCT_UNIT),
    TEXT("gtin", FIELD_TEXT, PRODUCT_GTIN),
    TEXT("mpn", FIELD_TEXT, PRODUCT_MPN),
    NUMBER(weight_g, FIELD_WHOLE),
    NUMBER(length_mm, FIELD_WHOLE),
    NUMBER(width_mm, FIELD_WHOLE),
    NUMBER(height_mm, FIELD_WHOLE),
    TEXT("image", FIELD_LONG_TEXT, PRODUCT_IMAGE),
    NESTED("media", FIELD_LIST, PRODUCT_MEDIA, media_rules),
    TEXT("link", FIELD_LONG_TEXT, PRODUCT_LINK),
    CHOICE("condition", PRODUCT_CONDITION, conditions),
    NUMBER(low_stock, FIELD_WHOLE),
    NUMBER(backorder, FIELD_TRUTH),
    NUMBER(sold_individually, FIELD_TRUTH),
    CHOICE("status", PRODUCT_STATUS, statuses),
    TEXT("launch_on", FIELD_DAY, PRODUCT_LAUNCH_ON),
    TEXT("retire_on", FIELD_DAY, PRODUCT_RETIRE_ON),
    NESTED("season", FIELD_OBJECT, PRODUCT_SEASON, season_rules),
    TEXT("google_category", FIELD_LONG_TEXT, PRODUCT_GOOGLE_CATEGORY),
    TEXT("shipping_class", FIELD_TEXT, PRODUCT_SHIPPING_CLASS),
    NESTED("transport", FIELD_LIST, PRODUCT_TRANSPORT, NULL),
    NESTED("slots", FIELD_OBJECT, PRODUCT_SLOTS, term_rules),
    NESTED("axes", FIELD_LIST, PRODUCT_AXES, NULL),
    NESTED("options", FIELD_OBJECT, PRODUCT_OPTIONS, term_rules),
    NESTED("components", FIELD_LIST, PRODUCT_COMPONENTS, component_rules),
    NESTED("texts", FIELD_OBJECT, PRODUCT_TEXTS, text_rules),
    TEXT("manufacturer", FIELD_TEXT, PRODUCT_MANUFACTURER),
    TEXT("responsible_person", FIELD_TEXT, PRODUCT_RESPONSIBLE_PERSON),
    TEXT("supplier", FIELD_TEXT, PRODUCT_SUPPLIER),
    TEXT("supplier_sku", FIELD_TEXT, PRODUCT_SUPPLIER_SKU),
    NUMBER(lead_days, FIELD_WHOLE),
    NESTED("ids", FIELD_OBJECT, PRODUCT_IDS, term_rules),
    NESTED("attributes", FIELD_OBJECT, PRODUCT_ATTRIBUTES, scalar_rules),
    NESTED("columns", FIELD_OBJECT, PRODUCT_COLUMNS, column_rules),
    NESTED("supplied", FIELD_OBJECT, PRODUCT_SUPPLIED, term_rules),
};

enum { FIELDS = sizeof fields / sizeof *fields, TERM_LIMIT = 200, NAME_LIMIT = 400, WHOLE_LIMIT = 1000000000 };

#define TEXT_PLACE(which) (offsetof(struct product, text) + (which) * sizeof(struct slice))

static struct slice *text_at(const struct product *product, const struct field_row *field)
{
    return (struct slice *)((uintptr_t)product + field->place);
}

static int64_t *number_at(const struct product *product, const struct field_row *field)
{
    return (int64_t *)((uintptr_t)product + field->place);
}

static struct nested *nested_at(const struct product *product, const struct field_row *field)
{
    return (struct nested *)((uintptr_t)product + field->place);
}

void product_init(struct product *product, struct arena *arena)
{
    *product = (struct product){.arena = arena,
                                .price = PRODUCT_UNSET,
                                .cost = PRODUCT_UNSET,
                                .vat_rate = PRODUCT_UNSET,
                                .weight_g = PRODUCT_UNSET,
                                .length_mm = PRODUCT_UNSET,
                                .width_mm = PRODUCT_UNSET,
                                .height_mm = PRODUCT_UNSET,
                                .low_stock = PRODUCT_UNSET,
                                .lead_days = PRODUCT_UNSET,
                                .backorder = PRODUCT_UNSET,
                                .sold_individually = PRODUCT_UNSET};
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
    return field->kind >= FIELD_PRICE && field->kind <= FIELD_TRUTH;
}

static bool is_nested(const struct field_row *field)
{
    return field->kind == FIELD_OBJECT || field->kind == FIELD_LIST;
}

static void take_away(struct product *product, const struct field_row *field)
{
    if (is_nested(field))
        *nested_at(product, field) = (struct nested){0};
    else if (is_number(field))
        *number_at(product, field) = PRODUCT_UNSET;
    else
        *text_at(product, field) = (struct slice){NULL, 0};
}

static bool choice_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    const char *const *choices = field->extra;

    while (*choices && !slice_is(text, *choices))
        choices++;
    return *choices || fault_set(fault, FAULT_REFUSED, "unknown_choice", field->name.bytes, "cannot be \"%.*s\"", SLICE_ARGS(text));
}

static bool day_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    day any;

    return day_read(text, &any) ||
           fault_set(fault, FAULT_REFUSED, "bad_day", field->name.bytes, "\"%.*s\" is no day such as 2026-11-21", SLICE_ARGS(text));
}

static size_t limit_of(const struct field_row *field)
{
    if (field->place == TEXT_PLACE(PRODUCT_SKU) || field->place == TEXT_PLACE(PRODUCT_PARENT))
        return SKU_LIMIT;
    return field->kind == FIELD_NAME ? NAME_LIMIT : TERM_LIMIT;
}

static bool text_check(struct slice text, const struct field_row *field, struct fault *fault)
{
    if (field->kind == FIELD_LONG_TEXT)
        return prose_check(text, field->name.bytes, fault);
    if (field->kind == FIELD_DAY)
        return day_check(text, field, fault);
    return name_check(text, limit_of(field), field->name.bytes, fault) && (!field->extra || choice_check(text, field, fault)) &&
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

/*
 * Units that stores had before units were judged stay as they are until somebody gives another one: what is no unit may be what is
 * stored, and is refused when that is known.
 */
static bool give_unit(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    struct slice *unit = text_at(product, field);
    bool stays = !product->units || (value->kind == VALUE_TEXT && slice_equal(value->text, *unit));
    struct slice code;

    if (!give_text(product, field, value, fault) || stays)
        return fault->kind == FAULT_NONE;
    if (!product->unchecked)
        return unit_find(product->units, *unit, unit, fault);
    code = unit_code(product->units, *unit);
    if (code.bytes)
        *unit = code;
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

static bool give_nested(struct product *product, const struct field_row *field, const struct value *value, struct fault *fault)
{
    struct nested *nested = nested_at(product, field);

    if (field->kind == FIELD_LIST)
        return nested_give_list(nested, field->name, field->extra, value, product->arena, fault);
    return nested_give(nested, field->extra, value, product->arena, fault) || fault_within(fault, "%.*s", SLICE_ARGS(field->name));
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
    case FIELD_DAY:
        return give_text(product, field, value, fault);
    case FIELD_UNIT:
        return give_unit(product, field, value, fault);
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
    case FIELD_OBJECT:
    case FIELD_LIST:
        return give_nested(product, field, value, fault);
    }
    return false;
}

static bool no_such_field(struct slice name, struct fault *fault)
{
    fault_set(fault, FAULT_REFUSED, "unknown_field", NULL, "\"%.*s\" is no field of a product", SLICE_ARGS(name));
    return fault_within(fault, "%.*s", SLICE_ARGS(name));
}

/* "attributes.colour": a member within a field. */
static bool give_within(struct product *product, struct slice path, const struct value *value, struct fault *fault)
{
    size_t dot = (size_t)((const char *)memchr(path.bytes, '.', path.length) - path.bytes);
    size_t i = 0;

    while (i < FIELDS && !(fields[i].kind == FIELD_OBJECT && slice_equal(fields[i].name, (struct slice){path.bytes, dot})))
        i++;
    if (i == FIELDS)
        return no_such_field(path, fault);
    return nested_give_member(nested_at(product, &fields[i]), fields[i].extra, slice_from(path, dot + 1), value, product->arena,
                              fault) ||
           fault_within(fault, "%.*s", SLICE_ARGS(fields[i].name));
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
    if (memchr(name.bytes, '.', name.length))
        return give_within(product, name, value, fault);
    /* What the project's own lists add to a product's record, so that they can be fed back. */
    if (slice_is(name, "type") || slice_is(name, "available"))
        return true;
    return no_such_field(name, fault);
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

bool product_find(struct store *store, struct slice sku, struct slice *record, struct product_facts *facts, struct fault *fault)
{
    char id[8 + SKU_LIMIT];
    struct slice known = {NULL, 0};

    *record = known;
    if (sku.length && sku.length <= SKU_LIMIT) {
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

enum { O_PARENT, O_NAME, O_CATEGORY, O_PRICE, O_SALE, O_VAT_RATE, O_PARTS };

/* What a variant leaves to its parent. A parent that never came leaves it open. */
static bool inherit(struct slice *parts, struct store *store, struct slice *parent, struct arena *arena, struct fault *fault)
{
    static const struct slice names[] = {SLICE_CONSTANT("category"), SLICE_CONSTANT("price"), SLICE_CONSTANT("sale"),
                                         SLICE_CONSTANT("vat_rate")};
    enum { INHERITED = sizeof names / sizeof *names };
    struct slice inherited[INHERITED];
    struct text id = TEXT_INIT;
    bool done;

    product_id(text_of(parts[O_PARENT], arena), &id);
    done = store_get(store, text_slice(&id), parent, fault);
    text_release(&id);
    if (!done || !parent->bytes)
        return done;
    members_of(*parent, names, inherited, INHERITED);
    for (size_t i = 0; i < INHERITED; i++)
        if (!parts[O_CATEGORY + i].bytes)
            parts[O_CATEGORY + i] = inherited[i];
    return true;
}

/* `parent` bytes NULL: it has none, or none that is there. */
static bool sold_on(struct slice record, struct slice parent, struct slice sku, day today, struct fault *fault)
{
    struct product_life life = product_life_of(record);

    if (parent.bytes)
        product_life_inherit(&life, parent);
    return product_on_sale(&life, sku, today, fault);
}

/* Of a variant its parent's, where it says nothing itself. */
static bool read_tax(struct product_offer *offer, struct slice record, struct slice parent, struct slice sku, struct arena *arena,
                     struct fault *fault)
{
    enum { T_CATEGORY, T_EXEMPTION, T_RATES, T_PARTS };
    static const struct slice names[T_PARTS] = {SLICE_CONSTANT("vat_category"), SLICE_CONSTANT("exemption"),
                                                SLICE_CONSTANT("vat_rates")};
    struct slice parts[T_PARTS];
    struct slice inherited[T_PARTS] = {{NULL, 0}};

    members_of(record, names, parts, T_PARTS);
    if (parent.bytes)
        members_of(parent, names, inherited, T_PARTS);
    for (int i = 0; i < T_PARTS; i++)
        if (!parts[i].bytes)
            parts[i] = inherited[i];
    if (slice_is(scan_text(parts[T_CATEGORY]), "margin"))
        return fault_set(fault, FAULT_REFUSED, "margin_scheme", "sku",
                         "\"%.*s\" is taxed by its margin (Directive 2006/112/EC art. 311-343), which cannot be computed here",
                         SLICE_ARGS(sku));
    if (parts[T_CATEGORY].bytes && !tax_category_find(scan_text(parts[T_CATEGORY]), &offer->vat_category))
        offer->vat_category = TAX_BY_RATE;
    offer->exemption = text_of(parts[T_EXEMPTION], arena);
    offer->vat_rates = parts[T_RATES];
    return true;
}

static enum tax_goods goods_of_kind(struct slice kind)
{
    if (slice_is(kind, "digital"))
        return TAX_DIGITAL;
    if (slice_is(kind, "gift_card"))
        return TAX_VOUCHER;
    return slice_is(kind, "service") || slice_is(kind, "bookable") ? TAX_SERVICE : TAX_GOODS;
}

bool product_offered(struct product_offer *offer, struct store *store, struct slice sku, day today, struct arena *arena,
                     struct fault *fault)
{
    static const struct slice names[O_PARTS] = {SLICE_CONSTANT("parent"), SLICE_CONSTANT("name"), SLICE_CONSTANT("category"),
                                                SLICE_CONSTANT("price"),  SLICE_CONSTANT("sale"), SLICE_CONSTANT("vat_rate")};
    struct slice parts[O_PARTS];
    struct slice parent = {NULL, 0};
    struct slice record;
    struct product_facts facts;

    if (!product_find(store, sku, &record, &facts, fault))
        return false;
    if (!facts.active)
        return fault_set(fault, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is %.*s", SLICE_ARGS(sku),
                         SLICE_ARGS(scan_text(scan_find(record, "status"))));
    if (facts.traits & PRODUCT_HAS_VARIANTS)
        return fault_set(fault, FAULT_REFUSED, "has_variants", "sku", "\"%.*s\" is sold as one of its variants", SLICE_ARGS(sku));
    members_of(record, names, parts, O_PARTS);
    if (parts[O_PARENT].bytes && !inherit(parts, store, &parent, arena, fault))
        return false;
    if (((facts.traits & PRODUCT_IS_DATED) || parent.bytes) && !sold_on(record, parent, sku, today, fault))
        return false;
    *offer = (struct product_offer){.name = text_of(parts[O_NAME], arena),
                                    .category = text_of(parts[O_CATEGORY], arena),
                                    .price = PRODUCT_UNSET,
                                    .vat_rate = PRODUCT_UNSET,
                                    .backorder = facts.backorder && !(facts.traits & PRODUCT_IS_ENDING),
                                    .is_uncounted = facts.traits & PRODUCT_IS_UNCOUNTED,
                                    .has_sale = parts[O_SALE].bytes != NULL,
                                    .record = record,
                                    .parent = parent};
    if (facts.traits & PRODUCT_IS_BUNDLE)
        offer->components = scan_find(record, "components");
    if (facts.traits & (PRODUCT_IS_UNCOUNTED | PRODUCT_IS_TAXED_APART))
        offer->goods = goods_of_kind(scan_text(scan_find(record, "kind")));
    if (((facts.traits & PRODUCT_IS_TAXED_APART) || parent.bytes) && !read_tax(offer, record, parent, sku, arena, fault))
        return false;
    if (offer->goods == TAX_VOUCHER)
        offer->vat_category = TAX_OUTSIDE_SCOPE;
    return (!parts[O_PRICE].bytes || price_read(scan_text(parts[O_PRICE]), "price", &offer->price, fault)) &&
           (!parts[O_VAT_RATE].bytes || percent_read(scan_text(parts[O_VAT_RATE]), "vat_rate", &offer->vat_rate, fault));
}

bool product_is_active(const struct product *product)
{
    return !product->text[PRODUCT_STATUS].bytes || slice_is(product->text[PRODUCT_STATUS], "active") ||
           slice_is(product->text[PRODUCT_STATUS], "end_of_life");
}

bool product_check(const struct product *product, const struct settings *settings, struct fault *fault)
{
    if (!product->text[PRODUCT_SKU].bytes)
        return field_missing("sku", fault);
    if (!product->text[PRODUCT_NAME].length && !product->text[PRODUCT_PARENT].bytes)
        return field_missing("name", fault);
    if (!product_is_active(product))
        return true;
    if (nested_is_given(&product->nested[PRODUCT_AXES]))
        return true;
    if (product->price == PRODUCT_UNSET && !product->text[PRODUCT_PARENT].bytes)
        return field_missing("price", fault);
    if (product->vat_rate == PRODUCT_UNSET && !settings->has_vat_rate)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "vat_rate", "is missing, and shop.vat_rate is not set");
    return true;
}

static bool is_given(const struct product *product, const struct field_row *field)
{
    if (is_nested(field))
        return nested_is_given(nested_at(product, field));
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
        case FIELD_DAY:
        case FIELD_UNIT:
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
        case FIELD_OBJECT:
        case FIELD_LIST:
            nested_write(nested_at(product, field), currency, text);
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
    product.units = settings->units;
    given = give_fields(context, &product, fault);
    *changed = !given || differs(&product, id, stored, &settings->currency, changes);
    if (*changed && stored.bytes) {
        product_init(&product, arena);
        given = product_from_stored(&product, stored, fault);
        product.units = settings->units;
        given = given && give_fields(context, &product, fault);
        *changed = given && differs(&product, id, stored, &settings->currency, changes);
    }
    return given && product_check(&product, settings, fault);
}
