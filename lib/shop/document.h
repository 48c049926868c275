/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DOCUMENT_H
#define COLPORTEUR_SHOP_DOCUMENT_H

#include "shop/exchange.h"
#include "shop/order.h"
#include "shop/scheme_id.h"

/*
 * A document as everything that renders it sees it: text, page, electronic invoice.
 *
 * It is read from the record alone, which is a snapshot, and from the person that the record names; no setting, product
 * or customer is asked, so that a document looks in ten years as it does today. colporteur-records(5) has the members;
 * the business terms (BT, BG) are those of EN 16931-1.
 *
 * What is absent has bytes NULL, is 0 or false. Texts live in the record, the person or the arena.
 */

enum document_type {
    DOCUMENT_TYPE_INVOICE,
    DOCUMENT_TYPE_CREDIT_NOTE,
    DOCUMENT_TYPE_PROFORMA,
    DOCUMENT_TYPE_DELIVERY_NOTE,
    DOCUMENT_TYPE_WITHDRAWAL_FORM /* of no record: shop/withdrawal_form.h */
};
enum document_purpose { PURPOSE_ORDINARY, PURPOSE_DEPOSIT, PURPOSE_FINAL };
/* What "kind" says; of a credit note, whether it corrects a deposit. */
enum document_purpose document_purpose(struct slice kind);

enum document_goods { GOODS_UNTOLD, GOODS_GOODS, GOODS_SERVICES, GOODS_BOTH }; /* the last: bits of the two before */

struct postal_address {
    bool given;
    struct slice name, company; /* whom it is for, if that is somebody else */
    struct slice street, postcode, city, region, country;
};

struct document_seller {
    struct slice name, legal_form, capital;
    struct postal_address address;
    struct slice vat_number, registration;
    struct scheme_id legal_id, endpoint; /* BT-30, BT-34 */
    struct slice email, phone, website;
    struct slice iban, bic;
    struct slice logo, colour; /* the digest of a picture, "#1a5276" */
    struct slice footer;       /* the shop's own words, in lines */
    bool services_on_invoice;  /* VAT on services is due when they are invoiced, and not when they are paid (BT-8) */
};

struct document_buyer {
    struct slice id; /* the customer's, in the shop */
    bool known;      /* the person is at hand: neither erased nor out of reach */
    bool is_business;
    struct slice name, company, vat_number, email, phone;
    struct scheme_id legal_id, endpoint; /* BT-47, BT-49 */
    struct slice reference;              /* BT-10: what the buyer wants to find on it */
    struct postal_address address, delivery;
};

/* What an exempt or untaxed category is called, beside the rates of `content.totals`, in the same order. */
struct exemption {
    struct slice code, text; /* BT-121 (VATEX), BT-120 */
};

/* What the law has a document say. */
struct mention {
    struct slice code, text; /* BT-21 (UNCL4451), empty: none; BT-22 */
};

struct document_payment {
    struct slice means, reference; /* "gift_card", "card"… */
    amount amount;
};

/* That left with what a delivery note tells. */
struct document_parcel {
    struct slice carrier, tracking_number; /* the carrier's name */
};

struct document_deposit {
    struct slice invoice;
    day day;
    amount net, vat, total;
    struct tax_rate *rates;
    size_t rate_count;
};

/* The seller's currency beside the document's (BT-6, BT-111). */
struct document_exchange {
    bool given;
    struct currency currency;
    struct exchange rates; /* as they were told on their day, and by whom */
    amount vat_total;
};

/* Refuses VAT that is too much in the seller's currency; of a document that needs none, nothing is done. */
bool document_exchange_vat(struct document_exchange *exchange, amount vat, const struct currency *currency,
                           struct fault *fault) CHECKED;
/* The same member of another document's record: the rates again, and not yet this document's VAT. Absent: given false. */
bool document_read_exchange(struct document_exchange *exchange, struct slice member, struct arena *arena) CHECKED;
void document_write_exchange(const struct document_exchange *exchange, struct text *text);

/* What a withdrawal form tells of the right. */
struct document_withdrawal {
    int64_t days;
    bool has_deadline, shop_pays, is_service, is_one; /* is_one: one thing was ordered, which comes once */
    day deadline;
};

struct document {
    enum document_type type;
    enum document_purpose purpose;
    struct slice number, series, order; /* number: "2026-000001" */
    struct slice share;                 /* of a deposit: which percentage of the order was asked; bytes NULL: an amount */
    struct slice language;
    day day, order_day, tax_point, delivery_day, due_day; /* the last three: see the flags */
    bool has_tax_point, has_delivery_day, has_due_day;
    instant issued_at;
    struct slice terms, payment_reference;
    struct slice corrected; /* of a credit note: the invoice's number, and its day */
    day corrected_day;
    bool has_corrected_day;
    struct slice reason;
    struct document_seller seller;
    struct document_buyer buyer;
    struct order content;         /* lines, shipping, discounts, totals, currency, kind of prices, channel and reference */
    struct exemption *exemptions; /* one for each rate of content.totals */
    struct slice treatment, tax_country, territory;
    enum document_goods goods;
    struct document_deposit *deposits;
    size_t deposit_count;
    struct document_payment *payments;
    size_t payment_count;
    struct slice appointment, appointment_until; /* "2026-11-24T08:00", "12:00"; bytes NULL: there is none */
    struct document_parcel *parcels;
    size_t parcel_count;
    amount deposited, paid, rounding, payable; /* payable = total - deposited - paid + rounding */
    struct document_exchange exchange;
    struct document_withdrawal withdrawal;
    bool has_mentions; /* all of them are on record; of an older document the law of its day has to be asked (shop/mentions.h) */
    struct mention *mentions;
    size_t mention_count;
};

/* `record` as stored; `person` as person_of_record gives it (bytes NULL: unknown). Refuses a record that is no document. */
bool document_read(struct document *document, struct slice record, struct slice person, struct arena *arena,
                   struct fault *fault) CHECKED;

#endif
