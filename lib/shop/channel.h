/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHANNEL_H
#define COLPORTEUR_SHOP_CHANNEL_H

#include "base/arena.h"
#include "shop/settings.h"
#include "store/store.h"

#include <jansson.h>

/*
 * A channel: a place where the shop's products are offered, and how it wants to be told of them. Record "channel/ID";
 * colporteur-records(5) has the fields.
 * Its id is what orders from there have as their channel.
 *
 * A channel is changed by giving it members over those that are stored: null takes one away, an object is given member by
 * member, so that one category can be added to ten thousand.
 */

enum { CHANNEL_ID_LIMIT = 32 };

struct channel {
    struct slice id, feed, format, country, language, currency; /* bytes NULL: not told */
    int64_t stock_buffer;                                       /* units held back from this channel */
    int64_t title_limit, description_limit;                     /* characters; 0: those of the feed */
    const json_t *stock_buffers;                                /* own category -> units; NULL: none, as of the next two */
    const json_t *categories;                                   /* own category -> the channel's */
    const json_t *settings;                                     /* what one kind of feed alone wants to know, by name */
};

/* Its values are in the arena. *found false: there is no such record, and the channel is all defaults. */
bool channel_find(struct channel *channel, struct store *store, struct slice id, struct arena *arena, bool *found,
                  struct fault *fault) CHECKED;

/*
 * What is told of the longest beginning of a category, whole steps of the path "A > B > C" alone: of "A > B > C", else
 * of "A > B", else of "A". NULL: nothing.
 */
const json_t *channel_by_category(const json_t *table, struct slice category);

struct slice channel_setting(const struct channel *channel, const char *name); /* bytes NULL: not set */

/* How many units are held back of an article of that category. */
int64_t channel_stock_buffer(const struct channel *channel, struct slice category);

/*
 * The members of `given` over the stored record, as a change in row 0; *changed says whether they are something new. The
 * id is "channel/ID". Refuses members that a channel has not, and values that do not fit.
 */
bool channel_change(struct store *store, struct slice id, const json_t *given, struct changes *changes, bool *changed,
                    struct fault *fault) CHECKED;

/* "KEY=VALUE" as a member of `given`: "stock_buffer=2", "categories.Cuisson > Poêles=Cookware", "format=" takes it away. */
bool channel_give_word(json_t *given, struct slice word, struct fault *fault) CHECKED;

#endif
