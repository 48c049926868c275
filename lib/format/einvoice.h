/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_EINVOICE_H
#define COLPORTEUR_FORMAT_EINVOICE_H

#include "base/arena.h"
#include "shop/document.h"

/*
 * An invoice or credit note in the terms of EN 16931-1, the European standard: what an electronic invoice says, whichever syntax
 * says it. BT-… is a business term of the standard, BG-… a group of them.
 *
 * einvoice_of_document makes it from a document of the shop (shop/document.h), and knows the rules; format/ubl.h and format/cii.h
 * write it down, and know the two syntaxes that the standard allows (EN 16931-3-2 and -3-3). What the networks would refuse is
 * refused here, before a byte is written, with the name of the rule that it would break: "BR-CO-26", "PEPPOL-EN16931-R010". The
 * rules are those of CEN/TC 434 (validation artefacts) and OpenPeppol (BIS Billing 3.0); colporteur-einvoice(7) tells which
 * member of a record becomes which term.
 *
 * Amounts have their currency's decimals, two at most when they are written (BR-DEC-01 and the like). Texts that are empty are not
 * said. Everything lives in the arena and in the document.
 */

/* Whose rules hold. A consumer's invoice obeys the standard; what goes over Peppol obeys more. */
enum einvoice_rules {
    EINVOICE_EN16931, /* the standard alone: Factur-X in its profile EN 16931 is that as well */
    EINVOICE_PEPPOL   /* Peppol BIS Billing 3.0 */
};

struct einvoice_identifier {
    struct slice value, scheme; /* of ISO 6523 ICD or the EAS list, "0208" */
};

struct einvoice_address {                /* BG-5, BG-8, BG-15 */
    struct slice street, postcode, city; /* BT-35, BT-38, BT-37 */
    struct slice additional, third;      /* BT-36, BT-162: further lines under the street */
    struct slice region;                 /* BT-39 */
    struct slice country;                /* BT-40 */
};

struct einvoice_party {                  /* BG-4 the seller, BG-7 the buyer */
    struct slice name;                   /* BT-27, BT-44 */
    struct einvoice_identifier legal;    /* BT-30, BT-47 */
    struct slice vat_number;             /* BT-31, BT-48 */
    struct slice tax_registration;       /* BT-32: of who has no VAT number */
    struct slice legal_information;      /* BT-33 */
    struct einvoice_identifier endpoint; /* BT-34, BT-49: where electronic invoices reach him */
    struct einvoice_address address;
    struct slice contact, phone, email; /* BG-6, BG-9 */
};

struct einvoice_tax {      /* a VAT category: BT-118, BT-151, BT-95, BT-102 */
    struct slice category; /* UNCL5305 */
    bool has_rate;         /* "O" has none */
    percent rate;          /* BT-119 */
};

struct einvoice_subtotal { /* BG-23 */
    struct einvoice_tax tax;
    amount taxable, vat;                    /* BT-116, BT-117 */
    struct slice exemption_code, exemption; /* BT-121, BT-120 */
};

struct einvoice_allowance { /* BG-20, BG-21, BG-27, BG-28 */
    bool is_charge;
    amount amount;
    struct slice reason, reason_code; /* UNCL5189 of allowances, UNCL7161 of charges */
    struct einvoice_tax tax;          /* of the document's */
};

struct einvoice_line { /* BG-25 */
    int64_t number;    /* BT-126 */
    struct slice note; /* BT-127 */
    int64_t quantity;  /* BT-129: below 0, what is taken back */
    struct slice unit; /* BT-130: UN/ECE recommendation 20 or 21 */
    amount net;        /* BT-131 */
    struct einvoice_allowance *allowances;
    size_t allowance_count;
    price price;           /* BT-146: of so many units: */
    int64_t base_quantity; /* BT-149; 1 is not said */
    struct einvoice_tax tax;
    struct slice name, sku, gtin; /* BT-153, BT-155, BT-157 */
};

struct einvoice_preceding { /* BG-3 */
    struct slice id;        /* BT-25 */
    bool has_day;
    day day; /* BT-26 */
};

struct einvoice_payment {      /* BG-16: one for a document (UBL-SR-47) */
    const char *code;          /* BT-81: UNCL4461; NULL: nothing is said */
    struct slice reference;    /* BT-83 */
    struct slice account, bic; /* BT-84, BT-86 */
};

struct einvoice_note {
    struct slice subject, text; /* BT-21: UNCL4451; BT-22 */
};

struct einvoice {
    enum einvoice_rules rules;
    bool is_credit_note;
    struct slice process;     /* BT-23 */
    struct slice number;      /* BT-1 */
    day day;                  /* BT-2 */
    const char *type;         /* BT-3: UNCL1001 */
    struct currency currency; /* BT-5 */
    bool has_due_day;
    day due_day;        /* BT-9 */
    struct slice terms; /* BT-20 */
    bool has_tax_point;
    day tax_point;                /* BT-7 */
    bool due_on_invoice;          /* BT-8: the tax point is the invoice's day, by the seller's choice; never beside BT-7 */
    struct slice buyer_reference; /* BT-10 */
    struct slice order_reference; /* BT-13 */
    struct slice sales_order;     /* BT-14 */
    struct einvoice_note *notes;  /* BG-1 */
    size_t note_count;
    struct einvoice_preceding *preceding;
    size_t preceding_count;
    struct einvoice_party seller, buyer;
    bool has_delivery;
    struct slice delivery_name;       /* BT-70 */
    struct einvoice_address delivery; /* BG-15 */
    bool has_delivery_day;
    day delivery_day; /* BT-72 */
    struct einvoice_payment payment;
    struct einvoice_allowance *allowances; /* BG-20, BG-21 */
    size_t allowance_count;
    struct einvoice_subtotal *subtotals;
    size_t subtotal_count;
    amount line_total;                    /* BT-106 */
    amount allowance_total, charge_total; /* BT-107, BT-108 */
    amount net, vat, total;               /* BT-109, BT-110, BT-112 */
    amount prepaid, rounding, payable;    /* BT-113, BT-114, BT-115 */
    bool has_accounting_currency;
    struct currency accounting_currency; /* BT-6 */
    amount accounting_vat;               /* BT-111 */
    struct einvoice_line *lines;
    size_t line_count;
};

bool einvoice_of_document(const struct document *document, enum einvoice_rules rules, struct arena *arena, struct einvoice *invoice,
                          struct fault *fault) CHECKED;

void einvoice_write_amount(struct text *text, amount value, const struct currency *currency); /* "19.90", two decimals at most */

#endif
