/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_H
#define COLPORTEUR_SHOP_ORDER_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "shop/counter.h"
#include "shop/customer.h"
#include "shop/exchange.h"
#include "shop/settings.h"
#include "shop/tax.h"
#include "shop/tax_treatment.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * An order. Record "order/NUMBER"; colporteur-records(5) has the fields.
 *
 * An order comes in as a request (order_from_json: what the customer wants, checked for form alone), is completed
 * from the catalogue when it is placed (shop/placing.h), and is read back from the store by order_from_stored.
 * All texts live in the arena, or for a request in its JSON, which must outlive the order.
 */

enum { ORDER_LINES_LIMIT = 20000, CHANNEL_LIMIT = 32, REFERENCE_LIMIT = 100, COUPONS_LIMIT = 20 };
#define QUANTITY_LIMIT ((int64_t)1000000000)

enum order_status { ORDER_OPEN, ORDER_CLOSED, ORDER_CANCELLED };
enum financial_status {
    FINANCIAL_PENDING,
    FINANCIAL_AUTHORIZED,
    FINANCIAL_PARTIALLY_PAID, /* by payments that are less than what is due */
    FINANCIAL_PAID,
    FINANCIAL_PARTIALLY_REFUNDED, /* some of what was paid went back */
    FINANCIAL_REFUNDED            /* all of it */
};
enum fulfillment_status { FULFILLMENT_NONE, FULFILLMENT_PARTIAL, FULFILLMENT_WHOLE };

/* What a unit of a line takes from the shelves instead of the product itself: shop/goods.h. */
struct order_component {
    struct slice sku;
    int64_t quantity;
};

/* So much of a line is promised at a location: shop/order_places.h. */
struct order_allocation {
    struct slice location;
    int64_t quantity, shipped, cancelled;
};

/* A word in order_payment_means each. */
enum payment_means {
    MEANS_CARD,
    MEANS_TRANSFER,
    MEANS_DIRECT_DEBIT,
    MEANS_CASH,
    MEANS_CHEQUE,
    MEANS_WALLET, /* PayPal, Apple Pay: an account that pays */
    MEANS_GIFT_CARD,
    MEANS_STORE_CREDIT,
    MEANS_MARKETPLACE, /* which was paid by the customer, and pays the shop */
    MEANS_CASH_ON_DELIVERY,
    MEANS_OTHER
};

/* Money that came in for the order: shop/payment.h. */
struct order_payment {
    enum payment_means means;
    amount amount, repaid;
    struct slice reference; /* that of the payment service or the bank; bytes NULL: none */
    struct slice key;       /* by which it is asked for again; bytes NULL: by its reference */
    struct slice gift_card; /* "17", which has an account (shop/gift_card.h); bytes NULL: none */
    day day;
    bool has_amount, has_day; /* of a request, as the rest */
    struct slice code;        /* of a gift card, until that is found (shop/gift_card_payment.h) */
    bool partial;             /* as much as is on the card, */
    amount most;              /* which is this */
};

/* What a promotion took off a line, or off the whole order. */
struct order_discount {
    struct slice promotion;
    struct slice coupon; /* of the order's: the code that was given; bytes NULL: it needs none */
    int64_t units;       /* of the order's: for which it holds */
    amount amount;
};

/* What went back of a line or of the shipping charge, shop/refundable.h: all zero, nothing. */
struct order_given_back {
    int64_t units;
    amount net, gross;
};

struct order_line {
    struct slice sku, name, category, location; /* name and category as the catalogue had them */
    int64_t quantity, shipped;
    price price;        /* PRODUCT_UNSET in a request: the shop's, by shop/pricing.h */
    bool price_is_ours; /* of a request: so it was; else nothing is taken off that the request does not say */
    price list_price;   /* what it costs when nothing is reduced, if that is another price; else PRODUCT_UNSET */
    percent vat_rate;   /* PRODUCT_UNSET in a request: the catalogue's */
    enum tax_category vat_category;
    enum tax_goods goods;
    bool rate_is_given; /* of a request, as the next two: its rate stands */
    struct taxed_product product;
    struct slice exemption;
    struct slice record, parent_record; /* of the catalogue, while it is placed; record's bytes NULL: nobody has looked */
    amount discount; /* taken off the line, in the kind of price that `price` is; the sum of `discounts`, if they are known */
    struct order_discount *discounts;
    size_t discount_count;
    amount net, vat, gross;
    struct slice unit, gtin; /* of a document's alone: as the catalogue had them when it was issued */
    bool has_components;     /* their number may be 0: nothing is taken */
    struct order_component *components;
    size_t component_count;
    struct order_allocation *allocations; /* of a line that comes from several places; none: all of it is at `location` */
    size_t allocation_count;
    int64_t cancelled;                  /* units that were given back before they left: nothing of them will be shipped */
    struct order_given_back given_back; /* by refunds and credit notes */
    int64_t restocked;                  /* units that were shipped and came back to the shelves with a refund */
    int64_t returned;                   /* units that were shipped and came back with a return, to the shelves or not */
    int64_t resent;                     /* units that leave once more, free of charge, for such as never came or were not right */
    bool without_goods;                 /* of a credit note's line: an amount alone, with which no unit comes back */
    int64_t number;                     /* of a credit note's line: the invoice's line that it corrects; 0: its own place */
};

/* What one rate and category has of a charge that goes over several. */
struct shipping_part {
    percent vat_rate;
    enum tax_category vat_category;
    amount net, vat, gross;
};

struct order_shipping {
    bool given;
    struct slice method;
    price price;
    bool rate_is_given; /* of a request */
    percent vat_rate;   /* PRODUCT_UNSET in a request: the highest among the lines; and where there are parts */
    enum tax_category vat_category;
    amount discount;
    amount net, vat, gross;
    price standard_price; /* of the cheapest standard delivery that was offered; PRODUCT_UNSET: this was it */
    bool price_is_given;  /* of a request, as the next three: nothing is quoted */
    struct slice service, pickup_point;
    int mode;           /* of enum tariff_mode; -1: none is named */
    percent home_rate;  /* of a request that is quoted: the highest rate of its goods in the shop's country; else 0 */
    struct slice quote; /* JSON, as the tariff said when the order was placed (shop/order_quote.h); bytes NULL: none */
    struct order_given_back given_back;
    bool has_billed; /* carriers billed all of its parcels */
    amount billed;   /* without tax; shop/carrier_bill.h */
    struct shipping_part *parts; /* in proportion to what the lines of the same rate and category cost */
    size_t part_count;           /* 0, or more than one */
};

/* The charge by rates: its parts, or `whole`, which it fills, as the only one. How many there are. */
size_t order_shipping_parts(const struct order_shipping *shipping, struct shipping_part *whole, const struct shipping_part **parts);

enum order_buyer { BUYER_UNSAID, BUYER_CONSUMER, BUYER_BUSINESS };
enum tax_threshold { THRESHOLD_NONE, THRESHOLD_BEFORE, THRESHOLD_CROSSED };

/* What colporteur-tax(7) decided. */
struct order_tax {
    bool given; /* false: domestic, as products say */
    enum treatment treatment;
    struct slice country;   /* whose tax it is */
    struct slice territory; /* the place, if it is not simply its country's; empty: it is */
    bool is_distance_sale;
    enum tax_threshold threshold;
    bool is_exchanged; /* the turnover of distance sales is in another currency than the order: */
    struct exchange exchange;
    struct currency turnover;
    enum number_proof proof;
};

struct order_explanation;
struct distance_share;

struct order {
    struct order_explanation *explanation; /* of a request: filled as it is placed (shop/price_explanation.h); NULL: nobody asks */
    struct slice id, channel, reference;
    struct slice buyer_reference; /* what a business wants to find on its invoice; bytes NULL: nothing */
    instant placed_at;
    bool placed_at_given;
    day day; /* of placed_at, in the shop's time zone */
    enum order_status status;
    enum financial_status financial_status;
    enum fulfillment_status fulfillment_status;
    bool shipped;
    instant shipped_at; /* the last shipment, if any */
    bool reallocated;
    struct slice not_deliverable; /* why, of one that was sold elsewhere; bytes NULL: nothing is known against it */
    instant reallocated_at;       /* when it was last promised from elsewhere (shop/reallocation.h), if it was */
    const json_t *customer_given; /* of a request, as the next four */
    struct slice customer_id_given, country_given;
    bool prices_include_tax_given;
    bool is_foreign;       /* in another currency than the shop's */
    struct slice *coupons; /* of a request: the codes that were given */
    size_t coupon_count;
    struct slice note;           /* of a request; kept in people/ */
    struct slice postcode;       /* of a request, as the next two, where it goes; else the customer's */
    bool was_sold;               /* elsewhere: nothing of it is quoted, and what cannot be delivered is accepted and says so */
    bool postcode_given;         /* by the request itself: shop/destination.h */
    int64_t distance;            /* metres to there; -1: not told */
    struct slice pickup_counter; /* where it is collected, shop/pickup.h; bytes NULL: it is sent */
    bool has_pickup_slot;
    struct slot pickup_slot;
    struct slice
        appointment_counter; /* who comes to the customer's at the appointed time, shop/appointment.h; bytes NULL: unsaid */
    bool has_appointment;
    struct slot appointment;
    amount gift_cards; /* that will pay for it */
    struct customer_reference customer;
    bool has_note;
    bool training;      /* made in a store to learn with */
    struct slice group; /* of customers, for whom prices may be others; bytes NULL: none */
    struct slice country;
    struct currency currency;
    bool prices_include_tax;
    enum order_buyer buyer; /* UNSAID in a request: a business if the customer has a company or a VAT number */
    bool buyer_given;
    struct order_tax tax;
    struct order_line *lines;
    size_t line_count;
    struct order_shipping shipping;
    struct order_discount *discounts; /* by promotion */
    size_t discount_count;
    struct tax_totals totals;
    int64_t units;
    struct order_payment *payments; /* none: it is not paid, or nobody told how */
    size_t payment_count;
    amount repaid;           /* what the customer got back in money, shop/refund.h */
    struct slice request;    /* 32 hexadecimal digits */
    struct slice amendments; /* JSON, what it was before its delivery was changed (shop/amendment.h); bytes NULL: it was not */
    amount highest_total;    /* that it had before a change */
    const struct distance_share *counted; /* of one that is being changed: what of it the year's distance sales hold already */
};

bool order_from_json(struct order *order, const json_t *record, const struct settings *settings, instant now, struct arena *arena,
                     struct fault *fault) CHECKED;
/* What a request says of its delivery alone: country, postcode, distance, pickup and shipping, as far as it does. */
bool order_delivery_from_json(struct order *order, const json_t *record, struct fault *fault) CHECKED;
/* The same of what is not ordered yet: it needs no reference. */
bool cart_from_json(struct order *cart, const json_t *record, const struct settings *settings, instant now, struct arena *arena,
                    struct fault *fault) CHECKED;
bool order_from_stored(struct order *order, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
void order_write(const struct order *order, struct text *text);
/* The order as it is now becomes a change, and its row the answer. */
size_t order_change(const struct order *order, uint64_t number, struct changes *changes);

/*
 * From the customer on: all that concerns the order; what a document says of it; or what both say, by which they are compared.
 */
enum order_content { CONTENT_OF_ORDER, CONTENT_OF_DOCUMENT, CONTENT_OF_BOTH };
void order_write_customer(const struct order *order, struct text *text);    /* the member "customer", if there is one */
void order_write_pickup(const struct order *order, struct text *text);      /* the member "pickup", if there is one */
void order_write_appointment(const struct order *order, struct text *text); /* the same of "appointment" */
void order_write_delivery(const struct order *order, struct text *text);    /* all that a change of the delivery may alter */
void order_write_content(const struct order *order, enum order_content content, struct text *text);

void order_id(uint64_t number, struct text *id);                                   /* "order/1042" */
bool order_number(struct slice id, uint64_t *number, struct fault *fault) CHECKED; /* of "1042" or "order/1042" */
bool order_find(struct order *order, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;

bool financial_status_read(struct slice text, enum financial_status *status, struct fault *fault) CHECKED;
bool order_status_read(struct slice text, enum order_status *status, struct fault *fault) CHECKED;
bool fulfillment_status_read(struct slice text, enum fulfillment_status *status, struct fault *fault) CHECKED;

/* The units of a line that have still to leave. */
int64_t order_line_open(const struct order_line *line);

/* The units of a line that left and did not come back. */
int64_t order_line_out(const struct order_line *line);

/* The statuses as they follow from what left, what was cancelled and what was paid; an order that is over stays so. */
void order_settle(struct order *order);

/* What so many units of a line take from the shelves at its location, one after the other; *at begins as 0. False: no more. */
bool order_line_takes(const struct order_line *line, int64_t units, size_t *at, struct slice *sku, int64_t *quantity);

/* What the index keeps of an order at hand; then its channel, a zero byte, and its customer's id. */
struct order_facts {
    int64_t net, gross, units;
    uint64_t lines_hash;
    uint64_t first_seq; /* of the transaction that recorded the order */
    day day;
    char country[2];
    char currency[3];
    uint8_t status, financial, fulfillment; /* the enums above */
};

#endif
