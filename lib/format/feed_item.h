/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FEED_ITEM_H
#define COLPORTEUR_FORMAT_FEED_ITEM_H

#include "format/feed.h"

/*
 * What a feed is told of an article, found before any format writes it: texts in the channel's language, what is asked there now
 * and what that is reduced from, what is available. feed.c has what comes of it.
 */

/* False: the store failed. What is wrong with the article is found, and becomes findings. */
bool feed_describe(struct feed *feed, const struct article *article, struct feed_item *item, struct fault *fault) CHECKED;

/* Of feed.c: whether the kind or the format has one of these traits; and a finding of what a fault says. */
bool feed_has_trait(const struct feed *feed, unsigned traits);
void feed_refuse_by_fault(struct feed *feed, const struct fault *fault);

#endif
