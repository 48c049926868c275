/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TRANSFER_H
#define COLPORTEUR_SHOP_TRANSFER_H

#include "base/arena.h"
#include "base/date.h"
#include "store/changes.h"
#include "store/store.h"

#include <jansson.h>

/*
 * Goods on their way from one location to another. Record "transfer/ID"; colporteur-records(5) has the members.
 *
 * They leave the one when they are sent, and are at the other when they are received, whole or in parts: what was received is told
 * as the sum so far, so that telling it twice is telling it once. In between they are in transit, and for sale nowhere. What never
 * comes is missing once the transfer is closed. So the goods of an SKU, location by location and in transit, change by nothing but
 * what is missing:
 *
 *     sent = received + missing + in transit
 *
 * Goods that are reserved do not leave. The id is the key: the same goods sent again are unchanged, others a conflict.
 */

enum { TRANSFER_ID_LIMIT = 100, TRANSFER_LINES_LIMIT = 5000 };

enum transfer_status { TRANSFER_SENT, TRANSFER_RECEIVED, TRANSFER_CLOSED }; /* received: all of it; closed: with some missing */

struct transfer_line {
    struct slice sku;
    int64_t quantity, received, missing;
};

struct transfer {
    struct slice id, from, to, reason; /* reason: why some is missing; bytes NULL: none */
    enum transfer_status status;
    struct transfer_line *lines; /* in the arena */
    size_t line_count;
    bool training, sent, received; /* the instants below are known */
    instant sent_at, received_at;  /* received: the last time that some was */
};

/* As it stands. Refuses ("store_damaged") a record that no tool wrote. */
bool transfer_from_stored(struct transfer *transfer, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
bool transfer_find(struct transfer *transfer, struct store *store, struct slice id, struct arena *arena,
                   struct fault *fault) CHECKED;

/* {"id","from","to","lines":[{"sku","quantity"}]}, or of one that was sent {"id","received":[{"sku","quantity"}]}. */
bool transfer_record(struct store *store, const json_t *record, bool training, instant now, struct arena *arena,
                     struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault) CHECKED;
/* All that is in transit comes in; or, as it is closed, is missing. */
bool transfer_end(struct store *store, struct slice given, bool as_missing, struct slice reason, instant now, struct arena *arena,
                  struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault) CHECKED;

#endif
