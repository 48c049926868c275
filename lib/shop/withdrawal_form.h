/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_WITHDRAWAL_FORM_H
#define COLPORTEUR_SHOP_WITHDRAWAL_FORM_H

#include "shop/order.h"
#include "shop/return_law.h"

/*
 * What a consumer is told of the right of withdrawal, with the form to use it: Directive 2011/83/EU, art. 6 (1) (h) and (4) with
 * annex I (A) and (B), as amended by Directives (EU) 2019/2161 and 2023/2673. Who tells it thus is deemed to have told it.
 *
 * It is a document like others (shop/document.h), of an order or blank, but of no record: it says what the settings and the law
 * say now, each time that it is printed. "withdrawal" has what the model leaves blank:
 *
 *   {"type":"withdrawal_form","id":"12",…,"withdrawal":{"days":14,"deadline":"2026-12-01","cost":"customer","about":"several"}}
 *
 * about: "several" goods, which may come one after the other; "one"; or "service".
 */

struct withdrawal_form_request {
    const struct order *order; /* NULL: blank, for orders of this moment that go to `country` */
    struct slice country, language;
    struct slice region; /* of it */
    bool is_business;    /* who ordered */
    bool has_delivered;
    day delivered;
    instant now;
};

/* Refuses "not_a_consumer", and "no_withdrawal_right" where neither law nor shop give one. */
bool withdrawal_form_write(const struct withdrawal_form_request *request, struct return_law *law, const struct settings *settings,
                           struct text *record, struct fault *fault) CHECKED;

#endif
