/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LABEL_H
#define COLPORTEUR_SHOP_LABEL_H

#include "shop/carrier.h"
#include "shop/countries.h"
#include "shop/parcel.h"

/*
 * Labels: a parcel gets its carrier, its numbers, and what its label says.
 *
 * That is kept as it was, in people/ ("label/ORDER-N", and of further legs "label/ORDER-N-LEG", one version each), as it names a
 * person: so a reprint is the same whatever became of the customer, the shop or the carrier meanwhile, and goes with the person.
 * The journal holds numbers, weight and country, and by the version's salted digest proves the rest. A label that the carrier made
 * is kept there as it came, byte for byte.
 *
 *   {"type":"label","parcel":"12-1","phone":…,"language":"fr","carrier":…,"service":…,"account":…,"from":[…],"to":[…],"order":…,
 *    "reference":…,"day":…,"weight_g":…,"number":1,"of":3,"cash_on_delivery":"49.90","currency":"EUR","return":true,"training":true,
 *    "tracking_number":…,"sscc":…}            or {"type":"label","parcel":"12-1","zpl":…}, or "pdf" in base64
 */

enum given_format { GIVEN_NONE, GIVEN_ZPL, GIVEN_PDF };
enum { GIVEN_LIMIT = 2 * 1024 * 1024 };

/* What is told of a parcel as its label is made; what is absent is as the parcel, the order or the carrier has it. */
struct label_request {
    struct slice carrier, service;
    struct slice tracking_number, sscc; /* as the carrier answered; else they are drawn from his ranges */
    enum given_format given_format;
    struct slice given; /* ZPL, or a PDF in base64 */
    struct slice hub;   /* where the leg ends; bytes NULL: at the customer's */
    bool goes_on;       /* from the hub where its leg ends, with another */
    struct slice key;   /* of a parcel of the order, see shop/label_target.h */
    int64_t weight_g, length_mm, width_mm, height_mm;
    bool has_cash;
    amount cash_on_delivery;
};

struct label_shop {
    const struct settings *settings;
    const struct countries *countries;
    instant now;
};

/* Members of a record from outside; others are not looked at. */
bool label_request_from_json(struct label_request *request, const json_t *record, const struct currency *currency,
                             struct arena *arena, struct fault *fault) CHECKED;

/*
 * What of a request is for one of the parcels that it labels, `place` from 0: cash is collected with the first. Refuses a number or
 * a label that a carrier gave for several ("several_parcels").
 */
bool label_request_for(struct label_request *request, size_t place, size_t count, struct fault *fault) CHECKED;

/*
 * Labels one of the parcels that are sent together (*changed: now): draws what is to be drawn and adds the label to the changes,
 * not yet the parcel. One that has a label is left as it is, unless the request tells other numbers or another carrier
 * ("already_labelled"); or where it is to go on from a hub: then the leg after that is labelled. Refuses to go on where it ends at
 * no hub ("no_hub").
 */
bool label_make(const struct parcels *parcels, size_t which, const struct order *order, const struct label_request *request,
                const struct label_shop *shop, struct store *store, struct arena *arena, struct changes *changes, bool *changed,
                struct fault *fault) CHECKED;

/* What the label of a parcel says, as above. Refuses "label_erased". It lives as what store_person gives. */
bool label_find(const struct parcel *parcel, struct store *store, struct slice *content, struct fault *fault) CHECKED;

/* One more printing. */
void label_printed(struct parcel *parcel, const char *format, const char *paper, int64_t dpi, instant now);

#endif
