/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_NET_VIES_H
#define COLPORTEUR_NET_VIES_H

#include "shop/vies.h"

/*
 * Asks VIES about a VAT number. What it says is shop/vies.h's to judge; here it is sent, waited for, and sent again where the
 * trouble may pass, after 1, 2, 4… seconds.
 */

#define VIES_ADDRESS "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"

struct vies_service {
    const char *address;
    long seconds; /* that it may take to answer */
    int attempts; /* at most, for one number */
};

/* There is always an answer: of a service that gives none it is VIES_UNKNOWN, with the code of the fault as its reason. */
void vies_ask(const struct vies_service *service, const struct vat_number *number, const struct vat_number *requester,
              struct vies_answer *answer, struct arena *arena);

#endif
