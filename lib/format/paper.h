/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PAPER_H
#define COLPORTEUR_FORMAT_PAPER_H

#include "format/words.h"
#include "shop/countries.h"
#include "shop/mentions.h"

/*
 * What a document says to people, word for word: titles, addresses, table, sums, how to pay, and what the law wants told.
 *
 * It is made once from the document, in the buyer's language, and drawn three ways: as text, as HTML and as pages. None of
 * these knows a currency, a date or a language; none can say something that the others do not. Everything is text ready to
 * be shown, in the arena or in the document, which must outlive it; what is empty is not shown.
 */

/* One printing among those of a document. */
struct printing {
    int64_t number;        /* 1: the original */
    bool draft;            /* nobody counted it, so it must not pass for a document */
    struct slice language; /* of the shop, in which marks are told as well, and all of a document without a language */
};

struct paper_field {
    struct slice label, value;
};

struct paper_lines {
    struct slice *lines;
    size_t count, room;
};

struct paper_paragraph {
    struct slice text;
    bool is_heading, begins_page; /* of pages */
};

struct paper_address {
    struct slice heading;
    struct paper_lines lines; /* none: there is no such address */
};

struct paper_row {
    struct slice name, sku;
    struct slice quantity, price, rate, sum;
    struct slice discount; /* "-3.00", taken off: `sum` is what is left */
    struct slice carried;  /* the sum up to and with this row, for the foot of a page that ends here */
};

struct paper_vat_row {
    struct slice rate, base, vat;
    struct slice note; /* why none is due */
};

struct paper_sum {
    struct slice label, value;
    bool is_total, is_due; /* of the document; what is left to pay or be given back */
};

struct paper {
    struct slice language; /* as HTML's lang and PDF's Lang want it */
    struct slice title, number;
    bool is_training, is_draft;
    struct paper_lines marks; /* above everything: what kind of copy it is, if it is not the original */
    struct slice seller_name, colour, logo;
    struct paper_lines seller;  /* address, and how to reach */
    struct paper_lines closing; /* the shop's own words above the footer */
    struct paper_lines footer;  /* who the seller is in law */
    struct paper_address billed, delivered;
    struct paper_field *facts;
    size_t fact_count;
    bool has_prices; /* a delivery note has none, and neither has it sums */
    struct slice description_heading, quantity_heading, price_heading, rate_heading, sum_heading, discount_label;
    struct slice carried_label, brought_label;
    struct paper_row *rows;
    size_t row_count;
    struct slice vat_headings[3];
    struct paper_vat_row *vat;
    size_t vat_count;
    struct paper_sum *sums;
    size_t sum_count;
    struct slice payment_heading, scan_label;
    struct paper_field payment[5];
    size_t payment_count;
    struct slice payment_code;    /* what the QR code holds, see format/epc_payment.h */
    struct paper_paragraph *body; /* what is to be read: of a document that has it instead of a table */
    size_t body_count;
    struct paper_lines notes; /* mentions, terms */
    struct slice page_label;  /* "Page {n} of {m}" */
    struct slice author, issued_at;
};

/* Words, mentions and countries must outlive the paper as well. */
void paper_write(struct paper *paper, const struct document *document, const struct words *words, const struct mentions *mentions,
                 const struct countries *countries, const struct printing *printing, struct arena *arena);

/* "Page 2 of 3" */
void paper_page(struct text *text, const struct paper *paper, size_t page, size_t pages);

#endif
