/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier_charge.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char *const kinds[] = {"carriage", "fuel", "surcharge", "way_back", "fee", NULL};

static bool read_kind(struct slice word, enum charged_for *kind)
{
    for (unsigned i = 0; kinds[i]; i++)
        if (slice_is(word, kinds[i])) {
            *kind = (enum charged_for)i;
            return true;
        }
    return false;
}

bool charge_row_from_json(struct charge_row *row, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {
        "type",   "id",         "training", "carrier",  "bill",     "line",     "day",  "kind",       "tracking_number",
        "parcel", "shipped_on", "service",  "weight_g", "currency", "carriage", "fuel", "surcharges", "net",
        "vat",    "total",      NULL};
    struct slice type;
    bool present;
    const struct {
        const char *name;
        struct slice *value;
    } texts[] = {{"carrier", &row->carrier},
                 {"bill", &row->bill},
                 {"day", &row->day},
                 {"kind", &row->kind},
                 {"tracking_number", &row->tracking_number},
                 {"parcel", &row->parcel},
                 {"shipped_on", &row->shipped_on},
                 {"service", &row->service},
                 {"currency", &row->currency},
                 {"carriage", &row->carriage},
                 {"fuel", &row->fuel},
                 {"surcharges", &row->surcharges},
                 {"net", &row->net},
                 {"vat", &row->vat},
                 {"total", &row->total}};

    memset(row, 0, sizeof *row);
    /* Of whatever else is wrong with it: which bill it is of tells the numbers of the lines behind it. */
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!field_string(record, texts[i].name, texts[i].value, fault))
            return false;
    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "carrier_charge"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"carrier_charge\"", SLICE_ARGS(type));
    return field_integer(record, "line", 1, CHARGE_LINE_LIMIT, &row->line, &present, fault) &&
           field_integer(record, "weight_g", 0, INT32_MAX, &row->weight_g, &present, fault);
}

static bool read_day(struct slice text, const char *field, day *value, struct fault *fault)
{
    return day_read(text, value) ||
           fault_set(fault, FAULT_REFUSED, "bad_day", field, "\"%.*s\" is no day like 2026-11-20", SLICE_ARGS(text));
}

static bool read_amount(struct slice text, const char *field, const struct currency *currency, amount *value, struct fault *fault)
{
    *value = 0;
    return !text.bytes || amount_read(text, currency, true, field, value, fault);
}

static bool sums_differ(const char *field, const char *of, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "sums_differ", field, "is not %s", of);
}

static bool too_large(const char *field, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "number_too_large", field, "is too large");
}

/* What the parts do not tell is carriage; a line of one kind is all of that. A total without its tax tells no net amount. */
static bool spread(struct carrier_charge *charge, const struct charge_row *row, struct fault *fault)
{
    bool has_parts = row->carriage.bytes || row->fuel.bytes || row->surcharges.bytes;
    amount parts = charge->carriage;

    if (!amount_add(&parts, charge->fuel) || !amount_add(&parts, charge->surcharges))
        return too_large("surcharges", fault);
    if (!row->net.bytes && !(row->total.bytes && row->vat.bytes)) {
        charge->net = parts;
        if (row->total.bytes && !row->carriage.bytes)
            return field_missing("vat", fault);
        return has_parts || field_missing("net", fault);
    }
    if (!has_parts) {
        amount *part = charge->kind == FOR_FUEL                                   ? &charge->fuel
                       : charge->kind == FOR_SURCHARGE || charge->kind == FOR_FEE ? &charge->surcharges
                                                                                  : &charge->carriage;
        *part = charge->net;
        return true;
    }
    if (row->carriage.bytes)
        return parts == charge->net || sums_differ("net", "what carriage, fuel and surcharges come to", fault);
    charge->carriage = charge->net;
    return (amount_add(&charge->carriage, -charge->fuel) && amount_add(&charge->carriage, -charge->surcharges)) ||
           too_large("net", fault);
}

static bool read_amounts(struct carrier_charge *charge, const struct charge_row *row, struct fault *fault)
{
    const struct currency *currency = &charge->currency;
    amount net;

    if (!read_amount(row->carriage, "carriage", currency, &charge->carriage, fault) ||
        !read_amount(row->fuel, "fuel", currency, &charge->fuel, fault) ||
        !read_amount(row->surcharges, "surcharges", currency, &charge->surcharges, fault) ||
        !read_amount(row->net, "net", currency, &charge->net, fault) ||
        !read_amount(row->vat, "vat", currency, &charge->vat, fault) ||
        !read_amount(row->total, "total", currency, &charge->total, fault))
        return false;
    net = charge->total;
    if (row->total.bytes && !amount_add(&net, -charge->vat))
        return too_large("total", fault);
    if (row->total.bytes && row->vat.bytes && !row->net.bytes)
        charge->net = net;
    if (!spread(charge, row, fault))
        return false;
    charge->has_vat = row->vat.bytes || row->total.bytes;
    if (row->total.bytes && row->vat.bytes && net != charge->net)
        return sums_differ("total", "what it comes to without tax, and its tax", fault);
    if (row->total.bytes && !row->vat.bytes) {
        charge->vat = charge->total;
        return amount_add(&charge->vat, -charge->net) || too_large("total", fault);
    }
    charge->total = charge->net;
    return amount_add(&charge->total, charge->vat) || too_large("vat", fault);
}

static bool read_texts(struct carrier_charge *charge, const struct charge_row *row, struct fault *fault)
{
    if (!row->bill.bytes || !row->day.bytes)
        return field_missing(row->bill.bytes ? "day" : "bill", fault);
    if (row->kind.bytes && !read_kind(row->kind, &charge->kind))
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "kind",
                         "\"%.*s\" is none of carriage, fuel, surcharge, way_back, fee", SLICE_ARGS(row->kind));
    charge->has_shipped_on = row->shipped_on.bytes != NULL;
    return name_check(row->bill, BILL_NUMBER_LIMIT, "bill", fault) && read_day(row->day, "day", &charge->day, fault) &&
           (!row->shipped_on.bytes || read_day(row->shipped_on, "shipped_on", &charge->shipped_on, fault)) &&
           (!row->service.bytes || name_check(row->service, CHARGE_SERVICE_LIMIT, "service", fault)) &&
           (!row->tracking_number.bytes || name_check(row->tracking_number, CHARGE_SERVICE_LIMIT, "tracking_number", fault));
}

bool charge_from_row(struct carrier_charge *charge, const struct charge_row *row, const struct settings *settings,
                     struct fault *fault)
{
    *charge = (struct carrier_charge){.carrier = row->carrier,
                                      .bill = row->bill,
                                      .line = row->line,
                                      .training = settings->training,
                                      .kind = FOR_CARRIAGE,
                                      .tracking_number = row->tracking_number,
                                      .service = row->service,
                                      .weight_g = row->weight_g,
                                      .currency = settings->currency};
    if (row->currency.bytes && !currency_find(row->currency, &charge->currency, fault))
        return fault_set(fault, FAULT_REFUSED, "unknown_currency", "currency", "\"%.*s\" is no ISO 4217 currency code",
                         SLICE_ARGS(row->currency));
    return read_texts(charge, row, fault) && read_amounts(charge, row, fault);
}

static void put_number(const struct carrier_charge *charge, struct text *text)
{
    text_add_slice(text, charge->carrier);
    text_add_byte(text, '/');
    text_add_slice(text, charge->bill);
    text_printf(text, "/%lld", (long long)charge->line);
}

void charge_id(const struct carrier_charge *charge, struct text *record)
{
    text_clear(record);
    text_add_string(record, "carrier_charge/");
    put_number(charge, record);
}

bool charge_same_line(const struct carrier_charge *a, const struct carrier_charge *b)
{
    return a->line == b->line && slice_equal(a->bill, b->bill) && slice_equal(a->carrier, b->carrier);
}

void charge_write_open(const struct carrier_charge *charge, struct text *text)
{
    const struct currency *currency = &charge->currency;
    struct text number = TEXT_INIT;

    put_number(charge, &number);
    text_add_string(text, "{\"type\":\"carrier_charge\"");
    json_put_string(text, "id", text_slice(&number));
    if (charge->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "carrier", charge->carrier);
    json_put_string(text, "bill", charge->bill);
    json_put_integer(text, "line", charge->line);
    json_put_day(text, "day", charge->day);
    json_put_string(text, "kind", slice_of(kinds[charge->kind]));
    json_put_optional(text, "tracking_number", charge->tracking_number);
    json_put_optional(text, "parcel", charge->parcel);
    if (charge->has_shipped_on)
        json_put_day(text, "shipped_on", charge->shipped_on);
    json_put_optional(text, "service", charge->service);
    if (charge->weight_g)
        json_put_integer(text, "weight_g", charge->weight_g);
    json_put_string(text, "currency", slice_of(currency->code));
    json_put_amount(text, "carriage", charge->carriage, currency);
    json_put_amount(text, "fuel", charge->fuel, currency);
    json_put_amount(text, "surcharges", charge->surcharges, currency);
    json_put_amount(text, "net", charge->net, currency);
    if (charge->has_vat) {
        json_put_amount(text, "vat", charge->vat, currency);
        json_put_amount(text, "total", charge->total, currency);
    }
    text_release(&number);
}

void charge_write(const struct carrier_charge *charge, struct text *text)
{
    charge_write_open(charge, text);
    text_add_byte(text, '}');
}

bool charge_from_stored(struct carrier_charge *charge, struct slice record, struct arena *arena, struct fault *fault)
{
    record = arena_copy(arena, record);
    *charge = (struct carrier_charge){.carrier = text_of(scan_find(record, "carrier"), arena),
                                      .bill = text_of(scan_find(record, "bill"), arena),
                                      .line = whole_of(scan_find(record, "line")),
                                      .training = slice_is(scan_find(record, "training"), "true"),
                                      .tracking_number = text_of(scan_find(record, "tracking_number"), arena),
                                      .parcel = text_of(scan_find(record, "parcel"), arena),
                                      .service = text_of(scan_find(record, "service"), arena),
                                      .weight_g = whole_of(scan_find(record, "weight_g")),
                                      .has_vat = scan_find(record, "vat").bytes != NULL};
    charge->has_shipped_on = day_read(scan_text(scan_find(record, "shipped_on")), &charge->shipped_on);
    if (!read_kind(scan_text(scan_find(record, "kind")), &charge->kind) ||
        !day_read(scan_text(scan_find(record, "day")), &charge->day) ||
        !currency_find(scan_text(scan_find(record, "currency")), &charge->currency, fault))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a carrier's charge in the journal cannot be read");
    charge->carriage = amount_of(scan_find(record, "carriage"), &charge->currency);
    charge->fuel = amount_of(scan_find(record, "fuel"), &charge->currency);
    charge->surcharges = amount_of(scan_find(record, "surcharges"), &charge->currency);
    charge->net = amount_of(scan_find(record, "net"), &charge->currency);
    charge->vat = amount_of(scan_find(record, "vat"), &charge->currency);
    charge->total = charge->has_vat ? amount_of(scan_find(record, "total"), &charge->currency) : charge->net;
    return true;
}

/* "12-1", and of a charge its record's id. */
static void parcel_key(struct key *key, struct slice parcel, struct slice charge)
{
    key_begin(key, KEY_PARCEL_CHARGE);
    key_text(key, parcel);
    key_byte(key, '\0');
    key_text(key, charge);
}

bool charge_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct slice was = text_of(scan_find(change->before, "parcel"), change->arena);
    struct slice is = text_of(scan_find(change->after, "parcel"), change->arena);
    struct key key;

    if (slice_equal(was, is))
        return true;
    if (was.length) {
        parcel_key(&key, was, change->id);
        if (!index_drop(index, TABLE_KEYS, key_slice(&key), fault))
            return false;
    }
    parcel_key(&key, is, change->id);
    return !is.length || index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault);
}

static int by_day(const void *a, const void *b)
{
    const struct carrier_charge *first = a;
    const struct carrier_charge *second = b;
    int bills;

    if (first->day != second->day)
        return first->day < second->day ? -1 : 1;
    bills = slice_compare(first->bill, second->bill);
    return bills ? bills : first->line < second->line ? -1 : first->line > second->line;
}

bool charges_of_parcel(struct carrier_charges *charges, struct slice parcel, struct store *store, struct arena *arena,
                       struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    bool found = true;
    bool done;

    *charges = (struct carrier_charges){NULL, 0, 0};
    parcel_key(&key, parcel, SLICE(""));
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
    while (done && (done = index_walk_next(&walk, &found, fault)) && found) {
        struct slice record;

        if (charges->count == charges->room) {
            size_t room = charges->room ? charges->room * 2 : 4;
            struct carrier_charge *wider = arena_take(arena, room * sizeof *wider);

            if (charges->count)
                memcpy(wider, charges->items, charges->count * sizeof *wider);
            charges->items = wider;
            charges->room = room;
        }
        done = store_get(store, slice_from(walk.key, key.length), &record, fault) &&
               charge_from_stored(&charges->items[charges->count], record, arena, fault);
        charges->count += done;
    }
    index_walk_end(&walk);
    if (done && charges->count)
        qsort(charges->items, charges->count, sizeof *charges->items, by_day);
    return done;
}
