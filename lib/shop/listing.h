/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LISTING_H
#define COLPORTEUR_SHOP_LISTING_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * What became of a product on a channel. Record "listing/CHANNEL/SKU".
 *
 *   submitted   it was sent there, with the content of `digest`
 *   accepted    the channel took it, but does not show it
 *   live        it is for sale there
 *   rejected    the channel refused it or took it down, for these reasons
 *   withdrawn   the shop no longer offers it there: it took it down, or sent a whole feed without it
 *
 * A channel's report is about what was submitted last. So nothing but a new submission leads out of "rejected" and "withdrawn":
 * what else is reported then is news of an older content, and refused, and so is a report whose digest is another than the
 * listing's. What a shop listed by hand, before it had this catalogue, may begin in any state.
 */

enum listing_state { LISTING_SUBMITTED, LISTING_ACCEPTED, LISTING_LIVE, LISTING_REJECTED, LISTING_WITHDRAWN, LISTING_STATES };

enum { LISTING_CHANNEL_LIMIT = 32 };

const char *listing_state_name(enum listing_state state);
bool listing_state_find(struct slice name, enum listing_state *state) CHECKED; /* false: no state is called that */

/* What the index keeps of one at hand. */
struct listing_facts {
    instant at;
    uint8_t state, pad[7];
};

void listing_facts(struct slice record, struct text *facts); /* for the fold */

/* "listing/CHANNEL/SKU"; a channel has no slash in its name, an SKU may. */
void listing_id(struct slice channel, struct slice sku, struct text *id);
/* Splits what stands behind "listing/". */
bool listing_parts(struct slice id, struct slice *channel, struct slice *sku) CHECKED;

/*
 * A report as changes: the given record over the stored one. `id` becomes the listing's. *changed false: the listing says the
 * same already, but for the moment; it keeps the first. `now` is for reports that tell no "at". The listing id that the
 * channel gave, and the digest, stay until others come; reasons go with the state that they are of.
 */
bool listing_set(struct store *store, const json_t *record, instant now, struct changes *changes, bool *changed, struct text *id,
                 struct arena *arena, struct fault *fault) CHECKED;

/*
 * For who writes a feed: the item with this content (SHA-256, in hexadecimal digits) was sent. Sent before, and not withdrawn
 * since: nothing changes.
 */
bool listing_submit(struct store *store, struct slice channel, struct slice sku, struct slice digest, instant now,
                    struct changes *changes, bool *changed, struct text *id, struct arena *arena, struct fault *fault) CHECKED;

/* The same for what is no longer sent. Nothing changes where it never was, or was withdrawn before. */
bool listing_withdraw(struct store *store, struct slice channel, struct slice sku, instant now, struct changes *changes,
                      bool *changed, struct text *id, struct arena *arena, struct fault *fault) CHECKED;

#endif
