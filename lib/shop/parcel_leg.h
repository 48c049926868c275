/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PARCEL_LEG_H
#define COLPORTEUR_SHOP_PARCEL_LEG_H

#include "shop/parcel.h"

/*
 * The legs of a parcel that several carriers carry one after the other: to a hub, where it is labelled anew, and on from there.
 *
 * A parcel is on leg 1, unless somebody says otherwise, and that ends at the customer's. Where it ends at a hub, the parcel may go
 * on: what the leg had is put aside, and the next one gets a carrier, numbers and a label of its own, and is handed over with a
 * manifest of its own. Both labels may be made before anything leaves. It is still one parcel: its contents, weight, cash and
 * status are told once, it left when its first leg was handed over, and is delivered when the last one is (shop/tracking.h).
 *
 * A leg is called after its parcel, "12-1-2", and the first one as the parcel is; so are labels in people/.
 */

/* The one that it is on, as the others are. */
struct parcel_leg parcel_leg_now(const struct parcel *parcel);
/* Any of them, by its number. */
bool parcel_leg_find(const struct parcel *parcel, int64_t number, struct parcel_leg *leg);
/* The one with a tracking number or an SSCC of that carrier's. */
bool parcel_leg_numbered(const struct parcel *parcel, struct slice carrier, struct slice number, struct parcel_leg *leg);

/* The next one begins, without a carrier yet, and ends at the customer's. */
void parcel_go_on(struct parcel *parcel, struct arena *arena);
/* The carrier has it: the leg stands on his manifest. */
void parcel_leg_hand_over(struct parcel *parcel, int64_t number, struct slice manifest, instant now);
/* When it left the shop: its first leg was handed over, or it was shipped without. */
bool parcel_left(const struct parcel *parcel, instant *left);

/*
 * The label of the last leg is not used: the parcel is on the one before again, and may go on anew. Refuses a leg that the carrier
 * has told of as a parcel ("on_its_way"), one that is not the last ("leg_is_over") or the only one ("only_leg"), and without a
 * reason what stands on a manifest ("handed_over"). One that is voided is unchanged, and refused with another reason
 * ("already_voided").
 */
bool parcel_leg_void(struct parcel *parcel, int64_t number, struct slice reason, instant now, struct arena *arena,
                     struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

/* The greatest number of a leg that the parcel's record has. */
int64_t parcel_last_leg(struct slice record);
/* "12-1" and 2 of "12-1-2" or "parcel/12-1-2"; of the name of a parcel, `leg` is 0. */
struct slice parcel_of_leg(struct slice name, int64_t *leg);
void parcel_leg_name(struct slice parcel, int64_t leg, struct text *name); /* is added */

#endif
