/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FEED_RULES_H
#define COLPORTEUR_FORMAT_FEED_RULES_H

#include "format/feed.h"

/*
 * What the rules for product sheets (shop/lint.h) say to a feed: how long its texts may be, and with --lint which products it
 * must not tell of. A number that a channel sets stands in its rules and nowhere else. For format/feed.c alone.
 */

/* The limits that rules which weigh more than a hint set to the members of a record. */
void feed_limits_read(struct feed *feed);

/* Judges an article by feed->options.lint: what blocks is refused, what is weak warned of, hints are for catalog-lint alone. */
bool feed_judge(struct feed *feed, const struct article *article, struct fault *fault) CHECKED;

#endif
