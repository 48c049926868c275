/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETURN_TALLY_H
#define COLPORTEUR_SHOP_RETURN_TALLY_H

#include "shop/tally.h"

/*
 * Returns in the tallies, for the index. What is counted of which record:
 *
 *   order   of whose goods some left and that is not cancelled: units that left and units that came back, with a return or a
 * refund, and what they are worth without tax, as shares of their lines; delivery that was given back. Services and what is digital
 * are no goods return  that is neither rejected nor expired: its units by kind and reason, by grade; and once they came, where the
 * shop pays for it, what the way back costs: what the carrier billed for it, else taken to be what the tariff says of the way there
 */
bool return_tally_order(struct index *index, const struct change *change, struct fault *fault) CHECKED;
bool return_tally_return(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
