/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DEPOSIT_H
#define COLPORTEUR_SHOP_DEPOSIT_H

#include "shop/order.h"
#include "shop/series.h"

/*
 * Deposits: what is invoiced of an order before it is delivered. Record "invoice/NUMBER" with "kind":"deposit".
 *
 * A payment on account makes its VAT chargeable (Directive 2006/112/EC, art. 65) and wants an invoice (art. 220(1)(4) and (5)). It
 * is numbered in the series of the invoices and has a line for each rate and category of the order, without goods: the amount
 * asked, tax included, is dealt out over them by largest remainder in proportion to what is left of each, and of each the tax is
 * computed as of any price that includes it (shop/tax.h).
 *
 * The order's own invoice is then its final one, "kind":"final": it says all of the order, and takes off per rate what its
 * deposits have told, less what credit notes took back of them (art. 219). Together they are the order: net, VAT and total of
 * each rate, for the rest is what the order has and they have not, rounding included. What the final invoice took off is corrected
 * by credit notes on it, and on no deposit.
 *
 * An intra-Community supply has none: no VAT is chargeable on its deposits (art. 67), and no invoice is wanted of them (art.
 * 220(1)).
 */

enum { DEPOSIT_KEY_LIMIT = 100 };

struct deposit_request {
    bool is_share; /* of the order's total: `share`; else `amount`, tax included */
    percent share;
    amount amount;
    struct slice key; /* names it among those of the order; empty: the one without a name */
};

/* "30%" or "50.00". */
bool deposit_request_read(struct deposit_request *request, struct slice asked, const struct currency *currency,
                          struct fault *fault) CHECKED;
/* {"percent":"30"} or {"amount":"50.00"}, both with "key" or without. */
bool deposit_request_from_json(struct deposit_request *request, const json_t *object, const struct currency *currency,
                               struct fault *fault) CHECKED;

/* A deposit invoice that stands, with what its credit notes gave back as that of its lines. */
struct deposit {
    struct slice id, record;  /* "invoice/2026-000001" */
    struct slice credit_note; /* the record id of the last one that corrects it; bytes NULL: none */
    struct order document;
};

struct deposits {
    struct deposit *items; /* by number */
    size_t count;
};

/* Those of an order. Texts live in the arena. */
bool deposits_of_order(struct deposits *deposits, struct store *store, uint64_t order, struct arena *arena,
                       struct fault *fault) CHECKED;

/* What is left of one: of its document only the totals, by rate, and no rate of which nothing is left. */
struct tax_totals deposit_left(const struct deposit *deposit, struct arena *arena);
amount deposits_left(const struct deposits *deposits, struct arena *arena);

/* The member "deposits" of a final invoice; nothing, where nothing is left of any. */
void deposits_write(const struct deposits *deposits, const struct currency *currency, struct arena *arena, struct text *text);

/*
 * The amount of each rate and category of the order that is neither given back nor in a deposit, in the order of its totals; below
 * 0 where deposits are more than what is still to be delivered.
 */
bool deposit_rates_left(const struct order *order, const struct deposits *deposits, amount *left, struct arena *arena,
                        struct fault *fault) CHECKED;

/* The order becomes what the deposit says: its lines and totals. Refuses more than is left. */
bool deposit_compute(struct order *order, const struct deposit_request *request, const struct deposits *deposits,
                     struct arena *arena, struct fault *fault) CHECKED;

/* The deposit that the same request under the same key was before; NULL: there is none. Another request under it is a conflict. */
bool deposit_find(const struct deposits *deposits, const struct deposit_request *request, const struct currency *currency,
                  const struct deposit **known, struct fault *fault) CHECKED;

/* "kind" and "asked", by which the request is known again. */
void deposit_write_request(const struct deposit_request *request, const struct currency *currency, struct text *text);

#endif
