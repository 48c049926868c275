/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_address.h"

#include "shop/members.h"
#include "shop/order_quote.h"
#include "shop/postal_lines.h"
#include "shop/stored_record.h"
#include "json/scan.h"

static struct slice decoded(struct slice object, const char *name, struct arena *arena)
{
    struct slice value = scan_find(object, name);

    return value.bytes ? text_of(value, arena) : value;
}

struct postal_address delivery_address(struct slice person, struct arena *arena)
{
    struct slice json = scan_find(person, "shipping_address");
    struct postal_address address;
    bool apart = json.bytes != NULL;

    if (!apart)
        json = scan_find(person, "address");
    address = (struct postal_address){
        .given = json.bytes != NULL,
        .name = decoded(json, "name", arena),
        .company = decoded(json, "company", arena),
        .street = decoded(json, "street", arena),
        .postcode = decoded(json, "postcode", arena),
        .city = decoded(json, "city", arena),
        .region = decoded(json, "region", arena),
        .country = decoded(json, "country", arena),
    };
    if (!address.name.length && !address.company.length) {
        address.name = decoded(person, "name", arena);
        address.company = decoded(person, "company", arena);
    } else if (!apart && !address.company.length) {
        address.company = decoded(person, "company", arena);
    }
    return address;
}

bool delivery_contact_check(const struct address_limits *limits, struct slice person, struct arena *arena, struct fault *fault)
{
    return postal_contact(limits, ADDRESS_PHONE, decoded(person, "phone", arena), "customer.phone", fault) &&
           postal_contact(limits, ADDRESS_EMAIL, decoded(person, "email", arena), "customer.email", fault);
}

/* As the request tells him, else as he is known. */
static bool find_person(const struct order *order, struct store *store, struct arena *arena, struct slice *person,
                        struct fault *fault)
{
    struct text id = TEXT_INIT;
    char *told;
    bool done;

    *person = (struct slice){NULL, 0};
    if (json_object_get(order->customer_given, "address") || json_object_get(order->customer_given, "shipping_address")) {
        told = json_dumps(order->customer_given, JSON_COMPACT);
        *person = arena_copy(arena, slice_of(told ? told : "{}"));
        free(told);
        return true;
    }
    if (!order->customer.id.bytes || !order->customer.version)
        return true;
    text_add_string(&id, "customer/");
    text_add_slice(&id, order->customer.id);
    done = store_person(store, text_slice(&id), order->customer.version, person, fault);
    text_release(&id);
    return done;
}

/* The carrier that was quoted, where it has limits; nearly none has. */
static bool find_limits(const struct order *order, struct store *store, struct arena *arena, struct carrier *carrier, bool *found,
                        struct fault *fault)
{
    struct slice named = order_quoted(order, "carrier", arena);
    struct slice record = {NULL, 0};

    *found = false;
    if (!named.length || named.length > CARRIER_ID_LIMIT)
        return true;
    if (!stored_record(store, "carrier/", named, &record, fault))
        return false;
    if (!record.bytes || !scan_find(record, "address").bytes)
        return true;
    *found = true;
    return carrier_find(carrier, store, named, arena, fault);
}

static bool know_countries(struct country_book *book, struct fault *fault)
{
    if (!book->known)
        book->known = book->read(&book->table, fault) && countries_read(&book->countries, text_slice(&book->table), fault);
    return book->known;
}

bool delivery_address_check(const struct order *order, struct country_book *book, struct store *store, struct slice language,
                            struct arena *arena, struct fault *fault)
{
    struct carrier carrier;
    struct postal_address address;
    struct postal_lines lines;
    struct slice person;
    bool found;

    if (!book || order->was_sold || order->pickup_counter.bytes || order_pickup_point(order, arena).length)
        return true;
    if (!find_limits(order, store, arena, &carrier, &found, fault) || !found)
        return !found && fault->kind == FAULT_NONE;
    if (!find_person(order, store, arena, &person, fault))
        return false;
    address = delivery_address(person, arena);
    if (!address.country.length)
        address.country = order->country;
    if ((!address.name.length && !address.company.length) || !address.street.length || !address.city.length)
        return true;
    return know_countries(book, fault) && delivery_contact_check(&carrier.address, person, arena, fault) &&
           postal_lines(&lines, &address, &book->countries, language, &carrier.address, "customer.shipping_address", arena, fault);
}
