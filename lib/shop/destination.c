/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/destination.h"

#include "shop/amendment.h"
#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

bool destination_is_own(const struct order *order, struct store *store, struct arena *arena, bool *is_own, struct fault *fault)
{
    struct customer_tax customer;

    *is_own = false;
    if (!order->postcode_given)
        return true;
    if (!customer_tax_of(store, order->customer_given, arena, &customer, fault))
        return fault_within(fault, "customer");
    *is_own = !slice_equal(customer_postcode_in(&customer, order->country), order->postcode);
    return true;
}

void destination_write(const struct order *order, bool with_postcode, struct text *text)
{
    text_add_byte(text, '{');
    if (order->note.length)
        json_put_string(text, "note", order->note);
    if (with_postcode) {
        json_put_string(text, "postcode", order->postcode);
        json_put_integer(text, "customer_version", order->customer.version);
    }
    text_add_byte(text, '}');
}

static bool read_person(struct store *store, const char *kind, struct slice id, unsigned version, struct slice *person,
                        struct fault *fault)
{
    struct text name = TEXT_INIT;
    bool done;

    text_add_string(&name, kind);
    text_add_slice(&name, id);
    done = store_person(store, text_slice(&name), version, person, fault);
    text_release(&name);
    return done;
}

/* What the order itself says. */
static bool find_own(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    struct slice kept = {NULL, 0};

    if (order->has_note && !amendments_lead_elsewhere(order->amendments) &&
        !read_person(store, "note/", order->id, 1, &kept, fault))
        return false;
    if (kept.bytes && whole_of(scan_find(kept, "customer_version")) == order->customer.version)
        order->postcode = arena_copy(arena, text_of(scan_find(kept, "postcode"), arena));
    return true;
}

bool destination_find(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    struct slice person = {NULL, 0};
    struct slice address;
    struct slice country;

    order->postcode = (struct slice){NULL, 0};
    if (!find_own(order, store, arena, fault))
        return false;
    if (order->postcode.bytes || !order->customer.id.bytes || !order->customer.version)
        return true;
    if (!read_person(store, "customer/", order->customer.id, order->customer.version, &person, fault))
        return false;
    address = scan_find(person, "shipping_address");
    if (!address.bytes)
        address = scan_find(person, "address");
    country = scan_text(scan_find(address, "country"));
    if (!country.length || slice_equal(country, order->country))
        order->postcode = arena_copy(arena, text_of(scan_find(address, "postcode"), arena));
    return true;
}
