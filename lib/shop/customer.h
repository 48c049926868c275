/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CUSTOMER_H
#define COLPORTEUR_SHOP_CUSTOMER_H

#include "base/arena.h"
#include "base/fault.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Who buys. What identifies a person lives in people/ and is referred to by customer and version; an order
 * keeps the version it was placed with, so a later address does not rewrite an earlier order.
 */

enum {
    CUSTOMER_ID_LIMIT = 64,
    STREET_LINES =
        3 /* street and number, what comes under them, and one more: as many as an invoice has (EN 16931, BT-50, 51, 163) */
};

/* What the shop's own numbers for customers without id and address begin with: shops give ids of their own, often numbers. */
#define CUSTOMER_AUTO "auto-"

struct customer_reference {
    struct slice id;  /* bytes NULL: nobody */
    unsigned version; /* 0: only a number is known of the customer, nothing personal */
};

/* The member "customer" of a record; of nobody, nothing. */
void customer_reference_write(const struct customer_reference *customer, struct text *text);

/*
 * The customer that an order names, in the order's own JSON: found by id, else by e-mail address, else new. What is
 * new about the person is added to the changes. `reference->id` lives in the arena.
 */
bool customer_accept(struct store *store, const json_t *given, struct arena *arena, struct changes *changes,
                     struct customer_reference *reference, struct fault *fault) CHECKED;
/* Who that is, if known already: by id or e-mail address. Bytes NULL: nobody is named, or somebody new. */
bool customer_find(struct store *store, const json_t *given, struct slice *id, struct fault *fault) CHECKED;
bool customer_id_check(struct slice id, struct fault *fault) CHECKED;
/* Whether what is given is what the known version of the person says; erased persons cannot be told apart. */
bool customer_same(struct store *store, const json_t *given, const struct customer_reference *known, bool *same,
                   struct fault *fault) CHECKED;

/* The country of the address where the goods go, or bytes NULL. */
bool customer_country(const json_t *given, struct slice *country, struct fault *fault) CHECKED;

/* What the tax of an order asks about who buys. Of who is named by id alone, as known. Slices live in the JSON or in the arena. */
struct customer_tax {
    struct slice vat_number, country, postcode; /* where the goods go */
    bool is_business;                           /* has a company or a VAT number */
};
bool customer_tax_of(struct store *store, const json_t *given, struct arena *arena, struct customer_tax *tax,
                     struct fault *fault) CHECKED;

/* The postcode of who buys, if that is one of the country; else bytes NULL: an order may go to another country than its customer's.
 */
struct slice customer_postcode_in(const struct customer_tax *customer, struct slice country);

/* For the index: the e-mail address of a person's value, as the key of KEY_EMAIL. false: there is none. */
bool customer_email_digest(struct slice person, struct text *room, struct digest *digest);

#endif
