/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_POLICY_PAGE_H
#define COLPORTEUR_FORMAT_POLICY_PAGE_H

#include "format/words.h"
#include "shop/delivery_policy.h"

/*
 * What a shop's page about delivery says of a country, in a language: each way with its price, from which sum it costs nothing and
 * when it comes; where nobody delivers; how long customers may change their mind, and whom they ask. As Markdown, which a shop's
 * pages take, or as plain text for a message's footer.
 */
void policy_page_write(const struct delivery_policy *policy, const struct wording *wording, bool markdown, struct text *text);

#endif
