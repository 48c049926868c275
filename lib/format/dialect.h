/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DIALECT_H
#define COLPORTEUR_FORMAT_DIALECT_H

#include "base/fault.h"
#include "format/header.h"
#include "format/sheet.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The exports of shop platforms, taken as they are: colporteur-dialects(5).
 *
 * A dialect knows the product file of one platform, whatever its version and language: what its columns are called, how it
 * writes lists, numbers, dates and the several rows of one product. Rows go in; records of products come out through a queue,
 * none, one or several a row:
 *
 *     state = dialect->open(header)            once for each sheet, at its header
 *     dialect->row(state, row, queue)          for each row; what is wanted of it later is copied
 *     dialect->end(state, queue)               there are no more rows: what is held back comes out; may be NULL
 *     dialect->close(state)
 *
 * Memory: a dialect holds back one product and its variants at most, never a table of what it has seen.
 *
 * What comes out are records as colporteur-records(5) has them, written with lib/format/draft.h. Besides they may have members
 * that no product keeps and lib/shop/catalogue_import.h resolves against the catalogue, which says more of them:
 *
 *   stock                on hand, as the platform counts it
 *   parent_id            {"channel","id"}: the parent by the number that the platform gave it
 *   price_over_parent, weight_g_over_parent    added to the parent's
 *   reduced_with_parent  {"channel","column"}: and the parent's sale is the variant's
 *   untaxed_with_parent  {"channel","column"}: and what is added is without tax, if the parent keeps that column
 *   sku_by_id            {"channel","id"}: the SKU was made of what the platform calls the product
 *   identified_by        the channel, if its ids never change and SKUs may stand for several products
 *   prices_include_tax   true or false: how the prices are meant, where the file tells
 *   axes_of_parent       array of names: the options that tell this variant from its siblings
 *   possible_axes        array of names: options of a product that has variants, where the file does not tell which of them
 *
 * What no member holds goes into columns.DIALECT under the platform's English name of the column, for the way back.
 */

struct product_queue;

struct dialect {
    const char *name;                /* "woocommerce": for --from, and the channel in "ids" and "columns" */
    const char *title;               /* "WooCommerce" */
    const struct column_name *names; /* in all languages, the English one first */
    /* How sure one can be of a header bound to these names, 0 to 100. Columns that other programs have as well tell nothing. */
    unsigned (*recognise)(const struct header *header);
    void *(*open)(const struct header *header); /* which outlives the state */
    void (*row)(void *state, const struct sheet_row *row, struct product_queue *queue);
    void (*end)(void *state, struct product_queue *queue);
    void (*close)(void *state);
};

extern const struct dialect *const dialects[]; /* NULL ends them */

enum { DIALECT_SURE = 50 }; /* less is not recognised */

const struct dialect *dialect_find(struct slice name); /* NULL: there is none of that name */
/* The dialect of the header, and the header bound to it. NULL, and nothing is bound: it is none's, or two are alike. */
const struct dialect *dialect_recognise(const struct sheet_row *row, struct header *header);
void dialect_names(struct text *text); /* "woocommerce, shopify": for people */

/*
 * What came out and was not taken yet, in order. Records are the queue's from then on. `line` and `raw` are the product's first
 * row's and all its rows'; of a refused row they are its own, so that the others of the family go on.
 */
struct product_queue {
    struct queued *items;
    size_t first, count, room;
};

struct queued {
    json_t *record; /* NULL: refused, or neither product nor error (then the fault is FAULT_NONE) */
    struct fault fault;
    size_t line;
    struct text raw;
};

void queue_record(struct product_queue *queue, json_t *record, size_t line, struct slice raw);
void queue_refusal(struct product_queue *queue, size_t line, struct slice raw, const struct fault *fault);
void queue_skipped(struct product_queue *queue, size_t line, struct slice raw);
/* The next one, which lives until the next call; NULL: there is none. */
struct queued *queue_take(struct product_queue *queue);
void queue_release(struct product_queue *queue);

#endif
