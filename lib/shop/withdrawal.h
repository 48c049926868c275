/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_WITHDRAWAL_H
#define COLPORTEUR_SHOP_WITHDRAWAL_H

#include "base/arena.h"
#include "base/date.h"
#include "shop/settings.h"

#include <jansson.h>

/*
 * The online withdrawal function: Directive 2011/83/EU, art. 11a (as Directive (EU) 2023/2673 has it, since 19 June 2026); in
 * France C. conso. art. L221-21 and D221-5. Record "withdrawal/ID".
 *
 * A consumer, known or not, states in one step who withdraws, from which contract, and how the acknowledgement reaches him, and
 * confirms it in a second. The form's own id is the key: the same twice is unchanged, another content a conflict. Nothing is looked
 * up meanwhile, so that the form tells nobody what was ordered; whether there is such an order, return-new finds when it is told of
 * the statement. What was stated is evidence, and names a person: it is in people/ as "statement/ID".
 */

enum { WITHDRAWAL_ID_LIMIT = 64, WITHDRAWAL_TEXT_LIMIT = 300 };

struct withdrawal {
    struct slice id;
    bool training, confirmed;
    struct slice language; /* bytes NULL: the shop's */
    instant stated_at, confirmed_at;
};

/* {"id":"f-81c2","name":"…","order":"W-1001","contact":"…","language":"fr"}, and {"id":"f-81c2","confirm":true} */
struct withdrawal_request {
    struct slice id, name, order, contact, language;
    bool confirms;
};

bool withdrawal_request_from_json(struct withdrawal_request *request, const json_t *record, struct fault *fault) CHECKED;

/* Refuses "unknown_statement". */
bool withdrawal_find(struct withdrawal *of, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;
bool withdrawal_from_stored(struct withdrawal *of, struct slice record, struct arena *arena, struct fault *fault) CHECKED;

/* One step. *changed false: it was done before. */
bool withdrawal_step(const struct withdrawal_request *request, const struct settings *settings, struct store *store, instant now,
                     struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct text *id,
                     struct fault *fault) CHECKED;

/* What was stated, as JSON; bytes NULL: it was erased, or may not be read. */
bool withdrawal_statement(struct store *store, struct slice id, struct slice *statement, struct fault *fault) CHECKED;

#endif
