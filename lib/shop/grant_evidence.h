/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GRANT_EVIDENCE_H
#define COLPORTEUR_SHOP_GRANT_EVIDENCE_H

#include "shop/grant.h"
#include "shop/salt.h"

/*
 * What a shop can show of a digital good that it delivered.
 *
 * To who says that he never had it: when it was downloaded, and whether it went to the address that his bank or his provider tells.
 * The address itself (IPv4 or IPv6, personal data by recital 30 of the GDPR) is not kept, but its digest, keyed with a salt of the
 * grant (shop/salt.h, "salt/12-1"): who has the salt can compare an address that he is told, and nobody can read one out of it.
 * With the customer's data the salt is erased, and after that nothing can be compared.
 *
 * To the tax office: where the customer is. For digital services to consumers two items of evidence that do not contradict one
 * another are wanted (Implementing Regulation (EU) 282/2011, art. 24b (d)), among those of art. 24f: (a) the billing address, (b)
 * the internet protocol address or any way to locate it. One is enough for who sells so for less than EUR 100,000 a year. Of
 * downloads, those of one country are one item, however many there are.
 */

/*
 * The digest for the download; the address is as the web server writes it, "203.0.113.9" or "2001:db8::9"; one that stands for
 * IPv4 within IPv6 ("::ffff:203.0.113.9") is the same as that. What is no address is refused as "bad_address", and not shown. A
 * grant's salt is made of `random`, SALT_SIZE bytes; where it was erased, no digest is kept. It lives in the arena.
 */
bool grant_address_digest(const struct grant *grant, struct slice address, const unsigned char *random, struct store *store,
                          struct arena *arena, struct changes *changes, struct slice *digest, struct fault *fault) CHECKED;

/* Whether any download of the grant went there. */
bool grant_went_to(const struct grant *grant, struct slice address, struct store *store, bool *went, struct fault *fault) CHECKED;

/* Adds the member "evidence" to the record of the grant that is being written. */
void grant_put_evidence(const struct grant *grant, struct text *text);

#endif
