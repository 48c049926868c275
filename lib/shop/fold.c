/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/fold.h"

#include "shop/appointment.h"
#include "shop/carrier_charge.h"
#include "shop/customer.h"
#include "shop/delivery_tally.h"
#include "shop/distance_sales.h"
#include "shop/document.h"
#include "shop/gift_card.h"
#include "shop/invoice.h"
#include "shop/keys.h"
#include "shop/licence_key.h"
#include "shop/listing.h"
#include "shop/manifest.h"
#include "shop/members.h"
#include "shop/number_range.h"
#include "shop/order.h"
#include "shop/pickup.h"
#include "shop/price_past.h"
#include "shop/product.h"
#include "shop/product_keys.h"
#include "shop/promotion_use.h"
#include "shop/return_tally.h"
#include "shop/rollup.h"
#include "shop/settings.h"
#include "shop/stock.h"
#include "shop/vat_document.h"
#include "shop/vat_holder.h"
#include "shop/wave.h"
#include "json/scan.h"

static void copy_code(char *to, size_t size, struct slice value)
{
    struct slice code = scan_text(value);

    memset(to, 0, size);
    memcpy(to, code.bytes ? code.bytes : "", code.length < size ? code.length : size);
}

static bool put(struct index *index, const struct key *key, struct slice value, struct fault *fault)
{
    return index_put(index, TABLE_KEYS, key_slice(key), value, fault);
}

/* The greatest number given out so far to records of a kind. */
static bool note_number(struct index *index, const char *kind, uint64_t number, struct fault *fault)
{
    struct key key;
    struct slice found;
    uint64_t last = 0;

    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, slice_of(kind));
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof last)
        memcpy(&last, found.bytes, sizeof last);
    return number <= last || put(index, &key, (struct slice){(const char *)&number, sizeof number}, fault);
}

static uint8_t product_traits(const struct slice *parts, const int *of, size_t count)
{
    static const uint8_t traits[] = {PRODUCT_IS_VARIANT,   PRODUCT_IS_DATED,  PRODUCT_IS_DATED,       PRODUCT_IS_DATED,
                                     PRODUCT_HAS_VARIANTS, PRODUCT_IS_BUNDLE, PRODUCT_IS_TAXED_APART, PRODUCT_IS_TAXED_APART};
    uint8_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (parts[of[i]].bytes)
            found |= traits[i];
    return found;
}

static void variant_key(struct key *key, struct slice parent, struct slice id)
{
    key_begin(key, KEY_VARIANT);
    key_text(key, parent);
    key_byte(key, '\0');
    key_text(key, slice_from(id, strlen("product/")));
}

/* Where a variant is found by its parent. */
static bool put_variant(struct index *index, const struct change *change, struct slice parent, struct fault *fault)
{
    static const struct slice name = SLICE_CONSTANT("parent");
    struct slice before = {NULL, 0};
    struct key key;

    if (change->before.bytes)
        members_of(change->before, &name, &before, 1);
    if (slice_equal(before, parent))
        return true;
    if (before.bytes) {
        variant_key(&key, text_of(before, change->arena), change->id);
        if (!index_drop(index, TABLE_KEYS, key_slice(&key), fault))
            return false;
    }
    variant_key(&key, text_of(parent, change->arena), change->id);
    return !parent.bytes || put(index, &key, SLICE(""), fault);
}

static bool fold_product(struct index *index, const struct change *change, struct fault *fault)
{
    /* In the order in which a product's fields are written. */
    enum {
        P_PARENT,
        P_KIND,
        P_VAT_CATEGORY,
        P_VAT_RATES,
        P_LOW_STOCK,
        P_BACKORDER,
        P_STATUS,
        P_LAUNCH_ON,
        P_RETIRE_ON,
        P_SEASON,
        P_AXES,
        P_OPTIONS,
        P_COMPONENTS,
        P_IDS,
        P_PARTS
    };
    static const struct slice names[P_PARTS] = {
        SLICE_CONSTANT("parent"),     SLICE_CONSTANT("kind"),      SLICE_CONSTANT("vat_category"), SLICE_CONSTANT("vat_rates"),
        SLICE_CONSTANT("low_stock"),  SLICE_CONSTANT("backorder"), SLICE_CONSTANT("status"),       SLICE_CONSTANT("launch_on"),
        SLICE_CONSTANT("retire_on"),  SLICE_CONSTANT("season"),    SLICE_CONSTANT("axes"),         SLICE_CONSTANT("options"),
        SLICE_CONSTANT("components"), SLICE_CONSTANT("ids"),
    };
    const struct slice nothing = {NULL, 0};
    static const int with_trait[] = {P_PARENT, P_LAUNCH_ON,  P_RETIRE_ON,    P_SEASON,
                                     P_AXES,   P_COMPONENTS, P_VAT_CATEGORY, P_VAT_RATES};
    struct slice parts[P_PARTS];
    struct product_facts facts = {.low_stock = PRODUCT_UNSET, .active = 1};
    struct slice kind;
    struct slice status;

    if (change->facts_before.length >= sizeof facts) {
        struct product_facts before;

        memcpy(&before, change->facts_before.bytes, sizeof before);
        facts.priced_since = before.priced_since;
    }
    if (!price_past_note(index, change, price_past_product_same(change->before, change->after), &facts.priced_since, fault))
        return false;
    if (!change->after.bytes)
        return put_variant(index, change, nothing, fault) && product_keys_fold(index, change, nothing, nothing, nothing, fault);
    members_of(change->after, names, parts, P_PARTS);
    kind = scan_text(parts[P_KIND]);
    status = scan_text(parts[P_STATUS]);
    if (parts[P_LOW_STOCK].bytes)
        facts.low_stock = (int32_t)whole_of(parts[P_LOW_STOCK]);
    facts.backorder = slice_is(parts[P_BACKORDER], "true");
    facts.traits = product_traits(parts, with_trait, sizeof with_trait / sizeof *with_trait);
    if (slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "made_to_measure") || slice_is(kind, "dropship") ||
        slice_is(kind, "gift_card"))
        facts.traits |= PRODUCT_IS_UNCOUNTED;
    if (slice_is(kind, "bookable") || slice_is(kind, "gift_card"))
        facts.traits |= PRODUCT_IS_TAXED_APART;
    if (slice_is(status, "end_of_life"))
        facts.traits |= PRODUCT_IS_ENDING;
    else if (status.bytes) {
        facts.active = slice_is(status, "active");
        facts.draft = slice_is(status, "draft");
    }
    text_add(change->facts, &facts, sizeof facts);
    return put_variant(index, change, parts[P_PARENT], fault) &&
           product_keys_fold(index, change, parts[P_PARENT], parts[P_OPTIONS], parts[P_IDS], fault);
}

static bool fold_stock(const struct change *change)
{
    static const struct slice names[] = {SLICE_CONSTANT("on_hand"), SLICE_CONSTANT("reserved"), SLICE_CONSTANT("safety")};
    struct slice parts[3];
    struct stock_level level;

    members_of(change->after, names, parts, 3);
    level = (struct stock_level){whole_of(parts[0]), whole_of(parts[1]), whole_of(parts[2])};
    text_add(change->facts, &level, sizeof level);
    return true;
}

/* An order as the fold sees it; the slices point into its record or lie in the arena. */
struct order_view {
    struct order_facts facts;
    struct currency currency;
    struct slice id, reference, request; /* as written */
    struct slice channel, customer;
    struct slice discounts; /* as written; bytes NULL: none */
    struct slice tax;       /* the same */
    struct sale_lines lines;
};

/* In the order in which order_write writes them. */
enum {
    O_ID,
    O_CHANNEL,
    O_REFERENCE,
    O_DAY,
    O_STATUS,
    O_FINANCIAL,
    O_FULFILLMENT,
    O_CUSTOMER,
    O_COUNTRY,
    O_CURRENCY,
    O_TAX,
    O_LINES,
    O_DISCOUNTS,
    O_UNITS,
    O_NET,
    O_TOTAL,
    O_REQUEST,
    O_PARTS
};

static const struct slice order_names[O_PARTS] = {
    SLICE_CONSTANT("id"),
    SLICE_CONSTANT("channel"),
    SLICE_CONSTANT("reference"),
    SLICE_CONSTANT("day"),
    SLICE_CONSTANT("status"),
    SLICE_CONSTANT("financial_status"),
    SLICE_CONSTANT("fulfillment_status"),
    SLICE_CONSTANT("customer"),
    SLICE_CONSTANT("country"),
    SLICE_CONSTANT("currency"),
    SLICE_CONSTANT("tax"),
    SLICE_CONSTANT("lines"),
    SLICE_CONSTANT("discounts"),
    SLICE_CONSTANT("units"),
    SLICE_CONSTANT("net"),
    SLICE_CONSTANT("total"),
    SLICE_CONSTANT("request"),
};

static bool view_statuses(const struct slice *parts, struct order_facts *facts, struct fault *fault)
{
    enum order_status status = ORDER_OPEN;
    enum financial_status financial = FINANCIAL_PENDING;
    enum fulfillment_status fulfillment = FULFILLMENT_NONE;

    if (!order_status_read(scan_text(parts[O_STATUS]), &status, fault) ||
        !financial_status_read(scan_text(parts[O_FINANCIAL]), &financial, fault) ||
        !fulfillment_status_read(scan_text(parts[O_FULFILLMENT]), &fulfillment, fault))
        return false;
    facts->status = (uint8_t)status;
    facts->financial = (uint8_t)financial;
    facts->fulfillment = (uint8_t)fulfillment;
    return true;
}

static bool view_order(struct slice record, struct order_view *view, struct arena *arena, struct fault *fault)
{
    struct order_facts *facts = &view->facts;
    struct slice parts[O_PARTS];

    members_of(record, order_names, parts, O_PARTS);
    memset(facts, 0, sizeof *facts);
    if (!currency_find(scan_text(parts[O_CURRENCY]), &view->currency, fault) || !day_read(scan_text(parts[O_DAY]), &facts->day) ||
        !view_statuses(parts, facts, fault))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an order's record in the journal cannot be read");
    sale_lines_read(&view->lines, parts[O_LINES], arena);
    facts->net = amount_of(parts[O_NET], &view->currency);
    facts->gross = amount_of(parts[O_TOTAL], &view->currency);
    facts->units = whole_of(parts[O_UNITS]);
    facts->lines_hash = view->lines.hash;
    copy_code(facts->country, sizeof facts->country, parts[O_COUNTRY]);
    copy_code(facts->currency, sizeof facts->currency, parts[O_CURRENCY]);
    view->id = parts[O_ID];
    view->reference = parts[O_REFERENCE];
    view->request = parts[O_REQUEST];
    view->discounts = parts[O_DISCOUNTS];
    view->tax = parts[O_TAX];
    view->channel = text_of(parts[O_CHANNEL], arena);
    view->customer = text_of(scan_find(parts[O_CUSTOMER], "id"), arena);
    return true;
}

static bool counted_alike(const struct order_facts *a, const struct order_facts *b)
{
    return a->net == b->net && a->gross == b->gross && a->units == b->units && a->lines_hash == b->lines_hash && a->day == b->day &&
           memcmp(a->country, b->country, 2) == 0 && memcmp(a->currency, b->currency, 3) == 0 &&
           (a->status == ORDER_CANCELLED) == (b->status == ORDER_CANCELLED);
}

static bool count_order(struct index *index, const struct order_view *view, int64_t sign, struct arena *arena, struct fault *fault)
{
    const struct order_facts *facts = &view->facts;
    struct sale sale = {'o',          facts->day, facts->country, view->currency, view->channel,
                        facts->units, facts->net, facts->gross,   &view->lines};

    return facts->status == ORDER_CANCELLED || sale_count(index, &sale, sign, arena, fault);
}

/* The keys of an order never change: they are put when it appears. */
static bool put_order_keys(struct index *index, const struct order_view *view, struct arena *arena, struct fault *fault)
{
    struct known_order known = {0};
    int64_t number;
    struct key key;

    if (!slice_integer(scan_text(view->id), INT64_MAX, &number))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an order's record in the journal has no number");
    known.number = (uint64_t)number;
    if (view->customer.length) {
        key_begin(&key, KEY_ORDER_CUSTOMER);
        key_text(&key, view->customer);
        key_byte(&key, '\0');
        key_number(&key, known.number);
        if (!put(index, &key, SLICE(""), fault))
            return false;
    }
    key_begin(&key, KEY_ORDER_DAY);
    key_day(&key, view->facts.day);
    key_number(&key, known.number);
    if (!put(index, &key, SLICE(""), fault))
        return false;
    if (!hex_read(scan_text(view->request), known.request, sizeof known.request))
        memset(known.request, 0, sizeof known.request);
    key_begin(&key, KEY_ORDER_REFERENCE);
    key_text(&key, text_of(view->reference, arena));
    key_byte(&key, '\0');
    key_text(&key, view->channel);
    return put(index, &key, (struct slice){(const char *)&known, sizeof known}, fault) &&
           note_number(index, "order", known.number, fault);
}

/* An order's discounts never change; but one that is cancelled gives back what it used of promotions that are limited. */
static bool fold_discounts(struct index *index, const struct order_view *view, const struct change *change, struct fault *fault)
{
    bool counts = view->facts.status != ORDER_CANCELLED;
    bool counted = false;
    struct order_facts before;

    if (change->before.bytes && change->facts_before.length >= sizeof before) {
        memcpy(&before, change->facts_before.bytes, sizeof before);
        counted = before.status != ORDER_CANCELLED;
    }
    return counts == counted || promotion_use_count(index, view->discounts, view->customer, counts ? 1 : -1, change->arena, fault);
}

static bool fold_distance_sale(struct index *index, const struct change *change, struct fault *fault)
{
    struct distance_share before;
    struct distance_share after;

    distance_share_of(change->before, &before);
    distance_share_of(change->after, &after);
    return distance_sales_count(index, &before, &after, fault);
}

static bool fold_order(struct index *index, const struct change *change, struct fault *fault)
{
    struct arena *arena = change->arena;
    struct order_view view;
    bool again = false;

    if (!view_order(change->after, &view, arena, fault))
        return false;
    view.facts.first_seq = change->seq;
    if (change->before.bytes && change->facts_before.length >= sizeof view.facts) {
        struct order_facts facts;

        memcpy(&facts, change->facts_before.bytes, sizeof facts);
        again = counted_alike(&facts, &view.facts);
        view.facts.first_seq = facts.first_seq;
    }
    if (change->before.bytes && !again) {
        struct order_view before;

        if (!view_order(change->before, &before, arena, fault) || !count_order(index, &before, -1, arena, fault))
            return false;
    }
    if (!again && !count_order(index, &view, 1, arena, fault))
        return false;
    if (!change->before.bytes && !put_order_keys(index, &view, arena, fault))
        return false;
    if (view.discounts.bytes && !fold_discounts(index, &view, change, fault))
        return false;
    /* What went abroad may have been sent elsewhere since. */
    if ((view.tax.bytes || (change->before.bytes && !again)) && !fold_distance_sale(index, change, fault))
        return false;
    text_add(change->facts, &view.facts, sizeof view.facts);
    text_add_slice(change->facts, view.channel);
    text_add_byte(change->facts, '\0');
    text_add_slice(change->facts, view.customer);
    return true;
}

enum {
    I_ID,
    I_SERIES,
    I_SEQUENCE,
    I_DAY,
    I_KIND,
    I_ORDER,
    I_CHANNEL,
    I_CUSTOMER,
    I_COUNTRY,
    I_CURRENCY,
    I_LINES,
    I_UNITS,
    I_NET,
    I_TOTAL,
    I_PARTS
};

/* In the order in which they are written. */
static const struct slice invoice_names[I_PARTS] = {
    SLICE_CONSTANT("id"),      SLICE_CONSTANT("series"),   SLICE_CONSTANT("sequence"), SLICE_CONSTANT("day"),
    SLICE_CONSTANT("kind"),    SLICE_CONSTANT("order"),    SLICE_CONSTANT("channel"),  SLICE_CONSTANT("customer"),
    SLICE_CONSTANT("country"), SLICE_CONSTANT("currency"), SLICE_CONSTANT("lines"),    SLICE_CONSTANT("units"),
    SLICE_CONSTANT("net"),     SLICE_CONSTANT("total"),
};

static bool put_document_keys(struct index *index, enum numbered kind, const struct slice *parts, const struct invoice_facts *facts,
                              struct arena *arena, struct fault *fault)
{
    struct series_end end = {.sequence = facts->sequence, .day = facts->day};
    struct slice number = text_of(parts[I_ID], arena);
    struct key key;
    int64_t order;

    if (!slice_integer(scan_text(parts[I_ORDER]), INT64_MAX, &order))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a document's record in the journal names no order");
    if (kind == NUMBERED_INVOICE && facts->purpose != PURPOSE_DEPOSIT) {
        key_begin(&key, KEY_INVOICE_OF);
        key_number(&key, (uint64_t)order);
    } else {
        key_document_of(&key, numbered_type(kind), (uint64_t)order);
        key_text(&key, number);
    }
    if (!put(index, &key, number, fault))
        return false;
    key_series(&key, numbered_type(kind), text_of(parts[I_SERIES], arena));
    return put(index, &key, (struct slice){(const char *)&end, sizeof end}, fault);
}

/* A pro forma invoice and a delivery note say nothing to a VAT return. */
static bool put_tax_point(struct index *index, enum numbered kind, const struct change *change, struct fault *fault)
{
    struct key key;
    day counts_on;

    if (kind != NUMBERED_INVOICE && kind != NUMBERED_CREDIT_NOTE)
        return true;
    if (!vat_document_day(change->id, change->after, &counts_on))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a document's record in the journal has no day");
    key_begin(&key, KEY_TAX_POINT);
    key_day(&key, counts_on);
    key_text(&key, change->id);
    return put(index, &key, SLICE(""), fault);
}

static uint64_t first_seq_of_document(const struct change *change)
{
    struct invoice_facts before;

    if (change->facts_before.length < sizeof before)
        return change->seq;
    memcpy(&before, change->facts_before.bytes, sizeof before);
    return before.first_seq;
}

/*
 * What a credit note gives back is sold no longer; but the invoice that it corrects was one and remains one. A deposit is no sale:
 * all of the sale is counted with the final invoice.
 */
static bool count_document(struct index *index, enum numbered kind, const struct slice *parts, const struct invoice_facts *facts,
                           const struct currency *currency, struct arena *arena, struct fault *fault)
{
    struct sale_lines lines;
    struct sale sale = {'i',          facts->day, facts->country, *currency, text_of(parts[I_CHANNEL], arena),
                        facts->units, facts->net, facts->gross,   &lines};

    if ((kind != NUMBERED_INVOICE && kind != NUMBERED_CREDIT_NOTE) || facts->purpose == PURPOSE_DEPOSIT)
        return true;
    sale_lines_read(&lines, parts[I_LINES], arena);
    return kind == NUMBERED_CREDIT_NOTE ? sale_count_back(index, &sale, arena, fault) : sale_count(index, &sale, 1, arena, fault);
}

static bool fold_document(struct index *index, enum numbered kind, const struct change *change, struct fault *fault)
{
    static const int kept[] = {I_SERIES, I_CHANNEL, I_CUSTOMER, I_ORDER};
    struct arena *arena = change->arena;
    struct slice parts[I_PARTS];
    struct invoice_facts facts;
    struct currency currency;

    memset(&facts, 0, sizeof facts);
    members_of(change->after, invoice_names, parts, I_PARTS);
    if (!currency_find(scan_text(parts[I_CURRENCY]), &currency, fault) || !day_read(scan_text(parts[I_DAY]), &facts.day))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a document's record in the journal cannot be read");
    facts.net = amount_of(parts[I_NET], &currency);
    facts.gross = amount_of(parts[I_TOTAL], &currency);
    facts.units = whole_of(parts[I_UNITS]);
    facts.sequence = (uint64_t)whole_of(parts[I_SEQUENCE]);
    facts.purpose = (uint8_t)document_purpose(scan_text(parts[I_KIND]));
    facts.first_seq = first_seq_of_document(change);
    copy_code(facts.country, sizeof facts.country, parts[I_COUNTRY]);
    copy_code(facts.currency, sizeof facts.currency, parts[I_CURRENCY]);
    /* An issued document is never written again; should it be, it is not counted twice. */
    if (!change->before.bytes &&
        !(count_document(index, kind, parts, &facts, &currency, arena, fault) &&
          put_document_keys(index, kind, parts, &facts, arena, fault) && put_tax_point(index, kind, change, fault)))
        return false;
    text_add(change->facts, &facts, sizeof facts);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct slice value = parts[kept[i]];

        if (kept[i] == I_CUSTOMER)
            value = scan_find(value, "id");
        text_add_slice(change->facts, text_of(value, arena));
        text_add_byte(change->facts, '\0');
    }
    return true;
}

static bool fold_customer(struct index *index, const struct change *change, struct fault *fault)
{
    int64_t number;

    static const char start[] = "customer/" CUSTOMER_AUTO;

    if (!slice_starts(change->id, start) || !slice_integer(slice_from(change->id, sizeof start - 1), INT64_MAX / 2, &number))
        return true;
    return note_number(index, "customer", (uint64_t)number, fault);
}

static bool fold_number_asked(struct index *index, const struct change *change, struct fault *fault)
{
    int64_t number;

    return !slice_integer(slice_from(change->id, strlen(VAT_NUMBER_ASKED)), INT64_MAX / 2, &number) ||
           note_number(index, "vat_number", (uint64_t)number, fault);
}

static bool fold_licence_key(struct index *index, const struct change *change, struct fault *fault)
{
    int64_t number;

    return licence_key_fold(index, change, fault) &&
           (!slice_integer(slice_from(change->id, strlen("licence_key/")), INT64_MAX / 2, &number) ||
            note_number(index, "licence_key", (uint64_t)number, fault));
}

static bool fold_gift_card(struct index *index, const struct change *change, struct fault *fault)
{
    int64_t number;

    return gift_card_fold(index, change, fault) &&
           (!slice_integer(slice_from(change->id, strlen("gift_card/")), INT64_MAX / 2, &number) ||
            note_number(index, "gift_card", (uint64_t)number, fault));
}

/* Price lists, the prices in them and promotions: of each, since when it is what it is. */
/* Whoever keeps them read must read them again. */
static bool note_price_rules(struct index *index, const struct change *change, struct fault *fault)
{
    struct key key;

    key_begin(&key, KEY_PRICE_RULES);
    return put(index, &key, (struct slice){(const char *)&change->seq, sizeof change->seq}, fault);
}

static bool fold_prices(struct index *index, const struct change *change, struct fault *fault)
{
    instant since = 0;

    if (change->facts_before.length >= sizeof since)
        memcpy(&since, change->facts_before.bytes, sizeof since);
    if (!price_past_note(index, change, false, &since, fault))
        return false;
    text_add(change->facts, &since, sizeof since);
    return slice_starts(change->id, "price/") || note_price_rules(index, change, fault);
}

static bool note_locations(struct index *index, const struct change *change, struct fault *fault)
{
    struct key key;

    key_begin(&key, KEY_LOCATIONS);
    return put(index, &key, (struct slice){(const char *)&change->seq, sizeof change->seq}, fault);
}

static bool fold_change(struct index *index, const struct change *change, struct fault *fault)
{
    enum numbered kind;

    if (slice_starts(change->id, "product/"))
        return fold_product(index, change, fault);
    if (slice_starts(change->id, "price/") || slice_starts(change->id, "price_list/") || slice_starts(change->id, "promotion/"))
        return fold_prices(index, change, fault);
    if (slice_starts(change->id, "location/"))
        return note_locations(index, change, fault);
    if (slice_starts(change->id, "customer_group/"))
        return note_price_rules(index, change, fault);
    if (!change->after.bytes)
        return true;
    if (slice_starts(change->id, "stock/"))
        return fold_stock(change);
    if (slice_starts(change->id, "order/"))
        return fold_order(index, change, fault) && delivery_tally_order(index, change, fault) &&
               return_tally_order(index, change, fault) && appointment_fold(index, change, fault);
    if (numbered_of(change->id, &kind))
        return fold_document(index, kind, change, fault);
    if (slice_starts(change->id, "customer/"))
        return fold_customer(index, change, fault);
    if (slice_starts(change->id, "parcel/"))
        return number_fold(index, change, fault) && manifest_fold(index, change, fault) &&
               delivery_tally_parcel(index, change, fault);
    if (slice_starts(change->id, "carrier_charge/"))
        return charge_fold(index, change, fault);
    if (slice_starts(change->id, "pickup/"))
        return pickup_fold(index, change, fault) && delivery_tally_pickup(index, change, fault);
    if (slice_starts(change->id, "return/"))
        return return_tally_return(index, change, fault);
    if (slice_starts(change->id, "licence_key/"))
        return fold_licence_key(index, change, fault);
    if (slice_starts(change->id, "gift_card/"))
        return fold_gift_card(index, change, fault);
    if (slice_starts(change->id, VAT_NUMBER_ASKED))
        return fold_number_asked(index, change, fault);
    if (slice_starts(change->id, "wave/"))
        wave_facts(change->after, change->facts);
    if (slice_starts(change->id, "listing/"))
        listing_facts(change->after, change->facts);
    if (slice_starts(change->id, "setting/")) {
        setting_facts(change->after, change->facts);
        return tally_zone_fold(index, change, fault);
    }
    return true;
}

static bool fold_person(struct index *index, struct slice id, unsigned version, struct slice value, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct digest digest;
    struct key key;
    bool has;

    (void)version;
    if (!vat_holder_note(index, id, value, fault))
        return false;
    if (!slice_starts(id, "customer/"))
        return true;
    has = customer_email_digest(value, &room, &digest);
    text_release(&room);
    if (!has)
        return true;
    key_begin(&key, KEY_EMAIL);
    key_text(&key, (struct slice){(const char *)digest.bytes, DIGEST_SIZE});
    return put(index, &key, slice_from(id, strlen("customer/")), fault);
}

const struct fold shop_fold = {.version = 23, .change = fold_change, .person = fold_person};
