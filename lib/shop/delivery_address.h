/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_ADDRESS_H
#define COLPORTEUR_SHOP_DELIVERY_ADDRESS_H

#include "shop/carrier.h"
#include "shop/countries.h"
#include "shop/document.h"
#include "shop/order.h"

/*
 * Where an order is sent: the customer's address, as people/ has it, and whether the carrier that was quoted can write it on a
 * label (shop/postal_lines.h). That is asked before the order is taken: afterwards somebody would have to ring the customer up.
 */

/* Where the customer wants it: the name is that of the address, else his. The person is JSON; slices live in it or the arena. */
struct postal_address delivery_address(struct slice person, struct arena *arena);

/* Telephone number and e-mail address of a person, within the fields that a carrier has for them. */
bool delivery_contact_check(const struct address_limits *limits, struct slice person, struct arena *arena,
                            struct fault *fault) CHECKED;

/* How towns are written, read when the first carrier with limits is asked. */
struct country_book {
    bool (*read)(struct text *table, struct fault *fault);
    bool known;
    struct text table;
    struct countries countries;
};

#define COUNTRY_BOOK_INIT(read_table)                                                                                              \
    {                                                                                                                              \
        .read = (read_table), .table = TEXT_INIT                                                                                   \
    }

/*
 * Of an order that has its quote. What goes to a pickup point or has no whole address yet is not asked, nor what was sold
 * elsewhere. Refuses what postal_lines does.
 */
bool delivery_address_check(const struct order *order, struct country_book *book, struct store *store, struct slice language,
                            struct arena *arena, struct fault *fault) CHECKED;

#endif
