/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/label.h"

#include "shop/cash_on_delivery.h"
#include "shop/delivery_address.h"
#include "shop/logo.h"
#include "shop/number_range.h"
#include "shop/order_quote.h"
#include "shop/parcel_leg.h"
#include "shop/person.h"
#include "shop/pickup_network.h"
#include "shop/postal_lines.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

/* What a label is made of. */
struct making {
    const struct parcels *parcels;
    struct parcel *parcel;
    const struct order *order;
    const struct label_request *request;
    const struct label_shop *shop;
    struct store *store;
    struct arena *arena;
    struct carrier carrier;
    struct slice service_name;
    const json_t *hub; /* where it goes; NULL: to the customer */
    struct postal_lines ours, theirs;
    struct slice phone;
};

static void label_id(const struct parcel *parcel, struct text *id)
{
    text_clear(id);
    text_add_string(id, "label/");
    parcel_leg_name(parcel->id, parcel->leg, id);
}

/* Services break base64 into lines, as in mail (RFC 2045, 6.8); what is stored is one. */
static struct slice in_one_line(struct slice base64, struct arena *arena)
{
    char *line = arena_take(arena, base64.length + 1);
    size_t length = 0;

    for (size_t i = 0; i < base64.length; i++)
        if (!strchr(" \t\r\n", base64.bytes[i]))
            line[length++] = base64.bytes[i];
    return (struct slice){line, length};
}

static bool is_pdf(struct slice base64)
{
    struct text bytes = TEXT_INIT;
    struct fault ignored = FAULT_INIT;
    bool is = slice_starts(base64, "JVBERi0") && logo_decode(base64, &bytes, &ignored);

    text_release(&bytes);
    return is;
}

/* A carrier's ZPL begins with ^XA as any label does; a PDF says so in its first bytes, which in base64 are these. */
static bool given_check(const struct label_request *request, struct fault *fault)
{
    const char *field = request->given_format == GIVEN_ZPL ? "zpl" : "pdf";

    if (request->given.length > GIVEN_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "label_too_long", field, "is longer than 2 MiB");
    if (request->given_format == GIVEN_PDF)
        return is_pdf(request->given) || fault_set(fault, FAULT_REFUSED, "wrong_label", field, "is no PDF in base64");
    return memmem(request->given.bytes, request->given.length, "^XA", 3) ||
           fault_set(fault, FAULT_REFUSED, "wrong_label", field, "is no ZPL: it has no ^XA");
}

bool label_request_from_json(struct label_request *request, const json_t *record, const struct currency *currency,
                             struct arena *arena, struct fault *fault)
{
    struct slice cash;
    struct slice pdf;
    bool present;

    if (!field_string(record, "carrier", &request->carrier, fault) || !field_string(record, "service", &request->service, fault) ||
        !field_string(record, "tracking_number", &request->tracking_number, fault) ||
        !field_string(record, "sscc", &request->sscc, fault) || !field_string(record, "zpl", &request->given, fault) ||
        !field_string(record, "pdf", &pdf, fault) || !field_string(record, "cash_on_delivery", &cash, fault) ||
        !field_string(record, "key", &request->key, fault) || !field_string(record, "hub", &request->hub, fault) ||
        !field_bool(record, "onward", &request->goes_on, &present, fault) ||
        !field_integer(record, "weight_g", 1, PARCEL_WEIGHT_LIMIT, &request->weight_g, &present, fault) ||
        !field_integer(record, "length_mm", 1, PARCEL_LENGTH_LIMIT, &request->length_mm, &present, fault) ||
        !field_integer(record, "width_mm", 1, PARCEL_LENGTH_LIMIT, &request->width_mm, &present, fault) ||
        !field_integer(record, "height_mm", 1, PARCEL_LENGTH_LIMIT, &request->height_mm, &present, fault))
        return false;
    if (request->key.bytes && !name_check(request->key, PARCEL_KEY_LIMIT, "key", fault))
        return false;
    if (request->given.bytes && pdf.bytes)
        return fault_set(fault, FAULT_REFUSED, "wrong_label", "pdf", "a label is either ZPL or PDF");
    request->given_format = request->given.bytes ? GIVEN_ZPL : pdf.bytes ? GIVEN_PDF : GIVEN_NONE;
    if (pdf.bytes)
        request->given = in_one_line(pdf, arena);
    if (request->tracking_number.bytes)
        request->tracking_number = number_plain(request->tracking_number, arena);
    request->has_cash = cash.bytes != NULL;
    return (!cash.bytes || amount_read(cash, currency, false, "cash_on_delivery", &request->cash_on_delivery, fault)) &&
           (!request->given.bytes || given_check(request, fault));
}

bool label_request_for(struct label_request *request, size_t place, size_t count, struct fault *fault)
{
    const char *field = request->tracking_number.bytes       ? "tracking_number"
                        : request->sscc.bytes                ? "sscc"
                        : request->given_format == GIVEN_ZPL ? "zpl"
                        : request->given_format == GIVEN_PDF ? "pdf"
                                                             : NULL;

    if (field && count > 1)
        return fault_set(fault, FAULT_REFUSED, "several_parcels", field, "is of one parcel, and there are %zu: name one", count);
    request->has_cash &= place == 0;
    return true;
}

static struct slice decoded(struct slice object, const char *name, struct arena *arena)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(scan_find(object, name), &room);

    if (text.bytes)
        text = arena_copy(arena, text);
    text_release(&room);
    return text;
}

/* As the delivery was quoted when the order was placed. */
static void take_quoted(struct making *making)
{
    struct parcel *parcel = making->parcel;
    int64_t line = parcel->line_count ? parcel->lines[0].line : 0;
    struct slice quote = order_quote_from(making->order->shipping.quote, parcel->location, line);

    if (parcel->carrier.bytes || parcel->return_id.bytes || parcel->hub.bytes || !quote.bytes)
        return;
    parcel->carrier = decoded(quote, "carrier", making->arena);
    if (parcel->carrier.bytes && !parcel->service.bytes)
        parcel->service = decoded(quote, "service", making->arena);
}

/* Where it goes instead of to the customer. */
static bool settle_hub(struct making *making, struct fault *fault)
{
    struct parcel *parcel = making->parcel;

    if (!making->request->hub.bytes)
        return true;
    if (parcel->return_id.bytes)
        return fault_set(fault, FAULT_REFUSED, "no_hub", "hub", "what comes back goes to the shop");
    return carrier_hub(making->store, making->request->hub, making->arena, &making->hub, &parcel->hub, fault);
}

/* Who takes over at the hub where the leg before ended. */
static struct slice carrier_at_hub(const struct parcel *parcel)
{
    struct slice hub = {NULL, 0};

    for (size_t i = 0; i < parcel->leg_count; i++)
        if (!parcel->legs[i].voided)
            hub = parcel->legs[i].hub;
    return hub.bytes ? hub_carrier(hub) : hub;
}

static bool is_served(const struct making *making, struct fault *fault)
{
    const struct parcel *parcel = making->parcel;
    struct slice country = making->hub ? slice_of(json_string_value(json_object_get(making->hub, "country"))) : parcel->country;

    return parcel->return_id.bytes || carrier_goes_to(&making->carrier, country) ||
           fault_set(fault, FAULT_REFUSED, "not_served", "country", "carrier %.*s does not deliver to %.*s",
                     SLICE_ARGS(parcel->carrier), SLICE_ARGS(country));
}

/* What is told over what the parcel has. */
static bool settle_carrier(struct making *making, struct fault *fault)
{
    const struct label_request *request = making->request;
    struct parcel *parcel = making->parcel;

    if (request->carrier.bytes)
        parcel->carrier = request->carrier;
    if (request->service.bytes)
        parcel->service = request->service;
    take_quoted(making);
    if (!parcel->carrier.bytes)
        parcel->carrier = carrier_at_hub(parcel);
    if (!parcel->carrier.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_carrier", "carrier", "parcel %.*s has no carrier yet: name one",
                         SLICE_ARGS(parcel->id));
    if (!carrier_find(&making->carrier, making->store, parcel->carrier, making->arena, fault))
        return false;
    /* A tariff may call a service otherwise than its carrier does. */
    if (!request->service.bytes && json_array_size(making->carrier.services) == 0)
        parcel->service = (struct slice){NULL, 0};
    return carrier_service(&making->carrier, parcel->service, &making->service_name, fault) && is_served(making, fault);
}

static void measure(struct parcel *parcel, const struct label_request *request)
{
    if (request->length_mm)
        parcel->length_mm = request->length_mm;
    if (request->width_mm)
        parcel->width_mm = request->width_mm;
    if (request->height_mm)
        parcel->height_mm = request->height_mm;
}

/* A service that was ordered with the goods weighs nothing. */
static bool has_weight(const struct order *order, int64_t line)
{
    return line < 1 || (uint64_t)line > order->line_count || order->lines[line - 1].goods == TAX_GOODS;
}

/* Grams of what is in it, if all of that has a weight; else 0. */
static bool weigh(struct making *making, struct fault *fault)
{
    struct parcel *parcel = making->parcel;
    int64_t weight = 0;

    if (making->request->weight_g)
        parcel->weight_g = making->request->weight_g;
    if (parcel->weight_g)
        return true;
    for (size_t i = 0; i < parcel->line_count; i++) {
        struct text id = TEXT_INIT;
        struct slice record;
        int64_t each = 0;
        bool done;

        if (!has_weight(making->order, parcel->lines[i].line))
            continue;
        text_add_string(&id, "product/");
        text_add_slice(&id, parcel->lines[i].sku);
        done = store_get(making->store, text_slice(&id), &record, fault);
        text_release(&id);
        if (!done)
            return false;
        if (!record.bytes || !scan_integer(scan_find(record, "weight_g"), &each) || each <= 0)
            return true;
        if (each > PARCEL_WEIGHT_LIMIT || parcel->lines[i].quantity > PARCEL_WEIGHT_LIMIT / each - weight / each)
            return true;
        weight += each * parcel->lines[i].quantity;
    }
    parcel->weight_g = weight;
    return true;
}

static struct postal_address shop_address(const struct settings *settings)
{
    return (struct postal_address){
        .given = true,
        .name = settings->text[COMPANY_NAME],
        .street = settings->text[COMPANY_STREET],
        .postcode = settings->text[COMPANY_POSTCODE],
        .city = settings->text[COMPANY_CITY],
        .country = settings->text[COMPANY_COUNTRY],
    };
}

/* The point where the customer collects it; of one that nobody told of, its name tells the carrier. */
static bool visit_point(const struct making *making, struct postal_address *delivery, struct fault *fault)
{
    struct slice point = order_pickup_point(making->order, making->arena);
    const char *network = memrchr(point.bytes ? point.bytes : "", '/', point.length);
    struct text title = TEXT_INIT;
    struct slice record;

    if (!point.length || making->parcel->return_id.bytes)
        return true;
    if (!pickup_point_find(making->store, making->parcel->carrier, point, &record, fault))
        return false;
    if (network)
        point = slice_from(point, (size_t)(network + 1 - point.bytes));
    if (!delivery->name.length)
        delivery->name = delivery->company;
    delivery->company = point;
    if (!record.bytes)
        return true;
    text_printf(&title, "%.*s %.*s", SLICE_ARGS(point), SLICE_ARGS(decoded(record, "name", making->arena)));
    *delivery = (struct postal_address){.given = true,
                                        .name = delivery->name,
                                        .company = arena_copy(making->arena, text_slice(&title)),
                                        .street = decoded(record, "street", making->arena),
                                        .postcode = decoded(record, "postcode", making->arena),
                                        .city = decoded(record, "city", making->arena),
                                        .country = decoded(record, "country", making->arena)};
    text_release(&title);
    return true;
}

/* Whose telephone number stands on the label is whom it goes to; his e-mail address goes to the carrier apart. */
static bool check_contact(const struct making *making, struct slice person, struct fault *fault)
{
    const struct address_limits *limits = &making->carrier.address;

    return making->parcel->return_id.bytes ? postal_contact(limits, ADDRESS_PHONE, making->phone, "company.phone", fault)
                                           : delivery_contact_check(limits, person, making->arena, fault);
}

static bool find_person(const struct making *making, struct slice *person, struct fault *fault)
{
    const struct customer_reference *customer = &making->parcel->customer;
    struct text id = TEXT_INIT;
    bool done = true;

    *person = (struct slice){NULL, 0};
    if (customer->id.bytes && customer->version) {
        text_add_string(&id, "customer/");
        text_add_slice(&id, customer->id);
        done = store_person(making->store, text_slice(&id), customer->version, person, fault);
        text_release(&id);
    }
    return done && (person->bytes || fault_set(fault, FAULT_REFUSED, "unknown_address", "customer",
                                               "the address of order %.*s is not known", SLICE_ARGS(making->parcel->order)));
}

static bool write_theirs(struct making *making, const struct postal_address *address, const char *field, struct fault *fault)
{
    return postal_lines(&making->theirs, address, making->shop->countries, making->shop->settings->text[SHOP_LANGUAGE],
                        &making->carrier.address, field, making->arena, fault);
}

static bool write_customer(struct making *making, struct fault *fault)
{
    struct postal_address delivery;
    struct slice person;

    if (!find_person(making, &person, fault))
        return false;
    delivery = delivery_address(person, making->arena);
    if (!delivery.country.length)
        delivery.country = making->parcel->country;
    if (!visit_point(making, &delivery, fault))
        return false;
    making->phone =
        making->parcel->return_id.bytes ? making->shop->settings->text[COMPANY_PHONE] : decoded(person, "phone", making->arena);
    return check_contact(making, person, fault) && write_theirs(making, &delivery, "customer.shipping_address", fault);
}

static struct slice hub_member(const json_t *hub, const char *name)
{
    const char *value = json_string_value(json_object_get(hub, name));

    return value ? slice_of(value) : SLICE("");
}

static bool write_hub(struct making *making, struct fault *fault)
{
    const json_t *hub = making->hub;
    const struct postal_address address = {.given = true,
                                           .name = hub_member(hub, "name"),
                                           .company = SLICE(""),
                                           .region = SLICE(""),
                                           .street = hub_member(hub, "street"),
                                           .postcode = hub_member(hub, "postcode"),
                                           .city = hub_member(hub, "city"),
                                           .country = hub_member(hub, "country")};

    return write_theirs(making, &address, "hub", fault);
}

static bool write_addresses(struct making *making, struct fault *fault)
{
    const struct settings *settings = making->shop->settings;
    struct postal_address sender = shop_address(settings);

    return (making->hub ? write_hub(making, fault) : write_customer(making, fault)) &&
           postal_lines(&making->ours, &sender, making->shop->countries, settings->text[SHOP_LANGUAGE], &making->carrier.address,
                        "company", making->arena, fault);
}

static bool check_sscc(struct slice sscc, struct fault *fault)
{
    static const struct number_pattern eighteen = {SLICE_CONSTANT("(ddddddddddddddddd)?"),
                                                   {.algorithm = CHECK_WEIGHTS,
                                                    .weights = {3, 1},
                                                    .weight_count = 2,
                                                    .from_right = true,
                                                    .complement = true,
                                                    .modulus = 10,
                                                    .then_modulus = 10,
                                                    .letter_a = -1}};

    return number_fits(&eighteen, sscc) || fault_set(fault, FAULT_REFUSED, "bad_sscc", "sscc",
                                                     "\"%.*s\" is no SSCC of 18 digits with its check digit", SLICE_ARGS(sscc));
}

/* Of one that it is not on: there, the same carrier may have taken it before. */
static bool is_of_leg(const struct parcel *parcel, struct slice number)
{
    struct parcel others = *parcel;
    struct parcel_leg leg;

    others.tracking_number = others.sscc = (struct slice){NULL, 0};
    return parcel_leg_numbered(&others, parcel->carrier, number, &leg);
}

static bool is_free(const struct making *making, struct slice number, const char *field, struct fault *fault)
{
    struct slice taken;

    if (!numbered_parcel(making->parcel->carrier, number, making->store, &taken, fault))
        return false;
    return !taken.bytes || (slice_equal(taken, making->parcel->id) && !is_of_leg(making->parcel, number)) ||
           fault_set(fault, FAULT_CONFLICT, "number_taken", field, "\"%.*s\" is the number of parcel %.*s", SLICE_ARGS(number),
                     SLICE_ARGS(taken));
}

static bool draw_numbers(struct making *making, struct fault *fault)
{
    const struct label_request *request = making->request;
    struct parcel *parcel = making->parcel;
    bool drawn;

    if (request->sscc.bytes)
        parcel->sscc = request->sscc;
    else if (!parcel->sscc.bytes && !number_draw(&making->carrier, NUMBERS_SSCC, parcel->service, making->parcels, making->store,
                                                 making->arena, &parcel->sscc, &parcel->sscc_drawn, &drawn, fault))
        return false;
    if (request->tracking_number.bytes)
        parcel->tracking_number = request->tracking_number;
    else if (!parcel->tracking_number.bytes &&
             !number_draw(&making->carrier, NUMBERS_TRACKING, parcel->service, making->parcels, making->store, making->arena,
                          &parcel->tracking_number, &parcel->tracking_drawn, &drawn, fault))
        return false;
    /* Carriers that track by the SSCC have no other number. */
    if (!parcel->tracking_number.bytes)
        parcel->tracking_number = parcel->sscc;
    if (!parcel->tracking_number.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_number", "tracking_number",
                         "carrier %.*s has no range of numbers for this, and none was told", SLICE_ARGS(parcel->carrier));
    if (request->sscc.bytes && (!check_sscc(parcel->sscc, fault) || !is_free(making, parcel->sscc, "sscc", fault)))
        return false;
    return !request->tracking_number.bytes || (carrier_accepts(&making->carrier, parcel->tracking_number, fault) &&
                                               is_free(making, parcel->tracking_number, "tracking_number", fault));
}

static void put_lines(struct text *text, const char *name, const struct postal_lines *lines)
{
    json_open(text, name, '[');
    for (size_t i = 0; i < lines->count; i++)
        json_put_string(text, NULL, lines->lines[i]);
    json_close(text, ']');
}

static void put_whole(struct text *text, const char *name, int64_t value)
{
    if (value)
        json_put_integer(text, name, value);
}

static void write_content(const struct making *making, struct text *text)
{
    const struct parcel *parcel = making->parcel;
    const bool comes_back = parcel->return_id.bytes != NULL;

    if (making->phone.length)
        json_put_string(text, "phone", making->phone);
    json_put_string(text, "language", making->shop->settings->text[SHOP_LANGUAGE]);
    json_put_string(text, "carrier", making->carrier.name);
    if (making->service_name.length)
        json_put_string(text, "service", making->service_name);
    json_put_optional(text, "account", making->carrier.account);
    put_lines(text, "from", comes_back ? &making->theirs : &making->ours);
    put_lines(text, "to", comes_back ? &making->ours : &making->theirs);
    json_put_string(text, "order", parcel->order);
    json_put_string(text, "reference", making->order->reference);
    json_put_day(text, "day", instant_day(making->shop->now));
    put_whole(text, "weight_g", parcel->weight_g);
    json_put_integer(text, "number", parcel - making->parcels->items + 1);
    json_put_integer(text, "of", (int64_t)making->parcels->count);
    if (parcel->cash_on_delivery && !making->hub) {
        json_put_amount(text, "cash_on_delivery", parcel->cash_on_delivery, &parcel->currency);
        json_put_string(text, "currency", slice_of(parcel->currency.code));
    }
    if (!comes_back && !making->hub)
        order_write_appointment(making->order, text);
    if (comes_back)
        json_put_bool(text, "return", true);
    if (parcel->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "tracking_number", parcel->tracking_number);
    json_put_optional(text, "sscc", parcel->sscc);
}

static void add_label(struct making *making, struct changes *changes)
{
    struct parcel *parcel = making->parcel;
    struct text id = TEXT_INIT;
    struct text *text;

    label_id(parcel, &id);
    text = changes_begin_person(changes, text_slice(&id), 1);
    text_add_string(text, "{\"type\":\"label\"");
    json_put_string(text, "parcel", parcel->id);
    if (making->request->given_format == GIVEN_NONE)
        write_content(making, text);
    else
        json_put_string(text, making->request->given_format == GIVEN_ZPL ? "zpl" : "pdf", making->request->given);
    text_add_byte(text, '}');
    changes_end(changes);
    parcel->label.given = making->request->given_format == GIVEN_NONE  ? (struct slice){NULL, 0}
                          : making->request->given_format == GIVEN_ZPL ? SLICE("zpl")
                                                                       : SLICE("pdf");
    text_release(&id);
}

static bool has_another(const struct parcel *parcel, const char *field, struct fault *fault)
{
    return fault_set(fault, FAULT_CONFLICT, "already_labelled", field, "parcel %.*s has a label with another one",
                     SLICE_ARGS(parcel->id));
}

/* The only hub of a carrier may be called by its name alone. */
static bool is_hub_of(const struct parcel *parcel, struct slice hub)
{
    return parcel->hub.bytes && (slice_equal(parcel->hub, hub) || slice_equal(hub_carrier(parcel->hub), hub));
}

/* Whether another leg begins. Told again, it has begun; and only from a hub a parcel goes on. */
static bool go_on(struct parcel *parcel, const struct label_request *request, struct arena *arena, struct fault *fault)
{
    if (!request->goes_on || (parcel->leg > 1 && !parcel->hub.bytes) || (request->hub.bytes && is_hub_of(parcel, request->hub)))
        return true;
    if (!parcel->labelled || !parcel->hub.bytes)
        return fault_set(fault, FAULT_REFUSED, "no_hub", "onward", "parcel %.*s has no label to a hub from which it could go on",
                         SLICE_ARGS(parcel->id));
    parcel_go_on(parcel, arena);
    return true;
}

/* Told again what it has: nothing to do. Told otherwise, a label may be on a parcel already. */
static bool stands(const struct parcel *parcel, const struct label_request *request, struct fault *fault)
{
    const struct slice told[] = {request->carrier, request->service, request->tracking_number, request->sscc};
    const struct slice known[] = {parcel->carrier, parcel->service, parcel->tracking_number, parcel->sscc};
    static const char *const fields[] = {"carrier", "service", "tracking_number", "sscc"};

    if (request->hub.bytes && !is_hub_of(parcel, request->hub))
        return has_another(parcel, "hub", fault);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (told[i].bytes && !slice_equal(told[i], known[i]))
            return has_another(parcel, fields[i], fault);
    if (request->weight_g && request->weight_g != parcel->weight_g)
        return has_another(parcel, "weight_g", fault);
    if (request->has_cash && request->cash_on_delivery != parcel->cash_on_delivery)
        return has_another(parcel, "cash_on_delivery", fault);
    return true;
}

bool label_make(const struct parcels *parcels, size_t which, const struct order *order, const struct label_request *request,
                const struct label_shop *shop, struct store *store, struct arena *arena, struct changes *changes, bool *changed,
                struct fault *fault)
{
    struct parcel *parcel = &parcels->items[which];
    struct making making = {
        .parcels = parcels, .parcel = parcel, .order = order, .request = request, .shop = shop, .store = store, .arena = arena};

    *changed = false;
    if (!go_on(parcel, request, arena, fault))
        return false;
    if (parcel->labelled)
        return stands(parcel, request, fault);
    *changed = true;
    if (request->has_cash && !cash_on_delivery_set(parcels, which, order, request->cash_on_delivery, arena, fault))
        return false;
    measure(parcel, request);
    if (!settle_hub(&making, fault) || !settle_carrier(&making, fault) || !weigh(&making, fault) ||
        (request->given_format == GIVEN_NONE && !write_addresses(&making, fault)) || !draw_numbers(&making, fault))
        return false;
    parcel->labelled = true;
    parcel->labelled_at = shop->now;
    if (parcel->status == PARCEL_PACKED)
        parcel->status = PARCEL_LABELLED;
    add_label(&making, changes);
    return true;
}

bool label_find(const struct parcel *parcel, struct store *store, struct slice *content, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    label_id(parcel, &id);
    done = store_person(store, text_slice(&id), 1, content, fault);
    text_release(&id);
    return done && (content->bytes || fault_set(fault, FAULT_REFUSED, "label_erased", "id",
                                                "the label of parcel %.*s is erased, or may not be read", SLICE_ARGS(parcel->id)));
}

void label_printed(struct parcel *parcel, const char *format, const char *paper, int64_t dpi, instant now)
{
    parcel->label.format = slice_of(format);
    parcel->label.paper = paper ? slice_of(paper) : (struct slice){NULL, 0};
    parcel->label.dpi = dpi;
    parcel->label.printed++;
    parcel->label.printed_at = now;
}
